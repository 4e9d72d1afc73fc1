package measures

import (
	"fmt"
	"strconv"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/list/compile"
)

// Measure is one numbered row of a list of services, as published. [Read]
// determines what it restricts, in which modes and for whom.
type Measure struct {
	Sheet     string `json:"sheet,omitempty"`
	Page      int    `json:"page,omitempty"`
	Row       int    `json:"row"`
	Serial    int    `json:"serial"`               // 序号
	SectionNo string `json:"section_no,omitempty"` // 一, 二, … as printed
	Section   string `json:"section,omitempty"`    // 农、林、牧、渔业
	Field     string `json:"field,omitempty"`      // 领域; blank when the list has no such column
	Text      string `json:"text"`                 // 特别管理措施
	// Given has what a maintainer decided in added columns, by the name of the
	// column: whole, part, modes, kind, …
	Given map[string]string `json:"given,omitempty"`
}

// SectionNumber returns the number of the section, a Chinese numeral converted
// to digits.
func (m *Measure) SectionNumber() string {
	if layout.ChineseNumber().MatchString(m.SectionNo) {
		return strconv.Itoa(layout.FromChinese(m.SectionNo))
	}
	return m.SectionNo
}

// Measures is the content of the annex of a list of services.
type Measures struct {
	layout.Layout
	Rows []Measure

	profile            *layout.Profile
	sectionNo, section string
	lastField          string
	header             *layout.Header
}

// ReadMeasures finds the list of services in the sheets of a file and reads its
// rows. want has the sheets to read, by name or number, separated by commas;
// blank takes those whose header fits.
func ReadMeasures(p *layout.Profile, file string, sheets []*tables.Sheet, want string) *Measures {
	m := &Measures{profile: p}
	m.header = layout.Scan(p, &m.Layout, m, file, sheets, want)
	return m
}

func (m *Measures) BeginSheet(*tables.Sheet) {}

func (m *Measures) RowCount() int { return len(m.Rows) }

// Keyed reports whether a row has a running number of its own, as measures do.
func (m *Measures) Keyed(rec *layout.Record) bool {
	text, err := layout.RunningNumber(rec.Own(layout.Serial))
	return err == nil && text != ""
}

// RunsOn reports whether a row may continue the previous measure: it has no
// number and, on the same page, no field.
func (m *Measures) RunsOn(rec *layout.Record) bool {
	if rec.Own(layout.Serial) != "" || rec.Own(layout.Section) != "" || rec.Own(layout.Measure) == "" {
		return false
	}
	last := m.Rows[len(m.Rows)-1]
	return rec.Own(layout.Field) == "" || rec.Page != last.Page
}

// letterBefore matches the letter of a section before its name.
var letterBefore = pattern(`^[A-T][、.．:： ]*`)

// OpenSection begins a section when the text is a section's title.
func (m *Measures) OpenSection(_ layout.Place, text string) bool {
	no, name, ok := m.profile.SectionOf(text)
	if !ok { // only the name of a section, or its letter and name
		title := letterBefore().ReplaceAllString(tables.OneLine(text), "")
		if s, known := sectionNamed(title); known {
			name, ok = s.NameZH, true
		}
	}
	if ok {
		m.sectionNo, m.section, m.lastField = no, name, ""
	}
	return ok
}

func (m *Measures) Add(rec *layout.Record) {
	row := Measure{Sheet: rec.Sheet, Page: rec.Page, Row: rec.Row, Text: rec.Texts[layout.Measure]}
	text, err := layout.RunningNumber(rec.Own(layout.Serial))
	if err == nil && text == "" {
		err = fmt.Errorf("blank")
	}
	if err != nil {
		m.Problem(rec.Place, rec.Title(m.profile, layout.Serial), "%v", err)
	}
	row.Serial, _ = strconv.Atoi(text)
	if name := rec.Texts[layout.Section]; name != "" && rec.Merges[layout.Section] == tables.Own {
		if no, title, ok := m.profile.SectionOf(name); ok {
			m.sectionNo, m.section = no, title
		} else if name != m.section {
			m.sectionNo, m.section = "", name
		}
		m.lastField = ""
	}
	row.SectionNo, row.Section = m.sectionNo, m.section
	if f := rec.Texts[layout.Field]; f != "" || !m.profile.Carries[layout.Field] {
		m.lastField = f
	}
	row.Field = m.lastField
	for c := layout.Whole; c < layout.Aside; c++ {
		if text := rec.Own(c); text != "" {
			if row.Given == nil {
				row.Given = map[string]string{}
			}
			row.Given[c.String()] = text
		}
	}
	if row.Text == "" {
		m.Problem(rec.Place, rec.Title(m.profile, layout.Measure), "blank")
	}
	if row.Field == "" && rec.Header.Has(layout.Field) {
		m.Problem(rec.Place, rec.Title(m.profile, layout.Field), "blank, in the first row of its section")
	}
	m.Rows = append(m.Rows, row)
}

func (m *Measures) Join(rec *layout.Record) {
	row := &m.Rows[len(m.Rows)-1]
	row.Text = layout.JoinText(row.Text, rec.Own(layout.Measure))
	if f := rec.Own(layout.Field); f != "" {
		row.Field = layout.JoinText(row.Field, f)
		m.lastField = row.Field
	}
}

// maxMeasures bounds the number of rows. The longest known list has 160.
const maxMeasures = 2_000

// Check checks the rows against the number that the announcement states; 0 when
// it states none. Running numbers have to be consecutive from 1.
func (m *Measures) Check(stated int, partial bool, accept ...string) {
	defer m.Layout.Accept(accept)
	if m.header == nil {
		return
	}
	say := m.Problem
	if partial {
		say = m.Note
	}
	column := m.header.Cells[layout.Serial]
	m.checkLost()
	last := 0
	for _, row := range m.Rows {
		at := layout.Place{Sheet: row.Sheet, Page: row.Page, Row: row.Row}
		if row.Serial > 0 && row.Serial != last+1 {
			say(at, column, "%d follows %d", row.Serial, last)
		}
		last = row.Serial
	}
	m.checkSections(say)
	m.SortProblems()
	for _, t := range m.Totals {
		if !t.Part && t.Stated != 0 && t.Stated != t.Lines {
			say(layout.Place{Sheet: t.Sheet, Page: t.Page, Row: t.Row}, "",
				"the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
		}
	}
	switch n := len(m.Rows); {
	case n > maxMeasures:
		m.Problem(layout.Place{}, "", "holds %d rows, beyond the %d that a list of services may have", n, maxMeasures)
		m.Rows = m.Rows[:maxMeasures]
	case stated > 0 && n == stated && partial:
		m.Problem(layout.Place{}, "", "all %d rows are there, as the announcement states: it is not partial", n)
	case stated > 0 && n != stated && !partial:
		m.Problem(layout.Place{}, "", "holds %d rows, but the announcement states %d", n, stated)
	case n == 0 && !partial:
		m.Problem(layout.Place{}, "", "holds no rows")
	}
}

// checkLost finds text with lost characters.
func (m *Measures) checkLost() {
	var lost []*Measure
	for i := range m.Rows {
		if row := &m.Rows[i]; layout.CharactersLost(row.Text + row.Field + row.Section) {
			lost = append(lost, row)
		}
	}
	if len(lost) > 0 {
		m.Problem(layout.Place{Sheet: lost[0].Sheet, Page: lost[0].Page, Row: lost[0].Row}, m.profile.TitleOf(layout.Measure),
			"%s", layout.LostText(len(lost)))
	}
}

// checkSections checks that the numbers of the sections are consecutive from 一:
// at a gap, the title of a section may not have been recognized.
func (m *Measures) checkSections(say func(layout.Place, string, string, ...any)) {
	last := 0
	before := ""
	for _, row := range m.Rows {
		key := row.SectionNo + " " + row.Section
		if key == before || !layout.ChineseNumber().MatchString(row.SectionNo) {
			before = key
			continue
		}
		before = key
		n := layout.FromChinese(row.SectionNo)
		if n != last+1 {
			say(layout.Place{Sheet: row.Sheet, Page: row.Page, Row: row.Row}, m.profile.TitleOf(layout.Section),
				"section %s (%s) follows section %d", row.SectionNo, row.Section, last)
		}
		last = n
	}
}

// MeasuresReport is the content of a list of services, as JSON.
type MeasuresReport struct {
	File      layout.ReportFile  `json:"file"`
	Profile   string             `json:"profile"`
	Header    int                `json:"header,omitempty"`
	Columns   string             `json:"columns,omitempty"`
	Sheets    []string           `json:"sheets,omitempty"`
	Skipped   []string           `json:"skipped,omitempty"`
	Stated    int                `json:"stated,omitempty"`
	Joined    []string           `json:"joined,omitempty"`
	Passed    []string           `json:"passed,omitempty"`
	Footnotes []string           `json:"footnotes,omitempty"`
	Problems  []*compile.Problem `json:"problems"`
	Notes     []*compile.Problem `json:"notes"`
	Rows      []Measure          `json:"rows"`
}

// Report returns the report on a file.
func (m *Measures) Report(from layout.ReportFile, stated int) *MeasuresReport {
	m.Bound()
	rows := m.Rows
	if rows == nil {
		rows = []Measure{}
	}
	return &MeasuresReport{
		File: from, Profile: m.profile.ID, Header: m.Header, Columns: m.Columns, Sheets: m.Sheets, Skipped: m.Skipped,
		Stated: stated,
		Joined: m.Joined, Passed: m.Passed, Footnotes: m.Footnotes, Problems: layout.OrEmpty(m.Problems),
		Notes: layout.OrEmpty(m.Notes), Rows: rows,
	}
}
