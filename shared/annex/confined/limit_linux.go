package confined

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// processorSignal is sent when the processor time is used up.
var processorSignal os.Signal = syscall.SIGXCPU

// setLimits sets the limits of this process.
func setLimits() error {
	seconds := uint64(ownProcessor / time.Second)
	set := func(what int, soft, hard uint64) error {
		return syscall.Setrlimit(what, &syscall.Rlimit{Cur: soft, Max: hard})
	}
	var memory error
	if memoryLimited {
		memory = set(syscall.RLIMIT_DATA, MaxMemory, MaxMemory)
	}
	return errors.Join(
		memory,
		set(syscall.RLIMIT_CPU, seconds, seconds+1),
		set(syscall.RLIMIT_FSIZE, 64<<20, 64<<20),
		set(syscall.RLIMIT_CORE, 0, 0),
	)
}

// groupProcesses makes the process and its children end together.
func groupProcesses(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// exceededTime reports whether a process was ended because it exceeded its time.
func exceededTime(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return s.ExitCode() == tooSlow || ok && status.Signaled() &&
		(status.Signal() == syscall.SIGXCPU || status.Signal() == syscall.SIGKILL)
}

// peakMemory returns the peak memory of this process or its children, in bytes.
func peakMemory() int {
	most := 0
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err == nil {
		most = int(u.Maxrss) << 10
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return most
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if n, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(n), " kB"))
			most = max(most, kib<<10)
		}
	}
	return most
}
