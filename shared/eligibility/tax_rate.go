package eligibility

import (
	"math/bits"
	"strings"

	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// rateCase returns the case of a rate that applies, or records why it is unknown. A
// conditional rate depends on the value of the order per unit.
func (t *taxing) rateCase(l *TaxLine, rate *tariff.Rate, value money.Amount) (tariff.RateCase, bool) {
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
// conditional rate; if not, it records the line as unknown.
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

// caseFor returns the index of the case of a conditional rate. It compares the value
// per unit with the threshold exactly:
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

// thresholdUnits returns the quantity of the order in thousandths of the threshold's
// unit.
func (t *taxing) thresholdUnits(l *TaxLine, rate *tariff.Rate) (int64, bool) {
	unit := t.thresholdUnit(rate)
	if unit == tariff.Kilogram && t.byVolume() {
		t.citeAlso(l, &notice55)
		return t.quantity(l, tariff.Litre) // one litre counts as one kilogram here
	}
	return t.quantity(l, unit)
}

// thresholdUnit returns the unit of the threshold.
func (t *taxing) thresholdUnit(rate *tariff.Rate) tariff.Unit {
	if rate.ThresholdUnit != "" {
		return rate.ThresholdUnit
	}
	return t.line.Unit1
}

// byVolume reports whether the goods are cosmetics measured in millilitres. The names
// of most lines say how they are measured. A line whose name does not is measured in
// grams, or in millilitres when only the volume is declared.
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
	_, volume := t.facts.Milli(VolumeML)
	if volume {
		t.dependOn(weightField)
	}
	return volume && t.d.Item.NetWeightG == 0
}

// noExciseFormula returns the formula for a consumption tax of zero.
func (t *taxing) noExciseFormula(rate *tariff.Rate) TaxFormula {
	if !rate.Conditional() {
		return TaxFormula{Form: FormulaExciseNone}
	}
	return TaxFormula{Form: FormulaExciseBelow, Price: t.price, Quantity: t.units, Unit: t.thresholdUnit(rate),
		Specific: rate.Threshold}
}

// quantity returns the quantity of the order in thousandths of a unit, or records
// which facts it needs.
func (t *taxing) quantity(l *TaxLine, unit tariff.Unit) (int64, bool) {
	items := t.d.Item.Quantity
	if items == 0 {
		t.needFact(l, FactQuantity)
	}
	var perItem int64 // thousandths of the unit in one item
	switch unit {
	case tariff.Kilogram:
		t.dependOn(weightField)
		if perItem = t.d.Item.NetWeightG; perItem == 0 {
			t.needFact(l, FactNetWeight)
		}
	case tariff.Litre:
		// The fact is in thousandths of a millilitre.
		ml, known := t.facts.Milli(VolumeML)
		if !known || ml == 0 {
			t.needFact(l, VolumeML)
			return 0, false
		}
		if items == 0 {
			return 0, false
		}
		q, ok := money.MulDiv(money.Amount(ml), items, 1000)
		return int64(q), ok && q > 0
	case tariff.SquareMetre:
		area, known := t.facts.Milli(AreaM2)
		if perItem = area; !known || area == 0 {
			perItem = 0
			t.needFact(l, AreaM2)
		}
	case tariff.Piece:
		sheets, known := t.facts.Milli(Sheets)
		if perItem = sheets; !known || sheets == 0 {
			perItem = 0
			t.needFact(l, Sheets)
		}
	default:
		if !countsItems(unit) {
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

// countsItems reports whether a unit counts items one by one.
func countsItems(u tariff.Unit) bool {
	switch u {
	case "只", "个", "台", "辆", "艘", "支", "把", "套", "幅", "架", "座", "块", "根", "盘", "条", "双":
		return true
	}
	return false
}
