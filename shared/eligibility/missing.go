package eligibility

import "slices"

// A pull is what an answer to a missing fact can do to the verdict.
type pull uint8

const (
	relieves pull = iota + 1 // lift one condition, and no more
	couldBar                 // bar the goods
	decides                  // leave the undetermined
	refines                  // name the code that decides at all
)

// want records that a reason's fact is missing, and what it could do.
func (w *work) want(r *Reason) {
	if r.Fact == NoFact || r.Effect != NeedsFact && r.Effect != Condition {
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
	w.missing[r.Fact] = max(w.missing[r.Fact], p)
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
	n := 0
	for _, p := range w.missing {
		if p >= lowest {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	missing := make([]FactKey, 0, n)
	for p := refines; p >= lowest; p-- {
		for k := range w.missing {
			if w.missing[k] == p {
				missing = append(missing, FactKey(k))
			}
		}
	}
	return missing
}

// saysFirst puts the reason that nothing the caller could add decides the
// channel before all others, where a row or a text is missing.
func (w *work) saysFirst(verdict Verdict) {
	reasons := w.answer.reasons[w.firstReason:]
	if verdict != Undetermined {
		return
	}
	i := slices.IndexFunc(reasons, func(r Reason) bool { return r.Effect == NeedsList })
	if i < 0 {
		return
	}
	first := Reason{Code: NotForCallerToSettle, Effect: Informs, Basis: reasons[i].Basis, Citations: reasons[i].Citations}
	w.answer.reasons = slices.Insert(w.answer.reasons, w.firstReason, first)
	if absent := &w.answer.absent; absent.from >= w.firstReason {
		absent.from, absent.to = absent.from+1, absent.to+1
	}
}
