package money

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, row := range []struct {
		text string
		want Amount
		err  error
	}{
		{"129.00", 12900, nil},
		{"129", 12900, nil},
		{"129.5", 12950, nil},
		{"0", 0, nil},
		{"0.00", 0, nil},
		{"0.01", 1, nil},
		{"0.1", 10, nil},
		{"007.5", 750, nil}, // leading zeros change nothing
		{"5000.00", Yuan(5000), nil},
		{"1000000000000", Max, nil},
		{"1000000000000.00", Max, nil},

		{"1000000000000.01", 0, ErrRange}, // a fen beyond the largest
		{"1000000000001", 0, ErrRange},
		{"99999999999999999999999999", 0, ErrRange},

		{"", 0, ErrFormat},
		{".", 0, ErrFormat},
		{".5", 0, ErrFormat},
		{"5.", 0, ErrFormat},
		{"1.005", 0, ErrFormat}, // half a fen is refused, not rounded
		{"1.000", 0, ErrFormat},
		{"1.2.3", 0, ErrFormat},
		{"-1", 0, ErrFormat},
		{"+1", 0, ErrFormat},
		{"1e3", 0, ErrFormat},
		{"1,000", 0, ErrFormat},
		{" 1", 0, ErrFormat},
		{"1 ", 0, ErrFormat},
		{"0x10", 0, ErrFormat},
		{"¥1", 0, ErrFormat},
		{"１２", 0, ErrFormat}, // full-width digits
		{"NaN", 0, ErrFormat},
	} {
		got, err := Parse(row.text)
		if got != row.want || !errors.Is(err, row.err) {
			t.Errorf("Parse(%q) = %v, %v, want %v, %v", row.text, got, err, row.want, row.err)
		}
	}
}

func TestString(t *testing.T) {
	for _, row := range []struct {
		a    Amount
		want string
	}{
		{0, "0.00"},
		{5, "0.05"},
		{10, "0.10"},
		{99, "0.99"},
		{100, "1.00"},
		{12900, "129.00"},
		{Max, "1000000000000.00"},
		{-5, "-0.05"},
		{-12900, "-129.00"},
		{math.MaxInt64, "92233720368547758.07"},
		{math.MinInt64, "-92233720368547758.08"}, // has no positive counterpart
	} {
		if got := row.a.String(); got != row.want {
			t.Errorf("Amount(%d).String() = %q, want %q", int64(row.a), got, row.want)
		}
		if got := string(row.a.Append([]byte("CNY "))); got != "CNY "+row.want {
			t.Errorf("Append: got %q", got)
		}
	}
}

func TestMulDivRounds(t *testing.T) {
	for _, row := range []struct {
		name     string
		a        Amount
		num, den int64
		want     Amount
	}{
		{"15 per cent of 129.00", 12900, 15, 100, 1935},
		{"70 per cent of 0.05 is 3.5 fen", 5, 70, 100, 4},
		{"just under the half", 5, 69, 100, 3},
		{"just over the half", 5, 71, 100, 4},
		{"the half of one fen", 1, 1, 2, 1},
		{"under the half, odd divisor", 1, 1, 3, 0}, // no half in thirds
		{"over the half, odd divisor", 2, 1, 3, 1},
		{"a third of 1.00", 100, 1, 3, 33},
		{"two thirds of 1.00", 100, 2, 3, 67},
		{"nothing of something", 12900, 0, 7, 0},
		{"something of nothing", 0, 7, 7, 0},
		{"parts per million", Yuan(5000), 65_000, 1_000_000, 32500},
		{"the largest, unchanged", Max, math.MaxInt64, math.MaxInt64, Max},
		{"through 128 bits", Max, 1_000_000_000_000, 1_000_000_000_000, Max},
	} {
		got, ok := MulDiv(row.a, row.num, row.den)
		if !ok || got != row.want {
			t.Errorf("%s: MulDiv(%d, %d, %d) = %d, %t, want %d", row.name, row.a, row.num, row.den, got, ok, row.want)
		}
	}
}

func TestMulDivRefuses(t *testing.T) {
	for _, row := range []struct {
		name     string
		a        Amount
		num, den int64
	}{
		{"a negative amount", -1, 1, 1},
		{"a negative rate", 1, -1, 1},
		{"a divisor of zero", 1, 1, 0},
		{"a negative divisor", 1, 1, -1},
		{"one fen beyond the largest", Max, int64(Max) + 1, int64(Max)},
		{"a quotient beyond 64 bits", math.MaxInt64, math.MaxInt64, 1},
		{"a quotient of 64 bits and more, just", math.MaxInt64, 4, 2},
	} {
		if got, ok := MulDiv(row.a, row.num, row.den); ok || got != 0 {
			t.Errorf("%s: got %d, %t", row.name, got, ok)
		}
	}
}

// mulDivExactly computes a*num/den rounded half up in unbounded integers.
func mulDivExactly(a Amount, num, den int64) (Amount, bool) {
	product := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(num))
	product.Add(product.Lsh(product, 1), big.NewInt(den))      // 2·a·num + den
	product.Div(product, new(big.Int).Lsh(big.NewInt(den), 1)) // over 2·den, rounded down
	if product.Sign() < 0 || product.Cmp(big.NewInt(int64(Max))) > 0 {
		return 0, false
	}
	return Amount(product.Int64()), true
}

// TestMulDivOracle compares random and edge values with math/big.
func TestMulDivOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 3))
	edges := []int64{0, 1, 2, 3, 99, 100, 101, 999_999, 1_000_000, int64(Max) - 1, int64(Max), math.MaxInt64 - 1,
		math.MaxInt64}
	some := func() int64 {
		if r.IntN(4) == 0 {
			return edges[r.IntN(len(edges))]
		}
		return r.Int64() >> r.IntN(63) // every magnitude as often
	}
	fits := 0
	for range 200_000 {
		a, num, den := Amount(some()), some(), max(some(), 1)
		got, ok := MulDiv(a, num, den)
		want, wantOK := mulDivExactly(a, num, den)
		if got != want || ok != wantOK {
			t.Fatalf("MulDiv(%d, %d, %d) = %d, %t, want %d, %t", a, num, den, got, ok, want, wantOK)
		}
		if ok {
			fits++
		}
	}
	if fits < 50_000 {
		t.Errorf("only %d of the cases fitted: the others prove little", fits)
	}
}

func TestTimes(t *testing.T) {
	if got, ok := Amount(12900).Times(3); !ok || got != 38700 {
		t.Errorf("got %d, %t", got, ok)
	}
	if got, ok := Amount(12900).Times(0); !ok || got != 0 {
		t.Errorf("got %d, %t", got, ok)
	}
	if got, ok := Max.Times(2); ok {
		t.Errorf("twice the largest: got %d", got)
	}
	if got, ok := Amount(1).Times(-1); ok {
		t.Errorf("minus one times: got %d", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"129.00", "129.5", "0", "0.05", "007", "1000000000000", "1000000000000.01", ".5", "5.",
		"-1", "1e9", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			if a != 0 || !errors.Is(err, ErrFormat) && !errors.Is(err, ErrRange) {
				t.Errorf("Parse(%q) = %d, %v", s, a, err)
			}
			return
		}
		if a < 0 || a > Max {
			t.Errorf("Parse(%q) = %d, out of range", s, a)
		}
		again, err := Parse(a.String())
		if err != nil || again != a || again.String() != a.String() {
			t.Errorf("%q reads as %s, which reads as %s, %v", s, a, again, err)
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || want.Mul(want, big.NewRat(100, 1)).Cmp(new(big.Rat).SetInt64(int64(a))) != 0 {
			t.Errorf("Parse(%q) = %s, which is another number", s, a)
		}
		if strings.ContainsAny(s, "eE+-,") {
			t.Errorf("Parse(%q) took more than digits and a point", s)
		}
	})
}
