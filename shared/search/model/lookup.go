package model

import (
	"sort"
	"strings"

	"importchecker/shared/search/words"
)

// Sure returns the calibration for a kind of question.
func (m *Model) Sure(k Kind) Calibration { return m.sure[k] }

// Fuse returns the weights of the evidence for a kind of question.
func (m *Model) Fuse(k Kind) [FeatureCount]float32 { return m.fuse[k] }

// Find returns the number of a code, and whether the model has it.
func (m *Model) Find(code string) (int, bool) {
	i := sort.Search(m.Codes(), func(i int) bool { return m.Code(i) >= code })
	return i, i < m.Codes() && m.Code(i) == code
}

// LineCount returns the number of known titles under a code of up to eight digits.
func (m *Model) LineCount(code string) int {
	n := len(m.lines) / lineWidth
	i := sort.Search(n, func(i int) bool { return m.lines[i*lineWidth:i*lineWidth+10] >= code })
	count := 0
	for ; i < n && strings.HasPrefix(m.lines[i*lineWidth:i*lineWidth+10], code); i++ {
		count += int(m.lines[i*lineWidth+10]) | int(m.lines[i*lineWidth+11])<<8
	}
	return count
}

// phrase returns a phrase and the number of its code.
func (m *Model) phrase(i int) (string, int) {
	return m.phrases[u32(m.phraseAt[4*i:]):u32(m.phraseAt[4*i+4:])], int(m.phraseCode[2*i]) | int(m.phraseCode[2*i+1])<<8
}

// Complete calls f with the phrases that begin with a folded text, in order, until f
// returns false.
func (m *Model) Complete(folded string, f func(phrase string, code int) bool) {
	n := len(m.phraseCode) / 2
	i := sort.Search(n, func(i int) bool { p, _ := m.phrase(i); return p >= folded })
	for ; i < n; i++ {
		p, code := m.phrase(i)
		if !strings.HasPrefix(p, folded) || !f(p, code) {
			return
		}
	}
}

// VagueWeight has the weights of terms by their kinds, for vagueness.
var VagueWeight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.3,
	words.Piece: 0.35}

// Evidence returns how strongly a term is evidence for a code in the folded texts and in the
// linear model.
func (m *Model) Evidence(hash uint32, code int) float32 {
	return max(m.folded.At(hash, code), m.linear.At(hash, code))
}

// Known reports whether any folded text has the term.
func (m *Model) Known(hash uint32) bool { return m.folded.Count(hash) > 0 }
