package decision

import (
	"encoding/json"
	"slices"

	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
)

// maxQuestions is the number of questions in a summary.
const maxQuestions = 1

// WriteGoodsSummary writes the summary view of a decision: sentences, verdicts, totals
// and the first questions.
func WriteGoodsSummary(w *wire.Writer, d *eligibility.Decision) {
	w.Begin('{')
	w.TextFunc("summary", d.AppendSummary)
	w.Date("as_of", d.AsOf)
	w.Str("ruleset", d.Ruleset)
	writeItem(w, &d.Item)
	writePlausibility(w, d.Plausibility)
	var asked []eligibility.FactKey
	w.Array("channels")
	for i := range d.Channels {
		c := &d.Channels[i]
		w.Begin('{')
		w.Str("channel", string(c.Channel))
		w.Str("verdict", c.Verdict.String())
		w.Str("basis", c.Basis.String())
		w.TextFunc("summary", c.AppendSummary)
		w.Object("tax")
		writeTaxTotal(w, &c.Tax)
		w.End('}')
		w.End('}')
		asked = append(asked, c.Missing...)
	}
	w.End(']')
	writeQuestions(w, asked)
	w.End('}')
}

// WriteServiceSummary writes the summary view of a decision.
func WriteServiceSummary(w *wire.Writer, d *eligibility.ServiceDecision) {
	w.Begin('{')
	w.TextFunc("summary", d.AppendSummary)
	w.Date("as_of", d.AsOf)
	w.Str("ruleset", d.Ruleset)
	w.NonEmpty("ref", d.Ref)
	writeDecidedSector(w, &d.Sector)
	writeMode(w, d)
	var asked []eligibility.FactKey
	w.Array("places")
	for i := range d.Places {
		p := &d.Places[i]
		w.Begin('{')
		w.Str("place", p.Place.String())
		w.Str("verdict", p.Verdict.String())
		w.Str("basis", p.Basis.String())
		w.TextFunc("summary", p.AppendSummary)
		w.End('}')
		asked = append(asked, p.Missing...)
	}
	w.End(']')
	writeQuestions(w, asked)
	w.End('}')
}

// writeQuestions writes the first open questions, without repetitions, and the number
// of the others.
func writeQuestions(w *wire.Writer, asked []eligibility.FactKey) {
	var keys []eligibility.FactKey
	for _, key := range asked {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	w.Array("questions")
	for _, key := range keys[:min(len(keys), maxQuestions)] {
		w.Begin('{')
		w.Str("fact", key.String())
		w.Text("question", key.Spec().Question)
		w.End('}')
	}
	w.End(']')
	w.Int("more_questions", int64(max(0, len(keys)-maxQuestions)))
}

// Summarise returns the summary of a stored full decision, in both languages. A decision
// stored before there were summaries is returned unchanged.
func Summarise(full []byte) []byte {
	var d struct {
		Summary  json.RawMessage `json:"summary"`
		AsOf     json.RawMessage `json:"as_of"`
		Ruleset  json.RawMessage `json:"ruleset"`
		Ref      json.RawMessage `json:"ref"`
		Item     json.RawMessage `json:"item"`
		Sector   json.RawMessage `json:"sector"`
		Mode     json.RawMessage `json:"mode"`
		Channels []keptAnswer    `json:"channels"`
		Places   []keptAnswer    `json:"places"`
	}
	if err := json.Unmarshal(full, &d); err != nil || d.Summary == nil {
		return full
	}
	w := wire.New()
	w.Begin('{')
	raw := func(name string, value json.RawMessage) {
		if value != nil {
			w.Key(name)
			w.Raw(value)
		}
	}
	raw("summary", d.Summary)
	raw("as_of", d.AsOf)
	raw("ruleset", d.Ruleset)
	raw("ref", d.Ref)
	raw("item", d.Item)
	raw("sector", d.Sector)
	raw("mode", d.Mode)
	name, answers := "channels", d.Channels
	if d.Places != nil {
		name, answers = "places", d.Places
	}
	var asked []eligibility.FactKey
	w.Array(name)
	for i := range answers {
		asked = append(asked, answers[i].write(w)...)
	}
	w.End(']')
	writeQuestions(w, asked)
	w.End('}')
	return []byte(w.Done())
}

// keptAnswer has the members of a stored channel or place that a summary needs.
type keptAnswer struct {
	Channel string          `json:"channel"`
	Place   string          `json:"place"`
	Verdict string          `json:"verdict"`
	Basis   string          `json:"basis"`
	Summary json.RawMessage `json:"summary"`
	Tax     *struct {
		Status string `json:"status"`
		Total  string `json:"total"`
	} `json:"tax"`
	Missing []struct {
		Fact string `json:"fact"`
	} `json:"missing_facts"`
}

// write writes the summary of the channel or place and returns its missing facts.
func (a *keptAnswer) write(w *wire.Writer) []eligibility.FactKey {
	w.Begin('{')
	w.NonEmpty("channel", a.Channel)
	w.NonEmpty("place", a.Place)
	w.Str("verdict", a.Verdict)
	w.Str("basis", a.Basis)
	w.Key("summary")
	w.Raw(a.Summary)
	if a.Tax != nil {
		w.Object("tax")
		w.Str("status", a.Tax.Status)
		w.NonEmpty("total", a.Tax.Total)
		w.End('}')
	}
	w.End('}')
	var keys []eligibility.FactKey
	for _, m := range a.Missing {
		if key, ok := eligibility.FindFact(m.Fact); ok {
			keys = append(keys, key)
		}
	}
	return keys
}
