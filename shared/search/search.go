package search

import (
	"strings"

	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
	"importchecker/shared/tariff"
)

// A Query asks for the codes of goods.
type Query struct {
	Words string
	// Category is the category in a shop, a path such as "Shoes > Women's Shoes >
	// Sandals". Attributes are pairs of name and value, as JSON or text.
	Category, Attributes string
	// Within, if not empty, narrows the answer to codes under these.
	Within []tariff.Code
	// Level is the level of the codes: Subheading, TariffLine or Declarable.
	Level tariff.Level
	Limit int
}

// A Confidence is a level of confidence in an answer.
type Confidence string

// The levels of confidence. Answer.HitRates has how often each was right.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// An Item is a code that may be meant.
type Item struct {
	Code       tariff.Code
	Score      float64 // the probability, from 0 to 1
	Confidence Confidence
	Matched    []string // words of the query that are evidence for the code
	Excludes   []string // for a residual line, the names of its siblings
}

// An Answer is the result of a Query.
type Answer struct {
	Items []Item
	Kind  model.Kind
	// HitRates is how often the first answer of each level was right, on questions
	// that the model had not seen.
	HitRates map[Confidence]float64
	// Vague says that the words name no goods in particular; Vagueness is the
	// probability of that.
	Vague     bool
	Vagueness float64
	// Nothing says that no word names goods: all are generic, like "accessories", or
	// unknown.
	Nothing  bool
	Question *Question
}

// maxCandidates bounds the codes that the model returns, before they are narrowed.
const maxCandidates = 1000

// Ask finds the codes of a table that the words may mean, best first.
func (e *Engine) Ask(table *tariff.Table, q *Query) Answer {
	if code, ok := codeIn(table, q.Words); ok {
		narrowed := *q
		narrowed.Words, narrowed.Within = "", []tariff.Code{code}
		q = &narrowed
	}
	m := e.model
	asked := &model.Question{
		Title:      m.Correct(q.Words),
		Category:   words.Read(model.CategoryText(q.Category)),
		Attributes: words.Read(model.AttributesText(q.Attributes)),
	}
	found := within(m, m.Ask(asked, maxCandidates), q.Within)
	sure := m.Sure(asked.Kind())
	a := Answer{Kind: asked.Kind(), HitRates: hitRates(&sure)}
	if len(q.Within) == 0 {
		a.Nothing = namesNothing(asked)
		v := m.Vagueness(asked, found)
		a.Vagueness = float64(v)
		a.Vague = a.Nothing || v >= sure.Vague
	}
	if len(found) == 0 {
		a.Vague, a.Nothing = true, len(q.Within) == 0
		return a
	}
	ranked := rank(table, m, asked, found)
	parsed := parse(asked)
	a.Question = nextQuestion(table, m, ranked, parsed, q)
	if !a.Nothing {
		a.Items = items(table, m, parsed, &sure, ranked, q)
	}
	return a
}

// codeIn parses words that are a code of the table, of four digits or more.
func codeIn(table *tariff.Table, words string) (tariff.Code, bool) {
	code, err := tariff.ParseCode(words)
	if err != nil || code.Level() < tariff.Heading {
		return "", false
	}
	lo, hi := table.Range(code)
	return code, lo < hi
}

// hitRates returns how often the first answer of each level was right, without the
// levels that no answer of the kind reaches.
func hitRates(sure *model.Calibration) map[Confidence]float64 {
	rates := map[Confidence]float64{Low: float64(sure.Hit[2])}
	if sure.Medium <= 1 {
		rates[Medium] = float64(sure.Hit[1])
	}
	if sure.High <= 1 {
		rates[High] = float64(sure.Hit[0])
	}
	return rates
}

// within returns the candidates that are under one of the codes or above it.
func within(m *model.Model, found []model.Candidate, codes []tariff.Code) []model.Candidate {
	if len(codes) == 0 {
		return found
	}
	var kept []model.Candidate
	seen := map[int]bool{}
	for _, c := range found {
		if touches(tariff.Code(m.Code(c.Code)), codes) {
			kept = append(kept, c)
			seen[c.Code] = true
		}
	}
	// A code that was asked for is returned even without evidence.
	low := float32(-10)
	if len(kept) > 0 {
		low = kept[len(kept)-1].Score - 1
	}
	for i := range m.Codes() {
		if !seen[i] && touches(tariff.Code(m.Code(i)), codes) {
			kept = append(kept, model.Candidate{Code: i, Score: low, Best: -1})
		}
	}
	return kept
}

func touches(code tariff.Code, codes []tariff.Code) bool {
	for _, c := range codes {
		if c.Contains(code) || code.Contains(c) {
			return true
		}
	}
	return false
}

// A guess is a subheading with its probability.
type guess struct {
	code      tariff.Code
	number    int // in the model
	share     float64
	candidate *model.Candidate
}

// maxRanked bounds the subheadings that are looked into.
const maxRanked = 60

// rank returns the candidates that are in the table, with their probabilities.
func rank(table *tariff.Table, m *model.Model, q *model.Question, found []model.Candidate) []guess {
	shares := model.Probabilities(found)
	if isShort(q) {
		shares = model.Tempered(found)
	}
	var out []guess
	for i := range found[:min(maxRanked, len(found))] {
		code := tariff.Code(m.Code(found[i].Code))
		lo, hi := table.Range(code)
		if lo == hi {
			continue // the model knows it from another tariff
		}
		out = append(out, guess{code: code, number: found[i].Code, share: float64(shares[i]), candidate: &found[i]})
	}
	return out
}

// isShort reports whether a question has no more than a word or two. Probabilities were
// measured on labels and titles, which say more.
func isShort(q *model.Question) bool {
	t := &q.Title
	return t.Latin <= 2 && t.Han <= 4 && len(q.Category.Terms) == 0 && len(q.Attributes.Terms) == 0
}

// items returns the answers at the level of the query.
func items(table *tariff.Table, m *model.Model, q *parsedQuestion, sure *model.Calibration, ranked []guess,
	query *Query) []Item {
	var out []Item
	for i := range ranked {
		g := &ranked[i]
		if len(out) >= query.Limit {
			break
		}
		matched := matchedWords(m, q.Question, g.number)
		if query.Level == tariff.Subheading {
			out = append(out, Item{Code: g.code, Score: g.share, Confidence: confidence(g.share, sure), Matched: matched})
			continue
		}
		for _, l := range linesOf(table, m, q, g.code, query) {
			score := g.share * l.share
			out = append(out, Item{Code: l.code, Score: score, Confidence: confidence(score, sure), Matched: matched,
				Excludes: l.excludes})
		}
	}
	sortItems(out)
	return out[:min(query.Limit, len(out))]
}

// confidence returns the level of confidence of a probability.
func confidence(share float64, sure *model.Calibration) Confidence {
	switch {
	case share >= float64(sure.High):
		return High
	case share >= float64(sure.Medium):
		return Medium
	}
	return Low
}

// matchedWords returns the words of the title that are evidence for a code, strongest
// first.
func matchedWords(m *model.Model, q *model.Question, code int) []string {
	type hit struct {
		at, end int
		weight  float32
	}
	var hits []hit
	seen := map[uint32]bool{} // a repeated word is no further evidence
	for _, t := range q.Title.Terms {
		if t.Kind != words.Word && t.Kind != words.Gram || seen[t.Hash] {
			continue
		}
		seen[t.Hash] = true
		if w := m.Evidence(t.Hash, code); w > 0 {
			hits = append(hits, hit{t.At, t.End, w * float32(t.End-t.At)})
		}
	}
	var out []string
	for len(out) < 3 {
		best := -1
		for i := range hits {
			if hits[i].weight > 0 && (best < 0 || hits[i].weight > hits[best].weight) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		h := hits[best]
		out = append(out, strings.TrimSpace(q.Title.Folded[h.at:h.end]))
		for i := range hits {
			if hits[i].at < h.end && h.at < hits[i].end {
				hits[i].weight = 0
			}
		}
	}
	return out
}
