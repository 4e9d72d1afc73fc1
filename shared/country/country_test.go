package country

import "testing"

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"NZ": "NZ", "nz": "NZ", "nzl": "NZ", " New Zealand ": "NZ", "新西兰": "NZ",
		"UK": "GB", "USA": "US", "韩国": "KR", "South Korea": "KR", "香港": "HK", "台湾": "TW", "日本": "JP", "中国": "CN",
	} {
		if got, ok := Parse(in); !ok || got != want {
			t.Errorf("Parse(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "XK", "Atlantis", "N Z", "Europe", "EU"} {
		if got, ok := Parse(in); ok {
			t.Errorf("Parse(%q) = %q; want nothing", in, got)
		}
	}
}

func TestKnown(t *testing.T) {
	for code, want := range map[string]bool{
		"AD": true, "ZW": true, "NZ": true, "CN": true, "HK": true, // first, last, in between
		"XK": false, "EU": false, "UK": false, "AA": false, "ZZ": false, "nz": false, "": false, "N": false, "NZL": false,
		"DA": false,
	} {
		if Known(code) != want {
			t.Errorf("Known(%q) = %v", code, !want)
		}
	}
}

// Every alias names a country of the table, and is not the name of another.
func TestAliases(t *testing.T) {
	for _, a := range aliases {
		if !Known(a.code) {
			t.Errorf("%s: unknown code %s", a.name, a.code)
		}
	}
	for i := range table {
		r := &table[i]
		for _, name := range []string{r.alpha2, r.alpha3, r.en, r.zh} {
			if got, _ := Parse(name); got != r.alpha2 {
				t.Errorf("Parse(%q) = %q; want %q", name, got, r.alpha2)
			}
		}
	}
}
