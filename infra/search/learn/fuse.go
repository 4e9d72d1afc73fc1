package learn

import (
	"math"

	"importchecker/shared/search/model"
)

// An Example is a question to a model that had not seen it, with the evidence for each candidate and which
// candidates are right.
type Example struct {
	Kind       model.Kind
	Candidates []model.Candidate
	Right      []bool
	Weight     float64
}

// rounds is the number of steps of the descent.
const rounds = 150

// Fuse learns the weights of the evidence: by logistic regression over the candidates of each question (a right
// one should rank above the others), with a penalty on large weights, by gradient descent with shrinking steps.
func Fuse(examples []Example, penalty float64) [model.FeatureCount]float32 {
	var w, g, sum [model.FeatureCount]float64
	var total float64
	for i := range examples {
		total += examples[i].Weight
	}
	var p []float64
	for range rounds {
		for f := range g {
			g[f] = penalty * w[f]
		}
		for i := range examples {
			p = gradient(&examples[i], &w, &g, p, examples[i].Weight/total)
		}
		step(w[:], g[:], sum[:])
	}
	var out [model.FeatureCount]float32
	for f := range w {
		out[f] = float32(w[f])
	}
	return out
}

// step moves the weights w against the gradient g. Steps shrink with sum, the squares of all gradients so far.
func step(w, g, sum []float64) {
	for f := range w {
		sum[f] += g[f] * g[f]
		if sum[f] > 0 {
			w[f] -= 0.5 * g[f] / math.Sqrt(sum[f])
		}
	}
}

// gradient adds the gradient of one question to g.
func gradient(e *Example, w, g *[model.FeatureCount]float64, p []float64, weight float64) []float64 {
	p = p[:0]
	most := math.Inf(-1)
	anyRight := false
	for i := range e.Candidates {
		var s float64
		for f, v := range e.Candidates[i].Features {
			s += w[f] * float64(v)
		}
		p = append(p, s)
		most = max(most, s)
		anyRight = anyRight || e.Right[i]
	}
	if !anyRight {
		return p
	}
	var total, right float64
	for i := range p {
		p[i] = math.Exp(p[i] - most)
		total += p[i]
		if e.Right[i] {
			right += p[i]
		}
	}
	for i := range p {
		d := p[i] / total
		if e.Right[i] {
			d -= p[i] / right
		}
		if d == 0 {
			continue
		}
		d *= weight
		for f, v := range e.Candidates[i].Features {
			if v != 0 {
				g[f] += d * float64(v)
			}
		}
	}
	return p
}
