package eligibility

import (
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// indexedList is a list with the indexes that decisions use.
type indexedList struct {
	*list.List
	editions []indexedEdition // in the order of the list
	hints    *hintIndex
}

// indexedEdition is an edition with an index of its rows by code.
type indexedEdition struct {
	*list.Edition
	rows    *list.Index
	last    edition.Date // last day in force; zero when the edition has no end
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

// hintIndex has the hints of a list by chapter, in the order of the editions.
type hintIndex [100][]listHint

type listHint struct {
	edition *list.Edition
	hint    *list.Entry
}

// newHintIndex returns the hint index of a list, or nil when it has no hints.
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

// listOutcome is the result of applying a list, apart from the reasons.
type listOutcome struct {
	pending    bool // a needed row is not held
	dependsOn  fields
	indication Indication
}

// join merges the outcome of another list. The first indication is kept.
func (o *listOutcome) join(other *listOutcome) {
	o.pending = o.pending || other.pending
	o.dependsOn |= other.dependsOn
	if o.indication.Of == "" && other.indication.Of != "" {
		o.indication = other.indication
	}
}

// maxLists is the largest number of lists whose answers are cached.
const maxLists = 4

// listAnswer is the cached answer of a list for a code. Several channels use the same
// list.
type listAnswer struct {
	list     *indexedList
	code     tariff.Code
	from, to int // range in the reasons of the answer
	listOutcome
}

// checkList applies a list to the current code, or repeats the answer that an earlier
// channel got from it.
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

// repeatReasons appends copies of the reasons of an earlier channel.
func (w *work) repeatReasons(from, to int) {
	a := w.answer
	at := len(a.reasons)
	a.reasons = append(a.reasons, a.reasons[from:to]...)
	for i := at; i < len(a.reasons); i++ {
		w.recordMissing(&a.reasons[i])
	}
}
