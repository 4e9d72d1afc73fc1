package xlsx

import (
	"encoding/xml"
	"errors"
	"io"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

// A Stream reads the sheets of a large workbook row by row, in the order of
// their tabs. It holds the shared strings of the workbook in memory, and no
// rows.
//
// Cells are read as displayed, except that numbers have all their decimals.
type Stream struct {
	book   *book
	bounds StreamBounds
	tab    int // index of the current sheet
	sheet  *sheetReader
	cells  []string
}

// StreamBounds limits the work of reading a workbook.
type StreamBounds struct {
	Packed  packed.Bounds
	Strings int // number of shared strings
	Text    int // their size in bytes
	Columns int
	Cell    int // bytes of text in a cell
}

// Row is one row of a sheet. Cells are valid until the next row is read.
type Row struct {
	Number int
	Cells  []string
	Fault  Fault // why the row cannot be read
}

// Fault says why a row cannot be read.
type Fault uint8

const (
	Fine    Fault = iota
	Wide          // it has too many cells
	Long          // a cell has too much text
	Unsaved       // a formula has no saved value
)

// NewStream opens a workbook. NextSheet starts its first sheet.
func NewStream(r io.ReaderAt, size int64, bounds StreamBounds) (*Stream, error) {
	archive, err := packed.OpenAt(r, size, bounds.Packed)
	if err != nil {
		return nil, err
	}
	// A text that is too long is a fault of the rows that use it.
	b := &book{archive: archive, allowance: &tables.Allowance{}, maxStrings: bounds.Strings, maxText: bounds.Text,
		maxCell: bounds.Packed.Run}
	if err := b.open(); err != nil {
		return nil, err
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	return &Stream{book: b, bounds: bounds, tab: -1}, nil
}

// NextSheet starts the next visible sheet with cells. It returns io.EOF when
// there is none.
func (s *Stream) NextSheet() (name string, err error) {
	if err := s.Close(); err != nil {
		return "", err
	}
	for s.tab++; s.tab < len(s.book.tabs); s.tab++ {
		t := s.book.tabs[s.tab]
		if t.hidden || t.chart {
			continue
		}
		part, err := s.book.archive.Part(t.part)
		if err != nil {
			return "", err
		}
		s.sheet = &sheetReader{book: s.book, Sheet: &tables.Sheet{}, part: part, remarkCounts: map[string]int{},
			exact: true}
		return t.name, nil
	}
	return "", io.EOF
}

// Close ends reading the sheet.
func (s *Stream) Close() error {
	if s.sheet == nil {
		return nil
	}
	err := s.sheet.part.Close()
	s.sheet = nil
	return err
}

// Next returns the next row of the sheet with text in it; io.EOF at the end.
func (s *Stream) Next() (Row, error) {
	r := s.sheet
	if r == nil {
		return Row{}, io.EOF
	}
	for {
		t, err := r.part.Token()
		if err != nil {
			return Row{}, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		r.row++
		if n := number(e, "r"); n > 0 {
			r.row = n
		}
		row, err := s.row()
		if errors.Is(err, io.EOF) {
			err = packed.ErrTruncated
		}
		if err != nil || len(row.Cells) > 0 || row.Fault != Fine {
			return row, err
		}
	}
}

// row reads to the end of a row.
func (s *Stream) row() (Row, error) {
	r := s.sheet
	row := Row{Number: r.row, Cells: s.cells[:0]}
	for column := 0; ; {
		t, err := r.part.Token()
		if err != nil {
			return row, err
		}
		switch c := t.(type) {
		case xml.StartElement:
			if c.Name.Local != "c" {
				if err := r.part.Skip(); err != nil {
					return row, err
				}
				continue
			}
			column++
			if ref, ok := packed.Attribute(c, "r"); ok {
				if n, _, ok := cellName(ref); ok {
					column = n
				}
			}
			if err := s.cell(&row, c, column); err != nil {
				return row, err
			}
		case xml.EndElement:
			s.cells = row.Cells
			return row, nil
		}
	}
}

// cell reads a cell, and sets its text in the row.
func (s *Stream) cell(row *Row, e xml.StartElement, column int) error {
	r := s.sheet
	r.Remarks = r.Remarks[:0]
	unsaved := r.remarkCounts["formula"]
	text, err := r.cell(e, column)
	switch {
	case err != nil:
		return err
	case r.remarkCounts["formula"] > unsaved:
		row.Fault = Unsaved
	case text == "":
		return nil
	case column > s.bounds.Columns:
		row.Fault = Wide
		return nil
	case len(text) > s.bounds.Cell:
		row.Fault = Long
		return nil
	}
	for len(row.Cells) < column {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[column-1] = text
	return nil
}
