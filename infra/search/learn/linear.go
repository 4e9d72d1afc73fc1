package learn

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"importchecker/shared/search/matrix"
)

// A Vector is a text as numbers: features, ascending, and their values, of length 1.
type Vector struct {
	Features []int32
	Values   []float32
}

// Linear trains one linear separator per class: squared hinge loss, weight
// cost, by dual coordinate descent (Hsieh et al. 2008). The constant term is
// fixed at −1, so that a text that shares nothing with a class's own is on
// the right side without being looked at.
type Linear struct {
	Cost   float64
	Passes int
	// Floor is the share of a class's greatest weight below which a weight is dropped.
	Floor float64
	// All looks at every row for every class.
	All bool
}

// Train gives the cells of the classes' weights.
func (l Linear) Train(rows []Vector, class []int32, classes, features int, hash []uint32,
	weight []float32) []matrix.Cell {
	byFeature := make([][]int32, features)
	for i := range rows {
		for _, f := range rows[i].Features {
			byFeature[f] = append(byFeature[f], int32(i))
		}
	}
	members := make([][]int32, classes)
	for i, c := range class {
		if int(c) < classes {
			members[c] = append(members[c], int32(i))
		}
	}
	parts := make([][]matrix.Cell, classes)
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			w := make([]float32, features)
			mark := make([]bool, len(rows))
			for c := range next {
				parts[c] = l.one(rows, byFeature, members[c], c, w, mark, hash, weight)
			}
		})
	}
	for c := range classes {
		if len(members[c]) > 0 {
			next <- c
		}
	}
	close(next)
	wait.Wait()
	return slices.Concat(parts...)
}

// commonPart is the part of all rows that may have a feature before it is too
// common to make a row a rival of the class.
const commonPart = 8

func (l Linear) one(rows []Vector, byFeature [][]int32, members []int32, class int, w []float32, mark []bool,
	hash []uint32, weight []float32) []matrix.Cell {
	var near []int32
	own := map[int32]bool{}
	for _, i := range members {
		own[i] = true
		for _, f := range rows[i].Features {
			if !l.All && len(byFeature[f]) > len(rows)/commonPart {
				continue
			}
			for _, j := range byFeature[f] {
				if !mark[j] {
					mark[j] = true
					near = append(near, j)
				}
			}
		}
		if !mark[i] {
			mark[i] = true
			near = append(near, i)
		}
	}
	slices.Sort(near)
	alpha := make([]float32, len(near))
	still := make([]int32, len(near))
	for i := range still {
		still[i] = int32(i)
	}
	order := rand.New(rand.NewPCG(20251122, uint64(class)))
	for pass := range l.Passes {
		order.Shuffle(len(still), func(i, j int) { still[i], still[j] = still[j], still[i] })
		kept := still[:0]
		for _, at := range still {
			row := &rows[near[at]]
			y, cost := float32(-1), l.Cost*float64(weight[near[at]])
			if own[near[at]] {
				y = 1
			}
			half := float32(0.5 / cost)
			var dot float32
			for k, f := range row.Features {
				dot += float32(w[f] * row.Values[k])
			}
			g := float32(y*(dot-1)) - 1 + float32(half*alpha[at])
			if alpha[at] == 0 && g >= 0 {
				if pass == 0 || g < 0.3 {
					kept = append(kept, at)
				}
				continue
			}
			kept = append(kept, at)
			before := alpha[at]
			alpha[at] = max(0, before-g/(1+half))
			if d := float32((alpha[at] - before) * y); d != 0 {
				for k, f := range row.Features {
					w[f] += float32(d * row.Values[k])
				}
			}
		}
		still = kept
	}
	var cells []matrix.Cell
	var most float64
	seen := map[int32]bool{}
	var touched []int32
	for _, j := range near {
		mark[j] = false
		for _, f := range rows[j].Features {
			if w[f] != 0 && !seen[f] {
				seen[f] = true
				touched = append(touched, f)
				most = max(most, math.Abs(float64(w[f])))
			}
		}
	}
	for _, f := range touched {
		if math.Abs(float64(w[f])) >= l.Floor*most {
			cells = append(cells, matrix.Cell{Hash: hash[f], Column: int32(class), Weight: w[f]})
		}
	}
	for _, f := range touched {
		w[f] = 0
	}
	return cells
}
