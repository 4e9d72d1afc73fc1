package list

import "testing"

// TestEveryEditionIsInTheCatalogue checks that every compiled edition is in the
// catalogue. The edition of a list without a title would not be.
func TestEveryEditionIsInTheCatalogue(t *testing.T) {
	c := BuiltIn()
	for i := range editions {
		l, ok := c.List(editions[i].List)
		if !ok {
			t.Errorf("list %s has no title in builtin.go", editions[i].List)
			continue
		}
		if e, ok := l.Edition(editions[i].ID); !ok || e != &editions[i] {
			t.Errorf("edition %s of %s is not in the catalogue", editions[i].ID, editions[i].List)
		}
	}
}
