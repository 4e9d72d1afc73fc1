package eligibility

// A letterSet is a set of the letters and digits that the tariff uses for supervision
// conditions and inspection classes.
type letterSet uint64

// letterBits has the bit of each letter and digit. Every other byte has the last bit.
var letterBits = func() (bits [256]letterSet) {
	const all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for c := range bits {
		bits[c] = 1 << 63
	}
	for i := range len(all) {
		bits[all[i]] = 1 << i
	}
	return bits
}()

// lettersOf returns the set of letters in a cell of the tariff.
func lettersOf(cell string) (set letterSet) {
	for i := range len(cell) {
		set |= letterBits[cell[i]]
	}
	return set
}

// intersects reports whether two sets have a letter in common.
func (s letterSet) intersects(o letterSet) bool { return s&o != 0 }

// has reports whether the letter is in the set.
func (s letterSet) has(letter byte) bool { return s&letterBits[letter] != 0 }
