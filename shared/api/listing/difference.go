package listing

import (
	"cmp"
	"slices"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/wire"
	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// contentOf returns the edition that rows are of, where it is one of a list that
// takes imports.
func contentOf(r Rows) (library.Content, bool) {
	of, ok := r.(interface{ content() library.Content })
	if !ok {
		return nil, false
	}
	return of.content(), true
}

// Compare reads the difference of two editions of a list. The laws have one edition,
// which does not differ from itself.
func Compare(from, to Rows) *difference.Diff {
	before, ok := contentOf(from)
	after, also := contentOf(to)
	if !ok || !also {
		return &difference.Diff{}
	}
	d := difference.Compare([]library.Content{before}, after)
	if !Complete(from) || !Complete(to) {
		surely(d, from, to)
	}
	return d
}

func Complete(r Rows) bool { return r.About().Coverage() == edition.Complete }

// surely leaves in a difference what can be said where not all rows of both
// editions are held. A row can be said to be absent from an edition only where
// all of its rows are held, so none is said to be renumbered; names and bases
// differ with who copied a row, so rows of goods are said to have changed only
// where their remarks differ. Besides, an edition may say itself that it took a
// row out.
func surely(d *difference.Diff, from, to Rows) {
	for _, r := range d.Renumbered {
		d.Removed, d.Added = append(d.Removed, r.Before), append(d.Added, r.Now)
	}
	d.Renumbered = nil
	order := func(a, b list.Entry) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Category, b.Category))
	}
	slices.SortFunc(d.Removed, order)
	slices.SortFunc(d.Added, order)
	d.Changed = slices.DeleteFunc(d.Changed,
		func(c difference.Change) bool { return !slices.Contains(c.What, difference.ChangedRemark) })
	d.Measures.Changed = slices.DeleteFunc(d.Measures.Changed, func(c difference.MeasureChange) bool {
		return !slices.Contains(c.What, difference.ChangedRule) && !slices.Contains(c.What, difference.ChangedBasis)
	})
	if !Complete(from) {
		d.Added, d.Measures.Added = nil, nil
	}
	if !Complete(to) {
		d.Removed, d.Measures.Removed = takenOut(from, to), nil
	}
}

// takenOut returns the rows that an edition says itself it took out of an
// earlier one.
func takenOut(from, to Rows) (out []list.Entry) {
	now, ok := to.(listRows)
	if !ok || from.About().From >= to.About().From {
		return nil
	}
	for _, row := range now.Entries {
		if row.Kind == list.Removed {
			out = append(out, row)
		}
	}
	return out
}

// A Comparison is a difference on its way into an answer.
type Comparison struct {
	*wire.Writer
	Diff *difference.Diff
	To   *edition.Edition
	// from returns the edition that a row was in before, of those compared from.
	// A row of goods has a code, and a measure has none.
	From func(entry string, code tariff.Code) *edition.Edition
	left int // rows that the answer could not hold
}

// Write writes the rows that differ, of goods or of services.
func (c *Comparison) Write() {
	d, m := c.Diff, &c.Diff.Measures
	c.Array("added")
	each(c, d.Added, func(e *list.Entry) { WriteEntry(c.Writer, c.To, e, Origin{}) })
	each(c, m.Added, func(m *services.Measure) { WriteMeasure(c.Writer, c.To, m, Origin{}) })
	c.End(']')
	c.Array("removed")
	each(c, d.Removed, c.entryBefore)
	each(c, m.Removed, c.measureBefore)
	c.End(']')
	c.Array("renumbered")
	each(c, d.Renumbered, func(r *difference.Renumbering) {
		c.Begin('{')
		c.Key("from")
		c.entryBefore(&r.Before)
		c.Key("to")
		WriteEntry(c.Writer, c.To, &r.Now, Origin{})
		c.End('}')
	})
	each(c, m.Renumbered, func(r *difference.MeasureChange) {
		c.Begin('{')
		c.Key("from")
		c.measureBefore(&r.Before)
		c.Key("to")
		WriteMeasure(c.Writer, c.To, &r.Now, Origin{})
		c.End('}')
	})
	c.End(']')
	c.Array("changed")
	codes := byCode(d.Changed)
	each(c, codes, func(changes *[]difference.Change) { c.changedCode(*changes) })
	each(c, m.Changed, c.changedMeasure)
	c.End(']')
	if d.Tariff != nil {
		c.schedules(d.Tariff)
	}
	if c.left > 0 {
		c.Int("left_out", int64(c.left))
	}
}

// each writes rows, as many as the answer holds, and counts the others.
func each[R any](c *Comparison, rows []R, write func(*R)) {
	for i := range rows {
		if c.Len() > api.MaxAnswer {
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
func (c *Comparison) changedCode(changes []difference.Change) {
	c.Begin('{')
	c.Str("hs_code", string(changes[0].Now.Code))
	c.Array("from")
	for i := range changes {
		c.entryBefore(&changes[i].Before)
	}
	c.End(']')
	c.Array("to")
	var what []string
	for i := range changes {
		WriteEntry(c.Writer, c.To, &changes[i].Now, Origin{})
		for _, of := range changes[i].What {
			if v := of; !slices.Contains(what, v) {
				what = append(what, v)
			}
		}
	}
	c.End(']')
	c.Strings("what", what)
	c.End('}')
}

func (c *Comparison) changedMeasure(change *difference.MeasureChange) {
	c.Begin('{')
	c.Array("from")
	c.measureBefore(&change.Before)
	c.End(']')
	c.Array("to")
	WriteMeasure(c.Writer, c.To, &change.Now, Origin{})
	c.End(']')
	c.Strings("what", change.What)
	c.End('}')
}

// entryBefore writes a row as it was before. What an edition says that it took
// out is a statement of that edition.
func (c *Comparison) entryBefore(row *list.Entry) {
	if row.Kind == list.Removed {
		WriteEntry(c.Writer, c.To, row, Origin{})
		return
	}
	WriteEntry(c.Writer, c.From(row.ID, row.Code), row, Origin{})
}

func (c *Comparison) measureBefore(m *services.Measure) {
	WriteMeasure(c.Writer, c.From(m.ID, ""), m, Origin{})
}

// sideEdition is what a difference says of an edition that was compared.
func sideEdition(list string, s *difference.Side) *edition.Edition {
	return &edition.Edition{List: list, ID: s.ID, Document: s.Document, Interval: s.Interval, SHA256: s.SHA256}
}

// WriteSide writes an edition that was compared.
func WriteSide(w *wire.Writer, s *difference.Side) {
	w.Begin('{')
	w.Str("edition", s.ID)
	w.Str("document", s.Document)
	w.Str("coverage", s.Coverage.String())
	w.DateOrNull("effective_from", s.From)
	w.DateOrNull("superseded_on", s.To)
	w.Str("sha256", s.SHA256)
	w.End('}')
}

// EditionBefore returns which of the editions that were compared had a row: from lists
// that hold them, or by what the difference says where there was but one. Where
// that is not known, no edition is named, and the documents of all are.
func EditionBefore(d *difference.Diff, lists library.Lists) func(entry string, code tariff.Code) *edition.Edition {
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
	one := []library.Content{c}
	for _, e := range library.Goods(one) {
		if slices.ContainsFunc(e.Entries, func(row list.Entry) bool { return row.ID == entry && row.Code == code }) {
			return true
		}
	}
	for _, e := range library.Services(one) {
		if _, ok := e.Measure(entry); ok {
			return true
		}
	}
	return false
}
