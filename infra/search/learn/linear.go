package learn

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"importchecker/shared/search/matrix"
)

// A Vector is a text as a vector of length 1: ascending features and their values.
type Vector struct {
	Features []int32
	Values   []float32
}

// Linear trains one linear separator per class: squared hinge loss, weight cost, by dual coordinate descent
// (Hsieh et al. 2008). The constant term is fixed at −1, so a text that shares no feature with a class is on
// the right side without being visited.
type Linear struct {
	Cost   float64
	Passes int
	// Floor is the fraction of a class's largest weight below which weights are dropped.
	Floor float64
	// All visits every row for every class.
	All bool
}

// Train returns the weights of the classes as cells.
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
				parts[c] = l.trainClass(rows, byFeature, members[c], c, w, mark, hash, weight)
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

// commonPart limits common features: one that more than 1/commonPart of all rows have does not make a row a
// neighbour of the class.
const commonPart = 8

// trainClass learns one class. w and mark are scratch space, zero before and after.
func (l Linear) trainClass(rows []Vector, byFeature [][]int32, members []int32, class int, w []float32, mark []bool,
	hash []uint32, weight []float32) []matrix.Cell {
	near, own := l.neighbours(rows, byFeature, members, mark)
	l.descend(rows, near, own, class, w, weight)
	for _, j := range near {
		mark[j] = false
	}
	return l.cells(rows, near, class, w, hash)
}

// neighbours returns the rows that share a feature with the class's own rows, sorted, and those of its own. It
// marks them.
func (l Linear) neighbours(rows []Vector, byFeature [][]int32, members []int32,
	mark []bool) (near []int32, own map[int32]bool) {
	own = map[int32]bool{}
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
	return near, own
}

// descend adjusts the weights w by dual coordinate descent over the rows near the class. Rows that stay on the
// right side are dropped.
func (l Linear) descend(rows []Vector, near []int32, own map[int32]bool, class int, w, weight []float32) {
	alpha := make([]float32, len(near))
	active := make([]int32, len(near))
	for i := range active {
		active[i] = int32(i)
	}
	order := rand.New(rand.NewPCG(20251122, uint64(class)))
	for pass := range l.Passes {
		order.Shuffle(len(active), func(i, j int) { active[i], active[j] = active[j], active[i] })
		kept := active[:0]
		for _, at := range active {
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
		active = kept
	}
}

// cells returns the weights that are not too small as cells, and sets w to zero.
func (l Linear) cells(rows []Vector, near []int32, class int, w []float32, hash []uint32) []matrix.Cell {
	var largest float64
	seen := map[int32]bool{}
	var touched []int32
	for _, j := range near {
		for _, f := range rows[j].Features {
			if w[f] != 0 && !seen[f] {
				seen[f] = true
				touched = append(touched, f)
				largest = max(largest, math.Abs(float64(w[f])))
			}
		}
	}
	var cells []matrix.Cell
	for _, f := range touched {
		if math.Abs(float64(w[f])) >= l.Floor*largest {
			cells = append(cells, matrix.Cell{Hash: hash[f], Column: int32(class), Weight: w[f]})
		}
		w[f] = 0
	}
	return cells
}
