package eligibility

import (
	"strconv"
	"strings"
)

// Rounding says how every tax amount is rounded: once per tax.
const Rounding = "half up to the fen"

// String writes the formula out with its numbers, in notation that needs no
// language: "(129.00 + 19.35) × 9% = 13.35".
func (f TaxFormula) String() string {
	rate, excise := percent(f.Rate), percent(f.Rate2)
	specific := decimal(f.Quantity, 3) + " " + string(f.Unit) + " × " + decimal(f.Specific, 8) + "/" + string(f.Unit)
	price := f.Price.String()
	var expression string
	switch f.Form {
	case FormulaDuty:
		expression = price + " × " + rate
	case FormulaDutyWaived:
		return price + " × 0% = 0.00"
	case FormulaExciseNone:
		return "0.00"
	case FormulaExciseBelow:
		return price + " ÷ " + decimal(f.Quantity, 3) + " " + string(f.Unit) + " < " + decimal(f.Specific, 8) + "/" + string(f.Unit) + ": 0.00"
	case FormulaExcise:
		expression = "(" + price + " + " + f.Duty.String() + ") ÷ (1 − " + rate + ") × " + rate
	case FormulaVAT:
		expression = "(" + price + " + " + f.Duty.String() + " + " + f.Excise.String() + ") × " + rate
	case FormulaRetailExcise:
		expression = price + " ÷ (1 − " + rate + ") × " + rate + " × 70%"
	case FormulaRetailVAT:
		expression = price + " ÷ (1 − " + excise + ") × " + rate + " × 70%"
	case FormulaSpecificDuty:
		expression = price + " × " + rate + " + " + specific
	case FormulaSpecificExcise:
		expression = "((" + price + " + " + f.Duty.String() + ") × " + rate + " + " + specific + ") ÷ (1 − " + rate + ")"
	case FormulaRetailSpecificExcise:
		expression = "(" + price + " × " + rate + " + " + specific + ") ÷ (1 − " + rate + ") × 70%"
	case FormulaRetailSpecificVAT:
		expression = "(" + price + " + " + specific + ") ÷ (1 − " + excise + ") × " + rate + " × 70%"
	default:
		return ""
	}
	return expression + " = " + f.Amount.String()
}

// percent writes parts per million as a percentage: 130000 is "13%".
func percent(ppm int64) string { return decimal(ppm, 4) + "%" }

// decimal writes n/10^places without trailing zeros.
func decimal(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	whole, fraction := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}
