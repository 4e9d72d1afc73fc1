package schedule_test

import (
	"strings"
	"testing"

	"importchecker/shared/annex/schedule"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

var header = []string{"商品编码", "商品名称", "第一法定单位", "第二法定单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率", "监管条件", "检验检疫类别"}

// sheet returns a table as a reader of files does.
func sheet(rows ...[]string) *tables.Sheet {
	s := &tables.Sheet{Kind: "sheet", Name: "税则"}
	for i, cells := range rows {
		s.Rows = append(s.Rows, tables.Row{Number: i + 1, Cells: cells})
	}
	return s
}

func about() edition.Edition {
	return edition.Edition{List: tariff.List, ID: "2027", Title: edition.Text{EN: "Tariff", ZH: "税则"},
		Issuer:   edition.Text{EN: "Commission", ZH: "委员会"},
		Document: "示例", Published: "example", Interval: edition.Interval{From: 20270101, To: 20280101}, Stated: 1}
}

// TestProblemsInBothLanguages checks that problems are reported all at once,
// with their places, in English and Chinese.
func TestProblemsInBothLanguages(t *testing.T) {
	honey := []string{"0409000000", "天然蜂蜜", "千克", "", "15", "", "80", "9", "0", "AB", "P.R/Q.S"}
	with := func(column int, cell string) []string {
		row := append([]string(nil), honey...)
		row[column] = cell
		return row
	}
	for name, c := range map[string]struct {
		rows       [][]string
		en, zh     string
		row        int
		column     string
		acceptance string
	}{
		"a code that lost its zero": {[][]string{header, with(0, "409000000")}, "want ten digits", "应为十位数字", 2, "商品编码", ""},
		"a unit in English": {[][]string{header, with(2, "kg")}, "not a unit in Chinese", "不是中文计量单位", 2, "第一法定单位",
			""},
		"a rate that is none": {[][]string{header, with(4, "l5%")}, "is no number", "不是数字", 2, "最惠国税率",
			schedule.AcceptRates},
		"a blank rate": {[][]string{header, with(7, "")}, "blank", "为空", 2, "增值税率", schedule.AcceptRates},
		"an unknown letter": {[][]string{header, with(9, "A@")}, "supervision condition that is not known: @",
			"未知的监管条件：@", 2, "监管条件", ""},
		"a letter twice": {[][]string{header, with(9, "AA")}, "stands twice: A", "代码重复：A", 2, "监管条件", ""},
		"a subheading of no HS": {[][]string{header, with(0, "0409990000")}, "its subheading is not in HS 2022",
			"2022年版协调制度", 2, "商品编码", ""},
		"two rates for a code": {[][]string{header, honey, with(4, "16")}, "stands elsewhere as", "不一致", 3, "最惠国税率", ""},
		"a general rate below": {[][]string{header, with(6, "8")}, "below the most-favoured-nation rate", "低于最惠国税率", 2,
			"普通税率", schedule.AcceptRates},
		"no conditions": {[][]string{header[:9], honey[:9]}, "no table has the column 监管条件", "没有任何表含有“监管条件”列", 0,
			"监管条件", ""},
		"short of what is stated": {[][]string{header, honey, with(0, "0409000001")},
			"2 ten-digit codes were read, 1 are stated", "读取2个十位编码，公告为1", 0, "", ""},
		"no table at all": {[][]string{{"a", "b"}, {"1", "2"}}, "no row of headers", "没有可读取的表", 0, "", ""},
	} {
		y := schedule.ReadYear(about(), schedule.CountsRows, "a test",
			[]schedule.File{{Name: "a.xlsx", Sheets: []*tables.Sheet{sheet(c.rows...)}}}, schedule.Rules{})
		r := y.Report()
		found := false
		for _, p := range r.Problems {
			found = found || strings.Contains(p.Text, c.en) && strings.Contains(p.ZH, c.zh) && p.Row == c.row &&
				p.Column == c.column && p.Accept == c.acceptance
		}
		if !found {
			for _, p := range r.Problems {
				t.Errorf("%s: row %d, column %s (%s): %s | %s", name, p.Row, p.Column, p.Accept, p.Text, p.ZH)
			}
		}
		if table, _ := y.Table(); table != nil {
			t.Errorf("%s: a table was made", name)
		}
	}
}

// TestAccepted checks that accepted problems become notes, and their rates stay
// unknown.
func TestAccepted(t *testing.T) {
	row := []string{"0409000000", "天然蜂蜜", "千克", "", "l5%", "", "80", "", "0", "AB", "P.R/Q.S"}
	rules := schedule.Rules{Accept: []string{schedule.AcceptRates}}
	y := schedule.ReadYear(about(), schedule.CountsRows, "a test",
		[]schedule.File{{Name: "a.xlsx", Sheets: []*tables.Sheet{sheet(header, row)}}}, rules)
	table, err := y.Table()
	if err != nil || table == nil {
		t.Fatalf("%v %+v", err, y.Report().Problems)
	}
	line, ok := table.Lookup("0409000000")
	if !ok || line.VAT != nil || line.MFN == nil || line.MFN.Defect == "" || len(line.MFN.Cases) != 0 ||
		line.Supervision != "AB" || line.InspectionExport != "QS" {
		t.Errorf("%+v, MFN %+v", line, line.MFN)
	}
	if n := len(y.Report().Notes); n != 2 {
		t.Errorf("%d notes", n)
	}
}

// TestTold reads a table with unknown headers, as described by the maintainer.
func TestTold(t *testing.T) {
	rules := schedule.Rules{FirstRow: 2,
		Columns: "商品编码=A,商品名称=B,第一法定单位=C,第二法定单位=D,最惠国税率=E,暂定税率=F,普通税率=G,增值税率=H,消费税率=I,监管条件=J,检验检疫类别=K"}
	row := []string{"0409000000", "天然蜂蜜", "千克", "", "15", "", "80", "9", "0", "AB", "P.R/Q.S"}
	in := []schedule.File{{Name: "a.xlsx", Sheets: []*tables.Sheet{sheet([]string{"?", "?", "?"}, row)}}}
	y := schedule.ReadYear(about(), schedule.CountsRows, "a test", in, rules)
	if table, err := y.Table(); err != nil || table == nil || table.Len() != 1 {
		t.Errorf("%v %+v", err, y.Report().Problems)
	}
	rules.Columns = "价格=A"
	y = schedule.ReadYear(about(), schedule.CountsRows, "a test", in, rules)
	if p := y.Report().Problems; len(p) == 0 || !strings.Contains(p[0].Text, "want the name of a column") ||
		p[0].ZH == "" {
		t.Errorf("%+v", p)
	}
}

// TestLines checks the number of tariff lines stated, with those of chapter 98
// or without them.
func TestLines(t *testing.T) {
	e := about()
	e.Stated = 1
	rows := [][]string{header,
		{"0409000000", "天然蜂蜜", "千克", "", "15", "", "80", "9", "0", "AB", "P.R/Q.S"},
		{"0409000001", "天然蜂蜜", "千克", "", "15", "", "80", "9", "0", "AB", "P.R/Q.S"},
		{"9801001000", "本国货物", "千克", "", "0", "", "0", "0", "0", "", ""}}
	y := schedule.ReadYear(e, schedule.CountsLines, "a test",
		[]schedule.File{{Name: "a.xlsx", Sheets: []*tables.Sheet{sheet(rows...)}}}, schedule.Rules{})
	table, err := y.Table()
	if err != nil || table == nil {
		t.Fatalf("%v %+v", err, y.Report().Problems)
	}
	if about := table.Edition(); about.Stated != 3 || about.Held != 3 {
		t.Errorf("states %d, holds %d", about.Stated, about.Held)
	}
}
