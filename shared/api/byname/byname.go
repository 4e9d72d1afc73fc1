// Package byname lets the checks of goods ask package search what names mean. It is
// a package of its own so that a function that does not check by name does not link
// the search.
package byname

import (
	"fmt"
	"strings"
	"sync"

	"importchecker/shared/api/question"
	"importchecker/shared/eligibility"
	"importchecker/shared/search"
	"importchecker/shared/tariff"
)

// Search finds codes by names, and judges whether a name and a code go together. It
// caches its judgements, since catalogues repeat names and the rest of a check takes
// microseconds.
type Search struct {
	words *search.Engine

	mu     sync.Mutex
	judged map[judgedKey]*eligibility.Plausibility
}

// New returns a Search that asks an engine.
func New(words *search.Engine) *Search { return &Search{words: words} }

var _ question.Names = (*Search)(nil)

// judgedKey is the key of a judgement.
type judgedKey struct {
	edition string
	name    string
	code    tariff.Code
}

// maxJudged is the size at which the cache of judgements is emptied.
const maxJudged = 2000

// Find finds codes that the name may mean.
func (s *Search) Find(table *tariff.Table, name string, limit int) []tariff.Code {
	return s.words.Find(table, name, limit)
}

// Candidates finds codes for a product of a catalogue, best first, each with its
// probability: "04090000 (93 %); 17029090 (2 %)". It returns "" when nothing is found.
func (s *Search) Candidates(table *tariff.Table, name, category string) string {
	if name == "" {
		return ""
	}
	found := s.words.Ask(table, &search.Query{Words: name, Category: category, Level: tariff.TariffLine,
		Limit: maxCandidates})
	var out []string
	for _, item := range found.Items {
		if percent := int(100*item.Score + 0.5); percent > 0 {
			out = append(out, fmt.Sprintf("%s (%d %%)", item.Code, percent))
		}
	}
	return strings.Join(out, "; ")
}

// maxCandidates bounds the candidates of a product.
const maxCandidates = 5

// Judge judges whether the name and the code go together; nil if it cannot say.
func (s *Search) Judge(table *tariff.Table, name string, code tariff.Code) *eligibility.Plausibility {
	key := judgedKey{table.Edition().SHA256, name, code}
	s.mu.Lock()
	known, ok := s.judged[key]
	s.mu.Unlock()
	if ok {
		return known
	}
	p := s.judge(table, name, code)
	s.mu.Lock()
	if s.judged == nil || len(s.judged) >= maxJudged {
		s.judged = map[judgedKey]*eligibility.Plausibility{}
	}
	s.judged[key] = p
	s.mu.Unlock()
	return p
}

func (s *Search) judge(table *tariff.Table, name string, code tariff.Code) *eligibility.Plausibility {
	found := s.words.Plausible(table, name, code)
	if found.Verdict == search.Unsaid {
		return nil
	}
	p := &eligibility.Plausibility{Verdict: string(found.Verdict)}
	for _, item := range found.Better {
		node, _ := table.Node(item.Code)
		p.Better = append(p.Better, eligibility.BetterCode{Code: item.Code, NameZH: search.NameZH(table, item.Code),
			NameEN:     node.NameEN,
			Confidence: string(item.Confidence)})
	}
	return p
}
