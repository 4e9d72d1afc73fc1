package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// TestSizes holds the answers about random codes to their bounds: all channels in
// one language, general trade alone, and the summary.
func TestSizes(t *testing.T) {
	norace.Only(t, "one goroutine, more than a thousand checks")
	s := newService(t)
	table, _ := tariff.At(edition.DateOf(start))
	random := rand.New(rand.NewPCG(1, 2))
	z := gzip.NewWriter(nil)
	for _, tt := range []struct {
		name, path, channels string
		plain, zipped        int // bounds of the mean
	}{
		{"all channels", "/v1/goods/checks?lang=en", "", 10 << 10, 4_500},
		{"all channels, Chinese", "/v1/goods/checks?lang=zh", "", 10 << 10, 4_500},
		{"general trade", "/v1/goods/checks?lang=en", `"channels":["general_trade"],`, 4_100, 2_000},
		{"summary", "/v1/goods/checks?lang=en&view=summary", "", 1_500, 0},
	} {
		var plain, zipped []int
		for range 2000 {
			code := table.Code(random.IntN(table.Len()))
			res := s.post(tt.path, fmt.Sprintf(`{"as_of":"2026-03-01",%s"item":{"ref":"SKU-1","hs_code":"%s","origin":"NZ",
				"unit_price":{"amount":"129.00","currency":"CNY"},"quantity":1}}`, tt.channels, code))
			if res.StatusCode != 200 {
				t.Fatal(res.Body)
			}
			var b bytes.Buffer
			z.Reset(&b)
			_, _ = z.Write([]byte(res.Body))
			_ = z.Close()
			plain, zipped = append(plain, len(res.Body)), append(zipped, b.Len())
		}
		t.Logf("%s: mean %d, largest %d; gzip mean %d", tt.name, mean(plain), slices.Max(plain), mean(zipped))
		if mean(plain) > tt.plain || tt.zipped > 0 && mean(zipped) > tt.zipped {
			t.Errorf("%s: mean %d, gzip %d; want at most %d, %d", tt.name, mean(plain), mean(zipped), tt.plain, tt.zipped)
		}
	}
}

func mean(ns []int) int {
	sum := 0
	for _, n := range ns {
		sum += n
	}
	return sum / len(ns)
}
