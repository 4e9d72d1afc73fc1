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
	kind                     kind
	oldEditions, newEditions []library.Content
	before, after            map[string]string // the decisive text of the rows, by code
	successors               map[tariff.Code]*difference.Renumbering
	predecessors             map[tariff.Code]*difference.Renumbering
	tariff                   *difference.TariffDiff // of editions of the tariff; nil for others
}

// comparisonFor returns the comparison for a day, and caches it.
func (s *shift) comparisonFor(day edition.Date) *comparison {
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
	c := &comparison{oldEditions: library.InForce(old, day), newEditions: library.InForce(new, day)}
	for _, e := range append(slices.Clone(old), new...) {
		c.kind = kinds[library.KindOf(e)]
	}
	if len(c.oldEditions) == 0 && len(c.newEditions) > 0 && difference.Follows(library.KindOf(c.newEditions[0])) {
		c.oldEditions = difference.Ended(old, day)
	}
	c.before, c.after = decisiveText(c.oldEditions), decisiveText(c.newEditions)
	c.successors, c.predecessors = make(map[tariff.Code]*difference.Renumbering),
		make(map[tariff.Code]*difference.Renumbering)
	if len(c.newEditions) == 1 {
		diff := difference.Compare(c.oldEditions, c.newEditions[0])
		c.tariff = diff.Tariff
		for i := range diff.Renumbered {
			r := &diff.Renumbered[i]
			c.successors[r.Before.Code], c.predecessors[r.Now.Code] = r, r
		}
	}
	s.comparisons[first] = c
	return c
}

// causeFor returns which change of the lists made the difference for a code on a
// day.
func (s *shift) causeFor(code string, day edition.Date) event.Cause {
	c := event.Cause{
		Publication: s.job.Publication, Version: s.job.Version, Action: s.job.Action, List: s.job.List,
		Edition: s.job.Edition, Document: s.job.Document, Change: event.CauseList,
	}
	if s.before == nil {
		return c
	}
	compared := s.comparisonFor(day)
	if n := len(compared.newEditions); n > 0 {
		e := compared.newEditions[n-1].About()
		c.Edition, c.Document = e.ID, e.Document
	}
	compared.kind.find(&c, code, compared)
	return c
}
