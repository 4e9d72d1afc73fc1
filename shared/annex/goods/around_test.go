package goods_test

import (
	"strings"
	"testing"
)

// TestAround checks that text around rows is recognized, and that text beside
// or under a heading is read or is a problem.
func TestAround(t *testing.T) {
	three := "table 1!2 1 黄油 ; table 1!3 2 天然蜂蜜 仅限网购保税商品; table 1!4 3 咖啡 "
	bondedHoney := []string{"2", "04090000", "天然蜂蜜", bonded}
	for _, row := range []struct {
		name     string
		rows     [][]string
		got      string // the rows read; blank for the usual three
		problems []string
		joined   int
		passed   int
	}{
		{name: "续表 across the table", rows: [][]string{header, butter, bondedHoney, {"续表", "<", "<", "<"}, header, coffee},
			passed: 1},
		{name: "续表 in the column of names", rows: [][]string{header, butter, bondedHoney, {"", "", "（续表）", ""}, header,
			coffee}, passed: 1},
		{name: "续表 in the column of remarks", rows: [][]string{header, butter, bondedHoney, {"", "", "", "续表"}, coffee},
			passed: 1},
		{name: "page numbers", rows: [][]string{header, butter, {"", "", "第2页 共36页", ""}, bondedHoney, {"", "", "", "— 3 —"},
			{"", "", "Page 2 of 36", ""}, coffee}, passed: 3},
		{name: "（以下空白）", rows: [][]string{header, butter, bondedHoney, coffee, {"（以下空白）", "<", "<", "<"}}, passed: 1},
		{name: "the title, repeated with the header",
			rows: [][]string{{"附件", "", "", ""}, {"虚构清单", "<", "<", "<"}, header, butter, bondedHoney, {"附件", "", "", ""},
				{"虚构清单", "<", "<", "<"}, header, coffee}, passed: 2},
		{name: "a subtotal above a repeated header",
			rows: [][]string{header, butter, bondedHoney, {"小计", "2", "", ""}, header, coffee}},
		{name: "a subtotal of a page", rows: [][]string{header, butter, bondedHoney, {"本页小计", "2", "", ""},
			{"累计", "", "2", ""}, header, coffee}},
		{name: "the rest of a row", rows: [][]string{header, butter, bondedHoney, {"3", "09012100", "咖", ""},
			{"", "", "啡", ""}}, joined: 1},
		{name: "the rest of a row, below a repeated header",
			rows: [][]string{header, butter, bondedHoney, {"3", "09012100", "咖", ""}, header, {"", "", "啡", ""}}, joined: 1},
		{name: "what may be the rest of a row, above a repeated header",
			rows:     [][]string{header, butter, bondedHoney, {"", "", "转入", ""}, header, coffee},
			problems: []string{"row 4 … just before a repeated header"}},
		{name: "words of a page in a name", rows: [][]string{header, butter, bondedHoney, {"3", "09012100", "咖啡续表", ""}},
			got: "-", problems: []string{`row 4, column 货品名称 … holds "续表"`}},
		{name: "a remark under a heading over two columns",
			rows: [][]string{{"序号", "税则号列", "货品名称", "备注", "<"}, butter, {"2", "04090000", "天然蜂蜜", "", bonded}, coffee}},
		{name: "two remarks under a heading over two columns",
			rows: [][]string{{"序号", "税则号列", "货品名称", "备注", "<"}, butter,
				{"2", "04090000", "天然蜂蜜", bonded, "列入《进出口野生动植物种商品目录》的商品除外"}, coffee}, got: "-", joined: 1},
		{name: "a name under a heading over two columns",
			rows: [][]string{{"序号", "税则号列", "货品名称", "<", "备注"}, {"1", "04051000", "黄", "油", ""},
				{"2", "04090000", "天然", "蜂蜜", bonded}, {"3", "09012100", "咖啡", "", ""}}, joined: 2},
		{name: "a code under a heading over two columns",
			rows: [][]string{{"序号", "税则号列", "<", "货品名称", "备注"}, {"1", "04051000", "", "黄油", ""},
				{"2", "0409", "0000", "天然蜂蜜", bonded}, {"3", "09012100", "", "咖啡", ""}}, got: "-",
			problems: []string{"row 3, column 税则号列 … several columns under one heading"}},
		{name: "a remark that spills into a column without a heading",
			rows: [][]string{append(header[:4:4], ""), butter, {"2", "04090000", "天然蜂蜜", "", bonded}, coffee}, got: "-",
			problems: []string{`row 3, column 5 … stands in a column that the header does not name`}},
		{name: "a condition under a heading that is not known",
			rows: [][]string{append(header[:4:4], "其他"), butter, {"2", "04090000", "天然蜂蜜", "", bonded}, coffee}, got: "-",
			problems: []string{`row 3, column 其他 … holds a condition, "仅限网购保税商品", and the column is not read`}},
		{name: "a merged remark that may go on below a repeated header",
			rows: [][]string{header, {"1", "04051000", "黄油", bonded}, {"2", "04090000", "天然蜂蜜", "^"}, header, coffee}, got: "-",
			problems: []string{"row 5, column 备注 … it cannot be told whether it goes on"}},
		{name: "dashes for no remark", rows: [][]string{header, append(butter[:3:3], "—"), bondedHoney,
			append(coffee[:3:3], "无")}},
		{name: "numbers in brackets and circles",
			rows: [][]string{header, {"（1）", "04051000", "黄油", ""}, {"②", "04090000", "天然蜂蜜", bonded},
				{"3、", "09012100", "咖啡", ""}}},
		{name: "footnotes with circled numbers",
			rows: [][]string{header, butter, bondedHoney, coffee, {"注①：虚构。", "<", "<", "<"}, {"②虚构。", "<", "<", "<"},
				{"[注3] 虚构。", "", "", ""}}},
		{name: "marks of notes in the header", rows: [][]string{{"序号", "税则号列[注1]", "货品名称②", "备注（注3）"}, butter, bondedHoney,
			coffee}},
		{name: "a year in the header", rows: [][]string{{"序号", "2019年税则号列", "货品名称", "说明"}, butter, bondedHoney, coffee}},
		{name: "one character lost", rows: [][]string{header, butter, {"2", "04090000", "天然蜂?", bonded}, coffee}, got: "-",
			problems: []string{"row 3 … question marks in the place of characters"}},
		{name: "two headings in a cell", rows: [][]string{header, {"1", "0901 2101", "黄油", ""}, bondedHoney, coffee},
			got: "-", problems: []string{"row 2, column 税则号列 … what may be 2 codes (0901, 2101)"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, got := readSheets(t, 3, "", grid("table", "1", row.rows...))
			var want []string
			for _, p := range row.problems {
				want = append(want, "a.xlsx, table 1: "+p)
			}
			wantTexts(t, "problems", r.Problems, want...)
			if len(r.Joined) != row.joined || len(r.Passed) != row.passed {
				t.Errorf("joined %q, passed over %q", r.Joined, r.Passed)
			}
			if row.got == "" && withoutPlaces(got) != withoutPlaces(three) {
				t.Errorf("got %s, want %s", got, three)
			}
		})
	}
}

// withoutPlaces removes the places from rows written by readSheets.
func withoutPlaces(rows string) string {
	var out []string
	for row := range strings.SplitSeq(rows, "; ") {
		_, text, _ := strings.Cut(strings.TrimPrefix(row, "table "), " ")
		out = append(out, strings.TrimSpace(text))
	}
	return strings.Join(out, "; ")
}
