// Package norace leaves tests out under the race detector that it makes many times
// longer and in which it has nothing to find: one goroutine that goes through very
// much, or programs that were built without it. infra/test runs those, and no
// others, a second time without the detector.
package norace

import "testing"

// Mark begins what a test says that was left out.
const Mark = "WITHOUT THE RACE DETECTOR:"

// Only leaves a test out under the race detector, and says why.
func Only(t testing.TB, why string) {
	t.Helper()
	if Detects {
		t.Skip(Mark, why)
	}
}
