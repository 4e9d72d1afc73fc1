package layout

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/tables"
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

	File string
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

func (l *Layout) Problem(at Place, column, format string, args ...any) {
	l.Problems = append(l.Problems, l.Of(at.Problem(column, format, args...)))
}

func (l *Layout) Note(at Place, column, format string, args ...any) {
	l.Notes = append(l.Notes, l.Of(at.Problem(column, format, args...)))
}

func (l *Layout) Of(p *compile.Problem) *compile.Problem {
	p.File = l.File
	return p
}

// record is one row of the table, by the columns of its header.
type Record struct {
	Place
	Header *Header
	Texts  [endRoles]string
	Merges [endRoles]tables.Merge
	cells  int  // up to the last that holds text
	ruled  bool // drawn lines show its cells
}

// overPage reports whether the cell of a column may be the rest of one on the
// page before: it is blank at the head of a page, or is one with a cell that is.
// What was merged over a page break stands on the first page only.
func (r *Record) OverPage(c Role, before Place) bool {
	return r.ruled && r.Header.Has(c) && r.Texts[c] == "" && (r.Page == before.Page+1 || r.Merges[c] == tables.Above)
}

// own returns the text that begins in this row.
func (r *Record) Own(c Role) string {
	if r.Merges[c] != tables.Own {
		return ""
	}
	return r.Texts[c]
}

// title names a column of a problem as the file does.
func (r *Record) Title(p *Profile, c Role) string {
	if r.Header.Has(c) {
		return r.Header.Cells[c]
	}
	return p.TitleOf(c)
}

// reader turns records into rows of one kind or another.
type Rows interface {
	// keyed reports whether the row is plainly a row of its own.
	Keyed(*Record) bool
	// runsOn reports whether a row that is not can belong to the one above.
	RunsOn(*Record) bool
	// add takes a row, join the rest of the row before it.
	Add(*Record)
	Join(*Record)
	// count is how many rows were added.
	RowCount() int
	// sheet is told that another sheet or table begins.
	BeginSheet(*tables.Sheet)
	// title is told of text that stands alone; it reports whether that opens a
	// section.
	OpenSection(at Place, text string) bool
}

// scan goes through the chosen sheets of a file and tells rows of the list from
// everything around them.
type scan struct {
	*Layout
	profile *Profile
	reader  Rows

	header   *Header
	below    bool  // the row before was a footnote, which may run on
	open     bool  // the row before was a row of the list, which may run on
	last     Place // where the row before stood
	added    Place // where the last row of the list, or the rest of it, stood
	untitled []int // columns without a title whose text has been reported
}

// goThrough goes through the sheets of a file that fit, and hands the rows of
// the list on. want names the sheets, by name or number and apart by commas;
// blank takes those whose header fits. It returns the last header; nil when there
// is none.
func Scan(p *Profile, l *Layout, to Rows, file string, sheets []*tables.Sheet, want string) *Header {
	s := &scan{Layout: l, profile: p, reader: to}
	s.read(file, sheets, want)
	return s.header
}

// read goes through the sheets that fit.
func (s *scan) read(file string, sheets []*tables.Sheet, want string) {
	s.File = file
	for _, c := range s.choose(sheets, want) {
		s.sheet(c)
	}
}

// sheet reads one sheet. Without a header of its own it goes on from the one
// before.
func (s *scan) sheet(c chosen) {
	s.untitled = nil
	s.reader.BeginSheet(c.Sheet)
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
func (s *scan) above(sheet *tables.Sheet, row tables.Row) {
	texts := distinct(row.Cells)
	if len(texts) == 0 {
		return
	}
	at := placeOf(sheet, row)
	if !row.Loose && len(texts) >= 2 && holdsCode(row) {
		s.Problem(at, "", "%s looks like a row of the list, and stands above the header", strings.Join(texts, " "))
		return
	}
	if len(texts) == 1 {
		s.reader.OpenSection(at, texts[0])
	}
}

// head takes a header that the file has not shown before.
func (s *scan) head(h *Header) {
	first := s.header == nil
	again := !first && s.header.titles() == h.titles()
	s.header, s.below, s.last = h, false, h.Row
	switch {
	case again:
		s.Repeats++
		return
	case first:
		s.Header, s.Columns = h.Row.Row, h.titles()
	}
	s.open = false
	for _, p := range s.profile.headerProblems(h) {
		s.Problems = append(s.Problems, s.Of(p))
	}
	for _, cell := range h.ignored {
		s.Note(h.Row, cell, "this column is not read")
	}
}

// again takes a header in the middle of the table: the same on a new page, or
// that of another section.
func (s *scan) again(h *Header) {
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
	SectionCount = pattern(`(?i)(\d[\d,]*)\s*(?:项|个|条|种|类|行|税目|lines?\b|rows?\b|items?\b|codes?\b)`)
)

// row reads one row below the header.
func (s *scan) row(sheet *tables.Sheet, row tables.Row) {
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
	key := s.reader.Keyed(r)
	turned := s.below && at.Page != s.last.Page // a footnote above, a new page here
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
	case turned && s.reader.RunsOn(r):
		s.Problem(at, "", "%q may run on from the footnote or from the row on the page before", strings.Join(texts, " "))
	case s.below && len(texts) == 1:
		s.Footnotes = append(s.Footnotes, texts[0])
		return
	case len(texts) == 1 && s.reader.OpenSection(at, texts[0]), len(texts) <= 2 && s.isHeading(texts[0]),
		len(texts) == 2 && ChineseNumber().MatchString(texts[0]) && s.reader.OpenSection(at, texts[0]+"、"+texts[1]):
		s.Headings++
	case s.open && s.reader.RunsOn(r) && !(row.Ruled && at.Page == s.added.Page):
		s.added = at
		s.reader.Join(r)
		s.Joined = append(s.Joined, at.String())
		return
	default:
		s.add(r, sheet, row)
		return
	}
	s.below, s.open = false, false
}

func (s *scan) add(r *Record, sheet *tables.Sheet, row tables.Row) {
	s.below, s.open, s.added = false, true, r.Place
	s.checkWidth(r, sheet, row)
	s.reader.Add(r)
}

// loose reads text outside the table, which is never a row of it.
func (s *scan) loose(at Place, text string) {
	switch {
	case pageNumber().MatchString(text):
		return // of a page: the row above may run on below it
	case totalRow().MatchString(text):
		s.total(at, []string{text})
	case s.reader.OpenSection(at, text), s.isHeading(text):
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
func (s *scan) record(at Place, row tables.Row) *Record {
	r := &Record{Place: at, Header: s.header, ruled: row.Ruled}
	for c := Serial; c < endRoles; c++ {
		i := s.header.columns[c]
		if i < 0 || i >= len(row.Cells) || row.MergeAt(i) == tables.Left {
			continue
		}
		r.Texts[c], r.Merges[c] = tables.OneLine(row.Cells[i]), row.MergeAt(i)
	}
	for i := range row.Cells {
		if strings.TrimSpace(row.Own(i)) != "" {
			r.cells = i + 1
		}
	}
	return r
}

// checkWidth finds text that stands where the header has no column.
func (s *scan) checkWidth(r *Record, sheet *tables.Sheet, row tables.Row) {
	if sheet.Format == "CSV" && len(row.Cells) > len(s.header.named) {
		s.Problem(r.Place, "", "has %d cells, but the header has %d: is a comma within a cell not quoted?", len(row.Cells), len(s.header.named))
		return
	}
	for i := range r.cells {
		if i < len(s.header.named) && s.header.named[i] || strings.TrimSpace(row.Own(i)) == "" || row.MergeAt(i) == tables.Above || slices.Contains(s.untitled, i) {
			continue
		}
		s.untitled = append(s.untitled, i)
		s.Note(r.Place, fmt.Sprint(i+1), "%q stands in a column that the header does not name: it is not read", tables.OneLine(row.Own(i)))
	}
}

// repeatsHeader reports whether a page break repeated the header here, if only
// in part.
func (s *scan) repeatsHeader(row tables.Row) bool {
	for _, c := range []Role{Code, NewCode, Measure} {
		if i := s.header.columns[c]; i >= 0 && i < len(row.Cells) && s.profile.roleOf(tables.OneLine(row.Cells[i])) == c {
			return true
		}
	}
	return false
}

func (s *scan) total(at Place, texts []string) {
	t := Total{Sheet: at.Sheet, Page: at.Page, Row: at.Row, Lines: s.reader.RowCount(), Part: partRow().MatchString(texts[0])}
	if found := number().FindAllString(tables.Plain(strings.Join(texts, " ")), -1); len(found) == 1 {
		t.Stated, _ = strconv.Atoi(strings.ReplaceAll(found[0], ",", ""))
	}
	s.Totals = append(s.Totals, t)
}

// sortProblems puts problems and notes in the order of the rows. Those of a
// later sheet stand behind those of an earlier one already.
func (l *Layout) SortProblems() {
	parts := map[[2]string]int{}
	for _, list := range [][]*compile.Problem{l.Problems, l.Notes} {
		for _, p := range list {
			if part := [2]string{p.File, p.Sheet}; parts[part] == 0 && p.Row > 0 {
				parts[part] = len(parts) + 1
			}
		}
	}
	byRow := func(a, b *compile.Problem) int {
		return cmp.Or(parts[[2]string{a.File, a.Sheet}]-parts[[2]string{b.File, b.Sheet}], a.Page-b.Page, a.Row-b.Row)
	}
	slices.SortStableFunc(l.Problems, byRow)
	slices.SortStableFunc(l.Notes, byRow)
}

// ReportFile is a file that was read.
type ReportFile struct {
	Name       string `json:"name"`
	Format     string `json:"format"`
	SHA256     string `json:"sha256"`
	Address    string `json:"address,omitempty"`
	LinkedFrom string `json:"linked_from,omitempty"`
	Retrieved  string `json:"retrieved,omitempty"`
}

// orEmpty is never null in JSON.
func OrEmpty(problems []*compile.Problem) []*compile.Problem {
	if problems == nil {
		return []*compile.Problem{}
	}
	return problems
}
