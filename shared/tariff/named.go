package tariff

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Named returns at most limit tariff lines whose names contain some of the words, best
// matches first. Words may be Chinese or English; the fewer lines contain a word, the
// more it counts.
func (t *Table) Named(words string, limit int) []Code {
	terms := termsOf(words)
	if len(terms) == 0 {
		return nil
	}
	linesByTerm := make([][]int, len(terms))
	var names lineNames
	for i := range t.Len() {
		names.load(t, i)
		for n, term := range terms {
			if names.contain(term) {
				linesByTerm[n] = append(linesByTerm[n], i)
			}
		}
	}
	scores := map[Code]float64{}
	for _, lines := range linesByTerm {
		weight := math.Log(1 + float64(t.Len())/float64(1+len(lines)))
		var last Code
		for _, i := range lines {
			if line := t.Code(i).Line(); line != last {
				scores[line] += weight
				last = line
			}
		}
	}
	codes := make([]Code, 0, len(scores))
	for code := range scores {
		codes = append(codes, code)
	}
	slices.SortFunc(codes, func(a, b Code) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	return codes[:min(limit, len(codes))]
}

// lineNames has the names of a line, prepared for searching.
type lineNames struct {
	zh, en     string
	subheading Code
}

func (n *lineNames) load(t *Table, i int) {
	line := t.Line(i)
	n.zh = line.NameZH
	if sub := line.Code.At(Subheading); sub != n.subheading {
		n.subheading, n.en = sub, " "+strings.Join(englishWords(nameEN(sub)), " ")
	}
}

// contain reports whether the names contain a term: a Chinese term anywhere, an English
// one at the beginning of a word.
func (n *lineNames) contain(term string) bool {
	if term[0] == ' ' {
		return strings.Contains(n.en, term)
	}
	return strings.Contains(n.zh, term)
}

// termsOf splits a query into terms: English words, each with a space before it, and
// pairs of adjacent Chinese characters.
func termsOf(words string) (terms []string) {
	add := func(term string) {
		if !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	for _, word := range englishWords(words) {
		if len(word) > 2 {
			add(" " + strings.TrimSuffix(word, "s"))
		}
	}
	for run := range strings.FieldsFuncSeq(words, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		characters := []rune(run)
		if len(characters) == 1 {
			add(run)
		}
		for i := range len(characters) - 1 {
			add(string(characters[i : i+2]))
		}
	}
	return terms
}

// englishWords returns the words of ASCII letters, in lower case.
func englishWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' || r > 'z' })
}
