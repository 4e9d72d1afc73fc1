package duty

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Kind is what a measure is by law.
type Kind string

// The kinds, as tax lines name them.
const (
	Additional     Kind = "additional_duty"
	AntiDumping    Kind = "anti_dumping_duty"
	Countervailing Kind = "countervailing_duty"
	Safeguard      Kind = "safeguard_duty"
)

// Measure is a duty that goods of some origins pay beside the ordinary one.
type Measure struct {
	ID       string // by which an amendment of the tariff takes its place
	Kind     Kind
	Document string // number of the notice, or the name of the table

	origins string // codes of countries, each with a space after it; blank for all
	except  string // origins that it leaves out
	goods   string // leading digits of codes, each with a space after it; blank for all goods
	without string // leading digits that goods has too many
	edition.Interval

	// Rate is the rate in parts per million of the dutiable value where the
	// measure is Certain.
	Rate int64
	// Certain: each good of the code and origin pays the rate, but for what
	// Text leaves out. Otherwise the text names goods in words, or rates by
	// producer, and whether and how much is due is for its reader to say.
	Certain bool

	// Idle: it is suspended on the day, and not levied.
	Idle bool

	Text   edition.Text // on which goods, at what rate, and what is not held
	Basis  edition.Basis
	Source string // ids of the sources, joined by semicolons
}

// about reports whether the code is among its goods.
func (m *Measure) about(code tariff.Code) bool { return covers(m.goods, m.without, code) }

// covers reports whether the code is among goods, of which a blank list has all, and not
// among those that are left out.
func covers(goods, without string, code tariff.Code) bool {
	return (goods == "" || begins(goods, code)) && !begins(without, code)
}

// begins reports whether the code begins with one of the prefixes of a list.
func begins(list string, code tariff.Code) bool {
	for list != "" {
		prefix, rest, _ := strings.Cut(list, " ")
		if strings.HasPrefix(string(code), prefix) {
			return true
		}
		list = rest
	}
	return false
}

// MeasuresOn appends the measures that reach a code of an origin on a day, in a fixed
// order: those that are compiled in, certain ones first, then those that amendments of
// the tariff have brought. Of a measure that both have, the amendment's hold.
func MeasuresOn(to []Measure, t *tariff.Table, code tariff.Code, origin string, day edition.Date) []Measure {
	if origin == "" {
		return to
	}
	if origin == "US" {
		if m, ok := countermeasure(code, day); ok && !t.Replaces(m.ID, day) {
			to = append(to, m)
		}
	}
	x := indexed()
	for set := x.of(origin).measures & x.reaching(code); set != 0; {
		if m := set.next(); m.Contains(day) && m.about(code) && !t.Replaces(m.ID, day) {
			to = append(to, *m)
		}
	}
	brought := t.Standing()
	chapter, all := t.StandingAbout(code)
	for _, some := range [...][]int32{all, chapter} {
		for _, i := range some {
			if d := &brought[i]; !d.Ended && d.Contains(day) && from(d, origin) && About(d, code) {
				to = append(to, broughtMeasure(d, day))
			}
		}
	}
	return to
}

// MayDependOnOrigin reports whether goods of the code pay a duty on top for
// some origin that is held by more than its origin alone.
func MayDependOnOrigin(t *tariff.Table, code tariff.Code, day edition.Date) bool {
	if m, ok := countermeasure(code, day); ok && !t.Replaces(m.ID, day) {
		return true
	}
	for set := indexed().reaching(code); set != 0; {
		if m := set.next(); m.Contains(day) && m.about(code) && !t.Replaces(m.ID, day) {
			return true
		}
	}
	brought := t.Standing()
	chapter, all := t.StandingAbout(code)
	may := func(i int32) bool { return !brought[i].Ended && brought[i].Contains(day) && About(&brought[i], code) }
	return slices.ContainsFunc(all, may) || slices.ContainsFunc(chapter, may)
}
