package goods_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// small is an annex of three rows with all kinds of text around them.
const small = `附件,,,
跨境电子商务零售进口商品清单（虚构）,,,
序号,税则号列,货品名称,备注
第四章 乳品,,,
1,0405.10.00,黄油,仅限网购保税商品
2,0409 00 00,"天然蜂蜜,纯",列入《进出口野生动植物种商品目录》的商品除外
序号,税则号列,货品名称,备注
３,０９０１２１００,未浸除咖啡碱的已焙炒咖啡,
合计,3,,
注：1. 货品名称为简称。,,,
2. 以税则号列为准。,,,
`

// rules2022 are for an edition whose year's tariff is unknown, rules2026 for
// one whose tariff is known.
var (
	rules2022 = goods.Rules{Effective: edition.NewDate(2022, 3, 1), Stated: 3}
	rules2026 = goods.Rules{Effective: edition.NewDate(2026, 3, 1), Stated: 3}
)

func read(t testing.TB, text string, rules goods.Rules) *goods.Reading {
	t.Helper()
	return readCounting(t, text, rules, compile.CountsRows)
}

func readCounting(t testing.TB, text string, rules goods.Rules, counts string) *goods.Reading {
	t.Helper()
	sheet, err := tables.ReadCSV([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r := goods.Read(profileCounting(t, counts), "a.csv", []*tables.Sheet{sheet}, "")
	r.Check(rules)
	return r
}

func texts(problems []*compile.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Error())
	}
	return out
}

// wantTexts compares problems or notes: each must begin and contain as wanted,
// as "begins … contains".
func wantTexts(t *testing.T, what string, got []*compile.Problem, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %d %s, want %d:\n%s", len(got), what, len(want), strings.Join(texts(got), "\n"))
		return
	}
	for i, w := range want {
		place, says, _ := strings.Cut(w, " … ")
		if text := got[i].Error(); !strings.HasPrefix(text, place) || !strings.Contains(text, says) {
			t.Errorf("%s %d: got %q, want %q saying %q", what, i, text, place, says)
		}
	}
}

func TestRead(t *testing.T) {
	r := read(t, small, rules2026)
	wantTexts(t, "problems", r.Problems)
	wantTexts(t, "notes", r.Notes)
	var got []string
	for _, l := range r.Lines {
		got = append(got, fmt.Sprint(l.Row, " ", l.Serial, " ", l.Code, " ", l.NameZH, " ", len(l.Conditions)))
	}
	want := []string{"5 1 04051000 黄油 1", "6 2 04090000 天然蜂蜜,纯 1", "8 3 09012100 未浸除咖啡碱的已焙炒咖啡 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.Header != 3 || r.Columns != "序号, 税则号列, 货品名称, 备注" {
		t.Errorf("got header %d: %s", r.Header, r.Columns)
	}
	if r.Repeats != 1 || r.Headings != 1 || len(r.Totals) != 1 || r.Totals[0].Stated != 3 || r.Totals[0].Lines != 3 {
		t.Errorf("got %d repeats, %d headings, totals %+v", r.Repeats, r.Headings, r.Totals)
	}
	if want := []string{"注：1.货品名称为简称。", "2.以税则号列为准。"}; !slices.Equal(r.Footnotes, want) {
		t.Errorf("got footnotes %q, want %q", r.Footnotes, want)
	}
}

func TestEncodings(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(small)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, text, encoding string }{
		{"UTF-8", small, "UTF-8"},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + small, "UTF-8 with a byte order mark"},
		{"GB18030", gb, "GB18030"},
		{"lines of another system", strings.ReplaceAll(small, "\n", "\r\n"), "UTF-8"},
	} {
		sheet, err := tables.ReadCSV([]byte(row.text))
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if sheet.Encoding != row.encoding {
			t.Errorf("%s: read as %s", row.name, sheet.Encoding)
		}
		r := goods.Read(profileCounting(t, compile.CountsRows), "a.csv", []*tables.Sheet{sheet}, "")
		r.Check(rules2026)
		if len(r.Problems) > 0 || len(r.Lines) != 3 || r.Lines[1].NameZH != "天然蜂蜜,纯" {
			t.Errorf("%s: %+v, problems %q", row.name, r.Lines, texts(r.Problems))
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	for _, row := range []struct{ name, text, says string }{
		{"UTF-16 that is cut off", "\xff\xfe1\x00\x00\xd8", "UTF-16"},
		{"a workbook", "PK\x03\x04rest", "workbook"},
		{"an old workbook", "\xd0\xcf\x11\xe0rest", "workbook"},
		{"a PDF", "%PDF-1.7", "PDF"},
		{"bytes", "a\x00b", "not text"},
		{"neither encoding", "\xff\xff\xff,a", "neither UTF-8 nor GB18030"},
		{"marked as UTF-8 and is not", "\xef\xbb\xbf\xcc\xec", "not UTF-8 throughout"},
		{"a quote that does not close", "序号,\"税则号列\n1,2\n", "quotation mark"},
		{"too long", strings.Repeat("a", tables.MaxFile+1), "the 4 MiB that an annex may have"},
	} {
		if _, err := tables.ReadCSV([]byte(row.text)); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
}

// TestRowNumbers checks that blank lines count, and line breaks within cells do
// not, as in a spreadsheet.
func TestRowNumbers(t *testing.T) {
	r := read(t, "\n\n序号,税则号列,\"货品\n名称\",备注\n1,04051000,\"黄\n油\",\n\n2,0409,蜂蜜,\n",
		goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 2})
	wantTexts(t, "problems", r.Problems, `a.csv: row 6, column 税则号列 … "0409" has 4 digits`)
	if r.Header != 3 || r.Lines[0].Row != 4 || r.Lines[0].NameZH != "黄油" || r.Lines[1].Row != 6 {
		t.Errorf("got header %d and lines %+v", r.Header, r.Lines)
	}
}

func TestHeaders(t *testing.T) {
	for _, header := range []string{
		"序号,税则号列,货品名称,备注",
		"No.,HS code,Description,Remarks",
		"No,HS Code,Description of goods,Remark",
		"S/N,Tariff line,Name,Notes",
		"序号 No.,税则号列 Tariff Line,货品名称 Name,备注 Remarks", // in both languages
		"序　号,税则号列（注1）,货品名称（简称）,备 注",
		"编号,税号,商品名称,备注：",
		"＃,ＨＳ　ｃｏｄｅ,名称,备注",
		"序号,商品编码,中文货品名称,备注",
	} {
		r := read(t, header+"\n1,04051000,黄油,仅限网购保税商品\n", goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1})
		wantTexts(t, header+": problems", r.Problems)
		if len(r.Lines) != 1 || r.Lines[0].Serial != "1" || r.Lines[0].NameZH != "黄油" || len(r.Lines[0].Conditions) != 1 {
			t.Errorf("%s: got %+v", header, r.Lines)
		}
	}
}

func TestColumnsInAnotherOrder(t *testing.T) {
	r := read(t, "Remarks,Description,HS code,Unit\nbonded online purchase only,Butter,0405.10.00,kg\n",
		goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1})
	wantTexts(t, "problems", r.Problems)
	wantTexts(t, "notes", r.Notes, "a.csv: row 1, column Unit … not read")
	if l := r.Lines[0]; l.Code != "04051000" || l.NameEN != "Butter" || l.NameZH != "" || l.Serial != "" ||
		l.Conditions[0].Kind != list.BondedOnly {
		t.Errorf("got %+v", l)
	}
	if got := r.Entries("annex:x")[0].ID; got != "c04051000" {
		t.Errorf("a row without a serial number has the id %s", got)
	}
}

func TestBothNames(t *testing.T) {
	r := read(t, "序号,税则号列,货品名称,英文名称,备注\n1,04051000,黄油,Butter,\n",
		goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1})
	wantTexts(t, "problems", r.Problems)
	if l := r.Lines[0]; l.NameZH != "黄油" || l.NameEN != "Butter" {
		t.Errorf("got %+v", l)
	}
}

func TestHeaderProblems(t *testing.T) {
	nine := strings.Repeat("标题,,,\n", 9)
	one := goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1}
	const row = "1,04051000,黄油,\n"
	for _, r := range []struct {
		name, text string
		want       []string
	}{
		{"in row ten", nine + "序号,税则号列,货品名称,备注\n" + row, nil},
		{"in row 100", strings.Repeat(nine, 11) + "序号,税则号列,货品名称,备注\n" + row, nil},
		{"rows of the list above it", row + "序号,税则号列,货品名称,备注\n" + row, []string{"a.csv: row 1 … stands above the header"}},
		{"none", row, []string{"a.csv … of the columns 序号, 税则号列, 货品名称, 英文名称, 备注"}},
		{"an empty file", "", []string{"a.csv … no header"}},
		{"apart by semicolons", "序号;税则号列;货品名称;备注\n1;04051000;黄油;\n", nil},
		{"apart by tabs", "序号\t税则号列\t货品名称\t备注\n1\t04051000\t黄油\t\n", nil},
		{"one that comes near", "清单,\n号列,品种,备注\n1,x,y\n", []string{"a.csv … the nearest is row 2: 号列 | 品种 | 备注"}},
		{"without names", "序号,税则号列,备注\n1,04051000,\n", []string{"a.csv … no header"}},
		{"without remarks", "序号,税则号列,货品名称\n1,04051000,黄油\n",
			[]string{"a.csv: row 1, column 备注 … the conditions of the list are lost"}},
		{"two columns of codes", "序号,税则号列,货品名称,备注,HS code\n1,04051000,黄油,,04051000\n",
			[]string{"a.csv: row 1, column HS code … two such columns"}},
	} {
		t.Run(r.name, func(t *testing.T) { wantTexts(t, "problems", read(t, r.text, one).Problems, r.want...) })
	}
}

// table returns an annex with a header and rows.
func table(rows ...string) string {
	return "序号,税则号列,货品名称,备注\n" + strings.Join(rows, "\n") + "\n"
}

func TestCodes(t *testing.T) {
	for _, row := range []struct {
		cell string
		want tariff.Code
		says string
	}{
		{"04051000", "04051000", ""},
		{"0405.10.00", "04051000", ""},
		{"0405.1000", "04051000", ""},
		{"04.05.10.00", "04051000", ""},
		{"0405 10 00", "04051000", ""},
		{" 04051000 ", "04051000", ""},
		{"０４０５．１０．００", "04051000", ""},
		{"0405　1000", "04051000", ""},      // ideographic space
		{"0405\u00a01000", "04051000", ""}, // no-break space
		{"4051000", "", "a spreadsheet may have taken the zero of 04051000"},
		{"4051000.0", "", "between pairs of digits"}, // would read as 40510000
		{"4.051E+06", "", "turned into a number by a spreadsheet"},
		{"0405100", "", "7 digits"},
		{"040510", "", "has 6 digits: a tariff line has 8"},
		{"0405100000", "", "has 10 digits"},
		{"040510001", "", "between pairs of digits"},
		{"0405-10-00", "", "more than digits"},
		{"O4051000", "", "more than digits"},
		{"04051000、04052000", "", "one code to a row"},
		{"ex04051000", "", "more than digits"},
		{"", "", "blank"},
		{"٠٤٠٥١٠٠٠", "", "more than digits"}, // digits of another script
	} {
		r := read(t, table(`1,"`+row.cell+`",黄油,`), goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1})
		if row.says != "" {
			wantTexts(t, fmt.Sprintf("problems of %q", row.cell), r.Problems, "a.csv: row 2, column 税则号列 … "+row.says)
			continue
		}
		wantTexts(t, fmt.Sprintf("problems of %q", row.cell), r.Problems)
		if len(r.Lines) != 1 || r.Lines[0].Code != row.want {
			t.Errorf("%q: got %+v", row.cell, r.Lines)
		}
	}
}

func TestRowProblems(t *testing.T) {
	for _, row := range []struct {
		name  string
		text  string
		rules goods.Rules
		want  []string
		notes []string
	}{
		{
			name: "a code twice", text: table("1,04051000,黄油,", "2,04090000,蜂蜜,", "3,0405.10.00,黄油,"), rules: rules2026,
			want: []string{"a.csv: row 4, column 税则号列 … 04051000 is already in row 2"},
		}, {
			name: "a serial number twice", text: table("1,04051000,黄油,", "1,04090000,蜂蜜,", "2,09012100,咖啡,"), rules: rules2026,
			want: []string{"a.csv: row 3, column 序号 … 1 is already in row 2"},
		}, {
			name: "a gap between serial numbers", text: table("1,04051000,黄油,", "2,04090000,蜂蜜,", "4,09012100,咖啡,"),
			rules: rules2026,
			notes: []string{"a.csv: row 4, column 序号 … 4 follows 2"},
		}, {
			name: "no serial number", text: table("1,04051000,黄油,", ",04090000,蜂蜜,", "2,09012100,咖啡,"), rules: rules2026,
			want: []string{"a.csv: row 3, column 序号 … blank"},
		}, {
			name: "a serial number that is none", text: table("1,04051000,黄油,", "二,04090000,蜂蜜,", "2,09012100,咖啡,"),
			rules: rules2026,
			want:  []string{`a.csv: row 3, column 序号 … "二" is no running number`},
		}, {
			name: "no name", text: table("1,04051000,黄油,", "2,04090000,,", "3,09012100,咖啡,"), rules: rules2026,
			want: []string{"a.csv: row 3, column 货品名称 … blank"},
		}, {
			name: "no code, but a name", text: table("1,04051000,黄油,", "2,,蜂蜜,", "3,09012100,咖啡,"), rules: rules2026,
			want: []string{"a.csv: row 3, column 税则号列 … blank"}, // a row that lost its code is not a footnote
		}, {
			name: "a mark before the serial number, and a code that lost its zero",
			text: table("1,04051000,黄油,", "*2,4090000,蜂蜜,", "3,09012100,咖啡,"), rules: rules2026,
			want:  []string{"a.csv: row 3, column 税则号列 … 04090000", "a.csv: row 3, column 序号 … \"*2\""}, // nor this
			notes: []string{"a.csv: row 4, column 序号 … 3 follows 1"},
		}, {
			name: "a name alone, where a number is missing", text: table("1,04051000,黄油,", ",,蜂蜜,", "3,09012100,咖啡,"),
			rules: rules2026,
			want:  []string{"a.csv: row 3, column 序号 … joined to the row above, yet 3 follows 1", "a.csv: … holds 2 rows"},
		}, {
			name: "a name alone, with nothing above it to run on from", text: table(",,蜂蜜,", "1,04051000,黄油,", "2,09012100,咖啡,"),
			rules: rules2026,
			want:  []string{"a.csv: row 2, column 税则号列 … blank", "a.csv: row 2, column 序号 … blank"},
		}, {
			name: "a comma that is not quoted", text: table("1,04051000,黄油,", "2,04063000,经加工的乳酪,但磨碎或粉化的除外,", "3,09012100,咖啡,"),
			rules: rules2026,
			want:  []string{"a.csv: row 3 … has 5 cells, but the header has 4"}, // half the name would be read as a remark
		}, {
			name: "a remark that cannot be read", text: table("1,04051000,黄油,见注释", "2,04090000,蜂蜜,仅限网购保税商品；另行规定",
				"3,09012100,咖啡,"), rules: rules2026,
			want: []string{"a.csv: row 2, column 备注 … \"见注释\" cannot be read as a rule; mark row 2 manual",
				"a.csv: row 3, column 备注 … \"另行规定\""},
		}, {
			name: "a code that the tariff of the year lacks", text: table("1,04031000,酸乳,", "2,04090000,蜂蜜,", "3,09012100,咖啡,"),
			rules: rules2026,
			want:  []string{"a.csv: row 2, column 税则号列 … 04031000 is not in the tariff of 2026; it was 酸乳 (cn-2018, cn-2019, hs2017, hs2012); today that may be 04032010, 04032090"},
		}, {
			name: "a code that was never one", text: table("1,04090001,蜂蜜,", "2,04090000,蜂蜜,", "3,77010000,无,"),
			rules: rules2026,
			want: []string{
				"a.csv: row 2, column 税则号列 … 04090001 is not in the tariff of 2026; no earlier list that is held knows it; today that may be 04090000",
				"a.csv: row 4, column 税则号列 … 77010000 is not in the tariff of 2026; no earlier list that is held knows it",
			},
		}, {
			name: "the same, of an edition whose year's tariff is not held",
			text: table("1,04031000,酸乳,", "2,04090000,蜂蜜,", "3,09012100,咖啡,"), rules: rules2022,
			notes: []string{"a.csv: row 2, column 税则号列 … today that may be 04032010, 04032090"},
		}, {
			name: "the same, let stand", text: table("1,04031000,酸乳,", "2,04090000,蜂蜜,", "3,09012100,咖啡,"),
			rules: goods.Rules{Effective: edition.NewDate(2026, 3, 1), Stated: 3, UnknownCodes: true},
			notes: []string{"a.csv: row 2, column 税则号列 … 04031000 is not in the tariff of 2026"},
		}, {
			name: "everything at once", text: table("1,4051000,,见注释", "1,04090000,蜂蜜,", "9,04090000,蜂蜜,x,y"),
			rules: goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 4},
			want: []string{
				"a.csv: row 2, column 税则号列 … 7 digits", "a.csv: row 2, column 货品名称 … blank", "a.csv: row 2, column 备注 … 见注释",
				"a.csv: row 3, column 序号 … already",
				"a.csv: row 4: … 5 cells", "a.csv: row 4, column 税则号列 … already", "a.csv: row 4, column 备注 … \"x\"",
				"a.csv: holds 3 rows … states 4",
			},
			notes: []string{"a.csv: row 4, column 序号 … 9 follows 1"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read(t, row.text, row.rules)
			wantTexts(t, "problems", r.Problems, row.want...)
			wantTexts(t, "notes", r.Notes, row.notes...)
		})
	}
}

func TestCount(t *testing.T) {
	three := table("1,04051000,黄油,", "2,04090000,蜂蜜,", "3,09012100,咖啡,")
	for _, row := range []struct {
		name    string
		text    string
		stated  int
		partial bool
		want    []string
		notes   []string
	}{
		{name: "as stated", text: three, stated: 3},
		{name: "fewer", text: three, stated: 4, want: []string{"a.csv: … holds 3 rows, but the announcement states 4"}},
		{name: "more", text: three, stated: 2, want: []string{"a.csv: … holds 3 rows, but the announcement states 2"}},
		{name: "fewer, and known to be", text: three, stated: 4, partial: true},
		{name: "more, and known to be", text: three, stated: 2, partial: true},
		{name: "as stated, but called partial", text: three, stated: 3, partial: true,
			want: []string{"a.csv: … all 3 rows are there, as the announcement states: it is not partial"}},
		{name: "no rows", text: table(), stated: 3, want: []string{"a.csv: … holds 0 rows"}},
		{name: "a total that agrees", text: three + "合计,3,,\n", stated: 3},
		{name: "a total with its unit", text: three + "共计3个税目,,,\n", stated: 3},
		{name: "a total without a number", text: three + "合计,,,\n", stated: 3},
		{name: "a total that does not", text: three + "合计,4,,\n", stated: 3,
			want: []string{"a.csv: row 5: … the file says that there are 4, but 3 rows stand above"}},
		{name: "a total that does not, of a partial file", text: three + "合计,4,,\n", stated: 4, partial: true,
			notes: []string{"a.csv: row 5: … 4"}},
		{name: "a subtotal", text: three + "小计,2,,\n", stated: 3},
		{name: "a large total", text: three + "合计,\"1,476\",,\n", stated: 3,
			want: []string{"a.csv: row 5: … the file says that there are 1476"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read(t, row.text, goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: row.stated, Partial: row.partial})
			wantTexts(t, "problems", r.Problems, row.want...)
			wantTexts(t, "notes", r.Notes, row.notes...)
		})
	}
}

func TestManual(t *testing.T) {
	text := table("1,04051000,黄油,见注释", "2,04090000,蜂蜜,仅限网购保税商品", "3,09012100,咖啡,", "4,18063100,巧克力,另行规定")
	rules := goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 4}

	rules.Manual = []int{2, 5}
	r := read(t, text, rules)
	wantTexts(t, "problems", r.Problems)
	for i, want := range []bool{true, false, false, true} {
		l := r.Lines[i]
		if l.Manual != want || want && (len(l.Conditions) != 1 || l.Conditions[0].Kind != list.Manual ||
			l.Conditions[0].Text != l.Remark) {
			t.Errorf("row %d: got %+v", l.Row, l)
		}
	}

	rules.Manual = []int{3} // one that could be interpreted: the maintainer decides
	r = read(t, text, rules)
	wantTexts(t, "problems", r.Problems, "a.csv: row 2, column 备注 … 见注释", "a.csv: row 5, column 备注 … 另行规定")
	if !r.Lines[1].Manual {
		t.Errorf("got %+v", r.Lines[1])
	}

	rules.Manual = []int{4, 1, 99}
	r = read(t, text, rules)
	wantTexts(t, "problems", r.Problems,
		"a.csv: row 1: … no row of the list", "a.csv: row 2, column 备注 … 见注释",
		"a.csv: row 4, column 备注 … nothing to mark manual",
		"a.csv: row 5, column 备注 … 另行规定", "a.csv: row 99: … no row of the list")

	rules.Manual, rules.ManualAll = nil, true
	r = read(t, text, rules)
	wantTexts(t, "problems", r.Problems)
	if !r.Lines[0].Manual || r.Lines[1].Manual || r.Lines[2].Manual || !r.Lines[3].Manual {
		t.Errorf("got %+v", r.Lines)
	}
}

func TestRemarksThatWereLost(t *testing.T) {
	var rows []string
	table2026, _ := tariff.At(edition.NewDate(2026, 1, 1))
	last := tariff.Code("")
	for i := 0; len(rows) < 100; i++ {
		if c := table2026.Code(i).Line(); c != last {
			rows = append(rows, fmt.Sprintf("%d,%s,虚构,", len(rows)+1, c))
			last = c
		}
	}
	r := read(t, table(rows...), goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 100})
	wantTexts(t, "problems", r.Problems)
	wantTexts(t, "notes", r.Notes, "a.csv: 备注 … not one of 100 rows has a remark")
}

// TestKinds checks that the number of a kind may be in its first row only,
// where its cells were merged.
func TestKinds(t *testing.T) {
	rules := goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 2}
	for _, text := range []string{
		"类别,税则号列,货品名称,备注\n1,9503.00.89,玩具,\n,8516.60.30,电饭锅,\n2,84221100,洗碗机,\n",
		"序号,税则号列,货品名称,备注\n1,9503.00.89,玩具,\n,8516.60.30,电饭锅,\n2,84221100,洗碗机,\n",
		"序号,类别,税则号列,货品名称,备注\n1,1,9503.00.89,玩具,\n2,1,8516.60.30,电饭锅,\n3,2,84221100,洗碗机,\n",
	} {
		r := readCounting(t, text, rules, compile.CountsKinds)
		wantTexts(t, "problems", r.Problems)
		var ids []string
		for _, e := range r.Entries("annex:x") {
			ids = append(ids, e.ID)
		}
		if got := strings.Join(ids, " "); got != "1-95030089 1-85166030 2-84221100" || r.Kinds() != 2 {
			t.Errorf("got %s in %d kinds", got, r.Kinds())
		}
	}
	r := readCounting(t, "类别,税则号列,货品名称,备注\n,9503,玩具,\n2,8516,电饭锅,\n", rules, compile.CountsKinds)
	wantTexts(t, "problems", r.Problems, "a.csv: row 2, column 类别 … blank, in the first row")
	r = readCounting(t, "税则号列,货品名称,备注\n9503,玩具,\n", rules, compile.CountsKinds)
	if len(r.Problems) == 0 || !strings.Contains(r.Problems[0].Error(), "counts kinds of goods") {
		t.Errorf("got %q", texts(r.Problems))
	}
	r = readCounting(t, "类别,税则号列,货品名称,备注\n1,950300,玩具,\n1,950300,玩具,\n2,950300,玩具,\n", rules, compile.CountsKinds)
	wantTexts(t, "problems", r.Problems, "a.csv: row 3, column 税则号列 … already in row 2") // twice in one kind, not in two
}

func TestEntries(t *testing.T) {
	r := read(t, small, rules2026)
	for i, e := range r.Entries("annex:0123") {
		l := r.Lines[i]
		if e.ID != l.Serial || e.Kind != list.Listed || e.Code != l.Code || e.Basis != edition.Official ||
			e.Confidence != "annex" ||
			!slices.Equal(e.Sources, []string{"annex:0123"}) || e.Remark != l.Remark ||
			!slices.Equal(e.Conditions, l.Conditions) {
			t.Errorf("got %+v from %+v", e, l)
		}
	}
}

func TestCompare(t *testing.T) {
	entry := func(code tariff.Code, name string, kinds ...list.ConditionKind) list.Entry {
		e := list.Entry{Kind: list.Listed, Code: code, NameZH: name}
		for _, k := range kinds {
			e.Conditions = append(e.Conditions, list.Condition{Kind: k})
		}
		return e
	}
	before := []list.Entry{
		// a name that was unknown before
		entry("01", "同"), entry("02", "旧名"), entry("03", "有备注"), entry("04", "去"), entry("05", ""),
		{Kind: list.Removed, Code: "06"}, {Kind: list.Hint},
	}
	now := []list.Entry{
		entry("07", "新"), entry("06", "新"), entry("05", "名"), entry("03", "有备注", list.BondedOnly), entry("02", "新名"),
		entry("01", "同"),
	}
	c := goods.Compare(before, now)
	codes := func(entries []list.Entry) (out []tariff.Code) {
		for _, e := range entries {
			out = append(out, e.Code)
		}
		return out
	}
	var changed []tariff.Code
	for _, ch := range c.Changed {
		changed = append(changed, ch.Now.Code)
		if ch.Before.Code != ch.Now.Code {
			t.Errorf("%s is compared with %s", ch.Now.Code, ch.Before.Code)
		}
	}
	if got := fmt.Sprint(codes(c.Added), codes(c.Removed), changed, c.Same); got != "[06 07] [04] [02 03] 2" {
		t.Errorf("got %s", got)
	}
}

// FuzzRead checks that no file causes a panic, and that what is read without a
// problem compiles as an edition.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	gb, _ := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(small))
	f.Add(gb)
	f.Add([]byte("No.,HS code,Description,Remarks\n1,0405.10.00,Butter,bonded online purchase only\n"))
	f.Add([]byte("类别,税则号列,货品名称,备注\n1,950300,玩具,\n,8516,电饭锅,\n"))
	f.Add([]byte(allKinds))
	f.Add([]byte("序号,领域,特别管理措施\n一、建筑业,,\n1,建筑,甲\n,,乙\n"))
	f.Add([]byte("\"序\n号\",税号,名称,备注\n\n１.,４０５,a,b,c\n合计,1\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sheet, err := tables.ReadCSV(raw)
		if err != nil {
			return
		}
		fuzzOthers(t, sheet)
		for _, counts := range []string{compile.CountsRows, compile.CountsKinds} {
			r := goods.Read(profileCounting(t, counts), "a.csv", []*tables.Sheet{sheet}, "")
			r.Check(goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 1 << 30, Partial: true, ManualAll: true})
			if len(r.Problems) > 0 || len(r.Lines) == 0 {
				continue
			}
			entries := r.Entries("annex:000000000000")
			if _, err := compile.FormatRows(entries); err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			for _, e := range entries {
				if e.ID == "" || ids[e.ID] || e.Code.Level() < tariff.Chapter || e.NameZH+e.NameEN == "" {
					t.Errorf("read %+v from %q", e, raw)
				}
				ids[e.ID] = true
			}
		}
	})
}

// fuzzOthers reads the sheet as other kinds of annexes.
func fuzzOthers(t *testing.T, sheet *tables.Sheet) {
	p, _ := layout.FindProfile("goods-changes")
	r := goods.ReadChanges(p, goods.Source{File: "a.csv", Sheets: []*tables.Sheet{sheet}}).Apply(base())
	r.Check(goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: r.Sum.Total, ManualAll: true})
	if got := r.Sum.Before + r.Sum.Added - r.Sum.Deleted + r.Sum.New - r.Sum.Gone; got != r.Sum.Total ||
		len(r.Lines) != r.Sum.Total {
		t.Errorf("%s does not add up: there are %d lines", r.Sum, len(r.Lines))
	}
	if p, _ = layout.FindProfile("services-negative"); p != nil {
		m := measures.ReadMeasures(p, "a.csv", []*tables.Sheet{sheet}, "")
		m.Check(len(m.Rows), false)
	}
}

// profileCounting returns the profile of a whole list of goods that counts rows
// or kinds.
func profileCounting(t testing.TB, counts string) *layout.Profile {
	if counts == compile.CountsKinds {
		return profile(t, "yiwu")
	}
	return profile(t, "goods")
}
