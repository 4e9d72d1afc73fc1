package annual

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"importchecker/shared/tariff"
	"importchecker/shared/tariff/internal/compile"
)

// Rows gives the rows of a table from the top: cells, and the number of the row
// in its file, from 1. At the end it returns io.EOF.
type Rows interface {
	Next() (cells []string, row int, err error)
}

// Schedule is the schedule of a year in the making.
type Schedule struct {
	Year     string
	Problems []Problem // what was found so far, in the order of files and rows

	rows   map[string]map[string]string // by code and column
	places map[string]place
}

type place struct {
	file string
	row  int
}

// Problem is a cell that cannot be taken as it stands.
type Problem struct {
	File   string
	Row    int
	Column string // of tariff.csv; blank for the row or the file as a whole
	Code   string // of the goods; blank when it is the code that is wrong
	Value  string
	Says   string
	// Defect: the cell may be kept as one of the schedule's own faults.
	Defect bool
}

func (p *Problem) String() string {
	s := fmt.Sprintf("%s:%d", p.File, p.Row)
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

// headerWithin is how far from the top the row of headers may stand.
const headerWithin = 30

// Add reads one table. What is wrong with single rows is added to the problems;
// an error is about the file.
func (s *Schedule) Add(file string, rows Rows) error {
	var at []int // the column of each cell
	for {
		cells, row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", file, row, err)
		}
		switch {
		case at != nil:
			s.row(place{file, row}, at, cells)
		case row > headerWithin:
			return fmt.Errorf("%s: no row of headers with 商品编码 within the first %d rows", file, headerWithin)
		default:
			at = headers(cells)
		}
	}
	if at == nil {
		return fmt.Errorf("%s: no row of headers with 商品编码 and a second column that is known", file)
	}
	return nil
}

// headers returns the column of each cell of a row of headers, or nil when it
// is none.
func headers(cells []string) []int {
	at := make([]int, len(cells))
	known, code := 0, false
	for i, c := range cells {
		at[i] = columnOf(c)
		if at[i] >= 0 {
			known++
			code = code || columns[at[i]].name == "code"
		}
	}
	if !code || known < 2 {
		return nil
	}
	return at
}

// row takes one row of a table.
func (s *Schedule) row(p place, at []int, cells []string) {
	values := make(map[string]string)
	for i, c := range cells {
		if i < len(at) && at[i] >= 0 {
			values[columns[at[i]].name] = clean(c)
		}
	}
	code := strings.NewReplacer(".", "", " ", "").Replace(values["code"])
	if code == "" && strings.Join(cells, "") == "" {
		return // an empty row
	}
	if !digits(code, 10) {
		s.problem(p, Problem{Column: "code", Value: values["code"], Says: "want ten digits; a spreadsheet may have taken zeros"})
		return
	}
	delete(values, "code")
	split(values)
	have := s.rows[code]
	if have == nil {
		have = map[string]string{}
		s.rows[code] = have
		s.places[code] = p
	}
	for _, name := range sorted(values) {
		value := values[name]
		if isRate(name) {
			value = rate(value)
		}
		if old, twice := have[name]; twice && old != value {
			s.problem(p, Problem{Column: name, Value: value, Code: code, Says: fmt.Sprintf("stands elsewhere as %q", old)})
			continue
		}
		have[name] = value
		s.check(p, code, name, value)
	}
}

// split divides the cells that hold two columns.
func split(values map[string]string) {
	if both, ok := values["units"]; ok {
		first, second, _ := strings.Cut(both, "/")
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
				in += string(r) // a letter that is not known is reported there
			}
		}
		values["ciq_import"], values["ciq_export"] = in, out
	}
}

// check reports a value that is not as the schedule would have it.
func (s *Schedule) check(p place, code, name, value string) {
	complain := func(says string, defect bool) {
		s.problem(p, Problem{Column: name, Value: value, Code: code, Says: says, Defect: defect})
	}
	n := numberOf(name)
	switch {
	case value == "":
		if n >= 0 && columns[n].needed {
			complain("blank", isRate(name))
		}
	case isRate(name):
		if err := compile.CheckRate(value); err != nil && !strings.HasPrefix(name, "export_") {
			complain(err.Error(), true)
		}
	case name == "unit1" || name == "unit2":
		if strings.ContainsFunc(value, func(r rune) bool { return r < 0x2E80 }) {
			complain("not a unit in Chinese", false)
		}
	case name == "supervision":
		for i := range len(value) {
			if _, ok := tariff.SupervisionOf(value[i]); !ok {
				complain("a supervision condition that is not known: "+value[i:i+1], false)
			}
		}
	case name == "ciq_import":
		for _, r := range value {
			if i, ok := tariff.InspectionOf(byte(r)); r > 127 || !ok || !i.Import {
				complain("an inspection class that is not known: "+string(r), false)
			}
		}
	}
}

func (s *Schedule) problem(at place, p Problem) {
	p.File, p.Row = at.file, at.row
	s.Problems = append(s.Problems, p)
}

// Finish checks what only the whole can show: columns that no table had, and
// subheadings that the Harmonized System does not have.
func (s *Schedule) Finish() {
	if len(s.rows) == 0 {
		s.problem(place{"the schedule", 0}, Problem{Says: "no rows"})
		return
	}
	tables := tariff.Tables()
	newest := tables[len(tables)-1]
	for _, code := range s.Codes() {
		for i := range columns {
			name := columns[i].name
			if _, ok := s.rows[code][name]; !ok && columns[i].needed && name != "code" {
				s.problem(s.places[code], Problem{Column: name, Code: code, Says: "no table has it"})
			}
		}
		if general := s.rows[code]["general_rate"]; compile.BelowMFN(general, s.rows[code]["mfn_rate"]) {
			s.problem(s.places[code], Problem{Column: "general_rate", Value: general, Code: code, Says: "below the most-favoured-nation rate", Defect: true})
		}
		if lo, hi := newest.Range(tariff.Code(code[:6])); lo == hi {
			s.problem(s.places[code], Problem{Column: "code", Value: code, Says: "its subheading is not in HS 2022"})
		}
	}
}

// Codes returns the codes in their order.
func (s *Schedule) Codes() []string { return sorted(s.rows) }

// Get returns a cell of the schedule.
func (s *Schedule) Get(code, column string) string { return s.rows[code][column] }

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// clean takes off what tables write for nothing.
func clean(cell string) string {
	cell = strings.Trim(cell, " \t\n\r　")
	switch cell {
	case "-", "--", "—", "/", "无":
		return ""
	}
	return cell
}

func isRate(column string) bool {
	return strings.HasSuffix(column, "_rate") || column == "consumption_tax"
}

// rate writes a bare number as the percentage that it is.
func rate(text string) string {
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

func digits(s string, n int) bool {
	return len(s) == n && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
