package byname

import (
	"regexp"
	"testing"

	"importchecker/shared/search/learned"
	"importchecker/shared/tariff"
)

var table = tariff.Tables()[0]

// Names and codes that go together, and some that do not.
func TestJudge(t *testing.T) {
	s := New(learned.Engine())
	for _, test := range []struct {
		name string
		code tariff.Code
		want string
	}{
		{"天然蜂蜜 500g", "04090000", "agrees"},
		{"Manuka honey", "0409000000", "agrees"},
		{"lipstick", "33041000", "agrees"},
		{"Glock 17 pistol", "04090000", "contradicts"},
		{"威士忌 700ml", "33041000", "contradicts"},
		{"stainless steel vacuum flask", "22042100", "contradicts"},
	} {
		for range 2 { // judged, then maxJudged
			got := s.Judge(table, test.name, test.code)
			if got == nil || got.Verdict != test.want {
				t.Errorf("%s as %s: got %+v, want %s", test.name, test.code, got, test.want)
				continue
			}
			if (got.Verdict == "agrees") != (len(got.Better) == 0) {
				t.Errorf("%s as %s: %s, with %d better codes", test.name, test.code, got.Verdict, len(got.Better))
			}
		}
	}
	for _, name := range []string{"配件", "gift", "qwxzk"} {
		if got := s.Judge(table, name, "04090000"); got != nil && got.Verdict == "contradicts" {
			t.Errorf("%s, which names nothing, contradicts", name)
		}
	}
}

func TestFind(t *testing.T) {
	s := New(learned.Engine())
	for _, test := range []struct{ name, want string }{
		{"Manuka honey 500g", "04090000"},
		{"威士忌", "22083000"},
		{"lipstick", "33041000"},
	} {
		if got := s.Find(table, test.name, 5); len(got) == 0 || string(got[0]) != test.want {
			t.Errorf("%s: got %v, want %s first", test.name, got, test.want)
		}
	}
	if got := s.Find(table, "配件", 5); len(got) != 0 {
		t.Errorf("配件 is found: %v", got)
	}
}

// A row of a catalogue without a code gets candidate codes with their probabilities.
func TestCandidates(t *testing.T) {
	s := New(learned.Engine())
	for _, test := range []struct{ name, category, want string }{
		{"Manuka honey 500g", "", `^04090000 \(\d+ %\)`},
		{"口红", "美妆", `^33041000 \(\d+ %\)`},
		{"配件", "", `^$`},
		{"", "", `^$`},
	} {
		if got := s.Candidates(table, test.name, test.category); !regexp.MustCompile(test.want).MatchString(got) {
			t.Errorf("%s: got %q, want %s", test.name, got, test.want)
		}
	}
}

func BenchmarkCandidates(b *testing.B) {
	s := New(learned.Engine())
	for b.Loop() {
		s.Candidates(table, "Manuka honey 500g", "Food > Honey")
	}
}
