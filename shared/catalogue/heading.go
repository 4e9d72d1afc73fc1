package catalogue

import (
	"errors"
	"io"
	"strings"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// findHeading finds the row that names the columns, on the first sheet that has
// one, and returns it with the rows below it.
func findHeading(rows sheet.Rows, o *Options, report *Report) ([]string, sheet.Rows, error) {
	sheets, several := rows.(sheet.Sheets)
	var passed []Note
	for name := ""; ; {
		heading, below, err := headingOf(rows, o, report)
		report.Notes = append(report.Notes, passed...)
		if !several || !errors.Is(err, ErrNoHeading) {
			return heading, below, err
		}
		passed = append(passed, sheetNote(name))
		if name, err = sheets.NextSheet(); errors.Is(err, io.EOF) {
			return nil, nil, ErrNoHeading
		} else if err != nil {
			return nil, nil, err
		}
	}
}

// noteSheets notes the sheets behind the one that was read, where they have rows.
func noteSheets(rows sheet.Rows, report *Report) {
	sheets, several := rows.(sheet.Sheets)
	for several {
		name, err := sheets.NextSheet()
		if err != nil {
			return
		}
		if _, _, err := rows.Next(); err == nil {
			report.Notes = append(report.Notes, sheetNote(name))
		}
	}
}

func sheetNote(name string) Note {
	en, zh := "The sheet “"+clip(name)+"” was not read: one sheet with a heading is.", "工作表“"+clip(name)+
		"”未读取：仅读取一个有表头的工作表。"
	if name == "" {
		en, zh = "The first sheet has no heading and was not read.", "第一个工作表没有表头，未读取。"
	}
	return Note{Code: OtherSheet, Heading: name, Text: edition.Text{EN: en, ZH: zh}}
}

// headingOf finds the heading of a sheet: of the first rows the one with the most
// known words. Where two rows name the columns together, as below merged cells,
// both are the heading.
func headingOf(rows sheet.Rows, o *Options, report *Report) ([]string, sheet.Rows, error) {
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
