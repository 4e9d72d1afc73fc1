package tariff

import (
	"slices"

	"importchecker/shared/edition"
)

// Field names what an amendment changes of a line, by its column in the source.
type Field string

// The rates of a line, and its conditions.
const (
	FieldMFN         Field = "mfn_rate"
	FieldProvisional Field = "provisional_rate"
	FieldGeneral     Field = "general_rate"
	FieldVAT         Field = "vat_rate"
	FieldConsumption Field = "consumption_tax"
	FieldSupervision Field = "supervision" // the letters, whole
	FieldInspection  Field = "ciq_import"  // the inspection classes on import, whole
)

// Amendment is a change of one rate, or of the conditions, that took effect within
// the year of the schedule.
type Amendment struct {
	Code      Code // ten digits
	Field     Field
	Rate      *Rate  // what the rate is from then on; nil when it was withdrawn
	Text      string // of a field that is no rate: what it says from then on
	Effective edition.Date
	Document  string
	Basis     edition.Basis
}

// LineOn returns line i, 0 ≤ i < Len, as it stands on the day, with the
// amendments in force by then.
func (t *Table) LineOn(i int, day edition.Date) Line {
	l := t.Line(i)
	for _, a := range t.amendmentsUnder(l.Code) {
		if a.Effective <= day { // in the order of the days, so that the last one holds
			l.set(&a)
		}
	}
	return l
}

// RestsOn reports whether a table has the lines of an earlier one, and the
// amendments that are that one's own: those from its first day.
func (t *Table) RestsOn(earlier *Table) bool {
	if t.edition.From <= earlier.edition.From || *t.lines != *earlier.lines || *t.names != *earlier.names {
		return false
	}
	for _, a := range *earlier.amendments {
		if a.Effective != earlier.edition.From {
			continue
		}
		has := func(b Amendment) bool {
			return b.Code == a.Code && b.Field == a.Field && b.Effective == a.Effective && b.Document == a.Document
		}
		if !slices.ContainsFunc(*t.amendments, has) {
			return false
		}
	}
	return true
}

func (l *Line) set(a *Amendment) {
	switch a.Field {
	case FieldMFN:
		l.MFN = a.Rate
	case FieldProvisional:
		l.Provisional = a.Rate
	case FieldGeneral:
		l.General = a.Rate
	case FieldVAT:
		l.VAT = a.Rate
	case FieldConsumption:
		l.Consumption = a.Rate
	case FieldSupervision:
		l.Supervision = a.Text
	case FieldInspection:
		l.InspectionImport = a.Text
	}
}

// AmendmentsOn returns the amendments in force on the day to the code, or to
// the lines under it. One that a later one has overtaken is left out.
func (t *Table) AmendmentsOn(c Code, day edition.Date) []Amendment {
	if !c.validLength() {
		return nil
	}
	var out []Amendment
	for _, a := range t.amendmentsUnder(c) {
		if a.Effective > day {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Code == a.Code && out[n-1].Field == a.Field {
			out[n-1] = a
			continue
		}
		out = append(out, a)
	}
	return out
}

// amendmentsUnder returns the amendments of the codes under c, sorted by code,
// field and day.
func (t *Table) amendmentsUnder(c Code) []Amendment {
	all := *t.amendments
	lo := 0
	for lo < len(all) && all[lo].Code.At(c.Level()) < c {
		lo++
	}
	hi := lo
	for hi < len(all) && c.Contains(all[hi].Code) {
		hi++
	}
	return all[lo:hi]
}
