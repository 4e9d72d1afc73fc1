package language

import "testing"

func TestLanguage(t *testing.T) {
	for _, tt := range []struct {
		accept string
		want   Language
	}{
		{"", English},
		{"zh", Chinese},
		{"en", English},
		{"zh-CN,zh;q=0.9,en;q=0.8", Chinese},
		{"zh-Hant-TW", Chinese}, // scripts are not told apart
		{"ZH-cn", Chinese},
		{"en-GB, zh;q=0.5", English},
		{"en;q=0.5, zh;q=0.7", Chinese},
		{"zh;q=0.5, en;q=0.5", Chinese}, // equal weights: the one named first
		{"en;q=0.5, zh;q=0.5", English},
		{"fr, de;q=0.9", English},
		{"fr, zh;q=0.1", Chinese},
		{"*", English},
		{"en;q=0, *", Chinese}, // "*" stands for what is not named
		{"zh;q=0, *;q=0.1", English},
		{"zh;q=0", English},
		{"zh ; q = 0.4 , en ; q = 0.3", Chinese},
		{"zh;q=2, en;q=0.1", English}, // not a weight
		{"zh;q=NaN", English},
		{";;;,,,=q", English},
		{"zhx", English}, // another language
	} {
		if got := Preferred(tt.accept); got != tt.want {
			t.Errorf("Accept-Language %q: %s, want %s", tt.accept, got, tt.want)
		}
	}
}
