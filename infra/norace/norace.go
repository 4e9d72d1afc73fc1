// Package norace skips tests under the race detector that it slows down many times without finding anything:
// one goroutine that does very much, or programs built without it. infra/test runs those, and no others, a
// second time without the detector.
package norace

import "testing"

// Mark begins the message of a skipped test.
const Mark = "WITHOUT THE RACE DETECTOR:"

// SkipUnderRace skips a test under the race detector, with the reason why.
func SkipUnderRace(t testing.TB, why string) {
	t.Helper()
	if Detects {
		t.Skip(Mark, why)
	}
}
