package auth

import (
	"encoding/json"
	"slices"
	"strings"
)

// Scope is a permission of a caller.
type Scope string

const (
	Seller     Scope = "seller"     // submit products, and read one's own submissions
	Maintainer Scope = "maintainer" // import and publish lists
)

// Principal is an authenticated caller.
type Principal struct {
	Seller string // the id of the seller, or the name of the maintainer
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

// scopeWords is a claim that is either a string of words separated by spaces, or an
// array of words.
type scopeWords []string

func (w *scopeWords) UnmarshalJSON(b []byte) error {
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

// scopes returns the known scopes among the words, which may have a prefix, such as
// the resource server in "import-checker/seller".
func scopes(prefix string, claims ...scopeWords) []Scope {
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

// maxSeller is the largest length of the id of a seller, which is part of storage keys.
const maxSeller = 128

// isSellerID reports whether s can be the id of a seller: 1 to 128 visible ASCII
// characters.
func isSellerID(s string) bool {
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
