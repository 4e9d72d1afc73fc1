package tariff

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// summary formats a lineage as in testdata/lineage.txt.
func summary(l Lineage) string {
	known := strings.Join(l.Known, " ")
	if known == "" {
		known = "-"
	}
	var candidates []string
	before := ""
	for _, c := range l.Candidates {
		s := string(c.Code)
		if c.Preferred {
			s += "*"
		}
		if c.Relationship != before {
			s += " " + c.Relationship
		}
		before = c.Relationship
		candidates = append(candidates, s)
	}
	if candidates == nil {
		candidates = []string{"-"}
	}
	return known + " ; " + strings.Join(candidates, ", ")
}

func TestLineage(t *testing.T) {
	raw, err := os.ReadFile("testdata/lineage.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		code, rest, _ := strings.Cut(line, ";")
		known, candidates, _ := strings.Cut(rest, ";")
		want := strings.TrimSpace(known) + " ; " + strings.TrimSpace(candidates)
		if got := summary(Tables()[0].Lineage(Code(strings.TrimSpace(code)))); got != want {
			t.Errorf("%s\n got %s\nwant %s", code, got, want)
		}
		n++
	}
	if n < 25 {
		t.Errorf("%d cases read", n)
	}
}

func TestLineageNames(t *testing.T) {
	table := Tables()[0]
	for _, test := range []struct {
		code   Code
		nameOf Code
		name   string
	}{
		{"0403100000", "0403100000", "酸乳"},
		{"04031000", "04031000", "酸乳"},
		{"08029030", "08029030", "鲜或干的红松子仁；鲜或干的其他濒危松子仁；鲜或干的其他松子仁"}, // three codes, in order
		{"85171210", "851712", "Telephones for cellular networks or for other wireless networks"},
		{"2848", "2848", "Phosphides; whether or not chemically defined, excluding ferrophosphorus"},
		{"01012199", "", ""},
	} {
		l := table.Lineage(test.code)
		if l.Name != test.name || l.NameOf != test.nameOf {
			t.Errorf("%s: %q of %q, want %q of %q", test.code, l.Name, l.NameOf, test.name, test.nameOf)
		}
	}
}

// TestLineageWhole checks the lineage of every old code held: its candidates exist, are
// sorted and distinct, and there are some if the HS tables have the code.
func TestLineageWhole(t *testing.T) {
	table := Tables()[0]
	var codes []Code
	for i := range len(history) / historyWidth {
		code := Code(history[i*historyWidth : i*historyWidth+declarableDigits])
		codes = append(codes, code)
		if line := code.Line(); !table.has(line) && !slices.Contains(codes, line) {
			codes = append(codes, line)
		}
	}
	for i := range len(retired) / retiredWidth {
		codes = append(codes, Code(strings.TrimSpace(retired[i*retiredWidth:i*retiredWidth+hsDigits])))
	}
	var lost []Code
	for _, code := range codes {
		l := table.Lineage(code)
		if len(l.Known) == 0 {
			t.Errorf("%s: not known", code)
		}
		if len(l.Candidates) == 0 {
			lost = append(lost, code)
		}
		for i, c := range l.Candidates {
			if !table.has(c.Code) {
				t.Errorf("%s: candidate %s is not held", code, c.Code)
			}
			if i > 0 && c.Code <= l.Candidates[i-1].Code {
				t.Errorf("%s: candidate %s after %s", code, c.Code, l.Candidates[i-1].Code)
			}
			if !c.From.Contains(code) && !code.Contains(c.From) {
				t.Errorf("%s: candidate %s comes from %s", code, c.Code, c.From)
			}
		}
	}
	// Codes without a candidate: the two subheadings that the UNSD tables omit, and
	// Chinese codes that had expired before HS 2012 or are in chapter 98, which are in
	// no HS table.
	older := 0
	for _, code := range lost {
		known := table.Lineage(code).Known
		onHS := slices.Contains(known, KnownHS2017) || slices.Contains(known, KnownHS2012)
		passedOver := code.At(Subheading) == "854150" || code.At(Subheading) == "300219"
		if onHS != passedOver {
			t.Errorf("%s: known in %v, and no candidates", code, known)
		}
		if !onHS {
			older++
		}
	}
	if len(codes) != 3695 || older != 361 {
		t.Errorf("%d old codes, %d of them on no HS table, want 3695 and 361", len(codes), older)
	}
}

// TestPredecessorsOracle compares every subheading with a plain scan of the
// correlation tables.
func TestPredecessorsOracle(t *testing.T) {
	table := Tables()[0]
	want := make(map[Code][]Candidate)
	for _, e := range []string{"hs2017", "hs2012"} {
		rows := readSource(t, "hs/correlation_2022_"+strings.TrimPrefix(e, "hs")+".csv")
		partners := make(map[string]int)
		for _, r := range rows {
			partners[r["hs2022"]]++
		}
		for _, r := range rows {
			if partners[r["hs2022"]] > 100 && r["relationship"] == "n:n" && r["hs2022"] != r[e] {
				continue // too many to be meaningful
			}
			now := Code(r["hs2022"])
			want[now] = append(want[now], Candidate{Code: Code(r[e]), Relationship: r["relationship"],
				Preferred: r["is_unsd_conversion"] == "1", From: now, Edition: e})
		}
	}
	var silent []Code
	for _, chapter := range table.Children("") {
		for _, heading := range table.Children(chapter) {
			for _, c := range table.Children(heading) {
				got := table.Predecessors(c)
				if !slices.Equal(got, want[c]) {
					t.Errorf("%s: %+v, want %+v", c, got, want[c])
				}
				if len(got) == 0 && chapter != "98" {
					silent = append(silent, c)
				}
			}
		}
	}
	wantSilent := []Code{"852411", "852412", "852419", "852491", "852492", "852499", "854151", "854159",
		"854921", "854929", "854931", "854939", "854991", "854999"}
	if !slices.Equal(silent, wantSilent) {
		t.Errorf("no predecessors: %v, want %v", silent, wantSilent)
	}
	if got := table.Predecessors("8517130000"); !slices.Equal(got, want["851713"]) {
		t.Errorf("of a ten-digit code: %+v", got)
	}
	for _, c := range []Code{"85", "8517", "851712", "", "85171", "8517131"} {
		if got := table.Predecessors(c); got != nil {
			t.Errorf("Predecessors(%q) = %+v", c, got)
		}
	}
}
