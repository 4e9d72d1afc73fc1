package redecision

import (
	"fmt"

	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// goodsKind is the kind of lists of goods.
var goodsKind = kind{decisive: decisiveEntries, find: findEntry}

// decisiveEntries writes the kind, basis, name and conditions of each entry.
func decisiveEntries(m map[string]string, c library.Content) {
	e := c.(*list.Edition)
	for i := range e.Entries {
		entry := &e.Entries[i]
		m[string(entry.Code)] += fmt.Sprintf("%d %d %t %q %#v;", entry.Kind, entry.Basis, e.Sample, quotedName(entry),
			entry.Conditions)
	}
}

// quotedName returns the name that an answer quotes from an entry.
func quotedName(e *list.Entry) string {
	if e.NameZH != "" {
		return e.NameZH
	}
	return e.NameEN
}

// findEntry names the entry nearest to the code that differs.
func findEntry(c *event.Cause, code string, compared *comparison) {
	old := nearestChanged(tariff.Code(code), library.Goods(compared.oldEditions), compared.before, compared.after)
	now := nearestChanged(tariff.Code(code), library.Goods(compared.newEditions), compared.after, compared.before)
	switch {
	case len(compared.newEditions) == 0: // the edition has ended, and none follows
	case now != nil && compared.predecessors[now.Code] != nil:
		nameEntry(c, event.CauseRenumbered, now)
		c.Was = string(compared.predecessors[now.Code].Before.Code)
	case old != nil && now == nil && compared.successors[old.Code] != nil:
		nameEntry(c, event.CauseRenumbered, &compared.successors[old.Code].Now)
		c.Was = string(old.Code)
	case now != nil && old == nil:
		nameEntry(c, event.CauseAdded, now)
	case now != nil:
		nameEntry(c, event.CauseChanged, now)
	case old != nil:
		nameEntry(c, event.CauseRemoved, old)
	}
}

func nameEntry(c *event.Cause, change string, e *list.Entry) {
	c.Change, c.Entry, c.Code, c.Remark = change, e.ID, string(e.Code), e.Remark
}

// nearestChanged returns, of the entries for a code or for codes under it, the
// first that differs in the other editions: the most precise one that contains
// the code, else the first one under it.
func nearestChanged(code tariff.Code, in []*list.Edition, here, there map[string]string) *list.Entry {
	differs := func(e *list.Entry) bool { return here[string(e.Code)] != there[string(e.Code)] }
	for _, e := range in {
		for _, entries := range [][]list.Entry{e.Find(code), e.Under(code)} {
			for i := range entries {
				if differs(&entries[i]) {
					return &entries[i]
				}
			}
		}
	}
	return nil
}
