package redecision

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/services"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// A Touch describes the submissions that a change of the lists can affect:
// those of its kind whose code is one of Codes or Sectors, or is under or above
// one; or all of them, when absence from a list has another meaning than
// before. Services submitted without a code of GB/T 4754 are always affected.
type Touch struct {
	Kind    string // submission.Goods or submission.Service
	All     bool
	Codes   []tariff.Code   // for goods: sorted, unique; none when All
	Sectors []services.Code // for services, below the sections: likewise
	// Turns are the days after the first on which the editions concerned have
	// other content than the day before. They are not stored.
	Turns []edition.Date
}

// None reports whether no submission is affected.
func (t Touch) None() bool { return !t.All && len(t.Codes)+len(t.Sectors) == 0 }

// Has reports whether submissions of goods with a code are affected.
func (t Touch) Has(c tariff.Code) bool {
	if t.All {
		return true
	}
	// Codes under c follow it in order; codes above it are its prefixes.
	i, found := slices.BinarySearch(t.Codes, c)
	if found || i < len(t.Codes) && c.Contains(t.Codes[i]) {
		return true
	}
	for l := tariff.Chapter; l < c.Level(); l++ {
		if _, above := slices.BinarySearch(t.Codes, c.At(l)); above {
			return true
		}
	}
	return false
}

// Touched returns which answers differ between the lists before and after, for
// one list. It compares the days on which an edition begins or ends: between
// two of them the editions in force do not change.
//
//   - When absence has the same meaning before and after (not listed, on a complete
//     list; unknown, on a partial one; no edition at all), only codes are affected whose
//     entries differ in what decides: kind, basis, the name quoted, the conditions; for
//     services the words, the basis and the interpretation.
//   - Otherwise all codes are affected.
//
// Serial numbers, dates and documents do not matter. Neither do hints, nor
// editions that are not in force: see Significant.
func Touched(before, after library.Lists, id string) Touch {
	old, new := before.Editions(id), after.Editions(id)
	t := Touch{Kind: submission.Goods}
	for _, c := range append(slices.Clone(old), new...) {
		t.Kind = library.Asks(library.KindOf(c))
	}
	codes := make(map[string]bool)
	for _, day := range library.ChangeDays(old, new) {
		inForceBefore, inForceAfter := library.InForce(old, day), library.InForce(new, day)
		if slices.EqualFunc(inForceBefore, inForceAfter, sameContent) {
			continue
		}
		if absenceMeaning(inForceBefore) != absenceMeaning(inForceAfter) {
			return Touch{Kind: t.Kind, All: true}
		}
		addDiffering(codes, inForceBefore, inForceAfter)
	}
	t.Turns = append(changeDaysOf(old, new), changeDaysOf(new, old)...)
	if t.Kind == submission.Goods && len(codes) > manyCodes {
		t.All = true
		return t
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if t.Kind == submission.Service {
			t.Sectors = append(t.Sectors, services.Code(code))
		} else {
			t.Codes = append(t.Codes, tariff.Code(code))
		}
	}
	return t
}

// manyCodes is the number of codes above which examining all submissions is
// less work than examining those of each code.
const manyCodes = 3000

// changeDaysOf returns the days on which editions that are not among others change
// their content.
func changeDaysOf(editions, others []library.Content) (days []edition.Date) {
	for _, c := range editions {
		alike := func(d library.Content) bool { return sameContent(c, d) }
		if t, ok := c.(*tariff.Table); ok && !slices.ContainsFunc(others, alike) {
			days = append(days, t.DutyChangeDays()...)
		}
	}
	return days
}

func sameContent(a, b library.Content) bool {
	x, y := a.About(), b.About()
	return x == y || x.ID == y.ID && x.SHA256 == y.SHA256 && x.Held == y.Held
}

// absenceMeaning describes what it means that the editions in force do not list a
// code.
func absenceMeaning(in []library.Content) string {
	if len(in) == 0 {
		return "no edition"
	}
	var partial []string
	for _, c := range in {
		if e := c.About(); e.Coverage() == edition.Partial {
			partial = append(partial, fmt.Sprint("incomplete ", e.Sample))
		}
	}
	if partial == nil {
		return fmt.Sprint("not listed ", in[len(in)-1].About().Sample)
	}
	return strings.Join(partial, ", ")
}

// addDiffering adds the codes whose decisive text differs.
func addDiffering(codes map[string]bool, old, new []library.Content) {
	before, after := decisiveText(old), decisiveText(new)
	for code, text := range before {
		if after[code] != text {
			codes[code] = true
		}
	}
	for code := range after {
		if _, had := before[code]; !had {
			codes[code] = true
		}
	}
}

// decisiveText returns the decisive text of the rows, by code.
func decisiveText(in []library.Content) map[string]string {
	m := make(map[string]string)
	for _, c := range in {
		kinds[library.KindOf(c)].decisive(m, c)
	}
	return m
}
