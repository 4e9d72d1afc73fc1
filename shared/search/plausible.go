package search

import (
	"importchecker/shared/search/model"
	"importchecker/shared/tariff"
)

// A Verdict says whether a name and a code go together.
type Verdict string

// The verdicts. Unsaid is for names that are too vague to say.
const (
	Agrees      Verdict = "agrees"
	Doubtful    Verdict = "doubtful"
	Contradicts Verdict = "contradicts"
	Unsaid      Verdict = ""
)

// Plausibility is whether a name and a code go together, and which codes go better.
type Plausibility struct {
	Verdict Verdict
	Better  []Item
}

// mostBetter is how many better codes are named.
const mostBetter = 3

// Plausible says whether the name of goods and their code go together. It knows
// words, not goods: it says nothing of names that it cannot place.
func (e *Engine) Plausible(table *tariff.Table, name string, code tariff.Code) Plausibility {
	m := e.model
	asked := &model.Question{Title: m.Correct(name)}
	if namesNothing(asked) {
		return Plausibility{}
	}
	found := m.Ask(asked, deep)
	sure := m.Sure(asked.Kind())
	if m.Vagueness(asked, found) >= sure.Vague {
		return Plausibility{}
	}
	p := Plausibility{Verdict: weigh(m, found, code)}
	if p.Verdict == Agrees || p.Verdict == Unsaid {
		return p
	}
	q := Query{Words: name, Level: tariff.Subheading, Limit: mostBetter}
	p.Better = items(table, m, read(asked), &sure, rank(table, m, asked, found), &q)
	return p
}

// What the belief in a code must be for a name to agree with it, and how sure
// another must be for a name to contradict it.
const (
	agreeShare   = 0.10 // of the belief lies in the code
	agreeHeading = 0.30 // … or in its heading, where the subheadings are close
	otherShare   = 0.50 // of the belief lies in one other code
	foreignShare = 0.02 // at most this lies in the heading of a code that is contradicted
	foreignPart  = 0.10 // and at most this in its chapter
)

func weigh(m *model.Model, found []model.Candidate, code tariff.Code) Verdict {
	codes := make([]tariff.Code, len(found))
	for i := range found {
		codes[i] = tariff.Code(m.Code(found[i].Code))
	}
	return Weigh(code, codes, model.Probabilities(found))
}

// Weigh compares the belief in a code with that in others: the subheadings that
// are found by a name, best first, and the share of belief in each.
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

// Find finds codes that the name of goods may mean, best first: the lines to
// declare under the subheadings that are most likely.
func (e *Engine) Find(table *tariff.Table, name string, limit int) []tariff.Code {
	a := e.Ask(table, &Query{Words: name, Level: tariff.TariffLine, Limit: limit})
	var out []tariff.Code
	for i := range a.Items {
		if a.Items[i].Score >= leastFound*a.Items[0].Score {
			out = append(out, a.Items[i].Code)
		}
	}
	return out
}

// leastFound is the part of the first code's belief that another needs to be named.
const leastFound = 0.03
