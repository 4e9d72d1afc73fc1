package eligibility

// A pull is what an answer to a missing fact can do to the verdict.
type influence uint8

const (
	relieves influence = iota + 1 // lift one condition, and no more
	couldBar                      // bar the goods
	decides                       // leave the undetermined
	refines                       // name the code that decides at all
)

// want records that a reason's fact is missing, and what it could do.
func (w *work) recordMissing(r *Reason) {
	if r.Fact == NoFact || r.Effect != NeedsFact && r.Effect != Condition || w.answered(r) {
		return
	}
	p := couldBar
	switch {
	case r.Fact == FactHSCode:
		p = refines
	case r.Effect == NeedsFact:
		p = decides
	case !r.couldBar():
		p = relieves
	}
	w.missing[p].add(r.Fact)
}

// wanted has the facts that are missing, by the most that each can do.
type missingByInfluence [refines + 1]factSet

func (m *missingByInfluence) addAll(o *missingByInfluence) {
	for p := range m {
		m[p].addAll(&o[p])
	}
}

// answered reports whether the caller has said what the reason turns on, so that
// there is no more to ask.
func (w *work) answered(r *Reason) bool {
	if r.regimeCase == reachesIs {
		return true
	}
	return r.Fact < numFacts && r.Fact.Spec().Kind == Bool && w.facts.Has(r.Fact)
}

// missingFacts lists the facts that could still change the verdict, the most
// decisive first, and in the order of the vocabulary among equals. Goods that
// are barred need none. A fact that only lifts a condition is asked for when
// every other condition can be answered too: otherwise the verdict stays.
func (w *work) missingFacts(verdict Verdict, reasons []Reason) []FactKey {
	if verdict == Ineligible {
		return nil
	}
	lowest := relieves
	for i := range reasons {
		if r := &reasons[i]; r.Effect == NeedsList || r.Effect == Condition && r.Fact == NoFact {
			lowest = couldBar
			break
		}
	}
	a := w.answer
	from := len(a.factKeys)
	var named factSet
	for p := refines; p >= lowest; p-- {
		a.factKeys = w.missing[p].appendTo(a.factKeys, &named)
		named.addAll(&w.missing[p])
	}
	if len(a.factKeys) == from {
		return nil
	}
	return a.factKeys[from:len(a.factKeys):len(a.factKeys)]
}
