package tariff

import (
	"slices"

	"importchecker/shared/edition"
)

// Catalogue is the editions of the tariff that questions are answered from, oldest
// first: those that are compiled in, with those that a maintainer published. It is
// immutable.
type Catalogue struct{ tables []*Table }

// Title is what the tariff is called, whatever the year.
var Title = edition.Text{EN: "Import and Export Tariff of the People's Republic of China", ZH: "中华人民共和国进出口税则"}

var builtIn = Catalogue{tables[:]}

// BuiltIn returns the editions that are compiled in.
func BuiltIn() *Catalogue { return &builtIn }

// NewCatalogue returns a catalogue of editions, oldest first. Each knows the one
// before it, so that it can tell a code that has ended from one that never was, and
// what duties by origin earlier ones have brought.
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

// At returns the edition in force on the day, if one is held. One that cannot be
// read, as Blank makes it, answers nothing.
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

// Near returns the edition in force on the day, or else the newest one, and
// whether it is that of the day.
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

// About returns what the table was published as. The caller must not change it.
func (t *Table) About() *edition.Edition { return &t.edition }

// Dated returns the table as it is in force on other days.
func (t *Table) Dated(in edition.Interval) *Table {
	copied := *t
	copied.edition.Interval = in
	return &copied
}
