package eligibility

import (
	"math/big"

	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// retail computes the composite tax within the limits: no duty, and 70 per cent of
// consumption tax and VAT, both on the tax-inclusive price T = (P + S)/(1 − r).
func (t *taxing) retail() {
	limits := &notice18
	if limit := limitOn(t.d.AsOf); limit != nil {
		limits = limit.text
	}
	t.noteAdditionalInRetail(limits)
	duty := t.beginLine(Duty, nil)
	duty.Rate = "0%"
	duty.Citations = limits.citations()
	duty.Known, duty.Base = t.priced, t.price
	duty.Formula = TaxFormula{Form: FormulaDutyWaived, Price: t.price}
	if !t.priced {
		t.needPrice(duty)
	}

	excise := t.beginLine(Consumption, t.line.Consumption)
	excise.Share = 70
	t.citeAlso(excise, limits)
	c, q, exciseKnown := t.retailExcise(excise)

	vat := t.beginLine(VAT, t.line.VAT)
	vat.Share = 70
	t.citeAlso(vat, limits)
	v, ok := t.rateCase(vat, t.line.VAT, t.price)
	if !ok {
		return
	}
	if !exciseKnown {
		t.unknownLine(vat, whyBase)
		return
	}
	vat.Base = t.price
	vat.Formula = TaxFormula{Form: FormulaRetailVAT, Price: t.price, Rate: v.AdValorem, Rate2: c.AdValorem,
		Specific: c.Specific}
	if c.Specific == 0 {
		vat.Amount, vat.Known = money.MulDiv(t.price, v.AdValorem*7, (million-c.AdValorem)*10)
	} else {
		// (P + S)/(1 − r) × v × 7/10, with S = q×s/10⁹ fen
		n := product(int64(t.price), 1_000_000_000)
		n.Add(n, product(q, c.Specific))
		n.Mul(n, product(v.AdValorem, 7))
		d := product(million-c.AdValorem, 10)
		vat.Amount, vat.Known = round(n, d.Mul(d, big.NewInt(1_000_000_000)))
		vat.Formula.Form, vat.Formula.Quantity, vat.Formula.Unit = FormulaRetailSpecificVAT, q, c.Unit
	}
	vat.Formula.Amount = vat.Amount
	t.inRange(vat)
}

// retailExcise computes the consumption tax, and returns the rate case and quantity,
// which the VAT needs.
func (t *taxing) retailExcise(l *TaxLine) (c tariff.RateCase, q int64, known bool) {
	c, ok := t.rateCase(l, t.line.Consumption, t.price)
	if !ok {
		return c, 0, false
	}
	l.Base = t.price
	if c.AdValorem == 0 && c.Specific == 0 {
		l.Known, l.Share = true, 0
		l.Formula = t.noExciseFormula(t.line.Consumption)
		return c, 0, true
	}
	l.Formula = TaxFormula{Form: FormulaRetailExcise, Price: t.price, Rate: c.AdValorem, Specific: c.Specific}
	if c.Specific == 0 {
		l.Amount, l.Known = money.MulDiv(t.price, c.AdValorem*7, (million-c.AdValorem)*10)
	} else {
		if q, ok = t.quantity(l, c.Unit); !ok {
			return c, 0, false
		}
		// ((P×r + S)/(1 − r)) × 7/10
		n := product(int64(t.price), c.AdValorem, 1000)
		n.Add(n, product(q, c.Specific))
		l.Amount, l.Known = round(n.Mul(n, big.NewInt(7)), product(10_000, million-c.AdValorem))
		l.Formula.Form, l.Formula.Quantity, l.Formula.Unit = FormulaRetailSpecificExcise, q, c.Unit
	}
	l.Formula.Amount = l.Amount
	t.inRange(l)
	return c, q, l.Known
}
