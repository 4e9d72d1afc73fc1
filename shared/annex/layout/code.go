package layout

import (
	"fmt"
	"strings"

	"importchecker/shared/annex/tables"
	"importchecker/shared/tariff"
)

// tariffDigits is the number of digits of a tariff line.
const tariffDigits = 8

// codesApart returns the parts of a cell separated by spaces, when each is a
// code by itself: of six digits or more, or a heading of the tariff. 0405 1000
// is one code, since there is no heading 10.00.
func codesApart(text string) []string {
	parts := strings.Fields(text)
	for _, part := range parts {
		digits := strings.ReplaceAll(part, ".", "")
		if len(digits) < 4 || strings.Trim(digits, "0123456789") != "" || len(digits) == 4 && !isHeading(digits) {
			return nil
		}
	}
	return parts
}

// isHeading reports whether the newest tariff has the heading.
func isHeading(digits string) bool {
	all := tariff.Tables()
	c, err := tariff.ParseCode(digits)
	if err != nil || len(all) == 0 {
		return true
	}
	lo, hi := all[len(all)-1].Range(c)
	return lo < hi
}

// ReadCode parses a code as printed in an annex, with a number of digits, or of
// any level when it is 0. Dots and spaces may only separate pairs of digits:
// 4090000.0 is a number from a spreadsheet and not a code.
func ReadCode(cell string, digitsWanted int) (tariff.Code, error) {
	text := strings.TrimSpace(tables.Plain(cell))
	groups := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ' ' })
	digits := strings.Join(groups, "")
	if several := codesApart(text); len(several) > 1 {
		return "", fmt.Errorf("%q holds what may be %d codes (%s), and space does not join them: one code to a row", cell,
			len(several), strings.Join(several, ", "))
	}
	switch {
	case digits == "":
		return "", fmt.Errorf("blank")
	case strings.ContainsAny(text, ",;/") || strings.ContainsRune(text, '、'):
		return "", fmt.Errorf("%q: one code to a row", cell)
	case strings.ContainsAny(digits, "Ee") && strings.ContainsAny(digits, "+-"):
		return "", fmt.Errorf("%q was turned into a number by a spreadsheet: format the column as text", cell)
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return "", fmt.Errorf("%q holds more than digits, dots and spaces", cell)
		}
	}
	if len(groups) == 1 && len(digits) == 7 {
		return "", fmt.Errorf("%q has 7 digits: a spreadsheet may have taken the zero of 0%s", cell, digits)
	}
	for _, g := range groups {
		if len(g)%2 != 0 {
			return "", fmt.Errorf("%q: dots and spaces stand between pairs of digits", cell)
		}
	}
	if n := len(digits); digitsWanted > 0 && n != digitsWanted {
		return "", fmt.Errorf("%q has %d digits: a tariff line has %d", cell, n, digitsWanted)
	}
	return tariff.ParseCode(digits)
}
