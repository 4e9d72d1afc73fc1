package question

import (
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
)

// withCandidates adds to the refusal of goods that have a name and no code which
// codes the name may mean, and what each would get in each channel. d is the
// answer for such goods.
func withCandidates(p *problem.Problem, d *eligibility.Decision) *problem.Problem {
	p.Members = func(w *wire.Writer) {
		w.Array("candidates")
		for i := range d.Channels[0].Candidates {
			writeNamed(w, d, i)
		}
		w.End(']')
	}
	return p
}

// writeNamed writes the candidate with that number, which is the same in every
// channel.
func writeNamed(w *wire.Writer, d *eligibility.Decision, number int) {
	c := &d.Channels[0].Candidates[number]
	w.Begin('{')
	w.Str("hs_code", string(c.Code))
	w.Str("name_zh", c.NameZH)
	w.Str("name_en", c.NameEN())
	w.Str("relationship", c.Relationship)
	w.Bool("preferred", c.Preferred)
	w.Object("verdicts")
	for i := range d.Channels {
		channel := &d.Channels[i]
		w.Str(string(channel.Channel), channel.Candidates[number].Verdict.String())
	}
	w.End('}')
	w.End('}')
}
