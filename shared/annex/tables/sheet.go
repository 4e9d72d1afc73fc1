package tables

import (
	"strconv"
	"strings"

	"importchecker/shared/edition"
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

	// Remarks are what a maintainer should know of how the sheet was read.
	Remarks []Remark
}

// Remark is what a maintainer should know of how a place was read. One that is
// Grave keeps the list from being taken as whole.
type Remark struct {
	Page, Row int
	Column    string // its letter, or what its header says
	Text      edition.Text
	Grave     bool
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
	// Hidden says that the row does not show when the file is opened.
	Hidden bool
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

// Own returns the text of a cell that begins in this column; that of one that
// runs on from the left stands there.
func (r Row) Own(i int) string {
	if i < 0 || i >= len(r.Cells) || r.MergeAt(i) == Left {
		return ""
	}
	return r.Cells[i]
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

// NewRemark returns a remark in both languages.
func NewRemark(page, row int, column, en, zh string) Remark {
	return Remark{Page: page, Row: row, Column: column, Text: edition.Text{EN: en, ZH: zh}}
}
