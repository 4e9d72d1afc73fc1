package difference

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// A Diff is how an edition differs from those in whose place it comes. Only
// listed rows count: what a source says was removed, and goods named without a
// code, are no rows.
type Diff struct {
	List    string
	Service bool   // it is a list of services
	From    []Side // the editions in whose place it comes; none when there are none
	To      Side

	Added      []list.Entry
	Removed    []list.Entry
	Renumbered []Renumbering
	Changed    []Change
	Measures   MeasureDiff // of a list of services, in the place of these
	Same       int         // rows that are alike in both
}

// A Side is an edition that is compared.
type Side struct {
	ID     string
	SHA256 string
	edition.Interval
	Coverage edition.Coverage
	Document string
}

// A Renumbering is goods that are listed under another code than before.
type Renumbering struct {
	Before, Now list.Entry
}

// A Change is a code that is listed as before, and otherwise than before.
type Change struct {
	Before, Now list.Entry
	What        []string // of ChangedName, ChangedRemark, ChangedRule, ChangedBasis
}

// What a Change changed.
const (
	ChangedName   = "name"   // the Chinese name; one that was not known before is no change
	ChangedRemark = "remark" // the words of the remark
	ChangedRule   = "rule"   // the conditions read from it
	ChangedBasis  = "basis"  // how near to the official text the row is held
)

// Empty reports whether the rows are all alike.
func (d *Diff) Empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Renumbered)+len(d.Changed) == 0 && d.Measures.empty()
}

// Comparable reports whether all rows of all sides are held, so that a row which
// one lacks is surely not on it.
func (d *Diff) Comparable() bool {
	for _, s := range append(slices.Clone(d.From), d.To) {
		if s.Coverage != edition.Complete {
			return false
		}
	}
	return true
}

// What opens the text that is hashed, of a list of goods and of one of services.
const (
	diffVersion        = "importchecker/diff/1"
	measureDiffVersion = "importchecker/measure-diff/1"
)

// Hash returns the SHA-256, in lower-case hexadecimal, that a maintainer repeats
// to publish what was reviewed. It is taken over these values, each written as a
// netstring (its length in bytes in decimal, a colon, the bytes, a comma) with
// nothing between them; numbers are in decimal:
//
//	importchecker/diff/1
//	list
//	how many editions are compared from, then for each: id, sha256
//	of the edition: id, sha256, first day, first day no longer in force (may be empty)
//	how many rows are added, then for each: category, code
//	how many are removed, then for each: category, code
//	how many are renumbered, then for each: category, code before, code now
//	how many are changed, then for each: category, code, how many things, each of them
//
// Rows are in the order of their codes, then of their categories. What a row says is
// covered by the hashes of the editions.
//
// Of a list of services the text opens with importchecker/measure-diff/1, and has of
// each row its id, before and now where there are two.
func (d *Diff) Hash() string {
	var text []byte
	put := func(values ...string) {
		for _, v := range values {
			text = strconv.AppendInt(text, int64(len(v)), 10)
			text = append(text, ':')
			text = append(text, v...)
			text = append(text, ',')
		}
	}
	count := func(n int) { put(strconv.Itoa(n)) }
	opening := diffVersion
	if d.Service {
		opening = measureDiffVersion
	}
	put(opening, d.List)
	count(len(d.From))
	for _, s := range d.From {
		put(s.ID, s.SHA256)
	}
	put(d.To.ID, d.To.SHA256, d.To.From.String(), d.To.To.String())
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
	if d.Service {
		for _, rows := range [][]services.Measure{d.Measures.Added, d.Measures.Removed} {
			count(len(rows))
			for i := range rows {
				put(rows[i].ID)
			}
		}
		for _, changes := range [][]MeasureChange{d.Measures.Renumbered, d.Measures.Changed} {
			count(len(changes))
			for i := range changes {
				put(changes[i].Before.ID, changes[i].Now.ID)
				count(len(changes[i].What))
				put(changes[i].What...)
			}
		}
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Replaced returns the editions in whose place an edition would come: the one
// with its id or else those that would be in force on its first day without it.
func Replaced(lists library.Lists, c library.Content) []library.Content {
	e := c.About()
	if old, ok := lists.Edition(e.List, e.ID); ok {
		return []library.Content{old}
	}
	return library.InForce(lists.Editions(e.List), e.From)
}

// Compare returns how an edition differs from others of its kind, which are read
// as one.
func Compare(from []library.Content, to library.Content) *Diff {
	d := &Diff{List: to.About().List, To: sideOf(to)}
	for _, c := range from {
		d.From = append(d.From, sideOf(c))
	}
	switch to := to.(type) {
	case *list.Edition:
		d.compareEntries(library.Goods(from), to)
	case *services.Edition:
		d.Service = true
		d.compareMeasures(library.Services(from), to)
	}
	return d
}

// compareEntries sets how the rows of a list of goods differ.
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
		old, was := before[rowOf(&now)]
		delete(before, rowOf(&now))
		if !was {
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

// row tells rows apart: a code may stand in several categories.
type row struct {
	category string
	code     tariff.Code
}

func rowOf(e *list.Entry) row { return row{e.Category, e.Code} }

func sideOf(c library.Content) Side {
	e := c.About()
	return Side{ID: e.ID, SHA256: e.SHA256, Interval: e.Interval, Coverage: e.Coverage(), Document: e.Document}
}

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

// renumber finds, among what was added and removed, goods that only changed
// their code: a row removed and a row added of the same category, of which
// neither can be paired with another, and which
//
//   - have the same Chinese name and the same conditions, or
//   - are related by the tariff's lineage: the code removed leads to the one
//     added.
//
// "Other" is the name of many rows, and many codes lead to several; such are
// left as added and removed.
func (d *Diff) renumber(day edition.Date) {
	d.pair(func(old, now *list.Entry) bool {
		return old.NameZH != "" && old.NameZH == now.NameZH && slices.Equal(old.Conditions, now.Conditions)
	})
	if len(d.Added) > 0 && len(d.Removed) > 0 {
		d.pair(leads(day, d.Removed))
	}
	slices.SortFunc(d.Renumbered, func(a, b Renumbering) int {
		return cmp.Or(cmp.Compare(a.Before.Code, b.Before.Code), cmp.Compare(a.Now.Category, b.Now.Category), cmp.Compare(a.Now.Code, b.Now.Code))
	})
}

// leads returns whether the tariff's lineage leads from one code to another.
func leads(day edition.Date, removed []list.Entry) func(old, now *list.Entry) bool {
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

// pair moves those rows to Renumbered that match each other and no other.
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
