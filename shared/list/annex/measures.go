package annex

import (
	"fmt"
	"strconv"
	"strings"

	"importchecker/shared/list/compile"
)

// Measure is one numbered row of a list of services, as published. What it
// restricts, by which modes and for whom, is for package reading of services to
// say.
type Measure struct {
	Sheet     string `json:"sheet,omitempty"`
	Page      int    `json:"page,omitempty"`
	Row       int    `json:"row"`
	Serial    int    `json:"serial"`               // 序号
	SectionNo string `json:"section_no,omitempty"` // 一, 二, … as printed
	Section   string `json:"section,omitempty"`    // 农、林、牧、渔业
	Field     string `json:"field,omitempty"`      // 领域; blank when the list has no such column
	Text      string `json:"text"`                 // 特别管理措施
	// Given has, by the name of the column, what a maintainer decided of the row
	// in columns of their own: whole, part, modes, kind, …
	Given map[string]string `json:"given,omitempty"`
}

// SectionNumber returns the number of the section in digits, where it is printed
// as a Chinese numeral; otherwise as printed.
func (m *Measure) SectionNumber() string {
	if chineseNumber().MatchString(m.SectionNo) {
		return strconv.Itoa(fromChinese(m.SectionNo))
	}
	return m.SectionNo
}

// Measures is what was found in the annex of a list of services.
type Measures struct {
	Layout
	Rows []Measure

	profile            *Profile
	sectionNo, section string
	lastField          string
	header             *header
}

// ReadMeasures finds the list of services in the sheets of a file and reads its
// rows. want is as in Read.
func (p *Profile) ReadMeasures(file string, sheets []*Sheet, want string) *Measures {
	m := &Measures{profile: p}
	s := &scan{Layout: &m.Layout, profile: p, reader: m}
	s.read(file, sheets, want)
	m.header = s.header
	return m
}

func (m *Measures) sheet(*Sheet) {}

func (m *Measures) count() int { return len(m.Rows) }

// keyed: a measure has a running number of its own.
func (m *Measures) keyed(rec *record) bool {
	text, err := runningNumber(rec.own(serial))
	return err == nil && text != ""
}

// runsOn: the rest of a measure has neither a number nor a field, save that a
// page break repeats neither.
func (m *Measures) runsOn(rec *record) bool {
	if rec.own(serial) != "" || rec.own(section) != "" || rec.own(measure) == "" {
		return false
	}
	last := m.Rows[len(m.Rows)-1]
	return rec.own(field) == "" || rec.page != last.Page
}

// title opens a section.
func (m *Measures) title(_ place, text string) bool {
	no, name, ok := m.profile.sectionOf(text)
	if ok {
		m.sectionNo, m.section, m.lastField = no, name, ""
	}
	return ok
}

// sectionOf takes the title of a section apart.
func (p *Profile) sectionOf(text string) (no, name string, ok bool) {
	for _, re := range p.sections {
		if m := re.FindStringSubmatch(oneLine(text)); m != nil {
			return m[1], strings.TrimSpace(m[2]), true
		}
	}
	return "", "", false
}

func (m *Measures) add(rec *record) {
	row := Measure{Sheet: rec.sheet, Page: rec.page, Row: rec.row, Text: rec.texts[measure]}
	text, err := runningNumber(rec.own(serial))
	if err == nil && text == "" {
		err = fmt.Errorf("blank")
	}
	if err != nil {
		m.problem(rec.place, rec.title(m.profile, serial), "%v", err)
	}
	row.Serial, _ = strconv.Atoi(text)
	if name := rec.texts[section]; name != "" && rec.merges[section] == Own {
		if no, bare, ok := m.profile.sectionOf(name); ok {
			m.sectionNo, m.section = no, bare
		} else if name != m.section {
			m.sectionNo, m.section = "", name
		}
		m.lastField = ""
	}
	row.SectionNo, row.Section = m.sectionNo, m.section
	if f := rec.texts[field]; f != "" || !m.profile.carries[field] {
		m.lastField = f
	}
	row.Field = m.lastField
	for c := whole; c < aside; c++ {
		if text := rec.own(c); text != "" {
			if row.Given == nil {
				row.Given = map[string]string{}
			}
			row.Given[c.String()] = text
		}
	}
	if row.Text == "" {
		m.problem(rec.place, rec.title(m.profile, measure), "blank")
	}
	if row.Field == "" && rec.header.has(field) {
		m.problem(rec.place, rec.title(m.profile, field), "blank, in the first row of its section")
	}
	m.Rows = append(m.Rows, row)
}

func (m *Measures) join(rec *record) {
	row := &m.Rows[len(m.Rows)-1]
	row.Text = joinText(row.Text, rec.own(measure))
	if f := rec.own(field); f != "" {
		row.Field = joinText(row.Field, f)
		m.lastField = row.Field
	}
}

// Check holds the rows against the number that the announcement states; 0 when
// it states none. Running numbers have to go from 1 to the last without a gap.
func (m *Measures) Check(stated int, partial bool) {
	if m.header == nil {
		return
	}
	say := m.problem
	if partial {
		say = m.note
	}
	column := m.header.cells[serial]
	m.checkLost()
	last := 0
	for _, row := range m.Rows {
		at := place{row.Sheet, row.Page, row.Row}
		if row.Serial > 0 && row.Serial != last+1 {
			say(at, column, "%d follows %d", row.Serial, last)
		}
		last = row.Serial
	}
	m.checkSections(say)
	m.sortProblems()
	for _, t := range m.Totals {
		if !t.Part && t.Stated != 0 && t.Stated != t.Lines {
			say(place{t.Sheet, t.Page, t.Row}, "", "the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
		}
	}
	switch n := len(m.Rows); {
	case stated > 0 && n == stated && partial:
		m.problem(place{}, "", "all %d rows are there, as the announcement states: it is not partial", n)
	case stated > 0 && n != stated && !partial:
		m.problem(place{}, "", "holds %d rows, but the announcement states %d", n, stated)
	case n == 0 && !partial:
		m.problem(place{}, "", "holds no rows")
	}
}

// checkLost finds text whose characters were lost.
func (m *Measures) checkLost() {
	var lost []*Measure
	for i := range m.Rows {
		if row := &m.Rows[i]; charactersLost(row.Text + row.Field + row.Section) {
			lost = append(lost, row)
		}
	}
	if len(lost) > 0 {
		m.problem(place{lost[0].Sheet, lost[0].Page, lost[0].Row}, m.profile.title(measure), "%s", lostText(len(lost)))
	}
}

var chineseNumber = pattern(`^[一二三四五六七八九十]+$`)

// checkSections sees that the numbers of the sections go from 一 on without a
// gap, at which the title of one may have been taken for something else.
func (m *Measures) checkSections(say func(place, string, string, ...any)) {
	last := 0
	before := ""
	for _, row := range m.Rows {
		key := row.SectionNo + " " + row.Section
		if key == before || !chineseNumber().MatchString(row.SectionNo) {
			before = key
			continue
		}
		before = key
		n := fromChinese(row.SectionNo)
		if n != last+1 {
			say(place{row.Sheet, row.Page, row.Row}, m.profile.title(section), "section %s (%s) follows section %d", row.SectionNo, row.Section, last)
		}
		last = n
	}
}

// fromChinese reads a Chinese number below a hundred.
func fromChinese(s string) int {
	n := 0
	for _, r := range s {
		if r == '十' {
			n = max(n, 1) * 10
			continue
		}
		n += strings.IndexRune("零一二三四五六七八九", r) / len("一")
	}
	return n
}

// MeasuresReport is what was read of a list of services, as JSON.
type MeasuresReport struct {
	File      ReportFile         `json:"file"`
	Profile   string             `json:"profile"`
	Header    int                `json:"header,omitempty"`
	Columns   string             `json:"columns,omitempty"`
	Sheets    []string           `json:"sheets,omitempty"`
	Skipped   []string           `json:"skipped,omitempty"`
	Stated    int                `json:"stated,omitempty"`
	Joined    []string           `json:"joined,omitempty"`
	Footnotes []string           `json:"footnotes,omitempty"`
	Problems  []*compile.Problem `json:"problems"`
	Notes     []*compile.Problem `json:"notes"`
	Rows      []Measure          `json:"rows"`
}

// Report returns what was found in a file.
func (m *Measures) Report(from ReportFile, stated int) *MeasuresReport {
	rows := m.Rows
	if rows == nil {
		rows = []Measure{}
	}
	return &MeasuresReport{
		File: from, Profile: m.profile.ID, Header: m.Header, Columns: m.Columns, Sheets: m.Sheets, Skipped: m.Skipped, Stated: stated,
		Joined: m.Joined, Footnotes: m.Footnotes, Problems: orEmpty(m.Problems), Notes: orEmpty(m.Notes), Rows: rows,
	}
}
