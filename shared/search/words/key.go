package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key gives the words of a folded text without quantities, one space between: of
// "honey 500g" it is "honey", of "蜂蜜500克" "蜂蜜".
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

// Stems cuts the endings off the words of a key.
func Stems(key string) string {
	all := strings.Split(key, " ")
	for i, w := range all {
		all[i] = Stem(w)
	}
	return strings.Join(all, " ")
}

// Alike says whether two words differ by one slip of the keys: a letter that is
// missing, too many, another, or changed places with the next.
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
