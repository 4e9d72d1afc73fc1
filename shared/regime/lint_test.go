package regime_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/regime"
	"importchecker/shared/regime/internal/compile"
	"importchecker/shared/tariff"
)

// TestTableIsTheSource checks that table.go is compiled from the current source.
func TestTableIsTheSource(t *testing.T) {
	source, err := os.ReadFile("source/regimes.txt")
	if err != nil {
		t.Fatal(err)
	}
	want, err := compile.Table(source)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("table.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("table.go is behind its source; go generate ./shared/regime rewrites it")
	}
}

// TestEveryRegime checks that each regime cites an article with its version, has texts in
// both languages, and begins before it ends.
func TestEveryRegime(t *testing.T) {
	for i := range regime.Regimes {
		r := &regime.Regimes[i]
		for _, text := range []edition.Text{r.Goods, r.Text, r.Authority} {
			if text.EN == "" || text.ZH == "" || strings.HasSuffix(text.EN, ".") || strings.HasSuffix(text.ZH, "。") {
				t.Errorf("%s: %+v: want both languages, without a full stop", r.ID, text)
			}
		}
		if r.Channels == 0 || r.Effect == regime.Silent || r.Need == "" || r.From == 0 {
			t.Errorf("%s: %+v is not whole", r.ID, r)
		}
		if r.To != 0 && r.To <= r.From {
			t.Errorf("%s: ends on %s, begins on %s", r.ID, r.To, r.From)
		}
		if len(r.Laws) == 0 {
			t.Errorf("%s cites nothing", r.ID)
		}
		for _, l := range r.Laws {
			if l.Title == "" || l.Version == 0 {
				t.Errorf("%s: %+v: want a law and its version", r.ID, l)
			}
			if l.Article == "" && r.Sources == "" {
				t.Errorf("%s: %s: neither an article nor a source", r.ID, l.Title)
			}
		}
	}
}

// TestCodesExist checks that every code of the source is in the tariff.
func TestCodesExist(t *testing.T) {
	source, err := os.ReadFile("source/regimes.txt")
	if err != nil {
		t.Fatal(err)
	}
	table := tariff.Tables()[0]
	for i, line := range strings.Split(string(source), "\n") {
		key, value, _ := strings.Cut(line, ":")
		if key != "codes" && key != "except" {
			continue
		}
		for _, c := range strings.Fields(value) {
			if c == "*" || c == "like" || c[0] > '9' {
				continue
			}
			if lo, hi := table.Range(tariff.Code(c)); lo == hi {
				t.Errorf("line %d: the tariff has no code %s", i+1, c)
			}
		}
	}
}

// TestUnderIsTheSource compares the compiled index with a scan of the source
// for every code of the tariff.
func TestUnderIsTheSource(t *testing.T) {
	source, err := os.ReadFile("source/regimes.txt")
	if err != nil {
		t.Fatal(err)
	}
	holds := scan(string(source))
	if len(holds) != len(regime.Regimes) {
		t.Fatalf("the source has %d regimes, the table %d", len(holds), len(regime.Regimes))
	}
	table := tariff.Tables()[0]
	for i := range table.Len() {
		code := string(table.Code(i))
		var want []uint8
		for r := range holds {
			if holds[r](code) {
				want = append(want, uint8(r))
			}
		}
		if got := regime.Under(code); !slices.Equal(got, want) {
			t.Fatalf("%s: got regimes %v, want %v", code, got, want)
		}
	}
}

// scan reads the codes of the source without the compiler.
func scan(source string) []func(code string) bool {
	type stanza struct{ codes, except, unknown string }
	var stanzas []stanza
	byID := map[string]int{}
	for _, line := range strings.Split(source, "\n") {
		if id, ok := strings.CutPrefix(line, "regime "); ok {
			byID[id] = len(stanzas)
			stanzas = append(stanzas, stanza{})
		}
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "codes":
			stanzas[len(stanzas)-1].codes = value
		case "except":
			stanzas[len(stanzas)-1].except = value
		case "unknown":
			stanzas[len(stanzas)-1].unknown = value
		}
	}
	list := func(value string) []string {
		if id, ok := strings.CutPrefix(value, "like "); ok {
			value = stanzas[byID[id]].codes
		}
		return strings.Fields(value)
	}
	in := func(codes []string, code string) bool {
		return slices.ContainsFunc(codes, func(c string) bool { return c == "*" || strings.HasPrefix(code, c) })
	}
	var holds []func(string) bool
	for _, s := range stanzas {
		codes, except := list(s.codes), list(s.except)
		holds = append(holds, func(code string) bool {
			if s.codes == "*" && s.unknown == "silent" {
				return false // for any code, and found by its fact
			}
			return in(codes, code) && !in(except, code)
		})
	}
	return holds
}

// TestNothingTwice checks that no code has two regimes with the same public id in one
// channel on one day.
func TestNothingTwice(t *testing.T) {
	table := tariff.Tables()[0]
	for _, day := range []edition.Date{edition.NewDate(2026, 3, 1), edition.NewDate(2026, 12, 31)} {
		for i := range table.Len() {
			said := map[string]regime.Channels{}
			line := table.Line(i)
			for _, n := range regime.Under(string(line.Code)) {
				r := &regime.Regimes[n]
				letters := line.InspectionImport
				if !r.Contains(day) || r.Unknown == regime.Silent && !r.All || r.Classes != "" &&
					!strings.ContainsAny(letters, r.Classes) ||
					r.Lacks != "" && strings.ContainsAny(letters, r.Lacks) || r.Value != "" {
					continue
				}
				if said[r.ID]&r.Channels != 0 {
					t.Errorf("%s on %s: %s is said twice", line.Code, day, r.ID)
				}
				said[r.ID] |= r.Channels
			}
		}
	}
}

func TestFind(t *testing.T) {
	before, ok := regime.Find("food_producers", edition.NewDate(2026, 5, 31))
	if !ok || !strings.Contains(before.Text.EN, "Order 248") {
		t.Errorf("2026-05-31: got %+v", before)
	}
	after, ok := regime.Find("food_producers", edition.NewDate(2026, 6, 1))
	if !ok || !strings.Contains(after.Text.EN, "Order 280") {
		t.Errorf("2026-06-01: got %+v", after)
	}
}
