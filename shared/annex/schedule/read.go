package schedule

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"importchecker/shared/annex/chinese"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff/annual"
)

// The names by which a maintainer accepts findings, in addition to those of
// package layout.
const (
	// AcceptRates is for rates that are blank or cannot be read, and stay
	// unknown.
	AcceptRates = "rates_unreadable"
	// AcceptAbsent is for codes missing from the table of conditions, which
	// have none.
	AcceptAbsent = "conditions_absent"
)

// A File is one file of an annex, converted to tables.
type File struct {
	Name   string
	Sheets []*tables.Sheet
}

// Rules are the maintainer's instructions for reading, and the findings
// accepted.
type Rules struct {
	Sheet    string // names or numbers of the sheets to read, separated by commas; blank takes those whose headers fit
	Columns  string // the columns described by the maintainer: 商品编码=B, 最惠国税率=E
	FirstRow int    // the first row, with Columns
	Accept   []string
}

// findings collects the findings of a reading.
type findings struct {
	rules     Rules
	problems  []*compile.Problem
	notes     []*compile.Problem
	skipped   []string
	sheets    map[[2]string]*tables.Sheet // by file and label
	described *annual.Told
}

// problem adds a problem, or a note when it is accepted.
func (f *findings) problem(p compile.Problem) {
	if p.ZH == "" {
		p.ZH = chinese.Translate(p.Text)
	}
	if p.Accept != "" && slices.Contains(f.rules.Accept, p.Accept) {
		p.Text, p.ZH, p.Accept = p.Text+" (accepted)", p.ZH+"（已接受）", ""
		f.notes = append(f.notes, &p)
		return
	}
	f.problems = append(f.problems, &p)
}

// eachSheet passes every sheet that may be read to add, which returns an error
// for a sheet without a header that fits.
func (f *findings) eachSheet(files []File,
	add func(file, label string, rows annual.Rows, described *annual.Told) error) {
	f.sheets = make(map[[2]string]*tables.Sheet)
	if !f.parseColumns() {
		return
	}
	read := 0
	var reasons []string
	for _, file := range files {
		for i, sheet := range file.Sheets {
			if f.rules.Sheet != "" && !f.isNamed(sheet, i) {
				continue
			}
			if sheet.Hidden && f.rules.Sheet == "" {
				f.skipped = append(f.skipped, strings.TrimSpace(file.Name+" "+sheet.Label())+": it is hidden")
				continue
			}
			label := sheet.Label()
			f.sheets[[2]string{file.Name, label}] = sheet
			described := f.described
			if described != nil {
				described = &annual.Told{Columns: described.Columns, FirstRow: ordinal(sheet, f.rules.FirstRow)}
			}
			if err := add(file.Name, label, &rows{sheet: sheet}, described); err != nil {
				reasons = append(reasons, err.Error())
				f.skipped = append(f.skipped, err.Error())
				continue
			}
			read++
			f.addRemarks(file.Name, sheet)
		}
	}
	if read == 0 {
		if len(reasons) == 0 {
			reasons = []string{fmt.Sprintf("there is no sheet %q", f.rules.Sheet)}
		}
		f.problem(compile.Problem{File: files[0].Name, Text: strings.Join(reasons, "; "), ZH: "没有可读取的表：须有含“商品编码”及其他已知列名的表头"})
	}
}

// parseColumns parses the columns that the maintainer describes.
func (f *findings) parseColumns() bool {
	if strings.TrimSpace(f.rules.Columns) == "" {
		return true
	}
	f.described = &annual.Told{Columns: make(map[int]string)}
	ok := true
	for part := range strings.FieldsFuncSeq(f.rules.Columns,
		func(r rune) bool { return strings.ContainsRune(",;，；、", r) }) {
		name, at, cut := strings.Cut(strings.ReplaceAll(part, "＝", "="), "=")
		column, known := layout.ColumnNumber(strings.TrimSpace(at))
		if !cut || !known || !annual.IsHeader(name) {
			ok = false
			f.problem(compile.Problem{File: "columns",
				Text: fmt.Sprintf("%q: want the name of a column of the schedule, =, and its letter or number: 商品编码=B",
					strings.TrimSpace(part))})
			continue
		}
		f.described.Columns[column] = strings.TrimSpace(name)
	}
	return ok
}

func (f *findings) isNamed(sheet *tables.Sheet, i int) bool {
	for part := range strings.SplitSeq(f.rules.Sheet, ",") {
		if part = strings.TrimSpace(part); part == sheet.Name || part == sheet.Label() || part == fmt.Sprint(i+1) {
			return true
		}
	}
	return false
}

// addRemarks adds the remarks of the format's reader. Grave ones are problems.
func (f *findings) addRemarks(file string, sheet *tables.Sheet) {
	for _, r := range sheet.Remarks {
		p := compile.Problem{File: file, Sheet: sheet.Label(), Page: r.Page, Row: r.Row, Column: r.Column, Text: r.Text.EN,
			ZH: r.Text.ZH}
		if r.Grave {
			p.Accept = layout.AcceptUnread
			f.problem(p)
		} else {
			f.notes = append(f.notes, &p)
		}
	}
}

// rows returns the rows of a sheet, numbered from 1: on pages, the number of a
// row is not unique.
type rows struct {
	sheet *tables.Sheet
	next  int
}

func (r *rows) Next() (annual.Row, error) {
	for r.next < len(r.sheet.Rows) {
		at := r.sheet.Rows[r.next]
		r.next++
		if at.Hidden {
			continue
		}
		return annual.Row{Cells: cellsOf(&at), Number: r.next, Page: at.Page, Loose: at.Loose, Ruled: at.Ruled}, nil
	}
	return annual.Row{Number: r.next}, io.EOF
}

// cellsOf returns the cells of a row. On a page, the rest of a cell that covers
// several columns is blank: it is unknown whether its text belongs to all of
// them.
func cellsOf(row *tables.Row) []string {
	if row.Page == 0 || row.Loose {
		return row.Cells
	}
	cells := make([]string, len(row.Cells))
	for i := range cells {
		cells[i] = unspaced(row.Own(i))
	}
	return cells
}

// unspaced removes the spaces that programs print between Chinese and other
// text.
func unspaced(cell string) string {
	if !strings.Contains(cell, " ") {
		return cell
	}
	var b strings.Builder
	runes := []rune(cell)
	for i, r := range runes {
		if r == ' ' && (i > 0 && chinesePrint(runes[i-1]) || i+1 < len(runes) && chinesePrint(runes[i+1])) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// chinesePrint reports whether a character is Chinese, or punctuation of
// Chinese text.
func chinesePrint(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("“”‘’…—", r) || r >= 0x3000 && r <= 0x303f ||
		r >= 0xff00 && r <= 0xffef
}

// ordinal returns the position of the first row with at least that number.
func ordinal(sheet *tables.Sheet, number int) int {
	i := slices.IndexFunc(sheet.Rows, func(r tables.Row) bool { return !r.Loose && r.Number >= number })
	return i + 1
}

// place returns the page and number of the row at a position.
func (f *findings) place(file, label string, ordinal int) (page, row int) {
	sheet := f.sheets[[2]string{file, label}]
	if sheet == nil || ordinal < 1 || ordinal > len(sheet.Rows) {
		return 0, ordinal
	}
	r := sheet.Rows[ordinal-1]
	return r.Page, r.Number
}

// addCellProblems adds problems of cells.
func (f *findings) addCellProblems(problems []annual.Problem) {
	for i := range problems {
		p := &problems[i]
		text := p.Says
		if p.Value != "" {
			text = fmt.Sprintf("%q: %s", p.Value, p.Says)
		}
		if p.Code != "" {
			text = p.Code + ": " + text
		}
		out := compile.Problem{File: p.File, Sheet: p.Sheet, Column: p.Header, Text: text, ZH: inChinese(p)}
		if out.Column == "" {
			out.Column = annual.ChineseName(p.Column)
		}
		out.Page, out.Row = f.place(p.File, p.Sheet, p.Row)
		switch {
		case p.Defect:
			out.Accept = AcceptRates
		case p.Absent:
			out.Accept = AcceptAbsent
		}
		f.problem(out)
	}
}

// inChinese returns a problem in Chinese.
func inChinese(p *annual.Problem) string {
	text := chinese.Translate(p.Says)
	if text == "" {
		text = p.Says
	}
	if p.Value != "" {
		text = "“" + p.Value + "”：" + text
	}
	if p.Code != "" {
		text = p.Code + "：" + text
	}
	return text
}
