package feedback

import (
	"strings"
	"testing"
)

// TestValidSubject checks that codes and ids are valid subjects, and names, addresses and sentences are not.
func TestValidSubject(t *testing.T) {
	for subject, want := range map[string]bool{
		"": true, "0409.00.00": true, "cbec-retail-import": true, "06.A.a": true, strings.Repeat("1", MaxSubject): true,
		"a b": false, "someone@example.com": false, "蜂蜜": false, "<b>": false, strings.Repeat("1", MaxSubject+1): false,
	} {
		if ValidSubject(subject) != want {
			t.Errorf("%q: got %t", subject, !want)
		}
	}
}
