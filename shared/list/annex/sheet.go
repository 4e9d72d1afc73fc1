package annex

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
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
	Rows       []SheetRow
}

// Label names the sheet in reports and problems: "sheet 清单".
func (s *Sheet) Label() string { return strings.TrimSpace(s.Kind + " " + s.Name) }

// SheetRow is one row of cells.
type SheetRow struct {
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
func (r SheetRow) merged(i int) Merge {
	if i < len(r.Merged) {
		return r.Merged[i]
	}
	return Own
}

// own returns the text of a cell that begins in this column; that of one that
// runs on from the left stands there.
func (r SheetRow) own(i int) string {
	if i < 0 || i >= len(r.Cells) || r.merged(i) == Left {
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
func Spread(rows [][]Span) ([]SheetRow, error) {
	type running struct {
		text string
		left int // rows that it still covers
		from int // its first column
	}
	out := make([]SheetRow, 0, len(rows))
	var down []running // by column
	for n, spans := range rows {
		row := SheetRow{Number: n + 1}
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

// ReadCSV reads comma-separated values in UTF-8, with or without a byte order
// mark, or in GB18030, which contains GBK and GB 2312.
func ReadCSV(raw []byte) (*Sheet, error) {
	if len(raw) > MaxFile {
		return nil, fmt.Errorf("%d bytes, which is beyond the %d that an annex may have", len(raw), MaxFile)
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1 // titles and footnotes are shorter than the table
	sheet := &Sheet{Format: "CSV", Encoding: encoding}
	wrapped := 0 // line breaks within the cells so far
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return sheet, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if len(cells) > MaxColumns || len(sheet.Rows) >= MaxRows {
			return nil, &PlaceError{Row: line - wrapped, Text: fmt.Sprintf("an annex has at most %d columns and %d rows", MaxColumns, MaxRows)}
		}
		sheet.Rows = append(sheet.Rows, SheetRow{Number: line - wrapped, Cells: cells})
		for _, cell := range cells {
			wrapped += strings.Count(cell, "\n")
		}
	}
}

// decode returns the text in UTF-8 and the name of what it was encoded in.
func decode(raw []byte) (text []byte, encoding string, err error) {
	if plain, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); marked {
		if !utf8.Valid(plain) {
			return nil, "", errors.New("begins as UTF-8 but is not UTF-8 throughout")
		}
		return plain, "UTF-8 with a byte order mark", nil
	}
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return nil, "", errors.New("is in UTF-16: save it as CSV in UTF-8")
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")) {
		return nil, "", errors.New("is a workbook or document, and no CSV")
	}
	if bytes.HasPrefix(raw, []byte("%PDF-")) {
		return nil, "", errors.New("is a PDF, and no CSV")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, "", errors.New("is not text")
	}
	return DecodeText(raw)
}

// DecodeText returns text that is in UTF-8 or GB18030 as UTF-8, and the name of
// what it was in.
func DecodeText(raw []byte) (text []byte, encoding string, err error) {
	if utf8.Valid(raw) {
		return raw, "UTF-8", nil
	}
	text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, "", errors.New("is neither UTF-8 nor GB18030")
	}
	return text, "GB18030", nil
}
