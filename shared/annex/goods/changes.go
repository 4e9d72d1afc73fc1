package goods

import (
	"slices"
	"strings"

	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Changes is the difference between the rows of an annex and the previous ones.
type Changes struct {
	Added   []list.Entry // new rows
	Removed []list.Entry // rows that are gone
	Changed []Change     // rows with other conditions or another Chinese name
	Same    int          // number of equal rows
}

// Change is a row that differs.
type Change struct {
	Before, Now list.Entry
}

// key identifies a row: a code may be listed in several categories.
type key struct {
	category string
	code     tariff.Code
}

// Compare returns how now differs from before, ordered by code. Only listed
// rows count. A name that was blank before is no change.
func Compare(before, now []list.Entry) Changes {
	var c Changes
	byKey := map[key]list.Entry{}
	for _, e := range before {
		if e.Kind == list.Listed {
			byKey[key{e.Category, e.Code}] = e
		}
	}
	for _, e := range now {
		k := key{e.Category, e.Code}
		old, existed := byKey[k]
		delete(byKey, k)
		switch {
		case !existed:
			c.Added = append(c.Added, e)
		case old.NameZH != "" && old.NameZH != e.NameZH || !slices.Equal(old.Conditions, e.Conditions):
			c.Changed = append(c.Changed, Change{Before: old, Now: e})
		default:
			c.Same++
		}
	}
	for _, e := range byKey {
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
