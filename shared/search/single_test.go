package search

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/tariff"
)

// For a single word, the first result is in the heading that it commonly means.
func TestSingleWords(t *testing.T) {
	file, err := os.Open("testdata/single.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words, headings, ok := strings.Cut(lines.Text(), " ; ")
		if !ok || strings.HasPrefix(words, "#") {
			continue
		}
		a := find(t, words, tariff.Subheading)
		var got []string
		for _, item := range a.Items[:min(4, len(a.Items))] {
			got = append(got, string(item.Code))
		}
		if len(got) == 0 || !slices.Contains(strings.Fields(headings), got[0][:4]) {
			t.Errorf("%s: got %v, want a heading of %s", words, got, headings)
		}
	}
}
