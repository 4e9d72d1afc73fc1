package xlsx

import (
	"encoding/xml"
	"errors"
	"io"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

// A Stream reads the sheets of a large workbook row by row, in the order of their
// tabs. Of the workbook it holds the texts that cells point to, and no rows.
//
// Cells are read as they show, but for numbers: they have all their decimals.
type Stream struct {
	book   *book
	bounds StreamBounds
	tab    int // place of the sheet that is read
	sheet  *sheetReader
	cells  []string
}

// StreamBounds bounds what a workbook makes its reader do.
type StreamBounds struct {
	Packed  packed.Bounds
	Strings int // texts that cells point to
	Text    int // bytes of them
	Columns int
	Cell    int // bytes of text in one
}

// Row is one row of a sheet. Cells are valid until the next row is read.
type Row struct {
	Number int
	Cells  []string
	Fault  Fault // why the row cannot be read
}

// Fault says what is wrong with one row.
type Fault uint8

const (
	Fine    Fault = iota
	Wide          // it has more cells than may be
	Long          // a cell has more text than may be
	Unsaved       // a formula has no saved value
)

// NewStream opens a workbook and goes to its first sheet.
func NewStream(r io.ReaderAt, size int64, bounds StreamBounds) (*Stream, error) {
	archive, err := packed.OpenAt(r, size, bounds.Packed)
	if err != nil {
		return nil, err
	}
	// A text that is too long is the fault of the rows that point to it.
	b := &book{archive: archive, take: &tables.Allowance{}, maxStrings: bounds.Strings, maxText: bounds.Text,
		maxCell: bounds.Packed.Run}
	if err := b.open(); err != nil {
		return nil, err
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	return &Stream{book: b, bounds: bounds, tab: -1}, nil
}

// NextSheet goes to the next sheet that shows and has cells. It returns io.EOF when
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
		s.sheet = &sheetReader{book: s.book, Sheet: &tables.Sheet{}, part: part, told: map[string]int{}, exact: true}
		return t.name, nil
	}
	return "", io.EOF
}

// Close ends the reading of a sheet.
func (s *Stream) Close() error {
	if s.sheet == nil {
		return nil
	}
	err := s.sheet.part.Close()
	s.sheet = nil
	return err
}

// Next returns the next row of the sheet that has text in it; io.EOF at its end.
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

// row reads up to the end of a row.
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

// cell reads a cell into its place.
func (s *Stream) cell(row *Row, e xml.StartElement, column int) error {
	r := s.sheet
	r.Remarks = r.Remarks[:0]
	unsaved := r.told["formula"]
	text, err := r.cell(e, column)
	switch {
	case err != nil:
		return err
	case r.told["formula"] > unsaved:
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
