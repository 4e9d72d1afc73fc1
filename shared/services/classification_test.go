package services_test

import (
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/services"
)

// records reads a source as rows by column, in the slow and obvious way.
func records(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("source/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, cell := range row {
			r[rows[0][i]] = cell
		}
		out = append(out, r)
	}
	return out
}

func codesOf(sectors []services.Sector) []services.Code {
	var out []services.Code
	for _, s := range sectors {
		out = append(out, s.Code)
	}
	return out
}

// TestGBTOracle compares every code of GB/T 4754 with a plain scan of the
// source: its names, level, parent, children, classes and ISIC links.
func TestGBTOracle(t *testing.T) {
	rows := records(t, "gbt4754.csv")
	levels := map[string]services.Level{"1": services.Section, "2": services.Division, "3": services.Group,
		"4": services.Class}
	counts := map[services.Level]int{}
	for _, r := range rows {
		code := services.Code(r["code"])
		s, ok := services.Lookup(services.GBT4754, code)
		if !ok || s.Code != code || s.NameZH != r["name_zh"] || s.NameEN != r["name_en"] || s.Level != levels[r["level"]] ||
			string(s.Parent) != r["parent_code"] || string(s.Letter) != r["section"] ||
			strings.Join(s.ISIC(), ";") != r["isic4_codes"] {
			t.Errorf("%s: got %+v, want %v", code, s, r)
		}
		counts[s.Level]++
		if parsed, err := services.ParseCode(services.GBT4754, r["code"]); err != nil || parsed != code {
			t.Errorf("ParseCode(%s) = %s, %v", code, parsed, err)
		}
		var children, classes []services.Code
		for _, other := range rows {
			if other["parent_code"] == r["code"] {
				children = append(children, services.Code(other["code"]))
			}
			if other["level"] == "4" && (other["section"] == r["code"] || strings.HasPrefix(other["code"], r["code"])) {
				classes = append(classes, services.Code(other["code"]))
			}
		}
		if got := codesOf(services.Children(services.GBT4754, code)); !slices.Equal(got, children) {
			t.Errorf("%s: children %v, want %v", code, got, children)
		}
		lo, hi := services.ClassesUnder(code)
		var got []services.Code
		for i := lo; i < hi; i++ {
			got = append(got, services.ClassAt(i))
		}
		if !slices.Equal(got, classes) {
			t.Errorf("%s: classes %v, want %v", code, got, classes)
		}
	}
	want := map[services.Level]int{services.Section: 20, services.Division: 97, services.Group: 473, services.Class: 1381}
	for level, n := range want {
		if counts[level] != n {
			t.Errorf("%d codes of level %s, want %d", counts[level], level, n)
		}
	}
	if services.Classes() != 1381 || len(services.Children(services.GBT4754, "")) != 20 {
		t.Errorf("%d classes, %d sections", services.Classes(), len(services.Children(services.GBT4754, "")))
	}
}

// TestLinksOracle joins the sources by hand and compares: CPC to GB/T through
// ISIC, and back, and W/120 by its hints.
func TestLinksOracle(t *testing.T) {
	gbt, cpc, w120 := records(t, "gbt4754.csv"), records(t, "cpc21_services.csv"), records(t, "w120.csv")
	linked := func(rows []map[string]string) map[string][]string {
		codes := map[string][]string{}
		for _, r := range rows {
			for _, isic := range strings.Split(r["isic4_codes"], ";") {
				codes[isic] = append(codes[isic], r["code"])
			}
		}
		delete(codes, "")
		return codes
	}
	joined := func(isics map[string]bool, other map[string][]string) []services.Code {
		all := map[services.Code]bool{}
		for isic := range isics {
			for _, c := range other[isic] {
				all[services.Code(c)] = true
			}
		}
		return slices.Sorted(maps.Keys(all))
	}
	gbtBy, cpcBy := linked(gbt), linked(cpc)
	for _, c := range cpc {
		code := services.Code(c["code"])
		s, ok := services.Lookup(services.CPC21, code)
		if !ok || s.NameEN != c["title_en"] || string(s.Parent) != c["parent_code"] ||
			strings.Join(s.ISIC(), ";") != c["isic4_codes"] || int(s.Level) != len(c["code"]) {
			t.Errorf("%s: got %+v, want %v", code, s, c)
		}
		isics := map[string]bool{}
		for _, under := range cpc {
			if strings.HasPrefix(under["code"], c["code"]) {
				for _, isic := range strings.Split(under["isic4_codes"], ";") {
					isics[isic] = true
				}
			}
		}
		if got, want := s.GBT(), joined(isics, gbtBy); !slices.Equal(got, want) {
			t.Errorf("CPC %s: GB/T %v, want %v", code, got, want)
		}
	}
	for _, g := range gbt {
		if g["level"] != "4" {
			continue
		}
		isics := map[string]bool{}
		for _, isic := range strings.Split(g["isic4_codes"], ";") {
			isics[isic] = true
		}
		s, _ := services.Lookup(services.GBT4754, services.Code(g["code"]))
		if got, want := s.CPC(), joined(isics, cpcBy); !slices.Equal(got, want) {
			t.Errorf("GB/T %s: CPC %v, want %v", g["code"], got, want)
		}
	}
	recalled := 0
	for _, w := range w120 {
		s, ok := services.Lookup(services.W120, services.Code(w["w120_code"]))
		if !ok || s.NameEN != w["sector_en"] || s.ProvisionalCPC != w["cpc_prov"] ||
			s.Recalled != (w["confidence"] == "recall-unverified") {
			t.Errorf("%s: got %+v, want %v", w["w120_code"], s, w)
		}
		if s.Recalled {
			recalled++
		}
		for _, c := range s.GBT() {
			back, _ := services.Lookup(services.GBT4754, c)
			if !slices.Contains(back.W120(), s.Code) {
				t.Errorf("W/120 %s leads to %s, which does not lead back: %v", s.Code, c, back.W120())
			}
			if !strings.Contains(w["gbt4754_hint"], string(c)) {
				t.Errorf("W/120 %s leads to %s, hints are %s", s.Code, c, w["gbt4754_hint"])
			}
		}
	}
	if len(w120) != 166 || recalled != 122 {
		t.Errorf("%d rows of W/120, %d of them from memory, want 166 and 122", len(w120), recalled)
	}
}

func TestW120Levels(t *testing.T) {
	for _, c := range []struct {
		code   services.Code
		parent services.Code
		level  services.Level
	}{
		{"1", "", services.Section},
		{"2.A", "2", services.Division},
		{"1.A.a", "1", services.Group}, // the document has no row for 1.A
		{"12", "", services.Section},
	} {
		s, ok := services.Lookup(services.W120, c.code)
		if !ok || s.Parent != c.parent || s.Level != c.level {
			t.Errorf("%s: parent %q, level %s; want %q, %s", c.code, s.Parent, s.Level, c.parent, c.level)
		}
	}
	if n := len(services.Children(services.W120, "")); n != 12 {
		t.Errorf("%d sectors, want 12", n)
	}
	if n := len(services.Children(services.W120, "7")); n != 17 {
		t.Errorf("%d rows under financial services, want 17", n)
	}
}

func TestParseCode(t *testing.T) {
	for _, c := range []struct {
		system services.System
		text   string
		want   services.Code // blank: refused
	}{
		{services.GBT4754, "7231", "7231"},
		{services.GBT4754, " 7231\n", "7231"},
		{services.GBT4754, "L7231", "7231"}, // with its section
		{services.GBT4754, "l72", "72"},     // in lower case
		{services.GBT4754, "M7231", ""},     // not its section
		{services.GBT4754, "A01", "01"},     // the first division
		{services.GBT4754, "B01", ""},       // of the section before
		{services.GBT4754, "L", "L"},        // a section
		{services.GBT4754, "t", "T"},        // the last
		{services.GBT4754, "U", ""},         // past the last
		{services.GBT4754, "[", ""},         // past the letters
		{services.GBT4754, "1", ""},         // a spreadsheet took the zero
		{services.GBT4754, "0111", "0111"},  // the first class
		{services.GBT4754, "9700", "9700"},  // the last class
		{services.GBT4754, "9701", ""},      // the neighbour outside
		{services.GBT4754, "72.31", ""},     // no dots in this system
		{services.GBT4754, "７２３１", ""},      // full-width digits
		{services.GBT4754, "7231\x00", ""},
		{services.GBT4754, "L\xff", ""},
		{services.GBT4754, "", ""},
		{services.W120, "1.A.a", "1.A.a"},
		{services.W120, "1.a.A.", "1.A.a"}, // as lists write it
		{services.W120, "1.A", ""},         // a letter without a row
		{services.W120, "13", ""},          // past the last
		{services.W120, "", ""},
		{services.CPC21, "82120", "82120"},
		{services.CPC21, "8212", "8212"},
		{services.CPC21, "4", ""}, // goods
		{services.CPC21, "L82120", ""},
		{services.System(0), "7231", ""}, // no system
		{services.System(9), "7231", ""},
	} {
		got, err := services.ParseCode(c.system, c.text)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("ParseCode(%s, %q) = %q, %v; want %q", c.system, c.text, got, err, c.want)
		}
		if err != nil && !errors.Is(err, services.ErrCode) {
			t.Errorf("ParseCode(%s, %q): %v", c.system, c.text, err)
		}
	}
}

// TestSharedNames: the systems, modes, places, kinds and weights read their
// own names.
func TestSharedNames(t *testing.T) {
	for _, s := range services.Systems() {
		if got, ok := services.ParseSystem(s.String()); !ok || got != s || s.Title() == "" {
			t.Errorf("system %d: %q, %q", s, s, s.Title())
		}
	}
	for _, p := range services.Places() {
		if got, ok := services.ParsePlace(p.String()); !ok || got != p || p.List() == "" {
			t.Errorf("place %d: %q, %q", p, p, p.List())
		}
	}
	for k := services.Prohibited; k.String() != ""; k++ {
		if got, ok := services.ParseKind(k.String()); !ok || got != k {
			t.Errorf("kind %d: %q", k, k)
		}
	}
	for w := services.Decides; w.String() != ""; w++ {
		if got, ok := services.ParseWeight(w.String()); !ok || got != w {
			t.Errorf("weight %d: %q", w, w)
		}
	}
	for _, name := range []string{"", "gbt", "GBT4754", "nowhere"} {
		if _, ok := services.ParseSystem(name); ok {
			t.Errorf("%q is a system", name)
		}
		if _, ok := services.ParsePlace(name); ok {
			t.Errorf("%q is a place", name)
		}
	}
	if services.Mode(0).Valid() || services.Mode(5).Valid() || services.System(0).String() != "" ||
		services.Place(0).String() != "" || services.Place(9).List() != "" {
		t.Error("a zero value reads as something")
	}
	if got := services.ModesOf(services.CrossBorder, services.NaturalPersons).List(); !slices.Equal(got,
		[]services.Mode{1, 4}) {
		t.Errorf("modes %v", got)
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"7231", "L7231", "1.A.a", "82120", "A", "", "\xff", "律师"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, system := range services.Systems() {
			c, err := services.ParseCode(system, text)
			if err != nil {
				continue
			}
			if again, err := services.ParseCode(system, string(c)); err != nil || again != c {
				t.Errorf("%s %q: the canonical form %q reads as %q, %v", system, text, c, again, err)
			}
			s, ok := services.Lookup(system, c)
			if !ok || s.Code != c {
				t.Errorf("%s %q: %q is not found", system, text, c)
			}
			if s.Parent != "" {
				if !slices.Contains(codesOf(services.Children(system, s.Parent)), c) {
					t.Errorf("%s %q is no child of %q", system, c, s.Parent)
				}
			}
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := services.Lookup(services.GBT4754, "7231"); !ok {
			b.Fatal("not found")
		}
	}
}
