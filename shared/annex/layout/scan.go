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
	Joined    []string // rows that run on from the row above, and were joined to it, with their text
	Titles    []string // text above the first header
	Passed    []string // rows that only pages have: 续表, page numbers

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

// Record is one row of the table, by the columns of its header.
type Record struct {
	Place
	Header *Header
	Texts  [endRoles]string
	Merges [endRoles]tables.Merge
	Dashed bool     // its remark was written as a dash, or in a word for none
	Turned bool     // the first row below a repeated header, or of another table
	Unread []Unread // text in columns whose names are not known
	cells  int      // up to the last that holds text
	ruled  bool     // drawn lines show its cells
	spread []Role   // roles whose text stands in several columns under one heading
	under  []Unread // texts of cells that reach over the column of remarks from its left
}

// Unread is text in a column that is not read.
type Unread struct{ Column, Text string }

// OverPage reports whether the cell of a column may be the rest of one on the
// page before: it is blank at the head of a page, or is one with a cell that is.
// What was merged over a page break stands on the first page only.
func (r *Record) OverPage(c Role, before Place) bool {
	return r.ruled && r.Header.Has(c) && r.Texts[c] == "" && (r.Page == before.Page+1 || r.Merges[c] == tables.Above)
}

// Own returns the text that begins in this row.
func (r *Record) Own(c Role) string {
	if r.Merges[c] != tables.Own {
		return ""
	}
	return r.Texts[c]
}

// Title names a column of a problem as the file does.
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

	header *Header
	below  bool  // the row before was a footnote, which may run on
	open   bool  // the row before was a row of the list, which may run on
	last   Place // where the row before stood
	added  Place // where the last row of the list, or the rest of it, stood
	turned bool  // a header was repeated since then, or another table begun
	titles []string
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
	s.remarks(c.Sheet)
	s.reader.BeginSheet(c.Sheet)
	s.turned = s.reader.RowCount() > 0
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
		s.row(c.Sheet, row, c.Rows[at+1:])
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
	s.titles = append(s.titles, texts...)
	s.Titles = append(s.Titles, strings.Join(texts, " "))
}

// remarks takes over what the reader of the format has to say of a sheet.
func (s *scan) remarks(sheet *tables.Sheet) {
	for _, r := range sheet.Remarks {
		p := s.Of(&compile.Problem{Sheet: sheet.Label(), Page: r.Page, Row: r.Row, Column: r.Column, Text: r.Text.EN,
			ZH: r.Text.ZH})
		if r.Grave {
			p.Accept = AcceptUnread
			s.Problems = append(s.Problems, p)
		} else {
			s.Notes = append(s.Notes, p)
		}
	}
}

// head takes a header that the file has not shown before.
func (s *scan) head(h *Header) {
	first := s.header == nil
	again := !first && s.header.titles() == h.titles()
	s.header, s.below, s.last, s.turned = h, false, h.Row, !first
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
	for _, c := range h.ignored {
		if s.profile.told == nil {
			s.Note(h.Row, c.cell, "this column is not read")
		}
	}
}

// again takes a header in the middle of the table: the same on a new page, or
// that of another section.
func (s *scan) again(h *Header) {
	if s.header == nil || s.header.titles() != h.titles() {
		s.head(h)
		return
	}
	s.header, s.below, s.turned = h, false, true
	s.Repeats++
}

// row reads one row below the header. ahead are the rows that follow it.
func (s *scan) row(sheet *tables.Sheet, row tables.Row, ahead []tables.Row) {
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
	case s.furniture(at, texts): // the row above may run on below it
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
	case s.profile.Yields == YieldsEntries && len(texts) == 1 && reachesOver(row) && s.headerFollows(sheet, ahead):
		s.Passed = append(s.Passed, fmt.Sprintf("%s, %q, above a repeated header", at, Short(texts[0], 80)))
		return
	case s.open && s.reader.RunsOn(r) && !(row.Ruled && at.Page == s.added.Page):
		s.join(r, sheet, row, texts, ahead)
		return
	default:
		s.add(r, sheet, row)
		return
	}
	s.below, s.open = false, false
}

// join adds a row to the one above that it runs on from, and says so. Just before a
// repeated header it may as well be what a page has at its foot.
func (s *scan) join(r *Record, sheet *tables.Sheet, row tables.Row, texts []string, ahead []tables.Row) {
	text := Short(strings.Join(texts, " "), 80)
	if s.headerFollows(sheet, ahead) {
		s.Problem(r.Place, "",
			"%q stands just before a repeated header, and has neither number nor code: is it the rest of the row above, or of the page?", text)
		return
	}
	if len(texts) == 1 && bareNumber().MatchString(texts[0]) {
		s.Problem(r.Place, "", "%q stands alone in its row: is it the rest of the row above, or the number of the page?",
			text)
		return
	}
	s.checkWidth(r, sheet, row)
	s.Joined = append(s.Joined, fmt.Sprintf("%s, %q, to the row above (%s)", r.Place, text, s.added))
	s.added = r.Place
	s.reader.Join(r)
}

// reachesOver reports whether a row is one cell over the columns of the table, or,
// where cells are not merged, one text in its first column.
func reachesOver(row tables.Row) bool {
	over := 0
	for i := range row.Cells {
		if row.MergeAt(i) == tables.Left {
			over++
		}
	}
	return over >= 2 || row.Merged == nil && len(row.Cells) > 0 && hasHan(row.Cells[0])
}

// headerFollows reports whether the next row of text is a header.
func (s *scan) headerFollows(sheet *tables.Sheet, ahead []tables.Row) bool {
	for i, row := range ahead {
		texts := distinct(row.Cells)
		if len(texts) == 0 || row.Loose || isFurniture(texts) {
			continue
		}
		h, ok := s.profile.headerAt(&tables.Sheet{Rows: ahead}, i)
		return ok && len(h.twice) == 0
	}
	return false
}

func (s *scan) add(r *Record, sheet *tables.Sheet, row tables.Row) {
	s.below, s.open, s.added = false, true, r.Place
	s.checkWidth(r, sheet, row)
	for _, u := range r.under {
		if limiting().MatchString(u.Text) {
			s.Problem(r.Place, u.Column, "is one cell with the one to its left, %q: what of it is the remark?", u.Text)
		} else {
			s.Note(r.Place, u.Column, "is one cell with the one to its left, %q: taken as blank", u.Text)
		}
	}
	for c := NameZH; c <= Remark; c++ {
		if words := pageWords().FindString(r.Texts[c]); words != "" {
			s.Problem(r.Place, r.Title(s.profile, c),
				"holds %q, which pages have at their head or foot: take it out of the text", words)
		}
	}
	s.reader.Add(r)
	s.turned = false
}

// loose reads text outside the table, which is never a row of it.
func (s *scan) loose(at Place, text string) {
	switch {
	case pageNumber().MatchString(text), isFurniture([]string{text}):
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
	r := &Record{Place: at, Header: s.header, ruled: row.Ruled, Turned: s.turned}
	for c := Serial; c < endRoles; c++ {
		if s.header.columns[c] >= 0 {
			s.take(r, c, row)
		}
	}
	for i := range row.Cells {
		if strings.TrimSpace(row.Own(i)) != "" {
			r.cells = i + 1
		}
	}
	for _, c := range s.header.ignored {
		if text := tables.OneLine(row.Own(c.column)); text != "" {
			r.Unread = append(r.Unread, Unread{c.cell, text})
		}
	}
	return r
}

// take takes what stands under the heading of a column, which may reach over
// several.
func (s *scan) take(r *Record, c Role, row tables.Row) {
	var texts []string
	for i := s.header.columns[c]; i <= s.header.last[c] && i < len(row.Cells); i++ {
		if row.MergeAt(i) == tables.Left {
			continue
		}
		if len(texts) == 0 {
			r.Merges[c] = row.MergeAt(i)
		}
		if text := tables.OneLine(row.Cells[i]); text != "" {
			texts = append(texts, text)
		}
	}
	if first := s.header.columns[c]; (c == Remark || c == OldRemark) && len(texts) == 0 &&
		row.MergeAt(first) == tables.Left {
		if text := tables.OneLine(row.Cells[first]); text != "" {
			r.under = append(r.under, Unread{s.header.Cells[c], text})
		}
	}
	between := "\n"
	if c == Remark || c == OldRemark || c == Measure {
		between = "；"
	}
	if len(texts) > 1 {
		r.spread = append(r.spread, c)
	}
	r.Texts[c] = tables.OneLine(strings.Join(texts, between))
	if saysNone(c, r.Texts[c]) {
		r.Texts[c] = ""
		r.Dashed = r.Dashed || c == Remark || c == OldRemark
	}
}

// checkWidth finds text that stands where the header has no column, and tells of
// text that stands in several columns under one heading.
func (s *scan) checkWidth(r *Record, sheet *tables.Sheet, row tables.Row) {
	for _, c := range r.spread {
		title := r.Title(s.profile, c)
		if c == Serial || c == Category || c == Code || c == OldCode || c == NewCode {
			s.Problem(r.Place, title, "has text in several columns under one heading: %q", r.Texts[c])
			continue
		}
		s.Joined = append(s.Joined, fmt.Sprintf("%s, %s: what stands in several columns under the heading: %q", r.Place,
			title, Short(r.Texts[c], 80)))
	}
	if sheet.Format == "CSV" && len(row.Cells) > len(s.header.named) {
		s.Problem(r.Place, "", "has %d cells, but the header has %d: is a comma within a cell not quoted?", len(row.Cells),
			len(s.header.named))
		return
	}
	for i := range r.cells {
		if i < len(s.header.named) && s.header.named[i] || strings.TrimSpace(row.Own(i)) == "" ||
			row.MergeAt(i) == tables.Above {
			continue
		}
		if text := tables.OneLine(row.Own(i)); !saysNone(Remark, text) {
			s.Problem(r.Place, fmt.Sprint(i+1), "%q stands in a column that the header does not name: it is not read", text)
		}
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

// furniture passes over what pages have at their head and foot: 续表, a page
// number, （以下空白）, the title once more.
func (s *scan) furniture(at Place, texts []string) bool {
	for _, text := range texts {
		if !isFurniture([]string{text}) && !slices.Contains(s.titles, text) {
			return false
		}
	}
	s.Passed = append(s.Passed, fmt.Sprintf("%s, %q", at, Short(strings.Join(texts, " "), 80)))
	return true
}

func (s *scan) total(at Place, texts []string) {
	t := Total{Sheet: at.Sheet, Page: at.Page, Row: at.Row, Lines: s.reader.RowCount(),
		Part: partRow().MatchString(texts[0])}
	if found := number().FindAllString(tables.Plain(strings.Join(texts, " ")), -1); len(found) == 1 {
		t.Stated, _ = strconv.Atoi(strings.ReplaceAll(found[0], ",", ""))
	}
	s.Totals = append(s.Totals, t)
}

// SortProblems puts problems and notes in the order of the rows. Those of a
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

// OrEmpty is never null in JSON.
func OrEmpty(problems []*compile.Problem) []*compile.Problem {
	if problems == nil {
		return []*compile.Problem{}
	}
	return problems
}
