package compile

import (
	"cmp"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// alias is the name that a restriction uses for an activity within a class: patent
// agency, which is within intellectual property services in GB/T 4754.
type alias struct{ code, zh, en string }

// aliases collects aliases.
type aliases struct {
	all []alias
}

// add adds a name, and the name of the restriction's activity if it has only one, for
// each of the codes that the restriction reaches.
func (a *aliases) add(r *services.Restriction, name edition.Text) {
	names := []edition.Text{name}
	if len(r.Activities) == 1 {
		names = append(names, r.Activity)
	}
	for _, n := range names {
		for _, reach := range r.Reach {
			a.all = append(a.all, alias{string(reach.Code), n.ZH, n.EN})
		}
	}
}

// sorted returns each alias once, in the order of the codes.
func (a *aliases) sorted() []alias {
	slices.SortFunc(a.all, func(x, y alias) int {
		return cmp.Or(cmp.Compare(x.code, y.code), cmp.Compare(x.zh, y.zh), cmp.Compare(x.en, y.en))
	})
	return slices.Compact(a.all)
}
