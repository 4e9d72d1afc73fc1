package eligibility

import (
	"sync"

	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// Memory is the memory that a decision is made in. Reusing one Memory for many
// declarations saves most of the time; each decision is valid until the next one. A
// Memory is not safe for concurrent use. The zero Memory is ready for use.
type Memory struct {
	answer answer
	second *answer // for deciding a declaration again without a fact
}

// Borrow returns a Memory from a pool. The caller gives it back with Return when the
// decision is no longer needed.
func Borrow() *Memory { return memories.Get().(*Memory) }

// Return puts the memory back into the pool. The decision made in it is no longer valid.
func (m *Memory) Return() { memories.Put(m) }

var memories = sync.Pool{New: func() any { return new(Memory) }}

// secondAnswer returns the memory for deciding a declaration again.
func (m *Memory) secondAnswer() *answer {
	if m.second == nil {
		m.second = new(answer)
	}
	return m.second
}

// answer is the state of one decision and the memory for its reasons and citations,
// so that a decision needs few allocations.
type answer struct {
	answerState

	work          work                 // of the current channel and line
	taxing, trial taxing               // of the current channel and line
	merges        [len(channels)]merge // of the lines under a coarse code, by channel
	finerCache    finerLines           // of the last coarse code
	listAnswers   [maxLists]listAnswer // of the lists, for the current line
	lineInfo      lineInfo             // of the current line

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

// answerState is the part of an answer that is reset for each decision.
type answerState struct {
	checker  *Checker
	d        *GoodsDeclaration
	facts    trackedFacts // of d
	decision Decision

	table  *tariff.Table // of the day; nil when none is held
	lo, hi int           // the range in table of the lines under the code
	line   tariff.Line   // the current line

	editions       []*edition.Edition
	reasons        []Reason
	citations      []Citation
	taxLines       []TaxLine
	factKeys       []FactKey // memory for lists of missing facts
	agreementTaxes []AgreementTax

	general         generalTrade
	predecessorsFor tariff.Code         // the subheading whose predecessors are in answer.predecessors
	merged          [len(channels)]bool // whether merges has the lines of the coarse code
}

// reset makes the memory ready for another answer.
func (a *answer) reset(c *Checker, d *GoodsDeclaration) {
	a.answerState = answerState{
		checker: c, d: d, facts: trackedFacts{Facts: &d.Item.Facts},
		editions: a.editionMemory[:0], reasons: a.reasonMemory[:0], citations: a.citationMemory[:0],
		taxLines: a.taxMemory[:0], factKeys: a.factMemory[:0], agreementTaxes: a.agreementTaxMemory[:0],
	}
	a.forgetLine()
}

// forgetLine drops what was computed for the current line.
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

// taxLine appends a blank tax line.
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
