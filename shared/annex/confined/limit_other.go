//go:build !linux

package confined

import (
	"os"
	"os/exec"
)

var processorSignal os.Signal

// limit sets no limits: only the garbage collector's bound and the timeout
// apply here.
func limit() error { return nil }

func apart(*exec.Cmd) {}

func slow(s *os.ProcessState) bool { return s.ExitCode() == tooSlow }

// peak is unknown here.
func peak() int { return 0 }
