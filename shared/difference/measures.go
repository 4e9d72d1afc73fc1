package difference

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"importchecker/shared/library"
	"importchecker/shared/services"
)

// servicesKind is the kind of lists of services.
var servicesKind = kind{
	version: "importchecker/measure-diff/1",
	compare: func(d *Diff, from []library.Content, to library.Content) {
		d.Service = true
		d.compareMeasures(library.Services(from), to.(*services.Edition))
	},
	hash: (*Diff).hashMeasures,
}

// hashMeasures hashes the rows of services that differ, as documented at Hash:
// after those of goods, of which there are none.
func (d *Diff) hashMeasures(put func(...string)) {
	d.hashEntries(put)
	count := func(n int) { put(strconv.Itoa(n)) }
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

// A MeasureDiff has the rows of a list of services that differ. They have no
// codes, and are numbered anew in each edition, so a row is identified
//
// - by its words, where no other row has them on either side;
// - in a reprint of the same edition, by its number.
type MeasureDiff struct {
	Added, Removed []services.Measure
	Renumbered     []MeasureChange // the same words and interpretation under another number
	Changed        []MeasureChange
}

// A MeasureChange is a row that differs.
type MeasureChange struct {
	Before, Now services.Measure
	What        []string // of ChangedText, ChangedDomain, ChangedRule, ChangedBasis; none if only renumbered
}

// The values of MeasureChange.What, beside ChangedRule and ChangedBasis.
const (
	ChangedText   = "text"   // the words of the measure
	ChangedDomain = "domain" // the field that it is listed under
)

func (d *MeasureDiff) empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Renumbered)+len(d.Changed) == 0
}

// compareMeasures sets how the rows of an edition differ from those of others,
// which are combined.
func (d *Diff) compareMeasures(from []*services.Edition, to *services.Edition) {
	var before []services.Measure
	for _, e := range from {
		before = append(before, e.Measures...)
	}
	partner := byWords(before, to.Measures)
	if len(from) == 1 && from[0].ID == to.ID {
		byNumber(partner, before, to.Measures)
	}
	taken := make([]bool, len(before))
	for j := range to.Measures {
		now := to.Measures[j]
		i, ok := partner[j]
		if !ok {
			d.Measures.Added = append(d.Measures.Added, now)
			continue
		}
		taken[i] = true
		change := MeasureChange{before[i], now, measureChanges(&before[i], &now)}
		switch {
		case change.What != nil:
			d.Measures.Changed = append(d.Measures.Changed, change)
		case before[i].Item != now.Item:
			d.Measures.Renumbered = append(d.Measures.Renumbered, change)
		default:
			d.Same++
		}
	}
	for i := range before {
		if !taken[i] {
			d.Measures.Removed = append(d.Measures.Removed, before[i])
		}
	}
	byItem := func(a, b services.Measure) int {
		n, _ := strconv.Atoi(a.Item)
		m, _ := strconv.Atoi(b.Item)
		return cmp.Or(n-m, cmp.Compare(a.ID, b.ID))
	}
	slices.SortFunc(d.Measures.Added, byItem)
	slices.SortFunc(d.Measures.Removed, byItem)
	for _, changes := range [][]MeasureChange{d.Measures.Renumbered, d.Measures.Changed} {
		slices.SortFunc(changes, func(a, b MeasureChange) int { return byItem(a.Now, b.Now) })
	}
}

// byWords pairs rows whose words are unique on either side. It returns the
// index in before by the index in now.
func byWords(before, now []services.Measure) map[int]int {
	const several = -1
	index := func(rows []services.Measure) map[string]int {
		at := make(map[string]int, len(rows))
		for i := range rows {
			words := rows[i].Quote()
			if _, twice := at[words]; twice {
				at[words] = several
			} else {
				at[words] = i
			}
		}
		return at
	}
	partner := make(map[int]int)
	indexBefore := index(before)
	for words, j := range index(now) {
		if i, ok := indexBefore[words]; ok && i != several && j != several && words != "" {
			partner[j] = i
		}
	}
	return partner
}

// byNumber pairs the remaining rows that have the same number.
func byNumber(partner map[int]int, before, now []services.Measure) {
	taken := make(map[int]bool, len(partner))
	for _, i := range partner {
		taken[i] = true
	}
	for j := range now {
		if _, ok := partner[j]; ok || now[j].Item == "" {
			continue
		}
		i := slices.IndexFunc(before, func(m services.Measure) bool { return m.Item == now[j].Item })
		if i >= 0 && !taken[i] {
			partner[j], taken[i] = i, true
		}
	}
}

func measureChanges(old, now *services.Measure) (what []string) {
	if old.Quote() != now.Quote() {
		what = append(what, ChangedText)
	}
	if old.Domain.ZH != now.Domain.ZH {
		what = append(what, ChangedDomain)
	}
	if RuleOf(&old.Restriction) != RuleOf(&now.Restriction) {
		what = append(what, ChangedRule)
	}
	if old.Basis != now.Basis {
		what = append(what, ChangedBasis)
	}
	return what
}

// RuleOf describes how a row is interpreted: what decisions depend on.
func RuleOf(r *services.Restriction) string {
	return fmt.Sprint(r.Kind, r.Modes, r.Weight, r.Reach, r.Activities)
}
