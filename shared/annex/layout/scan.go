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

// Layout is what was found in a file around the rows of the list, and the
// problems found.
type Layout struct {
	Header  int    // row number of the header
	Columns string // names of the columns

	Sheets    []string // sheets read, where the file has several
	Skipped   []string // sheets not read, with the reason
	Footnotes []string // below the table, for a person to read
	Totals    []Total  // rows that state a number of rows
	Repeats   int      // header rows repeated after page breaks
	Headings  int      // rows that only name a chapter or section
	Joined    []string // texts of rows that were joined to the previous row
	Titles    []string // text above the first header
	Passed    []string // rows that belong to the page: 续表, page numbers

	Problems []*compile.Problem // each prevents the import
	Notes    []*compile.Problem // for the maintainer to check

	File string
}

// Total is a row that states a number of rows.
type Total struct {
	Sheet  string `json:"sheet,omitempty"`
	Page   int    `json:"page,omitempty"`
	Row    int    `json:"row,omitempty"`
	Stated int    `json:"stated,omitempty"` // 0 when the row has no number or several
	Lines  int    `json:"lines"`            // number of rows read above it
	Part   bool   `json:"part,omitempty"`
}

func (l *Layout) Problem(at Place, column, format string, args ...any) {
	l.Problems = append(l.Problems, l.InFile(at.Problem(column, format, args...)))
}

func (l *Layout) Note(at Place, column, format string, args ...any) {
	l.Notes = append(l.Notes, l.InFile(at.Problem(column, format, args...)))
}

func (l *Layout) InFile(p *compile.Problem) *compile.Problem {
	p.File = l.File
	return p
}

// Record is one row of the table, by the columns of its header.
type Record struct {
	Place
	Header        *Header
	Texts         [endRoles]string
	Merges        [endRoles]tables.Merge
	Dashed        bool     // its remark was a dash, or a word for none
	Turned        bool     // the first row below a repeated header or of another table
	Unread        []Unread // text in columns with unknown names
	cells         int      // number of cells up to the last with text
	ruled         bool     // drawn lines show its cells
	spreadRoles   []Role   // roles with text in several columns under one heading
	coveringTexts []Unread // texts of cells that extend over the column of remarks from its left
}

// Unread is text in a column that is not read.
type Unread struct{ Column, Text string }

// OverPage reports whether the cell of a column may continue one on the
// previous page: it is blank at the top of a page, or merged with one that is.
// A cell that was merged over a page break has its text on the first page only.
func (r *Record) OverPage(c Role, before Place) bool {
	return r.ruled && r.Header.Has(c) && r.Texts[c] == "" && (r.Page == before.Page+1 || r.Merges[c] == tables.Above)
}

// Own returns the text of a cell that begins in this row.
func (r *Record) Own(c Role) string {
	if r.Merges[c] != tables.Own {
		return ""
	}
	return r.Texts[c]
}

// Title returns the name of a column for problems, as in the file.
func (r *Record) Title(p *Profile, c Role) string {
	if r.Header.Has(c) {
		return r.Header.Cells[c]
	}
	return p.TitleOf(c)
}

// Rows reads records of one kind.
type Rows interface {
	// Keyed reports whether the record is clearly a row of its own.
	Keyed(*Record) bool
	// RunsOn reports whether a record that is not Keyed can continue the
	// previous row.
	RunsOn(*Record) bool
	// Add adds a row; Join adds the continuation of the previous row.
	Add(*Record)
	Join(*Record)
	// RowCount returns how many rows were added.
	RowCount() int
	// BeginSheet is called when another sheet or table begins.
	BeginSheet(*tables.Sheet)
	// OpenSection is called for text that is alone in a row; it reports whether
	// the text opens a section.
	OpenSection(at Place, text string) bool
}

// scan reads the chosen sheets of a file and separates rows of the list from
// everything around them.
type scan struct {
	*Layout
	profile *Profile
	reader  Rows

	header         *Header
	inFootnote     bool  // the previous row was a footnote, which may continue
	inRow          bool  // the previous row was a row of the list, which may continue
	lastPlace      Place // place of the previous row
	addedPlace     Place // place of the last row of the list, or of its continuation
	headerRepeated bool  // a header was repeated since then, or another table has begun
	titles         []string
}

// Scan reads the sheets of a file that fit, and passes the rows of the list to
// to. want names the sheets, by name or number, separated by commas; blank
// takes those whose header fits. It returns the last header; nil when there is
// none.
func Scan(p *Profile, l *Layout, to Rows, file string, sheets []*tables.Sheet, want string) *Header {
	s := &scan{Layout: l, profile: p, reader: to}
	s.read(file, sheets, want)
	return s.header
}

// read reads the sheets that fit.
func (s *scan) read(file string, sheets []*tables.Sheet, want string) {
	s.File = file
	for _, c := range s.choose(sheets, want) {
		s.readSheet(c)
	}
}

// readSheet reads one sheet. Without a header it continues the previous one.
func (s *scan) readSheet(c chosenSheet) {
	s.addRemarks(c.Sheet)
	s.reader.BeginSheet(c.Sheet)
	s.headerRepeated = s.reader.RowCount() > 0
	from := 0
	if c.header != nil {
		for _, row := range c.Rows[:c.header.at] {
			s.readTitle(c.Sheet, row)
		}
		s.startHeader(c.header)
		from = c.header.end
	}
	for at := from; at < len(c.Rows); at++ {
		row := c.Rows[at]
		if h, ok := s.profile.headerAt(c.Sheet, at); ok && len(h.duplicates) == 0 {
			s.nextHeader(h)
			at = h.end - 1
			continue
		}
		s.readRow(c.Sheet, row, c.Rows[at+1:])
		s.lastPlace = placeOf(c.Sheet, row)
	}
}

// readTitle reads a row above the header: a title, and not a row of the list.
func (s *scan) readTitle(sheet *tables.Sheet, row tables.Row) {
	texts := distinctTexts(row.Cells)
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

// addRemarks adds the remarks of the format's reader on a sheet.
func (s *scan) addRemarks(sheet *tables.Sheet) {
	for _, r := range sheet.Remarks {
		p := s.InFile(&compile.Problem{Sheet: sheet.Label(), Page: r.Page, Row: r.Row, Column: r.Column,
			Text: r.Text.EN, ZH: r.Text.ZH})
		if r.Grave {
			p.Accept = AcceptUnread
			s.Problems = append(s.Problems, p)
		} else {
			s.Notes = append(s.Notes, p)
		}
	}
}

// startHeader starts a header that the file has not had before.
func (s *scan) startHeader(h *Header) {
	first := s.header == nil
	repeated := !first && s.header.titles() == h.titles()
	s.header, s.inFootnote, s.lastPlace, s.headerRepeated = h, false, h.Row, !first
	switch {
	case repeated:
		s.Repeats++
		return
	case first:
		s.Header, s.Columns = h.Row.Row, h.titles()
	}
	s.inRow = false
	for _, p := range s.profile.headerProblems(h) {
		s.Problems = append(s.Problems, s.InFile(p))
	}
	for _, c := range h.ignored {
		if s.profile.described == nil {
			s.Note(h.Row, c.cell, "this column is not read")
		}
	}
}

// nextHeader handles a header in the middle of the table: repeated on a new
// page, or of another section.
func (s *scan) nextHeader(h *Header) {
	if s.header == nil || s.header.titles() != h.titles() {
		s.startHeader(h)
		return
	}
	s.header, s.inFootnote, s.headerRepeated = h, false, true
	s.Repeats++
}

// readRow reads one row below the header. ahead are the rows that follow it.
func (s *scan) readRow(sheet *tables.Sheet, row tables.Row, ahead []tables.Row) {
	texts := distinctTexts(row.Cells)
	if len(texts) == 0 {
		return
	}
	at := placeOf(sheet, row)
	if row.Loose {
		s.readLoose(at, strings.Join(texts, " "))
		return
	}
	r := s.record(at, row)
	key := s.reader.Keyed(r)
	turned := s.inFootnote && at.Page != s.lastPlace.Page // a footnote before, a new page here
	switch {
	case totalRow().MatchString(texts[0]): // first, because its number may be in the column of codes
		s.readTotal(at, texts)
	case key:
		s.add(r, sheet, row)
		return
	case s.skipFurniture(at, texts): // the previous row may continue after it
		return
	case s.repeatsHeader(row):
		s.Repeats++
	case len(texts) <= 2 && footnoteRow().MatchString(texts[0]):
		s.Footnotes = append(s.Footnotes, strings.Join(texts, " "))
		s.inFootnote, s.inRow = true, false
		return
	case turned && s.reader.RunsOn(r):
		s.Problem(at, "", "%q may run on from the footnote or from the row on the page before", strings.Join(texts, " "))
	case s.inFootnote && len(texts) == 1:
		s.Footnotes = append(s.Footnotes, texts[0])
		return
	case len(texts) == 1 && s.reader.OpenSection(at, texts[0]), len(texts) <= 2 && s.isHeading(texts[0]),
		len(texts) == 2 && ChineseNumber().MatchString(texts[0]) && s.reader.OpenSection(at, texts[0]+"、"+texts[1]):
		s.Headings++
	case s.profile.Yields == YieldsEntries && len(texts) == 1 && reachesOver(row) && s.headerFollows(sheet, ahead):
		s.Passed = append(s.Passed, fmt.Sprintf("%s, %q, above a repeated header", at, Short(texts[0], 80)))
		return
	case s.inRow && s.reader.RunsOn(r) && !(row.Ruled && at.Page == s.addedPlace.Page):
		s.join(r, sheet, row, texts, ahead)
		return
	default:
		s.add(r, sheet, row)
		return
	}
	s.inFootnote, s.inRow = false, false
}

// join joins a row to the previous one, and notes that. Just before a repeated
// header the row may also be a page footer.
func (s *scan) join(r *Record, sheet *tables.Sheet, row tables.Row, texts []string, ahead []tables.Row) {
	text := Short(strings.Join(texts, " "), 80)
	if s.headerFollows(sheet, ahead) {
		s.Problem(r.Place, "",
			"%q stands just before a repeated header, and has neither number nor code: is it the rest of the row above, or of the page?", text)
		return
	}
	if len(texts) == 1 && numberOnly().MatchString(texts[0]) {
		s.Problem(r.Place, "", "%q stands alone in its row: is it the rest of the row above, or the number of the page?",
			text)
		return
	}
	s.checkWidth(r, sheet, row)
	s.Joined = append(s.Joined, fmt.Sprintf("%s, %q, to the row above (%s)", r.Place, text, s.addedPlace))
	s.addedPlace = r.Place
	s.reader.Join(r)
}

// reachesOver reports whether a row is one cell over the columns of the table
// or, when cells are not merged, one text in its first column.
func reachesOver(row tables.Row) bool {
	covered := 0
	for i := range row.Cells {
		if row.MergeAt(i) == tables.Left {
			covered++
		}
	}
	return covered >= 2 || row.Merged == nil && len(row.Cells) > 0 && hasHan(row.Cells[0])
}

// headerFollows reports whether the next row with text is a header.
func (s *scan) headerFollows(sheet *tables.Sheet, ahead []tables.Row) bool {
	for i, row := range ahead {
		texts := distinctTexts(row.Cells)
		if len(texts) == 0 || row.Loose || isFurniture(texts) {
			continue
		}
		h, ok := s.profile.headerAt(&tables.Sheet{Rows: ahead}, i)
		return ok && len(h.duplicates) == 0
	}
	return false
}

func (s *scan) add(r *Record, sheet *tables.Sheet, row tables.Row) {
	s.inFootnote, s.inRow, s.addedPlace = false, true, r.Place
	s.checkWidth(r, sheet, row)
	for _, u := range r.coveringTexts {
		if limitingWords().MatchString(u.Text) {
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
	s.headerRepeated = false
}

// readLoose reads text outside the table, which is never a row of the list.
func (s *scan) readLoose(at Place, text string) {
	switch {
	case pageNumber().MatchString(text), isFurniture([]string{text}):
		return // of the page: the previous row may continue after it
	case totalRow().MatchString(text):
		s.readTotal(at, []string{text})
	case s.reader.OpenSection(at, text), s.isHeading(text):
		s.Headings++
	case slices.Contains(s.Footnotes, text): // repeated on every page
		return
	default:
		s.Footnotes = append(s.Footnotes, text)
		return
	}
	s.inRow = false
}

func (s *scan) isHeading(text string) bool {
	return slices.ContainsFunc(s.profile.headings, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

// record returns the cells of a row, by the columns of the header.
func (s *scan) record(at Place, row tables.Row) *Record {
	r := &Record{Place: at, Header: s.header, ruled: row.Ruled, Turned: s.headerRepeated}
	for c := Serial; c < endRoles; c++ {
		if s.header.columns[c] >= 0 {
			s.readColumn(r, c, row)
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

// readColumn reads the cells under the heading of a column, which may cover several
// columns.
func (s *scan) readColumn(r *Record, c Role, row tables.Row) {
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
			r.coveringTexts = append(r.coveringTexts, Unread{s.header.Cells[c], text})
		}
	}
	between := "\n"
	if c == Remark || c == OldRemark || c == Measure {
		between = "；"
	}
	if len(texts) > 1 {
		r.spreadRoles = append(r.spreadRoles, c)
	}
	r.Texts[c] = tables.OneLine(strings.Join(texts, between))
	if meansBlank(c, r.Texts[c]) {
		r.Texts[c] = ""
		r.Dashed = r.Dashed || c == Remark || c == OldRemark
	}
}

// checkWidth reports text outside the columns of the header, and notes text in
// several columns under one heading.
func (s *scan) checkWidth(r *Record, sheet *tables.Sheet, row tables.Row) {
	for _, c := range r.spreadRoles {
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
		if text := tables.OneLine(row.Own(i)); !meansBlank(Remark, text) {
			s.Problem(r.Place, fmt.Sprint(i+1), "%q stands in a column that the header does not name: it is not read", text)
		}
	}
}

// repeatsHeader reports whether the row repeats the header, at least in part.
func (s *scan) repeatsHeader(row tables.Row) bool {
	for _, c := range []Role{Code, NewCode, Measure} {
		if i := s.header.columns[c]; i >= 0 && i < len(row.Cells) && s.profile.roleOf(tables.OneLine(row.Cells[i])) == c {
			return true
		}
	}
	return false
}

// skipFurniture skips rows that belong to the page: 续表, a page number, （以下空白）, the
// title repeated.
func (s *scan) skipFurniture(at Place, texts []string) bool {
	for _, text := range texts {
		if !isFurniture([]string{text}) && !slices.Contains(s.titles, text) {
			return false
		}
	}
	s.Passed = append(s.Passed, fmt.Sprintf("%s, %q", at, Short(strings.Join(texts, " "), 80)))
	return true
}

func (s *scan) readTotal(at Place, texts []string) {
	t := Total{Sheet: at.Sheet, Page: at.Page, Row: at.Row, Lines: s.reader.RowCount(),
		Part: partRow().MatchString(texts[0])}
	if found := number().FindAllString(tables.Plain(strings.Join(texts, " ")), -1); len(found) == 1 {
		t.Stated, _ = strconv.Atoi(strings.ReplaceAll(found[0], ",", ""))
	}
	s.Totals = append(s.Totals, t)
}

// SortProblems sorts problems and notes by row. They are already in the order
// of sheets.
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

type ReportFile struct {
	Name       string `json:"name"`
	Format     string `json:"format"`
	SHA256     string `json:"sha256"`
	Address    string `json:"address,omitempty"`
	LinkedFrom string `json:"linked_from,omitempty"`
	Retrieved  string `json:"retrieved,omitempty"`
}

// OrEmpty returns the problems as a slice that is not null in JSON.
func OrEmpty(problems []*compile.Problem) []*compile.Problem {
	if problems == nil {
		return []*compile.Problem{}
	}
	return problems
}
