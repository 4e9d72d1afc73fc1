package eligibility

// influence is what an answer to a missing fact can do to the verdict.
type influence uint8

const (
	relieves influence = iota + 1 // lift one condition, and no more
	couldBar                      // bar the goods
	decides                       // make an undetermined verdict definite
	refines                       // give the code that can be decided
)

// recordMissing records that the fact of a reason is missing, unless it is known.
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

// missingByInfluence has the missing facts by the influence that each has.
type missingByInfluence [refines + 1]factSet

func (m *missingByInfluence) addAll(o *missingByInfluence) {
	for p := range m {
		m[p].addAll(&o[p])
	}
}

// answered reports whether the caller has given the fact that the reason depends on.
func (w *work) answered(r *Reason) bool {
	if r.regimeCase == reachesIs {
		return true
	}
	return r.Fact < numFacts && r.Fact.Spec().Kind == Bool && w.facts.Has(r.Fact)
}

// missingFacts returns the facts that could still change the verdict, the most decisive
// first and otherwise in the order of the vocabulary. For goods that are barred there
// are none. Facts that only lift a condition are left out when a row is missing or some
// condition depends on no fact, since the verdict cannot change then.
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
