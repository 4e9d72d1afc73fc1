package goods_test

import (
	"slices"
	"strings"
	"testing"

	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// base returns a list of five lines.
func base() *list.Edition {
	entry := func(code tariff.Code, name, remark string) list.Entry {
		conditions, err := list.ParseRemark(remark)
		if err != nil {
			conditions = list.ManualRemark(remark)
		}
		return list.Entry{ID: string(code), Kind: list.Listed, Code: code, NameZH: name, Remark: remark,
			Conditions: conditions,
			Basis:      edition.Official, Confidence: "annex", Sources: []string{"annex:base"}}
	}
	return &list.Edition{
		Edition: edition.Edition{ID: "2019", Stated: 5, Held: 5},
		Entries: []list.Entry{
			entry("04031000", "酸乳", ""), entry("04051000", "黄油", bonded), entry("04090000", "天然蜂蜜", species),
			entry("09012100", "咖啡", ""), entry("18063100", "巧克力", "见注释"),
		},
	}
}

const (
	bonded  = "仅限网购保税商品"
	species = "列入《进出口野生动植物种商品目录》的商品除外"
)

// changed applies changes given as a CSV file.
func changed(t *testing.T, text string, stated int) (*goods.Amendments, *goods.Reading) {
	t.Helper()
	sheet, err := tables.ReadCSV([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a := goods.ReadChanges(profile(t, "goods-changes"),
		goods.Source{File: "c.csv", Sheets: []*tables.Sheet{sheet}, Cites: "annex:changes"})
	r := a.Apply(base())
	r.Check(goods.Rules{Effective: edition.NewDate(2022, 3, 1), Stated: stated})
	return a, r
}

func codesOf(r *goods.Reading) string {
	var out []string
	for _, l := range r.Lines {
		out = append(out, string(l.Code)+" "+l.NameZH+" "+l.Remark)
	}
	return strings.Join(out, "; ")
}

const (
	goodsHeader   = "序号,税则号列,货品名称,备注\n"
	numbersHeader = "序号,原税则号列,新税则号列,货品名称\n"
	remarksHeader = "序号,税则号列,货品名称,调整前备注,调整后备注\n"
	allKinds      = "一、新增商品\n" + goodsHeader + "1,95061100,滑雪屐,\n二、删除商品\n" + goodsHeader + "1,09012100,咖啡,\n三、税则号列调整\n" +
		numbersHeader + "1,04031000,04032010,酸乳（一）\n2,04031000,04032090,酸乳（二）\n四、备注调整\n" + remarksHeader +
		"1,04090000,天然蜂蜜," + species + "," + bonded + "\n"
	whatItShouldBe = "04032010 酸乳（一） ; 04032090 酸乳（二） ; 04051000 黄油 " + bonded + "; 04090000 天然蜂蜜 " + bonded +
		"; 18063100 巧克力 见注释; 95061100 滑雪屐 "
)

func TestApply(t *testing.T) {
	_, r := changed(t, allKinds, 6)
	wantTexts(t, "problems", r.Problems)
	if got := codesOf(r); got != whatItShouldBe {
		t.Errorf("got  %s\nwant %s", got, whatItShouldBe)
	}
	if got := r.Sum.String(); got != "5 + 1 − 1 + 2 − 1 = 6" || r.Sum.Remarks != 1 {
		t.Errorf("got %s", got)
	}
	sources := map[tariff.Code]string{}
	for _, e := range r.Entries("annex:none") {
		sources[e.Code] = strings.Join(e.Sources, " ")
		if e.ID != "c"+string(e.Code) || e.Basis != edition.Official || e.Confidence != "annex" {
			t.Errorf("got %+v", e)
		}
	}
	for code, want := range map[tariff.Code]string{
		"04051000": "annex:base", "18063100": "annex:base", // unchanged
		"95061100": "annex:changes", "04032010": "annex:base annex:changes", "04090000": "annex:base annex:changes",
	} {
		if sources[code] != want {
			t.Errorf("%s cites %q, want %q", code, sources[code], want)
		}
	}
	if n := len(r.Places()); n != 4 {
		t.Errorf("got %d places, want those of the rows that the annex speaks of", n)
	}
	if got := r.Renumbered; len(got) != 2 || got[0] != (goods.Renumbering{Old: "04031000", New: "04032010"}) {
		t.Errorf("got %v", got)
	}
}

// TestFormsOfChanges reads the same changes in different wordings.
func TestFormsOfChanges(t *testing.T) {
	for _, row := range []struct{ name, text string }{
		{"a column says it",
			"序号,调整类型,税则号列（调整前）,税则号列（调整后）,货品名称,备注\n1,新增,,95061100,滑雪屐,\n2,删除,09012100,,咖啡,\n3,税号变更,04031000,04032010,酸乳（一）,\n4,税号变更,04031000,04032090,酸乳（二）,\n5,修改备注,0409.00.00,0409.00.00,天然蜂蜜," + bonded + "\n"},
		{"the codes say it",
			"序号,2021年税则号列,2022年税则号列,货品名称,备注\n1,,95061100,滑雪屐,\n2,09012100,,咖啡,\n3,04031000,04032010,酸乳（一）,\n4,04031000,04032090,酸乳（二）,\n5,0409.00.00,0409.00.00,天然蜂蜜," + bonded + "\n"},
		{"a header of two levels",
			"序号,调整前,,调整后,,\n,税则号列,货品名称,税则号列,货品名称,备注\n1,,,95061100,滑雪屐,\n2,09012100,咖啡,,,\n3,04031000,酸乳,04032010,酸乳（一）,\n4,04031000,酸乳,04032090,酸乳（二）,\n5,0409.00.00,天然蜂蜜,0409.00.00,天然蜂蜜," + bonded + "\n"},
		{"in English",
			"No.,Type of change,Old HS code,New HS code,Description,Remarks\n1,added,,95061100,滑雪屐,\n2,deleted,09012100,,咖啡,\n3,renumbered,04031000,04032010,酸乳（一）,\n4,renumbered,04031000,04032090,酸乳（二）,\n5,remarks changed,04090000,04090000,天然蜂蜜," + bonded + "\n"},
		{"new numbers as lines added, old ones as lines deleted", "新增商品\n" + goodsHeader + "1,95061100,滑雪屐,\n删除商品\n" +
			goodsHeader + "1,09012100,咖啡,\n因税则调整新增的税则号列\n" + goodsHeader +
			"1,04032010,酸乳（一）,\n2,04032090,酸乳（二）,\n因税则调整删除的税则号列\n" + goodsHeader + "1,04031000,酸乳,\n备注修改\n" + goodsHeader +
			"1,04090000,天然蜂蜜," + bonded + "\n"},
		{"rows over two lines, pages with headers", "一、新增商品\n" + goodsHeader + "1,95061100,滑雪,\n,,屐,\n二、删除商品（1项）\n" +
			goodsHeader + "１,０９０１２１００,咖啡,\n三、税则号列调整表（2项）\n" + numbersHeader + "1,0403.10.00,0403.20.10,酸乳（一）\n" + numbersHeader +
			"2,0403.10.00,0403 20 90,酸乳（二）\n四、调整备注\n" + remarksHeader + "1,04090000,天然蜂蜜," + species + "," + bonded +
			"\n注：见公告。\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, r := changed(t, row.text, 6)
			wantTexts(t, "problems", r.Problems)
			if got := codesOf(r); got != whatItShouldBe {
				t.Errorf("got  %s\nwant %s", got, whatItShouldBe)
			}
		})
	}
}

// TestChangesThatDoNotFit checks that every statement has to fit the list that
// it changes.
func TestChangesThatDoNotFit(t *testing.T) {
	for _, row := range []struct {
		name, text string
		stated     int
		want       []string
	}{
		{"added, and there", "新增\n" + goodsHeader + "1,04051000,黄油,\n", 5,
			[]string{"c.csv: row 3, column 税则号列 … 04051000 is added, but it is on the list of 2019 already"}},
		{"added twice", "新增\n" + goodsHeader + "1,95061100,滑雪屐,\n2,95061100,滑雪屐,\n", 6,
			[]string{"c.csv: row 4, column 税则号列 … added already, by c.csv, row 3"}},
		{"deleted, and not there", "删除\n" + goodsHeader + "1,95061100,滑雪屐,\n", 5,
			[]string{"c.csv: row 3, column 税则号列 … 95061100 is deleted, but it is not on the list of 2019"}},
		{"deleted twice", "删除\n" + goodsHeader + "1,09012100,咖啡,\n2,09012100,咖啡,\n", 4,
			[]string{"c.csv: row 4, column 税则号列 … deleted already"}},
		{"renumbered, and not there", "税则号列调整\n" + numbersHeader + "1,95061100,95061200,滑雪屐\n", 5,
			[]string{"c.csv: row 3, column 原税则号列 … 95061100 is renumbered to 95061200, but it is not on the list"}},
		{"renumbered twice to the same", "税则号列调整\n" + numbersHeader + "1,04031000,04032010,酸乳\n2,04031000,04032010,酸乳\n", 5,
			[]string{"c.csv: row 4, column 原税则号列 … renumbered to 04032010 already"}},
		{"renumbered and deleted", "税则号列调整\n" + numbersHeader + "1,04031000,04032010,酸乳\n删除\n" + goodsHeader +
			"1,04031000,酸乳,\n", 5,
			[]string{"c.csv: row 6, column 税则号列 … is deleted, and renumbered to 04032010 by c.csv, row 3"}},
		{"renumbered to what is deleted", "税则号列调整\n" + numbersHeader + "1,04031000,09012100,酸乳\n删除\n" + goodsHeader +
			"1,09012100,咖啡,\n", 3, []string{"c.csv: row 3, column 新税则号列 … 09012100 is deleted by c.csv, row 6"}},
		{"renumbered to what is added", "税则号列调整\n" + numbersHeader + "1,04031000,04032010,酸乳\n新增\n" + goodsHeader +
			"1,04032010,酸乳,\n", 5, []string{"c.csv: row 6, column 税则号列 … 04031000 is renumbered to it"}},
		{"lines of different remarks become one", "税则号列调整\n" + numbersHeader +
			"1,04051000,04052000,油\n2,04031000,04052000,油\n", 4,
			[]string{"c.csv: row 3, column 备注 … the lines that it was made of differ"}},
		{"another remark for what is not there", "备注调整\n" + goodsHeader + "1,95061100,滑雪屐," + bonded + "\n", 5,
			[]string{"c.csv: row 3, column 税则号列 … is given another remark, but it is not on the list"}},
		{"another remark for the old number", "税则号列调整\n" + numbersHeader + "1,04031000,04032010,酸乳\n备注调整\n" + goodsHeader +
			"1,04031000,酸乳," + bonded + "\n", 5, []string{"c.csv: row 6, column 税则号列 … state the remark of the new code"}},
		{"another remark for what is deleted", "删除\n" + goodsHeader + "1,09012100,咖啡,\n备注调整\n" + goodsHeader +
			"1,09012100,咖啡," + bonded + "\n", 4, []string{"c.csv: row 6, column 税则号列 … and is deleted by"}},
		{"two other remarks", "备注调整\n" + goodsHeader + "1,09012100,咖啡," + bonded + "\n2,09012100,咖啡," + species + "\n", 5,
			[]string{"c.csv: row 4, column 税则号列 … another remark twice"}},
		{"a remark that was another", "备注调整\n" + remarksHeader + "1,04051000,黄油," + species + "," + bonded + "\n", 5,
			[]string{"c.csv: row 3, column 原备注 … had the remark \"" + bonded + "\" on the list of 2019, not"}},
		{"added with one remark, changed to another", "新增\n" + goodsHeader + "1,95061100,滑雪屐," + bonded + "\n备注调整\n" +
			goodsHeader + "1,95061100,滑雪屐," + species + "\n", 6,
			[]string{"c.csv: row 6, column 备注 … but the remark \"" + bonded + "\" by"}},
		{"a remark that cannot be read", "新增\n" + goodsHeader + "1,95061100,滑雪屐,见注释\n", 6,
			[]string{"c.csv: row 3, column 备注 … mark row 3 manual"}},
		{"the total is not reached", "新增\n" + goodsHeader + "1,95061100,滑雪屐,\n", 7,
			[]string{"c.csv: … 5 + 1 − 0 + 0 − 0 = 6, but the announcement states 7"}},
		{"a section has fewer rows than it states", "新增（2项）\n" + goodsHeader + "1,95061100,滑雪屐,\n", 6,
			[]string{"c.csv: row 1: … \"新增（2项）\" states 2, but 1 rows stand below it"}},
		{"a total has another number", "新增\n" + goodsHeader + "1,95061100,滑雪屐,\n合计,2,,\n", 6,
			[]string{"c.csv: row 4: … says that there are 2, but 1 rows"}},
		{"nothing says what the rows do", goodsHeader + "1,95061100,滑雪屐,\n", 5,
			[]string{"c.csv: row 2, column 调整类型 … nothing says whether"}},
		{"a word that says nothing", "序号,调整类型,税则号列,货品名称,备注\n1,其他,95061100,滑雪屐,\n", 5,
			[]string{"c.csv: row 2, column 调整类型 … \"其他\" does not say"}},
		{"lines added without their remarks", "新增\n序号,税则号列,货品名称\n1,95061100,滑雪屐\n", 6,
			[]string{"c.csv: row 2, column 备注 … the conditions of the lines are lost"}},
		{"an old number that was merged in a form without merged cells", "税则号列调整\n" + numbersHeader +
			"1,04031000,04032010,酸乳\n2,,04032090,酸乳\n", 5, []string{"c.csv: row 4, column 原税则号列 … blank"}},
		{"renumbering without the old numbers", "税则号列调整\n" + goodsHeader + "1,04032010,酸乳,\n", 5,
			[]string{"c.csv: row 3, column 原税则号列 … there is no such column"}},
		{"a code that lost its zero", "新增\n" + goodsHeader + "1,4032010,酸乳,\n", 5,
			[]string{"c.csv: row 3, column 税则号列 … 7 digits"}},
		{"several at once, in order", "删除\n" + goodsHeader + "1,95061100,滑雪屐,\n新增\n" + goodsHeader + "1,04051000,黄油,\n", 9,
			[]string{"c.csv: row 3, column 税则号列 … deleted", "c.csv: row 6, column 税则号列 … added",
				"c.csv: … = 5, but the announcement states 9"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, r := changed(t, row.text, row.stated)
			wantTexts(t, "problems", r.Problems, row.want...)
		})
	}
}

// TestChangesToLookAt checks the notes on changes that fit.
func TestChangesToLookAt(t *testing.T) {
	for _, row := range []struct {
		name, text string
		stated     int
		lines      string // the first lines of the list
		notes      []string
	}{
		{"two lines become one, with the same remark", "税则号列调整\n" + numbersHeader +
			"1,04031000,04032010,酸乳\n2,09012100,04032010,酸乳\n", 4, "04032010 酸乳 ", nil},
		{"a line becomes one that is there", "税则号列调整\n" + numbersHeader + "1,04031000,09012100,酸乳\n", 4, "04051000 黄油",
			[]string{"c.csv: row 3, column 新税则号列 … they are one line now"}},
		{"a line keeps its number and gets a second", "税则号列调整\n" + numbersHeader +
			"1,04051000,04051000,黄油\n2,04051000,04052000,油\n", 6, "04031000 酸乳 ; 04051000 黄油 " + bonded + "; 04052000 油 " +
			bonded, nil},
		{"codes change places", "税则号列调整\n" + numbersHeader + "1,04031000,09012100,酸乳\n2,09012100,04031000,咖啡\n", 5,
			"04031000 咖啡 ", nil},
		{"an unread remark stays unread under a new number", "税则号列调整\n" + numbersHeader + "1,18063100,18063200,巧克力\n", 5,
			"04031000 酸乳", nil},
		{"a remark that it has already", "备注调整\n" + goodsHeader + "1,04051000,黄油," + bonded + "\n", 5, "04031000 酸乳",
			[]string{"c.csv: row 3, column 备注 … has this remark already"}},
		{"another name", "删除\n" + goodsHeader + "1,09012100,茶,\n", 4, "04031000 酸乳",
			[]string{"c.csv: row 3, column 货品名称 … is called \"茶\" here and \"咖啡\""}},
		{"a gap between numbers", "新增\n" + goodsHeader + "1,95061100,滑雪屐,\n3,95061200,滑雪屐扣件,\n", 7, "04031000 酸乳",
			[]string{"c.csv: row 4, column 序号 … 3 follows 1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, r := changed(t, row.text, row.stated)
			wantTexts(t, "problems", r.Problems)
			notes := slices.DeleteFunc(slices.Clone(r.Notes),
				func(p *compile.Problem) bool { return strings.Contains(p.Text, "not in the tariff") })
			wantTexts(t, "notes", notes, row.notes...)
			if got := codesOf(r); !strings.HasPrefix(got, row.lines) {
				t.Errorf("got %s, want it to begin %s", got, row.lines)
			}
		})
	}
}

func TestChangesOfAPartialList(t *testing.T) {
	a, _ := changed(t, allKinds, 6)
	partial := base()
	partial.Held = 4
	r := a.Apply(partial)
	wantTexts(t, "problems", r.Problems,
		"c.csv: … amends edition 2019, of which 4 of 5 lines are held: bring in its annex first")
}

// TestNamedFilesOfChanges checks that a title may not contradict the action
// given for its file.
func TestNamedFilesOfChanges(t *testing.T) {
	sheet, err := tables.ReadCSV([]byte("删除商品\n" + goodsHeader + "1,09012100,咖啡,\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := goods.ReadChanges(profile(t, "goods-changes"),
		goods.Source{File: "c.csv", Sheets: []*tables.Sheet{sheet}, Action: layout.Added})
	wantTexts(t, "problems", a.Problems, `c.csv: row 1: … "删除商品" says deleted, but the file was named as added`)
}

func TestCheckBeside(t *testing.T) {
	day := edition.NewDate
	at := func(id, document string, from, to edition.Date) *list.Edition {
		return &list.Edition{Edition: edition.Edition{ID: id, Document: document,
			Interval: edition.Interval{From: from, To: to}, Stated: 5}}
	}
	whole := base()
	whole.Document, whole.From = "A", day(2020, 1, 1)
	for _, row := range []struct {
		name   string
		others []*list.Edition
		beside bool
		want   []string
		notes  []string
	}{
		{name: "the first"},
		{name: "after one that it replaces", others: []*list.Edition{at("2019", "A", day(2020, 1, 1), day(2022, 3, 1))}},
		{name: "itself", others: []*list.Edition{at("2022", "B", day(2022, 3, 1), 0)}},
		{name: "of a document that is used", others: []*list.Edition{at("2019", "B", day(2020, 1, 1), 0)},
			want: []string{"a.csv: … cites B, as edition 2019 does"}},
		{name: "the same, beside it", others: []*list.Edition{at("2019", "B", day(2020, 1, 1), 0)}, beside: true,
			notes: []string{"a.csv: … cites B"}},
		{name: "after days without one", others: []*list.Edition{at("2019", "A", day(2020, 1, 1), day(2021, 1, 1))},
			notes: []string{"a.csv: … edition 2019 ended on 2021-01-01, and no edition is in force from then to 2022-03-01"}},
		{name: "over a later one", others: []*list.Edition{at("2023", "C", day(2023, 1, 1), 0)},
			want: []string{"a.csv: … would cover edition 2023"}},
		{name: "without most lines of the one before", others: []*list.Edition{whole},
			notes: []string{"a.csv: … 4 of the 5 lines of edition 2019 are not on it"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read(t, table("1,04051000,黄油,"), goods.Rules{Effective: day(2022, 3, 1), Stated: 1})
			r.CheckBeside(at("2022", "B", day(2022, 3, 1), 0).Edition, row.others, row.beside)
			wantTexts(t, "problems", r.Problems, row.want...)
			wantTexts(t, "notes", r.Notes, row.notes...)
		})
	}
}

// TestWordsOfChanges reads different wordings of actions, and blank cells.
func TestWordsOfChanges(t *testing.T) {
	want := "04032010 酸乳（一） ; 04032090 酸乳（二） ; 04051000 黄油 仅限网购保税商品; 04090000 天然蜂蜜 仅限网购保税商品; 18063100 巧克力 见注释; 95061100 滑雪屐 "
	body := func(blank string, words ...string) string {
		return "1," + blank + ",95061100,滑雪屐," + blank + "," + words[0] + "\n2,09012100," + blank + ",咖啡," + blank + "," +
			words[1] + "\n" +
			"3,04031000,04032010,酸乳（一）," + blank + "," + words[2] + "\n4,04031000,04032090,酸乳（二）," + blank + "," + words[2] +
			"\n5,04090000,04090000,天然蜂蜜," + bonded + "," + words[3] + "\n"
	}
	for _, row := range []struct{ name, text string }{
		{"说明, and a split", "序号,原税则号列,新税则号列,货品名称,备注,说明\n" + body("", "新增", "删除", "税目拆分", "备注调整")},
		{"调整说明, and dashes for blanks", "序号,2019年版,2022年版,货品名称,备注,调整说明\n" + body("—", "新增", "剔除", "税则转版", "备注修改")},
		{"lists before and now", "序号,原清单税则号列,现清单税则号列,货品名称,备注,变化情况\n" + body("/", "增加", "取消", "拆分", "修改备注")},
		{"years over two levels", "序号,2019年版,2022年版,,,说明\n,税则号列,税则号列,货品名称,备注,\n" + body("", "新增", "删除", "转版", "备注")},
		{"a line that stays", "序号,原税号,新税号,货品名称,备注,调整类型\n" + body("-", "新增", "删除", "拆分", "备注调整") + "6,04051000,04051000,黄油," +
			bonded + ",不变\n"},
		{"a deletion whose code stands in the column of codes",
			"序号,税则号列,货品名称,备注,原税则号列,调整类型\n1,95061100,滑雪屐,,,新增\n2,09012100,咖啡,,,删除\n3,04032010,酸乳（一）,,04031000,拆分\n4,04032090,酸乳（二）,,04031000,拆分\n5,04090000,天然蜂蜜," + bonded + ",,备注调整\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, r := changed(t, row.text, 6)
			wantTexts(t, "problems", r.Problems)
			if got := codesOf(r); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	for _, row := range []struct{ name, text, says string }{
		{"a word that is not known", "序号,原税则号列,新税则号列,货品名称,备注,说明\n1,,09012100,咖啡,,已核对\n",
			`c.csv: row 2, column 说明 … "已核对" does not say whether the line is added`},
		{"a line that stays, with another remark", "序号,税则号列,货品名称,备注,调整类型\n1,04051000,黄油,,不变\n",
			"c.csv: row 2, column 备注 … is said to stay as it is"},
		{"a deletion of two codes", "序号,税则号列,货品名称,备注,原税则号列,调整类型\n1,09012100,咖啡,,04051000,删除\n",
			"c.csv: row 2, column 税则号列 … it cannot be said which line this is"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a, r := changed(t, row.text, 5)
			all := append(slices.Clone(a.Problems), r.Problems...)
			if len(all) == 0 {
				t.Fatal("it is accepted")
			}
			wantTexts(t, "the first problem", all[:1], row.says)
		})
	}
}
