package measures

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/list"
	"importchecker/shared/services"
)

// The states of a row: where its columns come from.
const (
	Decided = "decided" // a maintainer, in the table
	Lent    = "lent"    // the identical row of the stored edition
	Typed   = "typed"   // the words of the row
	Open    = "open"    // still to be decided by a maintainer
)

// Row is a measure and how it is applied, by the columns of the table.
type Row struct {
	Measure
	State  string   `json:"state"`          // Decided, Lent, Typed or Open
	Open   []string `json:"open,omitempty"` // columns without a value
	Manual bool     `json:"manual,omitempty"`
	// Columns has how the row is applied, by the column names of list.csv.
	Columns map[string]string `json:"columns"`
	Grounds []Ground          `json:"grounds,omitempty"`

	letter services.Code
}

// Ground quotes the words that determine a column. For an open row they are
// only hints for the maintainer.
type Ground struct {
	Column string `json:"column"`
	Value  string `json:"value"`
	Words  string `json:"words"`
}

// Rules are the deviations that a maintainer accepts.
type Rules struct {
	// Manual are the numbers (序号) of rows that are kept uninterpreted. Those
	// whose section is unknown reach everything.
	Manual []int
	// ManualAll makes every open row of unknown section reach everything.
	ManualAll bool
}

// Reading is a list with how its rows are applied.
type Reading struct {
	Measures *Measures // as published, with its problems
	Rows     []Row
}

// decisions are the columns that say how a row is applied.
var decisions = []string{"whole", "part", "modes", "kind", "weight", "activities", "summary_zh", "summary_en", "laws"}

// Read determines how each row is applied. Rows of the stored edition may be
// reused; it is nil when there is none. Problems are added to those of the
// measures; file is the name of the file in them.
func Read(file string, m *Measures, stored *services.Edition, rules Rules) *Reading {
	r := &Reading{Measures: m, Rows: make([]Row, len(m.Rows))}
	marked := map[int]bool{}
	for _, n := range rules.Manual {
		marked[n] = true
	}
	for i := range m.Rows {
		row := &r.Rows[i]
		row.Measure, row.Columns = m.Rows[i], map[string]string{}
		row.findSection()
		row.applyDecisions()
		if marked[row.Serial] {
			row.Manual, row.Columns["weight"] = true, services.Unread.String()
		} else {
			row.reuse(stored)
		}
		row.applyWords()
		for _, problem := range row.complete(rules.ManualAll || row.Manual) {
			problem.File = file
			m.Problems = append(m.Problems, problem)
		}
		delete(marked, row.Serial)
	}
	for n := range marked {
		m.Problems = append(m.Problems, problemOf(file, "%d is marked manual, but it is no number of the list", n))
	}
	return r
}

// findSection sets the section of GB/T 4754 that the list prints the row under.
func (r *Row) findSection() {
	if s, ok := sectionNamed(r.Section); ok {
		r.letter = s.Code
	}
}

// applyDecisions sets the columns that the table decides.
func (r *Row) applyDecisions() {
	for _, c := range append([]string{"note"}, decisions...) {
		if text := normalizeList(c, r.Given[c]); text != "" {
			r.Columns[c] = text
			if c != "note" {
				r.State = Decided
			}
		}
	}
}

// normalizeList normalizes lists of codes, modes and keys to the form of list.csv,
// whatever separators a person used.
func normalizeList(column, text string) string {
	switch column {
	case "whole", "part", "modes", "activities", "laws":
		parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";；,，、 |", r) })
		return strings.Join(parts, ";")
	}
	return strings.TrimSpace(text)
}

// hasValue reports whether a column has a value. The sectors reached are in either
// of two columns.
func (r *Row) hasValue(column string) bool {
	if column == "part" {
		return r.Columns["part"] != "" || r.Columns["whole"] != ""
	}
	return r.Columns[column] != ""
}

// reuse copies undecided columns from the row of the stored edition, if its text
// is identical.
func (r *Row) reuse(stored *services.Edition) {
	if stored == nil {
		return
	}
	i := slices.IndexFunc(stored.Measures, func(m services.Measure) bool {
		return m.Item == strconv.Itoa(r.Serial) && m.Original != "" && list.OneLine(m.Original) == r.Text &&
			m.Weight != services.Unread
	})
	if i < 0 {
		return
	}
	reach := !r.hasValue("part")
	for column, value := range columnsOf(&stored.Measures[i]) {
		switch {
		case value == "" || r.Columns[column] != "" || !reach && (column == "whole" || column == "part"):
			continue
		case column == "summary_zh" && value == r.Text, column == "summary_en" && value == substituteSummary(r.Text):
			continue // it is not a summary
		}
		r.Columns[column] = value
		if r.State == "" {
			r.State = Lent
		}
	}
	if r.letter == "" {
		r.letter = stored.Measures[i].Letter
	}
}

// columnsOf returns how a measure is applied, by the columns of the table.
func columnsOf(m *services.Measure) map[string]string {
	var whole, part, modes, activities []string
	for _, reach := range m.Reach {
		if reach.Whole {
			whole = append(whole, string(reach.Code))
		} else {
			part = append(part, string(reach.Code))
		}
	}
	for _, mode := range m.Modes.List() {
		modes = append(modes, strconv.Itoa(int(mode)))
	}
	for _, a := range m.Activities {
		if a != "item-"+m.ID { // every row has this key implicitly
			activities = append(activities, a)
		}
	}
	return map[string]string{
		"whole": strings.Join(whole, ";"), "part": strings.Join(part, ";"), "modes": strings.Join(modes, ";"),
		"kind": m.Kind.String(), "weight": m.Weight.String(),
		"activities": strings.Join(activities, ";"), "summary_zh": m.Summary.ZH, "summary_en": m.Summary.EN,
		"laws": strings.Join(m.Laws, ";"),
	}
}

// applyWords sets undecided columns by the words of the row: all of them or none.
func (r *Row) applyWords() {
	values := map[string]string{}
	for _, g := range grounds(r) {
		if r.hasValue(g.Column) || g.Column == "whole" && r.hasValue("part") {
			continue
		}
		r.Grounds = append(r.Grounds, g)
		values[g.Column] = g.Value
	}
	for _, c := range []string{"kind", "modes", "part"} {
		if _, typed := values[c]; !r.hasValue(c) && !typed && !(c == "part" && values["whole"] != "") {
			r.Open = append(r.Open, c)
		}
	}
	if len(r.Open) > 0 {
		return
	}
	for c, value := range values {
		r.Columns[c] = value
	}
	if r.Columns["weight"] == "" && r.Columns["kind"] != "" {
		r.Columns["weight"] = services.Adds.String()
		if overseas().MatchString(r.Text) {
			r.Columns["weight"] = services.Decides.String()
		}
	}
	if r.State == "" {
		r.State = Typed
	}
}

// complete sets what an open row reaches, and returns the problems that prevent
// the import.
func (r *Row) complete(everything bool) []*problem {
	weight, unread := r.Columns["weight"], services.Unread.String()
	switch {
	case weight == unread: // the maintainer decided that it is kept unread, with the other given columns
		r.State, r.Open = Decided, nil
	case len(r.Open) == 0:
		r.setSummaries()
		return nil
	case weight != "" && r.Given["weight"] != "":
		return []*problem{r.problem("weight", "%s, but %s is not said: fill it in, or leave the weight blank", weight,
			strings.Join(r.Open, ", "))}
	default:
		r.State = Open
		r.Columns["modes"] = allModes
		r.addDivisions()
	}
	r.Columns["weight"] = unread
	r.setDefault("kind", services.Other.String())
	r.setDefault("modes", allModes)
	if !r.hasValue("part") {
		switch {
		case r.letter != "":
			r.addDivisions()
		case everything:
			r.Columns["part"], r.Manual = divisions(""), true
		default:
			return []*problem{r.problem("section",
				"%q is no section of GB/T 4754-2017, so it is not known what the row reaches: say it in the columns whole or part, or mark row %d manual to let it reach everything", r.Section, r.Serial)}
		}
	}
	r.setSummaries()
	return nil
}

const allModes = "1;2;4"

// addDivisions adds the divisions of the section to what the row reaches.
func (r *Row) addDivisions() {
	if r.letter == "" {
		return
	}
	reached := strings.Split(r.Columns["whole"]+";"+r.Columns["part"], ";")
	part := strings.Split(r.Columns["part"], ";")
	for d := range strings.SplitSeq(divisions(r.letter), ";") {
		if !slices.Contains(reached, d) {
			part = append(part, d)
		}
	}
	r.Columns["part"] = strings.Trim(strings.Join(part, ";"), ";")
}

func (r *Row) setDefault(column, value string) {
	if r.Columns[column] == "" {
		r.Columns[column] = value
	}
}

// setSummaries sets missing summaries to the text of the row.
func (r *Row) setSummaries() {
	r.setDefault("summary_zh", r.Text)
	r.setDefault("summary_en", substituteSummary(r.Text))
}

// substituteSummary returns the substitute for an English summary.
func substituteSummary(text string) string {
	return "its text, which nobody has summed up in English: “" + text + "”"
}

// Record returns the row in the form of list.csv.
func (r *Row) Record(header []string, source string) []string {
	id := strconv.Itoa(r.Serial)
	letter := r.letter
	if letter == "" {
		letter = letterOf(r.Columns["whole"] + ";" + r.Columns["part"])
	}
	domain := services.Sector{NameZH: r.Section, NameEN: "Section “" + r.Section + "” of the list"}
	if s, ok := services.Lookup(services.GBT4754, letter); ok {
		domain = s
	}
	note := r.Columns["note"]
	if r.Field != "" && !strings.HasPrefix(note, "领域：") {
		note = strings.TrimSuffix("领域："+r.Field+"；"+note, "；")
	}
	values := map[string]string{
		"id": id, "item": id, "item_status": "stated", "section_no": r.SectionNumber(), "section": string(letter),
		"domain_zh": domain.NameZH, "domain_en": domain.NameEN, "original_zh": r.Text,
		"basis": "official", "confidence": "annex", "sources": source, "note": note,
	}
	for _, c := range decisions {
		values[c] = r.Columns[c]
	}
	out := make([]string, len(header))
	for i, column := range header {
		out[i] = strings.TrimSpace(values[column])
	}
	return out
}

// Counts returns the number of rows in each state.
func (r *Reading) Counts() map[string]int {
	counts := map[string]int{}
	for i := range r.Rows {
		counts[r.Rows[i].State]++
	}
	return counts
}

// Grounded quotes the grounds of the row on one line.
func (r *Row) Grounded() string {
	var parts []string
	for _, g := range r.Grounds {
		parts = append(parts, fmt.Sprintf("%s %s (“%s”)", g.Column, g.Value, g.Words))
	}
	return strings.Join(parts, ", ")
}
