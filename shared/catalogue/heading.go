package catalogue

import (
	"errors"
	"io"
	"strings"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/tariff"
)

// findHeading finds the row that names the columns: of the first rows the one
// with the most known words. It returns the heading and the rows below it. Where
// two rows name the columns together, as below merged cells, both are the heading.
func findHeading(rows sheet.Rows, o *Options, report *Report) ([]string, sheet.Rows, error) {
	first, end := readFirst(rows)
	if end != nil && !errors.Is(end, io.EOF) {
		return nil, nil, end
	}
	at, layout := -1, Layout{}
	for i := range first {
		if l := Columns(first[i].cells, o.Mapping); l.isHeading() && (at < 0 || l.words > layout.words) {
			at, layout = i, l
		}
	}
	switch {
	case at < 0:
		return nil, nil, ErrNoHeading
	case len(layout.Unknown) > 0:
		return nil, nil, &MappingError{layout.Unknown}
	}
	heading, below := first[at].cells, at+1
	if layout.words == 0 && hasCode(layout, heading) {
		// The mapping alone says what the columns are, and there is no heading.
		heading, below = make([]string, len(heading)), at
		for i := range heading {
			heading[i] = letter(i)
		}
	} else if below < len(first) {
		if both, ok := twoRows(heading, first[below].cells, layout, o.Mapping); ok {
			heading, layout, below = both, Columns(both, o.Mapping), below+1
		}
	}
	report.Columns, report.Ignored, report.Notes = layout.Columns, layout.Ignored, layout.Notes
	return heading, &replay{first[below:], end, rows}, nil
}

// readFirst reads the rows that may be the heading, and why there are no more.
func readFirst(rows sheet.Rows) ([]inputRow, error) {
	var first []inputRow
	for len(first) < headingRows {
		row, err := nextRow(rows)
		if err != nil {
			return first, err
		}
		first = append(first, row)
	}
	return first, nil
}

// hasCode reports whether a row has a customs code in the column of codes.
func hasCode(l Layout, cells []string) bool {
	for _, c := range l.Columns {
		if c.Field == HSCode {
			_, err := tariff.ParseCode(tidy(cells[c.Index]))
			return err == nil
		}
	}
	return false
}

// twoRows joins a heading with the row below it, where that row names columns as
// well and has no number in it.
func twoRows(heading, below []string, l Layout, mapping map[Field]string) ([]string, bool) {
	if len(below) == 0 || strings.ContainsAny(strings.Join(below, ""), "0123456789") {
		return nil, false
	}
	both := make([]string, max(len(heading), len(below)))
	for i := range both {
		var parts []string
		for _, row := range [][]string{heading, below} {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				parts = append(parts, strings.TrimSpace(row[i]))
			}
		}
		both[i] = strings.Join(parts, "\n")
	}
	joined := Columns(both, mapping)
	return both, Columns(below, nil).words > 0 && joined.words >= l.words
}

// replay gives rows that were read already, and then the rest.
type replay struct {
	first []inputRow
	end   error
	rest  sheet.Rows
}

// Next implements sheet.Rows.
func (r *replay) Next() ([]string, int, error) {
	if len(r.first) > 0 {
		row := r.first[0]
		r.first = r.first[1:]
		if row.problem != nil {
			return nil, row.number, row.problem
		}
		return row.cells, row.number, nil
	}
	if r.end != nil {
		return nil, 0, r.end
	}
	return r.rest.Next()
}
