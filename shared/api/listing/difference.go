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

// contentOf returns the content of an edition, if its list takes imports.
func contentOf(r Rows) (library.Content, bool) {
	importable, ok := r.(interface{ content() library.Content })
	if !ok {
		return nil, false
	}
	return importable.content(), true
}

// Compare returns the difference of two editions of a list. The laws have one edition,
// which does not differ from itself.
func Compare(from, to Rows) *difference.Diff {
	before, ok := contentOf(from)
	after, also := contentOf(to)
	if !ok || !also {
		return &difference.Diff{}
	}
	d := difference.Compare([]library.Content{before}, after)
	if !Complete(from) || !Complete(to) {
		dropUncertain(d, from, to)
	}
	return d
}

// Complete reports whether all rows of an edition are held.
func Complete(r Rows) bool { return r.About().Coverage() == edition.Complete }

// dropUncertain removes from a difference what is not certain because one of the
// editions is incomplete. A row is known to be absent only from a complete edition, so
// no row is reported as renumbered. Names and bases vary with who copied a row, so rows
// of goods are reported as changed only where their remarks differ. Rows that the later
// edition itself reports as removed are added.
func dropUncertain(d *difference.Diff, from, to Rows) {
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
		d.Removed, d.Measures.Removed = reportedRemoved(from, to), nil
	}
}

// reportedRemoved returns the rows of an earlier edition that the later one reports as
// removed.
func reportedRemoved(from, to Rows) (out []list.Entry) {
	later, ok := to.(listRows)
	if !ok || from.About().From >= to.About().From {
		return nil
	}
	for _, row := range later.Entries {
		if row.Kind == list.Removed {
			out = append(out, row)
		}
	}
	return out
}

// A Comparison writes a difference into an answer.
type Comparison struct {
	*wire.Writer
	Diff *difference.Diff
	To   *edition.Edition
	// From returns which of the earlier editions had a row. A row of goods has a
	// code, and a measure has none.
	From    func(entry string, code tariff.Code) *edition.Edition
	leftOut int // rows that did not fit into the answer
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
	if c.leftOut > 0 {
		c.Int("left_out", int64(c.leftOut))
	}
}

// each writes rows until the answer is full, and counts those that are left out.
func each[R any](c *Comparison, rows []R, write func(*R)) {
	for i := range rows {
		if c.Len() > api.MaxAnswer {
			c.leftOut += len(rows) - i
			return
		}
		write(&rows[i])
	}
}

// byCode groups changes, which are in the order of their codes, by code.
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

// changedCode writes the changed rows of a code, of which each category may have one.
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
		for _, kind := range changes[i].What {
			if !slices.Contains(what, kind) {
				what = append(what, kind)
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

// entryBefore writes a row as it was before. A row that the later edition reports as
// removed is cited from that edition.
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

// sideEdition returns the edition that a side of a difference describes.
func sideEdition(list string, s *difference.Side) *edition.Edition {
	return &edition.Edition{List: list, ID: s.ID, Document: s.Document, Interval: s.Interval, SHA256: s.SHA256}
}

// WriteSide writes one of the editions that were compared.
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

// EditionBefore returns a function for Comparison.From: it looks up the earlier
// editions in lists, or takes the only one from the difference. Where it is unknown
// which edition had a row, it returns one without an id and with the documents of all.
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
		before := sideEdition(d.List, &d.From[0])
		if len(held) == 1 {
			before = held[0].About()
		}
		return func(string, tariff.Code) *edition.Edition { return before }
	}
	return func(entry string, code tariff.Code) *edition.Edition {
		var found []*edition.Edition
		for _, c := range held {
			if hasRow(c, entry, code) {
				found = append(found, c.About())
			}
		}
		if len(found) != 1 {
			return all
		}
		return found[0]
	}
}

// hasRow reports whether an edition has a row with an id and a code. Ids that are
// serial numbers occur in several editions.
func hasRow(c library.Content, entry string, code tariff.Code) bool {
	contents := []library.Content{c}
	for _, e := range library.Goods(contents) {
		if slices.ContainsFunc(e.Entries, func(row list.Entry) bool { return row.ID == entry && row.Code == code }) {
			return true
		}
	}
	for _, e := range library.Services(contents) {
		if _, ok := e.Measure(entry); ok {
			return true
		}
	}
	return false
}
