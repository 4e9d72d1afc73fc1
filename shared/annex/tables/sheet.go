package tables

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of what is read. The longest list has 1,476 short rows; a file beyond
// these is no annex, or was made to do harm.
const (
	MaxFile     = 20 << 20 // bytes of a file
	MaxUnpacked = 64 << 20 // bytes of all that is packed in one
	MaxRows     = 20_000   // rows of all its tables
	MaxColumns  = 100      // columns of a table
	MaxSheets   = 500      // sheets or tables
	MaxNesting  = 16       // tables within tables
	maxCell     = 20_000   // bytes of a cell
)

// Sheet is a published table: what every format is turned into. A format with
// several tables makes several.
type Sheet struct {
	Format   string // CSV, XLSX, HTML, DOCX or PDF, for the report
	Encoding string // how its text was encoded, where that had to be found out

	// Kind and Name are what a person calls it: "sheet" and 清单, "table" and 2;
	// blank where the file has but one table.
	Kind, Name string
	Hidden     bool // does not show when the file is opened
	Rows       []Row
}

// Label names the sheet in reports and problems: "sheet 清单".
func (s *Sheet) Label() string { return strings.TrimSpace(s.Kind + " " + s.Name) }

// SheetRow is one row of cells.
type Row struct {
	Number int // that a person sees beside it, or counts to, within its sheet and page
	Page   int // from 1; 0 in formats without pages
	Cells  []string
	Merged []Merge // beside Cells; nil where the format does not say
	// Loose is text outside the table: a title, a footnote, a page number.
	Loose bool
	// Ruled says that drawn lines show where the row begins and ends, so that
	// only a page break can have cut it.
	Ruled bool
}

// Merge says that a cell is part of one that begins elsewhere. Its text is that
// cell's.
type Merge uint8

const (
	Own   Merge = iota // begins here
	Left               // begins in a column to the left
	Above              // begins in a row above
)

// merged returns how the cell was merged.
func (r Row) MergeAt(i int) Merge {
	if i < len(r.Merged) {
		return r.Merged[i]
	}
	return Own
}

// own returns the text of a cell that begins in this column; that of one that
// runs on from the left stands there.
func (r Row) Own(i int) string {
	if i < 0 || i >= len(r.Cells) || r.MergeAt(i) == Left {
		return ""
	}
	return r.Cells[i]
}

// A Span is a cell of a format whose cells may cover several rows and columns.
type Span struct {
	Text         string
	Across, Down int // at least 1
}

// Spread lays rows of spans out as a grid: every covered place has the text of
// the cell and says where that begins. Rows are numbered from 1.
func Spread(rows [][]Span) ([]Row, error) {
	type running struct {
		text string
		left int // rows that it still covers
		from int // its first column
	}
	out := make([]Row, 0, len(rows))
	var down []running // by column
	for n, spans := range rows {
		row := Row{Number: n + 1}
		put := func(text string, m Merge) {
			row.Cells, row.Merged = append(row.Cells, text), append(row.Merged, m)
		}
		covered := func() bool {
			at := len(row.Cells)
			if at >= len(down) || down[at].left == 0 {
				return false
			}
			m := Above
			if down[at].from != at {
				m = Left
			}
			down[at].left--
			put(down[at].text, m)
			return true
		}
		for _, span := range spans {
			for covered() {
			}
			from := len(row.Cells)
			if from+span.Across > MaxColumns {
				return nil, &PlaceError{Row: n + 1, Text: fmt.Sprintf("has more than %d columns", MaxColumns)}
			}
			for i := range span.Across {
				m := Own
				if i > 0 {
					m = Left
				}
				put(span.Text, m)
				for len(down) < len(row.Cells) {
					down = append(down, running{})
				}
				down[from+i] = running{span.Text, span.Down - 1, from}
			}
		}
		for len(row.Cells) < len(down) {
			if !covered() {
				put("", Own)
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// PlaceError is what keeps a table from being read, with its place.
type PlaceError struct {
	Sheet     string
	Page, Row int
	Text      string
}

func (e *PlaceError) Error() string {
	var place []string
	if e.Sheet != "" {
		place = append(place, e.Sheet)
	}
	if e.Page > 0 {
		place = append(place, "page "+strconv.Itoa(e.Page))
	}
	if e.Row > 0 {
		place = append(place, "row "+strconv.Itoa(e.Row))
	}
	if len(place) == 0 {
		return e.Text
	}
	return strings.Join(place, ", ") + ": " + e.Text
}
