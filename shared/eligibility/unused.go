package eligibility

import (
	"slices"
	"sync"

	"importchecker/shared/edition"
)

// UnusedFact is a fact that the caller gave and that changed nothing, with the reason.
type UnusedFact struct {
	Fact FactKey
	Why  edition.Text
}

// findUnusedFacts adds the given facts that changed nothing, in every channel or in
// some of them. It decides the declaration again without each given fact that a rule
// asked for, and compares.
func (c *Checker) findUnusedFacts(m *Memory, d *GoodsDeclaration, out *Decision) {
	second := m.secondAnswer()
	var without GoodsDeclaration
	for k := NoFact + 1; k < numFacts; k++ {
		if !d.Item.Facts.Has(k) {
			continue
		}
		if m.answer.facts.asked&(1<<k) == 0 {
			out.Unused = append(out.Unused, UnusedFact{k, k.Spec().whyUnused(out)})
			continue
		}
		without = *d
		without.Item.Facts = d.Item.Facts.Without(k)
		other := second.decideAll(c, &without, everyChannel)
		used := 0
		var unusedIn uint8
		for i := range out.Channels {
			if sameAnswer(&out.Channels[i], &other.Channels[i]) {
				unusedIn |= 1 << i
			} else {
				used++
			}
		}
		if used == 0 {
			out.Unused = append(out.Unused, UnusedFact{k, k.Spec().whyUnused(out)})
			continue
		}
		for i := range out.Channels {
			if unusedIn&(1<<i) != 0 {
				out.Channels[i].Unused = append(out.Channels[i].Unused, k)
			}
		}
	}
}

// whyUnused says why a fact changed nothing.
func (s *FactSpec) whyUnused(d *Decision) edition.Text {
	if d.Item.NameZH == "" {
		return codeNotInTariff
	}
	return unusedTexts()[s.Key]
}

var codeNotInTariff = edition.Text{
	EN: "The code is not one of this day's tariff, so there was nothing to decide with it.",
	ZH: "该编码不在当日税则内，无从据此判定。",
}

// unusedTexts has a sentence for each fact on where it would have mattered.
var unusedTexts = sync.OnceValue(func() *[endFacts]edition.Text {
	texts := new([endFacts]edition.Text)
	for k := range texts {
		s := &factTable[k]
		texts[k] = edition.Text{
			EN: "No rule that is held for this code in these channels turns on it, or what it says is asked for anyway. It matters for " + s.Matters.EN + ".",
			ZH: "就该编码和所问渠道，现有规则与此无关，或其所涉要求无论如何都须满足。该信息适用于" + s.Matters.ZH + "。",
		}
	}
	return texts
})

// sameAnswer reports whether two decisions of a channel say the same. Unlike
// ChannelDecision.Same it ignores the citations.
func sameAnswer(a, b *ChannelDecision) bool {
	return a.Verdict == b.Verdict && a.Basis == b.Basis && sameTax(&a.Tax, &b.Tax) &&
		slices.Equal(a.Missing, b.Missing) && slices.Equal(a.Tax.Missing, b.Tax.Missing) &&
		slices.Equal(a.Tax.Why, b.Tax.Why) && slices.EqualFunc(a.Tax.Notes, b.Tax.Notes, sameReason) &&
		slices.EqualFunc(a.Candidates, b.Candidates, func(x, y Candidate) bool { return x == y }) &&
		slices.EqualFunc(a.Reasons, b.Reasons, sameReason)
}

func sameReason(a, b Reason) bool {
	return a.Code == b.Code && a.Effect == b.Effect && a.Fact == b.Fact && a.regimeCase == b.regimeCase &&
		a.Args == b.Args && a.Nums == b.Nums && slices.Equal(a.AppliesTo, b.AppliesTo) && a.AlsoLines == b.AlsoLines
}
