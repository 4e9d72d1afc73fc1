package model

import (
	"cmp"
	"math"
	"slices"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/words"
)

// A Written is a text about a code, from which parts of a model are built.
type Written struct {
	Code int // its number
	Text words.Text
	// Fold is the weight of the text in the folded text of the code.
	Fold float32
	// Near says that the text is also a near text.
	Near   bool
	Source Source
	// Category is the category of a listing.
	Category words.Text
}

// The constants of BM25.
const (
	saturation = 1.2
	lengthPart = 0.4
)

// Fold sets Folded: all texts of a code as one, with the weights of BM25.
func (p *Parts) Fold(texts []Written) {
	n := len(p.Codes)
	count := make([]map[uint32]float32, n)
	length := make([]float64, n)
	df := map[uint32]int{}
	for i := range texts {
		c, w := texts[i].Code, texts[i].Fold
		if w == 0 {
			continue
		}
		if count[c] == nil {
			count[c] = map[uint32]float32{}
		}
		for _, t := range Distinct(&texts[i].Text, &FoldWeight) {
			if count[c][t.Hash] == 0 {
				df[t.Hash]++
			}
			count[c][t.Hash] += w
			length[c] += float64(w)
		}
	}
	var mean float64
	for _, l := range length {
		mean += l / float64(n)
	}
	var cells []matrix.Cell
	for c := range n {
		norm := saturation * (1 - lengthPart + lengthPart*math.Sqrt(length[c]/mean))
		for hash, times := range count[c] {
			tf := float64(times) / (float64(times) + norm)
			cells = append(cells, matrix.Cell{Hash: hash, Column: int32(c),
				Weight: float32(tf * math.Log(1+float64(n)/float64(df[hash])))})
		}
	}
	p.Folded = matrix.Build(n, cells, true)
}

// Stand sets Near, Owner and Source: the near texts, each once for a code, as vectors of
// length 1.
func (p *Parts) Stand(texts []Written) {
	type key struct {
		code int
		text string
	}
	seen := map[key]bool{}
	var all [][]Term
	for i := range texts {
		t := &texts[i]
		if k := (key{t.Code, t.Text.Folded}); !t.Near || seen[k] {
			continue
		} else {
			seen[k] = true
		}
		all = append(all, Distinct(&t.Text, &Weight))
		p.Owner, p.Source = append(p.Owner, uint16(t.Code)), append(p.Source, t.Source)
		if len(t.Category.Terms) > 0 {
			all = append(all, Distinct(&t.Category, &Weight))
			p.Owner, p.Source = append(p.Owner, uint16(t.Code)), append(p.Source, Category)
		}
	}
	p.Near = matrix.Build(len(all), vectors(all), true)
}

// vectors returns the normalized vectors of texts, whose terms are weighted by rarity.
func vectors(texts [][]Term) (cells []matrix.Cell) {
	df := map[uint32]int{}
	for _, terms := range texts {
		for _, t := range terms {
			df[t.Hash]++
		}
	}
	for i, terms := range texts {
		var norm float64
		for _, t := range terms {
			w := float64(t.Weight) * math.Log(1+float64(len(texts))/float64(df[t.Hash]))
			norm += w * w
		}
		for _, t := range terms {
			w := float64(t.Weight) * math.Log(1+float64(len(texts))/float64(df[t.Hash])) / math.Sqrt(norm)
			cells = append(cells, matrix.Cell{Hash: t.Hash, Column: int32(i), Weight: float32(w)})
		}
	}
	return cells
}

// A Term is a term with its weight.
type Term struct {
	Hash   uint32
	Weight float32
}

// Distinct returns the terms of a text that have a weight, each once, ascending.
func Distinct(t *words.Text, weights *[words.Kinds]float32) []Term {
	return distinct(make([]Term, 0, len(t.Terms)), t, weights)
}

// distinct is Distinct with a buffer for the result.
func distinct(buffer []Term, t *words.Text, weights *[words.Kinds]float32) []Term {
	buffer = buffer[:0]
	for i := range t.Terms {
		if w := weights[t.Terms[i].Kind]; w > 0 {
			buffer = append(buffer, Term{t.Terms[i].Hash, w})
		}
	}
	slices.SortFunc(buffer, func(a, b Term) int { return cmp.Compare(a.Hash, b.Hash) })
	return slices.CompactFunc(buffer, func(a, b Term) bool { return a.Hash == b.Hash })
}
