package list

import (
	"slices"

	"importchecker/shared/edition"
)

//go:generate go run gen.go

// titles names the lists of goods, in the order that they are shown.
var titles = [...]struct {
	id    string
	title edition.Text
}{
	{CBEC, edition.Text{EN: "List of goods admitted in cross-border e-commerce retail import", ZH: "跨境电子商务零售进口商品清单"}},
	{Yiwu, edition.Text{EN: "Yiwu import trade innovation pilot: list of goods", ZH: "义乌进口贸易创新试点商品清单"}},
}

// BuiltIn returns the lists that are compiled in: fragments, most of them, as
// their coverage says.
func BuiltIn() *Catalogue {
	lists := make([]*List, len(titles))
	for i, t := range titles {
		l := &List{ID: t.id, Title: t.title}
		for j := range editions {
			if editions[j].List == t.id {
				l.Editions = append(l.Editions, &editions[j])
			}
		}
		lists[i] = l
	}
	return NewCatalogue(lists...)
}

// With returns a catalogue with one edition more. An edition with the id of
// one that is there takes its place, and nothing else moves: the annex of an
// edition of which a fragment was held. Any other answers from its first day
// on in the place of every edition of its list that is in force then or later;
// editions that end before are kept, and so are those that begin after an e
// that itself has an end.
func (c *Catalogue) With(e *Edition) *Catalogue {
	lists := slices.Clone(c.lists)
	i := slices.IndexFunc(lists, func(l *List) bool { return l.ID == e.List })
	if i < 0 {
		return NewCatalogue(append(lists, &List{ID: e.List, Title: e.Title, Editions: []*Edition{e}})...)
	}
	with := &List{ID: e.List, Title: lists[i].Title}
	if at := slices.IndexFunc(lists[i].Editions, func(old *Edition) bool { return old.ID == e.ID }); at >= 0 {
		with.Editions = slices.Clone(lists[i].Editions)
		with.Editions[at] = e
	} else {
		with.Editions = e.among(lists[i].Editions)
	}
	lists[i] = with
	return NewCatalogue(lists...)
}

// among returns the editions, oldest first, with e in the place of all that
// would answer on its days.
func (e *Edition) among(editions []*Edition) []*Edition {
	var before, after []*Edition
	for _, old := range editions {
		switch {
		case e.To != 0 && old.From >= e.To:
			after = append(after, old)
		case old.From >= e.From:
		case old.To == 0 || old.To > e.From:
			shortened := *old
			shortened.To = e.From
			before = append(before, &shortened)
		default:
			before = append(before, old)
		}
	}
	return append(append(before, e), after...)
}
