package tariff

import (
	"testing"

	"importchecker/shared/edition"
)

// TestWhisky checks the rate of whisky before and after its amendment.
func TestWhisky(t *testing.T) {
	table := Tables()[0]
	lo, hi := table.Range("2208300000")
	if hi != lo+1 {
		t.Fatalf("whisky is lines [%d, %d)", lo, hi)
	}
	for _, test := range []struct {
		day         edition.Date
		provisional string
		amendments  int
	}{
		{edition.NewDate(2026, 1, 1), "", 0},
		{edition.NewDate(2026, 2, 1), "", 0}, // the day before
		{edition.NewDate(2026, 2, 2), "5%", 1},
		{edition.NewDate(2026, 2, 3), "5%", 1}, // the day after
		{edition.NewDate(2026, 12, 31), "5%", 1},
	} {
		line := table.LineOn(lo, test.day)
		if got := text(line.Provisional); got != test.provisional {
			t.Errorf("%s: provisional rate %q, want %q", test.day, got, test.provisional)
		}
		if text(line.MFN) != "10%" || text(line.Consumption) != "20%+0.912元/升" {
			t.Errorf("%s: the other rates moved: %+v", test.day, line)
		}
		for _, code := range []Code{"2208300000", "22083000", "220830", "2208", "22"} {
			if got := table.AmendmentsOn(code, test.day); len(got) != test.amendments {
				t.Errorf("%s: %s has amendments %+v", test.day, code, got)
			}
		}
		for _, neighbour := range []Code{"2208200010", "2208400000", "220840", "23", "21", "", "22083", "2208300001"} {
			if got := table.AmendmentsOn(neighbour, test.day); got != nil {
				t.Errorf("%s: %q has amendments %+v", test.day, neighbour, got)
			}
		}
	}
	if line, _ := table.Lookup("2208300000"); line.Provisional != nil {
		t.Errorf("Lookup gives the provisional rate %s, which was not published on the first day", line.Provisional.Text)
	}
	got := table.AmendmentsOn("2208300000", edition.NewDate(2026, 2, 2))[0]
	if got.Field != FieldProvisional || got.Rate.Cases[0].AdValorem != 50000 ||
		got.Effective != edition.NewDate(2026, 2, 2) ||
		got.Document != "税委会公告2026年第1号" || got.Basis != edition.Reported {
		t.Errorf("amendment %+v", got)
	}
}

// TestAmendmentsInTurn uses a table of invented amendments: a rate raised, then
// withdrawn, and another rate of the same code.
func TestAmendmentsInTurn(t *testing.T) {
	five, seven := &Rate{Text: "5%"}, &Rate{Text: "7%"}
	table := *tables[0]
	table.amendments = &[]Amendment{
		{Code: "0101210010", Field: FieldMFN, Rate: five, Effective: 20260301},
		{Code: "2208300000", Field: FieldConsumption, Rate: seven, Effective: 20260601},
		{Code: "2208300000", Field: FieldGeneral, Rate: seven, Effective: 20260601},
		{Code: "2208300000", Field: FieldProvisional, Rate: five, Effective: 20260202},
		{Code: "2208300000", Field: FieldProvisional, Rate: seven, Effective: 20260601},
		{Code: "2208300000", Field: FieldProvisional, Rate: nil, Effective: 20260901},
		{Code: "2208300000", Field: FieldVAT, Rate: five, Effective: 20260601},
	}
	lo, _ := table.Range("2208300000")
	for _, test := range []struct {
		day              edition.Date
		provisional, vat string
		touched          int
	}{
		{20260201, "", "13%", 0},
		{20260202, "5%", "13%", 1},
		{20260531, "5%", "13%", 1},
		{20260601, "7%", "5%", 4},
		{20260901, "", "5%", 4}, // the withdrawal is itself in force
	} {
		line := table.LineOn(lo, test.day)
		if text(line.Provisional) != test.provisional || text(line.VAT) != test.vat {
			t.Errorf("%s: provisional %q, VAT %q, want %q, %q", test.day, text(line.Provisional), text(line.VAT),
				test.provisional, test.vat)
		}
		if got := table.AmendmentsOn("2208", test.day); len(got) != test.touched {
			t.Errorf("%s: %d amendments %+v, want %d", test.day, len(got), got, test.touched)
		}
	}
	if l := table.LineOn(0, 20260301); l.MFN != five {
		t.Errorf("the first line has MFN rate %+v", l.MFN)
	}
}
