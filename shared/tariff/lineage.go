package tariff

import (
	"slices"
	"strings"
)

// The sources that had a code, in Lineage.Known.
const (
	KnownCN2018    = "cn-2018"         // a Chinese code of 2018
	KnownCN2019    = "cn-2019"         // a code in force in mid 2019; chapters 01 to 14 only
	KnownCN2019Old = "cn-2019-expired" // a code that had expired by mid 2019; chapters 01 to 14 only
	KnownBefore    = "cn-"             // followed by the id of an earlier edition of the tariff, such as cn-2026
	KnownHS2017    = "hs2017"          // a code of HS 2017, or under one, that HS 2022 dropped
	KnownHS2012    = "hs2012"          // the same for HS 2012
)

// Values of Candidate.Relationship besides the four of the UNSD correlation tables.
const (
	SameTariffLine = "same_tariff_line"
	SameSubheading = "same_subheading"
)

// Lineage is what is known of a code that the tariff does not have.
type Lineage struct {
	// Known lists the sources that had the code.
	Known []string
	// Name is the former name: in Chinese if a list of Chinese codes has it, in
	// English if only the HS has it, or blank. NameOf is the code that has the name:
	// the code itself or its subheading.
	Name   string
	NameOf Code
	// Candidates are the codes that it may correspond to today, in order. They help
	// to search and do not decide: goods are classified by what they are.
	Candidates []Candidate
}

// Candidate is a code that another code may have become, or may have been before.
type Candidate struct {
	Code Code
	// Relationship is SameTariffLine, SameSubheading, or the relationship that UNSD
	// gives, always from HS 2022 to the older edition: n:1 means several subheadings
	// today for one then.
	Relationship string
	// Preferred marks the pair that UNSD picks for each subheading of HS 2022.
	Preferred bool
	// From is the code at the other end of the relationship.
	From Code
	// Edition is the older edition of the HS of a UNSD relationship, KnownHS2017
	// or KnownHS2012; otherwise blank.
	Edition string
}

// relationships are the values of UNSD by their numbers in the records.
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

// Lineage returns the lineage of a code that the tariff does not have. It is zero when
// the tariff has the code or nothing is known of it.
//
// The candidates of a ten-digit code are the codes of its tariff line, if the tariff
// has the line. The candidates of an eight- or ten-digit code are the tariff lines under
// its subheading, if the tariff has the subheading, even if the code never existed.
// Otherwise the HS has dropped the subheading, and the candidates come from the UNSD
// tables for HS 2017, or else for HS 2012: subheadings of today, or the tariff lines
// under them for a code of eight digits or more. The candidates of a heading are those of
// its subheadings.
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

// has reports whether the tariff has a line under the code.
func (t *Table) has(c Code) bool {
	lo, hi := t.Range(c)
	return lo < hi
}

// addHistory adds the lists of Chinese codes of 2018 and 2019 that had the code, and its
// name there.
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
	switch { // a tariff line expired when all its codes had
	case flags&inForce2019 != 0:
		l.Known = append(l.Known, KnownCN2019)
	case flags&expired2019 != 0:
		l.Known = append(l.Known, KnownCN2019Old)
	}
	if len(names) > 0 {
		l.Name, l.NameOf = strings.Join(names, "；"), c
	}
}

// addPrevious adds the newest previous edition of the tariff that had the code, and its
// name there if no list of older codes gave one.
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

// addRetired adds the older editions of the HS that had a code which HS 2022 dropped.
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

// correlate adds the candidates that the UNSD tables give for the subheading of the
// code, or for the subheadings under it.
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

// add appends a copy of the candidate for each code.
func (l *Lineage) add(codes []Code, like Candidate) {
	for _, code := range codes {
		like.Code = code
		l.Candidates = append(l.Candidates, like)
	}
}

// relations returns the pairs whose subheading begins with the key.
func relations(data, edition string, key Code) []Candidate {
	return appendRelations(nil, data, edition, key)
}

// appendRelations appends the pairs whose subheading begins with the key.
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

// distinct returns one pair for each code, sorted by code: the preferred pair if there
// is one.
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

// Predecessors returns the predecessors of the subheading of c in HS 2017, then those
// in HS 2012. An unchanged subheading is its own predecessor, with 1:1. A code coarser
// than a subheading has none, and neither do the few subheadings that UNSD relates to
// hundreds: displays (8524), most electrical waste (8549) and semiconductor transducers
// (8541.51 and 8541.59).
func (t *Table) Predecessors(c Code) []Candidate { return t.AppendPredecessors(nil, c) }

// AppendPredecessors appends what Predecessors returns.
func (t *Table) AppendPredecessors(to []Candidate, c Code) []Candidate {
	if c.Level() < Subheading || !c.validLength() {
		return to
	}
	key := c.At(Subheading)
	return appendRelations(appendRelations(to, was2017, KnownHS2017, key), was2012, KnownHS2012, key)
}
