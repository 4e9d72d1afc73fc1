package eligibility

import (
	"bytes"
	"strconv"
)

// Rounding describes how each tax is rounded, once.
const Rounding = "half up to the fen"

// String returns the formula with its numbers, in notation that is the same in every
// language: "(129.00 + 19.35) × 9% = 13.35".
func (f TaxFormula) String() string { return string(f.Append(nil)) }

// Append appends what String returns.
func (f *TaxFormula) Append(b []byte) []byte {
	switch f.Form {
	case FormulaDuty:
		b = f.appendRate(f.Price.Append(b))
	case FormulaDutyWaived:
		return append(f.Price.Append(b), " × 0% = 0.00"...)
	case FormulaExciseNone:
		return append(b, "0.00"...)
	case FormulaExciseBelow:
		b = appendDecimal(append(f.Price.Append(b), " ÷ "...), f.Quantity, 3)
		b = appendDecimal(append(append(append(b, ' '), f.Unit...), " < "...), f.Specific, 8)
		return append(append(append(b, '/'), f.Unit...), ": 0.00"...)
	case FormulaExcise:
		b = f.Price.Append(append(b, '('))
		b = append(f.Duty.Append(append(b, " + "...)), ')')
		b = f.appendRate(appendDivisor(b, f.Rate))
	case FormulaVAT:
		b = f.Price.Append(append(b, '('))
		b = f.Duty.Append(append(b, " + "...))
		if f.Excise != 0 {
			b = f.Excise.Append(append(b, " + "...))
		}
		b = f.appendRate(append(b, ')'))
	case FormulaRetailExcise:
		b = append(f.appendRate(appendDivisor(f.Price.Append(b), f.Rate)), " × 70%"...)
	case FormulaRetailVAT:
		b = append(f.appendRate(appendDivisor(f.Price.Append(b), f.Rate2)), " × 70%"...)
	case FormulaSpecificDuty:
		b = f.appendSpecific(append(f.appendRate(f.Price.Append(b)), " + "...))
	case FormulaSpecificExcise:
		b = f.Price.Append(append(b, "(("...))
		b = append(f.Duty.Append(append(b, " + "...)), ')')
		b = f.appendSpecific(append(f.appendRate(b), " + "...))
		b = appendDivisor(append(b, ')'), f.Rate)
	case FormulaRetailSpecificExcise:
		b = f.appendSpecific(append(f.appendRate(f.Price.Append(append(b, '('))), " + "...))
		b = append(appendDivisor(append(b, ')'), f.Rate), " × 70%"...)
	case FormulaRetailSpecificVAT:
		b = f.appendSpecific(append(f.Price.Append(append(b, '(')), " + "...))
		b = append(f.appendRate(appendDivisor(append(b, ')'), f.Rate2)), " × 70%"...)
	default:
		return b
	}
	return f.Amount.Append(append(b, " = "...))
}

// appendRate appends the rate of the line as a factor.
func (f *TaxFormula) appendRate(b []byte) []byte { return appendPercent(append(b, " × "...), f.Rate) }

// appendDivisor appends the division by one minus the rate, unless the rate is zero.
func appendDivisor(b []byte, rate int64) []byte {
	if rate == 0 {
		return b
	}
	return append(appendPercent(append(b, " ÷ (1 − "...), rate), ')')
}

// appendSpecific appends the specific part: quantity times amount per unit.
func (f *TaxFormula) appendSpecific(b []byte) []byte {
	b = append(append(append(appendDecimal(b, f.Quantity, 3), ' '), f.Unit...), " × "...)
	return append(append(appendDecimal(b, f.Specific, 8), '/'), f.Unit...)
}

// Percent formats parts per million as a percentage: 130000 is "13%".
func Percent(ppm int64) string { return string(appendPercent(nil, ppm)) }

func appendPercent(b []byte, ppm int64) []byte { return append(appendDecimal(b, ppm, 4), '%') }

// appendDecimal appends n/10^places without trailing zeros. n is not negative.
func appendDecimal(b []byte, n int64, places int) []byte {
	var memory [24]byte
	digits := strconv.AppendInt(memory[:0], n, 10)
	for len(digits) <= places {
		digits = append(digits[:1], digits...)
		digits[0] = '0'
	}
	whole, fraction := digits[:len(digits)-places], bytes.TrimRight(digits[len(digits)-places:], "0")
	b = append(b, whole...)
	if len(fraction) == 0 {
		return b
	}
	return append(append(b, '.'), fraction...)
}
