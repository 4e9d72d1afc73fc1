package learn

import (
	"math"
	"slices"

	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// A Vocabulary numbers the terms that enough texts have.
type Vocabulary struct {
	Index map[uint32]int32
	Hash  []uint32
}

// NewVocabulary returns the vocabulary of the terms that at least least texts have.
func NewVocabulary(texts []words.Text, minTexts int) *Vocabulary {
	df := map[uint32]int{}
	for i := range texts {
		for _, h := range distinct(&texts[i]) {
			df[h]++
		}
	}
	v := &Vocabulary{Index: map[uint32]int32{}}
	for h, n := range df {
		if n >= minTexts {
			v.Hash = append(v.Hash, h)
		}
	}
	slices.Sort(v.Hash)
	for i, h := range v.Hash {
		v.Index[h] = int32(i)
	}
	return v
}

func distinct(t *words.Text) []uint32 {
	hs := make([]uint32, len(t.Terms))
	for i := range t.Terms {
		hs[i] = t.Terms[i].Hash
	}
	slices.Sort(hs)
	return slices.Compact(hs)
}

// Vector returns a text as a vector.
func (v *Vocabulary) Vector(t *words.Text, kinds *[words.Kinds]float32) Vector {
	var out Vector
	var norm float64
	for _, term := range model.Distinct(t, kinds) {
		if f, ok := v.Index[term.Hash]; ok {
			out.Features, out.Values = append(out.Features, f), append(out.Values, term.Weight)
			norm += float64(term.Weight) * float64(term.Weight)
		}
	}
	for i := range out.Values {
		out.Values[i] /= float32(math.Sqrt(norm))
	}
	return out
}
