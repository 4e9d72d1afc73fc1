package main

import (
	"slices"

	"importchecker/shared/packing"
)

const (
	// shortest is the length of a phrase that is worth a number.
	shortest = 8

	// oneIn is how rare a phrase may be among decisions.
	oneIn = 400

	// maxDictionary is how many bytes all phrases together may have.
	maxDictionary = 640 << 10

	// numbered is what a number costs in a packed decision, about.
	numbered = 2
)

// common returns a dictionary of what texts have in common. It begins with every
// value of JSON, and every member of an object, that some texts have, and keeps
// what is used when the texts are shortened with the longest ones first.
func common(texts [][]byte) *packing.Dictionary {
	count := make(map[string]int) // in how many texts a phrase is
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
		phrases = worth(packing.NewDictionary(phrases), texts)
	}
	return packing.NewDictionary(phrases)
}

// worth returns the phrases that save the most when they are used: as many as fit.
func worth(d *packing.Dictionary, texts [][]byte) [][]byte {
	uses := d.Uses(texts)
	saved := func(p string) int { return uses[p] * (len(p) - numbered) }
	var phrases []string
	for p, n := range uses {
		if n*oneIn >= len(texts) {
			phrases = append(phrases, p)
		}
	}
	slices.SortFunc(phrases, func(a, b string) int {
		// What saves most for its own length comes first.
		if x, y := saved(a)*len(b), saved(b)*len(a); x != y {
			return y - x
		}
		return len(a) - len(b)
	})
	size := 0
	var kept [][]byte
	for _, p := range phrases {
		if size += len(p); size > maxDictionary {
			break
		}
		kept = append(kept, []byte(p))
	}
	return kept
}

// values returns the values of a text of JSON that can be phrases: strings,
// objects and arrays, and members with what comes before the next.
func values(text []byte) map[string]bool {
	found := make(map[string]bool)
	note := func(from, to int) {
		if to-from >= shortest {
			found[string(text[from:to])] = true
		}
	}
	var open []int    // where objects and arrays began that are not closed
	var members []int // where the member at hand began, of each of them
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
