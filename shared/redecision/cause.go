package redecision

import (
	"slices"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/tariff"
)

// A comparison is the content of a list on a day, before and after a
// publication. It is valid for every day on which the same editions are in
// force.
type comparison struct {
	kind          kind
	was, is       []library.Content
	before, after map[string]string // the decisive text of the rows, by code
	became        map[tariff.Code]*difference.Renumbering
	came          map[tariff.Code]*difference.Renumbering
	tariff        *difference.TariffDiff // of editions of the tariff; nil for others
}

// compared returns the comparison for a day, and caches it.
func (s *shift) compared(day edition.Date) *comparison {
	old, new := s.listsBefore.Editions(s.job.List), s.listsAfter.Editions(s.job.List)
	var first edition.Date
	for _, change := range library.ChangeDays(old, new) {
		if change <= day {
			first = change
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.comparisons[first]; ok {
		return c
	}
	c := &comparison{was: library.InForce(old, day), is: library.InForce(new, day)}
	for _, e := range append(slices.Clone(old), new...) {
		c.kind = kinds[library.KindOf(e)]
	}
	if len(c.was) == 0 && len(c.is) > 0 && difference.Follows(library.KindOf(c.is[0])) {
		c.was = difference.Ended(old, day)
	}
	c.before, c.after = decisive(c.was), decisive(c.is)
	c.became, c.came = make(map[tariff.Code]*difference.Renumbering), make(map[tariff.Code]*difference.Renumbering)
	if len(c.is) == 1 {
		diff := difference.Compare(c.was, c.is[0])
		c.tariff = diff.Tariff
		for i := range diff.Renumbered {
			r := &diff.Renumbered[i]
			c.became[r.Before.Code], c.came[r.Now.Code] = r, r
		}
	}
	s.comparisons[first] = c
	return c
}

// cause returns which change of the lists made the difference for a code on a
// day.
func (s *shift) cause(code string, day edition.Date) event.Cause {
	c := event.Cause{
		Publication: s.job.Publication, Version: s.job.Version, Action: s.job.Action, List: s.job.List,
		Edition: s.job.Edition, Document: s.job.Document, Change: event.CauseList,
	}
	if s.before == nil {
		return c
	}
	of := s.compared(day)
	if n := len(of.is); n > 0 {
		e := of.is[n-1].About()
		c.Edition, c.Document = e.ID, e.Document
	}
	of.kind.find(&c, code, of)
	return c
}
