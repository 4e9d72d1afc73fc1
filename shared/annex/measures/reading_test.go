package measures_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// read reads a table as a list of services.
func read(t testing.TB, table string, held *services.Edition, rules measures.Rules) *measures.Reading {
	t.Helper()
	sheet, err := tables.ReadCSV([]byte(table))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := layout.FindProfile("services-negative")
	m := measures.ReadMeasures(p, "a.csv", []*tables.Sheet{sheet}, "")
	m.Check(0, false)
	return measures.Read("a.csv", m, held, rules)
}

// TestTypedByWords checks that a rule types only sentences with one reading,
// and quotes them. The sentences have the form of known lists; only those in
// the last part of the table are from actual sources.
func TestTypedByWords(t *testing.T) {
	const head = "序号,门类,领域,特别管理措施\n"
	for _, row := range []struct {
		name, section, field, text string
		state, kind, modes, reach  string // of an open row: what was found anyway
	}{
		{"an examination, in a field of that name", "批发和零售业", "拍卖服务", "境外个人不得报考拍卖师执业资格考试。", "open", "overseas_individual",
			"4", ""},
		{"the field is a class", "批发和零售业", "贸易代理", "境外个人不得报考某执业资格考试。", "typed", "overseas_individual", "4", "part 5181"},
		{"a division and its only group share a name", "建筑业", "房屋建筑业", "境外个人不得申请某注册。", "typed", "overseas_individual", "4",
			"part 47"},
		{"a field of another section", "建筑业", "贸易代理", "境外个人不得报考某执业资格考试。", "open", "overseas_individual", "4", ""},
		{"the whole field is barred", "租赁和商务服务业", "法律服务", "境外服务提供者不得以跨境方式提供法律服务。", "typed", "prohibited", "1;2;4",
			"whole 723"},
		{"a part of it is", "租赁和商务服务业", "法律服务", "境外服务提供者不得以跨境方式办理公证。", "typed", "prohibited", "1;2;4", "part 723"},
		{"the modes are not said", "租赁和商务服务业", "法律服务", "境外服务提供者不得提供法律服务。", "open", "prohibited", "", "whole 723"},
		{"a licence, in a named mode", "金融业", "保险业", "以跨境交付方式从事某业务，须经主管部门批准。", "typed", "licence", "1", "part 68"},
		{"without approval, it may not", "金融业", "保险业", "未经主管部门批准，不得以跨境交付方式从事某业务。", "typed", "licence", "1", "part 68"},
		{"an establishment", "金融业", "保险业", "以跨境交付方式从事某业务的，须委托境内具备条件的机构。", "typed", "presence", "1", "part 68"},
		{"an exception", "金融业", "保险业", "境外服务提供者不得以跨境方式提供某业务，但再保险除外。", "open", "", "1;2;4", "part 68"},
		{"an exception within the clause", "金融业", "保险业", "境外服务提供者除以跨境交付方式外不得提供某业务。", "open", "", "1", "part 68"},
		{"modes among others", "金融业", "保险业", "境外服务提供者不得以跨境交付等方式提供某业务。", "open", "", "", "part 68"},
		{"modes that are included", "金融业", "保险业", "从事某业务（含跨境交付），须经主管部门批准。", "open", "", "", "part 68"},
		{"two modes", "金融业", "保险业", "以跨境交付、自然人移动方式从事某业务，须经主管部门批准。", "typed", "licence", "1;4", "part 68"},
		{"modes in two clauses", "金融业", "保险业", "以跨境交付方式从事甲业务，以境外消费方式从事乙业务，须经主管部门批准。", "open", "licence", "", "part 68"},
		{"two demands", "金融业", "保险业", "以跨境交付方式从事某业务，须经主管部门批准，且中方比例不得低于三分之一。", "open", "", "1", "part 68"},
		{"a partner", "金融业", "保险业", "境外服务提供者须与中方合作。", "open", "partner", "", "part 68"},
		{"a demand that no rule knows", "金融业", "保险业", "境外服务提供者须提供担保。", "open", "", "", "part 68"},
		{"for nationals", "金融业", "保险业", "以自然人移动方式从事某业务的人员须为中国公民。", "typed", "nationality", "4", "part 68"},
		{"no demand at all", "金融业", "保险业", "见有关规定。", "open", "", "", "part 68"},
		// Sentences as sources report them.
		{"national item 46", "租赁和商务服务业", "", "境外设立的主体和境外个人不得从事报关", "open", "prohibited", "", ""},
		{"national item 46, as quoted", "租赁和商务服务业", "", "在中国境外设立的经营主体，以及境外个人，不得从事报关业务", "open", "prohibited", "", ""},
		{"national item 60, as quoted", "科学研究和技术服务业", "", "境外个人不得申请执业兽医资格考试、注册或者备案", "open", "overseas_individual", "4", ""},
		{"national item 10", "交通运输、仓储和邮政业", "", "外国验船机构未在华设立验船公司，不得派员验船", "open", "presence", "", ""},
		{"Hainan item 3", "批发和零售业", "", "境外企业不得直销兽药，须设机构或委托代理", "open", "", "", ""},
	} {
		table := head + fmt.Sprintf("1,%s,%s,%s\n", row.section, row.field, row.text)
		if row.field == "" {
			table = "序号,门类,特别管理措施\n" + fmt.Sprintf("1,%s,%s\n", row.section, row.text)
		}
		r := read(t, table, nil, measures.Rules{})
		if len(r.Measures.Problems) > 0 {
			t.Errorf("%s: %v", row.name, r.Measures.Problems[0])
			continue
		}
		got, found := r.Rows[0], map[string]string{}
		for _, g := range got.Grounds {
			found[g.Column] = g.Value
			if !strings.Contains(row.text+row.field, g.Words) {
				t.Errorf("%s: %q is no quotation", row.name, g.Words)
			}
		}
		reach := ""
		for _, c := range []string{"whole", "part"} {
			if found[c] != "" {
				reach = c + " " + found[c]
			}
		}
		if got.State != row.state || found["kind"] != row.kind || found["modes"] != row.modes || reach != row.reach {
			t.Errorf("%s: got %s, %s, modes %s, %s, want %s, %s, modes %s, %s", row.name, got.State, found["kind"],
				found["modes"], reach, row.state, row.kind, row.modes, row.reach)
		}
		if got.State == measures.Open && (got.Columns["weight"] != "unread" || got.Columns["modes"] != "1;2;4" ||
			got.Columns["whole"] != "" || !strings.Contains(got.Columns["part"], ";")) {
			t.Errorf("%s: an open row is applied: %v", row.name, got.Columns)
		}
	}
}

// TestOpenRowsReachTheirSection checks that partial results do not narrow what
// open rows reach.
func TestOpenRowsReachTheirSection(t *testing.T) {
	for _, row := range []struct {
		name, row   string
		rules       measures.Rules
		part, modes string
		says        string
	}{
		{"nothing is said", "1,金融业,甲,,,,", measures.Rules{}, "66;67;68;69", "1;2;4", ""},
		{"the modes are said", "1,金融业,甲,,,4,", measures.Rules{}, "66;67;68;69", "1;2;4", ""},
		{"a class elsewhere is said", "1,金融业,甲,,7439,,", measures.Rules{}, "7439;66;67;68;69", "1;2;4", ""},
		{"a division is, as a whole", "1,金融业,甲,68,,,", measures.Rules{}, "66;67;69", "1;2;4", ""},
		{"it is to stand unread, for one class and mode", "1,金融业,甲,,6810,4,unread", measures.Rules{}, "6810", "4", ""},
		{"it decides, and does not say what", "1,金融业,甲,,6810,,decides", measures.Rules{}, "", "",
			"weight: decides, but kind, modes is not said"},
		{"no such section", "1,金融,甲,,,,", measures.Rules{}, "", "", `"金融" is no section of GB/T 4754-2017`},
		{"and the codes are said", "1,金融,甲,,6810,,", measures.Rules{}, "6810", "1;2;4", ""},
		{"a number that is none", "1,金融业,甲,,,,", measures.Rules{Manual: []int{2}}, "66;67;68;69", "1;2;4",
			"2 is marked manual, but it is no number"},
	} {
		r := read(t, "序号,门类,特别管理措施,whole,part,modes,weight\n"+row.row+"\n", nil, row.rules)
		var problems []string
		for _, p := range r.Measures.Problems {
			problems = append(problems, p.Error())
		}
		said := strings.Join(problems, "\n")
		if (row.says == "") != (said == "") || !strings.Contains(said, row.says) {
			t.Errorf("%s: got problems %q, want %q", row.name, said, row.says)
		}
		if c := r.Rows[0].Columns; row.part != "" &&
			(c["part"] != row.part || c["modes"] != row.modes || c["weight"] != "unread") {
			t.Errorf("%s: got %v", row.name, c)
		}
	}
	for _, rules := range []measures.Rules{{Manual: []int{1}}, {ManualAll: true}} {
		r := read(t, "序号,门类,特别管理措施\n1,金融,甲\n", nil, rules)
		if n := strings.Count(r.Rows[0].Columns["part"], ";") + 1; n != 97 || len(r.Measures.Problems) > 0 {
			t.Errorf("%+v: reaches %d divisions of 97, %v", rules, n, r.Measures.Problems)
		}
	}
}

// TestLent checks that decisions are reused for the same number and identical
// text only.
func TestLent(t *testing.T) {
	held := &services.Edition{Edition: edition.Edition{ID: "2024"}, Measures: []services.Measure{{
		ID: "1", Item: "1", Original: "甲，须经批准。", Letter: "J",
		Restriction: services.Restriction{
			Kind: services.Licence, Modes: services.ModesOf(1, 4), Weight: services.Adds,
			Reach: []services.Reach{{Code: "6810"}, {Code: "69", Whole: true}}, Activities: []string{"item-1"},
			Summary: edition.Text{EN: "Approval is needed", ZH: "须批准"},
		},
	}}}
	unread := &services.Edition{Measures: []services.Measure{held.Measures[0]}}
	unread.Measures[0].Weight = services.Unread
	for _, row := range []struct {
		name, row string
		held      *services.Edition
		state     string
		kind      string
	}{
		{"the same", "1,金融业,甲，须经批准。,", held, measures.Lent, "licence"},
		{"another number", "2,金融业,甲，须经批准。,", held, measures.Open, "other"},
		{"another stop", "1,金融业,甲，须经批准；,", held, measures.Open, "other"},
		{"a row that was unread", "1,金融业,甲，须经批准。,", unread, measures.Open, "other"},
		{"and the kind is decided now", "1,金融业,甲，须经批准。,ratio", held, measures.Decided, "ratio"},
	} {
		r := read(t, strings.ReplaceAll("序号,门类,特别管理措施,kind\n"+row.row+"\n", "，", "，"), row.held, measures.Rules{})
		got := r.Rows[0]
		if got.State != row.state || got.Columns["kind"] != row.kind {
			t.Errorf("%s: got %s, %v", row.name, got.State, got.Columns)
		}
		if got.State == measures.Lent && (got.Columns["whole"] != "69" || got.Columns["part"] != "6810" ||
			got.Columns["modes"] != "1;4" || got.Columns["weight"] != "adds" || got.Columns["activities"] != "" ||
			got.Columns["summary_en"] != "Approval is needed") {
			t.Errorf("%s: got %v", row.name, got.Columns)
		}
	}
}

// TestTable checks that the table, imported unchanged, has the same result, and
// that open rows stay open.
func TestTable(t *testing.T) {
	first := read(t, "序号,领域,特别管理措施\n一、租赁和商务服务业,,\n1,法律服务,境外服务提供者不得以跨境方式提供法律服务。\n2,某领域,甲\n二、教育,,\n3,乙,境外服务提供者须与中方合作。\n",
		nil, measures.Rules{})
	table, err := first.Table()
	if err != nil {
		t.Fatal(err)
	}
	again := read(t, string(table), nil, measures.Rules{})
	for i, row := range first.Rows {
		got := again.Rows[i]
		if fmt.Sprint(got.Columns) != fmt.Sprint(row.Columns) || got.SectionNo != row.SectionNo ||
			got.Section != row.Section || got.Field != row.Field ||
			(got.State == measures.Open) != (row.State == measures.Open) {
			t.Errorf("row %d: got %+v, want %+v", i+1, got, row)
		}
	}
	for _, n := range again.Measures.Notes {
		t.Errorf("a note: %v", n)
	}
	for _, p := range again.Measures.Problems {
		t.Errorf("a problem: %v", p)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil || len(records) != 4 {
		t.Fatalf("got %v, %v", records, err)
	}
	// A maintainer decides row 2.
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	for name, value := range map[string]string{"part": "7231， 7239", "modes": "1、4", "kind": "licence",
		"summary_en": "Needs a licence"} {
		records[2][column[name]] = value
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		t.Fatal(err)
	}
	settled := read(t, b.String(), nil, measures.Rules{}).Rows[1]
	if c := settled.Columns; settled.State != measures.Decided || c["part"] != "7231;7239" || c["modes"] != "1;4" ||
		c["weight"] != "adds" || c["summary_zh"] != "甲" {
		t.Errorf("got %s, %v", settled.State, c)
	}
}

// TestTwoColumns reads the layout of the published negative lists: 序号 and
// 特别管理措施, with sections as rows across both.
func TestTwoColumns(t *testing.T) {
	for _, sections := range [][2]string{{"一、农、林、牧、渔业,", "二、建筑业,"}, {"（一）农、林、牧、渔业,", "（二）建筑业,"}, {"一,农、林、牧、渔业", "二,建筑业"},
		{"农、林、牧、渔业,", "建筑业,"}, {"A 农、林、牧、渔业,", "E 建筑业,"}} {
		sheet, err := tables.ReadCSV([]byte("附件\n跨境服务贸易特别管理措施（负面清单）\n序号,特别管理措施\n" + sections[0] + "\n1,境外服务提供者不得从事水产养殖。\n" +
			sections[1] + "\n2,境外服务提供者须经批准，方可从事该业务。\n"))
		if err != nil {
			t.Fatal(err)
		}
		p, _ := layout.FindProfile("services-negative")
		m := measures.ReadMeasures(p, "a.csv", []*tables.Sheet{sheet}, "")
		m.Check(2, false)
		if len(m.Problems) > 0 || len(m.Rows) != 2 || m.Rows[0].Section != "农、林、牧、渔业" || m.Rows[1].Section != "建筑业" {
			t.Errorf("%q: got %+v, %v", sections, m.Rows, m.Problems)
		}
	}
}
