package list_test

import (
	"testing"

	"importchecker/shared/list"
)

// TestFindSource: every source of source/sources.csv is found by its id, and
// nothing else is.
func TestFindSource(t *testing.T) {
	for id := range sourceIDs(t) {
		if s, ok := list.FindSource(id); !ok || s.ID != id || s.Title == "" || s.Where == "" {
			t.Errorf("FindSource(%q) = %+v, %t", id, s, ok)
		}
	}
	for _, id := range []string{"", "S", "S00", "S999", "s01", "zz", "annex:0123456789ab"} {
		if s, ok := list.FindSource(id); ok || s != nil {
			t.Errorf("FindSource(%q) = %+v", id, s)
		}
	}
}
