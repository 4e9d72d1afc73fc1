package annual

import (
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
	"importchecker/shared/tariff/internal/compile"
)

// table iterates over rows in memory.
type table struct {
	rows [][]string
	next int
}

func (t *table) Next() (Row, error) {
	if t.next == len(t.rows) {
		return Row{}, io.EOF
	}
	t.next++
	return Row{Cells: t.rows[t.next-1], Number: t.next}, nil
}

// customsTable returns the schedule held in the form of customs' table: a title, Chinese
// headers, codes with dots, units in one cell, classes of import and export in one. It
// passes each row to change, which may return nil to drop it.
func customsTable(t *testing.T, change func(row []string) []string) *table {
	t.Helper()
	f, err := os.Open("../source/2026/tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := [][]string{
		{"中华人民共和国进出口税则（2027）"},
		{"序号", "商品编码", "商品名称", "计量单位", "最惠国税率（%）", "进口暂定税率", "普通税率(%)", "增值税率", "消费税率", "出口退税率", "出口税率", "出口暂定税率", "监管条件",
			"检验检疫类别"},
	}
	for i, r := range rows[1:] {
		row := []string{fmt.Sprint(i + 1), r[0][:4] + "." + r[0][4:], r[3], r[4] + "/" + r[5], strings.TrimSuffix(r[6], "%"),
			r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15] + "/" + r[16]}
		if r[5] == "" {
			row[3] = r[4] + "/无"
		}
		if row = change(row); row != nil {
			out = append(out, row)
		}
	}
	return &table{rows: out}
}

func unchanged(row []string) []string { return row }

func read(t *testing.T, tables ...*table) *Schedule {
	t.Helper()
	s := New("2027")
	for i, rows := range tables {
		if err := s.Add(fmt.Sprintf("table%d.xlsx", i+1), rows); err != nil {
			t.Fatal(err)
		}
	}
	s.Finish()
	return s
}

var about = About{TitleEN: "Tariff (2027)", TitleZH: "税则（2027）", IssuerEN: "Commission", IssuerZH: "委员会",
	Document: "税则（2027）",
	From:     "2027-01-01", To: "2028-01-01", Published: "a test", SourceID: "cn-tariff-2026-hd", Basis: "reported"}

// TestRoundTrip reads the schedule held from a table of the published form and
// compiles it as a second year.
func TestRoundTrip(t *testing.T) {
	s := read(t, customsTable(t, unchanged))
	for _, p := range s.Problems {
		if !p.Defect {
			t.Errorf("%s", p.String())
		}
	}
	if n := len(s.Problems); n != 11 { // the defects of the schedule of 2026
		t.Errorf("%d problems, want 11", n)
	}
	if c := s.Compare(tariff.Tables()[0]); len(c.Ended) != 0 || len(c.New) != 0 || len(c.Changed) != 0 {
		t.Errorf("a copy differs: %d ended, %d new, %v", len(c.Ended), len(c.New), c.Changed[:min(3, len(c.Changed))])
	}
	files, err := s.Files(about)
	if err != nil {
		t.Fatal(err)
	}
	source := make(fstest.MapFS)
	dir := os.DirFS("../source")
	err = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(dir, name)
		source[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		source["2027/"+name] = &fstest.MapFile{Data: content}
	}
	generated, err := compile.Files(source)
	if err != nil {
		t.Fatal(err)
	}
	// The four rates that are defects have another reason beside them.
	const width = 32
	old, now := generated["data/2026/lines.bin"], generated["data/2027/lines.bin"]
	differ := 0
	for i := 0; i < min(len(old), len(now)); i += width {
		if string(old[i:i+width]) != string(now[i:i+width]) {
			differ++
		}
	}
	if len(old) != len(now) || differ > 4 {
		t.Errorf("the copy compiles to other lines: %d and %d bytes, %d lines differ", len(old), len(now), differ)
	}
}

// TestChangesOfAYear checks ended and new codes and changed rates, conditions and units.
func TestChangesOfAYear(t *testing.T) {
	s := read(t, customsTable(t, func(row []string) []string {
		switch strings.ReplaceAll(row[1], ".", "") {
		case "0101210010":
			return nil
		case "0409000000":
			row[4] = "12"
		case "2208300000":
			row[5] = "5%"
		case "9701210000":
			row[12] = "1"
		}
		return row
	}), &table{rows: [][]string{{"税号", "名称", "计量单位", "最惠国税率", "普通税率", "增值税", "消费税"},
		{"0409.0000.01", "示例蜂蜜", "千克", "10", "80", "9", "0"}}})
	c := s.Compare(tariff.Tables()[0])
	if !slices.Equal(c.Ended, []string{"0101210010"}) || !slices.Equal(c.New, []string{"0409000001"}) {
		t.Errorf("ended %v, new %v", c.Ended, c.New)
	}
	want := []Change{{"0409000000", "mfn_rate", "15%", "12%"}, {"2208300000", "provisional_rate", "", "5%"},
		{"9701210000", "supervision", "", "1"}}
	if !slices.Equal(c.Changed, want) {
		t.Errorf("changed %v, want %v", c.Changed, want)
	}
}

// TestTwoTables joins rates in one table and conditions in another.
func TestTwoTables(t *testing.T) {
	s := read(t,
		&table{rows: [][]string{{"商品编码", "商品名称", "第一法定单位", "第二法定单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率"},
			{"0409000000", "天然蜂蜜", "千克", "-", "15", "", "80", "9", "0"}}},
		&table{rows: [][]string{{"商品编码", "海关监管条件", "检验检疫"}, {"0409.00.00.00", "AB", "P.R/Q.S"}}})
	if len(s.Problems) > 0 {
		t.Errorf("%v", s.Problems)
	}
	got := []string{s.Get("0409000000", "mfn_rate"), s.Get("0409000000", "supervision"), s.Get("0409000000", "ciq_import"),
		s.Get("0409000000", "ciq_export"), s.Get("0409000000", "unit2")}
	if want := []string{"15%", "AB", "PR", "QS", ""}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestConditionsNeeded checks that missing columns of conditions are a problem, for all
// codes or for one: a schedule without them would clear goods that need a licence.
func TestConditionsNeeded(t *testing.T) {
	rates := &table{rows: [][]string{{"商品编码", "商品名称", "计量单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率"},
		{"0409000000", "天然蜂蜜", "千克", "15", "", "80", "9", "0"}, {"0410901000", "燕窝", "千克", "25", "", "80", "9", "0"}}}
	s := read(t, rates)
	if len(s.Problems) != 2 || s.Problems[0].Says != "no table has the column 监管条件" {
		t.Errorf("without conditions: %v", s.Problems)
	}
	rates.next = 0
	s = read(t, rates, &table{rows: [][]string{{"商品编码", "监管条件", "检验检疫"}, {"0409000000", "AB", "P.R/Q.S"}}})
	if len(s.Problems) != 2 || !s.Problems[0].Absent || s.Problems[0].Code != "0410901000" {
		t.Errorf("a code without conditions: %v", s.Problems)
	}
	for _, p := range s.Problems {
		s.AcceptBlank(p.Code, p.Column)
	}
	if got := s.Get("0410901000", "supervision"); got != "" {
		t.Errorf("taken as %q", got)
	}
}

// TestStored checks that a stored table equals the compiled-in one, and is restored from
// its parts.
func TestStored(t *testing.T) {
	s := read(t, customsTable(t, unchanged))
	was := tariff.Tables()[0]
	e := *was.Edition()
	e.ID, e.From, e.To = "2027", edition.NewDate(2027, 1, 1), edition.NewDate(2028, 1, 1)
	now, err := s.Table(e, edition.Official, "a test")
	if err != nil {
		t.Fatal(err)
	}
	if now.Len() != was.Len() || now.Edition().Held != was.Len() {
		t.Fatalf("%d lines, %d held, want %d", now.Len(), now.Edition().Held, was.Len())
	}
	for i := range was.Len() {
		a, b := was.Line(i), now.Line(i)
		if rateText(a.MFN) != rateText(b.MFN) || rateText(a.Consumption) != rateText(b.Consumption) ||
			rateText(a.Provisional) != rateText(b.Provisional) ||
			a.NameZH != b.NameZH || a.Supervision != b.Supervision || a.InspectionImport != b.InspectionImport ||
			a.Unit1 != b.Unit1 {
			t.Fatalf("line %d: got %+v, want %+v", i, b, a)
		}
	}
	again, err := now.Parts().Table()
	if err != nil {
		t.Fatal(err)
	}
	if again.Sum() != now.Edition().SHA256 || again.Verify() != nil {
		t.Error("the parts make another table")
	}
	broken := now.Parts()
	broken.Names = broken.Names[:len(broken.Names)-1]
	if _, err := broken.Table(); err == nil {
		t.Error("a table whose names are cut off was taken")
	}
}

// TestProblems checks that all problems are reported together, each with its location.
func TestProblems(t *testing.T) {
	header := []string{"商品编码", "商品名称", "计量单位", "最惠国税率", "普通税率", "增值税率", "消费税率", "监管条件", "检验检疫类别"}
	s := read(t, &table{rows: [][]string{header,
		{"409000000", "天然蜂蜜", "千克", "15", "80", "9", "0", "A", "P"},      // a spreadsheet removed the zero
		{"0409000000", "天然蜂蜜", "kg", "l5%", "8", "", "0", "AC", "PW"},    // unit, rate, rate, letters
		{"0409990000", "无此子目", "千克", "15", "80", "9", "0", "", ""},       // no such subheading
		{"2203000000", "啤酒", "升/千克", "18", "7.5元/升", "13", "0", "", "X"}, // a class that is none
		{"2203000000", "啤酒", "升/千克", "19", "7.5元/升", "13", "0", "", ""},  // another rate for the same code
	}})
	var got []string
	for _, p := range s.Problems {
		got = append(got, p.String())
	}
	for _, want := range []string{
		`table1.xlsx:2: code "409000000": want ten digits`, `table1.xlsx:3: unit1 "kg" of 0409000000: not a unit`,
		`table1.xlsx:3: mfn_rate "l5%" of 0409000000: `, `table1.xlsx:3: vat_rate "" of 0409000000: blank`,
		`table1.xlsx:3: supervision "AC" of 0409000000: a supervision condition that is not known: C`,
		`code "0409990000": its subheading is not in HS 2022`, `an inspection class that is not known: X`,
		`mfn_rate "19%" of 2203000000: stands elsewhere as "18%"`,
	} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("no problem says %s\n%s", want, strings.Join(got, "\n"))
		}
	}
	for _, test := range []struct{ rows [][]string }{{nil}, {[][]string{{"a", "b"}, {"1", "2"}}},
		{[][]string{{"商品编码"}, {"0409000000"}}}} {
		if err := New("2027").Add("f", &table{rows: test.rows}); err == nil {
			t.Errorf("%v was taken for a schedule", test.rows)
		}
	}
}
