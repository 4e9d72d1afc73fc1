package eligibility

import (
	"strings"
	"sync"

	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// knownLine is what is known of a code and its line, found once for all channels.
type lineInfo struct {
	lineDetails
	retail       Tax // within the limits, once taxed; the same in each channel
	regimeMemory [16]uint8
	cells        [8]citedCell // of which the first were cited of this line
}

// lineNotes is what is noted anew of each code and line.
type lineDetails struct {
	found       bool
	code        tariff.Code
	line        *tariff.Line
	supervision letterSet
	inspection  letterSet
	families    uint16  // a bit for each family that the code is of
	mail        []uint8 // classes of Announcement 470 that may reach the chapter
	special     *specialTax
	regimes     []uint8 // in force on the day, and for lines with these letters

	documents       span // in the reasons of the answer; none before they were asked for
	taxed           bool
	retailDependsOn fields // what the tax within the limits turns on
	citedCount      int    // cells
}

// span is a run of reasons.
type span struct{ from, to int }

// citedCell is a cell of the tariff line with its citation.
type citedCell struct {
	cell      string
	citations []Citation
}

// A family is goods that a rule speaks of by their codes.
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

// chapterIndex has what may be about goods of one chapter.
type chapterIndex struct {
	families uint16         // a bit for each family that has the whole chapter
	parts    []familyPrefix // of families that have a part of it
	mail     []uint8
	special  []uint8
}

// familyPrefix is leading digits of goods of a family.
type familyPrefix struct {
	prefix string
	family uint16 // its bit
}

// byChapter leads from a chapter to the families, classes and taxes that reach
// goods of it.
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

// chaptersOf returns the chapters that codes with these prefixes lie in, each once.
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

// chapterOf returns the number of the chapter of a code; 0 of none.
func chapterOf(c tariff.Code) int {
	if len(c) < 2 {
		return 0
	}
	return int(c[0]-'0')*10 + int(c[1]-'0')
}

// know finds what is known of the code and line at hand, unless it is known.
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

// has compares the letters that a regime depends on with those of the line. Of a
// line that is not held none is known.
func (k *lineInfo) matchesLetters(r *regimeRule) bool {
	return (r.classes == 0 || k.inspection.intersects(r.classes)) && !k.inspection.intersects(r.lacks) &&
		!k.supervision.intersects(r.unless)
}

// of reports whether the code at hand is of a family.
func (w *work) inFamily(f family) bool { return w.lineInfo.families&(1<<f) != 0 }

// stated reports whether the line of the tariff carries a supervision
// condition; without a line none is known.
func (w *work) hasSupervision(letter byte) bool { return w.lineInfo.supervision.has(letter) }

// lineCited returns the citation of the tariff line with one of its cells.
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

// cite keeps citations in the memory of the answer.
func (a *answer) cite(citations ...Citation) []Citation {
	from := len(a.citations)
	a.citations = append(a.citations, citations...)
	return a.citations[from:len(a.citations):len(a.citations)]
}
