package tables

import "fmt"

// A Span is a cell that may cover several rows and columns.
type Span struct {
	Text         string
	Across, Down int // at least 1
}

// A Grid lays out rows of spans: every covered cell gets the text of its span
// and the direction in which it begins.
type Grid struct {
	Rows []Row // numbered from 1

	allowance *Allowance
	below     []spanBelow // by column
}

// A spanBelow is a cell that covers rows to come.
type spanBelow struct {
	text      string
	remaining int // remaining rows that it covers
	from      int // its first column
}

// NewGrid returns an empty grid, which counts its rows and cells on an
// allowance.
func NewGrid(take *Allowance) *Grid { return &Grid{allowance: take} }

// Add adds one row.
func (g *Grid) Add(spans []Span) error {
	row := Row{Number: len(g.Rows) + 1}
	if err := g.fill(&row, spans); err != nil {
		return &PlaceError{Row: row.Number, Text: err.Error()}
	}
	g.Rows = append(g.Rows, row)
	return nil
}

// fill sets the cells of a row, and counts them on the allowance.
func (g *Grid) fill(row *Row, spans []Span) error {
	if err := g.allowance.Row(); err != nil {
		return err
	}
	for _, span := range spans {
		for g.cover(row) {
		}
		from := len(row.Cells)
		if from+span.Across > MaxColumns {
			return fmt.Errorf("has more than %d columns", MaxColumns)
		}
		for i := range span.Across {
			m := Own
			if i > 0 {
				m = Left
			}
			row.put(span.Text, m)
			for len(g.below) < len(row.Cells) {
				g.below = append(g.below, spanBelow{})
			}
			g.below[from+i] = spanBelow{span.Text, span.Down - 1, from}
		}
	}
	for len(row.Cells) < len(g.below) {
		if !g.cover(row) {
			row.put("", Own)
		}
	}
	for _, text := range row.Cells {
		if err := g.allowance.Cells(1, text); err != nil {
			return err
		}
	}
	return nil
}

// cover appends the next cell if one above extends to it, and reports whether it
// did.
func (g *Grid) cover(row *Row) bool {
	at := len(row.Cells)
	if at >= len(g.below) || g.below[at].remaining == 0 {
		return false
	}
	m := Above
	if g.below[at].from != at {
		m = Left
	}
	g.below[at].remaining--
	row.put(g.below[at].text, m)
	return true
}

// put appends a cell.
func (r *Row) put(text string, m Merge) {
	r.Cells, r.Merged = append(r.Cells, text), append(r.Merged, m)
}
