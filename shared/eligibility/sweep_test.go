package eligibility_test

import "testing"

// sweep leaves a test out under the race detector that puts many thousand
// declarations, one after the other: infra/test runs those without it.
func sweep(t *testing.T) {
	t.Helper()
	if detectsRaces {
		t.Skip("one goroutine, many thousand decisions: runs without the race detector")
	}
}
