package goods_test

import (
	"os"
	"regexp"
	"testing"

	"importchecker/shared/annex/layout"
)

// TestLabels checks that every line of a report has a Chinese label.
func TestLabels(t *testing.T) {
	named := regexp.MustCompile(`(?:[Ll]ine|[Ff]ew|all)\("([^"]+)"`)
	for _, path := range []string{"report.go", "../measures/report.go"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found := named.FindAllStringSubmatch(string(text), -1)
		if len(found) < 10 {
			t.Errorf("%s: %d names", path, len(found))
		}
		for _, m := range found {
			if layout.Label(m[1]) == "" {
				t.Errorf("%s: %q has no Chinese", path, m[1])
			}
		}
	}
}
