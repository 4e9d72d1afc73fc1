package duty

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Kind is the legal kind of a measure.
type Kind string

// The kinds, as tax lines name them.
const (
	Additional     Kind = "additional_duty"
	AntiDumping    Kind = "anti_dumping_duty"
	Countervailing Kind = "countervailing_duty"
	Safeguard      Kind = "safeguard_duty"
)

// Measure is a duty that goods of some origins pay in addition to the ordinary duty.
type Measure struct {
	ID       string // an amendment of the tariff with the same id replaces the measure
	Kind     Kind
	Document string // number of the notice, or the name of the table

	origins string // codes of countries, each with a space after it; blank for all
	except  string // origins that are excluded
	goods   string // code prefixes, each with a space after it; blank for all goods
	without string // code prefixes that are excluded from goods
	edition.Interval

	// Rate is in parts per million of the dutiable value. It is set when the measure
	// is Certain.
	Rate int64
	// Certain: all goods of the code and origin pay the rate, with the exceptions
	// named in Text. Otherwise the text names goods in words, or rates by producer,
	// and does not decide whether and how much is due.
	Certain bool

	// Suspended: the measure is not levied on the day.
	Suspended bool

	Text   edition.Text // the goods, the rate, and what is not held
	Basis  edition.Basis
	Source string // ids of the sources, joined by semicolons
}

// coversGoods reports whether the measure is on goods of the code.
func (m *Measure) coversGoods(code tariff.Code) bool { return matchesGoods(m.goods, m.without, code) }

// matchesGoods reports whether the code has a prefix in goods, where a blank list matches
// all codes, and none in without.
func matchesGoods(goods, without string, code tariff.Code) bool {
	return (goods == "" || hasListedPrefix(goods, code)) && !hasListedPrefix(without, code)
}

// hasListedPrefix reports whether the code begins with one of the prefixes of a list.
func hasListedPrefix(list string, code tariff.Code) bool {
	for list != "" {
		prefix, rest, _ := strings.Cut(list, " ")
		if strings.HasPrefix(string(code), prefix) {
			return true
		}
		list = rest
	}
	return false
}

// MeasuresOn appends the measures on goods of a code and an origin on a day, in a fixed
// order: those that are compiled in, certain ones first, then those of amendments of the
// tariff. A measure that both have is taken from the amendments.
func MeasuresOn(to []Measure, t *tariff.Table, code tariff.Code, origin string, day edition.Date) []Measure {
	if origin == "" {
		return to
	}
	if origin == "US" {
		if m, ok := countermeasure(code, day); ok && !t.Replaces(m.ID, day) {
			to = append(to, m)
		}
	}
	x := builtIndex()
	for set := x.forOrigin(origin).measures & x.forChapterOf(code); set != 0; {
		if m := set.next(); m.Contains(day) && m.coversGoods(code) && !t.Replaces(m.ID, day) {
			to = append(to, *m)
		}
	}
	duties := t.AccumulatedDuties()
	chapter, all := t.AccumulatedFor(code)
	for _, indexes := range [...][]int32{all, chapter} {
		for _, i := range indexes {
			if d := &duties[i]; !d.Ended && d.Contains(day) && appliesTo(d, origin) && About(d, code) {
				to = append(to, measureOf(d, day))
			}
		}
	}
	return to
}
