package eligibility

import "math/bits"

// A factSet is a set of facts.
type factSet [(endFacts + 63) / 64]uint64

func (s *factSet) add(k FactKey) { s[k>>6] |= 1 << (k & 63) }

// addAll adds the facts of another set.
func (s *factSet) addAll(o *factSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// appendTo appends the facts in the order of the vocabulary, but for those that
// another set has.
func (s *factSet) appendTo(to []FactKey, but *factSet) []FactKey {
	for i, word := range s {
		for word &^= but[i]; word != 0; word &= word - 1 {
			to = append(to, FactKey(i<<6+bits.TrailingZeros64(word)))
		}
	}
	return to
}
