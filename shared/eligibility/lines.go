package eligibility

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// decideLines answers for a code with several declarable lines under it. Each
// line is decided by itself; when all have the same verdict that is the
// answer, otherwise the code is too coarse and the candidates are named with
// the verdict of each. Reasons that hold for some lines only say for which.
func (a *answer) decideLines(index int) ChannelDecision {
	var m merge
	firstReason, firstCitation, firstTax := len(a.reasons), len(a.citations), len(a.taxLines)
	for i := a.lo; i < a.hi; i++ {
		line := a.table.LineOn(i, a.d.AsOf)
		w := a.begin(index)
		w.code, w.line = line.Code, &line
		a.absent = absence{}
		w.rules()
		m.take(w)
		a.reasons, a.citations, a.taxLines = a.reasons[:firstReason], a.citations[:firstCitation], a.taxLines[:firstTax]
	}
	a.absent = absence{}
	w := a.begin(index)
	w.missing, w.pending = m.missing, m.pending
	if m.differ {
		differ := property(a.table, a.lo, a.hi)
		w.add(Reason{
			Code: CodeTooCoarse, Effect: NeedsFact, Basis: a.table.Basis(), Fact: FactHSCode,
			Args: [4]string{string(a.d.Item.Code), differ.EN, differ.ZH}, Nums: [3]int64{int64(a.hi - a.lo)},
		}, a.citeCode())
	}
	for _, i := range m.order() {
		r := m.reasons[i]
		if len(m.lines[i]) < a.hi-a.lo {
			r.AppliesTo = m.lines[i]
			if len(r.AppliesTo) > maxCandidates {
				r.AlsoLines = len(r.AppliesTo) - maxCandidates
				r.AppliesTo = r.AppliesTo[:maxCandidates]
			}
		}
		a.reasons = append(a.reasons, r)
	}
	w.alternative()

	var reasons []Reason
	verdict, basis := m.verdict, m.basis
	if m.differ {
		verdict = Undetermined
	}
	if basis < edition.Law {
		w.restsOn(basis)
	}
	w.saysFirst(verdict)
	reasons = a.reasons[w.firstReason:]
	out := ChannelDecision{Channel: w.channel.id, Verdict: verdict, Basis: basis, Reasons: reasons[:len(reasons):len(reasons)], Missing: w.missingFacts(verdict, reasons), Tax: m.tax}
	if m.differ || m.taxDiffers {
		out.Candidates, out.MoreCandidates = a.finer(m.verdicts)
	}
	if m.taxDiffers {
		out.Tax = Tax{Status: TaxUnknown, Missing: []FactKey{FactHSCode}, Why: []edition.Text{{
			EN: "The lines under this code are taxed differently; a finer code decides.",
			ZH: "该编码下各税号税率不同，需提供更细编码。",
		}}}
	}
	return out
}

// citeCode cites the tariff for the code that was asked.
func (a *answer) citeCode() Citation {
	e := a.table.Edition()
	return Citation{List: e.List, Edition: e.ID, Entry: string(a.d.Item.Code), Document: e.Document}
}

// finer names the tariff lines under the code, or the declarable codes under a
// tariff line, with the verdict of each.
func (a *answer) finer(verdicts []Verdict) (candidates []Candidate, more int) {
	level := tariff.TariffLine
	if a.d.Item.Code.Level() >= tariff.TariffLine {
		level = tariff.Declarable
	}
	for i := a.lo; i < a.hi; {
		code := a.table.Line(i).Code.At(level)
		_, end := a.table.Range(code)
		if len(candidates) == maxCandidates {
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
		node, _ := a.table.Node(code)
		candidates = append(candidates, Candidate{Code: code, NameZH: node.NameZH, NameEN: a.table.EnglishName(code), Verdict: verdict, Relationship: "under"})
		i = end
	}
	return candidates, more
}

// merge joins the answers of several lines.
type merge struct {
	started    bool
	verdict    Verdict
	verdicts   []Verdict
	basis      edition.Basis
	differ     bool
	reasons    []Reason
	lines      [][]tariff.Code
	missing    [endFacts]pull
	pending    bool
	tax        Tax
	taxDiffers bool
}

// take adds the answer of one line.
func (m *merge) take(w *work) {
	reasons := w.answer.reasons[w.firstReason:]
	verdict, basis := weigh(reasons)
	tax := w.tax(verdict)
	if !m.started {
		m.started, m.verdict, m.tax = true, verdict, tax
		m.tax.Lines = append([]TaxLine(nil), tax.Lines...)
		m.tax.Notes = nil
	}
	m.notes(tax.Notes)
	m.differ = m.differ || verdict != m.verdict
	m.taxDiffers = m.taxDiffers || !sameTax(&tax, &m.tax)
	m.verdicts = append(m.verdicts, verdict)
	m.basis = edition.Weaker(m.basis, basis)
	m.pending = m.pending || w.pending
	for k := range w.missing {
		m.missing[k] = max(m.missing[k], w.missing[k])
	}
	for i := range reasons {
		m.reason(&reasons[i], w.line.Code)
	}
}

// notes joins the notes on the tax of a line with those of others.
func (m *merge) notes(notes []Reason) {
	for i := range notes {
		n := &notes[i]
		if !slices.ContainsFunc(m.tax.Notes, func(have Reason) bool {
			return have.Code == n.Code && have.Args == n.Args && have.Nums == n.Nums
		}) {
			kept := *n
			kept.Citations = append([]Citation(nil), n.Citations...)
			m.tax.Notes = append(m.tax.Notes, kept)
		}
	}
}

// reason joins a reason with an equal one of another line.
func (m *merge) reason(r *Reason, line tariff.Code) {
	for i := range m.reasons {
		have := &m.reasons[i]
		if have.Code != r.Code || have.Effect != r.Effect || have.Fact != r.Fact || have.Args != r.Args || have.Nums != r.Nums || have.Basis != r.Basis {
			continue
		}
		if lines := m.lines[i]; lines[len(lines)-1] != line {
			m.lines[i] = append(lines, line)
		}
		for _, c := range r.Citations {
			if len(have.Citations) < maxCandidates && !cites(have.Citations, &c) {
				have.Citations = append(have.Citations, c)
			}
		}
		return
	}
	kept := *r
	kept.Citations = append([]Citation(nil), r.Citations...)
	m.reasons = append(m.reasons, kept)
	m.lines = append(m.lines, []tariff.Code{line})
}

// order lists the merged reasons in the order in which a single line would
// have them, whichever line brought each.
func (m *merge) order() []int {
	rank := make(map[ReasonCode]int, len(sentences)+len(regime.Regimes))
	for i := range sentences {
		if _, ok := rank[sentences[i].code]; !ok {
			rank[sentences[i].code] = i << 8
		}
	}
	for i := range regime.Regimes {
		rank[ReasonCode(regime.Regimes[i].ID)] = rank[WaiversUnknown] + 1 + i
	}
	order := make([]int, len(m.reasons))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rank[m.reasons[i].Code] - rank[m.reasons[j].Code] })
	return order
}

func cites(citations []Citation, c *Citation) bool {
	for i := range citations {
		if citations[i] == *c {
			return true
		}
	}
	return false
}

// sameTax reports whether two lines are taxed alike.
func sameTax(a, b *Tax) bool {
	if a.Status != b.Status || a.Total != b.Total || len(a.Lines) != len(b.Lines) || a.Otherwise != b.Otherwise || !slices.Equal(a.Agreements, b.Agreements) {
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
