// Package matrix reads a sparse matrix of terms and columns in place: which
// columns a term speaks for, and how strongly, in eight bits.
//
// A column is a code, a heading, or a single text, as the matrix's maker wants.
// The bytes are searched as they lie, so that a program that holds a matrix
// and does not ask it pays nothing for it at start.
//
// # Layout
//
//	u32  number of terms, T
//	u32  number of columns, C
//	u32  bytes of rows
//	u32  × T      hashes of the terms, ascending
//	u32  × T+1    where each term's row begins
//	f32  × C      what one step of a column's weights is worth
//	rows          how many columns, as a varint; then pairs: distance to the column before,
//	              as a varint; weight, as a signed byte
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

// Read finds a matrix at the beginning of bytes, and says what follows it.
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

// Columns says how many columns there are.
func (m *Matrix) Columns() int { return m.columns }

// Terms says how many terms there are.
func (m *Matrix) Terms() int { return m.terms }

// row gives the bytes of a term's row.
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

// Count says how many columns know the term.
func (m *Matrix) Count(hash uint32) int {
	n, _ := varint(m.row(hash), 0)
	return n
}

// varint reads a number at a place of a row, and says where the next begins.
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

// A Sum adds up what terms say of columns. It can be used again after Reset.
type Sum struct {
	Value   []float32 // by column
	Touched []int32   // the columns whose value was added to
	seen    []bool
}

// Reset makes room for n columns and forgets what was added.
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

// AddBoth adds the row of a term to two sums: weighted, and squared. Where a
// column's weights squared add up to 1, the second says how much of the column
// has been found.
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

// ScaleSquared turns a sum of squared steps into squared weights.
func (m *Matrix) ScaleSquared(s *Sum) {
	for _, c := range s.Touched {
		step := math.Float32frombits(u32(m.steps, int(c)))
		s.Value[c] = float32(s.Value[c] * float32(step*step))
	}
}

// Scale turns a sum of steps into weights: each column's value times its step.
func (m *Matrix) Scale(s *Sum) {
	for _, c := range s.Touched {
		s.Value[c] = float32(s.Value[c] * math.Float32frombits(u32(m.steps, int(c))))
	}
}

// At gives the weight of a term for a column.
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
