package measure

import (
	"cmp"
	"slices"

	"importchecker/shared/search/model"
)

// The least rates of right answers for the levels of confidence, on unseen questions.
const (
	highRate   = 0.90
	mediumRate = 0.55
	leastCases = 15 // fewer cases prove nothing
)

// belief is the probability of a first answer, with whether it was right.
type belief struct {
	p     float32
	right bool
}

// beliefs returns the beliefs of ranked cases of one kind, most probable first.
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

// Calibrate finds the probabilities above which the first answers of a kind are right as often as each level
// requires. The cases must be ranked by weights that were not learned from them.
func Calibrate(cases []Case, kind model.Kind) model.Calibration {
	answers := beliefs(cases, kind)
	high := reach(answers, highRate)
	medium := reach(answers[high:], mediumRate)
	c := model.Calibration{High: bound(answers, high), Medium: bound(answers, high+medium)}
	c.Hit = [3]float32{rate(answers[:high]), rate(answers[high : high+medium]), rate(answers[high+medium:])}
	return c
}

// reach returns how many of the most probable answers have, taken together, the required rate.
func reach(answers []belief, required float64) int {
	reached, right := 0, 0
	for i := range answers {
		if answers[i].right {
			right++
		}
		if i+1 >= leastCases && float64(right) >= required*float64(i+1) {
			reached = i + 1
		}
	}
	return reached
}

// bound returns the probability of the last of the first n answers.
func bound(answers []belief, n int) float32 {
	if n == 0 {
		return 2 // no probability reaches it
	}
	return answers[n-1].p
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
