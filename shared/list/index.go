package list

import (
	"math/bits"

	"importchecker/shared/tariff"
)

// Index is a hash table of the entries of an edition by code. Its Find returns what
// Edition.Find does, in a time that hardly depends on the number of rows. The entries
// must not change.
type Index struct {
	entries []Entry
	levels  uint8 // a bit for each level of an entry's code
	shift   uint8
	slots   []slot // at most two thirds full
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

// Find returns the entries with the code itself or else with its nearest ancestor in the
// edition.
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

// slot returns the slot with a key, or the empty slot where the key belongs.
func (x *Index) slot(key uint64) *slot {
	const golden = 0x9e3779b97f4a7c15 // 2⁶⁴ over the golden ratio, which spreads neighbouring keys
	at := key * golden >> x.shift
	for {
		s := &x.slots[at]
		if s.key == key || s.key == 0 {
			return s
		}
		at = (at + 1) & uint64(len(x.slots)-1)
	}
}

// keyOf returns the key of a code, which is unique over all levels and never 0.
func keyOf(digits uint64, l tariff.Level) uint64 { return digits<<3 | uint64(l) }

// digitsOf returns the digits of a code as a number.
func digitsOf(c tariff.Code) (n uint64) {
	for i := range len(c) {
		n = n*10 + uint64(c[i]-'0')
	}
	return n
}
