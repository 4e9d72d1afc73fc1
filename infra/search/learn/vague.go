package learn

import (
	"math"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// Vague learns which words are too vague, as a matrix of one column.
func Vague(vague, clear []words.Text) []byte {
	reads := append(append([]words.Text{}, vague...), clear...)
	v := NewVocabulary(reads, 3)
	rows := make([]Vector, len(reads))
	class := make([]int32, len(reads))
	weight := make([]float32, len(reads))
	for i := range reads {
		rows[i], weight[i] = v.Vector(&reads[i], &model.VagueWeight), 1
		if i >= len(vague) {
			class[i] = 1
		}
	}
	cells := Linear{Cost: 0.5, Passes: 15, Floor: 0.02, All: true}.Train(rows, class, 1, len(v.Hash), v.Hash, weight)
	return matrix.Build(1, cells, true)
}

// Logistic learns to tell yes from no by their signs, with both classes weighted equally.
func Logistic(yes, no [][model.VagueCount]float32) [model.VagueCount]float32 {
	var w, g, sum [model.VagueCount]float64
	for range 500 {
		for f := range g {
			g[f] = 0.001 * w[f]
		}
		for side, list := range [][][model.VagueCount]float32{no, yes} {
			for _, v := range list {
				var s float64
				for f := range v {
					s += w[f] * float64(v[f])
				}
				d := (1/(1+math.Exp(-s)) - float64(side)) / float64(len(list))
				for f := range v {
					g[f] += d * float64(v[f])
				}
			}
		}
		step(w[:], g[:], sum[:])
	}
	var out [model.VagueCount]float32
	for f := range w {
		out[f] = float32(w[f])
	}
	return out
}
