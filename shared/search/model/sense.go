package model

import (
	"sort"
	"strings"
	"unicode/utf8"

	"importchecker/shared/search/words"
)

// A Sense is a meaning of a word in trade: a range of codes, such as those of a
// heading. A word may have several senses.
type Sense struct {
	Words string // in the form of words.Key, or of Stemmed
	First uint16 // the number of the first code
	Count uint16
}

// senses are written like phrases: the offsets of the words, four bytes for the codes,
// and the letters.
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

// senseCodes returns the codes that a key means.
func (m *Model) senseCodes(key string) []int32 {
	if key == "" {
		return nil
	}
	if codes := m.senses.codesOf(key); codes != nil {
		return codes
	}
	return m.senses.codesOf(Stemmed(key))
}

// headCodes returns the codes that the last words of a key mean: those of honey for
// "manuka honey" and "天然蜂蜜".
func (m *Model) headCodes(key string) []int32 {
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
		if codes := m.senseCodes(key); codes != nil {
			return codes
		}
	}
}

// minCorrected is the least length of a word that is corrected. A letter makes another word of
// shorter ones.
const minCorrected = 6

// corrected replaces a single unknown word by a known one of which it is a misspelling. It
// returns other keys unchanged.
func (m *Model) corrected(key string) string {
	foreign := func(r rune) bool { return r < 'a' || r > 'z' }
	if len(key) < minCorrected || strings.IndexFunc(key, foreign) >= 0 ||
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

// Correct splits a title into terms, after correcting misspelt words.
func (m *Model) Correct(title string) words.Text {
	t := words.Read(title)
	if t.Latin < 2 || t.Latin > maxCorrectedWords {
		return t // a single word is corrected when it is looked up
	}
	list, changed := strings.Fields(t.Folded), false
	for i, w := range list {
		list[i] = m.corrected(w)
		changed = changed || list[i] != w
	}
	if !changed {
		return t
	}
	return words.Read(strings.Join(list, " "))
}

// maxCorrectedWords is the greatest number of words of a title that is corrected. Longer ones have
// enough evidence without.
const maxCorrectedWords = 6

// codesOf returns the codes of all senses of a word.
func (s *senses) codesOf(word string) (codes []int32) {
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

// Stemmed returns the form in which a Sense has the stems of words: after a tilde.
func Stemmed(key string) string { return "~" + words.Stems(key) }
