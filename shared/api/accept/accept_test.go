package accept

import "testing"

func TestWeight(t *testing.T) {
	for _, tt := range []struct {
		header, value string
		want          float64
	}{
		{"", "gzip", 0},
		{"gzip", "gzip", 1},
		{"gzip, deflate, br", "gzip", 1},
		{"GZIP ; Q = 0.5", "gzip", 0.5},
		{"gzip;q=0", "gzip", 0},
		{"gzip;q=0, *", "gzip", 0}, // what is named goes before "*"
		{"*, gzip;q=0", "gzip", 0},
		{"br, *;q=0.2", "gzip", 0.2},
		{"gzip;q=2", "gzip", 0}, // not a weight
		{"gzip;q=NaN", "gzip", 0},
		{"gzip;q=", "gzip", 0},
		{"text/csv;charset=utf-8;q=0.4", "text/csv", 0.4},
		{"text/html, */*;q=0.8", "text/csv", 0.8},
		{";;,,=q", "gzip", 0},
	} {
		if got := Weight(tt.header, tt.value); got != tt.want {
			t.Errorf("Weight(%q, %q) = %v, want %v", tt.header, tt.value, got, tt.want)
		}
	}
}

func TestChoose(t *testing.T) {
	for header, want := range map[string]string{
		"":                               "application/json",
		"*/*":                            "application/json", // equals: the first offer
		"text/plain":                     "text/plain",
		"text/plain, application/json":   "application/json",
		"application/json;q=0.5, */*":    "text/plain",
		"text/plain;q=0.9, */*;q=0.8":    "text/plain",
		"text/plain;q=0.1, */*;q=0.8":    "application/json",
		"image/png":                      "application/json", // none: the first
		"text/plain; q=0.5; format=flow": "text/plain",
		"text/plain;q=x":                 "application/json",
	} {
		if got := Choose(header, "application/json", "text/plain"); got != want {
			t.Errorf("Choose(%q) = %s, want %s", header, got, want)
		}
	}
}
