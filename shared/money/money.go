package money

import (
	"errors"
	"math/bits"
	"strconv"
)

// Amount is a sum of renminbi in fen (one hundredth of a yuan).
type Amount int64

// Max is the largest amount that is accepted or computed: one trillion yuan.
// It leaves room for every rate in the tariff.
const Max Amount = 1_000_000_000_000_00

// Errors of Parse.
var (
	ErrFormat = errors.New("want a decimal with at most two places, such as 129.00")
	ErrRange  = errors.New("amount out of range")
)

// Parse parses a non-negative decimal such as "129", "129.5" or "129.00".
// Signs, exponents, grouping and more than two places are errors.
func Parse(s string) (Amount, error) {
	if s == "" {
		return 0, ErrFormat
	}
	var n int64
	digits, places, seenPoint := 0, 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.' && !seenPoint && digits > 0:
			seenPoint = true
		case c >= '0' && c <= '9':
			if seenPoint {
				if places++; places > 2 {
					return 0, ErrFormat
				}
			} else {
				digits++
			}
			if n = n*10 + int64(c-'0'); n > int64(Max) {
				return 0, ErrRange
			}
		default:
			return 0, ErrFormat
		}
	}
	if seenPoint && places == 0 {
		return 0, ErrFormat
	}
	for ; places < 2; places++ {
		n *= 10
	}
	if n > int64(Max) {
		return 0, ErrRange
	}
	return Amount(n), nil
}

// Yuan returns the amount of a whole number of yuan.
func Yuan(n int64) Amount { return Amount(n * 100) }

// Append appends the decimal form with two places to b.
func (a Amount) Append(b []byte) []byte {
	fen := uint64(a)
	if a < 0 {
		b = append(b, '-')
		fen = -fen
	}
	b = strconv.AppendUint(b, fen/100, 10)
	return append(b, '.', byte('0'+fen%100/10), byte('0'+fen%10))
}

// String returns the decimal form with two places, such as "129.00".
func (a Amount) String() string {
	var buf [24]byte
	return string(a.Append(buf[:0]))
}

// MulDiv returns a*num/den rounded half away from zero, and whether the
// result is representable. The arguments must not be negative and den must
// be positive.
func MulDiv(a Amount, num, den int64) (Amount, bool) {
	if a < 0 || num < 0 || den <= 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(uint64(a), uint64(num))
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	hi += carry
	if hi >= uint64(den) {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	if q > uint64(Max) {
		return 0, false
	}
	return Amount(q), true
}

// Times returns a multiplied by n, and whether the product is representable.
func (a Amount) Times(n int64) (Amount, bool) { return MulDiv(a, n, 1) }
