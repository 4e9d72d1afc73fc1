package main

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"importchecker/shared/library"
	"importchecker/shared/packing"
)

// TestSize checks the size of packed decisions that the dictionary was not made from. The figures are printed
// with -v.
func TestSize(t *testing.T) {
	checker := library.BuiltIn().Checker()
	for name, ask := range map[string]func(*rand.Rand) map[string]any{"goods": goods, "services": service} {
		random := rand.New(rand.NewPCG(7, 9))
		var plain, packed []int
		for range 500 {
			text, err := answer(checker, ask(random), someDay(random))
			if err != nil {
				t.Fatal(err)
			}
			small, err := packing.Pack(text)
			if err != nil {
				t.Fatal(err)
			}
			plain, packed = append(plain, len(text)), append(packed, len(small))
		}
		slices.Sort(packed)
		t.Logf("%s: %d bytes in the mean, packed %d, median %d, p99 %d, most %d", name, mean(plain), mean(packed),
			packed[250], packed[495], packed[499])
		if m := mean(packed); m > 700 {
			t.Errorf("%s: a packed decision has %d bytes in the mean: a new dictionary is due", name, m)
		}
	}
}

// TestOtherEditions checks the size of packed decisions on editions that the dictionary has not seen.
func TestOtherEditions(t *testing.T) {
	checker := library.BuiltIn().Checker()
	hash := regexp.MustCompile(`"(sha256|published_at)":"[^"]*"`)
	random := rand.New(rand.NewPCG(7, 9))
	var packed []int
	for range 200 {
		text, err := answer(checker, goods(random), someDay(random))
		if err != nil {
			t.Fatal(err)
		}
		text = hash.ReplaceAllFunc(text, func(member []byte) []byte {
			return fmt.Appendf(nil, `"sha256":"%x"`, sha256.Sum256(member)) // the same for the same edition
		})
		small, err := packing.Pack(text)
		if err != nil {
			t.Fatal(err)
		}
		packed = append(packed, len(small))
	}
	t.Logf("packed %d bytes in the mean", mean(packed))
	if m := mean(packed); m > 800 {
		t.Errorf("a packed decision on other editions has %d bytes in the mean", m)
	}
}

func mean(n []int) int {
	sum := 0
	for _, x := range n {
		sum += x
	}
	return sum / len(n)
}

func BenchmarkPack(b *testing.B) {
	text, err := answer(library.BuiltIn().Checker(), goods(rand.New(rand.NewPCG(7, 9))),
		someDay(rand.New(rand.NewPCG(1, 1))))
	if err != nil {
		b.Fatal(err)
	}
	packed, _ := packing.Pack(text)
	b.Logf("%d bytes, packed %d", len(text), len(packed))
	b.Run("pack", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = packing.Pack(text)
		}
	})
	b.Run("unpack", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = packing.Unpack(packing.Newest, packed)
		}
	})
}
