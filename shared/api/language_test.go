package api

import "testing"

func TestLanguage(t *testing.T) {
	for _, tt := range []struct {
		accept string
		want   lang
	}{
		{"", english},
		{"zh", chinese},
		{"en", english},
		{"zh-CN,zh;q=0.9,en;q=0.8", chinese},
		{"zh-Hant-TW", chinese}, // scripts are not told apart
		{"ZH-cn", chinese},
		{"en-GB, zh;q=0.5", english},
		{"en;q=0.5, zh;q=0.7", chinese},
		{"zh;q=0.5, en;q=0.5", chinese}, // equal weights: the one named first
		{"en;q=0.5, zh;q=0.5", english},
		{"fr, de;q=0.9", english},
		{"fr, zh;q=0.1", chinese},
		{"*", english},
		{"en;q=0, *", chinese}, // "*" stands for what is not named
		{"zh;q=0, *;q=0.1", english},
		{"zh;q=0", english},
		{"zh ; q = 0.4 , en ; q = 0.3", chinese},
		{"zh;q=2, en;q=0.1", english}, // not a weight
		{"zh;q=NaN", english},
		{";;;,,,=q", english},
		{"zhx", english}, // another language
	} {
		req := Request{Headers: map[string]string{"Accept-Language": tt.accept}}
		if got := languageOf(&req); got != tt.want {
			t.Errorf("Accept-Language %q: %s, want %s", tt.accept, got, tt.want)
		}
	}
}
