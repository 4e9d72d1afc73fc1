package redecision

import (
	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// A comparison is what a list says on a day, before a publication and after. It
// holds for every day on which the same editions are in force.
type comparison struct {
	was, is       []library.Content
	before, after map[string]string // what the rows of a code decide by
	became        map[tariff.Code]*difference.Renumbering
	came          map[tariff.Code]*difference.Renumbering
}

// compared returns the comparison of a day.
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
	c.before, c.after = decisive(c.was), decisive(c.is)
	c.became, c.came = make(map[tariff.Code]*difference.Renumbering), make(map[tariff.Code]*difference.Renumbering)
	if len(c.is) == 1 {
		diff := difference.Compare(c.was, c.is[0])
		for i := range diff.Renumbered {
			r := &diff.Renumbered[i]
			c.became[r.Before.Code], c.came[r.Now.Code] = r, r
		}
	}
	s.comparisons[first] = c
	return c
}

// cause says what of the lists made the difference for a code on a day.
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
	if s.job.Touch.Kind == submission.Service {
		findMeasure(&c, services.Code(code), of)
	} else {
		findEntry(&c, tariff.Code(code), of)
	}
	return c
}

// findEntry names the entry that differs, the one nearest to the code.
func findEntry(c *event.Cause, code tariff.Code, of *comparison) {
	old := nearest(code, library.Goods(of.was), of.before, of.after)
	now := nearest(code, library.Goods(of.is), of.after, of.before)
	switch {
	case len(of.is) == 0: // it has ended, and nothing came after it
	case now != nil && of.came[now.Code] != nil:
		nameEntry(c, event.CauseRenumbered, now)
		c.Was = string(of.came[now.Code].Before.Code)
	case old != nil && now == nil && of.became[old.Code] != nil:
		nameEntry(c, event.CauseRenumbered, &of.became[old.Code].Now)
		c.Was = string(old.Code)
	case now != nil && old == nil:
		nameEntry(c, event.CauseAdded, now)
	case now != nil:
		nameEntry(c, event.CauseChanged, now)
	case old != nil:
		nameEntry(c, event.CauseRemoved, old)
	}
}

func nameEntry(c *event.Cause, change string, e *list.Entry) {
	c.Change, c.Entry, c.Code, c.Remark = change, e.ID, string(e.Code), e.Remark
}

// nearest returns, of the entries that answer for a code or for codes under it,
// the first that is not alike in the other editions: the most precise one that
// holds the code, failing that the first one under it.
func nearest(code tariff.Code, in []*list.Edition, here, there map[string]string) *list.Entry {
	differs := func(e *list.Entry) bool { return here[string(e.Code)] != there[string(e.Code)] }
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

// findMeasure names the row of a list of services that differs and touches the
// code. A submission without a code of its own, of what was asked in words, has
// none named.
func findMeasure(c *event.Cause, code services.Code, of *comparison) {
	if code == "" || len(of.is) == 0 {
		return
	}
	now := touching(code, library.Services(of.is), library.Services(of.was))
	old := touching(code, library.Services(of.was), library.Services(of.is))
	switch {
	case now != nil && old == nil:
		nameMeasure(c, event.CauseAdded, now)
	case now != nil:
		nameMeasure(c, event.CauseChanged, now)
	case old != nil:
		nameMeasure(c, event.CauseRemoved, old)
	}
}

func nameMeasure(c *event.Cause, change string, m *services.Measure) {
	c.Change, c.Entry, c.Remark = change, m.ID, m.Quote()
}

// touching returns the first row of the editions that touches the code, or one
// above it or under it, and does not stand in the other editions with the same
// words and the same reading.
func touching(code services.Code, here, there []*services.Edition) *services.Measure {
	same := make(map[string]bool)
	for _, e := range there {
		for i := range e.Measures {
			same[sayingOf(&e.Measures[i])] = true
		}
	}
	lo, hi := services.ClassesUnder(code)
	for _, e := range here {
		for i := range e.Measures {
			m := &e.Measures[i]
			if same[sayingOf(m)] {
				continue
			}
			for class := lo; class < hi; class++ {
				if _, ok := m.Touches(services.ClassAt(class)); ok {
					return m
				}
			}
		}
	}
	return nil
}

// sayingOf is what a row says and how it is read.
func sayingOf(m *services.Measure) string {
	return m.Basis.String() + " " + difference.RuleOf(&m.Restriction) + " " + m.Quote()
}
