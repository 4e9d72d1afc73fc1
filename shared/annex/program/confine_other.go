//go:build !linux

package program

import (
	"os"
	"time"
)

// Confine does nothing on systems without such limits; there is still a
// timeout.
func Confine(int, int, time.Duration) {}

// OutOfTime reports whether a program was ended because it exceeded its
// processor time.
func OutOfTime(*os.ProcessState) bool { return false }
