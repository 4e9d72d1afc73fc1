package program

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Confine bounds the memory and the processor time of a program that has begun. One
// that has ended already needs no bounds.
func Confine(pid, memory int, processor time.Duration) {
	seconds := uint64(processor/time.Second) + 1
	_ = unix.Prlimit(pid, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds}, nil)
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: uint64(memory), Max: uint64(memory)}, nil)
}

// OutOfTime reports whether a program was ended because its time was used up.
func OutOfTime(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGXCPU
}
