package listing

import (
	"regexp"
	"testing"

	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Each built-in note has a Chinese text, and notes.csv has no note that no row has.
func TestNotesInChinese(t *testing.T) {
	unused := map[string]bool{}
	for en := range notes() {
		unused[en] = true
	}
	see := func(s string) {
		delete(unused, s)
		if s != "" && !regexp.MustCompile(`\p{Han}`).MatchString(noteText(s).ZH) {
			t.Errorf("notes.csv has no Chinese for %q", s)
		}
	}
	for _, l := range list.BuiltIn().Lists() {
		for _, e := range l.Editions {
			for i := range e.Entries {
				see(e.Entries[i].Note)
			}
			for i := range e.Hints {
				see(e.Hints[i].Note)
			}
		}
	}
	for _, l := range services.BuiltIn().Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				see(e.Measures[i].Note)
			}
		}
	}
	for _, table := range tariff.BuiltIn().Tables() {
		see(table.About().Published)
	}
	for en := range unused {
		t.Errorf("notes.csv has what no row notes: %q", en)
	}
	if got := noteText("typed by a maintainer"); got.ZH != got.EN || got.EN == "" {
		t.Errorf("a note of another's: %q", got)
	}
}
