package matrix

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Read returns the weights that Build was given, rounded to eight bits.
func TestBuildAndRead(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const columns = 500
	want := map[[2]uint32]float32{}
	var cells []Cell
	for len(want) < 5000 {
		hash, column := random.Uint32N(300)*7919, random.Uint32N(columns)
		if _, ok := want[[2]uint32{hash, column}]; ok {
			continue
		}
		w := float32(random.NormFloat64())
		want[[2]uint32{hash, column}] = w
		cells = append(cells, Cell{hash, int32(column), w})
	}
	m, rest, err := Read(string(Build(columns, cells, false)) + "rest")
	if err != nil || rest != "rest" || m.Columns() != columns {
		t.Fatal(err, rest, m.Columns())
	}
	for at, w := range want {
		if got := m.At(at[0], int(at[1])); math.Abs(float64(got-w)) > 0.06 {
			t.Errorf("term %d, column %d: got %f, want %f", at[0], at[1], got, w)
		}
	}
	if m.At(1, 1) != 0 || m.Count(1) != 0 {
		t.Error("a term that is not there has a weight")
	}
}

// AddBoth and Add agree, and a Sum can be reused.
func TestSums(t *testing.T) {
	cells := []Cell{{10, 0, 0.6}, {20, 0, 0.8}, {10, 3, 1}}
	m, _, err := Read(string(Build(4, cells, true)))
	if err != nil {
		t.Fatal(err)
	}
	var one, dots, squares Sum
	for range 2 {
		one.Reset(4)
		dots.Reset(4)
		squares.Reset(4)
		for _, h := range []uint32{10, 20, 30} {
			m.Add(&one, h, 2)
			m.AddBoth(&dots, &squares, h, 2)
		}
		m.Scale(&one)
		m.Scale(&dots)
		m.ScaleSquared(&squares)
		if one.Value[0] != dots.Value[0] || math.Abs(float64(one.Value[0])-2.8) > 0.03 ||
			math.Abs(float64(squares.Value[0])-1) > 0.03 {
			t.Errorf("sums %f and %f, squares %f", one.Value[0], dots.Value[0], squares.Value[0])
		}
		if len(one.Touched) != 2 {
			t.Errorf("%d columns touched, want 2", len(one.Touched))
		}
	}
}

// Read refuses truncated bytes.
func TestCutShort(t *testing.T) {
	whole := string(Build(4, []Cell{{10, 0, 0.6}, {20, 0, 0.8}}, true))
	for n := range len(whole) {
		if _, _, err := Read(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes were read", n, len(whole))
		}
	}
}
