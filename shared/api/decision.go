package api

import (
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
)

// once appends s unless it is there.
func once(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// decision writes a decision. What it writes depends on the decision alone.
func (w *writer) decision(d *eligibility.Decision) {
	w.begin('{')
	w.date("as_of", d.AsOf)
	w.str("ruleset", d.Ruleset)
	w.object("item")
	w.str("ref", d.Item.Ref)
	w.str("hs_code", string(d.Item.Code))
	w.str("level", d.Item.Level.String())
	w.str("name_zh", d.Item.NameZH)
	w.str("name_en", d.Item.NameEN)
	w.end('}')
	w.array("channels")
	for i := range d.Channels {
		w.channel(&d.Channels[i])
	}
	w.end(']')
	w.array("lists")
	for _, e := range d.Lists {
		w.editionRead(e)
	}
	w.end(']')
	w.sources()
	w.strings("not_checked", eligibility.NotChecked())
	w.end('}')
}

func (w *writer) channel(c *eligibility.ChannelDecision) {
	w.begin('{')
	w.str("channel", string(c.Channel))
	w.str("verdict", c.Verdict.String())
	w.str("basis", c.Basis.String())
	w.array("reasons")
	for i := range c.Reasons {
		w.reason(&c.Reasons[i])
	}
	w.end(']')
	w.missingFacts(c.Missing)
	if len(c.Candidates) > 0 {
		w.array("candidates")
		for i := range c.Candidates {
			w.candidate(&c.Candidates[i])
		}
		w.end(']')
		w.int("more_candidates", int64(c.MoreCandidates))
	}
	w.tax(&c.Tax)
	w.end('}')
}

func (w *writer) reason(r *eligibility.Reason) {
	w.begin('{')
	w.reasonHead(r)
	if len(r.AppliesTo) > 0 {
		writeCodes(w, "applies_to", r.AppliesTo)
		w.int("applies_to_more", int64(r.AlsoLines))
	}
	w.settlement(r)
	w.end('}')
}

// reasonHead writes what was found and where it stands.
func (w *writer) reasonHead(r *eligibility.Reason) {
	w.str("code", string(r.Code))
	w.str("effect", r.Effect.String())
	w.str("basis", r.Basis.String())
	if r.Fact != eligibility.NoFact {
		w.str("fact", r.Fact.String())
	}
	w.text("text", r.Text())
	w.citations(r.Citations)
}

// settlement writes what would settle a missing row.
func (w *writer) settlement(r *eligibility.Reason) {
	s, ok := r.Settlement()
	if !ok {
		return
	}
	w.object("settled_by")
	w.str("document", s.Document)
	w.str("published_at", s.PublishedAt)
	w.str("command", s.Command)
	w.int("stated_rows", int64(s.Stated))
	w.int("held_rows", int64(s.Held))
	w.end('}')
}

func (w *writer) citations(citations []eligibility.Citation) {
	w.array("citations")
	for i := range citations {
		w.citation(&citations[i])
	}
	w.end(']')
}

// citation writes where a statement stands. An instrument that is no list has
// no list and edition.
func (w *writer) citation(c *eligibility.Citation) {
	w.begin('{')
	w.some("list", c.List)
	w.some("edition", c.Edition)
	w.some("entry", c.Entry)
	w.some("document", c.Document)
	if c.Summarised {
		w.some("summary", c.Quote)
	} else {
		w.some("quote", c.Quote)
	}
	w.some("published_at", c.Published)
	if c.Source != "" {
		w.array("sources")
		for id := range strings.SplitSeq(c.Source, ";") {
			w.value(id)
			w.cite(id)
		}
		w.end(']')
	}
	w.end('}')
}

// sources writes the register of the sources that were cited, in the order in
// which they were.
func (w *writer) sources() { w.sourcesBy(func(id string) { w.source(id) }) }

// sourcesBy writes the register of sources; source writes the members of each.
func (w *writer) sourcesBy(source func(id string)) {
	w.array("sources")
	for _, id := range w.cited {
		w.begin('{')
		source(id)
		w.end('}')
	}
	w.end(']')
	w.cited = w.cited[:0]
}

// source writes what the registers of goods and of services say of a source.
// They have no id in common.
func (w *writer) source(id string) {
	w.str("id", id)
	if s, ok := list.FindSource(id); ok {
		w.register(s.Title, s.Issuer, s.Document, s.Date, s.Where)
	} else if s, ok := services.FindSource(id); ok {
		w.register(s.Title, s.Issuer, s.Document, s.Date, s.Where)
	}
}

func (w *writer) register(title, issuer, document, date, where string) {
	w.str("title", title)
	w.some("issuer", issuer)
	w.some("document", document)
	w.some("date", date)
	w.some("where", where)
}

// missingFacts writes what the caller was not asked, or did not say, as
// questions.
func (w *writer) missingFacts(keys []eligibility.FactKey) {
	w.array("missing_facts")
	for _, key := range keys {
		w.missingFact(key)
	}
	w.end(']')
}

func (w *writer) missingFact(key eligibility.FactKey) {
	spec := key.Spec()
	w.begin('{')
	w.str("fact", spec.Name)
	w.str("type", spec.Kind.String())
	w.strings("values", spec.Values)
	w.text("question", spec.Question)
	w.end('}')
}

func (w *writer) candidate(c *eligibility.Candidate) {
	w.begin('{')
	w.str("hs_code", string(c.Code))
	w.str("name_zh", c.NameZH)
	w.str("name_en", c.NameEN)
	w.some("verdict", c.Verdict.String())
	w.str("relationship", c.Relationship)
	w.bool("preferred", c.Preferred)
	w.end('}')
}

func (w *writer) tax(t *eligibility.Tax) {
	w.object("tax")
	w.str("status", string(t.Status))
	w.array("lines")
	for i := range t.Lines {
		w.taxLine(&t.Lines[i])
	}
	w.end(']')
	if t.Status == eligibility.TaxComputed {
		w.str("total", t.Total.String())
	}
	w.missingFacts(t.Missing)
	w.array("why")
	for _, why := range t.Why {
		w.textValue(why)
	}
	w.end(']')
	w.end('}')
}

func (w *writer) taxLine(l *eligibility.TaxLine) {
	w.begin('{')
	w.str("kind", string(l.Kind))
	if l.Known {
		w.str("status", string(eligibility.TaxComputed))
		w.str("base", l.Base.String())
		w.str("rate", l.Rate)
		w.str("amount", l.Amount.String())
		if l.Share > 0 {
			w.int("share_percent", int64(l.Share))
		}
		w.str("formula", l.Formula.String())
		w.str("rounding", eligibility.Rounding)
	} else {
		w.str("status", string(eligibility.TaxUnknown))
		w.some("rate", l.Rate)
		w.text("why", l.Why)
	}
	w.str("basis", l.Basis.String())
	w.citations(l.Citations)
	w.end('}')
}

// editionRead writes an edition as decisions name what they read.
func (w *writer) editionRead(e *edition.Edition) {
	w.begin('{')
	w.str("id", e.List)
	w.str("edition", e.ID)
	w.editionState(e)
	w.end('}')
}

// editionState writes the members that an edition has wherever it is named.
func (w *writer) editionState(e *edition.Edition) {
	w.str("coverage", e.Coverage().String())
	w.dateOrNull("effective_from", e.From)
	w.str("sha256", e.SHA256)
	w.int("rows", int64(e.Held))
	if e.Stated > 0 {
		w.int("stated_rows", int64(e.Stated))
	}
	if e.Sample {
		w.bool("sample", true)
	}
}
