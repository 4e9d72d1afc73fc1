package goods_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
)

// grid returns a sheet of a format with merged cells. "^" is merged with the
// cell above, "<" with the one on its left.
func grid(kind, name string, rows ...[]string) *tables.Sheet {
	s := &tables.Sheet{Format: "XLSX", Kind: kind, Name: name}
	for n, cells := range rows {
		row := tables.Row{Number: n + 1, Cells: slices.Clone(cells), Merged: make([]tables.Merge, len(cells))}
		for i, cell := range cells {
			switch cell {
			case "^":
				row.Cells[i], row.Merged[i] = s.Rows[n-1].Cells[i], tables.Above
			case "<":
				row.Cells[i], row.Merged[i] = row.Cells[i-1], tables.Left
			}
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

var (
	header  = []string{"序号", "税则号列", "货品名称", "备注"}
	butter  = []string{"1", "04051000", "黄油", ""}
	honey   = []string{"2", "04090000", "天然蜂蜜", ""}
	coffee  = []string{"3", "09012100", "咖啡", ""}
	restart = []string{"1", "18063100", "巧克力", ""}
)

// readSheets reads goods from sheets, and returns the result also as one text.
func readSheets(t *testing.T, stated int, want string, sheets ...*tables.Sheet) (*goods.Reading, string) {
	t.Helper()
	r := goods.Read(profile(t, "goods"), "a.xlsx", sheets, want)
	r.Check(goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: stated})
	var out []string
	for _, l := range r.Lines {
		out = append(out, fmt.Sprint(l.Sheet, "!", l.Row, " ", l.Serial, " ", l.NameZH, " ", l.Remark))
	}
	return r, strings.Join(out, "; ")
}

// TestRemarkInAMergedName checks that a remark merged with the name is a
// problem, and that a number alone in its row is not joined to a name.
func TestRemarkInAMergedName(t *testing.T) {
	r, _ := readSheets(t, 3, "", grid("sheet", "a", header, []string{"1", "04051000", "黄油 " + bonded, "<"}, honey, coffee))
	wantTexts(t, "problems", r.Problems, "a.xlsx, sheet a: row 2, column 备注 … is one cell with the one to its left")
	r, _ = readSheets(t, 3, "", grid("sheet", "a", header, butter, []string{"", "", "2", ""}, honey, coffee))
	wantTexts(t, "problems", r.Problems, "a.xlsx, sheet a: row 3 … stands alone in its row")
}

func TestMergedCells(t *testing.T) {
	for _, row := range []struct {
		name string
		rows [][]string
		want string
	}{
		{"one remark beside several rows", [][]string{header, {"1", "04051000", "黄油", bonded}, {"2", "04090000", "天然蜂蜜", "^"},
			{"3", "09012100", "咖啡", ""}},
			"sheet a!2 1 黄油 " + bonded + "; sheet a!3 2 天然蜂蜜 " + bonded + "; sheet a!4 3 咖啡 "},
		{"a title over all columns", [][]string{{"附件", "<", "<", "<"}, header, butter, honey, coffee,
			{"注：虚构", "<", "<", "<"}},
			"sheet a!3 1 黄油 ; sheet a!4 2 天然蜂蜜 ; sheet a!5 3 咖啡 "},
		{"a name over two lines beside a merged number and code",
			[][]string{header, {"1", "04051000", "黄", ""}, {"^", "^", "油", ""}, honey, coffee},
			"sheet a!2 1 黄油 ; sheet a!4 2 天然蜂蜜 ; sheet a!5 3 咖啡 "},
		{"a remark over two lines", [][]string{header, {"1", "04051000", "黄油", "仅限网购"}, {"", "", "", "保税商品"}, honey, coffee},
			"sheet a!2 1 黄油 " + bonded + "; sheet a!4 2 天然蜂蜜 ; sheet a!5 3 咖啡 "},
		{"a name over two columns, which is no remark", [][]string{header, {"1", "04051000", "黄油", "<"}, honey, coffee},
			"sheet a!2 1 黄油 ; sheet a!3 2 天然蜂蜜 ; sheet a!4 3 咖啡 "},
		{"a header over two rows", [][]string{{"序号", "商品", "<", "备注"}, {"^", "税则号列", "货品名称", "^"}, butter, honey, coffee},
			"sheet a!3 1 黄油 ; sheet a!4 2 天然蜂蜜 ; sheet a!5 3 咖啡 "},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, got := readSheets(t, 3, "", grid("sheet", "a", row.rows...))
			wantTexts(t, "problems", r.Problems)
			if got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestSeveralSheets(t *testing.T) {
	one, two := grid("sheet", "一", header, butter), grid("sheet", "二", header, honey, coffee)
	other := grid("sheet", "其他", header, restart)
	note := grid("sheet", "说明", []string{"说明"})
	hidden := grid("sheet", "旧", header, restart)
	hidden.Hidden = true
	headless := grid("sheet", "三", honey)
	for _, row := range []struct {
		name     string
		sheets   []*tables.Sheet
		want     string
		read     string
		problems []string
		skipped  string
	}{
		{name: "one fits", sheets: []*tables.Sheet{note, other}, read: "sheet 其他", skipped: "sheet 说明: no header that fits"},
		{name: "two that go on from each other", sheets: []*tables.Sheet{one, two}, read: "sheet 一 sheet 二"},
		{name: "two that do not", sheets: []*tables.Sheet{one, other},
			problems: []string{"a.xlsx: … 2 of its sheets have a header that fits (sheet 一, sheet 其他), and their numbers do not go on from each other: say which"}},
		{name: "the same, and one is named", sheets: []*tables.Sheet{one, other}, want: "其他", read: "sheet 其他"},
		{name: "by number", sheets: []*tables.Sheet{one, other}, want: "2", read: "sheet 其他"},
		{name: "two are named", sheets: []*tables.Sheet{one, other, two}, want: "一, 二", read: "sheet 一 sheet 二"},
		{name: "one is named that is not there", sheets: []*tables.Sheet{one, other}, want: "四",
			problems: []string{"a.xlsx: … there is no sheet \"四\": it has sheet 一, sheet 其他"}},
		{name: "a hidden one", sheets: []*tables.Sheet{hidden, other}, read: "sheet 其他", skipped: "sheet 旧: it is hidden"},
		{name: "a hidden one that is named", sheets: []*tables.Sheet{hidden, other}, want: "旧", read: "sheet 旧"},
		{name: "none fits", sheets: []*tables.Sheet{note, headless},
			problems: []string{"a.xlsx: … no header in sheet 说明, sheet 三: want a row with"},
			skipped:  "sheet 说明: no header that fits|sheet 三: no header that fits"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := goods.Read(profile(t, "goods"), "a.xlsx", row.sheets, row.want)
			wantTexts(t, "problems", r.Problems, row.problems...)
			if got := strings.Join(r.Sheets, " "); got != row.read {
				t.Errorf("read %q, want %q", got, row.read)
			}
			if got := strings.Join(r.Skipped, "|"); got != row.skipped {
				t.Errorf("skipped %q, want %q", got, row.skipped)
			}
		})
	}
	r := goods.Read(profile(t, "goods"), "a.xlsx", []*tables.Sheet{one, headless}, "")
	wantTexts(t, "notes", r.Notes, "a.xlsx, sheet 三: … holds 1 codes, but no header that fits")
}

// TestTablesOfADocument checks that a table split by a page break continues
// without a header, and that the place of a problem names the table.
func TestTablesOfADocument(t *testing.T) {
	r, got := readSheets(t, 3, "", grid("table", "1", header, butter), grid("table", "2", []string{"无", "关"}),
		grid("table", "3", []string{"", "", "的其余", ""}, honey), grid("table", "4", header, coffee))
	wantTexts(t, "problems", r.Problems)
	if want := "table 1!2 1 黄油的其余 ; table 3!2 2 天然蜂蜜 ; table 4!2 3 咖啡 "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(r.Joined) != 1 || r.Joined[0] != `table 3, row 1, "的其余", to the row above (table 1, row 2)` || r.Repeats != 1 {
		t.Errorf("got %q joined, %d repeats", r.Joined, r.Repeats)
	}
	r, _ = readSheets(t, 2, "", grid("table", "1", header, butter),
		grid("table", "2", []string{"1", "04090000", "蜂蜜", "见注释"}))
	wantTexts(t, "problems", r.Problems,
		"a.xlsx, table 2: row 1, column 序号 … 1 is already in table 1, row 2",
		"a.xlsx, table 2: row 1, column 备注 … mark 04090000 manual")
}

func TestManualByCode(t *testing.T) {
	s := grid("table", "1", header, []string{"1", "04051000", "黄油", "见注释"}, honey)
	more := grid("table", "2", header, coffee)
	rules := goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 3}
	read := func(rules goods.Rules) *goods.Reading {
		r := goods.Read(profile(t, "goods"), "a.docx", []*tables.Sheet{s, more}, "")
		r.Check(rules)
		return r
	}
	rules.ManualCodes = append(rules.ManualCodes, "04051000")
	r := read(rules)
	wantTexts(t, "problems", r.Problems)
	if p := r.Report(rules); !slices.Equal(p.Manual, []string{"04051000"}) {
		t.Errorf("got %q", p.Manual)
	}
	rules.ManualCodes = append(rules.ManualCodes, "95061100")
	wantTexts(t, "problems", read(rules).Problems, "a.docx: … 95061100 is marked manual, but it is no row")
	rules.ManualCodes, rules.Manual = nil, []int{2}
	wantTexts(t, "problems", read(rules).Problems, "a.docx: … mark them manual by their codes",
		"a.docx, table 1: row 2, column 备注 … 见注释")
}

// TestTextWhereNoColumnIs checks that text outside the columns of the header is
// reported.
func TestTextWhereNoColumnIs(t *testing.T) {
	r, _ := readSheets(t, 3, "", grid("sheet", "a", header, append(slices.Clone(butter), "千克"),
		append(slices.Clone(honey), "千克"), coffee))
	wantTexts(t, "problems", r.Problems,
		`a.xlsx, sheet a: row 2, column 5 … "千克" stands in a column that the header does not name`,
		`a.xlsx, sheet a: row 3, column 5 … "千克" stands in a column that the header does not name`)
}

// TestRemarkOverAPageBreak checks that ambiguous remarks at a page break are
// refused.
func TestRemarkOverAPageBreak(t *testing.T) {
	s := grid("", "", header, []string{"1", "04051000", "黄油", bonded}, []string{"2", "04090000", "天然蜂蜜", "^"}, coffee)
	for i := range s.Rows {
		s.Rows[i].Page, s.Rows[i].Ruled = 1+i/3, true
	}
	r := goods.Read(profile(t, "goods"), "a.pdf", []*tables.Sheet{s}, "")
	wantTexts(t, "problems", r.Problems,
		"a.pdf, page 2: row 4, column 备注 … blank below a repeated header or at the head of a page")
}

// TestRowsOfARuledPage checks that on a page with ruled rows, where only a page
// break splits one, a row without its code is not joined.
func TestRowsOfARuledPage(t *testing.T) {
	s := grid("", "", header, butter, []string{"", "", "的其余", ""}, honey, coffee)
	for i := range s.Rows {
		s.Rows[i].Page, s.Rows[i].Ruled = 1, true
	}
	r := goods.Read(profile(t, "goods"), "a.pdf", []*tables.Sheet{s}, "")
	wantTexts(t, "problems", r.Problems, "a.pdf, page 1: row 3, column 税则号列 … blank",
		"a.pdf, page 1: row 3, column 序号 … blank")
	for i := range s.Rows {
		s.Rows[i].Page = 1 + i/2
	}
	r = goods.Read(profile(t, "goods"), "a.pdf", []*tables.Sheet{s}, "")
	wantTexts(t, "problems", r.Problems)
	if r.Lines[0].NameZH != "黄油的其余" {
		t.Errorf("got %q", r.Lines[0].NameZH)
	}
}

// TestFootnoteOverAPageBreak reads a page after one that ended with a footnote.
func TestFootnoteOverAPageBreak(t *testing.T) {
	s := grid("", "", header, butter, []string{"注：虚构", "", "", ""}, []string{"", "", "的其余", ""}, honey)
	for i := range s.Rows {
		s.Rows[i].Page = 1 + i/3
	}
	r := goods.Read(profile(t, "goods"), "a.pdf", []*tables.Sheet{s}, "")
	wantTexts(t, "problems", r.Problems, "a.pdf, page 2: row 4: … may run on from the footnote or from the row")
}

func TestLooseText(t *testing.T) {
	loose := func(text string) []tables.Row {
		return []tables.Row{{Loose: true, Cells: []string{text}}}
	}
	s := grid("table", "1", header, butter, honey)
	s.Rows = slices.Concat(loose("04051000 虚构"), s.Rows[:2], loose("— 1 —"), loose("清单"), s.Rows[2:], loose("清单"),
		loose("第 2 页，共 2 页"), loose("合计 2 项"), loose("注：虚构"))
	r, got := readSheets(t, 2, "", s)
	wantTexts(t, "problems", r.Problems)
	if want := "table 1!2 1 黄油 ; table 1!3 2 天然蜂蜜 "; got != want {
		t.Errorf("got %s", got)
	}
	if len(r.Totals) != 1 || r.Totals[0].Stated != 2 || !slices.Equal(r.Footnotes, []string{"清单", "注：虚构"}) {
		t.Errorf("got totals %+v, footnotes %q", r.Totals, r.Footnotes)
	}
}

func TestServicesProblems(t *testing.T) {
	const head = "序号,领域,特别管理措施\n"
	for _, row := range []struct {
		name, text string
		stated     int
		want       []string
	}{
		{"as it should be", head + "一、建筑业,,\n1,建筑,甲\n,,乙\n二、金融业,,\n2,银行,丙\n3,,丁\n", 3, nil},
		{"in English", "No.,Sector,Measures\nSection A: Construction,,\n1,Building,No cross-border supply\n", 1, nil},
		{"sections in a column", "门类,序号,领域,特别管理措施\n建筑业,1,建筑,甲\n,2,,乙\n金融业,3,银行,丙\n", 3, nil},
		{"a number and a title apart", head + "一,建筑业,\n1,建筑,甲\n", 1, nil},
		{"a gap", head + "1,建筑,甲\n3,银行,丙\n", 2, []string{"a.csv: row 3, column 序号 … 3 follows 1"}},
		{"a section is missing", head + "一、建筑业,,\n1,建筑,甲\n三、金融业,,\n2,银行,丙\n", 2,
			[]string{"a.csv: row 5, column 门类 … section 三 (金融业) follows section 1"}},
		{"a field without its number", head + "1,建筑,甲\n,银行,丙\n", 2, []string{"a.csv: row 3, column 序号 … blank", "a.csv: … "}},
		{"no field", head + "一、建筑业,,\n1,,甲\n", 1,
			[]string{"a.csv: row 3, column 领域 … blank, in the first row of its section"}},
		{"no measure", head + "1,建筑,\n", 1, []string{"a.csv: row 2, column 特别管理措施 … blank"}},
		{"fewer than stated", head + "1,建筑,甲\n", 2, []string{"a.csv: … holds 1 rows, but the announcement states 2"}},
		{"no header", "甲,乙,丙\n1,建筑,甲\n", 1, []string{"a.csv: … no header"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			sheet, err := tables.ReadCSV([]byte(row.text))
			if err != nil {
				t.Fatal(err)
			}
			m := measures.ReadMeasures(profile(t, "services-negative"), "a.csv", []*tables.Sheet{sheet}, "")
			m.Check(row.stated, false)
			got := m.Problems
			if row.name == "a field without its number" && len(got) > 0 {
				row.want = row.want[:1]
				got = got[:1]
			}
			wantTexts(t, "problems", got, row.want...)
		})
	}
	sheet, _ := tables.ReadCSV([]byte(head + "一、建筑业,,\n1,建筑,甲\n,,乙\n二、金融业,,\n2,银行,丙\n3,,丁\n"))
	m := measures.ReadMeasures(profile(t, "services-negative"), "a.csv", []*tables.Sheet{sheet}, "")
	want := []measures.Measure{
		{Row: 3, Serial: 1, SectionNo: "一", Section: "建筑业", Field: "建筑", Text: "甲乙"},
		{Row: 6, Serial: 2, SectionNo: "二", Section: "金融业", Field: "银行", Text: "丙"},
		{Row: 7, Serial: 3, SectionNo: "二", Section: "金融业", Field: "银行", Text: "丁"},
	}
	if !reflect.DeepEqual(m.Rows, want) {
		t.Errorf("got %+v", m.Rows)
	}
}

// TestProfiles checks that every file in profiles/ is valid, and documented in
// README.md there.
func TestProfiles(t *testing.T) {
	files, err := filepath.Glob("../layout/profiles/*.json")
	if err != nil || len(files) == 0 || len(files) != len(layout.Profiles()) {
		t.Fatalf("got %d profiles of %d files, %v", len(layout.Profiles()), len(files), err)
	}
	readme, err := os.ReadFile("../layout/profiles/README.md")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]string{}
	for _, p := range layout.Profiles() {
		if !slices.Contains(files, "../layout/profiles/"+p.ID+".json") {
			t.Errorf("profile %s is not in the file of that name", p.ID)
		}
		if !bytes.Contains(readme, []byte("`"+p.ID+".json`")) {
			t.Errorf("README.md says nothing of %s", p.ID)
		}
		if p.Title.EN == "" || p.Title.ZH == "" || p.About == "" {
			t.Errorf("%s: says too little of itself", p.ID)
		}
		for _, l := range p.Lists {
			if other, taken := lists[l]; taken {
				t.Errorf("%s and %s are both of the list %s", other, p.ID, l)
			}
			lists[l] = p.ID
		}
		if p.AmendedBy != "" {
			if _, ok := layout.FindProfile(p.AmendedBy); !ok {
				t.Errorf("%s: there is no profile %s", p.ID, p.AmendedBy)
			}
		}
	}
}

func TestParseProfileRefuses(t *testing.T) {
	good := map[string]any{
		"profile": "x", "yields": "entries", "counts": "rows", "header": [][]string{{"code"}},
		"columns": []map[string]any{{"field": "code", "title": "税号", "names": []string{"税号"}}},
	}
	with := func(key string, value any) string {
		changed := map[string]any{}
		for k, v := range good {
			changed[k] = v
		}
		changed[key] = value
		raw, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if _, err := layout.ParseProfile([]byte(with("profile", "x"))); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ text, says string }{
		{"", "EOF"},
		{with("colour", "red"), "colour"},
		{with("yields", "gold"), "gold"},
		{with("profile", ""), "want a profile id"},
		{with("header", [][]string{}), "any row would be one"},
		{with("header", [][]string{{"remark"}}), `"remark" is no column`},
		{with("needs", []map[string]any{{"any": []string{"colour"}}}), `"colour" is no column`},
		{with("headings", []string{"("}), "missing closing"},
		{with("actions", []map[string]any{{"action": "burnt"}}), `"burnt" is no action`},
		{with("columns", []map[string]any{{"field": "colour"}}), "no such field"},
		{with("columns", []map[string]any{{"field": "code", "names": []string{"HS code"}}}),
			`write the name "HS code" as "hscode"`},
		{with("columns", []map[string]any{{"field": "code", "names": []string{"税号"}},
			{"field": "remark", "names": []string{"税号"}}}), "is taken by code"},
	} {
		if _, err := layout.ParseProfile([]byte(row.text)); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.text, err, row.says)
		}
	}
}

// TestReport checks that the text and the JSON of a report agree.
func TestReport(t *testing.T) {
	_, r := changed(t, allKinds, 6)
	p := r.Report(goods.Rules{Stated: 6})
	p.List, p.Edition = "l", "2022"
	var text bytes.Buffer
	p.WriteText(&text, true)
	for _, want := range []string{"5 + 1 − 1 + 2 − 1 = 6", "一、新增商品: 1 row (added)", "04031000 is now 04032010",
		"rows read   6"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the text does not say %q:\n%s", want, text.String())
		}
	}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"sum":{"base":"2019","before":5,"added":1,"deleted":1,"new":2,"gone":1,"total":6,"remarks":1}`, `"renumbered":[{"old":"04031000","new":"04032010"}`, `"problems":[]`} {
		if !bytes.Contains(raw, []byte(want)) {
			t.Errorf("the JSON does not say %s:\n%s", want, raw)
		}
	}
	_, r = changed(t, allKinds, 7)
	raw, _ = json.Marshal(r.Report(goods.Rules{Stated: 7}))
	if want := `{"file":"c.csv","text":"5 + 1`; !bytes.Contains(raw, []byte(want)) {
		t.Errorf("the JSON does not say %s:\n%s", want, raw)
	}
}
