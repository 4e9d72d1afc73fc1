package words

import (
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// simplified has each traditional character with its simplified one: sorted lines of
// two characters of three bytes each and a line feed.
//
//go:embed simplified.txt
var simplified string

const pairWidth = 7

// MaxBytes is the length of a text that is read. The rest is ignored, so that a text
// of any length is read in bounded time.
const MaxBytes = 2000

// Fold normalizes a text for comparison: it decomposes compatibility and width forms
// (NFKD), lowers the case, removes accents and apostrophes, simplifies traditional
// characters, and replaces other characters than letters, digits, '.', '%' and '&' by
// spaces.
func Fold(text string) string {
	if len(text) > MaxBytes {
		text = clip(text)
	}
	text = norm.NFKD.String(strings.ToValidUTF8(text, " "))
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '\'' || r == '’':
		case r == '.' || r == '%' || r == '&':
			b.WriteRune(r)
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(simple(unicode.ToLower(r)))
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// clip cuts a text at MaxBytes, between two characters.
func clip(text string) string {
	end := MaxBytes
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// simple returns the simplified form of a character, or the character itself.
func simple(r rune) rune {
	if r < 0x3400 || r > 0xffff {
		return r
	}
	key := string(r)
	i, found := sort.Find(len(simplified)/pairWidth, func(i int) int {
		return strings.Compare(key, simplified[i*pairWidth:i*pairWidth+3])
	})
	if !found {
		return r
	}
	out, _ := utf8.DecodeRuneInString(simplified[i*pairWidth+3 : i*pairWidth+6])
	return out
}

// Han reports whether a character is Chinese.
func Han(r rune) bool {
	return unicode.Is(unicode.Han, r)
}
