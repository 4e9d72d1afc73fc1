//go:build !linux

package confined

import (
	"os"
	"os/exec"
)

var processorSignal os.Signal

// setLimits sets no limits: only the garbage collector's bound and the timeout
// apply here.
func setLimits() error { return nil }

func groupProcesses(*exec.Cmd) {}

func exceededTime(s *os.ProcessState) bool { return s.ExitCode() == tooSlow }

// peakMemory is unknown here.
func peakMemory() int { return 0 }
