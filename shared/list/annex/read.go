package annex

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Line is one row of the list.
type Line struct {
	Row        int    // its number in the file
	Serial     string // 序号; blank when the annex has none
	Category   string // number of the kind of goods, on lists that count kinds
	Code       tariff.Code
	NameZH     string
	NameEN     string
	Remark     string
	Manual     bool             // the remark stands unread
	Conditions []list.Condition // set by Check
}

// Reading is what was found in a sheet.
type Reading struct {
	Header    int    // number of its row
	Columns   string // what they are called
	Lines     []Line
	Footnotes []string // below the table, for a person to read
	Totals    []Total  // rows that say how many there are
	Repeats   int      // header rows that a page break repeated
	Headings  int      // rows that only name a chapter or section

	Problems []*compile.Problem // each stops the import
	Notes    []*compile.Problem // each is for the maintainer to look at

	file   string
	counts string
	header *header
}

// Total is a row that states a number of rows.
type Total struct {
	Row    int
	Stated int // 0 when no number, or more than one, stands there
	Lines  int // read above it
	Part   bool
}

func (r *Reading) problem(row int, column, format string, args ...any) {
	r.Problems = append(r.Problems, &compile.Problem{File: r.file, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (r *Reading) note(row int, column, format string, args ...any) {
	r.Notes = append(r.Notes, &compile.Problem{File: r.file, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

// Read finds the table in a sheet and reads its rows. file is what problems
// call the sheet; counts is what the announcement counts.
func Read(file string, s *Sheet, counts string) *Reading {
	r := &Reading{file: file, counts: counts}
	h, ok := findHeader(s)
	if !ok {
		r.problem(0, "", "no header in the first %d rows: want the columns 序号, 税则号列, 货品名称, 备注 (or No., HS code, Description, Remarks), apart by commas", maxHeaderRow)
		return r
	}
	r.header, r.Header = h, h.row
	var columns []string
	for c := serial; c < endRoles; c++ {
		if h.has(c) {
			columns = append(columns, h.cells[c])
		}
	}
	r.Columns = strings.Join(columns, ", ")
	for _, p := range h.problems(counts) {
		r.problem(p.Row, p.Column, "%s", p.Text)
	}
	for _, cell := range h.ignored {
		r.note(h.row, cell, "this column is not read")
	}
	below := false // footnotes have begun
	for _, row := range s.Rows[h.at+1:] {
		below = r.row(row, below)
	}
	return r
}

// row reads one row below the header. below says that the row before it was a
// footnote, which may run on.
func (r *Reading) row(row SheetRow, below bool) bool {
	texts := distinct(row.Cells)
	if len(texts) == 0 {
		return below
	}
	_, err := readCode(r.cell(row, code), r.counts)
	switch {
	case totalRow.MatchString(texts[0]): // first, because its number may stand where codes do
		r.total(row, texts)
	case err == nil:
		r.line(row)
	case r.repeatsHeader(row):
		r.Repeats++
	case len(texts) <= 2 && footnoteRow.MatchString(texts[0]) || below && len(texts) == 1:
		r.Footnotes = append(r.Footnotes, strings.Join(texts, " "))
		return true
	case len(texts) <= 2 && headingRow.MatchString(texts[0]):
		r.Headings++
	default:
		r.line(row)
	}
	return false
}

var (
	totalRow    = regexp.MustCompile(`(?i)^(合计|总计|共计|小计|总数|共\d|total\b|grand total\b|subtotal\b|sum\b)`)
	partRow     = regexp.MustCompile(`(?i)^(小计|subtotal\b)`)
	footnoteRow = regexp.MustCompile(`(?i)^(注|附注|备注|说明|notes?\b|remarks?\b|\*|※)\s*\d*\s*([:：.．、。）)]|$)|^[*※]`)
	headingRow  = regexp.MustCompile(`(?i)^(第.{1,5}[章类部]|(chapter|section)\s)`)
	number      = regexp.MustCompile(`\d[\d,]*`)
)

// distinct returns the texts of a row. A cell that was merged across columns
// comes out of some programs once for each of them.
func distinct(cells []string) []string {
	var out []string
	for _, cell := range cells {
		if cell = list.OneLine(cell); cell != "" && !slices.Contains(out, cell) {
			out = append(out, cell)
		}
	}
	return out
}

// cell returns the text of a column, on one line; blank when the annex has no
// such column or the row ends before it.
func (r *Reading) cell(row SheetRow, c role) string {
	if i := r.header.columns[c]; i >= 0 && i < len(row.Cells) {
		return list.OneLine(row.Cells[i])
	}
	return ""
}

// repeatsHeader reports whether a page break repeated the header here.
func (r *Reading) repeatsHeader(row SheetRow) bool {
	return roleOf(r.cell(row, code)) == code
}

func (r *Reading) total(row SheetRow, texts []string) {
	t := Total{Row: row.Number, Lines: len(r.Lines), Part: partRow.MatchString(texts[0])}
	if found := number.FindAllString(plain(strings.Join(texts, " ")), -1); len(found) == 1 {
		t.Stated, _ = strconv.Atoi(strings.ReplaceAll(found[0], ",", ""))
	}
	r.Totals = append(r.Totals, t)
}

// line reads one row of the list.
func (r *Reading) line(row SheetRow) {
	l := Line{Row: row.Number, NameZH: r.cell(row, nameZH), NameEN: r.cell(row, nameEN), Remark: r.cell(row, remark)}
	if n := len(row.Cells); n > r.header.width {
		r.problem(row.Number, "", "has %d cells, but the header has %d: is a comma within a cell not quoted?", n, r.header.width)
	}
	var err error
	if l.Code, err = readCode(r.cell(row, code), r.counts); err != nil {
		r.problem(row.Number, r.header.title(code), "%v", err)
	}
	if !r.header.has(nameZH) && hasHan(l.NameEN) { // one column of names, under an English header
		l.NameZH, l.NameEN = l.NameEN, ""
	}
	if l.NameZH == "" && l.NameEN == "" {
		r.problem(row.Number, r.header.title(nameZH), "blank")
	}
	l.Serial = r.number(row, serial)
	if r.counts == compile.CountsKinds {
		l.Category = r.kind(row, l.Serial)
	}
	r.Lines = append(r.Lines, l)
}

// number reads a column of running numbers.
func (r *Reading) number(row SheetRow, c role) string {
	text := strings.TrimRight(strings.TrimSpace(plain(r.cell(row, c))), ".、")
	if text == "" {
		if r.header.has(c) && r.counts == compile.CountsRows {
			r.problem(row.Number, r.header.title(c), "blank")
		}
		return ""
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		r.problem(row.Number, r.header.title(c), "%q is no running number", text)
		return ""
	}
	return strconv.Itoa(n)
}

// kind returns the number of the kind of goods. Rows of one kind often have it
// in their first row only, where the cells were merged.
func (r *Reading) kind(row SheetRow, serialNumber string) string {
	number := serialNumber
	if r.header.has(category) {
		number = list.OneLine(plain(r.cell(row, category)))
	}
	if number != "" {
		return number
	}
	if len(r.Lines) > 0 {
		return r.Lines[len(r.Lines)-1].Category
	}
	column := category
	if !r.header.has(category) {
		column = serial
	}
	r.problem(row.Number, r.header.title(column), "blank, in the first row")
	return ""
}

func hasHan(s string) bool {
	for _, r := range s {
		if r >= 0x3400 && r <= 0x9fff {
			return true
		}
	}
	return false
}

// Entries returns the lines as rows of an edition that cite the source.
func (r *Reading) Entries(source string) []list.Entry {
	entries := make([]list.Entry, len(r.Lines))
	for i, l := range r.Lines {
		id := l.Serial
		switch {
		case r.counts == compile.CountsKinds:
			id = l.Category + "-" + string(l.Code)
		case id == "":
			id = "c" + string(l.Code)
		}
		entries[i] = list.Entry{
			ID: id, Kind: list.Listed, Code: l.Code, Category: l.Category,
			NameZH: l.NameZH, NameEN: l.NameEN, Remark: l.Remark, Conditions: l.Conditions,
			Basis: edition.Official, Confidence: compile.ConfidenceAnnex, Sources: []string{source},
		}
	}
	return entries
}

// Kinds returns how many kinds of goods the lines are of.
func (r *Reading) Kinds() int {
	kinds := map[string]bool{}
	for _, l := range r.Lines {
		kinds[l.Category] = true
	}
	return len(kinds)
}
