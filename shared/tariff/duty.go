package tariff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// Duty is a duty on goods of some origins beside that of the schedule, as an
// amendment brings it in. Package duty decides whom it reaches, and has those that are
// compiled in.
type Duty struct {
	// Measure names what the duty is a part of. The duties of a measure that an edition
	// brings are all of it: from the first of their days on they stand in the place of
	// those that were known of it before, compiled in or brought in.
	Measure string
	Kind    string // as package duty names it
	// Origins has codes of countries, each with a space after it; blank for all. Except
	// has those that are left out.
	Origins, Except string
	// Goods has leading digits of codes, each with a space after it; blank for all
	// goods. Without has those that are left out.
	Goods, Without string
	edition.Interval
	Suspended edition.Interval // the days on which it is not levied; zero for none
	Rate      int64            // parts per million of the dutiable value
	// Open: its text names goods in words, or rates by producer; whether and how much is
	// due is for its reader to say.
	Open  bool
	Ended bool // the measure is no longer levied; no more is said
	Text  edition.Text

	Document string
	Basis    edition.Basis
}

// Duties returns the duties by origin that the edition itself brings.
func (t *Table) Duties() []Duty { return t.duties }

// standing are duties by origin, found by the chapter of their goods.
type dutyIndex struct {
	duties    []Duty
	firstDays map[string]edition.Date // of each measure, the first day that is spoken of
	chapters  [100][]int32
	all       []int32 // of all goods
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

// Standing returns the duties by origin that this edition and those before it have
// brought, by measure: a year ends none of them.
func (t *Table) Standing() []Duty {
	if t == nil || t.accumulated == nil {
		return nil
	}
	return t.accumulated.duties
}

// StandingAbout returns those of Standing that may be about goods of a code, by their
// places in it: of its chapter, and of all goods.
func (t *Table) StandingAbout(c Code) (chapter, all []int32) {
	if t == nil || t.accumulated == nil || len(c) < Chapter.Digits() {
		return nil, nil
	}
	return t.accumulated.chapters[c.chapter()], t.accumulated.all
}

// Replaces reports whether amendments speak of a measure on a day, so that nothing
// else that is known of it holds.
func (t *Table) Replaces(measure string, day edition.Date) bool {
	if t == nil || t.accumulated == nil {
		return false
	}
	first, ok := t.accumulated.firstDays[measure]
	return ok && first <= day
}

// beginnings returns the first day of each measure.
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

// stand joins the duties of an edition to those that stood before it. What an earlier
// edition said of a measure ends where the new one begins to speak of it.
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

// follow returns the table as the one after another.
func (t *Table) withPrevious(before *Table) *Table {
	copied := *t
	copied.previous = before
	copied.accumulated = newDutyIndex(mergeDuties(before.Standing(), t.duties))
	return &copied
}

// Turns returns the days on which duties that the edition brings begin, end, are
// suspended or are levied again.
func (t *Table) Turns() []edition.Date { return Turns(t.duties) }

// Turns returns the days on which some of the duties begin, end, are suspended or are
// levied again.
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

// sound checks what a lookup takes for granted.
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

// values are what of a duty goes into the hash of its edition.
func (d *Duty) hashFields() []string {
	return []string{d.Measure, d.Kind, d.Origins, d.Except, d.Goods, d.Without, d.From.String(), d.To.String(),
		d.Suspended.From.String(), d.Suspended.To.String(), strconv.FormatInt(d.Rate, 10), strconv.FormatBool(d.Open),
		strconv.FormatBool(d.Ended), d.Text.EN, d.Text.ZH, d.Document, d.Basis.String()}
}
