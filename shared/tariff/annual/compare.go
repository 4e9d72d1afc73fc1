package annual

import (
	"importchecker/shared/tariff"
)

// Comparison has the changes of a schedule from an earlier one.
type Comparison struct {
	Ended, New []string
	Changed    []Change // by code, then column
}

// Change is a changed cell of a code that both schedules have.
type Change struct {
	Code, Column string
	Old, New     string
}

// Compare compares the schedule with a table.
func (s *Schedule) Compare(t *tariff.Table) Comparison {
	var c Comparison
	for i := range t.Len() {
		if code := string(t.Code(i)); s.rows[code] == nil {
			c.Ended = append(c.Ended, code)
		}
	}
	for _, code := range s.Codes() {
		line, ok := t.Lookup(tariff.Code(code))
		if !ok {
			c.New = append(c.New, code)
			continue
		}
		for _, cell := range [...]struct{ column, old string }{
			{"name_zh", line.NameZH}, {"unit1", string(line.Unit1)}, {"unit2", string(line.Unit2)},
			{"mfn_rate", rateText(line.MFN)}, {"provisional_rate", rateText(line.Provisional)},
			{"general_rate", rateText(line.General)},
			{"vat_rate", rateText(line.VAT)}, {"consumption_tax", rateText(line.Consumption)},
			{"supervision", line.Supervision}, {"ciq_import", line.InspectionImport}, {"ciq_export", line.InspectionExport},
		} {
			if now := s.Get(code, cell.column); now != cell.old {
				c.Changed = append(c.Changed, Change{code, cell.column, cell.old, now})
			}
		}
	}
	return c
}

// rateText returns the text of a rate; "" for a nil rate.
func rateText(r *tariff.Rate) string {
	if r == nil {
		return ""
	}
	return r.Text
}
