package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key returns the words of a folded text without quantities, separated by single
// spaces: "honey" for "honey 500g", "蜂蜜" for "蜂蜜500克".
func Key(folded string) string {
	var out []string
	for _, w := range strings.FieldsFunc(folded,
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if at := strings.IndexFunc(w, unicode.IsDigit); at >= 0 {
			if r, _ := utf8.DecodeRuneInString(w); at == 0 || !Han(r) {
				continue
			}
			w = w[:at]
		}
		if !units[w] {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// Stems replaces the words of a key by their stems.
func Stems(key string) string {
	all := strings.Split(key, " ")
	for i, w := range all {
		all[i] = Stem(w)
	}
	return strings.Join(all, " ")
}

// Alike reports whether two words differ by at most one misspelling: a letter that is
// missing, added, replaced, or swapped with the next.
func Alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	if len(a) < len(b) {
		return a[at:] == b[at+1:]
	}
	if at == len(a) || a[at+1:] == b[at+1:] {
		return true
	}
	return at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && a[at+2:] == b[at+2:]
}
