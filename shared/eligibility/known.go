package eligibility

import (
	"sync"

	"importchecker/shared/regime"
	"importchecker/shared/tariff"
)

// knownLine is what is known of a code and its line before any rule is asked,
// found once for all channels.
type knownLine struct {
	found       bool
	code        tariff.Code
	line        *tariff.Line
	supervision letterSet
	inspection  letterSet
	families    uint16  // a bit for each family that the code is of
	mail        []uint8 // classes of Announcement 470 that may reach the chapter
	special     *specialTax
	regimes     []uint8

	cells [8]citedCell // cells of the line that were cited
	cited int
}

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
	families []family
	mail     []uint8
	special  []uint8
}

// byChapter leads from a chapter to the families, classes and taxes that reach
// goods of it.
var byChapter = sync.OnceValue(func() *[100]chapterIndex {
	x := new([100]chapterIndex)
	for f, prefixes := range familyPrefixes {
		for _, c := range chaptersOf(prefixes) {
			x[c].families = append(x[c].families, family(f))
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

// know returns what is known of the code and line at hand.
func (w *work) know() *knownLine {
	k := &w.answer.known
	if k.found && k.code == w.code && k.line == w.line {
		return k
	}
	*k = knownLine{found: true, code: w.code, line: w.line, regimes: regime.Under(string(w.code))}
	if w.line != nil {
		k.supervision, k.inspection = lettersOf(w.line.Supervision), lettersOf(w.line.InspectionImport)
	}
	x := &byChapter()[chapterOf(w.code)]
	for _, f := range x.families {
		if under(w.code, familyPrefixes[f]) {
			k.families |= 1 << f
		}
	}
	for _, i := range x.special {
		if under(w.code, specialTaxes[i].prefixes) && k.special == nil {
			k.special = &specialTaxes[i]
		}
	}
	k.mail = x.mail
	return k
}

// of reports whether the code at hand is of a family.
func (w *work) of(f family) bool { return w.know().families&(1<<f) != 0 }

// stated reports whether the line of the tariff carries a supervision
// condition; without a line none is known.
func (w *work) stated(letter byte) bool { return w.know().supervision.has(letter) }

// lineCited returns the citation of the tariff line with one of its cells.
func (w *work) lineCited(cell string) []Citation {
	k := w.know()
	for i := range k.cells[:k.cited] {
		if k.cells[i].cell == cell {
			return k.cells[i].citations
		}
	}
	citations := w.answer.cite(w.citeLine(cell))
	if k.cited < len(k.cells) {
		k.cells[k.cited] = citedCell{cell, citations}
		k.cited++
	}
	return citations
}

// cite keeps citations in the memory of the answer.
func (a *answer) cite(citations ...Citation) []Citation {
	from := len(a.citations)
	a.citations = append(a.citations, citations...)
	return a.citations[from:len(a.citations):len(a.citations)]
}
