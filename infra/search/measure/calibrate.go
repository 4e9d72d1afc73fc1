package measure

import (
	"cmp"
	"slices"

	"importchecker/shared/search/model"
)

// What a level of confidence promises at least, on questions not seen before.
const (
	highRate   = 0.90
	mediumRate = 0.55
	leastCases = 15 // fewer prove nothing
)

// belief is the probability of a first answer, and whether it was right.
type belief struct {
	p     float32
	right bool
}

// beliefs reads ranked cases of one kind.
func beliefs(cases []Case, kind model.Kind) []belief {
	var out []belief
	for i := range cases {
		c := &cases[i]
		if c.Kind != kind || !learns(c, kind) {
			continue
		}
		if len(c.Candidates) == 0 {
			out = append(out, belief{})
			continue
		}
		out = append(out, belief{model.Probabilities(c.Candidates)[0], c.Right[0]})
	}
	slices.SortStableFunc(out, func(a, b belief) int { return cmp.Compare(b.p, a.p) })
	return out
}

// Calibrate finds from which probability on the first answers of a kind are
// right as often as a level promises. The cases are ranked by weights that did
// not learn from them.
func Calibrate(cases []Case, kind model.Kind) model.Calibration {
	all := beliefs(cases, kind)
	high := reach(all, highRate)
	medium := reach(all[high:], mediumRate)
	c := model.Calibration{High: bound(all, high), Medium: bound(all, high+medium)}
	c.Hit = [3]float32{rate(all[:high]), rate(all[high : high+medium]), rate(all[high+medium:])}
	return c
}

// reach says how many of the surest answers are together right as often as asked.
func reach(all []belief, least float64) int {
	most, right := 0, 0
	for i := range all {
		if all[i].right {
			right++
		}
		if i+1 >= leastCases && float64(right) >= least*float64(i+1) {
			most = i + 1
		}
	}
	return most
}

// bound is the probability of the last of the first n answers.
func bound(all []belief, n int) float32 {
	if n == 0 {
		return 2 // no probability reaches it
	}
	return all[n-1].p
}

func rate(part []belief) float32 {
	if len(part) == 0 {
		return 0
	}
	right := 0
	for _, b := range part {
		if b.right {
			right++
		}
	}
	return float32(right) / float32(len(part))
}
