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

// Names by which a maintainer accepts what was found, beside those of package
// layout.
const (
	// AcceptRates: rates that are blank or cannot be read, and stay unknown.
	AcceptRates = "rates_unreadable"
	// AcceptAbsent: codes that the table of conditions leaves out, and that have none.
	AcceptAbsent = "conditions_absent"
)

// A File is one file of an annex, read into its tables.
type File struct {
	Name   string
	Sheets []*tables.Sheet
}

// Rules are what a maintainer says of how to read, and takes upon themselves.
type Rules struct {
	Sheet    string // to be read: names or numbers, apart by commas; blank takes those whose headers fit
	Columns  string // told: 商品编码=B, 最惠国税率=E
	FirstRow int    // told
	Accept   []string
}

// found is what reading has found.
type found struct {
	rules    Rules
	problems []*compile.Problem
	notes    []*compile.Problem
	skipped  []string
	sheets   map[[2]string]*tables.Sheet // by file and label
	told     *annual.Told
}

// problem adds what stops the import, or a note of it when it is accepted.
func (f *found) problem(p compile.Problem) {
	if p.ZH == "" {
		p.ZH = chinese.Of(p.Text)
	}
	if p.Accept != "" && slices.Contains(f.rules.Accept, p.Accept) {
		p.Text, p.ZH, p.Accept = p.Text+" (accepted)", p.ZH+"（已接受）", ""
		f.notes = append(f.notes, &p)
		return
	}
	f.problems = append(f.problems, &p)
}

// each hands over every sheet that may be read; add returns an error for one that
// has no headers that fit.
func (f *found) each(files []File, add func(file, label string, rows annual.Rows, told *annual.Told) error) {
	f.sheets = make(map[[2]string]*tables.Sheet)
	if !f.tell() {
		return
	}
	read := 0
	var reasons []string
	for _, file := range files {
		for i, sheet := range file.Sheets {
			if f.rules.Sheet != "" && !f.named(sheet, i) {
				continue
			}
			if sheet.Hidden && f.rules.Sheet == "" {
				f.skipped = append(f.skipped, strings.TrimSpace(file.Name+" "+sheet.Label())+": it is hidden")
				continue
			}
			label := sheet.Label()
			f.sheets[[2]string{file.Name, label}] = sheet
			told := f.told
			if told != nil {
				told = &annual.Told{Columns: told.Columns, FirstRow: ordinal(sheet, f.rules.FirstRow)}
			}
			if err := add(file.Name, label, &rows{sheet: sheet}, told); err != nil {
				reasons = append(reasons, err.Error())
				f.skipped = append(f.skipped, err.Error())
				continue
			}
			read++
			f.remarks(file.Name, sheet)
		}
	}
	if read == 0 {
		if len(reasons) == 0 {
			reasons = []string{fmt.Sprintf("there is no sheet %q", f.rules.Sheet)}
		}
		f.problem(compile.Problem{File: files[0].Name, Text: strings.Join(reasons, "; "), ZH: "没有可读取的表：须有含“商品编码”及其他已知列名的表头"})
	}
}

// tell reads the columns that the maintainer tells.
func (f *found) tell() bool {
	if strings.TrimSpace(f.rules.Columns) == "" {
		return true
	}
	f.told = &annual.Told{Columns: make(map[int]string)}
	ok := true
	for part := range strings.FieldsFuncSeq(f.rules.Columns,
		func(r rune) bool { return strings.ContainsRune(",;，；、", r) }) {
		name, at, cut := strings.Cut(strings.ReplaceAll(part, "＝", "="), "=")
		column, known := layout.ColumnNumber(strings.TrimSpace(at))
		if !cut || !known || !annual.Known(name) {
			ok = false
			f.problem(compile.Problem{File: "columns",
				Text: fmt.Sprintf("%q: want the name of a column of the schedule, =, and its letter or number: 商品编码=B",
					strings.TrimSpace(part))})
			continue
		}
		f.told.Columns[column] = strings.TrimSpace(name)
	}
	return ok
}

func (f *found) named(sheet *tables.Sheet, i int) bool {
	for part := range strings.SplitSeq(f.rules.Sheet, ",") {
		if part = strings.TrimSpace(part); part == sheet.Name || part == sheet.Label() || part == fmt.Sprint(i+1) {
			return true
		}
	}
	return false
}

// remarks are what reading the format has noted. Some keep a list from being taken
// as whole.
func (f *found) remarks(file string, sheet *tables.Sheet) {
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

// rows gives the rows of a sheet by their place in it, from 1: with pages, a row's
// number alone is not its own.
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

// cellsOf returns the cells of a row. On a page one that runs on from the left is
// blank: whether what it says is of both columns, nobody can tell.
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

// unspaced takes out the gaps that programs print between Chinese and other text.
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

// chinesePrint reports whether a character is Chinese, or punctuation of Chinese text.
func chinesePrint(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("“”‘’…—", r) || r >= 0x3000 && r <= 0x303f ||
		r >= 0xff00 && r <= 0xffef
}

// ordinal is the place of the first row with a number.
func ordinal(sheet *tables.Sheet, number int) int {
	i := slices.IndexFunc(sheet.Rows, func(r tables.Row) bool { return !r.Loose && r.Number >= number })
	return i + 1
}

// place finds the row that a reader of rows has counted.
func (f *found) place(file, label string, ordinal int) (page, row int) {
	sheet := f.sheets[[2]string{file, label}]
	if sheet == nil || ordinal < 1 || ordinal > len(sheet.Rows) {
		return 0, ordinal
	}
	r := sheet.Rows[ordinal-1]
	return r.Page, r.Number
}

// cells makes problems of what is wrong with cells.
func (f *found) cells(problems []annual.Problem) {
	for i := range problems {
		p := &problems[i]
		says := p.Says
		if p.Value != "" {
			says = fmt.Sprintf("%q: %s", p.Value, p.Says)
		}
		if p.Code != "" {
			says = p.Code + ": " + says
		}
		out := compile.Problem{File: p.File, Sheet: p.Sheet, Column: p.Header, Text: says, ZH: inChinese(p)}
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

// inChinese says a problem in Chinese.
func inChinese(p *annual.Problem) string {
	says := chinese.Of(p.Says)
	if says == "" {
		says = p.Says
	}
	if p.Value != "" {
		says = "“" + p.Value + "”：" + says
	}
	if p.Code != "" {
		says = p.Code + "：" + says
	}
	return says
}
