package eligibility

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// notInTariff answers for a code that the tariff of the day does not have. For a code
// that was renumbered it lists today's codes as candidates.
func (w *work) notInTariff() {
	lineage := w.table.Lineage(w.code)
	r := Reason{Code: CodeUnknown, Effect: NeedsFact, Basis: w.table.Basis(), Fact: FactHSCode,
		Args: [4]string{string(w.code), w.table.Edition().ID}}
	if len(lineage.Known) > 0 {
		r.Code = CodeOutdated
		r.Args[2] = strings.Join(lineage.Known, ", ")
	}
	w.add(r, w.citeCode())
	for _, c := range lineage.Candidates {
		if len(w.candidates) == maxCandidates {
			w.moreCandidates++
			continue
		}
		node, _ := w.table.Node(c.Code)
		w.candidates = append(w.candidates, Candidate{Code: c.Code, NameZH: node.NameZH, named: w.table,
			Relationship: c.Relationship, Preferred: c.Preferred})
	}
	for _, l := range w.lists {
		w.addListedCandidates(l.InForce(nil, w.d.AsOf))
		w.addEarlierEditions(l)
		w.addHints(l)
	}
}

// withoutTariff answers for a day whose tariff is not held. General trade cannot be
// decided, but a positive list that names the line still applies. Of the regimes of
// other authorities only those that bar apply: the others were in versions of laws
// that are not held.
func (w *work) withoutTariff() {
	r := Reason{Code: TariffNotHeld, Effect: NeedsList, Basis: edition.Transcribed, Args: [4]string{w.d.AsOf.String()}}
	if newest := w.checker.tariff.Tables(); len(newest) > 0 {
		e := newest[len(newest)-1].Edition()
		r.Args[1], r.Args[2] = e.ID, e.From.String()
	}
	citation := Citation{List: tariff.List}
	if len(w.lists) == 0 {
		w.add(r, citation)
		w.prohibited()
		w.regimes(regime.Bars)
		return
	}
	if w.code.Level() < tariff.TariffLine {
		w.add(r, citation)
		w.add(Reason{Code: CodeTooCoarse, Effect: NeedsFact, Basis: edition.Transcribed, Fact: FactHSCode,
			Args: [4]string{string(w.code)}}, citation)
		for _, l := range w.lists {
			w.addListedCandidates(l.InForce(nil, w.d.AsOf))
		}
		return
	}
	// A list in force shows that its line existed. What else the tariff said of the
	// line must be looked up, which is a condition.
	r.Effect, r.Basis = Condition, edition.Reported
	w.add(r, citation)
	w.prohibited()
	w.listed()
	w.placeAndLimits()
	w.regimes(regime.Bars)
}

// addListedCandidates adds the rows of the editions under the code as candidates, for
// a code that cannot be decided itself.
func (w *work) addListedCandidates(editions []*list.Edition) {
	for _, e := range editions {
		w.recordRead(&e.Edition)
		for i := range e.Under(w.code) {
			entry := &e.Under(w.code)[i]
			if len(w.candidates) < maxCandidates {
				w.candidates = append(w.candidates, Candidate{Code: entry.Code, NameZH: entry.NameZH, nameEN: entry.NameEN,
					Relationship: "listed_" + e.ID})
			} else {
				w.moreCandidates++
			}
		}
	}
}
