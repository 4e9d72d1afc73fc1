package model

import (
	"sort"
	"strings"
	"unicode/utf8"

	"importchecker/shared/search/words"
)

// A Sense is what a bare word means in trade: some codes side by side, such as
// those of a heading. A word with several senses stands there several times.
type Sense struct {
	Words string // as words.Key has them; after a tilde, by their stems
	First uint16 // the number of the first code
	Count uint16
}

// senses are written like phrases: where the words of each begin, four bytes for the
// codes, and the letters.
type senses struct{ at, codes, letters string }

func appendSenses(out []byte, all []Sense) []byte {
	at := uint32(0)
	for _, s := range all {
		out = append32(out, at)
		at += uint32(len(s.Words))
	}
	out = append32(out, at)
	for _, s := range all {
		out = append(out, byte(s.First), byte(s.First>>8), byte(s.Count), byte(s.Count>>8))
	}
	for _, s := range all {
		out = append(out, s.Words...)
	}
	return out
}

func (r *reader) senses(n int) senses {
	s := senses{at: r.take(4 * (n + 1)), codes: r.take(4 * n)}
	if !r.short {
		s.letters = r.take(int(u32(s.at[4*n:])))
	}
	return s
}

func (s *senses) words(i int) string { return s.letters[u32(s.at[4*i:]):u32(s.at[4*i+4:])] }

// sense gives the codes that a key means.
func (m *Model) sense(key string) []int32 {
	if key == "" {
		return nil
	}
	if codes := m.senses.of(key); codes != nil {
		return codes
	}
	return m.senses.of(Stemmed(key))
}

// head gives the codes that the last words of a key mean: of "manuka honey" and
// of "天然蜂蜜" those of honey.
func (m *Model) head(key string) []int32 {
	for {
		_, size := utf8.DecodeRuneInString(key)
		if r, _ := utf8.DecodeRuneInString(key); !words.Han(r) {
			if size = strings.IndexByte(key, ' ') + 1; size == 0 {
				return nil
			}
		}
		if key = key[size:]; utf8.RuneCountInString(key) < 2 {
			return nil
		}
		if codes := m.sense(key); codes != nil {
			return codes
		}
	}
}

// leastLetters is how long a word is that may be misspelt: of shorter ones, a letter
// makes others.
const leastLetters = 6

// spelt gives a single word that nothing is known of as it is spelt that differs by
// one letter; other keys as they are.
func (m *Model) spelt(key string) string {
	foreign := func(r rune) bool { return r < 'a' || r > 'z' }
	if len(key) < leastLetters || strings.IndexFunc(key, foreign) >= 0 ||
		m.Known(words.Hash(words.Word, words.Stem(key))) {
		return key
	}
	for i := range len(m.senses.codes) / 4 {
		if w := m.senses.words(i); w[0] == key[0] && words.Alike(key, w) {
			return w
		}
	}
	return key
}

// Correct takes a title apart, with what is one slip of the keys away in the place of single words that
// nothing is known of.
func (m *Model) Correct(title string) words.Text {
	t := words.Read(title)
	if t.Latin < 2 || t.Latin > mostCorrected {
		return t // a bare word is corrected when it is looked up
	}
	list, slipped := strings.Fields(t.Folded), false
	for i, w := range list {
		list[i] = m.spelt(w)
		slipped = slipped || list[i] != w
	}
	if !slipped {
		return t
	}
	return words.Read(strings.Join(list, " "))
}

// mostCorrected is how many words a title has at most whose spelling is looked at: longer ones say
// enough without.
const mostCorrected = 6

// of gives the codes of all senses of a word.
func (s *senses) of(word string) (codes []int32) {
	n := len(s.codes) / 4
	i := sort.Search(n, func(i int) bool { return s.words(i) >= word })
	for ; i < n && s.words(i) == word; i++ {
		at := s.codes[4*i:]
		first, count := int(at[0])|int(at[1])<<8, int(at[2])|int(at[3])<<8
		for c := first; c < first+count; c++ {
			codes = append(codes, int32(c))
		}
	}
	return codes
}

// Stemmed is how a Sense has the stems of words.
func Stemmed(key string) string { return "~" + words.Stems(key) }
