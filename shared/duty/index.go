package duty

import (
	"math/bits"
	"strings"
	"sync"

	"importchecker/shared/tariff"
)

// index leads from an origin to the rows about it, and from a chapter to the
// measures about its goods, so that a decision reads few rows.
type index struct {
	number   [26 * 26]uint8 // of an origin in origins; 0 for one that no row names
	origins  []originIndex
	chapters [100]measureSet // measures by the chapters that their goods lie in
}

// measureSet has a bit for each row of measures.
type measureSet uint64

const _ = uint(64 - len(measures))

// next takes the first measure out of a set that has one.
func (s *measureSet) next() *Measure {
	i := bits.TrailingZeros64(uint64(*s))
	*s &= *s - 1
	return &measures[i]
}

// originIndex has the rows that are about an origin.
type originIndex struct {
	measures   measureSet
	agreements []uint8 // by number
	favoured   bool
}

var indexed = sync.OnceValue(func() *index {
	x := &index{origins: make([]originIndex, 1, 200)}
	for origin := range strings.FieldsSeq(members) {
		x.add(origin).favoured = true
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

// add returns the row of an origin, a new one where there is none.
func (x *index) add(origin string) *originIndex {
	n := &x.number[place(origin)]
	if *n == 0 {
		*n = uint8(len(x.origins))
		x.origins = append(x.origins, originIndex{})
	}
	return &x.origins[*n]
}

// addMeasure enters a measure under its origins and under the chapters of its goods.
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
		if m.goods == "" || within(m.goods, chapter) {
			x.chapters[chapter] |= bit
		}
	}
}

// of returns the rows about an origin; those about any where none names it.
func (x *index) of(origin string) *originIndex {
	if len(origin) != 2 || !isLetter(origin[0]) || !isLetter(origin[1]) {
		return &x.origins[0]
	}
	return &x.origins[x.number[place(origin)]]
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// place numbers the pairs of capital letters.
func place(origin string) int {
	return int(origin[0]-'A')*26 + int(origin[1]-'A')
}

// reaching returns the measures about goods of the chapter of a code.
func (x *index) reaching(code tariff.Code) measureSet {
	if len(code) < 2 {
		return 0
	}
	return x.chapters[int(code[0]-'0')*10+int(code[1]-'0')]
}

// within reports whether goods of a chapter are among those of a list of prefixes.
func within(list string, chapter int) bool {
	digits := string([]byte{byte('0' + chapter/10), byte('0' + chapter%10)})
	for prefix := range strings.FieldsSeq(list) {
		if strings.HasPrefix(prefix, digits) || strings.HasPrefix(digits, prefix) {
			return true
		}
	}
	return false
}
