package measure

import (
	"slices"
	"testing"

	"importchecker/infra/norace"
	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/shared/search/learned"
)

// TestFloor checks that a model that has not seen a part of the English rows finds their codes at least this
// often. The measurements, with all sets and parts, are in shared/search/QUALITY.md; a part has few rows, so
// the floor is well below them.
func TestFloor(t *testing.T) {
	if testing.Short() {
		t.Skip("learns a model")
	}
	norace.SkipUnderRace(t, "learns a model")
	folder, err := corpus.Open("../../..")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := folder.Rows()
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.DeleteFunc(rows, func(r corpus.Row) bool {
		switch r.Source {
		case corpus.Titles, corpus.TariffZH, corpus.National: // left out to save time
			return true
		}
		return false
	})
	meanings, err := folder.Meanings()
	if err != nil {
		t.Fatal(err)
	}
	plan := learn.DefaultPlan(meanings)
	plan.Linear.Passes = 4
	cases := CrossPart(learn.Read(rows), plan, nil, 0)
	floors := map[string][3]float64{ // first, among ten, heading among three
		"HSCodeComp, title":      {30, 65, 62},
		"HSCodeComp, all fields": {34, 70, 65},
		"UK parcels":             {29, 53, 45},
	}
	for set := range Sets {
		var tally Tally
		for i := range cases {
			if c := &cases[i]; c.Set == set {
				w := learned.Engine().Model().Fuse(c.Kind)
				Rank(c.Example, &w)
				tally.Add(c)
			}
		}
		floor, ok := floors[Sets[set].Name]
		if !ok {
			continue
		}
		got := [3]float64{share(tally.First, tally.Rows), share(tally.Ten, tally.Rows), share(tally.Heading3, tally.Rows)}
		t.Logf("%s: %d rows, %.1f", Sets[set].Name, tally.Rows, got)
		for i := range got {
			if got[i] < floor[i] {
				t.Errorf("%s: got %.1f, want at least %.1f", Sets[set].Name, got, floor)
			}
		}
	}
}
