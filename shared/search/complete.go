package search

import (
	"strings"

	"importchecker/shared/search/words"
	"importchecker/shared/tariff"
)

// A Suggestion is a phrase that names goods.
type Suggestion struct {
	Text string
	Code tariff.Code
}

// Complete returns at most limit phrases that begin with the typed text, in order.
func (e *Engine) Complete(typed string, limit int) []Suggestion {
	folded := strings.TrimLeft(words.Fold(typed), " ")
	if strings.TrimSpace(folded) == "" {
		return nil
	}
	m := e.model
	var out []Suggestion
	m.Complete(folded, func(phrase string, code int) bool {
		out = append(out, Suggestion{Text: phrase, Code: tariff.Code(m.Code(code))})
		return len(out) < limit
	})
	return out
}
