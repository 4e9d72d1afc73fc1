package eligibility

import (
	"math/big"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

const million = 1_000_000

// taxing computes the taxes of one channel on one line.
type taxing struct {
	*work
	price     money.Amount
	priced    bool
	unknown   bool
	missing   factSet
	firstLine int   // index of this channel's first line in the answer's tax lines
	units     int64 // quantity used for the last threshold, in thousandths of its unit

	due              money.Amount // duty and additional duties
	dueUnknown       bool         // part of due is unknown
	additionalDuties []duty.Measure
	atLeast          bool // more may be due than the total
	atMost           bool // less may be due than the total

	otherTreatment OtherTreatment
	agreementTaxes []AgreementTax
	firstNote      int  // index of the first note in the answer's reasons
	trial          bool // only the total is wanted
}

// tax runs the step "tax". Goods that are barred are not taxed.
func (w *work) tax(out *Tax, verdict Verdict) {
	switch {
	case verdict == Ineligible:
		*out = Tax{Status: TaxNotApplicable}
		return
	case w.channel.taxed == taxedUnstated:
		*out = Tax{Status: TaxUnknown, Why: unknownTaxReasons.unstated[:]}
		return
	case w.limitUnsettled:
		*out = Tax{Status: TaxUnknown, Why: unknownTaxReasons.limit[:]}
		return
	case w.line == nil && w.table == nil:
		*out = Tax{Status: TaxUnknown, Why: unknownTaxReasons.noTariff[:]}
		return
	case w.line == nil:
		*out = Tax{Status: TaxUnknown, Missing: codeOnly[:], Why: unknownTaxReasons.fact[:]}
		return
	}
	retail := w.channel.taxed == taxedRetail && !w.fullTax
	if s := w.lineInfo.special; s != nil && !retail {
		*out = w.taxedByOtherRules(s)
		return
	}
	if !retail {
		t := w.beginTax()
		t.general()
		t.result(out)
		return
	}
	k := &w.lineInfo
	if !k.taxed {
		before := w.dependsOn
		w.dependsOn = 0
		t := w.beginTax()
		t.retail()
		t.result(&k.retail)
		k.taxed, k.retailDependsOn = true, w.dependsOn
		w.dependsOn = before
	}
	w.dependOn(k.retailDependsOn)
	*out = k.retail
}

// beginTax starts the computation of the taxes on the order.
func (w *work) beginTax() *taxing {
	t := &w.answer.taxing
	*t = taxing{work: w, firstLine: len(w.answer.taxLines), firstNote: len(w.answer.reasons)}
	t.dependOn(priceField | quantityField)
	t.price, t.priced = w.orderTotal()
	return t
}

// unknownTaxReasons has the values of Tax.Why for taxes that are unknown as a whole.
var unknownTaxReasons = struct{ unstated, limit, noTariff, fact [1]edition.Text }{
	[1]edition.Text{whyUnstated}, [1]edition.Text{whyLimit}, [1]edition.Text{whyNoTariff}, [1]edition.Text{whyFact},
}

// codeOnly has the missing facts of a tax on a code without a line.
var codeOnly = [...]FactKey{FactHSCode}

// result fills in the tax from the lines computed.
func (t *taxing) result(out *Tax) {
	lines := t.answer.taxLines[t.firstLine:len(t.answer.taxLines):len(t.answer.taxLines)]
	*out = Tax{Status: TaxComputed, Lines: lines, Otherwise: t.otherTreatment, Agreements: t.agreementTaxes,
		Notes: t.notes()}
	for i := range lines {
		out.Total += lines[i].Amount
		if !lines[i].Known {
			out.Status = TaxUnknown
		}
	}
	switch {
	case out.Status == TaxUnknown:
		out.Total = 0
	case t.atLeast:
		out.Status = TaxAtLeast
	case t.atMost:
		out.Status = TaxAtMost
	}
	if out.Status != TaxComputed {
		a := t.answer
		from := len(a.factKeys)
		a.factKeys = t.missing.appendTo(a.factKeys, new(factSet))
		if len(a.factKeys) > from {
			out.Missing = a.factKeys[from:len(a.factKeys):len(a.factKeys)]
		}
	}
	if price := t.d.Item.UnitPrice; price != nil && *price == 0 {
		out.Why = append(out.Why, whyNoPrice)
	}
}

// beginLine appends a tax line at a rate of the tariff.
func (t *taxing) beginLine(kind TaxKind, rate *tariff.Rate) *TaxLine {
	l := t.answer.taxLine()
	l.Kind, l.Basis = kind, t.table.Basis()
	if rate != nil {
		l.Rate = rate.Text
	}
	if !t.trial {
		l.Citations = t.lineCitations(l.Rate)
	}
	return l
}

// citeAlso adds the citation and the basis of an instrument to the line.
func (t *taxing) citeAlso(l *TaxLine, text *instrument) {
	if t.trial || l.Citations[len(l.Citations)-1].Document == text.document {
		return
	}
	from := len(t.answer.citations)
	t.answer.citations = append(append(t.answer.citations, l.Citations...), text.citations()...)
	l.Citations = t.answer.citations[from:len(t.answer.citations):len(t.answer.citations)]
	l.Basis = edition.Weaker(l.Basis, text.basis)
}

// unknownLine records why a line has no amount.
func (t *taxing) unknownLine(l *TaxLine, text edition.Text) {
	l.Known, l.Why, t.unknown = false, text, true
}

// needFact records that the line needs a fact.
func (t *taxing) needFact(l *TaxLine, fact FactKey) {
	t.missing.add(fact)
	t.unknownLine(l, whyFact)
}

// needPrice records which of unit price and quantity the line needs.
func (t *taxing) needPrice(l *TaxLine) {
	price := t.unitPrice()
	if price == nil {
		t.needFact(l, FactUnitPrice)
	}
	if t.d.Item.Quantity == 0 {
		t.needFact(l, FactQuantity)
	}
	if price != nil && t.d.Item.Quantity != 0 {
		t.unknownLine(l, whyRange)
	}
}

// general computes the taxes of general trade. The price given is used as the
// dutiable value. The duty depends on the origin; see tax_origin.go.
func (t *taxing) general() {
	t.dependOn(originField)
	t.findAdditionalDuties()
	rate, treatment := t.dutyRate()
	t.levy(rate)
	if t.priced && !t.unknown {
		t.computeOtherTreatment(treatment)
		t.computeAgreements()
		t.noteSmallAmount()
	}
	t.noteTreatment(treatment)
}

// levy computes the duty at a rate, the additional duties, consumption tax and VAT,
// and adds a line for each.
func (t *taxing) levy(rate *tariff.Rate) {
	l := t.beginLine(Duty, rate)
	t.citeAmendment(l, rate)
	t.dutyAmount(l, rate)
	t.due, t.dueUnknown = l.Amount, !l.Known
	for i := range t.additionalDuties {
		if m := &t.additionalDuties[i]; m.Certain && !m.Suspended {
			t.levyAdditional(m)
		}
	}
	t.exciseAmount(t.beginLine(Consumption, t.line.Consumption))
	excise := len(t.answer.taxLines) - 1
	vat := t.beginLine(VAT, t.line.VAT)
	t.vatAmount(vat, &t.answer.taxLines[excise])
}

// citeAmendment cites the announcement that changed the rate within the year.
func (t *taxing) citeAmendment(l *TaxLine, rate *tariff.Rate) {
	if rate == nil || t.trial {
		return
	}
	for _, a := range t.table.AmendmentsOn(t.line.Code, t.d.AsOf) {
		if a.Rate == rate {
			l.Basis = edition.Weaker(l.Basis, a.Basis)
			l.Citations = t.answer.cite(l.Citations...)
			l.Citations[0].Document = a.Document
		}
	}
}

// dutyAmount computes the amount of duty at a rate.
func (t *taxing) dutyAmount(l *TaxLine, rate *tariff.Rate) {
	c, ok := t.rateCase(l, rate, t.price)
	if !ok {
		return
	}
	l.Base = t.price
	if c.Specific == 0 {
		l.Amount, l.Known = money.MulDiv(t.price, c.AdValorem, million)
		l.Formula = TaxFormula{Form: FormulaDuty, Price: t.price, Rate: c.AdValorem, Amount: l.Amount}
		t.inRange(l)
		return
	}
	q, ok := t.quantity(l, c.Unit)
	if !ok {
		return
	}
	// P×rate/10⁶ + q/10³ × s/10⁶ fen
	n := product(int64(t.price), c.AdValorem, 1000)
	n.Add(n, product(q, c.Specific))
	l.Amount, l.Known = round(n, big.NewInt(1_000_000_000))
	l.Formula = TaxFormula{Form: FormulaSpecificDuty, Price: t.price, Rate: c.AdValorem, Specific: c.Specific, Quantity: q,
		Unit: c.Unit, Amount: l.Amount}
	t.inRange(l)
}

// exciseAmount computes the consumption tax (P + D + S)/(1 − r) × r + S, which equals
// ((P + D) × r + S)/(1 − r), with D the duties and S the specific part.
func (t *taxing) exciseAmount(l *TaxLine) {
	rate := t.line.Consumption
	if rate != nil && rate.Conditional() && t.priced && !t.dueUnknown && !t.sameCase(l, rate, t.price, t.price+t.due) {
		return
	}
	c, ok := t.rateCase(l, rate, t.price)
	if !ok {
		return
	}
	if c.AdValorem == 0 && c.Specific == 0 {
		l.Known, l.Base = true, t.price
		l.Formula = t.noExciseFormula(rate)
		return
	}
	if t.dueUnknown {
		t.unknownLine(l, whyBase)
		return
	}
	l.Base = t.price + t.due
	l.Formula = TaxFormula{Form: FormulaExcise, Price: t.price, Duty: t.due, Rate: c.AdValorem, Specific: c.Specific}
	if c.Specific == 0 {
		l.Amount, l.Known = money.MulDiv(l.Base, c.AdValorem, million-c.AdValorem)
	} else {
		q, ok := t.quantity(l, c.Unit)
		if !ok {
			return
		}
		n := product(int64(l.Base), c.AdValorem, 1000)
		n.Add(n, product(q, c.Specific))
		l.Amount, l.Known = round(n, product(1000, million-c.AdValorem))
		l.Formula.Form, l.Formula.Quantity, l.Formula.Unit = FormulaSpecificExcise, q, c.Unit
	}
	l.Formula.Amount = l.Amount
	t.inRange(l)
}

// vatAmount computes the VAT on price, duties and consumption tax.
func (t *taxing) vatAmount(l, excise *TaxLine) {
	c, ok := t.rateCase(l, t.line.VAT, t.price)
	if !ok {
		return
	}
	if t.dueUnknown || !excise.Known {
		t.unknownLine(l, whyBase)
		return
	}
	l.Base = t.price + t.due + excise.Amount
	l.Amount, l.Known = money.MulDiv(l.Base, c.AdValorem, million)
	l.Formula = TaxFormula{Form: FormulaVAT, Price: t.price, Duty: t.due, Excise: excise.Amount, Rate: c.AdValorem,
		Amount: l.Amount}
	t.inRange(l)
}

// inRange records a line whose amount is out of range as unknown.
func (t *taxing) inRange(l *TaxLine) {
	if !l.Known {
		t.unknownLine(l, whyRange)
	}
}

// product returns the exact product.
func product(factors ...int64) *big.Int {
	n := big.NewInt(1)
	for _, f := range factors {
		n.Mul(n, big.NewInt(f))
	}
	return n
}

// round returns n/d rounded half away from zero.
func round(n, d *big.Int) (money.Amount, bool) {
	q := new(big.Int).Rsh(d, 1)
	q.Add(q, n).Quo(q, d)
	if !q.IsInt64() || q.Int64() > int64(money.Max) {
		return 0, false
	}
	return money.Amount(q.Int64()), true
}
