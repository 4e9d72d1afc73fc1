package compile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// rate mirrors tariff.Rate.
type rate struct {
	text             string
	cases            []rateCase
	threshold        int64
	thresholdUnit    string
	thresholdInUpper bool
	defect           string
}

type rateCase struct {
	adValorem, specific int64
	unit                string
}

var errZeroThreshold = errors.New("the threshold is zero")

// parseRate parses a rate as the schedule prints it:
//
//	13%
//	0.8元/千克
//	20%+0.912元/升
//	完税价大于等于10000元：15%，完税价小于10000元：0。
//	完税价不高于7.5元/千克：20%，完税价高于7.5元/千克：0%+1.5元/千克。
//
// The first conditional form puts a value equal to the threshold into the
// upper case, the second into the lower.
func parseRate(text string) (rate, error) {
	r := rate{text: text}
	if !strings.HasPrefix(text, "完税价") {
		c, err := parseCase(text)
		if err != nil {
			return rate{}, err
		}
		r.cases = []rateCase{c}
		return r, nil
	}
	for _, form := range [...]struct {
		first, second string
		inUpper       bool
	}{
		{"大于等于", "小于", true},
		{"不高于", "高于", false},
	} {
		rest, ok := strings.CutPrefix(text, "完税价"+form.first)
		if !ok {
			continue
		}
		a, b, ok := strings.Cut(rest, "，完税价"+form.second)
		b, stop := strings.CutSuffix(b, "。")
		if !ok || !stop {
			return rate{}, errors.New("a conditional rate without its other half")
		}
		bound1, rate1, ok1 := strings.Cut(a, "：")
		bound2, rate2, ok2 := strings.Cut(b, "：")
		if !ok1 || !ok2 || bound1 != bound2 {
			return rate{}, errors.New("the halves of a conditional rate differ in their threshold")
		}
		first, err := parseCase(rate1)
		if err != nil {
			return rate{}, err
		}
		second, err := parseCase(rate2)
		if err != nil {
			return rate{}, err
		}
		r.threshold, r.thresholdUnit, err = parseBound(bound1)
		if err != nil {
			return rate{}, err
		}
		if form.inUpper {
			first, second = second, first
		}
		r.cases, r.thresholdInUpper = []rateCase{first, second}, form.inUpper
		return r, nil
	}
	return rate{}, errors.New("unknown condition")
}

// parseBound parses 10000元 or 7.5元/千克.
func parseBound(s string) (threshold int64, unit string, err error) {
	number, unit, ok := strings.Cut(s, "元")
	if !ok {
		return 0, "", errors.New("a threshold without 元")
	}
	if unit != "" {
		unit, ok = strings.CutPrefix(unit, "/")
		if !ok || !isUnit(unit) {
			return 0, "", fmt.Errorf("threshold %q: no unit", s)
		}
	}
	threshold, err = parseDecimal(number, 8)
	if err == nil && threshold == 0 {
		err = errZeroThreshold
	}
	return threshold, unit, err
}

// parseCase parses one branch: an ad valorem part, a specific part, or both joined by
// +. A single 0 is a rate of zero.
func parseCase(s string) (rateCase, error) {
	var c rateCase
	if s == "0" {
		return c, nil
	}
	adValorem, specific := false, false
	for _, part := range strings.Split(s, "+") {
		if number, ok := strings.CutSuffix(part, "%"); ok && !adValorem && !specific {
			v, err := parseDecimal(number, 4)
			if err != nil {
				return c, err
			}
			c.adValorem, adValorem = v, true
			continue
		}
		number, unit, ok := strings.Cut(part, "元/")
		if !ok || specific || !isUnit(unit) {
			return c, fmt.Errorf("%q is neither a percentage nor yuan per unit", part)
		}
		v, err := parseDecimal(number, 8)
		if err != nil {
			return c, err
		}
		c.specific, specific = v, true
		if v != 0 {
			c.unit = unit
		}
	}
	return c, nil
}

// parseDecimal parses a canonical decimal and returns it times 10^places.
func parseDecimal(s string, places int) (int64, error) {
	whole, fraction, dot := strings.Cut(s, ".")
	for _, digits := range []string{whole, fraction} {
		if !isCode(digits, len(digits)) {
			return 0, fmt.Errorf("%q is no number", s)
		}
	}
	switch {
	case whole == "" || len(whole) > 7 || len(whole) > 1 && whole[0] == '0':
		return 0, fmt.Errorf("%q is no number as the schedule writes it", s)
	case dot && (fraction == "" || strings.HasSuffix(fraction, "0") || len(fraction) > places):
		return 0, fmt.Errorf("%q has a fraction that the schedule would not write", s)
	}
	return strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
}

// CheckRate returns an error if a text is not a rate as the schedule prints it.
func CheckRate(text string) error {
	_, err := parseRate(text)
	return err
}

// CheckThreshold returns an error if the condition of a rate does not match its code:
// its unit is not a unit of the code, or the name implies another unit.
func CheckThreshold(text, name, unit1, unit2 string) error {
	parsed, err := parseRate(text)
	if err != nil {
		return nil // CheckRate reports it
	}
	cells := map[string]string{"name_zh": name, "unit1": unit1, "unit2": unit2}
	if len(parsed.cases) == 2 && parsed.thresholdUnit == "" && byPiece(name) {
		parsed.thresholdUnit = "件"
	}
	return thresholdFault(parsed, func(column string) string { return cells[column] })
}

// TariffHeader returns the columns of tariff.csv.
func TariffHeader() []string { return tariffHeader }
