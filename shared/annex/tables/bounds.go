package tables

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of what is read. The longest list has 1,476 short rows, and the tariff
// 12,030; a file beyond these is no annex, or was made to do harm. They bound what a
// file makes its reader do, whatever it says of itself.
const (
	MaxFile     = 4 << 20   // bytes of a file: what a function may be sent
	MaxUnpacked = 64 << 20  // bytes of all that is packed in one
	MaxRows     = 30_000    // rows of all its tables: two of the tariff have 24,000
	MaxColumns  = 100       // columns of a table
	MaxCells    = 1_000_000 // places of all its tables, those that a merged cell covers too
	MaxText     = 16 << 20  // bytes of text of all its tables, counted wherever it stands
	MaxCell     = 100_000   // bytes of text in one cell or paragraph
	MaxSheets   = 500       // sheets or tables
	MaxNesting  = 16        // tables within tables
	MaxElements = 2_000_000 // elements of a packed part, or of a page
)

// Allowance is what a file may still make its reader do. Every reader of a
// format takes from one.
type Allowance struct {
	rows, cells, text int
}

// Row takes one row of a table.
func (a *Allowance) Row() error {
	if a.rows++; a.rows > MaxRows {
		return fmt.Errorf("an annex has at most %d rows", MaxRows)
	}
	return nil
}

// Cells takes so many places of a row, each of which holds the text.
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

// Text takes text that stands in no cell.
func (a *Allowance) Text(text string) error { return a.Cells(1, text) }

// Size writes a number of bytes for a person: 4 MiB, 57.2 MiB, 477 bytes.
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

// TooLarge says that a file has more bytes than an annex may have. Of a file that
// was not read to its end, bytes is 0.
func TooLarge(bytes int) error {
	if bytes == 0 || Size(bytes) == Size(MaxFile) {
		return fmt.Errorf("is larger than the %s that an annex may have", Size(MaxFile))
	}
	return fmt.Errorf("has %s, and an annex may have %s: take out its pictures, or save only the sheet or the pages that hold the list", Size(bytes), Size(MaxFile))
}
