package tariff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// Duty is an additional duty on goods of some origins that an amendment of the tariff
// adds. Package duty decides which goods it applies to, and has the compiled-in duties.
type Duty struct {
	// Measure is the id of the measure that the duty is part of. The duties that an
	// edition has of a measure are all of it: from the first of their days they replace
	// the earlier ones of the measure, compiled in or of earlier editions.
	Measure string
	Kind    string // a duty.Kind
	// Origins has codes of countries, each with a space after it; blank for all. Except
	// has those that are excluded.
	Origins, Except string
	// Goods has code prefixes, each with a space after it; blank for all goods. Without
	// has those that are excluded.
	Goods, Without string
	edition.Interval
	Suspended edition.Interval // the days on which it is not levied; zero for none
	Rate      int64            // parts per million of the dutiable value
	// Open: the text names goods in words, or rates by producer, and does not decide
	// whether and how much is due.
	Open  bool
	Ended bool // the measure is no longer levied from the first day on
	Text  edition.Text

	Document string
	Basis    edition.Basis
}

// Duties returns the duties by origin that the edition itself adds.
func (t *Table) Duties() []Duty { return t.duties }

// dutyIndex has duties by origin with an index by chapter of their goods.
type dutyIndex struct {
	duties    []Duty
	firstDays map[string]edition.Date // of the duties of each measure
	chapters  [100][]int32            // indexes of duties by chapter
	all       []int32                 // indexes of duties on all goods
}

func newDutyIndex(duties []Duty) *dutyIndex {
	if len(duties) == 0 {
		return nil
	}
	s := &dutyIndex{duties: duties, firstDays: firstDays(duties)}
	for i := range duties {
		if duties[i].Goods == "" {
			s.all = append(s.all, int32(i))
		}
		for code := range strings.FieldsSeq(duties[i].Goods) {
			in := &s.chapters[Code(code).chapter()]
			if n := len(*in); n == 0 || (*in)[n-1] != int32(i) {
				*in = append(*in, int32(i))
			}
		}
	}
	return s
}

// AccumulatedDuties returns the duties by origin that this edition and the earlier ones have
// added, sorted by measure. They do not end with the year.
func (t *Table) AccumulatedDuties() []Duty {
	if t == nil || t.accumulated == nil {
		return nil
	}
	return t.accumulated.duties
}

// AccumulatedFor returns the indexes in AccumulatedDuties of the duties that may be on goods of a
// code: those on goods of its chapter, and those on all goods.
func (t *Table) AccumulatedFor(c Code) (chapter, all []int32) {
	if t == nil || t.accumulated == nil || len(c) < Chapter.Digits() {
		return nil, nil
	}
	return t.accumulated.chapters[c.chapter()], t.accumulated.all
}

// Replaces reports whether amendments replace a compiled-in measure on a day.
func (t *Table) Replaces(measure string, day edition.Date) bool {
	if t == nil || t.accumulated == nil {
		return false
	}
	first, ok := t.accumulated.firstDays[measure]
	return ok && first <= day
}

// firstDays returns the first day of the duties of each measure.
func firstDays(duties []Duty) map[string]edition.Date {
	days := make(map[string]edition.Date)
	for i := range duties {
		d := &duties[i]
		if first, ok := days[d.Measure]; !ok || d.From < first {
			days[d.Measure] = d.From
		}
	}
	return days
}

// mergeDuties merges the duties of an edition with those of the earlier ones. The
// earlier duties of a measure end on the first day of its new ones.
func mergeDuties(before, own []Duty) []Duty {
	first := firstDays(own)
	var out []Duty
	for _, d := range before {
		if first, replaced := first[d.Measure]; replaced {
			if first <= d.From {
				continue
			}
			if d.To == 0 || d.To > first {
				d.To = first
			}
		}
		out = append(out, d)
	}
	out = append(out, own...)
	slices.SortStableFunc(out, func(a, b Duty) int {
		return cmp.Or(strings.Compare(a.Measure, b.Measure), int(a.From)-int(b.From), strings.Compare(a.Goods, b.Goods))
	})
	return out
}

// withPrevious returns the table linked to the previous edition.
func (t *Table) withPrevious(before *Table) *Table {
	copied := *t
	copied.previous = before
	copied.accumulated = newDutyIndex(mergeDuties(before.AccumulatedDuties(), t.duties))
	return &copied
}

// DutyChangeDays returns the days on which duties of the edition begin, end, are suspended or are
// levied again.
func (t *Table) DutyChangeDays() []edition.Date { return Turns(t.duties) }

// Turns returns the sorted days on which a duty begins, ends, is suspended or is levied
// again.
func Turns(duties []Duty) (days []edition.Date) {
	for i := range duties {
		d := &duties[i]
		for _, day := range []edition.Date{d.From, d.To, d.Suspended.From, d.Suspended.To} {
			if day != 0 && !slices.Contains(days, day) {
				days = append(days, day)
			}
		}
	}
	slices.Sort(days)
	return days
}

// validate checks what lookups rely on.
func (d *Duty) validate() error {
	for _, list := range []string{d.Origins, d.Except} {
		for i := range len(list) {
			if space := i%3 == 2; space != (list[i] == ' ') {
				return fmt.Errorf("duty %s: %q is no list of countries", d.Measure, list)
			}
		}
		if len(list)%3 != 0 {
			return fmt.Errorf("duty %s: %q is no list of countries", d.Measure, list)
		}
	}
	for _, list := range []string{d.Goods, d.Without} {
		for code := range strings.FieldsSeq(list) {
			if strings.Trim(code, "0123456789") != "" || len(code) < Chapter.Digits() || len(code) > declarableDigits {
				return fmt.Errorf("duty %s: %q is no code", d.Measure, code)
			}
		}
	}
	if d.Measure == "" || d.From == 0 || d.Rate < 0 || !d.Ended && !d.Open && d.Rate == 0 {
		return fmt.Errorf("duty %q without its measure, first day or rate", d.Measure)
	}
	return nil
}

// hashFields returns the fields of a duty that go into the hash of its edition.
func (d *Duty) hashFields() []string {
	return []string{d.Measure, d.Kind, d.Origins, d.Except, d.Goods, d.Without, d.From.String(), d.To.String(),
		d.Suspended.From.String(), d.Suspended.To.String(), strconv.FormatInt(d.Rate, 10), strconv.FormatBool(d.Open),
		strconv.FormatBool(d.Ended), d.Text.EN, d.Text.ZH, d.Document, d.Basis.String()}
}
