package list_test

import (
	"testing"

	"importchecker/shared/list"
)

// TestFindSource checks that exactly the sources of source/sources.csv and annexes are
// found by id.
func TestFindSource(t *testing.T) {
	for id := range sourceIDs(t) {
		if s, ok := list.FindSource(id); !ok || s.ID != id || s.Title == "" || s.Where == "" {
			t.Errorf("FindSource(%q) = %+v, %t", id, s, ok)
		}
	}
	for _, id := range []string{"", "S", "S00", "S999", "s01", "zz"} {
		if s, ok := list.FindSource(id); ok || s != nil {
			t.Errorf("FindSource(%q) = %+v", id, s)
		}
	}
	const brought = "annex:0123456789ab" // by a maintainer: no more is known than what it is
	if s, ok := list.FindSource(brought); !ok || s.ID != brought || s.Title == "" || s.Where != "" {
		t.Errorf("FindSource(%q) = %+v, %t", brought, s, ok)
	}
}
