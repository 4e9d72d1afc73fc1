package eligibility

import (
	"math/big"
	"math/bits"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

const million = 1_000_000

// Words for what keeps a tax from being computed.
var (
	whyNoTariff = edition.Text{
		EN: "The tariff of this day is not held, so its rates are unknown.",
		ZH: "未收录该日适用的税则，税率未知。"}
	whyUnstated = edition.Text{
		EN: "No source says how goods of this pilot are taxed.",
		ZH: "现有来源未说明该试点商品如何征税。"}
	whyBlank = edition.Text{
		EN: "The tariff leaves this rate blank; it is unknown, not zero.",
		ZH: "税则此栏为空，税率未知，不等于零。"}
	whyDefect = edition.Text{
		EN: "The text of this rate cannot be relied upon.",
		ZH: "该税率文本有误，不足为据。"}
	whyBase = edition.Text{
		EN: "A tax that belongs to the base of this one is unknown.",
		ZH: "构成计税价格的其他税额未知。"}
	whyFact = edition.Text{
		EN: "A fact that the amount depends on is missing.",
		ZH: "缺少计算税额所需的信息。"}
	whyThreshold = edition.Text{
		EN: "The value per unit lies below the threshold without the duty and above it with the duty; the texts held do not say which counts.",
		ZH: "不含关税的单位价值低于起征标准，含关税则高于该标准；现有文本未说明以何者为准。"}
	whyUnit = edition.Text{
		EN: "The rate is set for a unit that no fact of the vocabulary measures.",
		ZH: "税率所依据的计量单位没有对应的信息项。"}
	whyNoPrice = edition.Text{
		EN: "A price of zero is no customs value: customs sets one from comparable goods. Give the value to be declared.",
		ZH: "价格为零不等于完税价格为零：海关将另行估价。请提供申报价格。"}
	whyLimit = edition.Text{
		EN: "Whether the composite tax or the full tax applies turns on a limit that the texts held do not settle for this amount.",
		ZH: "适用综合税还是全额征税取决于限值，现有文本对该金额未作规定。"}
	whyRange = edition.Text{
		EN: "The amount is out of range.",
		ZH: "金额超出范围。"}
)

// taxing computes the taxes of one channel on one line.
type taxing struct {
	*work
	price   money.Amount
	priced  bool
	unknown bool
	missing [endFacts]bool
	first   int   // of this channel's lines in the answer's memory
	units   int64 // thousandths of the unit that the last threshold was compared by
}

// tax runs the last step. Goods that are barred are not taxed.
func (w *work) tax(verdict Verdict) Tax {
	switch {
	case verdict == Ineligible:
		return Tax{Status: TaxNotApplicable}
	case w.channel.taxed == taxedUnstated:
		return Tax{Status: TaxUnknown, Why: []edition.Text{whyUnstated}}
	case w.limitOpen:
		return Tax{Status: TaxUnknown, Why: []edition.Text{whyLimit}}
	case w.line == nil && w.table == nil:
		return Tax{Status: TaxUnknown, Why: []edition.Text{whyNoTariff}}
	case w.line == nil:
		return Tax{Status: TaxUnknown, Missing: []FactKey{FactHSCode}, Why: []edition.Text{whyFact}}
	}
	t := taxing{work: w, first: len(w.answer.taxLines)}
	t.price, t.priced = w.orderTotal()
	if w.channel.taxed == taxedRetail && !w.fullTax {
		t.retail()
	} else {
		t.general()
	}
	return t.result()
}

func (t *taxing) result() Tax {
	lines := t.answer.taxLines[t.first:len(t.answer.taxLines):len(t.answer.taxLines)]
	out := Tax{Status: TaxComputed, Lines: lines}
	for i := range lines {
		out.Total += lines[i].Amount
		if !lines[i].Known {
			out.Status = TaxUnknown
		}
	}
	if out.Status == TaxUnknown {
		out.Total = 0
		for k := NoFact + 1; k < endFacts; k++ {
			if t.missing[k] {
				out.Missing = append(out.Missing, k)
			}
		}
	}
	if price := t.d.Item.UnitPrice; price != nil && *price == 0 {
		out.Why = append(out.Why, whyNoPrice)
	}
	return out
}

// line starts a tax line at a rate of the tariff.
func (t *taxing) begin(kind TaxKind, rate *tariff.Rate) *TaxLine {
	t.answer.taxLines = append(t.answer.taxLines, TaxLine{Kind: kind, Basis: t.table.Basis()})
	l := &t.answer.taxLines[len(t.answer.taxLines)-1]
	cell := ""
	if rate != nil {
		cell = rate.Text
	}
	l.Rate = cell
	from := len(t.answer.citations)
	t.answer.citations = append(t.answer.citations, t.citeLine(cell))
	l.Citations = t.answer.citations[from:len(t.answer.citations):len(t.answer.citations)]
	return l
}

// rests makes the line rest on an instrument as well.
func (t *taxing) rests(l *TaxLine, text *instrument) {
	if l.Citations[len(l.Citations)-1].Document == text.document {
		return
	}
	t.answer.citations = append(t.answer.citations, text.cite())
	l.Citations = t.answer.citations[len(t.answer.citations)-len(l.Citations)-1 : len(t.answer.citations) : len(t.answer.citations)]
	l.Basis = edition.Weaker(l.Basis, text.basis)
}

// unknownLine records why a line has no amount.
func (t *taxing) unknownLine(l *TaxLine, text edition.Text) {
	l.Known, l.Why, t.unknown = false, text, true
}

// need records that a fact is missing.
func (t *taxing) need(l *TaxLine, fact FactKey) {
	t.missing[fact] = true
	t.unknownLine(l, whyFact)
}

// needPrice records which part of the price is missing.
func (t *taxing) needPrice(l *TaxLine) {
	price := t.unitPrice()
	if price == nil {
		t.need(l, FactUnitPrice)
	}
	if t.d.Item.Quantity == 0 {
		t.need(l, FactQuantity)
	}
	if price != nil && t.d.Item.Quantity != 0 {
		t.unknownLine(l, whyRange)
	}
}

// general computes duty, consumption tax and VAT of ordinary trade: the
// provisional rate where there is one, else the most-favoured-nation rate. The
// price given is taken as the dutiable value.
func (t *taxing) general() {
	dutyRate := t.line.MFN
	amended := false
	if t.line.Provisional != nil {
		dutyRate = t.line.Provisional
	}
	for _, a := range t.table.AmendmentsOn(t.line.Code, t.d.AsOf) {
		amended = amended || a.Rate == dutyRate
	}
	duty := t.begin(Duty, dutyRate)
	if amended {
		for _, a := range t.table.AmendmentsOn(t.line.Code, t.d.AsOf) {
			if a.Rate == dutyRate {
				duty.Basis = edition.Weaker(duty.Basis, a.Basis)
				duty.Citations[0].Document = a.Document
			}
		}
	}
	t.dutyAmount(duty, dutyRate)

	excise := t.begin(Consumption, t.line.Consumption)
	t.exciseAmount(excise, &t.answer.taxLines[t.first])

	vat := t.begin(VAT, t.line.VAT)
	t.vatAmount(vat, &t.answer.taxLines[t.first], &t.answer.taxLines[t.first+1])
}

func (t *taxing) dutyAmount(l *TaxLine, rate *tariff.Rate) {
	c, ok := t.pick(l, rate, t.price)
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
	l.Formula = TaxFormula{Form: FormulaSpecificDuty, Price: t.price, Rate: c.AdValorem, Specific: c.Specific, Quantity: q, Unit: c.Unit, Amount: l.Amount}
	t.inRange(l)
}

// exciseAmount computes (P + D + S)/(1 − r) × r + S, which equals
// ((P + D) × r + S)/(1 − r), with S the specific part.
func (t *taxing) exciseAmount(l, duty *TaxLine) {
	rate := t.line.Consumption
	if rate != nil && rate.Conditional() && t.priced && duty.Known && !t.sameCase(l, rate, t.price, t.price+duty.Amount) {
		return
	}
	c, ok := t.pick(l, rate, t.price)
	if !ok {
		return
	}
	if c.AdValorem == 0 && c.Specific == 0 {
		l.Known, l.Base = true, t.price
		l.Formula = t.noExcise(rate)
		return
	}
	if !duty.Known {
		t.unknownLine(l, whyBase)
		return
	}
	l.Base = t.price + duty.Amount
	l.Formula = TaxFormula{Form: FormulaExcise, Price: t.price, Duty: duty.Amount, Rate: c.AdValorem, Specific: c.Specific}
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

func (t *taxing) vatAmount(l, duty, excise *TaxLine) {
	c, ok := t.pick(l, t.line.VAT, t.price)
	if !ok {
		return
	}
	if !duty.Known || !excise.Known {
		t.unknownLine(l, whyBase)
		return
	}
	l.Base = t.price + duty.Amount + excise.Amount
	l.Amount, l.Known = money.MulDiv(l.Base, c.AdValorem, million)
	l.Formula = TaxFormula{Form: FormulaVAT, Price: t.price, Duty: duty.Amount, Excise: excise.Amount, Rate: c.AdValorem, Amount: l.Amount}
	t.inRange(l)
}

// retail computes the composite tax inside the limits: no duty, and 70 per
// cent of consumption tax and VAT, in which the tax-inclusive price is
// T = (P + S)/(1 − r).
func (t *taxing) retail() {
	limits := &notice18
	if limit := limitOn(t.d.AsOf); limit != nil {
		limits = limit.text
	}
	duty := t.begin(Duty, nil)
	duty.Rate = "0%"
	duty.Citations[0] = limits.cite()
	duty.Known, duty.Base = t.priced, t.price
	duty.Formula = TaxFormula{Form: FormulaDutyWaived, Price: t.price}
	if !t.priced {
		t.needPrice(duty)
	}

	excise := t.begin(Consumption, t.line.Consumption)
	excise.Share = 70
	t.rests(excise, limits)
	c, q, exciseKnown := t.retailExcise(excise)

	vat := t.begin(VAT, t.line.VAT)
	vat.Share = 70
	t.rests(vat, limits)
	v, ok := t.pick(vat, t.line.VAT, t.price)
	if !ok {
		return
	}
	if !exciseKnown {
		t.unknownLine(vat, whyBase)
		return
	}
	vat.Base = t.price
	vat.Formula = TaxFormula{Form: FormulaRetailVAT, Price: t.price, Rate: v.AdValorem, Rate2: c.AdValorem, Specific: c.Specific}
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

// retailExcise returns the case and quantity that applied, which the VAT of
// the same line needs.
func (t *taxing) retailExcise(l *TaxLine) (c tariff.RateCase, q int64, known bool) {
	c, ok := t.pick(l, t.line.Consumption, t.price)
	if !ok {
		return c, 0, false
	}
	l.Base = t.price
	if c.AdValorem == 0 && c.Specific == 0 {
		l.Known, l.Share = true, 0
		l.Formula = t.noExcise(t.line.Consumption)
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

// pick returns the case of a rate that applies, or records why none can be
// told. The value of a conditional rate is that of the order, per unit.
func (t *taxing) pick(l *TaxLine, rate *tariff.Rate, value money.Amount) (tariff.RateCase, bool) {
	switch {
	case rate == nil:
		t.unknownLine(l, whyBlank)
		return tariff.RateCase{}, false
	case rate.Defect != "":
		t.unknownLine(l, whyDefect)
		return tariff.RateCase{}, false
	case !t.priced:
		t.needPrice(l)
		if rate.Conditional() {
			t.thresholdUnits(l, rate)
		}
		return tariff.RateCase{}, false
	case !rate.Conditional():
		return rate.Cases[0], true
	}
	units, ok := t.thresholdUnits(l, rate)
	if !ok {
		return tariff.RateCase{}, false
	}
	t.units = units
	return rate.Cases[caseFor(rate, value, units)], true
}

// sameCase reports whether two values of the order lead to the same case of a
// conditional rate, and records that they do not.
func (t *taxing) sameCase(l *TaxLine, rate *tariff.Rate, a, b money.Amount) bool {
	units, ok := t.thresholdUnits(l, rate)
	if !ok {
		return false
	}
	if caseFor(rate, a, units) != caseFor(rate, b, units) {
		t.unknownLine(l, whyThreshold)
		return false
	}
	return true
}

// caseFor compares value per unit with the threshold exactly:
// fen/100 ÷ (units/1000) against threshold/10⁸ is fen×10⁹ against
// threshold×units.
func caseFor(rate *tariff.Rate, value money.Amount, units int64) int {
	vh, vl := bits.Mul64(uint64(value), 1_000_000_000)
	th, tl := bits.Mul64(uint64(rate.Threshold), uint64(units))
	above := vh > th || vh == th && vl > tl
	if equal := vh == th && vl == tl; equal {
		above = rate.ThresholdInUpper
	}
	if above {
		return 1
	}
	return 0
}

// thresholdUnits returns how many thousandths of the threshold's unit the
// order holds.
func (t *taxing) thresholdUnits(l *TaxLine, rate *tariff.Rate) (int64, bool) {
	unit := t.thresholdUnit(rate)
	if unit == tariff.Kilogram && t.byVolume() {
		t.rests(l, &notice55)
		return t.quantity(l, tariff.Litre) // one litre counts as one kilogram
	}
	return t.quantity(l, unit)
}

// thresholdUnit returns the unit that the threshold is set for.
func (t *taxing) thresholdUnit(rate *tariff.Rate) tariff.Unit {
	if rate.ThresholdUnit != "" {
		return rate.ThresholdUnit
	}
	return t.line.Unit1
}

// byVolume reports whether the goods of the line are cosmetics that go by what
// their label gives in millilitres. The name of most lines says so; one that
// says neither is asked for in grams, and taken in millilitres where nothing
// else is declared.
func (t *taxing) byVolume() bool {
	if t.line.Code.At(tariff.Chapter) != "33" {
		return false
	}
	switch name := t.line.NameZH; {
	case strings.Contains(name, "以体积计"):
		return true
	case strings.Contains(name, "以重量计"):
		return false
	}
	_, volume := t.d.Item.Facts.Milli(VolumeML)
	return volume && t.d.Item.NetWeightG == 0
}

// noExcise writes out why no consumption tax is due.
func (t *taxing) noExcise(rate *tariff.Rate) TaxFormula {
	if !rate.Conditional() {
		return TaxFormula{Form: FormulaExciseNone}
	}
	return TaxFormula{Form: FormulaExciseBelow, Price: t.price, Quantity: t.units, Unit: t.thresholdUnit(rate), Specific: rate.Threshold}
}

// quantity returns the order's quantity in thousandths of a unit, or records
// which fact would give it.
func (t *taxing) quantity(l *TaxLine, unit tariff.Unit) (int64, bool) {
	items := t.d.Item.Quantity
	if items == 0 {
		t.need(l, FactQuantity)
	}
	var perItem int64 // thousandths of the unit in one item
	switch unit {
	case tariff.Kilogram:
		if perItem = t.d.Item.NetWeightG; perItem == 0 {
			t.need(l, FactNetWeight)
		}
	case tariff.Litre:
		// The fact is in thousandths of a millilitre.
		ml, known := t.d.Item.Facts.Milli(VolumeML)
		if !known || ml == 0 {
			t.need(l, VolumeML)
			return 0, false
		}
		if items == 0 {
			return 0, false
		}
		q, ok := money.MulDiv(money.Amount(ml), items, 1000)
		return int64(q), ok && q > 0
	case tariff.SquareMetre:
		area, known := t.d.Item.Facts.Milli(AreaM2)
		if perItem = area; !known || area == 0 {
			perItem = 0
			t.need(l, AreaM2)
		}
	case tariff.Piece:
		sheets, known := t.d.Item.Facts.Milli(Sheets)
		if perItem = sheets; !known || sheets == 0 {
			perItem = 0
			t.need(l, Sheets)
		}
	default:
		if !countUnit(unit) {
			t.unknownLine(l, whyUnit)
			return 0, false
		}
		perItem = 1000 // the item is the unit
	}
	if perItem == 0 || items == 0 {
		return 0, false
	}
	q, ok := money.Amount(perItem).Times(items)
	if !ok {
		t.unknownLine(l, whyRange)
	}
	return int64(q), ok
}

// countUnit reports whether a unit counts items one by one.
func countUnit(u tariff.Unit) bool {
	switch u {
	case "只", "个", "台", "辆", "艘", "支", "把", "套", "幅", "架", "座", "块", "根", "盘", "条", "双":
		return true
	}
	return false
}

func (t *taxing) inRange(l *TaxLine) {
	if !l.Known {
		t.unknownLine(l, whyRange)
	}
}

// product multiplies exactly.
func product(factors ...int64) *big.Int {
	n := big.NewInt(1)
	for _, f := range factors {
		n.Mul(n, big.NewInt(f))
	}
	return n
}

// round divides, half away from zero.
func round(n, d *big.Int) (money.Amount, bool) {
	q := new(big.Int).Rsh(d, 1)
	q.Add(q, n).Quo(q, d)
	if !q.IsInt64() || q.Int64() > int64(money.Max) {
		return 0, false
	}
	return money.Amount(q.Int64()), true
}
