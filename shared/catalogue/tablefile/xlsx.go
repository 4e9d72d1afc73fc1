package tablefile

import (
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"importchecker/shared/catalogue/sheet"
)

// xlsxRows reads the first visible sheet of a workbook.
type xlsxRows struct {
	rows *excelize.Rows
	row  int
}

// openXLSX opens a workbook. What it unpacks beyond a few megabytes is kept in
// temporary files.
func openXLSX(src io.Reader) (sheet.Rows, func() error, error) {
	book, err := excelize.OpenReader(io.LimitReader(src, sheet.MaxFile+1), excelize.Options{
		UnzipSizeLimit: sheet.MaxFile, UnzipXMLSizeLimit: 4 << 20, RawCellValue: true,
	})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return nil, nil, &sheet.Problem{Code: sheet.FileTooLarge}
		}
		return nil, nil, &sheet.Problem{Code: sheet.DamagedFile}
	}
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		rows, err := book.Rows(name)
		if err != nil {
			_ = book.Close()
			return nil, nil, &sheet.Problem{Code: sheet.DamagedFile}
		}
		return &xlsxRows{rows: rows}, func() error { return errors.Join(rows.Close(), book.Close()) }, nil
	}
	_ = book.Close()
	return nil, nil, &sheet.Problem{Code: sheet.Empty}
}

// Next returns the cells of the next row.
func (x *xlsxRows) Next() ([]string, int, error) {
	if !x.rows.Next() {
		if x.rows.Error() != nil {
			return nil, x.row + 1, &sheet.Problem{Code: sheet.DamagedFile}
		}
		return nil, x.row, io.EOF
	}
	x.row++
	cells, err := x.rows.Columns()
	switch {
	case err != nil:
		return nil, x.row, &sheet.Problem{Code: sheet.DamagedFile}
	case len(cells) > sheet.MaxColumns:
		return nil, x.row, &sheet.Problem{Code: sheet.TooManyColumns}
	}
	for _, c := range cells {
		if strings.IndexByte(c, 0) >= 0 {
			return nil, x.row, &sheet.Problem{Code: sheet.NULByte}
		}
	}
	return cells, x.row, nil
}
