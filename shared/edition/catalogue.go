package edition

import "slices"

// Dated is an edition with its rows, as defined by the package of its list. E is the
// type itself, a pointer.
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

// InForce appends to dst the editions in force on the day, oldest first. There may be
// two: the batches of 2016 were published separately and were in force together.
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

// With returns the list with an edition added. An edition with the id of an existing
// one replaces only that one: the complete annex of an edition that was partial. A new
// edition replaces, from its first day on, every edition in force then or later. It
// does not change editions that end before, nor those that begin after its own end.
func (l *List[E]) With(e E) *List[E] {
	with := &List[E]{ID: l.ID, Title: l.Title}
	if at := slices.IndexFunc(l.Editions, func(old E) bool { return old.About().ID == e.About().ID }); at >= 0 {
		with.Editions = slices.Clone(l.Editions)
		with.Editions[at] = e
		return with
	}
	with.Editions = replaceFrom(l.Editions, e)
	return with
}

// replaceFrom returns the editions, oldest first, with e replacing all others on its
// days.
func replaceFrom[E Dated[E]](editions []E, e E) []E {
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

// Catalogue has the lists of one kind that are in use. It is immutable: adding an edition
// returns a new catalogue.
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

// With returns a catalogue with an edition added to its list; see List.With. The list is
// created if there is none.
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
