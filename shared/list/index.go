package list

import (
	"math/bits"

	"importchecker/shared/tariff"
)

// Index leads from a code to the entries of an edition that answer for it, as
// Find does, in one look at a table: the time hardly grows with the rows. It is
// made once for an edition whose entries stay as they are.
type Index struct {
	entries []Entry
	levels  uint8 // a bit for each level that an entry's code has
	shift   uint8
	slots   []slot // at most two thirds of them taken
}

// slot has the entries of one code.
type slot struct {
	key    uint64 // 0 in an empty slot
	lo, hi uint32
}

// NewIndex returns the index of an edition.
func NewIndex(e *Edition) *Index {
	size := bits.Len(uint(len(e.Entries) + len(e.Entries)/2))
	x := &Index{entries: e.Entries, shift: uint8(64 - size), slots: make([]slot, 1<<size)}
	for lo := 0; lo < len(e.Entries); {
		code := e.Entries[lo].Code
		hi := e.runEnd(code, lo)
		if level := code.Level(); level >= tariff.Chapter {
			x.levels |= 1 << level
			key := keyOf(digitsOf(code), level)
			*x.slot(key) = slot{key, uint32(lo), uint32(hi)}
		}
		lo = hi
	}
	return x
}

// Find returns the entries of the code or, failing that, of the nearest code above
// it that the edition names.
func (x *Index) Find(c tariff.Code) []Entry {
	digits := digitsOf(c)
	for l := c.Level(); l >= tariff.Chapter; l-- {
		if x.levels&(1<<l) != 0 {
			if s := x.slot(keyOf(digits, l)); s.key != 0 {
				return x.entries[s.lo:s.hi]
			}
		}
		digits /= 100
	}
	return nil
}

// slot returns the slot of a key: the one that has it, or the empty one where it
// would go.
func (x *Index) slot(key uint64) *slot {
	const golden = 0x9e3779b97f4a7c15 // 2⁶⁴ over the golden ratio, which spreads neighbours
	at := key * golden >> x.shift
	for {
		s := &x.slots[at]
		if s.key == key || s.key == 0 {
			return s
		}
		at = (at + 1) & uint64(len(x.slots)-1)
	}
}

// keyOf numbers the codes of all levels. None has 0.
func keyOf(digits uint64, l tariff.Level) uint64 { return digits<<3 | uint64(l) }

// digitsOf reads a code as a number.
func digitsOf(c tariff.Code) (n uint64) {
	for i := range len(c) {
		n = n*10 + uint64(c[i]-'0')
	}
	return n
}
