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

	take *Allowance
	down []running // by column
}

// A running is a cell that covers rows to come.
type running struct {
	text string
	left int // remaining rows that it covers
	from int // its first column
}

// NewGrid returns an empty grid, which counts its rows and cells on an
// allowance.
func NewGrid(take *Allowance) *Grid { return &Grid{take: take} }

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
	if err := g.take.Row(); err != nil {
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
			for len(g.down) < len(row.Cells) {
				g.down = append(g.down, running{})
			}
			g.down[from+i] = running{span.Text, span.Down - 1, from}
		}
	}
	for len(row.Cells) < len(g.down) {
		if !g.cover(row) {
			row.put("", Own)
		}
	}
	for _, text := range row.Cells {
		if err := g.take.Cells(1, text); err != nil {
			return err
		}
	}
	return nil
}

// cover appends the next cell if one above extends to it, and reports whether it
// did.
func (g *Grid) cover(row *Row) bool {
	at := len(row.Cells)
	if at >= len(g.down) || g.down[at].left == 0 {
		return false
	}
	m := Above
	if g.down[at].from != at {
		m = Left
	}
	g.down[at].left--
	row.put(g.down[at].text, m)
	return true
}

// put appends a cell.
func (r *Row) put(text string, m Merge) {
	r.Cells, r.Merged = append(r.Cells, text), append(r.Merged, m)
}
