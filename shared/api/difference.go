package api

import (
	"cmp"
	"slices"
	"strings"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// contentOf returns the edition that rows are of, where it is one of a list that
// takes imports.
func contentOf(r rows) (library.Content, bool) {
	switch r := r.(type) {
	case listRows:
		return r.Edition, true
	case measureRows:
		return r.Edition, true
	}
	return nil, false
}

// compare reads the difference of two editions of a list. The tariff and the
// laws have one edition each, which does not differ from itself.
func compare(from, to rows) *difference.Diff {
	before, ok := contentOf(from)
	after, also := contentOf(to)
	if !ok || !also {
		return &difference.Diff{}
	}
	d := difference.Compare([]library.Content{before}, after)
	if !complete(from) || !complete(to) {
		surely(d, from, to)
	}
	return d
}

func complete(r rows) bool { return r.about().Coverage() == edition.Complete }

// surely leaves in a difference what can be said where not all rows of both
// editions are held. A row can be said to be absent from an edition only where
// all of its rows are held, so none is said to be renumbered; names and bases
// differ with who copied a row, so rows of goods are said to have changed only
// where their remarks differ. Besides, an edition may say itself that it took a
// row out.
func surely(d *difference.Diff, from, to rows) {
	for _, r := range d.Renumbered {
		d.Removed, d.Added = append(d.Removed, r.Before), append(d.Added, r.Now)
	}
	d.Renumbered = nil
	order := func(a, b list.Entry) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Category, b.Category))
	}
	slices.SortFunc(d.Removed, order)
	slices.SortFunc(d.Added, order)
	d.Changed = slices.DeleteFunc(d.Changed, func(c difference.Change) bool { return !slices.Contains(c.What, difference.ChangedRemark) })
	d.Measures.Changed = slices.DeleteFunc(d.Measures.Changed, func(c difference.MeasureChange) bool {
		return !slices.Contains(c.What, difference.ChangedRule) && !slices.Contains(c.What, difference.ChangedBasis)
	})
	if !complete(from) {
		d.Added, d.Measures.Added = nil, nil
	}
	if !complete(to) {
		d.Removed, d.Measures.Removed = takenOut(from, to), nil
	}
}

// takenOut returns the rows that an edition says itself it took out of an
// earlier one.
func takenOut(from, to rows) (out []list.Entry) {
	now, ok := to.(listRows)
	if !ok || from.about().From >= to.about().From {
		return nil
	}
	for _, row := range now.Entries {
		if row.Kind == list.Removed {
			out = append(out, row)
		}
	}
	return out
}

// A comparison is a difference on its way into an answer.
type comparison struct {
	*writer
	diff *difference.Diff
	to   *edition.Edition
	// from returns the edition that a row was in before, of those compared from.
	// A row of goods has a code, and a measure has none.
	from func(entry string, code tariff.Code) *edition.Edition
	left int // rows that the answer could not hold
}

// write writes the rows that differ, of goods or of services.
func (c *comparison) write() {
	d, m := c.diff, &c.diff.Measures
	c.array("added")
	each(c, d.Added, func(e *list.Entry) { c.entry(c.to, e, origin{}) })
	each(c, m.Added, func(m *services.Measure) { c.measure(c.to, m, origin{}) })
	c.end(']')
	c.array("removed")
	each(c, d.Removed, c.entryBefore)
	each(c, m.Removed, c.measureBefore)
	c.end(']')
	c.array("renumbered")
	each(c, d.Renumbered, func(r *difference.Renumbering) {
		c.begin('{')
		c.key("from")
		c.entryBefore(&r.Before)
		c.key("to")
		c.entry(c.to, &r.Now, origin{})
		c.end('}')
	})
	each(c, m.Renumbered, func(r *difference.MeasureChange) {
		c.begin('{')
		c.key("from")
		c.measureBefore(&r.Before)
		c.key("to")
		c.measure(c.to, &r.Now, origin{})
		c.end('}')
	})
	c.end(']')
	c.array("changed")
	codes := byCode(d.Changed)
	each(c, codes, func(changes *[]difference.Change) { c.changedCode(*changes) })
	each(c, m.Changed, c.changedMeasure)
	c.end(']')
	if c.left > 0 {
		c.int("left_out", int64(c.left))
	}
}

// each writes rows, as many as the answer holds, and counts the others.
func each[R any](c *comparison, rows []R, write func(*R)) {
	for i := range rows {
		if c.len() > maxAnswer {
			c.left += len(rows) - i
			return
		}
		write(&rows[i])
	}
}

// byCode groups changes by their codes, in whose order they are.
func byCode(changes []difference.Change) (groups [][]difference.Change) {
	for i := range changes {
		if n := len(groups); n > 0 && groups[n-1][0].Now.Code == changes[i].Now.Code {
			groups[n-1] = append(groups[n-1], changes[i])
		} else {
			groups = append(groups, []difference.Change{changes[i]})
		}
	}
	return groups
}

// changedCode writes a code that is listed as before, with its rows that are
// otherwise than before: it may stand in several categories.
func (c *comparison) changedCode(changes []difference.Change) {
	c.begin('{')
	c.str("hs_code", string(changes[0].Now.Code))
	c.array("from")
	for i := range changes {
		c.entryBefore(&changes[i].Before)
	}
	c.end(']')
	c.array("to")
	var what []string
	for i := range changes {
		c.entry(c.to, &changes[i].Now, origin{})
		for _, of := range changes[i].What {
			what = once(what, of)
		}
	}
	c.end(']')
	c.strings("what", what)
	c.end('}')
}

func (c *comparison) changedMeasure(change *difference.MeasureChange) {
	c.begin('{')
	c.array("from")
	c.measureBefore(&change.Before)
	c.end(']')
	c.array("to")
	c.measure(c.to, &change.Now, origin{})
	c.end(']')
	c.strings("what", change.What)
	c.end('}')
}

// entryBefore writes a row as it was before. What an edition says that it took
// out is a statement of that edition.
func (c *comparison) entryBefore(row *list.Entry) {
	if row.Kind == list.Removed {
		c.entry(c.to, row, origin{})
		return
	}
	c.entry(c.from(row.ID, row.Code), row, origin{})
}

func (c *comparison) measureBefore(m *services.Measure) {
	c.measure(c.from(m.ID, ""), m, origin{})
}

// sideEdition is what a difference says of an edition that was compared.
func sideEdition(list string, s *difference.Side) *edition.Edition {
	return &edition.Edition{List: list, ID: s.ID, Document: s.Document, Interval: s.Interval, SHA256: s.SHA256}
}

// side writes an edition that was compared.
func (w *writer) side(s *difference.Side) {
	w.begin('{')
	w.str("edition", s.ID)
	w.str("document", s.Document)
	w.str("coverage", s.Coverage.String())
	w.dateOrNull("effective_from", s.From)
	w.dateOrNull("superseded_on", s.To)
	w.str("sha256", s.SHA256)
	w.end('}')
}

// whose returns which of the editions that were compared had a row: from lists
// that hold them, or by what the difference says where there was but one. Where
// that is not known, no edition is named, and the documents of all are.
func whose(d *difference.Diff, lists library.Lists) func(entry string, code tariff.Code) *edition.Edition {
	var held []library.Content
	all := &edition.Edition{List: d.List}
	var documents []string
	for i := range d.From {
		side := &d.From[i]
		documents = append(documents, side.Document)
		if c, ok := lists.Edition(d.List, side.ID); ok && c.About().SHA256 == side.SHA256 {
			held = append(held, c)
		}
	}
	all.Document = strings.Join(documents, "; ")
	if len(d.From) == 1 {
		only := sideEdition(d.List, &d.From[0])
		if len(held) == 1 {
			only = held[0].About()
		}
		return func(string, tariff.Code) *edition.Edition { return only }
	}
	return func(entry string, code tariff.Code) *edition.Edition {
		var has []*edition.Edition
		for _, c := range held {
			if holds(c, entry, code) {
				has = append(has, c.About())
			}
		}
		if len(has) != 1 {
			return all
		}
		return has[0]
	}
}

// holds reports whether an edition has a row of that id and code. Serial numbers
// stand in several editions.
func holds(c library.Content, entry string, code tariff.Code) bool {
	switch e := c.(type) {
	case *list.Edition:
		return slices.ContainsFunc(e.Entries, func(row list.Entry) bool { return row.ID == entry && row.Code == code })
	case *services.Edition:
		return slices.ContainsFunc(e.Measures, func(m services.Measure) bool { return m.ID == entry })
	}
	return false
}
