package duty

import (
	"slices"
	"testing"

	"importchecker/shared/tariff"
)

// TestIndex compares the index with a scan of all rows.
func TestIndex(t *testing.T) {
	table, ok := tariff.At(today)
	if !ok {
		t.Fatal("no tariff")
	}
	for i := 0; i < table.Len(); i += 7 {
		code := table.Code(i)
		depends := slices.ContainsFunc(measures[:], func(m Measure) bool {
			return m.Contains(today) && (m.goods == "" || hasListedPrefix(m.goods, code)) && !hasListedPrefix(m.without, code)
		})
		if _, counter := countermeasure(code, today); MayDependOnOrigin(nil, code, today) != (depends || counter) {
			t.Errorf("%s: whether the duty depends on the origin: %v by a scan", code, depends)
		}
		for _, origin := range []string{"AU", "BR", "CA", "CN", "DE", "FR", "JP", "KR", "NZ", "TW", "VN", "XX", "fr", "1A"} {
			var want []string
			for j := range measures {
				m := &measures[j]
				of := (m.origins == "" || hasCode(m.origins, origin)) && !hasCode(m.except, origin)
				if of && m.Contains(today) && m.coversGoods(code) {
					want = append(want, m.Document)
				}
			}
			var got []string
			for _, m := range MeasuresOn(nil, nil, code, origin, today) {
				got = append(got, m.Document)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s: measures %v, by a scan %v", code, origin, got, want)
			}
		}
	}
	for _, a := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		for _, b := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			origin := string([]rune{a, b})
			found := builtIndex().forOrigin(origin).agreements
			for i := range agreements {
				if hasCode(agreements[i].partners, origin) != slices.Contains(found, uint8(i)) {
					t.Errorf("%s and %s", origin, agreements[i].ID)
				}
			}
		}
	}
}
