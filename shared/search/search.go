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
	// Category and Attributes are what a shop says besides: a path such as
	// "Shoes > Women's Shoes > Sandals"; pairs of name and value, as JSON or text.
	Category, Attributes string
	// Within narrows the answer to codes under these, when there are any.
	Within []tariff.Code
	// Level is how fine the codes are to be: Subheading, TariffLine or Declarable.
	Level tariff.Level
	Limit int
}

// A Confidence says how far an answer may be trusted.
type Confidence string

// The levels of confidence. How often each was right stands in Answer.HitRates.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// An Item is a code that may be meant.
type Item struct {
	Code       tariff.Code
	Score      float64 // the share of belief, from 0 to 1
	Confidence Confidence
	Matched    []string // words of the query that speak for the code
	Excludes   []string // of a line for the rest: the names of its sisters
}

// An Answer is what is found.
type Answer struct {
	Items []Item
	Kind  model.Kind
	// HitRate is how often a first answer of each level was right, on questions that
	// the model had not seen.
	HitRates map[Confidence]float64
	// Vague says that the words name no goods in particular; Vagueness how likely.
	Vague     bool
	Vagueness float64
	// Nothing says that the words name nothing at all: every one is like
	// "accessories", or unknown.
	Nothing  bool
	Question *Question
}

// deep is how many codes are looked at before they are narrowed.
const deep = 1000

// Ask finds the codes that the words may mean in a table, best first.
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
	found := within(m, m.Ask(asked, deep), q.Within)
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
	lines := read(asked)
	a.Question = split(table, m, ranked, lines, q)
	if !a.Nothing {
		a.Items = items(table, m, lines, &sure, ranked, q)
	}
	return a
}

// codeIn reads words that are a code of the table, of four digits or more.
func codeIn(table *tariff.Table, words string) (tariff.Code, bool) {
	code, err := tariff.ParseCode(words)
	if err != nil || code.Level() < tariff.Heading {
		return "", false
	}
	lo, hi := table.Range(code)
	return code, lo < hi
}

// hitRates says how often a first answer of each level was right; a level that no
// answer of the kind reaches is not in it.
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

// within keeps the candidates under the codes, or above one of them.
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
	// A code that was asked for is answered, also when no word speaks for it.
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

// A guess is a subheading with its share of belief, and that of the lines under it.
type guess struct {
	code      tariff.Code
	number    int // in the model
	share     float64
	candidate *model.Candidate
}

// ranks is how many subheadings are looked into.
const ranks = 60

func rank(table *tariff.Table, m *model.Model, q *model.Question, found []model.Candidate) []guess {
	shares := model.Probabilities(found)
	if bare(q) {
		shares = model.Tempered(found)
	}
	var out []guess
	for i := range found[:min(ranks, len(found))] {
		code := tariff.Code(m.Code(found[i].Code))
		lo, hi := table.Range(code)
		if lo == hi {
			continue // learned from another tariff, and not in this one
		}
		out = append(out, guess{code: code, number: found[i].Code, share: float64(shares[i]), candidate: &found[i]})
	}
	return out
}

// bare says whether a title is a bare word or two. Certainty was measured on labels and
// titles, which say more; of a dress alone, nobody can say that it is woven.
func bare(q *model.Question) bool {
	t := &q.Title
	return t.Latin <= 2 && t.Han <= 4 && len(q.Category.Terms) == 0 && len(q.Attributes.Terms) == 0
}

// items are the answers at the level that is asked for.
func items(table *tariff.Table, m *model.Model, q *asked, sure *model.Calibration, ranked []guess,
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

// confidence calls a share by its level.
func confidence(share float64, sure *model.Calibration) Confidence {
	switch {
	case share >= float64(sure.High):
		return High
	case share >= float64(sure.Medium):
		return Medium
	}
	return Low
}

// matchedWords gives the words of the title that speak for a code, strongest first.
func matchedWords(m *model.Model, q *model.Question, code int) []string {
	type hit struct {
		at, end int
		weight  float32
	}
	var hits []hit
	seen := map[uint32]bool{} // a word that comes again says nothing new
	for _, t := range q.Title.Terms {
		if t.Kind != words.Word && t.Kind != words.Gram || seen[t.Hash] {
			continue
		}
		seen[t.Hash] = true
		if w := m.Speaks(t.Hash, code); w > 0 {
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
