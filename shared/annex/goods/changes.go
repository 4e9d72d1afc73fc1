package goods

import (
	"slices"
	"strings"

	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Changes is how the rows of an annex differ from what was held before.
type Changes struct {
	Added   []list.Entry // named now, and not before
	Removed []list.Entry // named before, and not now
	Changed []Change     // named both times, with other conditions or another Chinese name
	Same    int          // named both times, alike
}

// Change is one code that says something else now.
type Change struct {
	Before, Now list.Entry
}

// key tells rows apart: a code may stand in several categories.
type key struct {
	category string
	code     tariff.Code
}

// Compare returns how now differs from before, in the order of the codes. Only
// listed rows count. A name that was not known before is no change.
func Compare(before, now []list.Entry) Changes {
	var c Changes
	held := map[key]list.Entry{}
	for _, e := range before {
		if e.Kind == list.Listed {
			held[key{e.Category, e.Code}] = e
		}
	}
	for _, e := range now {
		k := key{e.Category, e.Code}
		old, was := held[k]
		delete(held, k)
		switch {
		case !was:
			c.Added = append(c.Added, e)
		case old.NameZH != "" && old.NameZH != e.NameZH || !slices.Equal(old.Conditions, e.Conditions):
			c.Changed = append(c.Changed, Change{Before: old, Now: e})
		default:
			c.Same++
		}
	}
	for _, e := range held {
		c.Removed = append(c.Removed, e)
	}
	byCode := func(a, b list.Entry) int {
		if order := strings.Compare(string(a.Code), string(b.Code)); order != 0 {
			return order
		}
		return strings.Compare(a.Category, b.Category)
	}
	slices.SortFunc(c.Added, byCode)
	slices.SortFunc(c.Removed, byCode)
	slices.SortFunc(c.Changed, func(a, b Change) int { return byCode(a.Now, b.Now) })
	return c
}
