package duty

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Kinds are all kinds, with their names in Chinese.
var Kinds = map[Kind]string{
	Additional: "加征关税", AntiDumping: "反倾销税", Countervailing: "反补贴税", Safeguard: "保障措施关税",
}

// Union has the members of the European Union, to which its measures apply.
func Union() []string { return strings.Fields(union) }

// IDs returns the measures that are compiled in.
func IDs() []string { return slices.Clone(compiledIn()) }

var compiledIn = sync.OnceValue(func() []string {
	ids := []string{usSince2018}
	for i := range measures {
		if !slices.Contains(ids, measures[i].ID) {
			ids = append(ids, measures[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
})

// Texts returns what is compiled in of a measure.
func Texts(id string) (texts []edition.Text) {
	if id == usSince2018 {
		texts = append(texts, usSummed.Text, usRemainder.Text)
	}
	for i := range measures {
		if measures[i].ID == id {
			texts = append(texts, measures[i].Text)
		}
	}
	return texts
}

// Reaches reports whether what is compiled in of a measure may be about goods of a
// code, or of one under it, whatever their origin and the day.
func Reaches(id string, code tariff.Code) bool {
	if id == usSince2018 {
		return usRecord(code.Line()) != ""
	}
	under := func(goods string) bool { return code.Contains(tariff.Code(goods)) }
	return slices.ContainsFunc(measures[:], func(m Measure) bool {
		return m.ID == id && (m.about(code) || slices.ContainsFunc(strings.Fields(m.goods), under))
	})
}

// About reports whether a duty that was brought in is about goods of a code.
func About(d *tariff.Duty, code tariff.Code) bool {
	return !d.Ended && covers(d.Goods, d.Without, code)
}

func from(d *tariff.Duty, origin string) bool {
	return len(origin) == 2 && (d.Origins == "" || hasCode(d.Origins, origin)) && !hasCode(d.Except, origin)
}

// hasCode reports whether a list of codes, each two letters and a space, has one.
func hasCode(list, code string) bool {
	for i := 0; i+2 <= len(list); i += 3 {
		if list[i:i+2] == code {
			return true
		}
	}
	return false
}

// Decisive returns what appends to a text what the duties that were brought in say of a
// code, so that two editions can be compared by it: nothing when they say nothing.
func Decisive(brought []tariff.Duty) func(text []byte, code tariff.Code) []byte {
	replaces := make([]bool, len(brought)) // what is compiled in of its measure
	for i := range brought {
		_, replaces[i] = slices.BinarySearch(compiledIn(), brought[i].Measure)
	}
	return func(text []byte, code tariff.Code) []byte {
		for i := range brought {
			d := &brought[i]
			if About(d, code) || replaces[i] && Reaches(d.Measure, code) {
				text = fmt.Appendf(text, ";%s %s %t|%s|%s|%s|%s|%s|%s|%d %t %d", d.Measure, d.Kind, d.Ended, d.Origins, d.Except,
					d.From, d.To, d.Suspended.From, d.Suspended.To, d.Rate, d.Open, d.Basis)
			}
		}
		return text
	}
}

// broughtMeasure is a duty that was brought in, as it stands on a day.
func broughtMeasure(d *tariff.Duty, day edition.Date) Measure {
	return Measure{
		ID: d.Measure, Kind: Kind(d.Kind), Document: d.Document, Interval: d.Interval, Rate: d.Rate, Certain: !d.Open,
		Idle: d.Suspended.From != 0 && d.Suspended.Contains(day), Text: d.Text, Basis: d.Basis,
	}
}
