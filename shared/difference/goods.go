package difference

import (
	"cmp"
	"slices"
	"strconv"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// goodsKind is the kind of lists of goods.
var goodsKind = kind{
	version: "importchecker/diff/1",
	compare: func(d *Diff, from []library.Content, to library.Content) {
		d.compareEntries(library.Goods(from), to.(*list.Edition))
	},
	hash: (*Diff).hashEntries,
}

// hashEntries hashes the rows of goods that differ, as documented at Hash.
func (d *Diff) hashEntries(put func(...string)) {
	count := func(n int) { put(strconv.Itoa(n)) }
	for _, rows := range [][]list.Entry{d.Added, d.Removed} {
		count(len(rows))
		for i := range rows {
			put(rows[i].Category, string(rows[i].Code))
		}
	}
	count(len(d.Renumbered))
	for i := range d.Renumbered {
		r := &d.Renumbered[i]
		put(r.Now.Category, string(r.Before.Code), string(r.Now.Code))
	}
	count(len(d.Changed))
	for i := range d.Changed {
		c := &d.Changed[i]
		put(c.Now.Category, string(c.Now.Code))
		count(len(c.What))
		put(c.What...)
	}
}

// compareEntries sets the rows of a list of goods that differ.
func (d *Diff) compareEntries(from []*list.Edition, to *list.Edition) {
	before := make(map[row]list.Entry)
	for _, e := range from {
		for i := range e.Entries {
			if entry := e.Entries[i]; entry.Kind == list.Listed {
				before[rowOf(&entry)] = entry
			}
		}
	}
	for i := range to.Entries {
		now := to.Entries[i]
		if now.Kind != list.Listed {
			continue
		}
		old, existed := before[rowOf(&now)]
		delete(before, rowOf(&now))
		if !existed {
			d.Added = append(d.Added, now)
		} else if what := changes(&old, &now); what != nil {
			d.Changed = append(d.Changed, Change{old, now, what})
		} else {
			d.Same++
		}
	}
	for _, old := range before {
		d.Removed = append(d.Removed, old)
	}
	byCode := func(a, b list.Entry) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Category, b.Category))
	}
	slices.SortFunc(d.Added, byCode)
	slices.SortFunc(d.Removed, byCode)
	slices.SortFunc(d.Changed, func(a, b Change) int { return byCode(a.Now, b.Now) })
	d.renumber(to.From)
}

// A row identifies a row: a code may be listed in several categories.
type row struct {
	category string
	code     tariff.Code
}

func rowOf(e *list.Entry) row { return row{e.Category, e.Code} }

func changes(old, now *list.Entry) (what []string) {
	if old.NameZH != "" && old.NameZH != now.NameZH {
		what = append(what, ChangedName)
	}
	if list.OneLine(old.Remark) != list.OneLine(now.Remark) {
		what = append(what, ChangedRemark)
	}
	if !slices.Equal(old.Conditions, now.Conditions) {
		what = append(what, ChangedRule)
	}
	if old.Basis != now.Basis {
		what = append(what, ChangedBasis)
	}
	return what
}

// renumber finds rows among those added and removed of which only the code
// changed: a row removed and a row added of the same category, of which neither
// can be paired with another, and which
//
// - have the same Chinese name and the same conditions, or
// - are related by the lineage of the tariff: the code removed leads to the one added.
//
// "Other" is the name of many rows, and many codes lead to several; such rows
// stay added and removed.
func (d *Diff) renumber(day edition.Date) {
	d.pair(func(old, now *list.Entry) bool {
		return old.NameZH != "" && old.NameZH == now.NameZH && slices.Equal(old.Conditions, now.Conditions)
	})
	if len(d.Added) > 0 && len(d.Removed) > 0 {
		d.pair(succeededBy(day, d.Removed))
	}
	slices.SortFunc(d.Renumbered, func(a, b Renumbering) int {
		return cmp.Or(cmp.Compare(a.Before.Code, b.Before.Code), cmp.Compare(a.Now.Category, b.Now.Category),
			cmp.Compare(a.Now.Code, b.Now.Code))
	})
}

// succeededBy returns a function that reports whether the tariff's lineage
// leads from one code to another.
func succeededBy(day edition.Date, removed []list.Entry) func(old, now *list.Entry) bool {
	table, ok := tariff.At(day)
	if !ok {
		tables := tariff.Tables()
		table = tables[len(tables)-1]
	}
	became := make(map[tariff.Code][]tariff.Code, len(removed))
	for i := range removed {
		for _, c := range table.Lineage(removed[i].Code).Candidates {
			became[removed[i].Code] = append(became[removed[i].Code], c.Code)
		}
	}
	return func(old, now *list.Entry) bool { return slices.Contains(became[old.Code], now.Code) }
}

// pair moves rows to Renumbered that match each other and no other row.
func (d *Diff) pair(match func(old, now *list.Entry) bool) {
	const none, several = -1, -2
	partnerOf := func(n int) []int { return slices.Repeat([]int{none}, n) }
	next, previous := partnerOf(len(d.Removed)), partnerOf(len(d.Added))
	note := func(partner *int, j int) {
		if *partner == none {
			*partner = j
		} else {
			*partner = several
		}
	}
	for i := range d.Removed {
		for j := range d.Added {
			if d.Removed[i].Category == d.Added[j].Category && match(&d.Removed[i], &d.Added[j]) {
				note(&next[i], j)
				note(&previous[j], i)
			}
		}
	}
	var removed, added []list.Entry
	for i, j := range next {
		if j >= 0 && previous[j] == i {
			d.Renumbered = append(d.Renumbered, Renumbering{d.Removed[i], d.Added[j]})
		} else {
			removed = append(removed, d.Removed[i])
		}
	}
	for j, i := range previous {
		if i < 0 || next[i] != j {
			added = append(added, d.Added[j])
		}
	}
	d.Removed, d.Added = removed, added
}
