package publication

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// A Touch is which submissions a change of the lists can reach: those whose
// code is one of Codes, lies under one, or has one under it; or all of them,
// when what it means to be absent from a list has changed.
type Touch struct {
	All   bool
	Codes []tariff.Code // sorted, each once; none when All
}

// None reports whether nothing is reached.
func (t Touch) None() bool { return !t.All && len(t.Codes) == 0 }

// Has reports whether submissions of a code are reached.
func (t Touch) Has(c tariff.Code) bool {
	if t.All {
		return true
	}
	// Codes under c follow it in the order; codes above it are its beginnings.
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

// Touched returns what two catalogues answer differently, of one list. It goes
// by the days on which some edition begins or ends: between two of them the
// editions in force are the same.
//
//   - When absence means the same before and after (not listed, on a complete
//     list; unknown, on a partial one; no edition at all), only codes are
//     reached whose entries differ in what decides: kind, basis, the name
//     quoted, the conditions.
//   - When it does not, every code is reached.
//
// Serial numbers, dates and documents decide nothing. Neither do hints, nor
// editions that are not in force: see Significant.
func Touched(before, after *list.Catalogue, id string) Touch {
	old, new := editionsOf(before, id), editionsOf(after, id)
	codes := make(map[tariff.Code]bool)
	for _, day := range changeDays(old, new) {
		was, is := inForce(old, day), inForce(new, day)
		if slices.EqualFunc(was, is, sameContent) {
			continue
		}
		if absence(was) != absence(is) {
			return Touch{All: true}
		}
		differing(codes, was, is)
	}
	return Touch{Codes: slices.Sorted(maps.Keys(codes))}
}

func editionsOf(c *list.Catalogue, id string) []*list.Edition {
	if l, ok := c.List(id); ok {
		return l.Editions
	}
	return nil
}

// changeDays returns the days on which an edition begins, or no longer is.
func changeDays(groups ...[]*list.Edition) []edition.Date {
	var days []edition.Date
	for _, editions := range groups {
		for _, e := range editions {
			days = append(days, e.From)
			if e.To != 0 {
				days = append(days, e.To)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func inForce(editions []*list.Edition, day edition.Date) []*list.Edition {
	var in []*list.Edition
	for _, e := range editions {
		if e.Contains(day) {
			in = append(in, e)
		}
	}
	return in
}

func sameContent(a, b *list.Edition) bool {
	return a == b || a.ID == b.ID && a.SHA256 == b.SHA256 && a.Held == b.Held && len(a.Entries) == len(b.Entries)
}

// absence says what it means not to be named by the editions in force.
func absence(in []*list.Edition) string {
	if len(in) == 0 {
		return "no edition"
	}
	var partial []string
	for _, e := range in {
		if e.Coverage() == edition.Partial {
			partial = append(partial, fmt.Sprint("incomplete ", e.Sample))
		}
	}
	if partial == nil {
		return fmt.Sprint("not listed ", in[len(in)-1].Sample)
	}
	return strings.Join(partial, ", ")
}

// differing adds the codes whose entries decide differently.
func differing(codes map[tariff.Code]bool, was, is []*list.Edition) {
	before, after := decisive(was), decisive(is)
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

// decisive writes, for each code, what its entries decide by.
func decisive(in []*list.Edition) map[tariff.Code]string {
	m := make(map[tariff.Code]string)
	for _, e := range in {
		for i := range e.Entries {
			entry := &e.Entries[i]
			m[entry.Code] += fmt.Sprintf("%d %d %t %q %#v;", entry.Kind, entry.Basis, e.Sample, quoted(entry), entry.Conditions)
		}
	}
	return m
}

// quoted is the name that an answer quotes of an entry.
func quoted(e *list.Entry) string {
	if e.NameZH != "" {
		return e.NameZH
	}
	return e.NameEN
}
