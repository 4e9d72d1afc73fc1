package eligibility

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// decideClasses answers for a code with several classes under it, or for the codes
// that a code of another classification maps to. Each class is decided by itself. When
// all classes have the same verdict, so does the code; otherwise the code is too coarse
// and the candidates are listed, each with its verdict. A reason that holds for some of
// the classes names them.
func (a *serviceAnswer) decideClasses(place services.Place) PlaceDecision {
	var m serviceMerge
	firstReason, firstCitation := len(a.reasons), len(a.citations)
	for _, code := range a.codes {
		for lo, hi := services.ClassesUnder(code); lo < hi; lo++ {
			w := a.begin(place)
			w.applyRules(services.ClassAt(lo))
			m.add(w)
			a.reasons, a.citations = a.reasons[:firstReason], a.citations[:firstCitation]
		}
	}
	w := a.begin(place)
	w.missing = m.missing
	w.known, w.moreKnown = trimKnown(m.known)
	w.next, w.moreNext = m.next, 0
	if len(w.next) > maxKnown {
		w.next, w.moreNext = m.next[:maxKnown], len(m.next)-maxKnown
	}
	w.addSector()
	if m.verdictsDiffer {
		asked := a.decision.Sector.Sector
		w.add(Reason{Code: SectorTooCoarse, Effect: NeedsFact, Basis: gbtStandard.basis, Fact: FactSector,
			Args: [4]string{string(asked.Code)}, Nums: [3]int64{int64(m.classes)}}, gbtStandard.citation())
	}
	w.appliesTo = make([]reasonSectors, len(a.reasons)-firstReason, len(a.reasons)-firstReason+len(m.reasons))
	for _, i := range m.order() {
		a.reasons = append(a.reasons, m.reasons[i])
		w.appliesTo = append(w.appliesTo, m.appliesTo(i))
	}
	verdict := m.verdict
	if m.verdictsDiffer {
		verdict = Undetermined
	}
	if m.verdictsDiffer || a.mapped && verdict == Undetermined && len(a.codes) > 1 {
		w.addCandidates(a.finerCodes())
	}
	return w.close(verdict, m.basis)
}

// finerCodes returns the candidates for a coarse code: the codes of the next level under
// it, or the codes that a code of another classification maps to.
func (a *serviceAnswer) finerCodes() []services.Code {
	if len(a.codes) > 1 {
		return a.codes
	}
	code := a.codes[0]
	for {
		under := services.Children(services.GBT4754, code)
		if len(under) == 0 {
			return []services.Code{code}
		}
		if len(under) > 1 {
			codes := make([]services.Code, len(under))
			for i := range under {
				codes[i] = under[i].Code
			}
			return codes
		}
		code = under[0].Code
	}
}

// serviceMerge combines the answers of several classes.
type serviceMerge struct {
	classes        int
	verdict        Verdict
	basis          edition.Basis
	verdictsDiffer bool
	reasons        []Reason
	sectors        [][]services.Code
	missing        [endFacts]bool
	known          []Known
	next           []NextStep
}

// add merges the answer of one class.
func (m *serviceMerge) add(w *serviceWork) {
	reasons := w.reasons[w.firstReason:]
	verdict, basis := weigh(reasons)
	if m.classes == 0 {
		m.verdict = verdict
	}
	m.classes++
	m.verdictsDiffer = m.verdictsDiffer || verdict != m.verdict
	m.basis = edition.Weaker(m.basis, basis)
	m.known, m.next = joinKnown(m.known, w.known), joinSteps(m.next, w.next)
	for k := range w.missing {
		m.missing[k] = m.missing[k] || w.missing[k]
	}
	for i := range reasons {
		m.addReason(&reasons[i], w.class)
	}
}

// addReason adds the class to an equal reason of another class, or adds the reason.
func (m *serviceMerge) addReason(r *Reason, class services.Code) {
	for i := range m.reasons {
		have := &m.reasons[i]
		if have.Code != r.Code || have.Effect != r.Effect || have.Fact != r.Fact || have.Args != r.Args ||
			have.Nums != r.Nums || have.Basis != r.Basis {
			continue
		}
		if sectors := m.sectors[i]; sectors[len(sectors)-1] != class {
			m.sectors[i] = append(sectors, class)
		}
		return
	}
	kept := *r
	kept.Citations = append([]Citation(nil), r.Citations...)
	m.reasons = append(m.reasons, kept)
	m.sectors = append(m.sectors, []services.Code{class})
}

// appliesTo returns the classes that merged reason i holds for, unless it holds for all.
func (m *serviceMerge) appliesTo(i int) reasonSectors {
	sectors := m.sectors[i]
	switch {
	case len(sectors) == m.classes:
		return reasonSectors{}
	case len(sectors) > maxCandidates:
		return reasonSectors{sectors[:maxCandidates], len(sectors) - maxCandidates}
	}
	return reasonSectors{codes: sectors}
}

// order returns the indexes of the merged reasons in the order of serviceOrder.
func (m *serviceMerge) order() []int {
	order := make([]int, len(m.reasons))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return serviceRank(m.reasons[i].Code) - serviceRank(m.reasons[j].Code)
	})
	return order
}

// maxKnown is the largest number of things known, and of next steps, for a coarse
// sector. Decisions on its classes have all of them.
const maxKnown = 15

// trimKnown keeps the first maxKnown things known, rows of lists and reports before
// laws, and counts the rest.
func trimKnown(known []Known) (kept []Known, more int) {
	slices.SortStableFunc(known, func(a, b Known) int { return int(a.State) - int(b.State) })
	if len(known) > maxKnown {
		return known[:maxKnown], len(known) - maxKnown
	}
	return known, 0
}

// joinKnown appends to all the things known that it does not have.
func joinKnown(all, more []Known) []Known {
	for _, k := range more {
		if !slices.ContainsFunc(all, func(have Known) bool {
			return have.State == k.State && have.Citation.List == k.Citation.List && have.Citation.Entry == k.Citation.Entry
		}) {
			all = append(all, k)
		}
	}
	return all
}

// joinSteps appends to all the next steps that it does not have.
func joinSteps(all, more []NextStep) []NextStep {
	for _, s := range more {
		if !slices.ContainsFunc(all, func(have NextStep) bool { return have.Citation.Entry == s.Citation.Entry }) {
			all = append(all, s)
		}
	}
	return all
}
