package catalogue

import (
	"errors"
	"io"
	"strings"

	"importchecker/shared/catalogue/sheet"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// findHeading finds the heading, on the first sheet that has one, and returns it with the rows below it.
func findHeading(rows sheet.Rows, o *Options, report *Report) ([]string, sheet.Rows, error) {
	sheets, ok := rows.(sheet.Sheets)
	var skipped []Note
	for name := ""; ; {
		heading, below, err := headingOf(rows, o, report)
		report.Notes = append(report.Notes, skipped...)
		if !ok || !errors.Is(err, ErrNoHeading) {
			return heading, below, err
		}
		skipped = append(skipped, sheetNote(name))
		if name, err = sheets.NextSheet(); errors.Is(err, io.EOF) {
			return nil, nil, ErrNoHeading
		} else if err != nil {
			return nil, nil, err
		}
	}
}

// noteSheets adds a note for each later sheet that has rows.
func noteSheets(rows sheet.Rows, report *Report) {
	sheets, ok := rows.(sheet.Sheets)
	for ok {
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
	en, zh := "The sheet “"+clip(name)+"” was not read: only one sheet with a heading is read.", "工作表“"+clip(name)+
		"”未读取：仅读取一个有表头的工作表。"
	if name == "" {
		en, zh = "The first sheet has no heading and was not read.", "第一个工作表没有表头，未读取。"
	}
	return Note{Code: OtherSheet, Heading: name, Text: edition.Text{EN: en, ZH: zh}}
}

// headingOf finds the heading of a sheet: the row with the most known words among the first rows. If the row
// below also names columns, as below merged cells, both are joined.
func headingOf(rows sheet.Rows, o *Options, report *Report) ([]string, sheet.Rows, error) {
	first, end := readFirst(rows)
	if end != nil && !errors.Is(end, io.EOF) {
		return nil, nil, end
	}
	index, layout := -1, Layout{}
	for i := range first {
		if l := Columns(first[i].cells, o.Mapping); l.isHeading() && (index < 0 || l.recognised > layout.recognised) {
			index, layout = i, l
		}
	}
	switch {
	case index < 0:
		return nil, nil, ErrNoHeading
	case len(layout.Unknown) > 0:
		return nil, nil, &MappingError{layout.Unknown}
	}
	heading, below := first[index].cells, index+1
	if layout.recognised == 0 && hasCode(layout, heading) {
		// Only the mapping names the columns, and there is no heading.
		heading, below = make([]string, len(heading)), index
		for i := range heading {
			heading[i] = letter(i)
		}
	} else if below < len(first) {
		if joined, ok := joinRows(heading, first[below].cells, layout, o.Mapping); ok {
			heading, layout, below = joined, Columns(joined, o.Mapping), below+1
		}
	}
	report.Columns, report.Ignored, report.Notes = layout.Columns, layout.Ignored, layout.Notes
	return heading, &replay{first[below:], end, rows}, nil
}

// readFirst reads the rows that may be the heading, and returns the error that ended them.
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
			_, err := tariff.ParseCode(trimmed(cells[c.Index]))
			return err == nil
		}
	}
	return false
}

// joinRows joins a heading with the row below it, if that row names columns as well and has no digits.
func joinRows(heading, below []string, l Layout, mapping map[Field]string) ([]string, bool) {
	if len(below) == 0 || strings.ContainsAny(strings.Join(below, ""), "0123456789") {
		return nil, false
	}
	joined := make([]string, max(len(heading), len(below)))
	for i := range joined {
		var parts []string
		for _, row := range [][]string{heading, below} {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				parts = append(parts, strings.TrimSpace(row[i]))
			}
		}
		joined[i] = strings.Join(parts, "\n")
	}
	layout := Columns(joined, mapping)
	return joined, Columns(below, nil).recognised > 0 && layout.recognised >= l.recognised
}

// A replay returns the rows that were read already, then the rest.
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
