package duty

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Kinds has all kinds with their Chinese names.
var Kinds = map[Kind]string{
	Additional: "加征关税", AntiDumping: "反倾销税", Countervailing: "反补贴税", Safeguard: "保障措施关税",
}

// Union returns the members of the European Union.
func Union() []string { return strings.Fields(union) }

// IDs returns the sorted ids of the measures that are compiled in.
func IDs() []string { return slices.Clone(compiledIDs()) }

var compiledIDs = sync.OnceValue(func() []string {
	ids := []string{usSince2018}
	for i := range measures {
		if !slices.Contains(ids, measures[i].ID) {
			ids = append(ids, measures[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
})

// Texts returns the texts that are compiled in for a measure.
func Texts(id string) (texts []edition.Text) {
	if id == usSince2018 {
		texts = append(texts, usTotal.Text, usRemainder.Text)
	}
	for i := range measures {
		if measures[i].ID == id {
			texts = append(texts, measures[i].Text)
		}
	}
	return texts
}

// Reaches reports whether a compiled-in measure may apply to goods of a code or of a
// code under it, for any origin and day.
func Reaches(id string, code tariff.Code) bool {
	if id == usSince2018 {
		return usRecord(code.Line()) != ""
	}
	under := func(goods string) bool { return code.Contains(tariff.Code(goods)) }
	return slices.ContainsFunc(measures[:], func(m Measure) bool {
		return m.ID == id && (m.coversGoods(code) || slices.ContainsFunc(strings.Fields(m.goods), under))
	})
}

// About reports whether a duty of an amendment is on goods of a code.
func About(d *tariff.Duty, code tariff.Code) bool {
	return !d.Ended && matchesGoods(d.Goods, d.Without, code)
}

// appliesTo reports whether a duty of an amendment is on goods of an origin.
func appliesTo(d *tariff.Duty, origin string) bool {
	return len(origin) == 2 && (d.Origins == "" || hasCode(d.Origins, origin)) && !hasCode(d.Except, origin)
}

// hasCode reports whether a list of countries, each two letters and a space, has a code.
func hasCode(list, code string) bool {
	for i := 0; i+2 <= len(list); i += 3 {
		if list[i:i+2] == code {
			return true
		}
	}
	return false
}

// AppendDuties returns a function that appends the duties of amendments on a code to a text,
// so that two editions can be compared by their texts. It appends nothing for a code
// without such duties.
func AppendDuties(duties []tariff.Duty) func(text []byte, code tariff.Code) []byte {
	replaces := make([]bool, len(duties)) // whether the duty replaces a compiled-in measure
	for i := range duties {
		_, replaces[i] = slices.BinarySearch(compiledIDs(), duties[i].Measure)
	}
	return func(text []byte, code tariff.Code) []byte {
		for i := range duties {
			d := &duties[i]
			if About(d, code) || replaces[i] && Reaches(d.Measure, code) {
				text = fmt.Appendf(text, ";%s %s %t|%s|%s|%s|%s|%s|%s|%d %t %d", d.Measure, d.Kind, d.Ended, d.Origins, d.Except,
					d.From, d.To, d.Suspended.From, d.Suspended.To, d.Rate, d.Open, d.Basis)
			}
		}
		return text
	}
}

// measureOf returns a duty of an amendment as a measure on a day.
func measureOf(d *tariff.Duty, day edition.Date) Measure {
	return Measure{
		ID: d.Measure, Kind: Kind(d.Kind), Document: d.Document, Interval: d.Interval, Rate: d.Rate, Certain: !d.Open,
		Suspended: d.Suspended.From != 0 && d.Suspended.Contains(day), Text: d.Text, Basis: d.Basis,
	}
}
