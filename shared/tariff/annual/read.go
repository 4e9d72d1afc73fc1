package annual

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"importchecker/shared/tariff"
	"importchecker/shared/tariff/internal/compile"
)

// Rows iterates over the rows of a table from the top. Next returns io.EOF at the end.
type Rows interface {
	Next() (Row, error)
}

// A Row is a row of cells of a file.
type Row struct {
	Cells  []string
	Number int  // in its file, from 1
	Page   int  // from 1; 0 in formats without pages
	Loose  bool // text outside of the table: a title, a page number
	Ruled  bool // drawn lines show its end, so that only the end of a page can have split it
}

// Schedule is the schedule of a year while it is being read.
type Schedule struct {
	Year     string
	Problems []Problem // in the order of files and rows
	Tables   []Read    // in the order read

	rows   map[string]map[string]string // by code and column
	places map[string]place
}

// Read describes how a table was read.
type Read struct {
	File, Sheet string
	Header      int      // the row of its headers
	Columns     []string // headers of the columns that were read
	Unread      []string // headers of unknown columns
	Titles      []string // text above the headers
	Rows        int
}

// Told is a layout that a maintainer gives for a table with unknown headers.
type Told struct {
	Columns  map[int]string // the header of each column, counted from 0
	FirstRow int
}

type place struct {
	file, sheet string
	row         int
	headers     map[string]string // the header of each column in the table
}

// Problem is a problem of a cell, a row or a file.
type Problem struct {
	File   string
	Sheet  string // blank when the file has only one
	Row    int
	Column string // in tariff.csv; blank for the row or the file as a whole
	Header string // the header of the column in the table; may be blank
	Code   string // of the goods; blank when the code is wrong
	Value  string
	Says   string
	// Defect: the cell may be kept as a defect of the schedule.
	Defect bool
	// Absent: no table has this column for the code, which may mean that it is blank.
	Absent bool
}

func (p *Problem) String() string {
	s := fmt.Sprintf("%s:%d", p.File, p.Row)
	if p.Sheet != "" {
		s = fmt.Sprintf("%s, %s:%d", p.File, p.Sheet, p.Row)
	}
	if p.Column != "" {
		s += fmt.Sprintf(": %s %q", p.Column, p.Value)
	}
	if p.Code != "" {
		s += " of " + p.Code
	}
	return s + ": " + p.Says
}

// New returns an empty schedule of a year, such as 2027.
func New(year string) *Schedule {
	return &Schedule{Year: year, rows: make(map[string]map[string]string), places: make(map[string]place)}
}

// headerWithin is the last row in which the headers may be.
const headerWithin = 30

// Add reads one table. Problems of rows are added to Problems; an error is about the
// file.
func (s *Schedule) Add(file string, rows Rows) error { return s.AddSheet(file, "", rows, nil) }

// AddSheet reads one table of a file that has several. layout is nil when the headers
// of the table give its layout.
func (s *Schedule) AddSheet(file, sheet string, rows Rows, layout *Told) error {
	t := tableReader{Schedule: s, read: Read{File: file, Sheet: sheet}}
	if err := t.readRows(rows, layout, func(r Row) { t.readRow(r.Number, r.Cells) }); err != nil {
		return err
	}
	s.Tables = append(s.Tables, t.read)
	return nil
}

// A tableReader reads one table.
type tableReader struct {
	*Schedule
	read    Read
	at      []int             // the column of each cell; nil before the headers
	headers map[string]string // the header of each column

	hasHeader []bool // whether a cell is below a header; nil when the layout is given
	pending   *Row   // the last row, which the next one may continue
	emit      func(Row)
	// readOtherHeaders reads the headers of another kind of table, whose rows are emitted
	// unchanged, and reports whether the row has them; nil when there is no other kind.
	readOtherHeaders func(Row) bool
	isOther          bool
	headerRow        int // the row of the last headers
	lastPage         int // the page of the previous row
}

// readRows reads the headers of a table, and emits its complete rows.
func (t *tableReader) readRows(rows Rows, layout *Told, take func(Row)) error {
	label := strings.TrimSuffix(t.read.File+", "+t.read.Sheet, ", ")
	t.emit = take
	if layout != nil {
		t.useLayout(layout)
	}
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case err != nil:
			return fmt.Errorf("%s:%d: %w", label, r.Number, err)
		case t.isOther:
			t.otherRow(r)
		case t.at != nil && (layout == nil || r.Number >= layout.FirstRow):
			t.nextRow(r)
		case layout != nil:
		case r.Number > headerWithin:
			return fmt.Errorf("%s: no row of headers with 商品编码 within the first %d rows", label, headerWithin)
		case t.readOtherHeaders != nil && t.readOtherHeaders(r):
			t.isOther = true
		case !t.readHeaders(r.Number, r.Cells):
			t.addTitles(r.Cells)
		}
	}
	t.flush()
	if t.at == nil && !t.isOther {
		return fmt.Errorf("%s: no row of headers with 商品编码 and a second column that is known", label)
	}
	return nil
}

// useLayout sets the columns of a given layout.
func (t *tableReader) useLayout(layout *Told) {
	t.headers = make(map[string]string)
	t.at = make([]int, 0, len(layout.Columns))
	for i, header := range layout.Columns {
		for len(t.at) <= i {
			t.at = append(t.at, -1)
		}
		t.at[i] = columnOf(header)
	}
	t.noteColumns(func(i int) string { return layout.Columns[i] })
}

// readHeaders reads a row of headers, and reports whether the row is one.
func (t *tableReader) readHeaders(row int, cells []string) bool {
	at := headers(cells)
	if at == nil {
		return false
	}
	if t.at == nil {
		t.read.Header = row
	}
	t.at, t.headerRow, t.headers = at, row, make(map[string]string)
	t.noteColumns(func(i int) string { return oneLine(cells[i]) })
	t.hasHeader = make([]bool, len(at))
	for i := range at {
		t.hasHeader[i] = clean(cells[i]) != ""
	}
	for i, column := range at {
		if column >= 0 && slices.Contains(at[:i], column) {
			t.problem(place{t.read.File, t.read.Sheet, row, nil},
				Problem{Header: oneLine(cells[i]), Says: "a second column of the same"})
		}
	}
	return true
}

// noteColumns records which columns are read and which are unknown.
func (t *tableReader) noteColumns(header func(int) string) {
	for i, column := range t.at {
		name := header(i)
		switch {
		case column >= 0:
			t.headers[columns[column].name] = name
			if !slices.Contains(t.read.Columns, name) {
				t.read.Columns = append(t.read.Columns, name)
			}
		case name != "" && !slices.Contains(unneeded[:], name) && !slices.Contains(t.read.Unread, name):
			t.read.Unread = append(t.read.Unread, name)
		}
	}
}

// unneeded are headers of columns that the schedule does not need.
var unneeded = [...]string{"序号", "备注"}

func (t *tableReader) addTitles(cells []string) {
	for _, c := range cells {
		if c = oneLine(c); c != "" && !slices.Contains(t.read.Titles, c) {
			t.read.Titles = append(t.read.Titles, c)
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Headers reports whether a row has the headers of a schedule.
func Headers(cells []string) bool { return headers(cells) != nil }

// headers returns the column of each cell of a row of headers, or nil when the row does
// not have headers.
func headers(cells []string) []int {
	at := make([]int, len(cells))
	known, code := 0, false
	for i, c := range cells {
		at[i] = columnOf(c)
		if at[i] >= 0 && !slices.Contains(at[:i], at[i]) {
			known++
			code = code || columns[at[i]].name == "code"
		}
	}
	if !code || known < 2 {
		return nil
	}
	return at
}

// readRow reads one row of a table.
func (s *tableReader) readRow(n int, cells []string) {
	p, at := place{s.read.File, s.read.Sheet, n, s.headers}, s.at
	values := make(map[string]string)
	for i, column := range at {
		if column < 0 {
			continue
		}
		values[columns[column].name] = "" // a row may end before its blank cells
		if i < len(cells) {
			values[columns[column].name] = clean(cells[i])
		}
	}
	code := strings.NewReplacer(".", "", " ", "").Replace(values["code"])
	if code == "" && strings.Join(cells, "") == "" {
		return // an empty row
	}
	if !digits(code, 10) {
		s.problem(p, Problem{Column: "code", Value: values["code"],
			Says: "want ten digits; a spreadsheet may have taken zeros"})
		return
	}
	delete(values, "code")
	s.read.Rows++
	splitCells(values)
	have := s.rows[code]
	if have == nil {
		have = map[string]string{}
		s.rows[code] = have
		s.places[code] = p
	}
	for _, name := range sorted(values) {
		value := values[name]
		if isRate(name) {
			value = withPercent(value)
		}
		if old, twice := have[name]; twice && old != value {
			s.problem(p, Problem{Column: name, Value: value, Code: code, Says: fmt.Sprintf("stands elsewhere as %q", old)})
			continue
		}
		have[name] = value
		s.checkValue(p, code, name, value)
	}
}

// splitCells splits the cells that have two columns.
func splitCells(values map[string]string) {
	if units, ok := values["units"]; ok {
		first, second, _ := strings.Cut(units, "/")
		values["unit1"], values["unit2"] = clean(first), clean(second)
		delete(values, "units")
	}
	if classes, ok := values["ciq_import"]; ok {
		in, out := "", ""
		for _, r := range classes {
			switch i, known := tariff.InspectionOf(byte(r)); {
			case r == '/' || r == '.' || r == ' ':
			case r < 128 && known && !i.Import:
				out += string(r)
			default:
				in += string(r) // unknown letters are reported for ciq_import
			}
		}
		values["ciq_import"], values["ciq_export"] = in, out
	}
}

// sharedCells has the columns that a table may have in the cell of another column.
var sharedCells = map[string]string{"unit1": "units", "unit2": "units", "ciq_export": "ciq_import"}

// checkValue reports a value that is invalid for its column.
func (s *Schedule) checkValue(p place, code, name, value string) {
	complain := func(says string, defect bool) {
		s.problem(p, Problem{Column: name, Value: value, Code: code, Says: says, Defect: defect})
	}
	n := columnIndex(name)
	switch {
	case value == "":
		if n >= 0 && columns[n].needed {
			complain("blank", isRate(name))
		}
	case cellFault(value) != "":
		complain(cellFault(value), false)
	case name == "name_zh":
		if len(value) >= 1<<16 {
			complain("longer than a name can be", false)
		}
	case isRate(name):
		if err := compile.CheckRate(value); err != nil && !strings.HasPrefix(name, "export_") {
			complain(err.Error(), true)
		}
	case name == "unit1" || name == "unit2":
		if strings.ContainsFunc(value, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
			complain("not a unit in Chinese", false)
		}
	case name == "supervision":
		for i, r := range value {
			if _, ok := tariff.SupervisionOf(byte(r)); r > 127 || !ok {
				complain("a supervision condition that is not known: "+string(r), false)
			} else if strings.IndexByte(value, byte(r)) < i {
				complain("a letter that stands twice: "+string(r), false)
			}
		}
	case name == "ciq_import":
		for _, r := range value {
			if i, ok := tariff.InspectionOf(byte(r)); r > 127 || !ok || !i.Import {
				complain("an inspection class that is not known: "+string(r), false)
			} else if strings.Count(value, string(r)) > 1 {
				complain("a letter that stands twice: "+string(r), false)
			}
		}
	}
}

func (s *Schedule) problem(at place, p Problem) {
	p.File, p.Sheet, p.Row = at.file, at.sheet, at.row
	p.Header = at.headers[p.Column]
	if p.Header == "" {
		p.Header = at.headers[sharedCells[p.Column]]
	}
	s.Problems = append(s.Problems, p)
}

// Finish checks the complete schedule: for columns that no table had, rates that
// contradict each other, and subheadings that are not in the Harmonized System.
func (s *Schedule) Finish() {
	if len(s.rows) == 0 {
		s.problem(place{file: s.file()}, Problem{Says: "no rows"})
		return
	}
	tables := tariff.Tables()
	newest := tables[len(tables)-1]
	codes := s.Codes()
	absent := s.absentColumns()
	for _, code := range codes {
		p, cells := s.places[code], s.rows[code]
		for i := range columns {
			if name := columns[i].name; columns[i].required() && !absent[name] && !hasColumn(cells, name) {
				s.problem(p, Problem{Column: name, Code: code, Says: "no table has it", Absent: columns[i].letters})
			}
		}
		if general := cells["general_rate"]; compile.BelowMFN(general, cells["mfn_rate"]) {
			s.problem(p, Problem{Column: "general_rate", Value: general, Code: code, Says: "below the most-favoured-nation rate",
				Defect: true})
		}
		for _, name := range sorted(cells) {
			if !isRate(name) || strings.HasPrefix(name, "export_") || cells[name] == "" {
				continue
			}
			if err := compile.CheckThreshold(cells[name], cells["name_zh"], cells["unit1"], cells["unit2"]); err != nil {
				s.problem(p, Problem{Column: name, Value: cells[name], Code: code, Says: err.Error()})
			}
		}
		if lo, hi := newest.Range(tariff.Code(code[:6])); lo == hi && code[:2] != ownChapter {
			s.problem(p, Problem{Column: "code", Value: code, Says: "its subheading is not in HS 2022"})
		}
	}
}

// ownChapter is China's own chapter, which is not in the Harmonized System.
const ownChapter = "98"

// absentColumns returns the required columns that no table has, and reports each once.
func (s *Schedule) absentColumns() map[string]bool {
	absent := make(map[string]bool)
	for i := range columns {
		name := columns[i].name
		if !columns[i].required() {
			continue
		}
		found := false
		for _, cells := range s.rows {
			found = found || hasColumn(cells, name)
		}
		if !found {
			absent[name] = true
			s.problem(place{file: s.file()}, Problem{Column: name, Says: "no table has the column " + columns[i].headers[0]})
		}
	}
	return absent
}

// file returns the name of the only file, or "the schedule" when there are several.
func (s *Schedule) file() string {
	if len(s.Tables) == 1 {
		return s.Tables[0].File
	}
	return "the schedule"
}

func hasColumn(cells map[string]string, name string) bool {
	_, ok := cells[name]
	return ok
}

// AcceptBlank accepts that no table has a column for a code, and sets it to blank.
func (s *Schedule) AcceptBlank(code, column string) {
	if cells := s.rows[code]; cells != nil && !hasColumn(cells, column) {
		cells[column] = ""
	}
}

// Place returns where a code was first read.
func (s *Schedule) Place(code string) (file, sheet string, row int) {
	p := s.places[code]
	return p.file, p.sheet, p.row
}

// Codes returns the sorted codes.
func (s *Schedule) Codes() []string { return sorted(s.rows) }

// Get returns a cell of the schedule.
func (s *Schedule) Get(code, column string) string { return s.rows[code][column] }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// clean joins the lines of a cell and trims it. It returns "" for marks that mean blank.
func clean(cell string) string {
	cell = strings.Trim(strings.Join(linesOf(cell), ""), " \t　")
	switch cell {
	case "-", "--", "—", "/", "无":
		return ""
	}
	return cell
}

// linesOf returns the lines of a cell that are not empty.
func linesOf(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == '\r' })
}

func isRate(column string) bool {
	return strings.HasSuffix(column, "_rate") || column == "consumption_tax"
}

// withPercent appends a percent sign to a text that is only a number.
func withPercent(text string) string {
	text = strings.ReplaceAll(text, "％", "%")
	for _, r := range text {
		if (r < '0' || r > '9') && r != '.' {
			return text
		}
	}
	if text == "" {
		return ""
	}
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + "%"
}

// cellFault says why a cell is not plain text; "" when it is.
func cellFault(s string) string {
	for _, r := range s {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\ufeff' {
			return fmt.Sprintf("holds the character %U", r)
		}
	}
	return ""
}

func digits(s string, n int) bool {
	return len(s) == n && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
