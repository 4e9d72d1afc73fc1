package eligibility

import (
	"importchecker/shared/country"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// findAdditionalDuties finds the duties that are due because of the origin, on top of
// the ordinary duty.
func (t *taxing) findAdditionalDuties() {
	t.additionalDuties = duty.MeasuresOn(t.answer.measureMemory[:0], t.table, t.line.Code, t.d.Item.Origin, t.d.AsOf)
}

// mostFavouredRate returns the rate for goods of most-favoured nations: the provisional
// rate if there is one.
func (t *taxing) mostFavouredRate() *tariff.Rate {
	if t.line.Provisional != nil {
		return t.line.Provisional
	}
	return t.line.MFN
}

// dutyRate returns the ordinary rate for the origin: the general rate for an origin that
// is not known to be a most-favoured nation, otherwise, also when no origin is stated,
// the most-favoured-nation rate. computeOtherTreatment adds the other rate where both
// are possible.
func (t *taxing) dutyRate() (*tariff.Rate, duty.Treatment) {
	treatment := duty.TreatmentOf(t.d.Item.Origin)
	if treatment == duty.Open {
		return t.line.General, treatment
	}
	return t.mostFavouredRate(), treatment
}

// levyAdditional adds the line of an additional duty.
func (t *taxing) levyAdditional(m *duty.Measure) {
	rate := tariff.Rate{Text: Percent(m.Rate), Cases: []tariff.RateCase{{AdValorem: m.Rate}}}
	l := t.beginLine(TaxKind(m.Kind), &rate)
	l.Basis = m.Basis
	l.Citations = nil
	if !t.trial {
		l.Citations = t.answer.cite(Citation{Document: m.Document, Source: m.Source})
	}
	t.dutyAmount(l, &rate)
	t.due += l.Amount
	t.dueUnknown = t.dueUnknown || !l.Known
}

// totalAt returns the total of all taxes at another rate of duty. It leaves the tax
// lines unchanged.
func (t *taxing) totalAt(rate *tariff.Rate) (total money.Amount, known bool) {
	lines := t.answer.taxLines
	trial := &t.answer.trial
	*trial = *t
	trial.firstLine, trial.trial = len(lines), true
	trial.levy(rate)
	total = trial.sum()
	t.answer.taxLines = lines
	return total, !trial.unknown
}

// computeOtherTreatment computes the total at the other rate, unless the origin is known
// to be a most-favoured nation.
func (t *taxing) computeOtherTreatment(treatment duty.Treatment) {
	rate := t.line.General
	switch treatment {
	case duty.MostFavoured:
		return
	case duty.Open:
		rate = t.mostFavouredRate()
	}
	t.otherTreatment = OtherTreatment{General: treatment == duty.Unknown, Set: true}
	if rate != nil {
		t.otherTreatment.Rate = rate.Text
		t.otherTreatment.Total, t.otherTreatment.Known = t.totalAt(rate)
	}
}

// computeAgreements computes the total under each agreement that is open to the origin
// and lowers the total.
func (t *taxing) computeAgreements() {
	rates := duty.Agreements(t.answer.agreementMemory[:0], t.line.Code, t.d.Item.Origin, t.d.AsOf)
	if len(rates) == 0 {
		return
	}
	total, from := t.sum(), len(t.answer.agreementTaxes)
	free := t.answer.taxLines[t.firstLine].Amount == 0
	for _, r := range rates {
		a := AgreementTax{Agreement: r.Agreement}
		switch {
		case r.Rate == nil && free:
			continue // there is no duty to lower
		case r.Rate != nil:
			a.Rate = r.Rate.Text
			if r.Rate.Defect == "" {
				a.Total, a.Known = t.totalAt(r.Rate)
			}
		}
		if a.Known && a.Total >= total {
			continue
		}
		if a.Known {
			a.Saves = total - a.Total
			free = free || len(r.Rate.Cases) == 1 && r.Rate.Cases[0] == tariff.RateCase{}
		}
		t.answer.agreementTaxes = append(t.answer.agreementTaxes, a)
	}
	t.agreementTaxes = t.answer.agreementTaxes[from:len(t.answer.agreementTaxes):len(t.answer.agreementTaxes)]
}

// note adds a note on the tax.
func (t *taxing) note(r Reason, citations ...Citation) {
	r.Effect = Informs
	t.add(r, citations...)
}

// notes returns the notes on the tax.
func (t *taxing) notes() []Reason {
	return t.answer.reasons[t.firstNote:len(t.answer.reasons):len(t.answer.reasons)]
}

// noteTreatment adds the notes on which rate applies to the origin, and on which
// additional duties are in the total.
func (t *taxing) noteTreatment(treatment duty.Treatment) {
	law := Citation{Document: duty.Law(t.d.AsOf, duty.OrderOfRates), Source: lawCopy}
	other := t.otherTreatment.Rate
	switch treatment {
	case duty.Unknown:
		t.atLeast = true
		t.missing.add(FactOrigin)
		r := Reason{Code: OriginDecidesDuty, Basis: edition.Law, Fact: FactOrigin, Args: [4]string{other},
			Nums: [3]int64{int64(t.sum()), int64(t.otherTreatment.Total)}}
		if !t.otherTreatment.Known {
			r.Code = OriginNotStated
		}
		t.note(r, law)
		if duty.MayDependOnOrigin(t.table, t.line.Code, t.d.AsOf) {
			t.note(Reason{Code: OriginMayBringDuties, Basis: edition.Law},
				Citation{Document: duty.Law(t.d.AsOf, duty.UnprovedOrigin), Source: lawCopy})
		}
	case duty.Open:
		t.atMost = true
		from := country.Name(t.d.Item.Origin)
		r := Reason{Code: GeneralRateApplies, Basis: edition.Law, Args: [4]string{from.EN, other, from.ZH},
			Nums: [3]int64{int64(t.sum()), int64(t.otherTreatment.Total)}}
		if !t.otherTreatment.Known {
			r.Code = GeneralRateUnknown
		}
		t.note(r, law)
	}
	for i := range t.additionalDuties {
		m := &t.additionalDuties[i]
		r := Reason{Code: DutyOnTopPossible, Basis: m.Basis, Args: [4]string{m.Text.EN, m.Text.ZH}}
		switch {
		case m.Suspended:
			r.Code = DutyOnTopSuspended
		case m.Certain:
			r.Code = DutyOnTopIncluded
		}
		t.atLeast = t.atLeast || !m.Suspended
		t.note(r, Citation{Document: m.Document, Source: m.Source})
	}
}

// sum returns the total of the lines so far.
func (t *taxing) sum() (total money.Amount) {
	for i := t.firstLine; i < len(t.answer.taxLines); i++ {
		total += t.answer.taxLines[i].Amount
	}
	return total
}

// smallDuty is the amount of duty on one consignment up to which it was waived
// before the Tariff Law.
var smallDuty = money.Yuan(50)

// noteSmallAmount adds the note on the waiver of small amounts of duty. The waiver was
// by consignment, of which only this order is known.
func (t *taxing) noteSmallAmount() {
	if t.due == 0 || t.due > smallDuty {
		return
	}
	law := Citation{Document: duty.Law(t.d.AsOf, duty.SmallAmounts), Source: lawCopy}
	t.note(Reason{Code: SmallDuty, Basis: edition.Law, Nums: [3]int64{int64(t.due), int64(smallDuty)}}, law)
}

// noteAdditionalInRetail adds the note that the total leaves out an additional duty
// within the limits of retail imports.
func (t *taxing) noteAdditionalInRetail(limits *instrument) {
	measures := duty.MeasuresOn(t.answer.measureMemory[:0], t.table, t.line.Code, t.d.Item.Origin, t.d.AsOf)
	for i := range measures {
		m := &measures[i]
		if m.Suspended {
			continue
		}
		t.dependOn(originField)
		t.note(Reason{Code: DutyOnTopInRetail, Basis: edition.Weaker(m.Basis, limits.basis)}, limits.citation(),
			Citation{Document: m.Document, Source: m.Source})
		return
	}
}
