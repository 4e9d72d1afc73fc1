package tariff

import (
	"slices"
	"testing"
)

func TestNamed(t *testing.T) {
	table := Tables()[0]
	for _, tt := range []struct {
		words string
		want  Code // among the first five
	}{
		{"天然蜂蜜 500g", "04090000"},
		{"honey", "04090000"},
		{"Natural HONEY, 500 g jar", "04090000"},
		{"燕麦片", "11041200"},
	} {
		if got := table.Named(tt.words, 5); !slices.Contains(got, tt.want) {
			t.Errorf("%q: %v, want %s among them", tt.words, got, tt.want)
		}
	}
	// Words that no name has are not found, and the limit is respected.
	for _, words := range []string{"", "500", "ab", "qzxqzx", "魑魅魍魉"} {
		if got := table.Named(words, 5); len(got) != 0 {
			t.Errorf("%q: %v", words, got)
		}
	}
	if got := table.Named("machines and parts of machines", 3); len(got) != 3 {
		t.Errorf("%v", got)
	}
}
