package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// heldList is a list with what decisions look up in it.
type indexedList struct {
	*list.List
	editions []indexedEdition // in the order of the list
	hints    *hintIndex
}

// heldEdition is an edition with its rows by their codes.
type indexedEdition struct {
	*list.Edition
	rows    *list.Index
	last    edition.Date // on which it was in force; no day while it has no end
	lastDay string
}

func newIndexedList(l *list.List) *indexedList {
	h := &indexedList{List: l, editions: make([]indexedEdition, len(l.Editions)), hints: newHintIndex(l)}
	for i, e := range l.Editions {
		h.editions[i] = indexedEdition{Edition: e, rows: list.NewIndex(e)}
		if e.To != 0 {
			last := e.To.AddDays(-1)
			h.editions[i].last, h.editions[i].lastDay = last, last.String()
		}
	}
	return h
}

// inForce appends the editions in force on the day, oldest first.
func (l *indexedList) inForce(to []*indexedEdition, day edition.Date) []*indexedEdition {
	for i := range l.editions {
		if e := &l.editions[i]; e.Contains(day) {
			to = append(to, e)
		}
	}
	return to
}

// hintIndex has the hints of a list by the chapters of the goods that they may be
// about, in the order of the editions.
type hintIndex [100][]listHint

type listHint struct {
	edition *list.Edition
	hint    *list.Entry
}

// hintsOf returns the index of a list; nil where it has no hints.
func newHintIndex(l *list.List) *hintIndex {
	var x *hintIndex
	for _, e := range l.Editions {
		for i := range e.Hints {
			if e.Sample {
				break
			}
			if x == nil {
				x = new(hintIndex)
			}
			for _, c := range chaptersOf(e.Hints[i].Fits) {
				x[c] = append(x[c], listHint{e, &e.Hints[i]})
			}
		}
	}
	return x
}

// outcome is what asking a list came to, beside its reasons.
type listOutcome struct {
	pending    bool // a needed row is not held
	dependsOn  fields
	indication Indication
}

// join adds what another list came to. The first indication stands.
func (o *listOutcome) join(other *listOutcome) {
	o.pending = o.pending || other.pending
	o.dependsOn |= other.dependsOn
	if o.indication.Of == "" && other.indication.Of != "" {
		o.indication = other.indication
	}
}

// maxLists bounds of how many lists it is remembered what they said.
const maxLists = 4

// heard is what a list said of a code. Several channels need the same list.
type listAnswer struct {
	list     *indexedList
	code     tariff.Code
	from, to int // in the reasons of the answer
	listOutcome
}

// ask asks a list about the code at hand, or repeats what it said to an earlier
// channel.
func (w *work) checkList(l *indexedList) {
	a := w.answer
	h := &a.listAnswers[0]
	for i := 1; i < maxLists && h.list != nil && !(h.list == l && h.code == w.code); i++ {
		h = &a.listAnswers[i]
	}
	if h.list == l && h.code == w.code {
		w.repeatReasons(h.from, h.to)
		w.join(&h.listOutcome)
		return
	}
	before, from := w.listOutcome, len(a.reasons)
	w.listOutcome, w.channelSpecific = listOutcome{}, false
	w.applyList(l)
	*h = listAnswer{l, w.code, from, len(a.reasons), w.listOutcome}
	w.listOutcome = before
	w.join(&h.listOutcome)
	if w.channelSpecific {
		h.list = nil
	}
}

// repeat adds reasons that an earlier channel was given.
func (w *work) repeatReasons(from, to int) {
	a := w.answer
	at := len(a.reasons)
	a.reasons = append(a.reasons, a.reasons[from:to]...)
	for i := at; i < len(a.reasons); i++ {
		w.recordMissing(&a.reasons[i])
	}
}
