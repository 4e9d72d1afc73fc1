package matrix

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// A Cell is the weight of a term for a column.
type Cell struct {
	Hash   uint32
	Column int32
	Weight float32
}

// Build returns the bytes of the matrix of cells. Weights are scaled to eight bits, with
// the same factor for all columns if sameScale is true. Each pair of a term and a column
// must have at most one cell.
func Build(columns int, cells []Cell, sameScale bool) []byte {
	most := greatest(columns, cells, sameScale)
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Column, b.Column))
	})
	var hashes, starts []uint32
	var rows []byte
	for from := 0; from < len(cells); {
		to := from
		for to < len(cells) && cells[to].Hash == cells[from].Hash {
			to++
		}
		if row := encode(cells[from:to], most); row != nil {
			hashes, starts = append(hashes, cells[from].Hash), append(starts, uint32(len(rows)))
			rows = append(rows, row...)
		}
		from = to
	}
	starts = append(starts, uint32(len(rows)))
	return assemble(columns, hashes, starts, most, rows)
}

// greatest returns the greatest absolute weight of each column, or of all columns if
// sameScale is true.
func greatest(columns int, cells []Cell, sameScale bool) []float32 {
	most := make([]float32, columns)
	var top float32
	for _, c := range cells {
		w := max(c.Weight, -c.Weight)
		most[c.Column] = max(most[c.Column], w)
		top = max(top, w)
	}
	if sameScale {
		for i := range most {
			most[i] = top
		}
	}
	return most
}

// minStep is the least absolute scaled weight that is kept.
const minStep = 2

// encode returns the row of a term; nil if no weight is kept.
func encode(cells []Cell, most []float32) []byte {
	var row []byte
	count, last := 0, int32(-1)
	for _, c := range cells {
		if most[c.Column] == 0 {
			continue
		}
		step := math.RoundToEven(float64(c.Weight) / float64(most[c.Column]) * 127)
		if max(step, -step) < minStep {
			continue
		}
		row = binary.AppendUvarint(row, uint64(c.Column-last-1))
		row = append(row, byte(int8(step)))
		last = c.Column
		count++
	}
	if count == 0 {
		return nil
	}
	return append(binary.AppendUvarint(nil, uint64(count)), row...)
}

func assemble(columns int, hashes, starts []uint32, most []float32, rows []byte) []byte {
	var out []byte
	for _, n := range []uint32{uint32(len(hashes)), uint32(columns), uint32(len(rows))} {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	for _, list := range [][]uint32{hashes, starts} {
		for _, n := range list {
			out = binary.LittleEndian.AppendUint32(out, n)
		}
	}
	for _, m := range most {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m/127))
	}
	return append(out, rows...)
}
