package search

import (
	"net/url"
	"slices"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/search"
	"importchecker/shared/search/model"
	"importchecker/shared/tariff"
)

// answer writes the answer of a search.
type answer struct {
	*wire.Writer
	table *tariff.Table
	day   edition.Date
	query *search.Query
	call  *api.Call
	words *search.Engine
}

func (w answer) write(a *search.Answer, catalogue *list.Catalogue) {
	w.Begin('{')
	w.Date("as_of", w.day)
	w.Key("edition")
	decision.WriteEditionRead(w.Writer, w.table.Edition())
	w.Str("level", w.query.Level.String())
	w.Array("items")
	for i := range a.Items {
		w.item(&a.Items[i], catalogue)
	}
	w.End(']')
	w.confidence(a)
	w.Bool("vague", a.Vague)
	w.Int("vagueness", perMille(a.Vagueness))
	w.guidance(a)
	w.question(a.Question)
	w.suggestions()
	w.Strings("not_checked", []string{"classification"})
	w.Null("next_cursor")
	w.End('}')
}

// perMille converts a share to a whole number from 0 to 1000.
func perMille(share float64) int64 { return int64(share*1000 + 0.5) }

func (w answer) item(i *search.Item, catalogue *list.Catalogue) {
	node, _ := w.table.Node(i.Code)
	w.Begin('{')
	w.Str("hs_code", string(i.Code))
	w.Str("level", i.Code.Level().String())
	w.Str("name_zh", search.NameZH(w.table, i.Code))
	w.Str("name_en", node.NameEN)
	w.Int("score", perMille(i.Score))
	w.Str("confidence", string(i.Confidence))
	w.Strings("matched", i.Matched)
	w.Strings("excludes", i.Excludes)
	w.rates(i.Code)
	w.lists(i.Code, catalogue)
	w.End('}')
}

// rates writes the distinct rates of the lines under the code.
func (w answer) rates(code tariff.Code) {
	lo, hi := w.table.Range(code)
	w.Int("lines", int64(hi-lo))
	var mfn, provisional, vat, consumption []string
	for i := lo; i < hi; i++ {
		l := w.table.LineOn(i, w.day)
		mfn, provisional = addRate(mfn, l.MFN), addRate(provisional, l.Provisional)
		vat, consumption = addRate(vat, l.VAT), addRate(consumption, l.Consumption)
	}
	w.Object("rates")
	w.Strings("mfn", mfn)
	w.Strings("provisional", provisional)
	w.Strings("vat", vat)
	w.Strings("consumption_tax", consumption)
	w.End('}')
}

func addRate(texts []string, r *tariff.Rate) []string {
	if r == nil || slices.Contains(texts, r.Text) {
		return texts
	}
	return append(texts, r.Text)
}

// lists writes the standing of the code in each list in force.
func (w answer) lists(code tariff.Code, catalogue *list.Catalogue) {
	w.Array("lists")
	for _, l := range catalogue.Lists() {
		for _, e := range l.InForce(nil, w.day) {
			status, _ := listing.Standing(e, code)
			w.Begin('{')
			w.Str("list", e.List)
			w.Str("edition", e.ID)
			w.Str("coverage", e.Coverage().String())
			w.Str("status", status)
			w.End('}')
		}
	}
	w.End(']')
}

// questionKinds are the names of the kinds of questions on which confidence was measured.
var questionKinds = [model.KindCount]string{"chinese", "english_words", "english_title", "english_title_with_fields"}

func (w answer) confidence(a *search.Answer) {
	w.Object("confidence")
	w.Str("measured_on", questionKinds[a.Kind])
	w.Object("hit_rates")
	for _, c := range []search.Confidence{search.High, search.Medium, search.Low} {
		if rate, ok := a.HitRates[c]; ok {
			w.Int(string(c), perMille(rate))
		} else {
			w.Null(string(c))
		}
	}
	w.End('}')
	w.End('}')
}

// The guidance for words that are too vague.
var (
	sayMore = edition.Text{
		EN: "The words are too general to name goods. Say what the thing is, what it is made of, and what it is for.",
		ZH: "所用词语过于宽泛，无法确定货品。请说明是什么货品、由什么材料制成、作什么用途。"}
	notKnown = edition.Text{
		EN: "These words are not known here. Say what the thing is in everyday words, in Chinese or English.",
		ZH: "未识别所用词语。请用日常用语（中文或英文）说明是什么货品。"}
	chooseOne = edition.Text{
		EN: "The words may mean several kinds of goods. Answer the question, or say what it is made of and what it is for.",
		ZH: "所用词语可能指多种货品。请回答所附问题，或说明材料和用途。"}
)

func (w answer) guidance(a *search.Answer) {
	switch {
	case !a.Vague:
		w.Null("guidance")
	case a.Nothing && a.Question == nil:
		w.Text("guidance", notKnown)
	case a.Nothing:
		w.Text("guidance", sayMore)
	default:
		w.Text("guidance", chooseOne)
	}
}

func (w answer) question(q *search.Question) {
	if q == nil {
		w.Null("question")
		return
	}
	w.Object("question")
	w.Str("id", q.ID)
	w.Text("text", q.Text)
	w.Array("answers")
	for i := range q.Answers {
		a := &q.Answers[i]
		w.Begin('{')
		w.Str("id", a.ID)
		w.Text("text", a.Text)
		wire.Codes(w.Writer, "hs_codes", a.Codes)
		w.Int("share", perMille(a.Share))
		w.Str("href", w.narrowed(a.Codes))
		w.End('}')
	}
	w.End(']')
	w.End('}')
}

// narrowed returns the address of the same search within some codes.
func (w answer) narrowed(codes []tariff.Code) string {
	values := url.Values{"q": {w.query.Words}}
	for _, name := range []string{"category", "attributes", "as_of", "limit", "level"} {
		if v := w.call.Parameter(name); v != "" {
			values.Set(name, v)
		}
	}
	var within []string
	for _, c := range codes {
		within = append(within, string(c))
	}
	values.Set("within", strings.Join(within, ","))
	return "/v1/tariff?" + values.Encode()
}

// maxSuggestions bounds the suggestions of an answer.
const maxSuggestions = 8

// suggestions writes the known phrases that begin with the words.
func (w answer) suggestions() {
	w.Array("suggestions")
	for _, s := range w.words.Complete(w.query.Words, maxSuggestions) {
		w.Begin('{')
		w.Str("text", s.Text)
		w.Str("hs_code", string(s.Code))
		w.End('}')
	}
	w.End(']')
}
