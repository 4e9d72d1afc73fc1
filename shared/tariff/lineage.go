package tariff

import (
	"slices"
	"strings"
)

// Where a code stood, in Lineage.Known.
const (
	KnownCN2018    = "cn-2018"         // a Chinese code of 2018
	KnownCN2019    = "cn-2019"         // one in force in mid 2019; chapters 01 to 14 only
	KnownCN2019Old = "cn-2019-expired" // one that had expired by then; chapters 01 to 14 only
	KnownBefore    = "cn-"             // followed by the id of an earlier edition of the tariff, such as cn-2026
	KnownHS2017    = "hs2017"          // a code of HS 2017, or under one, that HS 2022 dropped
	KnownHS2012    = "hs2012"          // the same of HS 2012
)

// What leads from an old code to a candidate, in Candidate.Relationship,
// besides the four relationships of the UNSD correlation tables.
const (
	SameTariffLine = "same_tariff_line"
	SameSubheading = "same_subheading"
)

// Lineage is what is known of a code that the tariff does not hold.
type Lineage struct {
	// Known lists where the code stood; empty when nowhere that is held.
	Known []string
	// Name is what the code was called: in Chinese where a list of Chinese
	// codes names it, in English where only the HS does, or blank. It is the
	// name of NameOf, which is the code or else its subheading.
	Name   string
	NameOf Code
	// Candidates are the codes that it may be today, in order. They are a
	// place to look, not an answer: goods are classified by what they are.
	Candidates []Candidate
}

// Candidate is a code that another one may have become, or may have been.
type Candidate struct {
	Code Code
	// Relationship is SameTariffLine, SameSubheading, or as UNSD gives it,
	// always read from HS 2022 to the older edition: n:1 is several of today's
	// subheadings and one of then.
	Relationship string
	// Preferred marks the pair that UNSD picks for each subheading of HS 2022.
	Preferred bool
	// From is the code, at the level of the relationship, that it starts from.
	From Code
	// Edition is the older edition of the HS of a UNSD relationship, KnownHS2017
	// or KnownHS2012; otherwise blank.
	Edition string
}

// relationships by the number in the records.
var relationships = [...]string{"1:1", "1:n", "n:1", "n:n"}

// Layout of the records behind lineages; package compile describes them.
const (
	historyWidth     = 18
	historyFlagsAt   = 10
	historyNameAt    = 12
	retiredWidth     = 14
	retiredFlagsAt   = 6
	retiredNameAt    = 8
	relationWidth    = 14
	counterpartAt    = 6
	relationshipAt   = 12
	preferredAt      = 13
	listed2018       = 1
	inForce2019      = 2
	expired2019      = 4
	retiredAfter2017 = 1
	retiredAfter2012 = 2
)

// Lineage explains a code that the tariff does not hold. The zero Lineage says
// that the tariff holds the code, or that nothing is known of it.
//
// A ten-digit code whose tariff line is held leads to the codes of that line;
// an eight- or ten-digit code whose subheading is held leads to the tariff
// lines under it, even if the code itself was never known. Otherwise the HS
// has dropped the subheading, and the UNSD tables lead from HS 2017, or
// failing that from HS 2012, to subheadings of today: given as such, or as the
// tariff lines under them when the code asked has eight digits or more. A
// heading leads wherever its subheadings do.
func (t *Table) Lineage(c Code) Lineage {
	if lo, hi := t.Range(c); lo < hi || !c.validLength() {
		return Lineage{}
	}
	var l Lineage
	if c.Level() >= TariffLine {
		l.addHistory(c)
		l.addPrevious(c, t.previous)
	}
	line, subheading := c.Line(), c.At(Subheading)
	switch {
	case c.Level() == Declarable && t.has(line):
		l.add(t.Children(line), Candidate{Relationship: SameTariffLine, From: line})
	case c.Level() >= TariffLine && t.has(subheading):
		l.add(t.Children(subheading), Candidate{Relationship: SameSubheading, From: subheading})
	default:
		l.addRetired(subheading)
		t.correlate(&l, c)
	}
	return l
}

func (t *Table) has(c Code) bool {
	lo, hi := t.Range(c)
	return lo < hi
}

// recall fills in what the lists of Chinese codes say of c.
func (l *Lineage) addHistory(c Code) {
	lo, hi := prefixed(history, historyWidth, string(c))
	var flags byte
	var names []string
	for i := lo; i < hi; i++ {
		flags |= history[i*historyWidth+historyFlagsAt]
		name := textAt(history, i*historyWidth+historyNameAt, lineageNames)
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if flags&listed2018 != 0 {
		l.Known = append(l.Known, KnownCN2018)
	}
	switch { // a tariff line had expired when all its codes had
	case flags&inForce2019 != 0:
		l.Known = append(l.Known, KnownCN2019)
	case flags&expired2019 != 0:
		l.Known = append(l.Known, KnownCN2019Old)
	}
	if len(names) > 0 {
		l.Name, l.NameOf = strings.Join(names, "；"), c
	}
}

// recallBefore fills in what the editions before say of c, where no list of older
// codes does.
func (l *Lineage) addPrevious(c Code, before *Table) {
	for ; before != nil; before = before.previous {
		lo, hi := before.Range(c)
		if lo == hi {
			continue
		}
		l.Known = append(l.Known, KnownBefore+before.edition.ID)
		if l.Name == "" {
			node, _ := before.Node(c)
			l.Name, l.NameOf = node.NameZH, c
		}
		return
	}
}

// recallHS fills in what older editions of the HS say of a code that the
// present one has dropped.
func (l *Lineage) addRetired(c Code) {
	i := lowerBound(retired, retiredWidth, string(c))
	if i == len(retired)/retiredWidth || !hasPaddedCode(retired[i*retiredWidth:], c) {
		return
	}
	flags := retired[i*retiredWidth+retiredFlagsAt]
	if flags&retiredAfter2017 != 0 {
		l.Known = append(l.Known, KnownHS2017)
	}
	if flags&retiredAfter2012 != 0 {
		l.Known = append(l.Known, KnownHS2012)
	}
	if l.Name == "" {
		l.Name, l.NameOf = textAt(retired, i*retiredWidth+retiredNameAt, lineageNames), c
	}
}

// correlate adds where the UNSD tables lead from the subheading of c, or from
// the subheadings under it.
func (t *Table) correlate(l *Lineage, c Code) {
	key := c.At(Subheading)
	pairs := relations(became2017, KnownHS2017, key)
	if len(pairs) == 0 {
		pairs = relations(became2012, KnownHS2012, key)
	}
	if c.Level() < Subheading {
		pairs = distinct(pairs)
	}
	for _, p := range pairs {
		codes := []Code{p.Code}
		if c.Level() > Subheading {
			codes = t.Children(p.Code)
		}
		l.add(codes, p)
	}
}

// add appends a candidate for each code, alike in everything else.
func (l *Lineage) add(codes []Code, like Candidate) {
	for _, code := range codes {
		like.Code = code
		l.Candidates = append(l.Candidates, like)
	}
}

// related returns the pairs whose subheading begins with the key.
func relations(data, edition string, key Code) []Candidate {
	return appendRelations(nil, data, edition, key)
}

func appendRelations(out []Candidate, data, edition string, key Code) []Candidate {
	lo, hi := prefixed(data, relationWidth, string(key))
	for i := lo; i < hi; i++ {
		r := data[i*relationWidth : (i+1)*relationWidth]
		out = append(out, Candidate{
			Code:         Code(r[counterpartAt:relationshipAt]),
			Relationship: relationships[r[relationshipAt]-'0'],
			Preferred:    r[preferredAt] == '1',
			From:         Code(r[:counterpartAt]),
			Edition:      edition,
		})
	}
	return out
}

// distinct keeps one pair for each code, a preferred one if there is one, in
// the order of the codes.
func distinct(pairs []Candidate) []Candidate {
	slices.SortStableFunc(pairs, func(a, b Candidate) int {
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 || a.Preferred == b.Preferred {
			return c
		}
		if a.Preferred {
			return -1
		}
		return 1
	})
	return slices.CompactFunc(pairs, func(a, b Candidate) bool { return a.Code == b.Code })
}

// Predecessors returns what the subheading of c was in HS 2017, then what it
// was in HS 2012; a subheading that has not changed was itself, 1:1. A code
// coarser than a subheading has no predecessors here, and neither do the few
// subheadings that UNSD relates to hundreds: displays (8524), most electrical
// waste (8549) and semiconductor transducers (8541.51 and 8541.59).
func (t *Table) Predecessors(c Code) []Candidate { return t.AppendPredecessors(nil, c) }

// AppendPredecessors appends what Predecessors returns.
func (t *Table) AppendPredecessors(to []Candidate, c Code) []Candidate {
	if c.Level() < Subheading || !c.validLength() {
		return to
	}
	key := c.At(Subheading)
	return appendRelations(appendRelations(to, was2017, KnownHS2017, key), was2012, KnownHS2012, key)
}
