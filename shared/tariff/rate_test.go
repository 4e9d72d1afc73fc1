package tariff

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// reading formats a rate as in testdata/rates.txt.
func reading(r *Rate) string {
	if r.Defect != "" {
		return "defect"
	}
	if !r.Conditional() {
		return readingOf(r.Cases[0])
	}
	unit := string(r.ThresholdUnit)
	if unit == "" {
		unit = "first unit"
	}
	form := "up to %d per %s: %s; above it: %s"
	if r.ThresholdInUpper {
		form = "below %d per %s: %s; from it on: %s"
	}
	return fmt.Sprintf(form, r.Threshold, unit, readingOf(r.Cases[0]), readingOf(r.Cases[1]))
}

func readingOf(c RateCase) string {
	specific := fmt.Sprintf("%d per %s", c.Specific, c.Unit)
	switch {
	case c.Specific == 0:
		return fmt.Sprintf("%d ppm", c.AdValorem)
	case c.AdValorem == 0:
		return specific
	}
	return fmt.Sprintf("%d ppm and %s", c.AdValorem, specific)
}

// TestRates compares every distinct rate of the schedule with its expected parsed form.
func TestRates(t *testing.T) {
	raw, err := os.ReadFile("testdata/rates.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(raw)) {
		if !strings.HasPrefix(line, "#") {
			want = append(want, strings.TrimSpace(line))
		}
	}
	seen := make(map[string]bool)
	table := Tables()[0]
	for i := range table.Len() {
		l := table.Line(i)
		for _, r := range []*Rate{l.MFN, l.Provisional, l.General, l.VAT, l.Consumption} {
			if r != nil {
				seen[r.Text+" = "+reading(r)] = true
			}
		}
	}
	var got []string
	for s := range seen {
		got = append(got, s)
	}
	slices.Sort(got)
	slices.Sort(want)
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("not in rates.txt: %s", s)
		}
	}
	for _, s := range want {
		if !seen[s] {
			t.Errorf("not in the table: %s", s)
		}
	}
}

// TestThresholdUnits checks that exactly the seven codes of cosmetics by the sheet or
// piece have their threshold per piece.
func TestThresholdUnits(t *testing.T) {
	table := Tables()[0]
	var pieces []Code
	for i := range table.Len() {
		l := table.Line(i)
		r := l.Consumption
		if r == nil || !r.Conditional() {
			continue
		}
		if r.ThresholdUnit == Piece {
			pieces = append(pieces, l.Code)
			if l.Unit2 != Piece || r.Threshold != 15e8 {
				t.Errorf("%s: threshold %d per piece, second unit %s", l.Code, r.Threshold, l.Unit2)
			}
		}
	}
	want := []Code{"3304100013", "3304100093", "3304200013", "3304200093", "3304300003", "3304990041", "3304990049"}
	if !slices.Equal(pieces, want) {
		t.Errorf("by the piece: %v, want %v", pieces, want)
	}
}

// TestDefects checks that wrong texts of the source are marked as defects, and that blank
// rates are nil and not zero.
func TestDefects(t *testing.T) {
	table := Tables()[0]
	known := make(map[string]bool)
	for _, r := range readSource(t, "2026/defects.csv") {
		known[r["code"]+" "+r["column"]] = true
	}
	for i := range table.Len() {
		l := table.Line(i)
		for column, r := range map[string]*Rate{"mfn_rate": l.MFN, "provisional_rate": l.Provisional,
			"general_rate": l.General, "vat_rate": l.VAT, "consumption_tax": l.Consumption} {
			unreadable := r == nil && column != "provisional_rate" || r != nil && r.Defect != ""
			if unreadable != known[string(l.Code)+" "+column] {
				t.Errorf("%s %s: %+v", l.Code, column, r)
			}
			if r != nil && (r.Defect == "") != (len(r.Cases) > 0) {
				t.Errorf("%s %s: %+v has cases beside a defect, or neither", l.Code, column, r)
			}
		}
	}
}
