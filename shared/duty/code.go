package duty

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// A MeasureByOrigin is a measure with the origins whose goods pay it.
type MeasureByOrigin struct {
	Measure
	Origins []string // none for all origins
	Except  []string
}

// MeasuresOf returns the measures about goods of a ten-digit code on a day, whatever
// their origin, in the order of MeasuresOn.
func MeasuresOf(t *tariff.Table, code tariff.Code, day edition.Date) (all []MeasureByOrigin) {
	eachMeasure(t, code, day, func(m Measure, origins, except string) bool {
		all = append(all, MeasureByOrigin{m, strings.Fields(origins), strings.Fields(except)})
		return true
	})
	return all
}

// MayDependOnOrigin reports whether goods of the code may pay an additional duty for some
// origin on the day.
func MayDependOnOrigin(t *tariff.Table, code tariff.Code, day edition.Date) (found bool) {
	eachMeasure(t, code, day, func(Measure, string, string) bool {
		found = true
		return false
	})
	return found
}

// eachMeasure yields the measures about goods of a code on a day, whatever their origin, with
// the lists of origins that pay them and that do not, until yield returns false.
func eachMeasure(t *tariff.Table, code tariff.Code, day edition.Date,
	yield func(m Measure, origins, except string) bool) {
	if m, ok := countermeasure(code, day); ok && !t.Replaces(m.ID, day) && !yield(m, "US", "") {
		return
	}
	for set := builtIndex().forChapterOf(code); set != 0; {
		m := set.next()
		if m.Contains(day) && m.coversGoods(code) && !t.Replaces(m.ID, day) && !yield(*m, m.origins, m.except) {
			return
		}
	}
	duties := t.AccumulatedDuties()
	chapter, all := t.AccumulatedFor(code)
	for _, indexes := range [...][]int32{all, chapter} {
		for _, i := range indexes {
			d := &duties[i]
			if d.Contains(day) && About(d, code) && !yield(measureOf(d, day), d.Origins, d.Except) {
				return
			}
		}
	}
}
