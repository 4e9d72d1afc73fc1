package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// TestSizes checks the sizes of answers about random codes: all channels in one
// language, only general trade, and the summary.
func TestSizes(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, more than a thousand checks")
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

// TestPartsOfAnAnswer prints, with -v, what an answer on general trade consists of, in bytes in
// the mean: what the law says, where it stands, what was not looked at. All but what programs
// read by name has a part.
func TestPartsOfAnAnswer(t *testing.T) {
	s := newService(t)
	table, _ := tariff.At(edition.DateOf(start))
	random := rand.New(rand.NewPCG(1, 2))
	const answers = 200
	parts, whole := map[string]int{}, 0
	for range answers {
		code := table.Code(random.IntN(table.Len()))
		res := s.post("/v1/goods/checks?lang=en", fmt.Sprintf(`{"as_of":"2026-03-01","channels":["general_trade"],
			"item":{"ref":"SKU-1","hs_code":"%s","origin":"NZ","unit_price":{"amount":"129.00","currency":"CNY"},"quantity":1}}`, code))
		answer := read(t, res, 200)
		channel := answer["channels"].([]any)[0].(map[string]any)
		whole += len(res.Body)
		for _, r := range channel["reasons"].([]any) {
			for _, c := range r.(map[string]any)["citations"].([]any) {
				if quote, ok := c.(map[string]any)["quote"]; ok {
					parts["quotes"] += size(t, quote)
				}
			}
			parts["citations"] += size(t, r.(map[string]any)["citations"])
			parts["sentences"] += size(t, r.(map[string]any)["text"])
		}
		for _, name := range []string{"documents", "not_checked", "lists", "item", "summary"} {
			parts[name] += size(t, answer[name])
		}
		for _, name := range []string{"tax", "reasons", "missing_facts"} {
			parts[name] += size(t, channel[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		t.Logf("%-14s %5d", name, parts[name]/answers)
		if parts[name] == 0 {
			t.Errorf("no %s in any answer", name)
		}
	}
	t.Logf("%-14s %5d", "whole", whole/answers)
}

func size(t *testing.T, v any) int {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return len(b)
}

func mean(ns []int) int {
	sum := 0
	for _, n := range ns {
		sum += n
	}
	return sum / len(ns)
}
