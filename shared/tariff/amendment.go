package tariff

import (
	"slices"

	"importchecker/shared/edition"
)

// Field is the field of a line that an amendment changes, named by its column in the
// source.
type Field string

// The rates of a line, and its conditions.
const (
	FieldMFN         Field = "mfn_rate"
	FieldProvisional Field = "provisional_rate"
	FieldGeneral     Field = "general_rate"
	FieldVAT         Field = "vat_rate"
	FieldConsumption Field = "consumption_tax"
	FieldSupervision Field = "supervision" // all supervision conditions
	FieldInspection  Field = "ciq_import"  // all inspection classes on import
)

// Amendment is a change of one rate or of the conditions of a line, within the year of
// the schedule.
type Amendment struct {
	Code      Code // ten digits
	Field     Field
	Rate      *Rate  // the new rate; nil when it was withdrawn
	Text      string // the new value of a field that is not a rate
	Effective edition.Date
	Document  string
	Basis     edition.Basis
}

// LineOn returns line i, 0 ≤ i < Len, with the rates and conditions in force on the day.
func (t *Table) LineOn(i int, day edition.Date) Line {
	l := t.Line(i)
	for _, a := range t.amendmentsUnder(l.Code) {
		if a.Effective <= day { // sorted by day, so that the last one applies
			l.set(&a)
		}
	}
	return l
}

// RestsOn reports whether the table is based on an earlier one: it has the same lines,
// and the amendments that took effect on the first day of the earlier one.
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

// set applies an amendment.
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

// AmendmentsOn returns the amendments in force on the day to the lines under the code.
// It leaves out those that a later amendment replaced.
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
