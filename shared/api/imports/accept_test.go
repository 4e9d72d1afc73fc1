package imports

import (
	"testing"
)

func TestPrefersText(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "*/*": false, "application/json": false, "text/plain": true, "text/plain, */*;q=0.1": true,
		"text/plain;q=0.5, application/json": false, "TEXT/PLAIN": true, "text/html": false, "application/json;q=0.2, text/plain; q=0.3": true,
		"text/plain;q=x": false, "text/plain, */*": false, "text/plain;q=0": false,
	} {
		if got := prefersText(accept); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}
