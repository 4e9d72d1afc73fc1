package search

import (
	"importchecker/shared/search/model"
	"importchecker/shared/tariff"
)

// A Verdict is the judgement whether a name and a code go together.
type Verdict string

// The verdicts. Unsaid is for names that are too vague to judge.
const (
	Agrees      Verdict = "agrees"
	Doubtful    Verdict = "doubtful"
	Contradicts Verdict = "contradicts"
	Unsaid      Verdict = ""
)

// Plausibility is the judgement on a name and a code, with codes that fit better.
type Plausibility struct {
	Verdict Verdict
	Better  []Item
}

// maxBetter bounds the codes that fit better.
const maxBetter = 3

// Plausible judges whether the name of goods and their code go together. It compares
// words, and returns Unsaid for names that are vague or unknown.
func (e *Engine) Plausible(table *tariff.Table, name string, code tariff.Code) Plausibility {
	m := e.model
	asked := &model.Question{Title: m.Correct(name)}
	if namesNothing(asked) {
		return Plausibility{}
	}
	found := m.Ask(asked, maxCandidates)
	sure := m.Sure(asked.Kind())
	if m.Vagueness(asked, found) >= sure.Vague {
		return Plausibility{}
	}
	p := Plausibility{Verdict: weigh(m, found, code)}
	if p.Verdict == Agrees || p.Verdict == Unsaid {
		return p
	}
	q := Query{Words: name, Level: tariff.Subheading, Limit: maxBetter}
	p.Better = items(table, m, parse(asked), &sure, rank(table, m, asked, found), &q)
	return p
}

// The bounds of probabilities for the verdicts.
const (
	agreeShare   = 0.10 // agrees: the least probability of the code
	agreeHeading = 0.30 // agrees: or the least probability of its heading
	otherShare   = 0.50 // contradicts: the least probability of the first code
	foreignShare = 0.02 // contradicts: the greatest probability of the heading of the code
	foreignPart  = 0.10 // contradicts: the greatest probability of its chapter
)

func weigh(m *model.Model, found []model.Candidate, code tariff.Code) Verdict {
	codes := make([]tariff.Code, len(found))
	for i := range found {
		codes[i] = tariff.Code(m.Code(found[i].Code))
	}
	return Weigh(code, codes, model.Probabilities(found))
}

// Weigh judges a code by the subheadings that are found by a name, best first, and their
// probabilities.
func Weigh(code tariff.Code, found []tariff.Code, shares []float32) Verdict {
	if len(found) == 0 {
		return Unsaid
	}
	six, four := code.At(min(tariff.Subheading, code.Level())), code.At(min(tariff.Heading, code.Level()))
	var own, heading, chapter float64
	for i, c := range found {
		s := float64(shares[i])
		if six.Contains(c) {
			own += s
		}
		if four.Contains(c) {
			heading += s
		}
		if code.At(tariff.Chapter).Contains(c) {
			chapter += s
		}
	}
	switch {
	case own >= agreeShare, heading >= agreeHeading, six.Contains(found[0]):
		return Agrees
	case float64(shares[0]) >= otherShare && heading <= foreignShare && chapter <= foreignPart:
		return Contradicts
	}
	return Doubtful
}

// Find finds the tariff lines that the name of goods may mean, best first.
func (e *Engine) Find(table *tariff.Table, name string, limit int) []tariff.Code {
	a := e.Ask(table, &Query{Words: name, Level: tariff.TariffLine, Limit: limit})
	var out []tariff.Code
	for i := range a.Items {
		if a.Items[i].Score >= minFound*a.Items[0].Score {
			out = append(out, a.Items[i].Code)
		}
	}
	return out
}

// minFound is the least score of a code that Find returns, as a part of the first score.
const minFound = 0.03
