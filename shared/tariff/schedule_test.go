package tariff

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
)

// The counts published with the schedule and the HS.
const (
	wantCodes       = 12030
	wantTariffLines = 8972 + 6 // chapters 01 to 97, and chapter 98
	wantSubheadings = 5612 + 3 // the HS, and chapter 98
	wantHeadings    = 1228 + 3
	wantChapters    = 96 + 1
)

// readSource returns the rows of a source by column.
func readSource(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("source/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(records))
	for _, r := range records[1:] {
		row := make(map[string]string, len(r))
		for i, cell := range r {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// text returns a rate as in the source.
func text(r *Rate) string {
	if r == nil {
		return ""
	}
	return r.Text
}

// cells returns a line as in the source.
func cells(l Line) map[string]string {
	return map[string]string{
		"code":             string(l.Code),
		"name_zh":          l.NameZH,
		"unit1":            string(l.Unit1),
		"unit2":            string(l.Unit2),
		"mfn_rate":         text(l.MFN),
		"provisional_rate": text(l.Provisional),
		"general_rate":     text(l.General),
		"vat_rate":         text(l.VAT),
		"consumption_tax":  text(l.Consumption),
		"supervision":      l.Supervision,
		"ciq_import":       l.InspectionImport,
		"ciq_export":       l.InspectionExport,
	}
}

// TestLookupOracle looks up every code of the source and compares the line with the row.
func TestLookupOracle(t *testing.T) {
	table := Tables()[0]
	rows := readSource(t, "2026/tariff.csv")
	if len(rows) != wantCodes || table.Len() != wantCodes {
		t.Fatalf("%d rows, %d lines, want %d", len(rows), table.Len(), wantCodes)
	}
	for i, row := range rows {
		code := Code(row["code"])
		got, ok := table.Lookup(code)
		if !ok {
			t.Errorf("%s: not found", code)
			continue
		}
		for column, value := range cells(got) {
			if value != row[column] {
				t.Errorf("%s: %s %q, want %q", code, column, value, row[column])
			}
		}
		if table.Code(i) != code || table.Line(i) != got {
			t.Errorf("%s is not line %d", code, i)
		}
		if first := table.edition.From; table.LineOn(i, first) != got {
			t.Errorf("%s: differs on %s from what was published", code, first)
		}
	}
}

// TestLevelsOracle compares Range, Node and Children with a plain scan, for
// every code of every level.
func TestLevelsOracle(t *testing.T) {
	table := Tables()[0]
	rows := readSource(t, "2026/tariff.csv")
	english := make(map[Code]string)
	for _, r := range readSource(t, "hs/hs2022.csv") {
		english[Code(r["code"])] = r["name_en"]
	}
	chinese := make(map[Code]string)
	for _, r := range readSource(t, "sections.csv") {
		if r["level"] == "chapter" {
			chinese[Code(r["code"])] = r["name_zh"]
		}
	}

	type span struct{ lo, hi int }
	spans := make(map[Code]span)
	children := make(map[Code][]Code)
	byLevel := make(map[Level]int)
	names := make(map[Code][]string)
	for i, row := range rows {
		for level := Chapter; level <= Declarable; level++ {
			code := Code(row["code"]).At(level)
			s, ok := spans[code]
			if !ok {
				s.lo = i
				byLevel[level]++
				parent := Code("")
				if level > Chapter {
					parent = code.At(level - 1)
				}
				children[parent] = append(children[parent], code)
			}
			s.hi = i + 1
			spans[code] = s
			if level >= TariffLine {
				names[code] = append(names[code], row["name_zh"])
			}
		}
	}
	want := map[Level]int{Chapter: wantChapters, Heading: wantHeadings, Subheading: wantSubheadings,
		TariffLine: wantTariffLines, Declarable: wantCodes}
	for level, n := range want {
		if byLevel[level] != n {
			t.Errorf("%d codes of level %s, want %d", byLevel[level], level, n)
		}
	}

	for code, s := range spans {
		if lo, hi := table.Range(code); lo != s.lo || hi != s.hi {
			t.Errorf("Range(%s) = %d, %d, want %d, %d", code, lo, hi, s.lo, s.hi)
		}
		node, ok := table.Node(code)
		want := Node{Code: code, NameEN: english[code.At(Subheading)], Lines: s.hi - s.lo}
		switch code.Level() {
		case Chapter:
			want.NameZH = chinese[code]
		case TariffLine, Declarable:
			want.NameZH = strings.Join(names[code], "；")
		}
		if !ok || node != want {
			t.Errorf("Node(%s) = %+v, %t, want %+v", code, node, ok, want)
		}
		if (node.NameEN == "") != (code.At(Chapter) == "98") {
			t.Errorf("%s: English name %q", code, node.NameEN)
		}
		if got := table.Children(code); !slices.Equal(got, children[code]) {
			t.Errorf("Children(%s) = %v, want %v", code, got, children[code])
		}
	}
	if got := table.Children(""); !slices.Equal(got, children[""]) {
		t.Errorf("chapters %v, want %v", got, children[""])
	}
}

// TestNotHeld looks up codes that the tariff does not have.
func TestNotHeld(t *testing.T) {
	table := Tables()[0]
	for _, test := range []struct {
		code Code
		why  string
	}{
		{"0101210009", "just before the first code"},
		{"0101210011", "just after the first code"},
		{"0408990001", "an unlisted sibling"},
		{"9803005001", "just after the last code"},
		{"9803005000000", "longer than any code"},
		{"0000000000", "before everything"},
		{"9999999999", "after everything"},
		{"0101219", "an odd number of digits"},
		{"010", "an odd number of digits"},
		{"", "nothing"},
		{"77", "reserved, and has no lines"},
		{"99", "no such chapter"},
		{"0100", "a heading that is none"},
		{"040310", "a subheading of HS 2017"},
		{"01012101", "a line that is none under a subheading that is one"},
		{"ab", "no digits"},
	} {
		if _, ok := table.Lookup(test.code); ok {
			t.Errorf("Lookup(%q) finds something: %s", test.code, test.why)
		}
		if lo, hi := table.Range(test.code); lo != hi {
			t.Errorf("Range(%q) = %d, %d: %s", test.code, lo, hi, test.why)
		}
		if _, ok := table.Node(test.code); ok {
			t.Errorf("Node(%q) finds something: %s", test.code, test.why)
		}
		if got := table.Children(test.code); test.code != "" && got != nil {
			t.Errorf("Children(%q) = %v: %s", test.code, got, test.why)
		}
	}
	if _, ok := table.Lookup("0409"); ok {
		t.Error("Lookup finds a heading")
	}
	if got := table.Children("0409000000"); got != nil {
		t.Errorf("a ten-digit code has children %v", got)
	}
}

func TestAt(t *testing.T) {
	for _, test := range []struct {
		day  edition.Date
		want string
	}{
		{edition.NewDate(2025, 12, 31), ""},
		{edition.NewDate(2026, 1, 1), "2026"},
		{edition.NewDate(2026, 12, 31), "2026"},
		{edition.NewDate(2027, 1, 1), ""},
		{0, ""},
	} {
		got := ""
		table, ok := At(test.day)
		if ok {
			got = table.Edition().ID
		}
		if got != test.want {
			t.Errorf("on %s: edition %q, want %q", test.day, got, test.want)
		}
	}
}

func TestEdition(t *testing.T) {
	raw, err := os.ReadFile("source/2026/tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	for _, table := range Tables() {
		e := table.Edition()
		if e.List != "cn-tariff" || e.ID != "2026" || e.Held != table.Len() || e.Coverage() != edition.Complete {
			t.Errorf("edition %+v", e)
		}
		if e.Title.EN == "" || e.Title.ZH == "" || e.Issuer.EN == "" || e.Issuer.ZH == "" || e.Document == "" ||
			e.Published == "" {
			t.Errorf("edition %s leaves something unsaid: %+v", e.ID, e)
		}
		if want := hex.EncodeToString(sum[:]); e.SHA256 != want {
			t.Errorf("edition %s has SHA-256 %s, the source %s", e.ID, e.SHA256, want)
		}
	}
}

func TestVerify(t *testing.T) {
	table := Tables()[0]
	if err := table.Verify(); err != nil {
		t.Error(err)
	}
	whole := *table.lines
	defer func() { *table.lines = whole }()
	*table.lines = whole[:len(whole)-1] + "x"
	if err := table.Verify(); err == nil {
		t.Error("one byte changed and Verify is content")
	}
}

func TestSection(t *testing.T) {
	table := Tables()[0]
	for _, test := range []struct {
		code   Code
		number string
	}{
		{"01", "I"}, {"05", "I"}, {"06", "II"}, {"0409000000", "I"}, {"15", "III"},
		{"85", "XVI"}, {"77", "XV"}, {"97", "XXI"}, {"98", "XXI"},
		{"00", ""}, {"99", ""}, {"", ""}, {"x", ""}, {"xx", ""},
	} {
		got, ok := table.Section(test.code)
		if got.Number != test.number || ok != (test.number != "") || ok && got.NameZH == "" {
			t.Errorf("Section(%q) = %+v, %t, want %q", test.code, got, ok, test.number)
		}
	}
}

// TestAllocations checks that the lookups of decisions do not allocate.
func TestAllocations(t *testing.T) {
	table := Tables()[0]
	day := edition.NewDate(2026, 3, 1)
	for name, ask := range map[string]func(){
		"Lookup":        func() { table.Lookup("2208300000") },
		"Range":         func() { table.Range("8517") },
		"Node":          func() { table.Node("01012100") },
		"LineOn":        func() { table.LineOn(100, day) },
		"AmendmentsOn":  func() { table.AmendmentsOn("0409000000", day) },
		"Section":       func() { table.Section("0409") },
		"SupervisionOf": func() { SupervisionOf('A') },
		"ParseCode":     func() { ParseCode("0409000000") },
		"At":            func() { At(day) },
	} {
		if n := testing.AllocsPerRun(100, ask); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	table := Tables()[0]
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		i = (i + 7919) % table.Len() // a prime stride, so that neighbours do not help
		if _, ok := table.Lookup(table.Code(i)); !ok {
			b.Fatal(table.Code(i))
		}
	}
}

func BenchmarkRange(b *testing.B) { benchmarkLevels(b, func(t *Table, c Code) { t.Range(c) }) }

func BenchmarkNode(b *testing.B) { benchmarkLevels(b, func(t *Table, c Code) { t.Node(c) }) }

func benchmarkLevels(b *testing.B, ask func(*Table, Code)) {
	table := Tables()[0]
	for level := Chapter; level <= Declarable; level++ {
		b.Run(level.String(), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); {
				i = (i + 7919) % table.Len()
				ask(table, table.Code(i).At(level))
			}
		})
	}
}

func BenchmarkLineOn(b *testing.B) {
	table := Tables()[0]
	day := edition.NewDate(2026, 3, 1)
	b.ReportAllocs()
	for i := 0; b.Loop(); {
		i = (i + 7919) % table.Len()
		table.LineOn(i, day)
	}
}

func BenchmarkLineage(b *testing.B) {
	table := Tables()[0]
	b.ReportAllocs()
	for b.Loop() {
		table.Lineage("04031000")
	}
}

func BenchmarkVerify(b *testing.B) {
	for b.Loop() {
		if err := Tables()[0].Verify(); err != nil {
			b.Fatal(err)
		}
	}
}
