package eligibility

import (
	"slices"
	"sync"

	"importchecker/shared/edition"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// decideEachLine decides each line under the code for each channel in the mask, and
// merges the answers by channel.
func (a *answer) decideEachLine(asked []int, mask uint) {
	for _, index := range asked {
		a.merges[index].reset()
		a.merged[index] = true
	}
	kept := a.lengths()
	for i := a.lo; i < a.hi; i++ {
		a.line = a.table.LineOn(i, a.d.AsOf)
		a.forgetLine()
		for n, index := range asked {
			if mask&(1<<n) == 0 || a.d.AsOf < channels[index].opened {
				continue
			}
			w := a.begin(index, a.line.Code, &a.line)
			w.applyRules()
			a.merges[index].add(w)
		}
		a.truncate(kept)
	}
	a.forgetLine()
}

// decideLines answers for a code with several declarable lines under it. When all
// lines have the same verdict, so does the code; otherwise the code is too coarse and
// the candidates are listed, each with its verdict. A reason that holds for some of
// the lines names them.
func (a *answer) decideLines(out *ChannelDecision, index int) {
	m := &a.merges[index]
	if !a.merged[index] {
		a.decideEachLine([]int{index}, everyChannel)
	}
	w := a.begin(index, a.d.Item.Code, nil)
	w.missing, w.pending, w.dependsOn = m.missing, m.pending, m.dependsOn
	if m.verdictsDiffer {
		differ := a.differenceText()
		w.add(Reason{
			Code: CodeTooCoarse, Effect: NeedsFact, Basis: a.table.Basis(), Fact: FactHSCode,
			Args: [4]string{string(a.d.Item.Code), differ.EN, differ.ZH}, Nums: [3]int64{int64(a.hi - a.lo)},
		}, a.citeCode())
	}
	for _, i := range m.inOrder() {
		a.reasons = append(a.reasons, m.reasons[i].withLines(a))
	}
	w.addAlternative()

	verdict, basis := m.verdict, m.basis
	if m.verdictsDiffer {
		verdict = Undetermined
	}
	*out = ChannelDecision{Channel: w.channel.id, Verdict: verdict, Basis: basis,
		Reasons: w.finishReasons(verdict, basis), Tax: m.tax}
	out.Missing = w.missingFacts(verdict, out.Reasons)
	out.dependsOn = w.dependsOn
	if m.verdictsDiffer || m.taxDiffers {
		out.Candidates, out.MoreCandidates = a.finerCandidates(m.verdicts)
	}
	if m.taxDiffers {
		out.Tax = Tax{Status: TaxUnknown, Missing: codeOnly[:], Why: taxesDiffer[:]}
	}
}

var taxesDiffer = [...]edition.Text{{
	EN: "The lines under this code are taxed differently; a finer code decides.",
	ZH: "该编码下各税号税率不同，需提供更细编码。",
}}

// lengths records how much of its memory an answer has used.
type lengths struct{ reasons, citations, taxLines, factKeys, agreementTaxes int }

func (a *answer) lengths() lengths {
	return lengths{len(a.reasons), len(a.citations), len(a.taxLines), len(a.factKeys), len(a.agreementTaxes)}
}

// truncate releases the memory that was used since the lengths were taken.
func (a *answer) truncate(n lengths) {
	a.reasons, a.citations, a.taxLines = a.reasons[:n.reasons], a.citations[:n.citations], a.taxLines[:n.taxLines]
	a.factKeys, a.agreementTaxes = a.factKeys[:n.factKeys], a.agreementTaxes[:n.agreementTaxes]
}

// differenceText describes how the lines under the code differ.
func (a *answer) differenceText() edition.Text {
	if f := a.finerLines(); f.difference == nil {
		t := describeDifference(a.table, a.lo, a.hi)
		f.difference = &t
	}
	return *a.finerCache.difference
}

// finerLines caches what depends on the lines under a code only, not on the facts.
type finerLines struct {
	table      *tariff.Table
	lo, hi     int
	level      tariff.Level
	difference *edition.Text // how the lines differ; nil until needed
	codes      []Candidate   // the finer codes; nil until needed
}

// finerLines returns the cache for the lines under the current code.
func (a *answer) finerLines() *finerLines {
	level := tariff.TariffLine
	if a.d.Item.Code.Level() >= tariff.TariffLine {
		level = tariff.Declarable
	}
	f := &a.finerCache
	if f.table != a.table || f.lo != a.lo || f.hi != a.hi || f.level != level {
		*f = finerLines{table: a.table, lo: a.lo, hi: a.hi, level: level}
	}
	return f
}

// citeCode returns a citation of the tariff for the code asked about.
func (a *answer) citeCode() Citation {
	e := a.table.Edition()
	return Citation{List: e.List, Edition: e.ID, Entry: string(a.d.Item.Code), Document: e.Document}
}

// finerCandidates lists the tariff lines under the code, or the declarable codes under
// a tariff line, each with its verdict; more counts those left out.
func (a *answer) finerCandidates(verdicts []Verdict) (candidates []Candidate, more int) {
	f := a.finerLines()
	named := len(f.codes) > 0
	for i := a.lo; i < a.hi; {
		code := a.table.Code(i).At(f.level)
		_, end := a.table.Range(code)
		n := len(candidates)
		if n == maxCandidates {
			more++
			i = end
			continue
		}
		verdict := verdicts[i-a.lo]
		for _, v := range verdicts[i-a.lo : end-a.lo] {
			if v != verdict {
				verdict = Undetermined
			}
		}
		if !named {
			f.codes = append(f.codes, Candidate{Code: code, NameZH: a.table.NameZH(code, i, end), named: a.table,
				Relationship: "under"})
		}
		if candidates == nil {
			candidates = make([]Candidate, 0, min(a.hi-a.lo, maxCandidates))
		}
		candidates = append(candidates, f.codes[n])
		candidates[n].Verdict = verdict
		i = end
	}
	return candidates, more
}

// merge combines the answers of several lines.
type merge struct {
	started        bool
	verdict        Verdict
	verdicts       []Verdict
	basis          edition.Basis
	verdictsDiffer bool
	reasons        []mergedReason
	order          []int
	missing        missingByInfluence
	dependsOn      fields
	pending        bool
	tax            Tax
	taxDiffers     bool
	lastByHash     map[uint64]int // index plus one of the last reason with a hash; filled for many reasons
	hashed         int            // how many of the reasons are in lastByHash
	taxMemory      Tax            // has the slices that tax uses
	taxOfLine      Tax
}

// mergedReason is a reason with the lines that it holds for.
type mergedReason struct {
	Reason
	rank      int
	previous  int // index plus one of the previous reason with the same hash
	citations []Citation
	lines     []tariff.Code
}

// reset empties the merge and keeps its memory.
func (m *merge) reset() {
	clear(m.lastByHash)
	*m = merge{verdicts: m.verdicts[:0], reasons: m.reasons[:0], order: m.order[:0], lastByHash: m.lastByHash,
		taxMemory: m.taxMemory}
}

// add merges the answer of one line.
func (m *merge) add(w *work) {
	reasons := w.answer.reasons[w.firstReason:]
	verdict, basis := weigh(reasons)
	tax := &m.taxOfLine
	w.tax(tax, verdict)
	if !m.started {
		m.started, m.verdict = true, verdict
		m.keepTax(tax)
	} else {
		m.taxDiffers = m.taxDiffers || !sameTax(tax, &m.tax)
	}
	if !m.taxDiffers { // else the decision has no tax
		m.addNotes(tax.Notes)
	}
	m.verdictsDiffer = m.verdictsDiffer || verdict != m.verdict
	m.verdicts = append(m.verdicts, verdict)
	m.basis = edition.Weaker(m.basis, basis)
	m.pending = m.pending || w.pending
	m.missing.addAll(&w.missing)
	m.dependsOn |= w.dependsOn
	for i := range reasons {
		m.addReason(&reasons[i], w.line.Code)
	}
}

// keepTax copies the tax of the first line, with its slices.
func (m *merge) keepTax(tax *Tax) {
	kept := &m.taxMemory
	kept.Lines = append(kept.Lines[:0], tax.Lines...)
	for i := range kept.Lines {
		kept.Lines[i].Citations = slices.Clone(kept.Lines[i].Citations)
	}
	kept.Missing = append(kept.Missing[:0], tax.Missing...)
	kept.Agreements = append(kept.Agreements[:0], tax.Agreements...)
	m.tax = *tax
	m.tax.Lines, m.tax.Missing, m.tax.Agreements, m.tax.Notes = kept.Lines, nil, nil, kept.Notes[:0]
	if len(kept.Missing) > 0 {
		m.tax.Missing = kept.Missing
	}
	if len(kept.Agreements) > 0 {
		m.tax.Agreements = kept.Agreements
	}
}

// addNotes adds the notes on the tax of a line that other lines do not have.
func (m *merge) addNotes(notes []Reason) {
	for i := range notes {
		n := &notes[i]
		if !slices.ContainsFunc(m.tax.Notes, func(have Reason) bool {
			return have.Code == n.Code && have.Args == n.Args && have.Nums == n.Nums
		}) {
			kept := *n
			kept.Citations = slices.Clone(n.Citations)
			m.tax.Notes = append(m.tax.Notes, kept)
		}
	}
	m.taxMemory.Notes = m.tax.Notes
}

// addReason adds the line to an equal reason of another line, or adds the reason.
func (m *merge) addReason(r *Reason, line tariff.Code) {
	if i := m.findReason(r); i >= 0 {
		have := &m.reasons[i]
		if have.lines[len(have.lines)-1] != line {
			have.lines = append(have.lines, line)
		}
		for j := range r.Citations {
			if c := &r.Citations[j]; len(have.citations) < maxCandidates && !containsCitation(have.citations, c) {
				have.citations = append(have.citations, *c)
			}
		}
		return
	}
	var kept *mergedReason
	if at := len(m.reasons); at < cap(m.reasons) {
		m.reasons = m.reasons[:at+1]
		kept = &m.reasons[at]
	} else {
		m.reasons = append(m.reasons, mergedReason{})
		kept = &m.reasons[at]
	}
	kept.Reason = *r
	kept.rank = rankOf(r)
	kept.citations = append(kept.citations[:0], r.Citations...)
	kept.lines = append(kept.lines[:0], line)
}

// fewReasons is the largest number of reasons that are searched linearly.
const fewReasons = 32

// findReason returns the index of the merged reason that equals r, or -1. A chapter
// may have thousands of reasons, which are searched by hash.
func (m *merge) findReason(r *Reason) int {
	if len(m.reasons) <= fewReasons {
		for i := range m.reasons {
			if m.reasons[i].matches(r) {
				return i
			}
		}
		return -1
	}
	if m.lastByHash == nil {
		m.lastByHash = map[uint64]int{}
	}
	for ; m.hashed < len(m.reasons); m.hashed++ {
		have := &m.reasons[m.hashed]
		mark := hashReason(&have.Reason)
		have.previous = m.lastByHash[mark]
		m.lastByHash[mark] = m.hashed + 1
	}
	for n := m.lastByHash[hashReason(r)]; n > 0; n = m.reasons[n-1].previous {
		if m.reasons[n-1].matches(r) {
			return n - 1
		}
	}
	return -1
}

// matches reports whether the reason of another line says the same.
func (j *mergedReason) matches(r *Reason) bool {
	return j.Code == r.Code && j.Effect == r.Effect && j.Fact == r.Fact && j.Nums == r.Nums && j.Basis == r.Basis &&
		j.Args == r.Args
}

// hashReason returns a hash that is equal for reasons that match.
func hashReason(r *Reason) uint64 {
	mark := uint64(r.Effect)<<16 | uint64(r.Fact)<<8 | uint64(len(r.Code))
	add := func(n uint64) { mark = (mark ^ n) * 0x9e3779b97f4a7c15 }
	for _, n := range r.Nums {
		add(uint64(n))
	}
	add(hashSuffix(string(r.Code)))
	for _, s := range &r.Args {
		add(hashSuffix(s))
	}
	return mark
}

// hashSuffix combines the length and the last bytes of a string.
func hashSuffix(s string) uint64 {
	n := uint64(len(s))
	for i := max(0, len(s)-6); i < len(s); i++ {
		n = n<<8 | uint64(s[i])
	}
	return n
}

// withLines returns the reason with its citations and, unless it holds for all lines
// of the answer, the lines that it holds for.
func (j *mergedReason) withLines(a *answer) Reason {
	r := j.Reason
	r.Citations = j.citations
	if len(j.lines) < a.hi-a.lo {
		r.AppliesTo = j.lines
		if len(r.AppliesTo) > maxCandidates {
			r.AlsoLines = len(r.AppliesTo) - maxCandidates
			r.AppliesTo = r.AppliesTo[:maxCandidates]
		}
	}
	return r
}

// inOrder returns the indexes of the merged reasons in the order that the reasons of
// a single line have.
func (m *merge) inOrder() []int {
	for i := range m.reasons {
		m.order = append(m.order, i)
	}
	slices.SortStableFunc(m.order, func(i, j int) int { return m.reasons[i].rank - m.reasons[j].rank })
	return m.order
}

// rankOf returns the sort key of a reason among those of a line.
func rankOf(r *Reason) int {
	return ranks()[r.Code]
}

// ranks has the sort keys of reasons by code.
var ranks = sync.OnceValue(func() map[ReasonCode]int {
	rank := make(map[ReasonCode]int, len(goodsSentences)+len(regime.Regimes))
	for i := range goodsSentences {
		if _, ok := rank[goodsSentences[i].code]; !ok {
			rank[goodsSentences[i].code] = i << 8
		}
	}
	for i := range regime.Regimes {
		rank[ReasonCode(regime.Regimes[i].ID)] = rank[WaiversUnknown] + 1 + i
	}
	return rank
})

func containsCitation(citations []Citation, c *Citation) bool {
	for i := range citations {
		if citations[i] == *c {
			return true
		}
	}
	return false
}

// sameTax reports whether two lines are taxed alike.
func sameTax(a, b *Tax) bool {
	if a.Status != b.Status || a.Total != b.Total || len(a.Lines) != len(b.Lines) || a.Otherwise != b.Otherwise ||
		!slices.Equal(a.Agreements, b.Agreements) {
		return false
	}
	for i := range a.Lines {
		x, y := &a.Lines[i], &b.Lines[i]
		if x.Kind != y.Kind || x.Known != y.Known || x.Rate != y.Rate || x.Amount != y.Amount {
			return false
		}
	}
	return true
}
