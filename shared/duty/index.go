package duty

import (
	"math/bits"
	"strings"
	"sync"

	"importchecker/shared/tariff"
)

// index has the measures and agreements by origin, and the measures by chapter, so that
// a decision reads few rows.
type index struct {
	number   [26 * 26]uint8 // index in origins by pairNumber; 0 for an origin that no row names
	origins  []originIndex
	chapters [100]measureSet // measures by the chapters of their goods
}

// measureSet has a bit for each row of measures.
type measureSet uint64

const _ = uint(64 - len(measures))

// next removes the first measure from a set that is not empty, and returns it.
func (s *measureSet) next() *Measure {
	i := bits.TrailingZeros64(uint64(*s))
	*s &= *s - 1
	return &measures[i]
}

// originIndex has the rows for one origin.
type originIndex struct {
	measures     measureSet
	agreements   []uint8 // by number
	mostFavoured bool
}

// builtIndex returns the index of the rows that are compiled in.
var builtIndex = sync.OnceValue(func() *index {
	x := &index{origins: make([]originIndex, 1, 200)}
	for origin := range strings.FieldsSeq(wtoMembers) {
		x.add(origin).mostFavoured = true
	}
	for i := range agreements {
		for origin := range strings.FieldsSeq(agreements[i].partners) {
			o := x.add(origin)
			o.agreements = append(o.agreements, uint8(i))
		}
	}
	for i := range measures {
		for origin := range strings.FieldsSeq(measures[i].origins + measures[i].except) {
			x.add(origin)
		}
	}
	for i := range measures {
		x.addMeasure(i)
	}
	return x
})

// add returns the index of an origin, which it creates when there is none.
func (x *index) add(origin string) *originIndex {
	n := &x.number[pairNumber(origin)]
	if *n == 0 {
		*n = uint8(len(x.origins))
		x.origins = append(x.origins, originIndex{})
	}
	return &x.origins[*n]
}

// addMeasure adds a measure to its origins and to the chapters of its goods.
func (x *index) addMeasure(i int) {
	m, bit := &measures[i], measureSet(1)<<i
	if m.origins == "" {
		for j := range x.origins {
			x.origins[j].measures |= bit
		}
	}
	for origin := range strings.FieldsSeq(m.origins) {
		x.add(origin).measures |= bit
	}
	for origin := range strings.FieldsSeq(m.except) {
		x.add(origin).measures &^= bit
	}
	for chapter := range x.chapters {
		if m.goods == "" || coversChapter(m.goods, chapter) {
			x.chapters[chapter] |= bit
		}
	}
}

// forOrigin returns the rows for an origin, or those for all origins if no row names it.
func (x *index) forOrigin(origin string) *originIndex {
	if len(origin) != 2 || !isLetter(origin[0]) || !isLetter(origin[1]) {
		return &x.origins[0]
	}
	return &x.origins[x.number[pairNumber(origin)]]
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// pairNumber numbers the pairs of capital letters.
func pairNumber(origin string) int {
	return int(origin[0]-'A')*26 + int(origin[1]-'A')
}

// forChapterOf returns the measures on goods of the chapter of a code.
func (x *index) forChapterOf(code tariff.Code) measureSet {
	if len(code) < 2 {
		return 0
	}
	return x.chapters[int(code[0]-'0')*10+int(code[1]-'0')]
}

// coversChapter reports whether a list of prefixes covers goods of a chapter.
func coversChapter(list string, chapter int) bool {
	digits := string([]byte{byte('0' + chapter/10), byte('0' + chapter%10)})
	for prefix := range strings.FieldsSeq(list) {
		if strings.HasPrefix(prefix, digits) || strings.HasPrefix(digits, prefix) {
			return true
		}
	}
	return false
}
