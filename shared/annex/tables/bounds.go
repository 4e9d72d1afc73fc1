package tables

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of a file. The longest list has 1,476 short rows, and the tariff
// 12,030; a file that exceeds them is not an annex, or is malicious. They limit
// the work of a reader, whatever sizes the file declares.
const (
	MaxFile     = 4 << 20   // bytes of a file: the most that a function may be sent
	MaxUnpacked = 64 << 20  // bytes of all its packed parts
	MaxRows     = 30_000    // rows of all its tables: two of the tariff have 24,000
	MaxColumns  = 100       // columns of a table
	MaxCells    = 1_000_000 // cells of all its tables, including those covered by merged cells
	MaxText     = 16 << 20  // bytes of text of all its tables, counted for each cell
	MaxCell     = 100_000   // bytes of text in one cell or paragraph
	MaxSheets   = 500       // sheets or tables
	MaxNesting  = 16        // tables within tables
	MaxElements = 2_000_000 // elements of a packed part, or of a page
)

// Allowance limits the work of the readers of a file. Every reader of a format
// uses one.
type Allowance struct {
	rows, cells, text int
}

// Row counts one row of a table.
func (a *Allowance) Row() error {
	if a.rows++; a.rows > MaxRows {
		return fmt.Errorf("an annex has at most %d rows", MaxRows)
	}
	return nil
}

// Cells counts n cells of a row, each with the text.
func (a *Allowance) Cells(n int, text string) error {
	a.cells += n
	a.text += n * len(text)
	switch {
	case a.cells > MaxCells:
		return fmt.Errorf("an annex has at most %d cells, those that merged ones cover included", MaxCells)
	case a.text > MaxText:
		return fmt.Errorf("holds more than %s of text, where the text of a merged or repeated cell counts wherever it stands",
			Size(MaxText))
	}
	return nil
}

// Text counts text outside cells.
func (a *Allowance) Text(text string) error { return a.Cells(1, text) }

// Size formats a number of bytes: 4 MiB, 57.2 MiB, 477 bytes.
func Size(bytes int) string {
	for _, unit := range []struct {
		name string
		size int
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if bytes >= unit.size {
			return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/float64(unit.size), 'f', 1, 64), ".0") + " " + unit.name
		}
	}
	return strconv.Itoa(bytes) + " bytes"
}

// TooLarge returns the error that a file exceeds MaxFile. bytes is 0 when the
// file was not read to its end.
func TooLarge(bytes int) error {
	if bytes == 0 || Size(bytes) == Size(MaxFile) {
		return fmt.Errorf("is larger than the %s that an annex may have", Size(MaxFile))
	}
	return fmt.Errorf("has %s, and an annex may have %s: take out its pictures, or save only the sheet or the pages that hold the list", Size(bytes), Size(MaxFile))
}
