package eligibility

import (
	"strings"
	"sync"

	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// lineInfo has what the rules need of a code and its line, computed once for all
// channels.
type lineInfo struct {
	lineDetails
	retail       Tax // within the limits, set when taxed; the same in each channel
	regimeMemory [16]uint8
	cells        [8]citedCell // the first citedCount are of this line
}

// lineDetails is the part of lineInfo that is reset for each code and line.
type lineDetails struct {
	found       bool
	code        tariff.Code
	line        *tariff.Line
	supervision letterSet
	inspection  letterSet
	families    uint16  // a bit for each family of the code
	mail        []uint8 // indexes of mailClasses that reach into the chapter
	special     *specialTax
	regimes     []uint8 // in force on the day for lines with these letters

	documents       span // their reasons in the answer; empty until computed
	taxed           bool
	retailDependsOn fields // the fields that the tax within the limits depends on
	citedCount      int    // number of cells in use
}

// span is a range of reasons.
type span struct{ from, to int }

// citedCell is a cell of the tariff line with its citation.
type citedCell struct {
	cell      string
	citations []Citation
}

// A family is a group of goods that a rule defines by codes.
type family uint8

const (
	arms family = iota
	military
	explosives
	food
	aquatic
	radiationTested
	eCigarettes
	medicines
	plants
	modifiable
	sowable
)

// familyPrefixes has the leading digits of each family.
var familyPrefixes = [...][]string{
	arms: armsPrefixes, military: militaryPrefixes, explosives: explosivePrefixes, food: foodPrefixes,
	aquatic:         aquaticPrefixes,
	radiationTested: radiationPrefixes, eCigarettes: ecigPrefixes, medicines: medicinePrefixes, plants: plantPrefixes,
	modifiable: modifiablePrefixes,
	sowable:    seedChapters,
}

// chapterIndex has the families, mail classes and special taxes of one chapter.
type chapterIndex struct {
	families uint16         // a bit for each family that covers the whole chapter
	parts    []familyPrefix // of families that cover part of it
	mail     []uint8
	special  []uint8
}

// familyPrefix is one code prefix of a family.
type familyPrefix struct {
	prefix string
	family uint16 // the bit of the family
}

// byChapter returns the index of families, mail classes and special taxes by chapter.
var byChapter = sync.OnceValue(func() *[100]chapterIndex {
	x := new([100]chapterIndex)
	for f, prefixes := range familyPrefixes {
		for _, p := range prefixes {
			if c := &x[chapterOf(tariff.Code(p))]; len(p) == tariff.Chapter.Digits() {
				c.families |= 1 << f
			} else {
				c.parts = append(c.parts, familyPrefix{p, 1 << f})
			}
		}
	}
	for i := range mailClasses {
		for _, c := range chaptersOf(mailClasses[i].prefixes) {
			x[c].mail = append(x[c].mail, uint8(i))
		}
	}
	for i := range specialTaxes {
		for _, c := range chaptersOf(specialTaxes[i].prefixes) {
			x[c].special = append(x[c].special, uint8(i))
		}
	}
	return x
})

// chaptersOf returns the distinct chapters of the prefixes.
func chaptersOf[C ~string](prefixes []C) (chapters []int) {
	var seen [100]bool
	for _, p := range prefixes {
		if c := chapterOf(tariff.Code(p)); !seen[c] {
			seen[c] = true
			chapters = append(chapters, c)
		}
	}
	return chapters
}

// chapterOf returns the chapter number of a code, or 0 for a code without one.
func chapterOf(c tariff.Code) int {
	if len(c) < 2 {
		return 0
	}
	return int(c[0]-'0')*10 + int(c[1]-'0')
}

// loadLine fills in lineInfo for the current code and line, unless it has them.
func (w *work) loadLine() {
	k := &w.answer.lineInfo
	if k.found && k.line == w.line && k.code == w.code {
		return
	}
	k.lineDetails = lineDetails{found: true, code: w.code, line: w.line}
	if w.line != nil {
		k.supervision, k.inspection = lettersOf(w.line.Supervision), lettersOf(w.line.InspectionImport)
	}
	k.regimes = k.regimeMemory[:0]
	for _, i := range regime.Under(string(w.code)) {
		if r := &w.checker.regimes[i]; r.Contains(w.d.AsOf) && k.matchesLetters(r) {
			k.regimes = append(k.regimes, i)
		}
	}
	x := &byChapter()[chapterOf(w.code)]
	k.families, k.mail = x.families, x.mail
	for i := range x.parts {
		if p := &x.parts[i]; strings.HasPrefix(string(w.code), p.prefix) {
			k.families |= p.family
		}
	}
	for _, i := range x.special {
		if under(w.code, specialTaxes[i].prefixes) && k.special == nil {
			k.special = &specialTaxes[i]
		}
	}
}

// matchesLetters reports whether the line has the inspection and supervision letters
// that the regime requires. Without a line there are no letters.
func (k *lineInfo) matchesLetters(r *regimeRule) bool {
	return (r.classes == 0 || k.inspection.intersects(r.classes)) && !k.inspection.intersects(r.lacks) &&
		!k.supervision.intersects(r.unless)
}

// inFamily reports whether the current code belongs to a family.
func (w *work) inFamily(f family) bool { return w.lineInfo.families&(1<<f) != 0 }

// hasSupervision reports whether the tariff line has a supervision condition. It
// returns false when there is no line.
func (w *work) hasSupervision(letter byte) bool { return w.lineInfo.supervision.has(letter) }

// lineCitations returns a citation of the tariff line that quotes one of its cells.
func (w *work) lineCitations(cell string) []Citation {
	k := &w.lineInfo
	for i := range k.cells[:k.citedCount] {
		if k.cells[i].cell == cell {
			return k.cells[i].citations
		}
	}
	citations := w.answer.cite(w.citeLine(cell))
	if k.citedCount < len(k.cells) {
		k.cells[k.citedCount] = citedCell{cell, citations}
		k.citedCount++
	}
	return citations
}

// cite stores citations in the memory of the answer.
func (a *answer) cite(citations ...Citation) []Citation {
	from := len(a.citations)
	a.citations = append(a.citations, citations...)
	return a.citations[from:len(a.citations):len(a.citations)]
}
