package tablefile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/xlsx"
	"importchecker/shared/catalogue/sheet"
)

// Limits of a workbook.
const (
	maxWorkbook = 128 << 20 // compressed size in bytes
	maxParts    = 10_000
	maxStrings  = 4_000_000
	maxText     = 128 << 20
	maxRun      = 16 << 20 // bytes of one text; a shorter one can still be too long for its row
	maxElements = 500_000_000
)

// xlsxRows reads the visible sheets of a workbook.
type xlsxRows struct{ stream *xlsx.Stream }

var _ sheet.Sheets = (*xlsxRows)(nil)

// openXLSX opens a workbook from a temporary file, since its directory is at its end.
func openXLSX(src io.Reader) (sheet.Rows, func() error, error) {
	file, err := os.CreateTemp("", "workbook-*")
	if err != nil {
		return nil, nil, err
	}
	// Unlink the file now, where the system allows it, so that a killed process leaves nothing behind.
	_ = os.Remove(file.Name())
	remove := func() error {
		err := file.Close()
		_ = os.Remove(file.Name())
		return err
	}
	rows, err := readXLSX(file, src)
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return rows, func() error { return errors.Join(rows.stream.Close(), remove()) }, nil
}

func readXLSX(file *os.File, src io.Reader) (*xlsxRows, error) {
	parts := &partCounter{}
	size, err := io.Copy(io.MultiWriter(file, parts), io.LimitReader(src, maxWorkbook+1))
	switch {
	case err != nil:
		return nil, err
	case size > maxWorkbook:
		return nil, &sheet.Problem{Code: sheet.WorkbookTooLarge}
	case parts.n > maxParts:
		return nil, &sheet.Problem{Code: sheet.DamagedFile}
	}
	stream, err := xlsx.NewStream(file, size, xlsx.StreamBounds{
		Packed:  packed.Bounds{Unpacked: sheet.MaxFile, Elements: maxElements, Run: maxRun},
		Strings: maxStrings, Text: maxText, Columns: sheet.MaxColumns, Cell: sheet.MaxRecord,
	})
	switch {
	case errors.Is(err, fs.ErrNotExist): // another kind of ZIP file
		return nil, &sheet.Problem{Code: sheet.UnknownFormat}
	case err != nil:
		return nil, problemOf(err)
	}
	rows := &xlsxRows{stream}
	if _, err := rows.NextSheet(); errors.Is(err, io.EOF) {
		return nil, &sheet.Problem{Code: sheet.Empty}
	} else if err != nil {
		return nil, err
	}
	return rows, nil
}

// problemOf returns the problem of a workbook that cannot be read.
func problemOf(err error) error {
	if _, large := errors.AsType[*packed.TooLargeError](err); large {
		return &sheet.Problem{Code: sheet.FileTooLarge}
	}
	return &sheet.Problem{Code: sheet.DamagedFile}
}

// NextSheet implements sheet.Sheets.
func (x *xlsxRows) NextSheet() (string, error) {
	name, err := x.stream.NextSheet()
	if err != nil && !errors.Is(err, io.EOF) {
		err = problemOf(err)
	}
	return name, err
}

// Next implements sheet.Rows.
func (x *xlsxRows) Next() ([]string, int, error) {
	row, err := x.stream.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, row.Number, io.EOF
	case err != nil:
		return nil, row.Number, problemOf(err)
	}
	switch row.Fault {
	case xlsx.Wide:
		return nil, row.Number, &sheet.Problem{Code: sheet.TooManyColumns}
	case xlsx.Long:
		return nil, row.Number, &sheet.Problem{Code: sheet.CellTooLong}
	case xlsx.Unsaved:
		return nil, row.Number, &sheet.Problem{Code: sheet.FormulaUnsaved}
	}
	for _, c := range row.Cells {
		if strings.IndexByte(c, 0) >= 0 {
			return nil, row.Number, &sheet.Problem{Code: sheet.NULByte}
		}
	}
	return row.Cells, row.Number, nil
}

// partCounter counts the ZIP directory entries written to it: a file may consist only of entries, and each
// costs memory.
type partCounter struct {
	n    int
	tail []byte // the last bytes written, fewer than those of partMark
}

var partMark = []byte("PK\x01\x02")

// Write implements io.Writer.
func (c *partCounter) Write(p []byte) (int, error) {
	c.n += bytes.Count(append(c.tail, p[:min(len(p), len(partMark)-1)]...), partMark) + bytes.Count(p, partMark)
	c.tail = append(c.tail[:0], p[max(0, len(p)-len(partMark)+1):]...)
	return len(p), nil
}
