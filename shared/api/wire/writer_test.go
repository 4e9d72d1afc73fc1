package wire

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestQuoted writes every character at every place of strings of several lengths, as
// a value and as a sentence, and compares what comes out with jsontext.
func TestQuoted(t *testing.T) {
	for _, length := range []int{1, 7, 8, 9, 16, 23} {
		for at := range length {
			for c := range rune(0x180) {
				s := strings.Repeat("a", at) + string(c) + strings.Repeat("字", 1) + strings.Repeat("z", length-at-1)
				quoted, err := jsontext.AppendQuote(nil, s)
				if err != nil {
					t.Fatal(err)
				}
				w := New()
				w.Begin('{')
				w.Str("a", s)
				w.StrFunc("b", func(b []byte) []byte { return append(b, s...) })
				w.End('}')
				if got, want := w.Done(), `{"a":`+string(quoted)+`,"b":`+string(quoted)+`}`; got != want {
					t.Fatalf("%q: %s, want %s", s, got, want)
				}
			}
		}
	}
}
