package annex

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/list/compile"
)

// Layout is what was found in a file around the rows of the list, and what is
// wrong with them.
type Layout struct {
	Header  int    // number of its row
	Columns string // what they are called

	Sheets    []string // that were read, where the file has several
	Skipped   []string // that were not, each with the reason
	Footnotes []string // below the table, for a person to read
	Totals    []Total  // rows that say how many there are
	Repeats   int      // header rows that a page break repeated
	Headings  int      // rows that only name a chapter or section
	Joined    []string // rows that run on from the row above, and were joined to it

	Problems []*compile.Problem // each stops the import
	Notes    []*compile.Problem // each is for the maintainer to look at

	file string
}

// Total is a row that states a number of rows.
type Total struct {
	Sheet  string `json:"sheet,omitempty"`
	Page   int    `json:"page,omitempty"`
	Row    int    `json:"row,omitempty"`
	Stated int    `json:"stated,omitempty"` // 0 when no number, or more than one, stands there
	Lines  int    `json:"lines"`            // read above it
	Part   bool   `json:"part,omitempty"`
}

func (l *Layout) problem(at place, column, format string, args ...any) {
	l.Problems = append(l.Problems, l.of(at.problem(column, format, args...)))
}

func (l *Layout) note(at place, column, format string, args ...any) {
	l.Notes = append(l.Notes, l.of(at.problem(column, format, args...)))
}

// about is a problem of a line, which may come from another file.
func (l *Layout) about(line *Line, column, format string, args ...any) *compile.Problem {
	p := l.of(line.place().problem(column, format, args...))
	if line.File != "" {
		p.File = line.File
	}
	return p
}

func (l *Layout) of(p *compile.Problem) *compile.Problem {
	p.File = l.file
	return p
}

// record is one row of the table, by the columns of its header.
type record struct {
	place
	header *header
	texts  [endRoles]string
	merges [endRoles]Merge
	cells  int  // up to the last that holds text
	ruled  bool // drawn lines show its cells
}

// overPage reports whether the cell of a column may be the rest of one on the
// page before: it is blank at the head of a page, or is one with a cell that is.
// What was merged over a page break stands on the first page only.
func (r *record) overPage(c role, before place) bool {
	return r.ruled && r.header.has(c) && r.texts[c] == "" && (r.page == before.page+1 || r.merges[c] == Above)
}

// own returns the text that begins in this row.
func (r *record) own(c role) string {
	if r.merges[c] != Own {
		return ""
	}
	return r.texts[c]
}

// reader turns records into rows of one kind or another.
type reader interface {
	// keyed reports whether the row is plainly a row of its own.
	keyed(*record) bool
	// runsOn reports whether a row that is not can belong to the one above.
	runsOn(*record) bool
	// add takes a row, join the rest of the row before it.
	add(*record)
	join(*record)
	// count is how many rows were added.
	count() int
	// sheet is told that another sheet or table begins.
	sheet(*Sheet)
	// title is told of text that stands alone; it reports whether that opens a
	// section.
	title(at place, text string) bool
}

// scan goes through the chosen sheets of a file and tells rows of the list from
// everything around them.
type scan struct {
	*Layout
	profile *Profile
	reader  reader

	header   *header
	below    bool  // the row before was a footnote, which may run on
	open     bool  // the row before was a row of the list, which may run on
	last     place // where the row before stood
	added    place // where the last row of the list, or the rest of it, stood
	untitled []int // columns without a title whose text has been reported
}

// read goes through the sheets that fit.
func (s *scan) read(file string, sheets []*Sheet, want string) {
	s.file = file
	for _, c := range s.choose(sheets, want) {
		s.sheet(c)
	}
}

// sheet reads one sheet. Without a header of its own it goes on from the one
// before.
func (s *scan) sheet(c chosen) {
	s.untitled = nil
	s.reader.sheet(c.Sheet)
	from := 0
	if c.header != nil {
		for _, row := range c.Rows[:c.header.at] {
			s.above(c.Sheet, row)
		}
		s.head(c.header)
		from = c.header.end
	}
	for at := from; at < len(c.Rows); at++ {
		row := c.Rows[at]
		if h, ok := s.profile.headerAt(c.Sheet, at); ok && len(h.twice) == 0 {
			s.again(h)
			at = h.end - 1
			continue
		}
		s.row(c.Sheet, row)
		s.last = placeOf(c.Sheet, row)
	}
}

// above looks at a row above the header: a title, and no row of the list.
func (s *scan) above(sheet *Sheet, row SheetRow) {
	texts := distinct(row.Cells)
	if len(texts) == 0 {
		return
	}
	at := placeOf(sheet, row)
	if !row.Loose && len(texts) >= 2 && holdsCode(row) {
		s.problem(at, "", "%s looks like a row of the list, and stands above the header", strings.Join(texts, " "))
		return
	}
	if len(texts) == 1 {
		s.reader.title(at, texts[0])
	}
}

// head takes a header that the file has not shown before.
func (s *scan) head(h *header) {
	first := s.header == nil
	again := !first && s.header.titles() == h.titles()
	s.header, s.below, s.last = h, false, h.row
	switch {
	case again:
		s.Repeats++
		return
	case first:
		s.Header, s.Columns = h.row.row, h.titles()
	}
	s.open = false
	for _, p := range s.profile.headerProblems(h) {
		s.Problems = append(s.Problems, s.of(p))
	}
	for _, cell := range h.ignored {
		s.note(h.row, cell, "this column is not read")
	}
}

// again takes a header in the middle of the table: the same on a new page, or
// that of another section.
func (s *scan) again(h *header) {
	if s.header == nil || s.header.titles() != h.titles() {
		s.head(h)
		return
	}
	s.header, s.below = h, false
	s.Repeats++
}

var (
	totalRow     = pattern(`(?i)^(合计|总计|共计|小计|总数|共\d|total\b|grand total\b|subtotal\b|sum\b)`)
	partRow      = pattern(`(?i)^(小计|subtotal\b)`)
	footnoteRow  = pattern(`(?i)^(注|附注|备注|说明|notes?\b|remarks?\b|\*|※)\s*\d*\s*([:：.．、。）)]|$)|^[*※]`)
	pageNumber   = pattern(`(?i)^([-—–―－ ]*\d+[-—–―－ ]*|第\d+页([,，/ ]*共\d+页)?|page \d+( (of|/) \d+)?|\d+ ?/ ?\d+)$`)
	number       = pattern(`\d[\d,]*`)
	sectionCount = pattern(`(?i)(\d[\d,]*)\s*(?:项|个|条|种|类|行|税目|lines?\b|rows?\b|items?\b|codes?\b)`)
)

// row reads one row below the header.
func (s *scan) row(sheet *Sheet, row SheetRow) {
	texts := distinct(row.Cells)
	if len(texts) == 0 {
		return
	}
	at := placeOf(sheet, row)
	if row.Loose {
		s.loose(at, strings.Join(texts, " "))
		return
	}
	r := s.record(at, row)
	key := s.reader.keyed(r)
	turned := s.below && at.page != s.last.page // a footnote above, a new page here
	switch {
	case totalRow().MatchString(texts[0]): // first, because its number may stand where codes do
		s.total(at, texts)
	case key:
		s.add(r, sheet, row)
		return
	case s.repeatsHeader(row):
		s.Repeats++
	case len(texts) <= 2 && footnoteRow().MatchString(texts[0]):
		s.Footnotes = append(s.Footnotes, strings.Join(texts, " "))
		s.below, s.open = true, false
		return
	case turned && s.reader.runsOn(r):
		s.problem(at, "", "%q may run on from the footnote or from the row on the page before", strings.Join(texts, " "))
	case s.below && len(texts) == 1:
		s.Footnotes = append(s.Footnotes, texts[0])
		return
	case len(texts) == 1 && s.reader.title(at, texts[0]), len(texts) <= 2 && s.isHeading(texts[0]),
		len(texts) == 2 && chineseNumber().MatchString(texts[0]) && s.reader.title(at, texts[0]+"、"+texts[1]):
		s.Headings++
	case s.open && s.reader.runsOn(r) && !(row.Ruled && at.page == s.added.page):
		s.added = at
		s.reader.join(r)
		s.Joined = append(s.Joined, at.String())
		return
	default:
		s.add(r, sheet, row)
		return
	}
	s.below, s.open = false, false
}

func (s *scan) add(r *record, sheet *Sheet, row SheetRow) {
	s.below, s.open, s.added = false, true, r.place
	s.checkWidth(r, sheet, row)
	s.reader.add(r)
}

// loose reads text outside the table, which is never a row of it.
func (s *scan) loose(at place, text string) {
	switch {
	case pageNumber().MatchString(text):
		return // of a page: the row above may run on below it
	case totalRow().MatchString(text):
		s.total(at, []string{text})
	case s.reader.title(at, text), s.isHeading(text):
		s.Headings++
	case slices.Contains(s.Footnotes, text): // at the head or foot of every page
		return
	default:
		s.Footnotes = append(s.Footnotes, text)
		return
	}
	s.open = false
}

func (s *scan) isHeading(text string) bool {
	return slices.ContainsFunc(s.profile.headings, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

// record takes a row apart by the columns of the header.
func (s *scan) record(at place, row SheetRow) *record {
	r := &record{place: at, header: s.header, ruled: row.Ruled}
	for c := serial; c < endRoles; c++ {
		i := s.header.columns[c]
		if i < 0 || i >= len(row.Cells) || row.merged(i) == Left {
			continue
		}
		r.texts[c], r.merges[c] = oneLine(row.Cells[i]), row.merged(i)
	}
	for i := range row.Cells {
		if strings.TrimSpace(row.own(i)) != "" {
			r.cells = i + 1
		}
	}
	return r
}

// checkWidth finds text that stands where the header has no column.
func (s *scan) checkWidth(r *record, sheet *Sheet, row SheetRow) {
	if sheet.Format == "CSV" && len(row.Cells) > len(s.header.named) {
		s.problem(r.place, "", "has %d cells, but the header has %d: is a comma within a cell not quoted?", len(row.Cells), len(s.header.named))
		return
	}
	for i := range r.cells {
		if i < len(s.header.named) && s.header.named[i] || strings.TrimSpace(row.own(i)) == "" || row.merged(i) == Above || slices.Contains(s.untitled, i) {
			continue
		}
		s.untitled = append(s.untitled, i)
		s.note(r.place, fmt.Sprint(i+1), "%q stands in a column that the header does not name: it is not read", oneLine(row.own(i)))
	}
}

// repeatsHeader reports whether a page break repeated the header here, if only
// in part.
func (s *scan) repeatsHeader(row SheetRow) bool {
	for _, c := range []role{code, newCode, measure} {
		if i := s.header.columns[c]; i >= 0 && i < len(row.Cells) && s.profile.roleOf(oneLine(row.Cells[i])) == c {
			return true
		}
	}
	return false
}

func (s *scan) total(at place, texts []string) {
	t := Total{Sheet: at.sheet, Page: at.page, Row: at.row, Lines: s.reader.count(), Part: partRow().MatchString(texts[0])}
	if found := number().FindAllString(plain(strings.Join(texts, " ")), -1); len(found) == 1 {
		t.Stated, _ = strconv.Atoi(strings.ReplaceAll(found[0], ",", ""))
	}
	s.Totals = append(s.Totals, t)
}

// distinct returns the texts of a row. A cell that was merged across columns
// comes out of some programs once for each of them.
func distinct(cells []string) []string {
	var out []string
	for _, cell := range cells {
		if cell = oneLine(cell); cell != "" && !slices.Contains(out, cell) {
			out = append(out, cell)
		}
	}
	return out
}

// runningNumber reads a number as annexes write it: "12", "12.", "１２、".
func runningNumber(cell string) (string, error) {
	text := strings.TrimRight(strings.TrimSpace(plain(cell)), ".、")
	if text == "" {
		return "", nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return "", fmt.Errorf("%q is no running number", text)
	}
	return strconv.Itoa(n), nil
}

// joinText adds what runs on from a cell to it.
func joinText(text, more string) string {
	if more == "" {
		return text
	}
	return oneLine(text + "\n" + more)
}
