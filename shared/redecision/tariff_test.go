package redecision

import (
	"testing"

	"importchecker/shared/difference"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/tariff"
)

// TestDutyCause checks that the measure by origin that applies to the goods is
// named and counted, and not another one that ends.
func TestDutyCause(t *testing.T) {
	from := edition.Interval{From: 20260701}
	p := tariff.Tables()[0].Parts()
	p.Edition.ID, p.Edition.From = "2026-07", from.From
	p.Duties = []tariff.Duty{
		{Measure: "eu-dairy", Ended: true, Interval: from},
		{Measure: "us-all-goods", Kind: string(duty.Additional), Origins: "US ", Without: "0410 ", Rate: 200_000,
			Interval: from},
	}
	table, err := p.Table()
	if err != nil {
		t.Fatal(err)
	}
	d := difference.Compare([]library.Content{tariff.Tables()[0]}, table)
	d.Tariff.Weigh(map[string]int{"0409000000": 5, "0406100000": 1})
	for i := range d.Tariff.Duties {
		c := &d.Tariff.Duties[i]
		if want := map[string]int{"eu-dairy": 1, "us-all-goods": 6}[c.Measure]; c.Submissions != want {
			t.Errorf("%s has %d submissions, want %d", c.Measure, c.Submissions, want)
		}
	}
	of := &comparison{tariff: difference.Compare([]library.Content{tariff.Tables()[0]}, table).Tariff} // not weighed
	for code, want := range map[string]string{"0409000000": "us-all-goods", "0406100000": "eu-dairy", "04": "eu-dairy"} {
		c := event.Cause{Change: event.CauseList}
		findLine(&c, code, of)
		if c.Change != event.CauseChanged || c.Entry != want {
			t.Errorf("%s: caused by %+v, want %s", code, c, want)
		}
	}
}
