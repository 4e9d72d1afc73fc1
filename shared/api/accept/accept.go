// Package accept reads the headers of content negotiation: Accept, Accept-Encoding
// and Accept-Language (RFC 9110, 12.5).
package accept

import (
	"strconv"
	"strings"
)

// A Range is one element of such a header: "zh-CN;q=0.8" accepts "zh-cn" with the
// weight 0.8.
type Range struct {
	Value  string // in lower case, without parameters
	Weight float64
}

// Parse returns the ranges of a header in its order. A range without a weight has
// the weight 1; one whose weight is invalid is skipped.
func Parse(header string) []Range {
	var ranges []Range
	for part := range strings.SplitSeq(strings.ToLower(header), ",") {
		value, parameters, _ := strings.Cut(part, ";")
		value = strings.TrimSpace(value)
		weight, ok := weightOf(parameters)
		if value != "" && ok {
			ranges = append(ranges, Range{value, weight})
		}
	}
	return ranges
}

// weightOf reads q among the parameters of a range.
func weightOf(parameters string) (weight float64, ok bool) {
	for parameter := range strings.SplitSeq(strings.ReplaceAll(parameters, " ", ""), ";") {
		q, given := strings.CutPrefix(parameter, "q=")
		if !given {
			continue
		}
		weight, err := strconv.ParseFloat(q, 64)
		return weight, err == nil && weight >= 0 && weight <= 1
	}
	return 1, true
}

// Weight returns the weight that a header gives to a value: that of the value
// itself, or else of "*" or "*/*"; 0 if the header has neither.
func Weight(header, value string) float64 {
	others := 0.0
	for _, r := range Parse(header) {
		switch r.Value {
		case value:
			return r.Weight
		case "*", "*/*":
			others = r.Weight
		}
	}
	return others
}

// Choose returns the offer with the highest weight, the first of equal ones. Without
// a header, or if it accepts none of the offers, it returns the first offer.
func Choose(header string, offers ...string) string {
	best, highest := offers[0], Weight(header, offers[0])
	for _, offer := range offers[1:] {
		if w := Weight(header, offer); w > highest {
			best, highest = offer, w
		}
	}
	return best
}
