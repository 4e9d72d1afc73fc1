package library

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/submission"
)

// Content is an edition with its rows: a *list.Edition, or a *services.Edition.
type Content interface {
	About() *edition.Edition
	Sum() string
	Verify() error
}

var (
	_ Content = (*list.Edition)(nil)
	_ Content = (*services.Edition)(nil)
)

// kindOf returns whose questions an edition answers: those about goods, or
// about a service.
func KindOf(c Content) string {
	if _, ok := c.(*services.Edition); ok {
		return submission.Service
	}
	return submission.Goods
}

// dated returns an edition as it is in force on other days.
func Dated(c Content, in edition.Interval) Content {
	switch e := c.(type) {
	case *list.Edition:
		copied := *e
		copied.Interval = in
		return &copied
	case *services.Edition:
		copied := *e
		copied.Interval = in
		return &copied
	}
	return nil
}

// Lists are the lists that questions are answered from: those of goods, and
// those of services with the laws beside them. They are immutable.
type Lists struct {
	Goods    *list.Catalogue
	Services *services.Catalogue
}

// BuiltIn returns the lists that are compiled in.
func BuiltIn() Lists { return Lists{list.BuiltIn(), services.BuiltIn()} }

// Checker returns what answers from the lists.
func (l Lists) Checker() *eligibility.Checker {
	return eligibility.NewChecker(l.Goods).WithServices(l.Services)
}

// With returns the lists with one edition more, as the catalogues have it.
func (l Lists) With(c Content) Lists {
	switch e := c.(type) {
	case *list.Edition:
		l.Goods = l.Goods.With(e)
	case *services.Edition:
		l.Services = l.Services.With(e)
	}
	return l
}

// Editions returns the editions of a list, oldest first; none when there is no
// such list.
func (l Lists) Editions(id string) []Content {
	if goods, ok := l.Goods.List(id); ok {
		return contents(goods.Editions)
	}
	if of, ok := l.Services.List(id); ok {
		return contents(of.Editions)
	}
	return nil
}

func contents[E Content](editions []E) []Content {
	all := make([]Content, len(editions))
	for i, e := range editions {
		all[i] = e
	}
	return all
}

// Edition returns an edition of a list by its id.
func (l Lists) Edition(id, editionID string) (Content, bool) {
	editions := l.Editions(id)
	i := slices.IndexFunc(editions, func(c Content) bool { return c.About().ID == editionID })
	if i < 0 {
		return nil, false
	}
	return editions[i], true
}

// ids returns the lists by their ids, those of goods first.
func (l Lists) ids() []string {
	var ids []string
	for _, goods := range l.Goods.Lists() {
		ids = append(ids, goods.ID)
	}
	for _, of := range l.Services.Lists() {
		ids = append(ids, of.ID)
	}
	return ids
}

// title returns what a list is called.
func (l Lists) Title(id string) (edition.Text, bool) {
	if goods, ok := l.Goods.List(id); ok {
		return goods.Title, true
	}
	if of, ok := l.Services.List(id); ok {
		return of.Title, true
	}
	return edition.Text{}, false
}

// all returns every edition of every list.
func (l Lists) All() []Content {
	var all []Content
	for _, id := range l.ids() {
		all = append(all, l.Editions(id)...)
	}
	return all
}

// changeDays returns the days on which an edition begins, or no longer is.
func ChangeDays(groups ...[]Content) []edition.Date {
	var days []edition.Date
	for _, editions := range groups {
		for _, c := range editions {
			e := c.About()
			days = append(days, e.From)
			if e.To != 0 {
				days = append(days, e.To)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func InForce(editions []Content, day edition.Date) []Content {
	var in []Content
	for _, c := range editions {
		if c.About().Contains(day) {
			in = append(in, c)
		}
	}
	return in
}

// goodsOf returns those of the editions that are of goods.
func Goods(editions []Content) []*list.Edition {
	var goods []*list.Edition
	for _, c := range editions {
		if e, ok := c.(*list.Edition); ok {
			goods = append(goods, e)
		}
	}
	return goods
}

// servicesOf returns those of the editions that are of services.
func Services(editions []Content) []*services.Edition {
	var of []*services.Edition
	for _, c := range editions {
		if e, ok := c.(*services.Edition); ok {
			of = append(of, e)
		}
	}
	return of
}
