package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/annex/schedule"
	"importchecker/shared/annex/tables"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

var dutyHeader = []string{"措施编号", "措施种类", "原产地", "税则号列", "加征税率", "起始日期", "暂停起始日期"}

// dutyRow returns a row of a duty on goods of the United States; with 取消 the
// duty ends.
func dutyRow(measure, goods, rate, from string) []string {
	if rate == "取消" {
		return []string{measure, "", "", "", rate, from, ""}
	}
	return []string{measure, "加征关税", "美国", goods, rate, from, ""}
}

// changed reads duties that amend a table from a day.
func changed(base *tariff.Table, from edition.Date, rows ...[]string) *schedule.Changes {
	e := base.About()
	of := edition.Edition{List: tariff.List, ID: "2026-" + from.String(), Title: e.Title, Issuer: e.Issuer, Document: "示例",
		Published: "example", Stated: e.Stated, Interval: edition.Interval{From: from, To: e.To}}
	return schedule.ReadChanges(of, base,
		[]schedule.File{{Name: "a.xlsx", Sheets: []*tables.Sheet{sheet(append([][]string{dutyHeader}, rows...)...)}}},
		schedule.Rules{})
}

// after returns a table with duties, as the one that follows others.
func after(t *testing.T, from edition.Date, duties ...tariff.Duty) *tariff.Table {
	t.Helper()
	p := tariff.Tables()[0].Parts()
	p.Edition.ID, p.Edition.From, p.Duties = from.String(), from, duties
	table, err := p.Table()
	if err != nil {
		t.Fatal(err)
	}
	return tariff.NewCatalogue(tariff.Tables()[0], table).Tables()[1]
}

// TestBeside checks that a new measure is levied in addition to those that
// apply to goods of any of its rows when it begins: built in or imported, and
// not ended.
func TestBeside(t *testing.T) {
	days := func(from, to edition.Date) edition.Interval { return edition.Interval{From: from, To: to} }
	base := after(t, 20260701,
		tariff.Duty{Measure: "eu-dairy", Ended: true, Interval: days(20260701, 0)},
		tariff.Duty{Measure: "honey", Kind: string(duty.AntiDumping), Goods: "0409 ", Rate: 1, Interval: days(20260701, 0)},
		tariff.Duty{Measure: "milk", Kind: string(duty.AntiDumping), Goods: "0406 ", Rate: 1, Interval: days(20260701, 20260801)},
		tariff.Duty{Measure: "horses", Kind: string(duty.AntiDumping), Goods: "01 ", Rate: 1, Interval: days(20260701, 0)})
	c := changed(base, 20260901, dutyRow("x", "0406", "10", ""), dutyRow("x", "0409", "20", ""))
	want := "x: is new, and comes on top of measures that reach some of its goods: honey, us-all-goods, us-since-2018"
	if notes := c.Report().Notes; len(notes) != 1 || notes[0].Text != want ||
		!strings.Contains(notes[0].ZH, "honey, us-all-goods") {
		t.Errorf("got %v, want %s", notes, want)
	}
	c = changed(base, 20260901, dutyRow("us-all-goods", "", "取消", ""), dutyRow("honey", "", "取消", ""), dutyRow("x", "0409", "20", ""))
	want = "x: is new, and comes on top of measures that reach some of its goods: us-since-2018"
	if notes := c.Report().Notes; len(notes) == 0 || notes[len(notes)-1].Text != want {
		t.Errorf("of those that it does not end: got %v, want %s", notes, want)
	}
}

// TestTurns checks that the duties of an edition may change on at most twenty
// days.
func TestTurns(t *testing.T) {
	var rows [][]string
	for i := range 21 {
		rows = append(rows, dutyRow("x", fmt.Sprintf("%02d", i+1), "10", fmt.Sprintf("2026-09-%02d", i+1)))
	}
	if p := changed(tariff.Tables()[0], 20260901, rows[:20]...).Report().Problems; len(p) > 0 {
		t.Errorf("twenty days: %v", p)
	}
	if p := changed(tariff.Tables()[0], 20260901, rows...).Report().Problems; len(p) != 1 ||
		!strings.Contains(p[0].Text, "more than 20 days") {
		t.Errorf("twenty-one days: %v", p)
	}
}

// TestClashes checks that for each row the first conflict is reported, among
// rows of its measure only.
func TestClashes(t *testing.T) {
	rows := [][]string{dutyRow("x", "0409", "10", ""), dutyRow("y", "04", "10", "")}
	for range 3 {
		rows = append(rows, dutyRow("x", "040900", "10", ""))
	}
	rows = append(rows, dutyRow("us-all-goods", "", "取消", ""), dutyRow("us-all-goods", "0101", "5", ""))
	p := changed(tariff.Tables()[0], 20260901, rows...).Report().Problems
	if len(p) != 4 || p[0].Row != 4 || p[3].Row != 8 || !strings.Contains(p[3].Text, "ends in one row") {
		t.Errorf("%v", p)
	}
	other := dutyRow("x", "02", "5", "")
	other[1] = "反倾销税"
	for name, c := range map[string]struct {
		rows [][]string
		says string // of the last row; blank when none conflicts
	}{
		"a chapter among several": {[][]string{dutyRow("x", "0101、0409", "5", ""), dutyRow("x", "02、040900", "5", "")}, "same goods"},
		"all goods after some":    {[][]string{dutyRow("x", "01", "5", ""), dutyRow("x", "所有商品", "5", "")}, "same goods"},
		"some after all": {[][]string{dutyRow("x", "01", "5", "2026-09-01"), dutyRow("y", "所有商品", "5", ""),
			dutyRow("y", "02", "5", "")}, "same goods"},
		"two kinds, of other goods": {[][]string{dutyRow("x", "01", "5", ""), other}, "two kinds"},
		"other chapters":            {[][]string{dutyRow("x", "01、03", "5", ""), dutyRow("x", "02、04", "5", "")}, ""},
		"other goods of a chapter":  {[][]string{dutyRow("x", "0101", "5", ""), dutyRow("x", "0102", "5", "")}, ""},
	} {
		p := changed(tariff.Tables()[0], 20260901, c.rows...).Report().Problems
		if c.says == "" && len(p) > 0 ||
			c.says != "" && (len(p) != 1 || p[0].Row != len(c.rows)+1 || !strings.Contains(p[0].Text, c.says)) {
			t.Errorf("%s: %v", name, p)
		}
	}
}
