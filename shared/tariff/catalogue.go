package tariff

import (
	"slices"

	"importchecker/shared/edition"
)

// Catalogue has the editions of the tariff in use, oldest first: those that are
// compiled in and those that a maintainer published. It is immutable.
type Catalogue struct{ tables []*Table }

// Title is the title of the tariff, without a year.
var Title = edition.Text{EN: "Import and Export Tariff of the People's Republic of China", ZH: "中华人民共和国进出口税则"}

var builtIn = Catalogue{tables[:]}

// BuiltIn returns the editions that are compiled in.
func BuiltIn() *Catalogue { return &builtIn }

// NewCatalogue returns a catalogue of editions, oldest first. It links each edition to
// the previous one, for the lineage of codes and for duties by origin that earlier
// editions added.
func NewCatalogue(tables ...*Table) *Catalogue {
	c := &Catalogue{slices.Clone(tables)}
	for i, t := range c.tables {
		if i > 0 && t.previous != c.tables[i-1] {
			c.tables[i] = t.withPrevious(c.tables[i-1])
		}
	}
	return c
}

// Tables returns the editions, oldest first. The caller must not change the slice.
func (c *Catalogue) Tables() []*Table { return c.tables }

// At returns the edition in force on the day. It skips editions without lines, as
// returned by Blank.
func (c *Catalogue) At(day edition.Date) (*Table, bool) {
	for _, t := range c.tables {
		if t.edition.Contains(day) && t.Len() > 0 {
			return t, true
		}
	}
	return nil, false
}

// Before returns the newest edition that ended on the day or before it.
func (c *Catalogue) Before(day edition.Date) (*Table, bool) {
	for _, t := range slices.Backward(c.tables) {
		if to := t.edition.To; to != 0 && to <= day && t.Len() > 0 {
			return t, true
		}
	}
	return nil, false
}

// Near returns the edition in force on the day, or otherwise the newest one; inForce
// says which.
func (c *Catalogue) Near(day edition.Date) (t *Table, inForce bool) {
	if t, ok := c.At(day); ok {
		return t, true
	}
	for _, t := range slices.Backward(c.tables) {
		if t.Len() > 0 {
			return t, false
		}
	}
	return c.tables[len(c.tables)-1], false
}

// List returns the editions as a list.
func (c *Catalogue) List() *edition.List[*Table] {
	return &edition.List[*Table]{ID: List, Title: Title, Editions: c.tables}
}

// About returns the edition that the table was published as. The caller must not change
// it.
func (t *Table) About() *edition.Edition { return &t.edition }

// Dated returns the table with other days in force.
func (t *Table) Dated(in edition.Interval) *Table {
	copied := *t
	copied.edition.Interval = in
	return &copied
}
