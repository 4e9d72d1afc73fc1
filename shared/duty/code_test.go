package duty_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"importchecker/shared/country"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// For each code and origin, the measures of the code that the origin pays are those
// that a decision finds.
func TestMeasuresOf(t *testing.T) {
	var origins []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if origin := string([]rune{a, b}); country.Known(origin) {
				origins = append(origins, origin)
			}
		}
	}
	random := rand.New(rand.NewPCG(3, 5))
	found := 0
	for range 1000 {
		day := edition.NewDate(2026, 1, 1).AddDays(random.IntN(365))
		table, _ := tariff.At(day)
		code := table.Code(random.IntN(table.Len()))
		all := duty.MeasuresOf(table, code, day)
		for _, origin := range origins {
			var want, got []string
			for _, m := range duty.MeasuresOn(nil, table, code, origin, day) {
				want = append(want, m.ID+" "+m.Text.EN)
			}
			for _, m := range all {
				if (len(m.Origins) == 0 || slices.Contains(m.Origins, origin)) && !slices.Contains(m.Except, origin) {
					got = append(got, m.ID+" "+m.Text.EN)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s of %s on %v: %q, a decision finds %q", code, origin, day, got, want)
			}
			found += len(want)
		}
	}
	if found == 0 {
		t.Error("no measure was found at all")
	}
}
