package decision

import (
	"cmp"
	"slices"
	"strings"

	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// WriteGoods writes a decision. What it writes depends on the decision and on
// the writer's language alone. What several channels have in common is written
// with the first of them, and the others refer to it.
func WriteGoods(w *wire.Writer, d *eligibility.Decision) {
	describe(w, d.Lists)
	w.Begin('{')
	w.Said("summary", d.AppendSummary)
	w.Date("as_of", d.AsOf)
	w.Str("ruleset", d.Ruleset)
	writeItem(w, &d.Item)
	w.Name = d.Item.NameZH
	w.Array("channels")
	for i := range d.Channels {
		writeChannel(w, d, i)
	}
	w.End(']')
	if slices.ContainsFunc(d.Channels, func(c eligibility.ChannelDecision) bool { return len(c.Tax.Lines) > 0 }) {
		w.Str("rounding", eligibility.Rounding)
	}
	writeUnusedFacts(w, d.Unused)
	writePlausibility(w, d.Plausibility)
	writeLists(w, d.Lists)
	writeDocuments(w)
	w.Strings("not_checked", eligibility.NotChecked())
	w.End('}')
}

// writePlausibility writes whether name and code go together, where that can be said.
func writePlausibility(w *wire.Writer, p *eligibility.Plausibility) {
	if p == nil {
		return
	}
	w.Object("plausibility")
	w.Str("verdict", p.Verdict)
	w.Array("better")
	for i := range p.Better {
		b := &p.Better[i]
		w.Begin('{')
		w.Str("hs_code", string(b.Code))
		w.Str("name_zh", b.NameZH)
		w.Str("name_en", b.NameEN)
		w.Str("confidence", b.Confidence)
		w.End('}')
	}
	w.End(']')
	w.End('}')
}

// describe notes the editions that the answer describes under lists.
func describe(w *wire.Writer, lists []*edition.Edition) {
	w.Editions = w.Editions[:0]
	for _, e := range lists {
		w.Editions = append(w.Editions, [2]string{e.List, e.ID})
	}
}

// writeLists writes the editions that were read, and of one that is held in part
// where the whole of it is published.
func writeLists(w *wire.Writer, lists []*edition.Edition) {
	w.Array("lists")
	for _, e := range lists {
		w.Begin('{')
		writeEditionRead(w, e)
		if e.Coverage() == edition.Partial {
			w.NonEmpty("published_at", e.Published)
		}
		w.End('}')
	}
	w.End(']')
}

func writeItem(w *wire.Writer, item *eligibility.DecidedItem) {
	w.Object("item")
	w.Str("ref", item.Ref)
	w.StrOrNull("hs_code", string(item.Code))
	if item.Code == "" {
		w.Null("level")
	} else {
		w.Str("level", item.Level.String())
	}
	w.Str("name_zh", item.NameZH)
	w.Str("name_en", withoutChinese(item.NameEN(), item.NameZH))
	if item.NameGiven {
		w.Bool("name_used", item.Code == "")
	}
	w.End('}')
}

// withoutChinese returns an English name without the Chinese one that it ends in where
// English does not tell sisters apart: that stands beside it here.
func withoutChinese(en, zh string) string {
	const open, shut = "; “", "”"
	if rest, found := strings.CutSuffix(en, shut); found {
		if rest, found = strings.CutSuffix(rest, zh); found {
			return strings.TrimSuffix(rest, open)
		}
	}
	return en
}

// writeChannel writes the answer of one of the channels.
func writeChannel(w *wire.Writer, d *eligibility.Decision, at int) {
	before, c := d.Channels[:at], &d.Channels[at]
	w.Begin('{')
	w.Str("channel", string(c.Channel))
	w.Str("verdict", c.Verdict.String())
	w.Str("basis", c.Basis.String())
	if same := decidedBefore(before, c); same != "" {
		w.Str("same_as", string(same))
		writeSameChannel(w, c, d.AsOf)
		w.End('}')
		return
	}
	w.Said("summary", c.AppendSummary)
	w.Array("reasons")
	for i := range c.Reasons {
		r := &c.Reasons[i]
		if said := saidBefore(before, r); said != "" {
			writeSame(w, r, said)
		} else {
			writeReason(w, r)
		}
	}
	w.End(']')
	writeStanding(w, c.Channel, d.AsOf)
	writeMissingFacts(w, c.Missing, func(key eligibility.FactKey) bool { return askedBefore(before, key) })
	if len(c.Unused) > 0 {
		w.Array("unused_facts")
		for _, k := range c.Unused {
			w.Value(k.String())
		}
		w.End(']')
	}
	if len(c.Candidates) > 0 {
		w.Array("candidates")
		for i := range c.Candidates {
			writeCandidate(w, &c.Candidates[i])
		}
		w.End(']')
		w.Int("more_candidates", int64(c.MoreCandidates))
	}
	writeIndication(w, &c.Indication)
	if same := taxedBefore(before, &c.Tax); same != "" {
		writeSameTax(w, &c.Tax, same)
	} else {
		writeTax(w, before, c)
	}
	w.End('}')
}

// decidedBefore returns the channel that is decided as this one, word for word.
func decidedBefore(before []eligibility.ChannelDecision, c *eligibility.ChannelDecision) eligibility.ChannelID {
	for i := range before {
		if before[i].Same(c) {
			return before[i].Channel
		}
	}
	return ""
}

// writeSameChannel writes of a channel that is decided as an earlier one what
// programs look at. The words stand in the other channel.
func writeSameChannel(w *wire.Writer, c *eligibility.ChannelDecision, day edition.Date) {
	w.Said("summary", c.AppendSummary)
	w.Array("reasons")
	for i := range c.Reasons {
		w.Begin('{')
		w.Str("code", string(c.Reasons[i].Code))
		w.Str("effect", c.Reasons[i].Effect.String())
		w.End('}')
	}
	w.End(']')
	writeStanding(w, c.Channel, day)
	writeMissingFacts(w, c.Missing, func(eligibility.FactKey) bool { return true })
	w.Object("tax")
	writeTaxTotal(w, &c.Tax)
	w.End('}')
}

// writeStanding names what the channel says of every item alike.
func writeStanding(w *wire.Writer, channel eligibility.ChannelID, day edition.Date) {
	any := false
	for code := range eligibility.Standing(channel, day) {
		if !any {
			any = true
			w.Array("standing")
		}
		w.Value(string(code))
	}
	if any {
		w.End(']')
	}
}

// writeIndication writes what is known short of a decision.
func writeIndication(w *wire.Writer, i *eligibility.Indication) {
	if i.Of == "" {
		return
	}
	w.Object("indication")
	w.Str("of", string(i.Of))
	w.Str("list", i.Edition.List)
	w.Str("edition", i.Edition.ID)
	w.Date("day", i.Day)
	if i.Of == eligibility.OfTariff {
		w.Str("verdict", i.Verdict.String())
		w.Str("basis", i.Basis.String())
		w.Array("reasons")
		for _, code := range i.Conditions {
			w.Value(string(code))
		}
		w.End(']')
		w.Str("tax_status", string(i.TaxStatus))
		w.NonEmpty("tax_total", i.Amount)
	} else {
		w.Str("hs_code", string(i.Line))
	}
	w.Text("text", i.Text())
	w.End('}')
}

// saidBefore returns the channel that has the same reason already; blank where
// none has.
func saidBefore(before []eligibility.ChannelDecision, r *eligibility.Reason) eligibility.ChannelID {
	for i := range before {
		for j := range before[i].Reasons {
			if before[i].Reasons[j].Same(r) {
				return before[i].Channel
			}
		}
	}
	return ""
}

// writeSame writes a reason that stands in another channel word for word: what
// programs look at, and where the rest is.
func writeSame(w *wire.Writer, r *eligibility.Reason, channel eligibility.ChannelID) {
	w.Begin('{')
	w.Str("code", string(r.Code))
	w.Str("effect", r.Effect.String())
	w.Str("same_as", string(channel))
	w.End('}')
}

// askedBefore reports whether an earlier channel asks for the fact.
func askedBefore(before []eligibility.ChannelDecision, key eligibility.FactKey) bool {
	return slices.ContainsFunc(before, func(c eligibility.ChannelDecision) bool { return slices.Contains(c.Missing, key) })
}

// taxAskedBefore reports whether the tax of an earlier channel asks for the fact.
func taxAskedBefore(before []eligibility.ChannelDecision, key eligibility.FactKey) bool {
	return slices.ContainsFunc(before, func(c eligibility.ChannelDecision) bool {
		return slices.Contains(c.Tax.Missing,
			key)
	})
}

// taxedBefore returns the channel that is taxed in the same way.
func taxedBefore(before []eligibility.ChannelDecision, t *eligibility.Tax) eligibility.ChannelID {
	for i := range before {
		if len(t.Lines)+len(t.Why) > 0 && before[i].Tax.Same(t) {
			return before[i].Channel
		}
	}
	return ""
}

func writeSameTax(w *wire.Writer, t *eligibility.Tax, channel eligibility.ChannelID) {
	w.Object("tax")
	writeTaxTotal(w, t)
	w.Str("same_as", string(channel))
	w.End('}')
}

// writeTaxTotal writes how far the tax could be computed, and what it comes to.
func writeTaxTotal(w *wire.Writer, t *eligibility.Tax) {
	w.Str("status", string(t.Status))
	if t.HasTotal() {
		w.Appended("total", t.Total.Append)
	}
}

func writeReason(w *wire.Writer, r *eligibility.Reason) {
	w.Begin('{')
	writeReasonHead(w, r)
	if len(r.AppliesTo) > 0 {
		wire.Codes(w, "applies_to", r.AppliesTo)
		w.Int("applies_to_more", int64(r.AlsoLines))
	}
	w.End('}')
}

// writeReasonHead writes what was found and where it stands.
func writeReasonHead(w *wire.Writer, r *eligibility.Reason) {
	w.Str("code", string(r.Code))
	w.Str("effect", r.Effect.String())
	w.Str("basis", r.Basis.String())
	if r.Fact != eligibility.NoFact {
		w.Str("fact", r.Fact.String())
	}
	if need, authority, ok := r.Needs(); ok {
		w.Str("need", need)
		w.Text("authority", authority)
	}
	w.Said("text", r.AppendText)
	writeCitations(w, r.Citations)
}

// described reports whether the answer describes the edition under lists.
func described(w *wire.Writer, list, id string) bool {
	return list != "" && slices.Contains(w.Editions, [2]string{list, id})
}

// writeCitations writes where a statement stands; an empty array where it needs no source.
func writeCitations(w *wire.Writer, citations []eligibility.Citation) {
	w.Array("citations")
	for i := range citations {
		writeCitation(w, &citations[i])
	}
	w.End(']')
}

// writeCitation writes where a statement stands. Where its document was read stands
// under documents; of a statement without a document, it stands here.
func writeCitation(w *wire.Writer, c *eligibility.Citation) {
	w.Begin('{')
	writePlace(w, c)
	switch {
	case c.Source == "":
	case c.Document != "" && !described(w, c.List, c.Edition):
		w.Read(c.Document, c.Source)
	default:
		w.Array("sources")
		writeAddresses(w, c.Source)
		w.End(']')
	}
	w.End('}')
}

// WriteCitation writes where a statement stands, and the ids of its sources, which
// WriteSources describes.
func WriteCitation(w *wire.Writer, c *eligibility.Citation) {
	w.Begin('{')
	writePlace(w, c)
	if c.Source != "" {
		w.Array("sources")
		for id := range strings.SplitSeq(c.Source, ";") {
			w.Value(id)
			w.Cite(id)
		}
		w.End(']')
	}
	w.End('}')
}

// writePlace writes the place that is cited. An instrument that is no list has no
// list and edition.
func writePlace(w *wire.Writer, c *eligibility.Citation) {
	w.NonEmpty("list", c.List)
	w.NonEmpty("edition", c.Edition)
	w.NonEmpty("entry", c.Entry)
	described := described(w, c.List, c.Edition)
	if !described {
		w.NonEmpty("document", c.Document)
	}
	if c.Summarised {
		w.NonEmpty("summary", c.Quote)
	} else if c.Quote != w.Name || c.List != tariff.List {
		w.NonEmpty("quote", c.Quote)
	}
	if !described {
		w.NonEmpty("published_at", c.Published)
	}
}

// WriteSources writes the register of the sources that were cited, in the order in
// which they were.
func WriteSources(w *wire.Writer) { WriteSourcesBy(w, func(id string) { WriteSource(w, id) }) }

// writeDocuments writes where each document that is cited by its name was read.
func writeDocuments(w *wire.Writer) {
	w.Object("documents")
	for i, d := range w.Documents {
		if slices.ContainsFunc(w.Documents[:i], d.SameName) {
			continue
		}
		w.Named(d.Name)
		w.Begin('[')
		for _, same := range w.Documents[i:] {
			if same.Name == d.Name {
				writeAddresses(w, same.Sources)
			}
		}
		w.End(']')
	}
	w.End('}')
	w.Documents = w.Documents[:0]
}

// writeAddresses writes the address of each source, or its title where it has none.
func writeAddresses(w *wire.Writer, ids string) {
	for id := range strings.SplitSeq(ids, ";") {
		title, where := id, ""
		if s, ok := list.FindSource(id); ok {
			title, where = s.Title, s.Where
		} else if s, ok := services.FindSource(id); ok {
			title, where = s.Title, s.Where
		}
		where, _, _ = strings.Cut(where, ";")
		w.Value(cmp.Or(where, title))
	}
}

// WriteSourcesBy writes the register of sources; source writes the members of each.
func WriteSourcesBy(w *wire.Writer, source func(id string)) {
	w.Array("sources")
	for _, id := range w.Cited {
		w.Begin('{')
		source(id)
		w.End('}')
	}
	w.End(']')
	w.Cited = w.Cited[:0]
}

// WriteSource writes what the registers of goods and of services say of a source.
// They have no id in common.
func WriteSource(w *wire.Writer, id string) {
	w.Str("id", id)
	if s, ok := list.FindSource(id); ok {
		WriteRegister(w, s.Title, s.Issuer, s.Document, s.Date, s.Where)
	} else if s, ok := services.FindSource(id); ok {
		WriteRegister(w, s.Title, s.Issuer, s.Document, s.Date, s.Where)
	}
}

func WriteRegister(w *wire.Writer, title, issuer, document, date, where string) {
	w.Str("title", title)
	w.NonEmpty("issuer", issuer)
	w.NonEmpty("document", document)
	w.NonEmpty("date", date)
	w.NonEmpty("where", where)
}

// writeMissingFacts writes what the caller did not say: as a question where it is
// the first time that the answer asks, and else the name of the fact.
func writeMissingFacts(w *wire.Writer, keys []eligibility.FactKey, asked func(eligibility.FactKey) bool) {
	w.Array("missing_facts")
	for _, key := range keys {
		if asked(key) {
			w.Begin('{')
			w.Str("fact", key.String())
			w.End('}')
		} else {
			writeMissing(w, key)
		}
	}
	w.End(']')
}

// writeMissing writes the question. Of a field of the body it says where the answer
// goes; of a fact under facts, which answers there are or what one looks like, unless
// it is true or false.
func writeMissing(w *wire.Writer, key eligibility.FactKey) {
	spec := key.Spec()
	w.Begin('{')
	w.Str("fact", spec.Name)
	if spec.Pointer != "" {
		w.Str("pointer", spec.Pointer)
	} else if len(spec.Values) > 0 {
		w.Strings("values", spec.Values)
	} else if spec.Kind != eligibility.Bool {
		w.Key("example")
		w.Raw([]byte(spec.Sample()))
	}
	w.Text("question", spec.Question)
	w.End('}')
}

// writeUnusedFacts writes the facts that were told and changed nothing.
func writeUnusedFacts(w *wire.Writer, unused []eligibility.UnusedFact) {
	if len(unused) == 0 {
		return
	}
	w.Array("unused_facts")
	for i := range unused {
		w.Begin('{')
		w.Str("fact", unused[i].Fact.String())
		w.Text("why", unused[i].Why)
		w.End('}')
	}
	w.End(']')
}

func writeCandidate(w *wire.Writer, c *eligibility.Candidate) {
	w.Begin('{')
	w.Str("hs_code", string(c.Code))
	w.Str("name_zh", c.NameZH)
	w.Str("name_en", c.NameEN())
	w.NonEmpty("verdict", c.Verdict.String())
	w.Str("relationship", c.Relationship)
	w.Bool("preferred", c.Preferred)
	w.End('}')
}

func writeTax(w *wire.Writer, before []eligibility.ChannelDecision, c *eligibility.ChannelDecision) {
	t := &c.Tax
	w.Object("tax")
	writeTaxTotal(w, t)
	if len(t.Lines) > 0 {
		writeTaxLines(w, c)
	}
	writeOtherTreatment(w, &t.Otherwise)
	writeAgreements(w, t.Agreements)
	if len(t.Missing) > 0 {
		writeMissingFacts(w, t.Missing, func(key eligibility.FactKey) bool {
			return slices.Contains(c.Missing, key) || askedBefore(before, key) || taxAskedBefore(before, key)
		})
	}
	if len(t.Why) > 0 {
		w.Array("why")
		for _, why := range t.Why {
			w.TextValue(why)
		}
		w.End(']')
	}
	if len(t.Notes) > 0 {
		w.Array("notes")
		for i := range t.Notes {
			writeReason(w, &t.Notes[i])
		}
		w.End(']')
	}
	w.End('}')
}

// writeTaxLines writes the lines, and once for all what several of them rest on. What
// a reason of the channel cites already is not cited again.
func writeTaxLines(w *wire.Writer, decided *eligibility.ChannelDecision) {
	lines := decided.Tax.Lines
	w.Str("basis", lines[0].Basis.String())
	w.Array("citations")
	for i := range lines {
		for j := range lines[i].Citations {
			if c := &lines[i].Citations[j]; common(lines[i+1:], c) && !common(lines[:i], c) && !reasoned(decided, c) {
				writeRateCitation(w, c)
			}
		}
	}
	w.End(']')
	w.Array("lines")
	for i := range lines {
		writeTaxLine(w, lines, i)
	}
	w.End(']')
}

// reasoned reports whether a reason of the channel rests on the same text.
func reasoned(decided *eligibility.ChannelDecision, c *eligibility.Citation) bool {
	return slices.ContainsFunc(decided.Reasons, func(r eligibility.Reason) bool {
		return slices.ContainsFunc(r.Citations, func(o eligibility.Citation) bool { return samePlace(&o, c) })
	})
}

// common reports whether one of the lines rests on the same text.
func common(lines []eligibility.TaxLine, c *eligibility.Citation) bool {
	return slices.ContainsFunc(lines, func(l eligibility.TaxLine) bool {
		return slices.ContainsFunc(l.Citations, func(o eligibility.Citation) bool { return samePlace(&o, c) })
	})
}

// samePlace reports whether two citations are of the same place. Of the tariff they
// may quote different rates, which the lines have.
func samePlace(a, b *eligibility.Citation) bool {
	return a.List == b.List && a.Edition == b.Edition && a.Entry == b.Entry && a.Document == b.Document &&
		a.Source == b.Source &&
		(a.List == tariff.List || a.Quote == b.Quote)
}

// writeRateCitation writes where rates stand; the lines quote them.
func writeRateCitation(w *wire.Writer, c *eligibility.Citation) {
	where := *c
	if where.List == tariff.List {
		where.Quote = ""
	}
	writeCitation(w, &where)
}

// writeOtherTreatment writes what is due at the other one of the
// most-favoured-nation rate and the general rate, where it is open which of
// them applies.
func writeOtherTreatment(w *wire.Writer, o *eligibility.OtherTreatment) {
	if !o.Set {
		return
	}
	w.Object("otherwise")
	if o.General {
		w.Str("treatment", "general")
	} else {
		w.Str("treatment", "most_favoured_nation")
	}
	w.NonEmpty("rate", o.Rate)
	if o.Known {
		w.Appended("total", o.Total.Append)
	}
	w.End('}')
}

// writeAgreements writes what is due under each agreement that is open to the
// origin.
func writeAgreements(w *wire.Writer, agreements []eligibility.AgreementTax) {
	if len(agreements) == 0 {
		return
	}
	w.Array("agreement_rates")
	for i := range agreements {
		a := &agreements[i]
		w.Begin('{')
		w.Str("agreement", a.Agreement.ID)
		w.Text("name", a.Agreement.Name)
		w.NonEmpty("rate", a.Rate)
		if a.Known {
			w.Appended("total", a.Total.Append)
			w.Appended("saves", a.Saves.Append)
		}
		if a.Agreement.Note.EN != "" {
			w.Text("note", a.Agreement.Note)
		}
		w.Str("basis", a.Agreement.Basis.String())
		writeCitations(w, []eligibility.Citation{a.Cite()})
		w.End('}')
	}
	w.End(']')
}

// writeTaxLine writes one of the lines. What it has in common with others stands
// beside the lines.
func writeTaxLine(w *wire.Writer, lines []eligibility.TaxLine, at int) {
	l := &lines[at]
	w.Begin('{')
	w.Str("kind", string(l.Kind))
	if l.Known {
		w.Appended("base", l.Base.Append)
		w.Str("rate", l.Rate)
		w.Appended("amount", l.Amount.Append)
		if l.Share > 0 {
			w.Int("share_percent", int64(l.Share))
		}
		w.Appended("formula", l.Formula.Append)
	} else {
		w.Str("status", string(eligibility.TaxUnknown))
		w.NonEmpty("rate", l.Rate)
		w.Text("why", l.Why)
	}
	if l.Basis != lines[0].Basis {
		w.Str("basis", l.Basis.String())
	}
	own := false
	for i := range l.Citations {
		c := &l.Citations[i]
		if common(lines[:at], c) || common(lines[at+1:], c) {
			continue
		}
		if !own {
			own = true
			w.Array("citations")
		}
		writeCitation(w, c)
	}
	if own {
		w.End(']')
	}
	w.End('}')
}

// WriteEditionRead writes an edition as decisions name what they read.
func WriteEditionRead(w *wire.Writer, e *edition.Edition) {
	w.Begin('{')
	writeEditionRead(w, e)
	w.End('}')
}

func writeEditionRead(w *wire.Writer, e *edition.Edition) {
	w.Str("id", e.List)
	w.Str("edition", e.ID)
	w.NonEmpty("document", e.Document)
	WriteEditionState(w, e)
}

// WriteEditionState writes the members that an edition has wherever it is named.
func WriteEditionState(w *wire.Writer, e *edition.Edition) {
	w.Str("coverage", e.Coverage().String())
	w.DateOrNull("effective_from", e.From)
	w.Str("sha256", e.SHA256)
	w.Int("rows", int64(e.Held))
	if e.Stated > 0 && e.Stated != e.Held {
		w.Int("stated_rows", int64(e.Stated))
	}
	if e.Sample {
		w.Bool("sample", true)
	}
}
