package duty

import (
	"strings"
	"sync"

	"importchecker/shared/tariff"
)

// index leads from an origin to the rows about it, and from a chapter to the
// measures about its goods, so that a decision reads few rows.
type index struct {
	number   [26 * 26]uint8 // of an origin in origins; 0 for one that no row names
	origins  []originIndex
	chapters [100][]uint8 // measures by the chapters that their goods lie in
}

// originIndex has the numbers of the rows that may be about an origin.
type originIndex struct {
	measures   []uint8
	agreements []uint8
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
		for origin := range strings.FieldsSeq(measures[i].origins) {
			x.add(origin)
		}
	}
	for i := range measures {
		x.addMeasure(uint8(i))
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
func (x *index) addMeasure(i uint8) {
	m := &measures[i]
	if m.origins == "" {
		for j := range x.origins {
			x.origins[j].measures = append(x.origins[j].measures, i)
		}
	}
	for origin := range strings.FieldsSeq(m.origins) {
		o := x.add(origin)
		o.measures = append(o.measures, i)
	}
	for chapter := range x.chapters {
		if m.goods == "" || within(m.goods, chapter) {
			x.chapters[chapter] = append(x.chapters[chapter], i)
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
func (x *index) reaching(code tariff.Code) []uint8 {
	if len(code) < 2 {
		return nil
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
