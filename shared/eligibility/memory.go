package eligibility

import (
	"sync"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Memory is what a decision is made in. Who decides many declarations, and is
// done with each decision before the next, saves most of the time by giving the
// same Memory again. It must not be used by two at once. The zero Memory is
// ready for use.
type Memory struct {
	answer answer
	second *answer // for declarations that are decided once more without a fact
}

// Borrow returns a memory that was given back, or a new one. Who borrows it gives
// it back with Return when the decision is written out.
func Borrow() *Memory { return memories.Get().(*Memory) }

// Return gives a memory back, and with it the decision that was made in it.
func (m *Memory) Return() { memories.Put(m) }

var memories = sync.Pool{New: func() any { return new(Memory) }}

// other is the memory of a declaration that is decided once more.
func (m *Memory) secondAnswer() *answer {
	if m.second == nil {
		m.second = new(answer)
	}
	return m.second
}

// answer is one decision in the making. It holds the memory that reasons and
// citations are cut from, so that a decision is a few allocations.
type answer struct {
	answerState

	work          work                 // of the channel and line at hand
	taxing, trial taxing               // of the channel and line at hand
	merges        [len(channels)]merge // of the lines of a coarse code, by channel
	finerCache    finerLines           // of the coarse code that was decided last
	listAnswers   [maxLists]listAnswer // from lists, of the line at hand
	lineInfo      lineInfo             // of the line at hand

	predecessors        []tariff.Candidate
	measureMemory       [4]duty.Measure
	agreementMemory     [4]duty.AgreementRate
	reasonMemory        [64]Reason
	citationMemory      [64]Citation
	taxMemory           [16]TaxLine
	agreementTaxMemory  [4]AgreementTax
	factMemory          [64]FactKey
	editionMemory       [6]*edition.Edition
	channelMemory       [len(channels)]ChannelDecision
	unusedMemory        [8]UnusedFact
	channelUnusedMemory [len(channels)][8]FactKey
}

// making is what each answer begins anew.
type answerState struct {
	checker  *Checker
	d        *GoodsDeclaration
	facts    trackedFacts // of d
	decision Decision

	table  *tariff.Table // of the day; nil when none is held
	lo, hi int           // lines under the code, in table
	line   tariff.Line   // line lo, when there is exactly one

	editions       []*edition.Edition
	reasons        []Reason
	citations      []Citation
	taxLines       []TaxLine
	factKeys       []FactKey // that are missing
	agreementTaxes []AgreementTax

	general         generalTrade
	predecessorsFor tariff.Code         // the subheading that predecessors are of
	merged          [len(channels)]bool // the lines of a coarse code are in merges
}

// start makes the memory ready for another answer.
func (a *answer) reset(c *Checker, d *GoodsDeclaration) {
	a.answerState = answerState{
		checker: c, d: d, facts: trackedFacts{Facts: &d.Item.Facts},
		editions: a.editionMemory[:0], reasons: a.reasonMemory[:0], citations: a.citationMemory[:0],
		taxLines: a.taxMemory[:0], factKeys: a.factMemory[:0], agreementTaxes: a.agreementTaxMemory[:0],
	}
	a.forgetLine()
}

// forget forgets the line at hand, and what was heard of it.
func (a *answer) forgetLine() {
	a.lineInfo.found = false
	for i := range a.listAnswers {
		a.listAnswers[i].list = nil
	}
}

// reason appends a blank reason.
func (a *answer) reason() *Reason {
	n := len(a.reasons)
	if n == cap(a.reasons) {
		a.reasons = append(a.reasons, Reason{})
		return &a.reasons[n]
	}
	a.reasons = a.reasons[:n+1]
	r := &a.reasons[n]
	*r = Reason{}
	return r
}

// taxLine appends a blank line of tax.
func (a *answer) taxLine() *TaxLine {
	n := len(a.taxLines)
	if n == cap(a.taxLines) {
		a.taxLines = append(a.taxLines, TaxLine{})
		return &a.taxLines[n]
	}
	a.taxLines = a.taxLines[:n+1]
	l := &a.taxLines[n]
	*l = TaxLine{}
	return l
}
