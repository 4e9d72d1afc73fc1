package goods

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/annex/layout"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Rules are the rules that a reading is checked against.
type Rules struct {
	Effective edition.Date // first day in force, which determines the tariff of the codes
	Stated    int          // number that the announcement states

	// Partial means that the maintainer accepts fewer or more rows than stated.
	Partial bool
	// Manual are the numbers of rows whose remarks are kept uninterpreted;
	// ManualAll keeps every remark that cannot be interpreted.
	Manual    []int
	ManualAll bool
	// ManualCodes are the codes of such rows, for annexes whose rows have no
	// unique numbers.
	ManualCodes []tariff.Code
	// Accept are the names of the findings that the maintainer accepts.
	Accept []string
	// Tariff is where codes are looked up; nil is the built-in tariff.
	Tariff *tariff.Catalogue
	// UnknownCodes accepts codes that the tariff of the year does not have.
	UnknownCodes bool
}

// Mark parses the rows whose remarks are kept uninterpreted: numbers of rows,
// or codes of eight digits, separated by commas.
func (r *Rules) Mark(rows string) error {
	if strings.TrimSpace(rows) == "" {
		return nil
	}
	for part := range strings.SplitSeq(rows, ",") {
		part = strings.TrimSpace(part)
		if c, err := tariff.ParseCode(part); err == nil && c.Level() == tariff.TariffLine {
			r.ManualCodes = append(r.ManualCodes, c)
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil || n <= 0 {
			return fmt.Errorf("%q is no row", part)
		}
		r.Manual = append(r.Manual, n)
	}
	return nil
}

// Check checks the rows against the rules. Problems of single rows come first,
// in order, then those of the whole.
func (r *Reading) Check(rules Rules) {
	if r.header == nil && r.Sum == nil {
		return
	}
	r.checkNames()
	r.checkRepeated()
	r.checkCodes(rules)
	r.readRemarks(rules)
	r.SortProblems()
	r.checkCount(rules)
	r.Layout.Accept(rules.Accept)
}

func (r *Reading) fault(l *Line, column, format string, args ...any) {
	r.Problems = append(r.Problems, r.problemOf(l, column, format, args...))
}

func (r *Reading) remind(l *Line, column, format string, args ...any) {
	r.Notes = append(r.Notes, r.problemOf(l, column, format, args...))
}

// column returns the name of a column as in the file.
func (r *Reading) column(c layout.Role) string {
	if r.header != nil && r.header.Has(c) {
		return r.header.Cells[c]
	}
	return r.profile.TitleOf(c)
}

// numbered reports whether the number of a row identifies it.
func (r *Reading) numbered() bool {
	var first *Line
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.unchanged != nil {
			continue
		}
		if first == nil {
			first = l
		}
		if l.Page > 0 || l.File != first.File || l.Sheet != first.Sheet {
			return false
		}
	}
	return true
}

// checkNames finds rows without a name. It runs after all rows are read: the
// name may be on the page after the number.
func (r *Reading) checkNames() {
	for i := range r.Lines {
		if l := &r.Lines[i]; l.NameZH == "" && l.NameEN == "" {
			r.fault(l, r.column(layout.NameZH), "blank")
		}
	}
	if n := len(r.dashed); n > 0 {
		r.Note(r.dashed[0], r.column(layout.Remark),
			"a dash or a word for none stands here and in %s rows in all: taken as blank", layout.Thousands(n))
	}
	var lost []*Line
	for i := range r.Lines {
		if l := &r.Lines[i]; l.unchanged == nil && layout.CharactersLost(l.NameZH+l.NameEN+l.Remark) {
			lost = append(lost, l)
		}
	}
	if len(lost) > 0 {
		r.fault(lost[0], r.column(layout.NameZH), "%s", layout.LostText(len(lost)))
	}
}

// checkRepeated finds codes and serial numbers that occur twice, and gaps
// between serial numbers, where a row may have been lost.
func (r *Reading) checkRepeated() {
	codes, serials := map[string]*Line{}, map[string]*Line{}
	last := 0
	var before *Line
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Code != "" {
			key := l.Category + "/" + string(l.Code)
			if first, taken := codes[key]; taken {
				r.fault(l, r.column(layout.Code), "%s is already in %s", l.Code, first.placeBeside(l))
			} else {
				codes[key] = l
			}
		}
		if l.Serial == "" || r.counts != compile.CountsRows {
			continue
		}
		n, _ := strconv.Atoi(l.Serial)
		if first, taken := serials[l.Serial]; taken {
			r.fault(l, r.column(layout.Serial), "%s is already in %s", l.Serial, first.placeBeside(l))
			continue
		}
		serials[l.Serial] = l
		switch {
		case n == last+1:
		case n > last && before != nil && len(before.joined) > 0:
			r.Problem(before.joined[0], r.column(layout.Serial),
				"has no number and was joined to the row above, yet %d follows %d: is it a row of its own?", n, last)
		default:
			r.remind(l, r.column(layout.Serial), "%d follows %d", n, last)
		}
		last, before = n, l
	}
}

// checkCodes looks up the codes in the tariff of the edition's first day. If
// only the tariff of another year is known, a missing code is only noted, since
// codes are renumbered.
func (r *Reading) checkCodes(rules Rules) {
	in := rules.Tariff
	if in == nil {
		in = tariff.BuiltIn()
	}
	table, sameYear := in.Near(rules.Effective)
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Code == "" {
			continue
		}
		if lo, hi := table.Range(l.Code); lo < hi {
			continue
		}
		say := r.fault
		if !sameYear || rules.UnknownCodes {
			say = r.remind
		}
		say(l, r.column(layout.Code), "%s is not in the tariff of %d%s", l.Code, table.Edition().From.Year(),
			successorText(table, l.Code))
	}
}

// maxSuccessors bounds how many successor codes a problem names.
const maxSuccessors = 5

// successorText describes what is known of a code that the tariff does not have.
func successorText(table *tariff.Table, c tariff.Code) string {
	lineage := table.Lineage(c)
	var b strings.Builder
	switch {
	case len(lineage.Known) == 0:
		b.WriteString("; no earlier list that is held knows it")
	case lineage.Name != "" && lineage.NameOf == c:
		b.WriteString("; it was " + lineage.Name + " (" + strings.Join(lineage.Known, ", ") + ")")
	default:
		b.WriteString("; it was in use (" + strings.Join(lineage.Known, ", ") + ")")
	}
	var successors []string
	for _, candidate := range lineage.Candidates {
		if !slices.Contains(successors, string(candidate.Code)) {
			successors = append(successors, string(candidate.Code))
		}
	}
	if n := len(successors); n > maxSuccessors {
		successors = append(successors[:maxSuccessors], strconv.Itoa(n-maxSuccessors)+" more")
	}
	if len(successors) > 0 {
		b.WriteString("; today that may be " + strings.Join(successors, ", "))
	}
	return b.String()
}

// manyRows is the number of rows from which a list without any remark is
// suspicious.
const manyRows = 100

// readRemarks interprets the remarks as conditions.
func (r *Reading) readRemarks(rules Rules) {
	marked := map[int]bool{}
	for _, row := range rules.Manual {
		marked[row] = true
	}
	if len(rules.Manual) > 0 && !r.numbered() {
		r.Problem(layout.Place{}, "",
			"its rows are numbered by page or sheet, so row %d is not one of them alone: mark them manual by their codes",
			rules.Manual[0])
		clear(marked)
	}
	markedCodes := map[tariff.Code]bool{}
	for _, c := range rules.ManualCodes {
		markedCodes[c] = true
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.unchanged != nil {
			continue // interpreted with its own edition
		}
		conditions, err := list.ParseRemark(l.Remark)
		if l.inherits {
			conditions, err = l.Conditions, nil
		}
		manual := marked[l.Row] || markedCodes[l.Code]
		switch {
		case manual && l.Remark == "":
			r.fault(l, r.column(layout.Remark), "blank, so there is nothing to mark manual")
		case manual || err != nil && rules.ManualAll:
			l.Manual, l.Conditions = true, list.ManualRemark(l.Remark)
		case err != nil:
			r.fault(l, r.column(layout.Remark), "%v; mark %s manual to let it stand as a condition that quotes it", err,
				r.markText(l))
		default:
			l.Conditions = conditions
		}
		delete(marked, l.Row)
	}
	for _, l := range r.Lines {
		delete(markedCodes, l.Code)
	}
	if n := len(r.Lines); n >= manyRows && r.Sum == nil &&
		!slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Remark != "" }) {
		r.Note(layout.Place{}, r.column(layout.Remark), "not one of %d rows has a remark: were they lost on the way?", n)
	}
	for _, row := range rules.Manual {
		if marked[row] {
			r.Problem(layout.Place{Row: row}, "", "marked manual, but it is no row of the list")
			delete(marked, row)
		}
	}
	for _, c := range rules.ManualCodes {
		if markedCodes[c] {
			r.Problem(layout.Place{}, "", "%s is marked manual, but it is no row of the list", c)
			delete(markedCodes, c)
		}
	}
}

// markText returns how to mark a row as manual.
func (r *Reading) markText(l *Line) string {
	if r.numbered() {
		return "row " + strconv.Itoa(l.Row)
	}
	return string(l.Code)
}

// placeBeside names the row in a problem of another row, with page and sheet only
// where they differ.
func (l *Line) placeBeside(other *Line) string {
	at := l.place()
	if at.Page == other.Page && at.Sheet == other.Sheet {
		return "row " + strconv.Itoa(l.Row)
	}
	return at.String()
}

// checkCount compares the number of rows with the one that the announcement
// states, and with totals in the file.
func (r *Reading) checkCount(rules Rules) {
	count := len(r.Lines)
	if r.Sum != nil {
		if count != rules.Stated {
			r.Problem(layout.Place{}, "",
				"%s, but the announcement states %d: look for rows that were lost, or that stand there twice", r.Sum, rules.Stated)
		}
		return
	}
	if r.counts == compile.CountsKinds {
		count = r.Kinds()
	}
	for _, t := range r.Totals {
		if r.counts != compile.CountsRows || t.Part || t.Stated == 0 || t.Stated == t.Lines {
			continue
		}
		say := r.Problem
		if rules.Partial {
			say = r.Note
		}
		say(layout.Place{Sheet: t.Sheet, Page: t.Page, Row: t.Row}, "",
			"the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
	}
	switch {
	case count == rules.Stated && rules.Partial:
		r.Problem(layout.Place{}, "", "all %d %s are there, as the announcement states: it is not partial", count, r.counts)
	case count != rules.Stated && !rules.Partial:
		r.Problem(layout.Place{}, "",
			"holds %d %s, but the announcement states %d; an annex of changes must first be applied to the list that it changes",
			count, r.counts, rules.Stated)
	}
}

// problemOf returns a problem of a line, which may come from another file.
func (r *Reading) problemOf(line *Line, column, format string, args ...any) *compile.Problem {
	p := r.InFile(line.place().Problem(column, format, args...))
	if line.File != "" {
		p.File = line.File
	}
	return p
}
