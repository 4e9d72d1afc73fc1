package annex

import (
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// Rules is what a reading is held against.
type Rules struct {
	Effective edition.Date // first day in force, whose tariff the codes are of
	Stated    int          // how many the announcement states

	// Partial: the maintainer knows that the rows are not as many as stated,
	// and wants them nevertheless.
	Partial bool
	// Manual are the numbers of the rows whose remarks are to stand unread;
	// ManualAll says so of every remark that cannot be read.
	Manual    []int
	ManualAll bool
	// UnknownCodes lets codes stand that the tariff of the year does not hold.
	UnknownCodes bool
}

// Check holds the rows against the rules. What is wrong with single rows comes
// first, in their order; what is wrong with the whole comes last.
func (r *Reading) Check(rules Rules) {
	if r.header == nil {
		return
	}
	r.checkRepeated()
	r.checkCodes(rules)
	r.readRemarks(rules)
	byRow := func(a, b *compile.Problem) int { return a.Row - b.Row }
	slices.SortStableFunc(r.Problems, byRow)
	slices.SortStableFunc(r.Notes, byRow)
	r.checkCount(rules)
}

// checkRepeated finds codes and serial numbers that stand there twice, and
// gaps between serial numbers, at which a row may have been lost.
func (r *Reading) checkRepeated() {
	codes, serials := map[string]int{}, map[string]int{}
	last := 0
	for _, l := range r.Lines {
		if l.Code != "" {
			key := l.Category + "/" + string(l.Code)
			if first, taken := codes[key]; taken {
				r.problem(l.Row, r.header.title(code), "%s stands in row %d already", l.Code, first)
			} else {
				codes[key] = l.Row
			}
		}
		if l.Serial == "" || r.counts != compile.CountsRows {
			continue
		}
		n, _ := strconv.Atoi(l.Serial)
		if first, taken := serials[l.Serial]; taken {
			r.problem(l.Row, r.header.title(serial), "%s stands in row %d already", l.Serial, first)
			continue
		}
		serials[l.Serial] = l.Row
		if n != last+1 {
			r.note(l.Row, r.header.title(serial), "%d follows %d", n, last)
		}
		last = n
	}
}

// checkCodes looks the codes up in the tariff of the edition's first day. Where
// that is not held, what another year's tariff lacks is only worth a note:
// codes are renumbered.
func (r *Reading) checkCodes(rules Rules) {
	table, ofTheYear := tariff.At(rules.Effective)
	if !ofTheYear {
		tables := tariff.Tables()
		table = tables[len(tables)-1]
	}
	for _, l := range r.Lines {
		if l.Code == "" {
			continue
		}
		if lo, hi := table.Range(l.Code); lo < hi {
			continue
		}
		say := r.problem
		if !ofTheYear || rules.UnknownCodes {
			say = r.note
		}
		say(l.Row, r.header.title(code), "%s is not in the tariff of %s%s", l.Code, table.Edition().ID, became(table, l.Code))
	}
}

// maxSuccessors bounds how many codes of today a problem names.
const maxSuccessors = 5

// became says what is known of a code that the tariff does not hold.
func became(table *tariff.Table, c tariff.Code) string {
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

// manyRows is how many rows a list has that surely has remarks somewhere.
const manyRows = 100

// readRemarks reads the remarks as rules.
func (r *Reading) readRemarks(rules Rules) {
	marked := map[int]bool{}
	for _, row := range rules.Manual {
		marked[row] = true
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		conditions, err := list.ParseRemark(l.Remark)
		switch {
		case marked[l.Row] && l.Remark == "":
			r.problem(l.Row, r.header.title(remark), "blank, so there is nothing to mark manual")
		case marked[l.Row] || err != nil && rules.ManualAll:
			l.Manual, l.Conditions = true, list.ManualRemark(l.Remark)
		case err != nil:
			r.problem(l.Row, r.header.title(remark), "%v; mark row %d manual to let it stand as a condition that quotes it", err, l.Row)
		default:
			l.Conditions = conditions
		}
		delete(marked, l.Row)
	}
	if n := len(r.Lines); n >= manyRows && !slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Remark != "" }) {
		r.note(0, r.header.title(remark), "not one of %d rows has a remark: were they lost on the way?", n)
	}
	for _, row := range rules.Manual {
		if marked[row] {
			r.problem(row, "", "marked manual, but it is no row of the list")
			delete(marked, row)
		}
	}
}

// checkCount compares the rows with what the announcement states, and with the
// totals in the file itself.
func (r *Reading) checkCount(rules Rules) {
	count := len(r.Lines)
	if r.counts == compile.CountsKinds {
		count = r.Kinds()
	}
	for _, t := range r.Totals {
		if r.counts != compile.CountsRows || t.Part || t.Stated == 0 || t.Stated == t.Lines {
			continue
		}
		say := r.problem
		if rules.Partial {
			say = r.note
		}
		say(t.Row, "", "the file says that there are %d, but %d rows stand above", t.Stated, t.Lines)
	}
	switch {
	case count == rules.Stated && rules.Partial:
		r.problem(0, "", "all %d %s are there, as the announcement states: it is not partial", count, r.counts)
	case count != rules.Stated && !rules.Partial:
		r.problem(0, "", "holds %d %s, but the announcement states %d; an annex of changes must first be applied to the list that it changes", count, r.counts, rules.Stated)
	}
}
