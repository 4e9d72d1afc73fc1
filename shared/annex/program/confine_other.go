//go:build !linux

package program

import (
	"os"
	"time"
)

// Confine does nothing where there are no such bounds; the time is bounded.
func Confine(int, int, time.Duration) {}

// OutOfTime reports whether a program was ended because its time was used up.
func OutOfTime(*os.ProcessState) bool { return false }
