package model

import (
	"math"
	"slices"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/words"
)

// The indexes of the signs that a question is too vague.
const (
	vOne = iota
	vWords
	vSure
	vCover
	vNear
	vLength
	vHan
	vDigits
	VagueCount
)

// Probabilities returns the probability of each candidate: the softmax of their scores.
func Probabilities(candidates []Candidate) []float32 {
	out := make([]float32, len(candidates))
	if len(candidates) == 0 {
		return out
	}
	most := candidates[0].Score
	var sum float64
	for i := range candidates {
		e := math.Exp(float64(candidates[i].Score - most))
		out[i] = float32(e)
		sum += e
	}
	for i := range out {
		out[i] = float32(float64(out[i]) / sum)
	}
	return out
}

// Tempered returns probabilities that are closer to each other: those of halved scores. The
// codes that a single word means, or else the last words of a title, together have at least
// the probability meantShare.
func Tempered(candidates []Candidate) []float32 {
	halved := slices.Clone(candidates)
	for i := range halved {
		halved[i].Score /= 2
	}
	shares := Probabilities(halved)
	if len(candidates) == 0 || !candidates[0].Meant && !candidates[0].Headed {
		return shares
	}
	favoured := func(c *Candidate) bool { return c.Meant || !candidates[0].Meant && c.Headed }
	var sum float32
	for i := range shares {
		if favoured(&candidates[i]) {
			sum += shares[i]
		}
	}
	if sum >= meantShare {
		return shares
	}
	for i := range shares {
		if favoured(&candidates[i]) {
			shares[i] *= meantShare / sum
		} else {
			shares[i] *= (1 - meantShare) / (1 - sum)
		}
	}
	return shares
}

// meantShare is the least probability of the codes that a word means.
const meantShare = 0.9

// VagueWords returns how strongly the words are evidence of vagueness.
func VagueWords(vague *matrix.Matrix, t *words.Text) float32 {
	w := pool.Get().(*work)
	defer pool.Put(w)
	terms := w.distinct(t, &VagueWeight)
	var norm float64
	for _, x := range terms {
		if vague.Count(x.Hash) > 0 {
			norm += float64(x.Weight) * float64(x.Weight)
		}
	}
	if norm == 0 {
		return 0
	}
	var sum matrix.Sum
	sum.Reset(1)
	for _, x := range terms {
		vague.Add(&sum, x.Hash, float32(float64(x.Weight)/math.Sqrt(norm)))
	}
	vague.Scale(&sum)
	return sum.Value[0]
}

// VagueSigns returns the signs that a question is too vague.
func VagueSigns(words float32, t *words.Text, candidates []Candidate) [VagueCount]float32 {
	v := [VagueCount]float32{vOne: 1, vWords: words}
	if len(candidates) > 0 {
		v[vSure] = Probabilities(candidates)[0]
		v[vCover] = candidates[0].Features[fFoldedCover]
		for i := range candidates[:min(10, len(candidates))] {
			v[vNear] = max(v[vNear], candidates[i].Features[fNear])
		}
	}
	v[vLength] = float32(min(t.Latin, 12)) / 12
	if t.Han > 0 {
		v[vHan] = 1
	}
	digits := 0
	for i := range len(t.Folded) {
		if t.Folded[i] >= '0' && t.Folded[i] <= '9' {
			digits++
		}
	}
	v[vDigits] = float32(digits) / float32(len(t.Folded)+1)
	return v
}

// Vagueness returns the probability that a question is too vague to be answered.
func (m *Model) Vagueness(q *Question, candidates []Candidate) float32 {
	v := VagueSigns(VagueWords(&m.vague, &q.Title), &q.Title, candidates)
	var s float64
	for i := range v {
		s += float64(v[i]) * float64(m.vagueMix[i])
	}
	return float32(1 / (1 + math.Exp(-s)))
}
