package edition

import "slices"

// Dated is an edition with its rows, as the package of its list keeps them: E is
// the type itself, a pointer.
type Dated[E any] interface {
	About() *Edition
	Dated(Interval) E // the same rows, in force on other days
}

// List is a published list with all its editions, oldest first.
type List[E Dated[E]] struct {
	ID       string
	Title    Text
	Editions []E
}

// Edition returns the edition with that id.
func (l *List[E]) Edition(id string) (e E, ok bool) {
	for _, e := range l.Editions {
		if e.About().ID == id {
			return e, true
		}
	}
	return e, false
}

// InForce appends to dst the editions in force on the day, oldest first. Two
// may be: the batches of 2016 were published apart and stood side by side.
func (l *List[E]) InForce(dst []E, day Date) []E {
	for _, e := range l.Editions {
		if e.About().Contains(day) {
			dst = append(dst, e)
		}
	}
	return dst
}

// At returns the newest edition in force on the day.
func (l *List[E]) At(day Date) (e E, ok bool) {
	for _, e := range slices.Backward(l.Editions) {
		if e.About().Contains(day) {
			return e, true
		}
	}
	return e, false
}

// With returns the list with one edition more. An edition with the id of one
// that is there takes its place, and nothing else moves: the annex of an edition
// of which a fragment was held. Any other answers from its first day on in the
// place of every edition that is in force then or later; editions that end before
// are kept, and so are those that begin after an e that itself has an end.
func (l *List[E]) With(e E) *List[E] {
	with := &List[E]{ID: l.ID, Title: l.Title}
	if at := slices.IndexFunc(l.Editions, func(old E) bool { return old.About().ID == e.About().ID }); at >= 0 {
		with.Editions = slices.Clone(l.Editions)
		with.Editions[at] = e
		return with
	}
	with.Editions = among(l.Editions, e)
	return with
}

// among returns the editions, oldest first, with e in the place of all that
// would answer on its days.
func among[E Dated[E]](editions []E, e E) []E {
	var before, after []E
	in := e.About()
	for _, edition := range editions {
		old := edition.About()
		switch {
		case in.To != 0 && old.From >= in.To:
			after = append(after, edition)
		case old.From >= in.From:
		case old.To == 0 || old.To > in.From:
			before = append(before, edition.Dated(Interval{From: old.From, To: in.From}))
		default:
			before = append(before, edition)
		}
	}
	return append(append(before, e), after...)
}

// Catalogue is lists of one kind that questions are answered from. It is
// immutable: a new edition makes a new catalogue.
type Catalogue[E Dated[E]] struct {
	lists []*List[E]
}

// NewCatalogue returns a catalogue of the lists, in that order.
func NewCatalogue[E Dated[E]](lists ...*List[E]) *Catalogue[E] { return &Catalogue[E]{lists: lists} }

// Lists returns all lists in their order.
func (c *Catalogue[E]) Lists() []*List[E] { return c.lists }

// List returns the list with that id.
func (c *Catalogue[E]) List(id string) (*List[E], bool) {
	for _, l := range c.lists {
		if l.ID == id {
			return l, true
		}
	}
	return nil, false
}

// With returns a catalogue with one edition more, as its list has it. An edition
// of a list that is not there makes the list.
func (c *Catalogue[E]) With(e E) *Catalogue[E] {
	lists := slices.Clone(c.lists)
	about := e.About()
	i := slices.IndexFunc(lists, func(l *List[E]) bool { return l.ID == about.List })
	if i < 0 {
		return NewCatalogue(append(lists, &List[E]{ID: about.List, Title: about.Title, Editions: []E{e}})...)
	}
	lists[i] = lists[i].With(e)
	return NewCatalogue(lists...)
}
