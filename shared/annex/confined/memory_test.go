package confined

import "testing"

// TestOutOfMemory checks what Go's runtime and programs write when a limit of memory is reached.
func TestOutOfMemory(t *testing.T) {
	for messages, want := range map[string]bool{
		"fatal error: runtime: out of memory\n\ngoroutine 1":                             true,
		"runtime: failed to create new OS thread (have 5 already; errno=11)\n":           true,
		"fork/exec /usr/bin/pdftotext: cannot allocate memory":                           true,
		"panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [run": false,
		"": false,
	} {
		if got := outOfMemory(messages); got != want {
			t.Errorf("%q: %v", messages, got)
		}
	}
}
