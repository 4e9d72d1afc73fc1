package tariff

import (
	"strings"
	"testing"

	"importchecker/shared/edition"
)

func schedule(t *testing.T) *Table {
	t.Helper()
	table, ok := At(edition.NewDate(2026, 3, 1))
	if !ok {
		t.Fatal("no tariff of 2026")
	}
	return table
}

func TestEnglishName(t *testing.T) {
	for code, want := range map[Code]string{
		"0409":       "Honey; natural",
		"0409000000": "Honey; natural", // no sister
		"3303000010": "Perfumes and toilet waters; content labelled by weight",
		"3303000020": "Perfumes and toilet waters; content labelled by volume",
		"7102390000": "Diamonds; non-industrial, (other than unworked or simply sawn, cleaved or bruted), but not mounted or set",
	} {
		if got := schedule(t).EnglishName(code); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}

// TestSistersHaveNamesOfTheirOwn checks that two lines of one subheading have the same
// English name only if their Chinese names are equal too.
func TestSistersHaveNamesOfTheirOwn(t *testing.T) {
	type key struct{ subheading, name string }
	seen := map[key]string{}
	for i := range schedule(t).Len() {
		line := schedule(t).Line(i)
		k := key{string(line.Code.At(Subheading)), schedule(t).EnglishName(line.Code)}
		if other, ok := seen[k]; ok && k.name != "" && other != line.NameZH {
			t.Errorf("%s: %q is the name of “%s” and of “%s”", line.Code, k.name, line.NameZH, other)
		}
		seen[k] = line.NameZH
		if strings.HasSuffix(k.name, "; ") {
			t.Errorf("%s: %q", line.Code, k.name)
		}
	}
}
