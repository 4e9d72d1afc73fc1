package program

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Confine limits the memory and the processor time of a started program. One
// that has already ended needs no limits.
func Confine(pid, memory int, processor time.Duration) {
	seconds := uint64(processor/time.Second) + 1
	_ = unix.Prlimit(pid, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds}, nil)
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: uint64(memory), Max: uint64(memory)}, nil)
}

// OutOfTime reports whether a program was ended because it exceeded its
// processor time.
func OutOfTime(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGXCPU
}
