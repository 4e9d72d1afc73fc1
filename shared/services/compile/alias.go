package compile

import (
	"cmp"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// alias is a name by which a restriction knows what lies in a class: patent
// agency, which GB/T 4754 has within intellectual property services.
type alias struct{ code, zh, en string }

// aliases collects such names.
type aliases struct {
	all []alias
}

// add ties a name, and the names of the restriction's activities, to the codes
// that it reaches.
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

// sorted gives each name once, by code.
func (a *aliases) sorted() []alias {
	slices.SortFunc(a.all, func(x, y alias) int {
		return cmp.Or(cmp.Compare(x.code, y.code), cmp.Compare(x.zh, y.zh), cmp.Compare(x.en, y.en))
	})
	return slices.Compact(a.all)
}
