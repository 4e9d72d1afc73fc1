package publication

import (
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// A comparison is what a list says on a day, before a publication and after. It
// holds for every day on which the same editions are in force.
type comparison struct {
	was, is       []*list.Edition
	before, after map[tariff.Code]string // what the entries of a code decide by
	became        map[tariff.Code]*Renumbering
	came          map[tariff.Code]*Renumbering
}

// compared returns the comparison of a day.
func (s *shift) compared(day edition.Date) *comparison {
	old, new := editionsOf(s.before.Catalogue(), s.job.List), editionsOf(s.after.Catalogue(), s.job.List)
	var first edition.Date
	for _, change := range changeDays(old, new) {
		if change <= day {
			first = change
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.comparisons[first]; ok {
		return c
	}
	c := &comparison{was: inForce(old, day), is: inForce(new, day)}
	c.before, c.after = decisive(c.was), decisive(c.is)
	c.became, c.came = make(map[tariff.Code]*Renumbering), make(map[tariff.Code]*Renumbering)
	if len(c.is) == 1 {
		diff := Compare(c.was, c.is[0])
		for i := range diff.Renumbered {
			r := &diff.Renumbered[i]
			c.became[r.Before.Code], c.came[r.Now.Code] = r, r
		}
	}
	s.comparisons[first] = c
	return c
}

// cause says what of the lists made the difference for a code on a day.
func (s *shift) cause(code tariff.Code, day edition.Date) Cause {
	c := Cause{
		Publication: s.job.Publication, Version: s.job.Version, Action: s.job.Action, List: s.job.List,
		Edition: s.job.Edition, Document: s.job.Document, Change: CauseList,
	}
	if s.before == nil {
		return c
	}
	of := s.compared(day)
	if n := len(of.is); n > 0 {
		c.Edition, c.Document = of.is[n-1].ID, of.is[n-1].Document
	}
	c.find(code, of)
	return c
}

// find names the entry that differs, the one nearest to the code.
func (c *Cause) find(code tariff.Code, of *comparison) {
	old := nearest(code, of.was, of.before, of.after)
	now := nearest(code, of.is, of.after, of.before)
	switch {
	case len(of.is) == 0: // it has ended, and nothing came after it
	case now != nil && of.came[now.Code] != nil:
		c.name(CauseRenumbered, now)
		c.Was = string(of.came[now.Code].Before.Code)
	case old != nil && now == nil && of.became[old.Code] != nil:
		c.name(CauseRenumbered, &of.became[old.Code].Now)
		c.Was = string(old.Code)
	case now != nil && old == nil:
		c.name(CauseAdded, now)
	case now != nil:
		c.name(CauseChanged, now)
	case old != nil:
		c.name(CauseRemoved, old)
	}
}

func (c *Cause) name(change string, e *list.Entry) {
	c.Change, c.Entry, c.Code, c.Remark = change, e.ID, string(e.Code), e.Remark
}

// nearest returns, of the entries that answer for a code or for codes under it,
// the first that is not alike in the other editions: the most precise one that
// holds the code, failing that the first one under it.
func nearest(code tariff.Code, in []*list.Edition, here, there map[tariff.Code]string) *list.Entry {
	differs := func(e *list.Entry) bool { return here[e.Code] != there[e.Code] }
	for _, e := range in {
		for _, entries := range [][]list.Entry{e.Find(code), e.Under(code)} {
			for i := range entries {
				if differs(&entries[i]) {
					return &entries[i]
				}
			}
		}
	}
	return nil
}
