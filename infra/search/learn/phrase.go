package learn

import (
	"cmp"
	"slices"
	"strings"

	"importchecker/infra/search/corpus"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// phrases lists the phrases of customs staff and our own, each with its first code.
func phrases(texts []Text, codes []string) []model.Phrase {
	var out []model.Phrase
	for i := range texts {
		if t := &texts[i]; (t.Source == corpus.UKTerm || t.Source == corpus.Everyday) && len(t.Read.Folded) <= 60 {
			c, _ := slices.BinarySearch(codes, t.Code)
			out = append(out, model.Phrase{Words: strings.TrimSpace(t.Read.Folded), Code: uint16(c)})
		}
	}
	slices.SortStableFunc(out, func(a, b model.Phrase) int {
		return cmp.Or(cmp.Compare(a.Words, b.Words), cmp.Compare(a.Code, b.Code))
	})
	return slices.CompactFunc(out, func(a, b model.Phrase) bool { return a.Words == b.Words })
}

// senses lists the meanings of generic words: from senses.txt, else from the names of headings.
func senses(meanings []corpus.Meaning, codes []string) []model.Sense {
	var out []model.Sense
	known := map[string]bool{}
	for _, own := range []bool{true, false} {
		var found []model.Sense
		for _, m := range meanings {
			key := words.Key(words.Fold(m.Words))
			if m.Own != own || key == "" || known[model.Stemmed(key)] {
				continue
			}
			for _, code := range m.Codes {
				first, _ := slices.BinarySearch(codes, code)
				end := first
				for end < len(codes) && strings.HasPrefix(codes[end], code) {
					end++
				}
				if end == first {
					continue // a heading that only China has, or one without texts to learn from
				}
				for _, w := range []string{key, model.Stemmed(key)} {
					found = append(found, model.Sense{Words: w, First: uint16(first), Count: uint16(end - first)})
				}
			}
		}
		for _, s := range found {
			known[s.Words] = true
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(a, b model.Sense) int {
		return cmp.Or(cmp.Compare(a.Words, b.Words), cmp.Compare(a.First, b.First))
	})
	return slices.Compact(out)
}
