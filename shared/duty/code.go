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
	add := func(m Measure, origins, except string) {
		all = append(all, MeasureByOrigin{m, strings.Fields(origins), strings.Fields(except)})
	}
	if m, ok := countermeasure(code, day); ok && !t.Replaces(m.ID, day) {
		add(m, "US", "")
	}
	for i := range measures {
		if m := &measures[i]; m.Contains(day) && m.coversGoods(code) && !t.Replaces(m.ID, day) {
			add(*m, m.origins, m.except)
		}
	}
	brought := t.AccumulatedDuties()
	chapter, every := t.AccumulatedFor(code)
	for _, rows := range [...][]int32{every, chapter} {
		for _, i := range rows {
			if d := &brought[i]; d.Contains(day) && About(d, code) {
				add(measureOf(d, day), d.Origins, d.Except)
			}
		}
	}
	return all
}
