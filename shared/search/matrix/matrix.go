// Package matrix reads, in place, a sparse matrix of terms and columns with weights
// of eight bits.
//
// A column is a code, a heading or a single text, as the user of the matrix wants.
// The bytes are searched in place, so that a matrix that is not used costs nothing
// at start.
//
// # Layout
//
//	u32  number of terms, T
//	u32  number of columns, C
//	u32  number of bytes of rows
//	u32  × T      hashes of the terms, ascending
//	u32  × T+1    offsets of the rows of the terms, and their end
//	f32  × C      the factor of the weights of each column
//	rows          the number of columns, as a varint; then for each the distance to the
//	              column before, as a varint, and the weight, as a signed byte
//
// All numbers are little-endian.
package matrix

import (
	"fmt"
	"math"
)

// A Matrix is read in place.
type Matrix struct {
	terms, columns int
	hashes         string
	starts         string
	steps          string
	rows           string
}

// Read returns the matrix at the beginning of bytes, and the rest of the bytes.
func Read(bytes string) (m Matrix, rest string, err error) {
	const head = 12
	if len(bytes) < head {
		return m, "", fmt.Errorf("matrix: %d bytes are no header", len(bytes))
	}
	terms, columns, size := u32(bytes, 0), u32(bytes, 1), u32(bytes, 2)
	need := head + 4*int(terms) + 4*(int(terms)+1) + 4*int(columns) + int(size)
	if len(bytes) < need {
		return m, "", fmt.Errorf("matrix: %d bytes; want %d", len(bytes), need)
	}
	m.terms, m.columns = int(terms), int(columns)
	m.hashes, bytes = bytes[head:head+4*m.terms], bytes[head+4*m.terms:]
	m.starts, bytes = bytes[:4*(m.terms+1)], bytes[4*(m.terms+1):]
	m.steps, bytes = bytes[:4*m.columns], bytes[4*m.columns:]
	m.rows, rest = bytes[:size], bytes[size:]
	return m, rest, nil
}

func u32(s string, i int) uint32 {
	i *= 4
	return uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24
}

// Columns returns the number of columns.
func (m *Matrix) Columns() int { return m.columns }

// Terms returns the number of terms.
func (m *Matrix) Terms() int { return m.terms }

// row returns the bytes of a term's row.
func (m *Matrix) row(hash uint32) string {
	lo, hi := 0, m.terms
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if u32(m.hashes, mid) < hash {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == m.terms || u32(m.hashes, lo) != hash {
		return ""
	}
	return m.rows[u32(m.starts, lo):u32(m.starts, lo+1)]
}

// Count returns the number of columns that have the term.
func (m *Matrix) Count(hash uint32) int {
	n, _ := varint(m.row(hash), 0)
	return n
}

// varint reads a number at an offset of a row, and returns the offset after it.
func varint(row string, at int) (n, next int) {
	if at >= len(row) {
		return 0, at
	}
	n = int(row[at] & 0x7f)
	for shift := 7; row[at] >= 0x80; shift += 7 {
		at++
		n |= int(row[at]&0x7f) << shift
	}
	return n, at + 1
}

// A Sum adds up the weights of terms by column. Reset prepares it for use.
type Sum struct {
	Value   []float32 // by column
	Touched []int32   // the columns whose value was added to
	seen    []bool
}

// Reset makes room for n columns and clears them.
func (s *Sum) Reset(n int) {
	for _, c := range s.Touched {
		s.Value[c], s.seen[c] = 0, false
	}
	s.Touched = s.Touched[:0]
	if cap(s.Value) < n {
		s.Value, s.seen = make([]float32, n), make([]bool, n)
	}
	s.Value, s.seen = s.Value[:n], s.seen[:n]
}

// Add adds the row of a term, weight times, to a sum.
func (m *Matrix) Add(s *Sum, hash uint32, weight float32) {
	row := m.row(hash)
	_, at := varint(row, 0)
	for column := -1; at < len(row); at++ {
		var gap int
		gap, at = varint(row, at)
		column += gap + 1
		value := float32(int8(row[at]))
		if !s.seen[column] {
			s.seen[column] = true
			s.Touched = append(s.Touched, int32(column))
		}
		s.Value[column] += float32(weight * value)
	}
}

// AddBoth adds the row of a term to two sums: weighted, and squared. If the squares
// of the weights of a column add up to 1, the second sum is the part of the column
// that the terms cover.
func (m *Matrix) AddBoth(s, squares *Sum, hash uint32, weight float32) {
	row := m.row(hash)
	_, at := varint(row, 0)
	for column := -1; at < len(row); at++ {
		var gap int
		gap, at = varint(row, at)
		column += gap + 1
		value := float32(int8(row[at]))
		if !s.seen[column] {
			s.seen[column], squares.seen[column] = true, true
			s.Touched = append(s.Touched, int32(column))
			squares.Touched = append(squares.Touched, int32(column))
		}
		s.Value[column] += float32(weight * value)
		squares.Value[column] += float32(value * value)
	}
}

// ScaleSquared multiplies each column of a sum of squares by the square of its factor.
func (m *Matrix) ScaleSquared(s *Sum) {
	for _, c := range s.Touched {
		step := math.Float32frombits(u32(m.steps, int(c)))
		s.Value[c] = float32(s.Value[c] * float32(step*step))
	}
}

// Scale multiplies each column of a sum by its factor.
func (m *Matrix) Scale(s *Sum) {
	for _, c := range s.Touched {
		s.Value[c] = float32(s.Value[c] * math.Float32frombits(u32(m.steps, int(c))))
	}
}

// At returns the weight of a term for a column.
func (m *Matrix) At(hash uint32, column int) float32 {
	row := m.row(hash)
	_, at := varint(row, 0)
	for c := -1; at < len(row); at++ {
		var gap int
		gap, at = varint(row, at)
		if c += gap + 1; c >= column {
			if c > column {
				return 0
			}
			return float32(int8(row[at])) * math.Float32frombits(u32(m.steps, column))
		}
	}
	return 0
}
