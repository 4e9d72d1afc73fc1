package main

import (
	"slices"

	"importchecker/shared/packing"
)

const (
	// minPhrase is the least length of a phrase.
	minPhrase = 8

	// oneIn is how rare a phrase may be: it is in at least one of so many decisions.
	oneIn = 400

	// maxDictionary is the greatest size of all phrases together.
	maxDictionary = 640 << 10

	// numberSize is the approximate size of a phrase's number in a packed decision.
	numberSize = 2
)

// commonPhrases returns a dictionary of phrases that texts share. It starts from every JSON value and object member in
// enough of the texts, and keeps those that are used when the texts are shortened, longest phrases first.
func commonPhrases(texts [][]byte) *packing.Dictionary {
	count := make(map[string]int) // the number of texts with a phrase
	for _, text := range texts {
		for phrase := range values(text) {
			count[phrase]++
		}
	}
	var phrases [][]byte
	for phrase, n := range count {
		if n*oneIn >= len(texts) {
			phrases = append(phrases, []byte(phrase))
		}
	}
	for range 3 {
		phrases = mostSaving(packing.NewDictionary(phrases), texts)
	}
	return packing.NewDictionary(phrases)
}

// mostSaving returns the phrases that save the most bytes, as many as fit.
func mostSaving(d *packing.Dictionary, texts [][]byte) [][]byte {
	uses := d.Uses(texts)
	saved := func(p string) int { return uses[p] * (len(p) - numberSize) }
	var phrases []string
	for p, n := range uses {
		if n*oneIn >= len(texts) {
			phrases = append(phrases, p)
		}
	}
	slices.SortFunc(phrases, func(a, b string) int {
		// First what saves the most for its length.
		if x, y := saved(a)*len(b), saved(b)*len(a); x != y {
			return y - x
		}
		return len(a) - len(b)
	})
	size := 0
	var best [][]byte
	for _, p := range phrases {
		if size += len(p); size > maxDictionary {
			break
		}
		best = append(best, []byte(p))
	}
	return best
}

// values returns the JSON values of a text that can be phrases: strings, objects and arrays, and members with
// the separator before them.
func values(text []byte) map[string]bool {
	found := make(map[string]bool)
	note := func(from, to int) {
		if to-from >= minPhrase {
			found[string(text[from:to])] = true
		}
	}
	var open []int    // start indexes of the open objects and arrays
	var members []int // start index of the current member of each
	inString, begin := false, 0
	for i, c := range text {
		switch {
		case inString:
			if c == '"' && text[i-1] != '\\' {
				inString = false
				note(begin, i+1)
			}
		case c == '"':
			inString, begin = true, i
		case c == '{' || c == '[':
			open, members = append(open, i), append(members, i)
		case c == ',' && len(open) > 0:
			note(members[len(members)-1], i)
			members[len(members)-1] = i
		case (c == '}' || c == ']') && len(open) > 0:
			note(members[len(members)-1], i+1)
			note(open[len(open)-1], i+1)
			open, members = open[:len(open)-1], members[:len(members)-1]
		}
	}
	return found
}
