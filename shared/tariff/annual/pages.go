package annual

import (
	"fmt"
	"slices"
	"strings"
)

// nextRow reads a row below the headers: a row of goods, the continuation of one,
// repeated headers, or text outside of the table.
func (t *tableReader) nextRow(r Row) {
	first := r.Page > t.lastPage && !r.Loose // the first row of its page
	switch {
	case r.Loose:
		t.checkLoose(r)
		return
	case headers(r.Cells) != nil:
		t.repeatedHeaders(r)
		return
	case strings.Join(r.Cells, "") == "":
		return
	case r.Page > 0 && t.hasHeader != nil && len(r.Cells) != len(t.at):
		t.flush()
		t.addProblem(r, "", fmt.Sprintf("the row has %d columns and the headers have %d: which is which cannot be told",
			len(r.Cells), len(t.at)))
	case r.Page > 0 && t.cell(r.Cells, "code") == "":
		t.joinContinuation(r, first)
	default:
		t.flush()
		t.checkHeaderless(r)
		t.pending = &r
	}
	t.lastPage = r.Page
}

// otherRow emits a row of another kind of table, in which no row continues another.
func (t *tableReader) otherRow(r Row) {
	if r.Loose {
		t.checkLoose(r)
	} else if !t.readOtherHeaders(r) {
		t.emit(r)
	}
}

// flush emits the pending row.
func (t *tableReader) flush() {
	if t.pending != nil {
		t.emit(*t.pending)
	}
	t.pending = nil
}

// addProblem adds a problem of a row.
func (t *tableReader) addProblem(r Row, column, says string) {
	t.problem(place{t.read.File, t.read.Sheet, r.Number, t.headers}, Problem{Column: column, Says: says})
}

// cell returns the cell of a row in a named column.
func (t *tableReader) cell(cells []string, column string) string {
	if i := slices.Index(t.at, columnIndex(column)); i >= 0 && i < len(cells) {
		return clean(cells[i])
	}
	return ""
}

// repeatedHeaders reads a row of headers below the first one, as on each page. The
// headers of a second level, just below the first, and those of a table with other
// columns apply from there on, unless the layout is given.
func (t *tableReader) repeatedHeaders(r Row) {
	at := headers(r.Cells)
	if t.hasHeader == nil || slices.Equal(at, t.at) || r.Number == t.headerRow+1 && countKnown(at) < countKnown(t.at) {
		return
	}
	t.flush()
	t.readHeaders(r.Number, r.Cells)
}

// countKnown counts the known columns.
func countKnown(at []int) (n int) {
	for _, column := range at {
		if column >= 0 {
			n++
		}
	}
	return n
}

// checkLoose reports codes of goods in text outside of the table.
func (t *tableReader) checkLoose(r Row) {
	for word := range strings.FieldsSeq(strings.Join(r.Cells, " ")) {
		if code := strings.ReplaceAll(word, ".", ""); digits(code, 8) || digits(code, 10) {
			t.addProblem(r, "", fmt.Sprintf("%q stands outside of the table", word))
			return
		}
	}
}

// checkHeaderless reports text in columns without a header, which were not separated.
func (t *tableReader) checkHeaderless(r Row) {
	if r.Page == 0 || t.hasHeader == nil {
		return
	}
	for i, cell := range r.Cells {
		if !t.hasHeader[i] && clean(cell) != "" {
			t.addProblem(r, "", fmt.Sprintf("%q stands under no header", clean(cell)))
		}
	}
}

// joinContinuation appends a row without a code to the row above, where that is certain:
// in a table with drawn lines only the end of a page splits a row; without them the
// reader of the page has checked that the text is closer to the row above.
func (t *tableReader) joinContinuation(r Row, first bool) {
	if t.pending == nil || r.Ruled && !(first && r.Page == t.pending.Page+1) || !r.Ruled && r.Page != t.pending.Page {
		t.addProblem(r, "code", "blank: which row its cells belong to cannot be told")
		return
	}
	cells := slices.Clone(t.pending.Cells)
	for i, more := range r.Cells {
		more = strings.TrimSpace(more)
		if more == "" {
			continue
		}
		if !t.mayContinue(i, cells[i]) {
			t.addProblem(r, t.column(i),
				fmt.Sprintf("%q and %q: a cell that is cut, or two, cannot be told", clean(cells[i]), more))
			continue
		}
		cells[i] += "\n" + more
	}
	t.pending.Cells = cells
	if r.Ruled {
		t.pending.Page = r.Page
	}
}

// mayContinue reports whether the next row may continue a cell: a name, a rate in words,
// or a blank cell.
func (t *tableReader) mayContinue(i int, begun string) bool {
	return clean(begun) == "" || t.column(i) == "name_zh" || isRate(t.column(i)) && strings.Contains(begun, "完税价")
}

// column returns the name of the column of a cell; "" for an unknown one.
func (t *tableReader) column(i int) string {
	if i < len(t.at) && t.at[i] >= 0 {
		return columns[t.at[i]].name
	}
	return ""
}
