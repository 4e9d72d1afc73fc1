package redecision

import (
	"encoding/json"
	"fmt"
	"slices"

	"importchecker/shared/event"
)

// An answerPart is a part of a decision: a channel, or a place.
type answerPart struct {
	name    string
	verdict string
	basis   string
	reasons []reasonDocument
	tax     string
	cases   string // the candidates of a service, with their verdicts
}

// Changes returns what differs between two decisions, and the type of the
// event: DecisionChanged when a verdict, a tax or a condition differs,
// DecisionReworded otherwise.
func Changes(old, now []byte) (changes []event.Change, eventType string, err error) {
	before, err := answerParts(old)
	if err != nil {
		return nil, "", err
	}
	after, err := answerParts(now)
	if err != nil {
		return nil, "", err
	}
	eventType = event.DecisionReworded
	for _, a := range after {
		i := slices.IndexFunc(before, func(b answerPart) bool { return b.name == a.name })
		what := []string{event.ChangedVerdict}
		if i >= 0 {
			what = before[i].differences(a)
		}
		if len(what) > 0 {
			changes = append(changes, event.Change{Channel: a.name, What: what})
		}
		if slices.ContainsFunc(what, isMaterial) {
			eventType = event.DecisionChanged
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(a answerPart) bool { return a.name == b.name }) {
			changes = append(changes, event.Change{Channel: b.name, What: []string{event.ChangedVerdict}})
			eventType = event.DecisionChanged
		}
	}
	return changes, eventType, nil
}

func isMaterial(what string) bool {
	return what == event.ChangedVerdict || what == event.ChangedTax || what == event.ChangedConditions
}

// differences returns in what two answers differ, most important first.
func (a answerPart) differences(b answerPart) (what []string) {
	note := func(differs bool, name string) {
		if differs {
			what = append(what, name)
		}
	}
	note(a.verdict != b.verdict || a.cases != b.cases, event.ChangedVerdict)
	note(a.tax != b.tax, event.ChangedTax)
	note(a.reasonsText(conditionEffects) != b.reasonsText(conditionEffects), event.ChangedConditions)
	note(a.reasonsText(questionEffects) != b.reasonsText(questionEffects), event.ChangedQuestions)
	note(a.basis != b.basis, event.ChangedBasis)
	if len(what) == 0 {
		note(a.reasonsText(nil) != b.reasonsText(nil), event.ChangedReasons)
	}
	return what
}

// The effects of reasons that are conditions, and of those that ask for
// information.
var (
	conditionEffects = []string{"bars", "condition"}
	questionEffects  = []string{"needs_fact", "needs_list"}
)

// reasonsText returns the reasons that have one of the effects, as text; with no
// effects, all reasons with their citations.
func (a answerPart) reasonsText(effects []string) string {
	var text []string
	for _, r := range a.reasons {
		if effects == nil {
			text = append(text, fmt.Sprintf("%+v", r))
		} else if slices.Contains(effects, r.Effect) {
			text = append(text, fmt.Sprint(r.Code, r.Effect, r.Fact, r.AppliesTo, r.AppliesToMore, r.quotes()))
		}
	}
	slices.Sort(text)
	return fmt.Sprint(text)
}

// quotes returns the words that a reason cites. They stay the same when an
// entry is renumbered.
func (r *reasonDocument) quotes() (quotes []string) {
	for _, c := range r.Citations {
		quotes = append(quotes, c.Quote)
	}
	return quotes
}

// answerParts parses the channels or places of a decision.
func answerParts(body []byte) ([]answerPart, error) {
	var doc decisionDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("read decision: %w", err)
	}
	reasonsOf := make(map[string][]reasonDocument, len(doc.Channels))
	var parts []answerPart
	for i := range doc.Channels {
		c := &doc.Channels[i]
		for _, before := range doc.Channels[:i] {
			if c.SameAs == before.Channel {
				c.Reasons, c.Tax = before.Reasons, before.Tax
			}
		}
		if c.SameAs == "" {
			reasonsOf[c.Channel] = resolveReferences(c.Reasons, reasonsOf)
		}
		parts = append(parts, answerPart{
			name: c.Channel, verdict: c.Verdict, basis: c.Basis, reasons: significant(slices.Clone(c.Reasons)),
			tax: c.Tax.Status + " " + c.Tax.Total,
		})
	}
	for _, p := range doc.Places {
		parts = append(parts, answerPart{
			name: p.Place, verdict: p.Verdict, basis: p.Basis, reasons: significant(p.Reasons), cases: fmt.Sprint(p.Candidates),
		})
	}
	return parts, nil
}

// resolveReferences replaces each reason that refers to another channel by the
// one referred to: the n-th reference by the n-th reason of its code and effect.
// It returns the reasons that refer to no channel.
func resolveReferences(reasons []reasonDocument, reasonsOf map[string][]reasonDocument) (own []reasonDocument) {
	type pointer struct{ to, code, effect string }
	seen := make(map[pointer]int)
	for i := range reasons {
		r := &reasons[i]
		if r.SameAs == "" {
			own = append(own, *r)
			continue
		}
		p := pointer{r.SameAs, r.Code, r.Effect}
		*r = resolve(r, reasonsOf[r.SameAs], seen[p])
		seen[p]++
	}
	return own
}

// resolve returns the n-th reason of a channel with the code and effect of r, or
// the first where there are fewer.
func resolve(r *reasonDocument, others []reasonDocument, n int) reasonDocument {
	alike := slices.DeleteFunc(slices.Clone(others), func(other reasonDocument) bool {
		return other.Code != r.Code || other.Effect != r.Effect
	})
	switch {
	case n < len(alike):
		return alike[n]
	case len(alike) > 0:
		return alike[0]
	}
	return *r
}
