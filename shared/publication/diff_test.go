package publication_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/redecision"
	"importchecker/shared/tariff"
)

func codesOf(entries []list.Entry) string {
	var codes []string
	for _, e := range entries {
		codes = append(codes, string(e.Code))
	}
	return strings.Join(codes, " ")
}

func summary(d *difference.Diff) string {
	var renumbered, changed []string
	for _, r := range d.Renumbered {
		renumbered = append(renumbered, fmt.Sprintf("%s→%s", r.Before.Code, r.Now.Code))
	}
	for _, c := range d.Changed {
		changed = append(changed, fmt.Sprintf("%s%v", c.Now.Code, c.What))
	}
	return fmt.Sprintf("added %s; removed %s; renumbered %s; changed %s; same %d", codesOf(d.Added), codesOf(d.Removed),
		strings.Join(renumbered, " "), strings.Join(changed, " "), d.Same)
}

func TestCompare(t *testing.T) {
	named := func(entries []list.Entry, names ...string) []list.Entry {
		for i := range names {
			entries[i].NameZH = names[i]
		}
		return entries
	}
	for _, row := range []struct {
		name     string
		from, to []list.Entry
		want     string
	}{
		{"alike", rows("04090000", "04051000"), rows("04090000", "04051000"),
			"added ; removed ; renumbered ; changed ; same 2"},
		{"one more, one less", rows("04090000", "95061100"), rows("04090000", "04051000"),
			"added 04051000; removed 95061100; renumbered ; changed ; same 1"},
		{"a remark", rows("04090000"), rows("04090000:仅限网购保税商品"),
			"added ; removed ; renumbered ; changed 04090000[remark rule]; same 0"},
		{"a line break in a remark is none", rows("04090000:仅限网购保税\n商品"), rows("04090000:仅限网购保税商品"),
			"added ; removed ; renumbered ; changed ; same 1"},
		{"a name", named(rows("04090000"), "蜂蜜"), named(rows("04090000"), "天然蜂蜜"),
			"added ; removed ; renumbered ; changed 04090000[name]; same 0"},
		{"a name that was not known", named(rows("04090000"), ""), rows("04090000"),
			"added ; removed ; renumbered ; changed ; same 1"},
		{"the same goods by another code", named(rows("85171210"), "手机"), named(rows("85171300"), "手机"),
			"added ; removed ; renumbered 85171210→85171300; changed ; same 0"},
		{
			"two called alike cannot be paired", named(rows("16010010", "16010020"), "其他", "其他"),
			named(rows("95061100", "95061200"), "其他", "其他"),
			"added 95061100 95061200; removed 16010010 16010020; renumbered ; changed ; same 0",
		},
		{ // HS 2022 made 8517.12 into 8517.13 and 8517.14; only one of these is added
			"the tariff's lineage", named(rows("85171210"), "手持（包括车载）式无线电话机"), rows("85171300"),
			"added ; removed ; renumbered 85171210→85171300; changed ; same 0",
		},
	} {
		from, to := cbec("2022", day(2022, 3, 1), 0, row.from), cbec("2027", day(2027, 1, 1), 0, row.to)
		d := difference.Compare([]library.Content{from}, to)
		if got := summary(d); got != row.want {
			t.Errorf("%s:\ngot  %s\nwant %s", row.name, got, row.want)
		}
	}
}

// TestCompareWithTwo compares with the two batches of 2016, which were in force
// together.
func TestCompareWithTwo(t *testing.T) {
	l, _ := list.BuiltIn().List(list.CBEC)
	e := cbec("2017", day(2017, 1, 1), 0, rows("04090000"))
	from := difference.Replaced(library.BuiltIn(), e)
	if len(from) != 2 || from[0] != l.Editions[0] || from[1] != l.Editions[1] {
		t.Fatalf("it comes in the place of %d editions", len(from))
	}
	if d := difference.Compare(from, e); len(d.From) != 2 ||
		len(d.Removed)+d.Same+len(d.Changed)+len(d.Renumbered) != from[0].About().Held+from[1].About().Held {
		t.Errorf("got %s", summary(d))
	}
}

func TestDiffHash(t *testing.T) {
	from := cbec("2022", day(2022, 3, 1), 0, rows("04090000", "95061100"))
	base := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "04051000"))
	diff := func(from []library.Content, to library.Content) *difference.Diff {
		return difference.Compare(from, to)
	}
	hash := diff([]library.Content{from}, base).Hash()
	// The literal hash keeps the documented form from changing by mistake.
	const want = "5c989428d8a38907705d3ed8714049934bc3a394fde47e9ceaeaa2a7105c4fb2"
	if hash != want {
		t.Errorf("the hash is %s, want %s", hash, want)
	}
	ended := *base
	ended.To = day(2028, 1, 1)
	other := *from
	other.SHA256 = strings.Repeat("0", 64)
	seen := map[string]string{hash: "as it is"}
	for name, d := range map[string]*difference.Diff{
		"from nothing":     diff(nil, base),
		"from another":     diff([]library.Content{&other}, base),
		"with an end":      diff([]library.Content{from}, &ended),
		"from another day": diff([]library.Content{from}, cbec("2027", day(2027, 1, 2), 0, rows("04090000", "04051000"))),
		"with another id":  diff([]library.Content{from}, cbec("2028", day(2027, 1, 1), 0, rows("04090000", "04051000"))),
		"with other rows":  diff([]library.Content{from}, cbec("2027", day(2027, 1, 1), 0, rows("04090000", "04059000"))),
		"with a remark": diff([]library.Content{from},
			cbec("2027", day(2027, 1, 1), 0, rows("04090000:仅限网购保税商品", "04051000"))),
		"with a row more": diff([]library.Content{from},
			cbec("2027", day(2027, 1, 1), 0, rows("04090000", "04051000", "95061200"))),
		"from two editions": diff([]library.Content{from, &other}, base),
	} {
		h := d.Hash()
		if len(h) != 64 {
			t.Errorf("%s: the hash is %q", name, h)
		}
		if before, taken := seen[h]; taken {
			t.Errorf("%s: the hash is that of %q", name, before)
		}
		seen[h] = name
	}
	if again := diff([]library.Content{from}, base).Hash(); again != hash {
		t.Errorf("the same difference has the hash %s, then %s", hash, again)
	}
}

func TestTouched(t *testing.T) {
	type editions []*list.Edition
	of := func(editions ...*list.Edition) *list.Catalogue {
		return list.NewCatalogue(&list.List{ID: list.CBEC, Editions: editions})
	}
	full := func(id string, from, to edition.Date, texts ...string) *list.Edition {
		return cbec(id, from, to, rows(texts...))
	}
	part := func(id string, from, to edition.Date, texts ...string) *list.Edition {
		e := full(id, from, to, texts...)
		e.Stated += 100
		e.SHA256 = e.Sum()
		return e
	}
	d22, d27, d28 := day(2022, 3, 1), day(2027, 1, 1), day(2028, 1, 1)
	for _, row := range []struct {
		name          string
		before, after *list.Catalogue
		want          string
	}{
		{"nothing", of(full("2022", d22, 0, "04090000")), of(full("2022", d22, 0, "04090000")), ""},
		{"printed again", of(full("2022", d22, 0, "04090000", "04051000")),
			of(full("2022", d22, d27, "04090000", "04051000"), full("2027", d27, 0, "04090000", "04051000")), ""},
		{"serial numbers move", of(full("2022", d22, 0, "04090000", "95061100")),
			of(full("2022", d22, d27, "04090000", "95061100"), full("2027", d27, 0, "04051000", "04090000", "95061100")),
			"04051000"},
		{"a remark", of(full("2022", d22, 0, "04090000", "95061100")),
			of(full("2022", d22, 0, "04090000:仅限网购保税商品", "95061100")), "04090000"},
		{"rows of a fragment", of(part("2022", d22, 0, "04090000")), of(part("2022", d22, 0, "04090000", "95061100")),
			"95061100"},
		{"a fragment made whole", of(part("2022", d22, 0, "04090000")), of(full("2022", d22, 0, "04090000")), "all"},
		{"whole, then in part", of(full("2022", d22, 0, "04090000")),
			of(full("2022", d22, d27, "04090000"), part("2027", d27, 0, "04090000")), "all"},
		{"it ends", of(full("2022", d22, 0, "04090000")), of(full("2022", d22, d27, "04090000")), "all"},
		{"the first edition", of(), of(full("2022", d22, 0, "04090000")), "all"},
		{"for a year", of(full("2022", d22, d28, "04090000"), full("2028", d28, 0, "04090000")),
			of(full("2022", d22, d27, "04090000"), full("2027", d27, d28, "95061100"), full("2028", d28, 0, "04090000")),
			"04090000 95061100"},
		{"another list", of(full("2022", d22, 0, "04090000")),
			list.NewCatalogue(&list.List{ID: list.CBEC, Editions: editions{full("2022", d22, 0, "04090000")}},
				&list.List{ID: "x"}), ""},
	} {
		touch := redecision.Touched(goods(row.before), goods(row.after), list.CBEC)
		got := "all"
		if !touch.All {
			var codes []string
			for _, c := range touch.Codes {
				codes = append(codes, string(c))
			}
			got = strings.Join(codes, " ")
		}
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
		if touch.None() != (got == "") {
			t.Errorf("%s: None is %t", row.name, touch.None())
		}
	}
}

func TestTouchHas(t *testing.T) {
	touch := redecision.Touch{Codes: []tariff.Code{"04090000", "8517", "95061100"}}
	for _, row := range []struct {
		code tariff.Code
		want bool
	}{
		{"04090000", true},
		{"0409000010", true}, // finer
		{"040900", true},     // coarser
		{"0409", true},
		{"04", true},
		{"04100000", false}, // beside it
		{"0410", false},
		{"05", false},
		{"85171300", true}, // under a heading that is named
		{"8517", true},
		{"85", true},
		{"85181000", false},
		{"95061200", false},
		{"99", false},
	} {
		if got := touch.Has(row.code); got != row.want {
			t.Errorf("%s: got %t", row.code, got)
		}
	}
	if !(redecision.Touch{All: true}).Has("99") {
		t.Error("all do not have 99")
	}
}

// TestRuns checks that the runs of a touch find exactly the affected codes,
// each once.
func TestRuns(t *testing.T) {
	codes := []tariff.Code{"0409", "04", "040900", "04090000", "0409000010", "04100010", "0410001010", "85171300",
		"8517130000", "8517", "95061100", "9506", "95", "00", "9999"}
	for _, touch := range []redecision.Touch{
		{},
		{All: true},
		{Codes: []tariff.Code{"04090000"}},
		{Codes: []tariff.Code{"0409", "04090000", "04100010"}}, // one contains another
		{Codes: []tariff.Code{"04", "85171300"}},               // a chapter
		{Codes: []tariff.Code{"040900", "9506"}},
	} {
		found := map[tariff.Code]int{}
		for r := range touch.Runs() {
			for _, c := range codes {
				partition := string(c[:min(4, len(c))])
				if partition == r.Heading && strings.HasPrefix(string(c)+"#seller#id", r.Prefix) {
					found[c]++
				}
			}
		}
		for _, c := range codes {
			want := 0
			if touch.Has(c) {
				want = 1
			}
			if found[c] != want {
				t.Errorf("%v: %s is in %d runs, want %d", touch, c, found[c], want)
			}
		}
		parts := 0
		for n := range touch.Parts() {
			parts += len(touch.Part(n))
		}
		if runs := slices.Collect(touch.Runs()); parts != len(runs) {
			t.Errorf("%v: %d runs in parts, %d in all", touch, parts, len(runs))
		}
	}
}
