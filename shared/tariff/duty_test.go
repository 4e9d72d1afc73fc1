package tariff

import (
	"testing"

	"importchecker/shared/edition"
)

// TestStanding checks that duties continue in later editions, and that the duties of a
// measure in a later edition replace them from their first day on.
func TestStanding(t *testing.T) {
	with := func(from, to edition.Date, duties ...Duty) *Table {
		p := Tables()[0].Parts()
		p.Edition.ID, p.Edition.Interval, p.Duties = from.String(), edition.Interval{From: from, To: to}, duties
		table, err := p.Table()
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	days := func(from, to edition.Date) edition.Interval { return edition.Interval{From: from, To: to} }
	c := NewCatalogue(with(20260101, 20260701),
		with(20260701, 20270101, Duty{Measure: "a", Rate: 1, Interval: days(20260701, 0)},
			Duty{Measure: "b", Rate: 1, Interval: days(20260701, 20260801)}),
		with(20270101, 20270601),
		with(20270601, 20280101, Duty{Measure: "a", Rate: 2, Goods: "0409 ", Interval: days(20270901, 0)}))
	for i, want := range []int{0, 2, 2, 3} {
		if n := len(c.Tables()[i].AccumulatedDuties()); n != want {
			t.Errorf("%s: %d duties stand, want %d", c.Tables()[i].Edition().ID, n, want)
		}
	}
	last := c.Tables()[3]
	if d := last.AccumulatedDuties()[0]; d.Rate != 1 || d.To != 20270901 {
		t.Errorf("the earlier one: %+v", d)
	}
	if last.Replaces("a", 20260630) || !last.Replaces("a", 20260701) || last.Replaces("c", 20270901) {
		t.Error("the days from which measures are spoken of")
	}
	if chapter, all := last.AccumulatedFor("0409000000"); len(chapter) != 1 || len(all) != 2 {
		t.Errorf("honey: %v, %v", chapter, all)
	}
	if first := c.Tables()[0]; first.AccumulatedDuties() != nil || first.Replaces("a", 20260101) {
		t.Error("before any")
	}
	if withdrawn := NewCatalogue(c.Tables()[0], c.Tables()[2]).Tables()[1]; len(withdrawn.AccumulatedDuties()) != 0 {
		t.Errorf("withdrawn: %v", withdrawn.AccumulatedDuties())
	}
	if sum := c.Tables()[1].Sum(); sum == c.Tables()[2].Sum() || sum == with(20260701, 20270101).Sum() {
		t.Error("the hash does not cover duties")
	}
	for _, d := range []Duty{{Measure: "a", Interval: days(20260701, 0)}, {Measure: "a", Rate: 1, Origins: "US"},
		{Measure: "a", Rate: 1, Goods: "x ", Interval: days(20260701, 0)}, {Rate: 1, Interval: days(20260701, 0)}} {
		p := Tables()[0].Parts()
		p.Duties = []Duty{d}
		if _, err := p.Table(); err == nil {
			t.Errorf("taken: %+v", d)
		}
	}
}
