package library

import (
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Lists are the lists that questions are answered from: the tariff, goods, and
// services with the laws beside them. They are immutable.
type Lists struct {
	Tariff   *tariff.Catalogue
	Goods    *list.Catalogue
	Services *services.Catalogue
}

// BuiltIn returns the built-in lists.
func BuiltIn() Lists { return Lists{tariff.BuiltIn(), list.BuiltIn(), services.BuiltIn()} }

// Checker returns a checker for the lists.
func (l Lists) Checker() *eligibility.Checker {
	return eligibility.NewChecker(l.Goods).WithTariff(l.Tariff).WithServices(l.Services)
}

// With returns the lists with one more edition, added like edition.List.With
// does.
func (l Lists) With(c Content) Lists { return kindOfContent(c).with(l, c) }

// lists returns all lists, the tariff first, then goods, then services.
func (l Lists) lists() []anyList {
	var all []anyList
	for _, k := range kinds {
		all = append(all, k.lists(l)...)
	}
	return all
}

// find returns the list with an id.
func (l Lists) find(id string) (found anyList, ok bool) {
	all := l.lists()
	i := slices.IndexFunc(all, func(h anyList) bool { return h.id == id })
	if i < 0 {
		return anyList{}, false
	}
	return all[i], true
}

// Editions returns the editions of a list, oldest first; none when there is no
// such list.
func (l Lists) Editions(id string) []Content {
	found, _ := l.find(id)
	return found.editions
}

// Title returns the title of a list, and whether the list exists.
func (l Lists) Title(id string) (edition.Text, bool) {
	found, ok := l.find(id)
	return found.title, ok
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

// All returns every edition of every list.
func (l Lists) All() []Content {
	var all []Content
	for _, each := range l.lists() {
		all = append(all, each.editions...)
	}
	return all
}

// Base returns the editions of all lists but the tariff. A version of the
// manifest names the built-in ones, so that old answers can be reproduced on
// them. The tariff, like the laws, is always that of the program.
func (l Lists) Base() []Content {
	return slices.DeleteFunc(l.All(), func(c Content) bool { return KindOf(c) == Tariff })
}

// ChangeDays returns the days on which an edition begins or ends, sorted.
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

// InForce returns the editions that are in force on a day.
func InForce(editions []Content, day edition.Date) []Content {
	var in []Content
	for _, c := range editions {
		if c.About().Contains(day) {
			in = append(in, c)
		}
	}
	return in
}
