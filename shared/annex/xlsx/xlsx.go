// Package xlsx reads the sheets of a workbook as tables of an annex.
//
// Cells are read as they show: a code that is kept as a number but shown with
// eight digits is read with eight. Cells that were merged say so, since one
// remark may stand beside many rows. Formulas are read by the values that were
// saved with them.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"importchecker/shared/annex/tables"
)

// Read returns every sheet of a workbook, in the order of its tabs.
func Read(raw []byte) ([]*tables.Sheet, error) {
	if len(raw) > tables.MaxFile {
		return nil, fmt.Errorf("%d bytes, which is beyond the %d that an annex may have", len(raw), tables.MaxFile)
	}
	if err := unpackable(raw); err != nil {
		return nil, err
	}
	// Both bounds are the same, so that nothing is unpacked to a disk.
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: tables.MaxUnpacked, UnzipXMLSizeLimit: tables.MaxUnpacked})
	if err != nil {
		return nil, fmt.Errorf("cannot be read as a workbook: %w", err)
	}
	defer book.Close()
	names := book.GetSheetList()
	if len(names) > tables.MaxSheets {
		return nil, fmt.Errorf("has %d sheets, beyond the %d that are read", len(names), tables.MaxSheets)
	}
	var out []*tables.Sheet
	rows := 0
	for _, name := range names {
		sheet, err := readSheet(book, name, &rows)
		var at *tables.PlaceError
		switch {
		case errors.As(err, &at):
			at.Sheet = "sheet " + name
			return nil, at
		case err != nil:
			return nil, &tables.PlaceError{Sheet: "sheet " + name, Text: err.Error()}
		}
		out = append(out, sheet)
	}
	return out, nil
}

// maxMerged bounds the merged cells of a sheet: each is compared with each.
const maxMerged = 10_000

// unpackable sees that the parts of the file are not larger than bounds, by
// what they say of themselves; the reader stops at the bound if that is untrue.
func unpackable(raw []byte) error {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return fmt.Errorf("cannot be read as a workbook: %w", err)
	}
	var size uint64
	for _, f := range z.File {
		size += f.UncompressedSize64
		if size > tables.MaxUnpacked || f.UncompressedSize64 > tables.MaxUnpacked {
			return fmt.Errorf("unpacks to more than %d bytes", tables.MaxUnpacked)
		}
	}
	for _, f := range z.File {
		if !strings.HasPrefix(strings.ToLower(f.Name), "xl/worksheets/") {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return fmt.Errorf("cannot be read as a workbook: %w", err)
		}
		sheet, err := io.ReadAll(io.LimitReader(part, tables.MaxUnpacked))
		part.Close()
		if err != nil {
			return fmt.Errorf("cannot be read as a workbook: %w", err)
		}
		if n := bytes.Count(sheet, []byte("mergeCell ")); n > maxMerged {
			return fmt.Errorf("has %d merged cells on a sheet, beyond the %d that are read", n, maxMerged)
		}
	}
	return nil
}

func readSheet(book *excelize.File, name string, rows *int) (*tables.Sheet, error) {
	sheet := &tables.Sheet{Format: "XLSX", Kind: "sheet", Name: name}
	visible, err := book.GetSheetVisible(name)
	if err != nil {
		return nil, err
	}
	sheet.Hidden = !visible
	it, err := book.Rows(name)
	if err != nil {
		var none excelize.ErrSheetNotExist
		if errors.As(err, &none) { // a chart stands on this tab
			return sheet, nil
		}
		return nil, err
	}
	defer it.Close()
	at := map[int]int{} // place of a row by its number
	for number := 1; it.Next(); number++ {
		cells, err := it.Columns()
		if err != nil {
			return nil, &tables.PlaceError{Row: number, Text: err.Error()}
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		if *rows++; *rows > tables.MaxRows || len(cells) > tables.MaxColumns {
			return nil, &tables.PlaceError{Row: number, Text: fmt.Sprintf("an annex has at most %d columns and %d rows", tables.MaxColumns, tables.MaxRows)}
		}
		at[number] = len(sheet.Rows)
		sheet.Rows = append(sheet.Rows, tables.Row{Number: number, Cells: cells})
	}
	if err := it.Error(); err != nil {
		return nil, err
	}
	return sheet, merge(book, sheet, at)
}

// merge writes the text of merged cells into all the places that they cover. A
// row that only such cells reach has no text of its own and stays out.
func merge(book *excelize.File, sheet *tables.Sheet, at map[int]int) error {
	ranges, err := book.GetMergeCells(sheet.Name, true)
	if err != nil {
		return err
	}
	covered := 0
	for _, r := range ranges {
		left, top, err := excelize.CellNameToCoordinates(r.GetStartAxis())
		if err != nil {
			return err
		}
		right, bottom, err := excelize.CellNameToCoordinates(r.GetEndAxis())
		if err != nil {
			return err
		}
		first, ok := at[top]
		if !ok {
			continue // it is blank
		}
		text := ""
		if cells := sheet.Rows[first].Cells; left <= len(cells) {
			text = cells[left-1]
		}
		for i := first; i < len(sheet.Rows) && sheet.Rows[i].Number <= bottom; i++ {
			if covered += min(right, tables.MaxColumns) - left + 1; covered > tables.MaxRows*tables.MaxColumns {
				return &tables.PlaceError{Row: top, Text: "more cells are merged than an annex can have"}
			}
			cover(&sheet.Rows[i], left-1, min(right, tables.MaxColumns)-1, text, i > first)
		}
	}
	return nil
}

// cover marks the places of a row that a merged cell covers.
func cover(row *tables.Row, left, right int, text string, below bool) {
	for len(row.Cells) <= right {
		row.Cells = append(row.Cells, "")
	}
	for len(row.Merged) < len(row.Cells) {
		row.Merged = append(row.Merged, tables.Own)
	}
	for i := left; i <= right; i++ {
		switch {
		case i > left:
			row.Merged[i] = tables.Left
		case below:
			row.Merged[i] = tables.Above
		}
		row.Cells[i] = text
	}
}
