package tables

import (
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// Sheet is a table of a file: what every format is converted to. A format with
// several tables yields several.
type Sheet struct {
	Format   string // CSV, XLSX, HTML, DOCX or PDF, for the report
	Encoding string // encoding of its text, where it had to be detected

	// Kind and Name label it for people: "sheet" and 清单, "table" and 2; blank
	// when the file has only one table.
	Kind, Name string
	Hidden     bool // not shown when the file is opened
	Rows       []Row

	// Remarks are notes for the maintainer on how the sheet was read.
	Remarks []Remark
}

// Remark is a note for the maintainer on how a place was read. A Grave one
// prevents the import unless accepted.
type Remark struct {
	Page, Row int
	Column    string // its letter or header
	Text      edition.Text
	Grave     bool
}

// Label returns the label of the sheet in reports and problems: "sheet 清单".
func (s *Sheet) Label() string { return strings.TrimSpace(s.Kind + " " + s.Name) }

// Row is one row of cells.
type Row struct {
	Number int // as shown beside it or counted by a person, within its sheet and page
	Page   int // from 1; 0 in formats without pages
	Cells  []string
	Merged []Merge // parallel to Cells; nil when the format does not say
	// Loose is text outside the table: a title, a footnote, a page number.
	Loose bool
	// Hidden means that the row is not shown when the file is opened.
	Hidden bool
	// Ruled means that drawn lines show the bounds of the row, so that only a
	// page break can split it.
	Ruled bool
}

// Merge says where the merged cell of a cell begins. All cells of it have its
// text.
type Merge uint8

const (
	Own   Merge = iota // begins here
	Left               // begins in a column to the left
	Above              // begins in a row above
)

// MergeAt returns how a cell was merged.
func (r Row) MergeAt(i int) Merge {
	if i < len(r.Merged) {
		return r.Merged[i]
	}
	return Own
}

// Own returns the text of a cell that begins in this column; blank for the rest
// of a cell merged from the left.
func (r Row) Own(i int) string {
	if i < 0 || i >= len(r.Cells) || r.MergeAt(i) == Left {
		return ""
	}
	return r.Cells[i]
}

// PlaceError is an error at a place of a table.
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

// NewRemark returns a remark in both languages.
func NewRemark(page, row int, column, en, zh string) Remark {
	return Remark{Page: page, Row: row, Column: column, Text: edition.Text{EN: en, ZH: zh}}
}
