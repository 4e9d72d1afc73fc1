// Package words brings English names into the form in which search compares
// them, in the generator and at look-up alike.
package words

import (
	"strings"
	"unicode"
)

// Fold returns the words of a name in lower case without the plural s, apart
// by single spaces, with one before the first and one after the last:
// "Legal services" becomes " legal service ". So a word is found with a space
// on both sides, and the beginning of one with a space before it. A name
// without words folds to the empty string.
func Fold(name string) string {
	var b strings.Builder
	for _, w := range Split(name) {
		b.WriteByte(' ')
		b.WriteString(w)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	return b.String()
}

// Split returns the folded words of a text: runs of letters and digits that
// are not Han.
func Split(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return unicode.Is(unicode.Han, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, w := range words {
		words[i] = singular(w)
	}
	return words
}

func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// Han returns the Han characters of a text, all others left out.
func Han(text string) []rune {
	var out []rune
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			out = append(out, r)
		}
	}
	return out
}
