package auth

import (
	"encoding/json"
	"slices"
	"strings"
)

// Scope is something that a caller may do.
type Scope string

const (
	Seller     Scope = "seller"     // submit products, and read one's own
	Maintainer Scope = "maintainer" // import and publish lists
)

// Principal is a caller who has been identified.
type Principal struct {
	Seller string // whom the token speaks for
	Scopes []Scope
}

// May reports whether the caller has the scope.
func (p Principal) May(s Scope) bool { return slices.Contains(p.Scopes, s) }

// ScopeText returns the scopes as the text of a scope claim.
func (p Principal) ScopeText() string {
	words := make([]string, len(p.Scopes))
	for i, s := range p.Scopes {
		words[i] = string(s)
	}
	return strings.Join(words, " ")
}

// words is a claim that providers write in two ways: words apart by spaces, or
// an array of words.
type words []string

func (w *words) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*w = list
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	*w = strings.Fields(text)
	return nil
}

// scopes returns the known scopes among the words. A provider may put its
// resource server in front of each ("import-checker/seller"): prefix is that.
func scopes(prefix string, claims ...words) []Scope {
	var known []Scope
	for _, claim := range claims {
		for _, word := range claim {
			name, ok := strings.CutPrefix(word, prefix)
			s := Scope(name)
			if ok && (s == Seller || s == Maintainer) && !slices.Contains(known, s) {
				known = append(known, s)
			}
		}
	}
	slices.Sort(known)
	return known
}

// maxSeller bounds the name of a seller, which becomes part of storage keys.
const maxSeller = 128

// plainName reports whether s can name a seller: 1 to 128 visible ASCII
// characters.
func plainName(s string) bool {
	if s == "" || len(s) > maxSeller {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
