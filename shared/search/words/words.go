package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// A Kind is the kind of a term.
type Kind uint8

// The kinds of term.
const (
	Word     Kind = iota + 1 // the stem of a Latin word, or a run of five to eight Chinese characters
	Pair                     // two Latin words side by side
	Gram                     // two to four Chinese characters in a row, within a run
	Char                     // one Chinese character
	Piece                    // three to five letters in a row, with marks for the ends of the word
	Skeleton                 // a Latin word without its vowels: crm of cream
	Unit                     // a quantity: its unit without the number
	Stub                     // the first four letters of a longer word, as in cut-off labels
	Kinds
)

// A Term is a part of a text that other texts may also have.
type Term struct {
	Hash uint32
	Kind Kind
	// At and End are the position of the term in the folded text.
	At, End int
}

// A Text is a text with its terms.
type Text struct {
	Folded string
	Terms  []Term
	// Latin and Han count the words and the Chinese characters.
	Latin, Han int
}

// Read splits a text into terms.
func Read(text string) Text {
	t := Text{Folded: Fold(text)}
	r := reader{text: &t}
	for at := 0; at < len(t.Folded); {
		c, size := utf8.DecodeRuneInString(t.Folded[at:])
		switch {
		case Han(c):
			at = r.han(at)
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			at = r.latin(at)
		default:
			if c != ' ' && c != '.' {
				r.last = ""
			}
			at += size
		}
	}
	return t
}

type reader struct {
	text *Text
	last string // the word before, for pairs
	from int    // and its position
}

func (r *reader) add(k Kind, s string, at, end int) {
	r.text.Terms = append(r.text.Terms, Term{Hash: Hash(k, s), Kind: k, At: at, End: end})
}

// han reads a run of Chinese characters.
func (r *reader) han(at int) int {
	s := r.text.Folded
	var starts []int
	end := at
	for end < len(s) {
		c, size := utf8.DecodeRuneInString(s[end:])
		if !Han(c) {
			break
		}
		starts = append(starts, end)
		end += size
	}
	n := len(starts)
	starts = append(starts, end)
	r.text.Han += n
	for i := range n {
		r.add(Char, s[starts[i]:starts[i+1]], starts[i], starts[i+1])
		for width := 2; width <= 4 && i+width <= n; width++ {
			r.add(Gram, s[starts[i]:starts[i+width]], starts[i], starts[i+width])
		}
	}
	if n > 4 && n <= 8 {
		r.add(Word, s[at:end], at, end)
	}
	r.last = ""
	return end
}

// latin reads a run of letters and digits.
func (r *reader) latin(at int) int {
	s := r.text.Folded
	end := at
	for end < len(s) {
		c, size := utf8.DecodeRuneInString(s[end:])
		inside := unicode.IsLetter(c) || unicode.IsDigit(c) || c == '.' && end+1 < len(s) && isDigit(s[end+1]) &&
			isDigit(s[end-1])
		if !inside || Han(c) {
			break
		}
		end += size
	}
	r.split(at, end)
	return end
}

// split reads a word, or a number with letters attached: 500ml, w34.
func (r *reader) split(at, end int) {
	s := r.text.Folded[at:end]
	digits := strings.IndexFunc(s, func(c rune) bool { return c >= '0' && c <= '9' })
	switch {
	case digits < 0:
		r.word(s, at, end)
	case digits == 0:
		rest := strings.TrimLeft(s, "0123456789.")
		switch {
		case rest == "":
			r.last = ""
		case units[rest]:
			r.add(Unit, rest, at, end)
			r.last = ""
		case strings.ContainsAny(rest, "0123456789"):
			r.code(s, at, end)
		default:
			r.add(Unit, rest, at, end)
			r.word(rest, end-len(rest), end)
		}
	default:
		r.code(s, at, end)
		if digits >= 3 {
			r.word(s[:digits], at, at+digits)
		}
	}
}

// code reads a name of letters and digits, such as that of a model or a vitamin.
func (r *reader) code(s string, at, end int) {
	r.add(Word, s, at, end)
	r.last = ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// maxWord is the greatest length of a word; longer ones are ignored.
const maxWord = 40

func (r *reader) word(s string, at, end int) {
	if len(s) > maxWord {
		r.last = ""
		return
	}
	r.text.Latin++
	stem := Stem(s)
	r.add(Word, stem, at, end)
	if r.last != "" {
		r.add(Pair, r.last+" "+stem, r.from, end)
	}
	r.last, r.from = stem, at
	if skeleton := Consonants(s); len(skeleton) >= 2 {
		r.add(Skeleton, skeleton, at, end)
	}
	if len(s) > 4 {
		r.add(Stub, s[:4], at, end)
	}
	edged := "^" + s + "$"
	for width := 3; width <= 5; width++ {
		for i := 0; i+width <= len(edged); i++ {
			r.add(Piece, edged[i:i+width], at, end)
		}
	}
}

// Stem returns the stem of an English word.
func Stem(s string) string {
	if len(s) < 3 {
		return s
	}
	env := snowballstem.NewEnv(s)
	english.Stem(env)
	return env.Current()
}

// Consonants returns a word without its vowels, except a first letter, and with single
// instead of doubled letters: "crm" for "cream" and "crm".
func Consonants(s string) string {
	s = strings.TrimSuffix(s, "s")
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		vowel := strings.IndexByte("aeiouy", c) >= 0
		if i > 0 && vowel || len(out) > 0 && out[len(out)-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// Hash returns the hash of a term: FNV-1a of its kind and text.
func Hash(k Kind, s string) uint32 {
	h := uint32(2166136261)
	h = (h ^ uint32(k)) * 16777619
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
