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

// WriteGoods writes a decision. The output depends only on the decision and the
// language of the writer. What several channels have in citedByLine is written with the
// first of them, and the others refer to it.
func WriteGoods(w *wire.Writer, d *eligibility.Decision) {
	noteEditions(w, d.Lists)
	w.Begin('{')
	w.TextFunc("summary", d.AppendSummary)
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

// writePlausibility writes whether the name matches the code, if that was judged.
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

// noteEditions records in the writer the editions that the answer lists.
func noteEditions(w *wire.Writer, lists []*edition.Edition) {
	w.Editions = w.Editions[:0]
	for _, e := range lists {
		w.Editions = append(w.Editions, [2]string{e.List, e.ID})
	}
}

// writeLists writes the editions that were read and, for partial ones, where the
// annex is published.
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

// withoutChinese returns an English name without the Chinese name that is appended to
// it to tell sibling lines apart: name_zh has it.
func withoutChinese(en, zh string) string {
	const open, shut = "; “", "”"
	if rest, found := strings.CutSuffix(en, shut); found {
		if rest, found = strings.CutSuffix(rest, zh); found {
			return strings.TrimSuffix(rest, open)
		}
	}
	return en
}

// writeChannel writes the decision for one channel.
func writeChannel(w *wire.Writer, d *eligibility.Decision, at int) {
	before, c := d.Channels[:at], &d.Channels[at]
	w.Begin('{')
	w.Str("channel", string(c.Channel))
	w.Str("verdict", c.Verdict.String())
	w.Str("basis", c.Basis.String())
	if same := identicalChannel(before, c); same != "" {
		w.Str("same_as", string(same))
		writeSameChannel(w, c, d.AsOf)
		w.End('}')
		return
	}
	w.TextFunc("summary", c.AppendSummary)
	w.Array("reasons")
	for i := range c.Reasons {
		r := &c.Reasons[i]
		if said := channelWithReason(before, r); said != "" {
			writeSameReason(w, r, said)
		} else {
			writeReason(w, r)
		}
	}
	w.End(']')
	writeStanding(w, c.Channel, d.AsOf)
	writeMissingFacts(w, c.Missing, func(key eligibility.FactKey) bool { return askedEarlier(before, key) })
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
	if same := channelWithTax(before, &c.Tax); same != "" {
		writeSameTax(w, &c.Tax, same)
	} else {
		writeTax(w, before, c)
	}
	w.End('}')
}

// identicalChannel returns an earlier channel whose decision is identical, or "".
func identicalChannel(before []eligibility.ChannelDecision, c *eligibility.ChannelDecision) eligibility.ChannelID {
	for i := range before {
		if before[i].Equal(c) {
			return before[i].Channel
		}
	}
	return ""
}

// writeSameChannel writes the codes, effects, facts and total of a channel whose
// decision is identical to that of an earlier one, which has the texts.
func writeSameChannel(w *wire.Writer, c *eligibility.ChannelDecision, day edition.Date) {
	w.TextFunc("summary", c.AppendSummary)
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

// writeStanding writes the codes of what the channel says of every item.
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

// writeIndication writes the indication, if there is one.
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

// channelWithReason returns an earlier channel with an identical reason, or "".
func channelWithReason(before []eligibility.ChannelDecision, r *eligibility.Reason) eligibility.ChannelID {
	for i := range before {
		for j := range before[i].Reasons {
			if before[i].Reasons[j].Equal(r) {
				return before[i].Channel
			}
		}
	}
	return ""
}

// writeSameReason writes the code and effect of a reason that is identical in an earlier
// channel, and the channel.
func writeSameReason(w *wire.Writer, r *eligibility.Reason, channel eligibility.ChannelID) {
	w.Begin('{')
	w.Str("code", string(r.Code))
	w.Str("effect", r.Effect.String())
	w.Str("same_as", string(channel))
	w.End('}')
}

// askedEarlier reports whether an earlier channel asks for the fact.
func askedEarlier(before []eligibility.ChannelDecision, key eligibility.FactKey) bool {
	return slices.ContainsFunc(before, func(c eligibility.ChannelDecision) bool { return slices.Contains(c.Missing, key) })
}

// askedByEarlierTax reports whether the tax of an earlier channel asks for the fact.
func askedByEarlierTax(before []eligibility.ChannelDecision, key eligibility.FactKey) bool {
	return slices.ContainsFunc(before, func(c eligibility.ChannelDecision) bool {
		return slices.Contains(c.Tax.Missing, key)
	})
}

// channelWithTax returns an earlier channel with an identical tax, or "".
func channelWithTax(before []eligibility.ChannelDecision, t *eligibility.Tax) eligibility.ChannelID {
	for i := range before {
		if len(t.Lines)+len(t.Why) > 0 && before[i].Tax.Equal(t) {
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

// writeTaxTotal writes the status and the total of the tax.
func writeTaxTotal(w *wire.Writer, t *eligibility.Tax) {
	w.Str("status", string(t.Status))
	if t.HasTotal() {
		w.StrFunc("total", t.Total.Append)
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

// writeReasonHead writes a reason without the codes that it applies to.
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
	w.TextFunc("text", r.AppendText)
	writeCitations(w, r.Citations)
}

// editionListed reports whether the answer has the edition under lists.
func editionListed(w *wire.Writer, list, id string) bool {
	return list != "" && slices.Contains(w.Editions, [2]string{list, id})
}

// writeCitations writes citations; an empty array if the statement needs none.
func writeCitations(w *wire.Writer, citations []eligibility.Citation) {
	w.Array("citations")
	for i := range citations {
		writeCitation(w, &citations[i])
	}
	w.End(']')
}

// writeCitation writes a citation. The sources of its document are under documents;
// those of a citation without a document are written here.
func writeCitation(w *wire.Writer, c *eligibility.Citation) {
	w.Begin('{')
	writePlace(w, c)
	switch {
	case c.Source == "":
	case c.Document != "" && !editionListed(w, c.List, c.Edition):
		w.NoteDocument(c.Document, c.Source)
	default:
		w.Array("sources")
		writeAddresses(w, c.Source)
		w.End(']')
	}
	w.End('}')
}

// WriteCitation writes a citation with the ids of its sources, which WriteSources
// describes.
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

// writePlace writes the list, edition, entry, document and quote of a citation. An
// instrument that is not a list has no list and edition.
func writePlace(w *wire.Writer, c *eligibility.Citation) {
	w.NonEmpty("list", c.List)
	w.NonEmpty("edition", c.Edition)
	w.NonEmpty("entry", c.Entry)
	editionListed := editionListed(w, c.List, c.Edition)
	if !editionListed {
		w.NonEmpty("document", c.Document)
	}
	if c.Summarised {
		w.NonEmpty("summary", c.Quote)
	} else if c.Quote != w.Name || c.List != tariff.List {
		w.NonEmpty("quote", c.Quote)
	}
	if !editionListed {
		w.NonEmpty("published_at", c.Published)
	}
}

// WriteSources writes the sources that were cited, in the order of their first citation.
func WriteSources(w *wire.Writer) { WriteSourcesBy(w, func(id string) { WriteSource(w, id) }) }

// writeDocuments writes, for each document cited by name, where it was read.
func writeDocuments(w *wire.Writer) {
	w.Object("documents")
	for i, d := range w.Documents {
		if slices.ContainsFunc(w.Documents[:i], d.SameName) {
			continue
		}
		w.KeyText(d.Name)
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

// writeAddresses writes the address of each source, or its title if it has none.
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

// WriteSourcesBy writes the sources that were cited; source writes the members of each.
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

// WriteSource writes a source from the register of goods or of services. The
// registers have no ids in citedByLine.
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

// writeMissingFacts writes facts that the caller did not give: with the question the
// first time that the answer asks for them, otherwise only the name.
func writeMissingFacts(w *wire.Writer, keys []eligibility.FactKey, asked func(eligibility.FactKey) bool) {
	w.Array("missing_facts")
	for _, key := range keys {
		if asked(key) {
			w.Begin('{')
			w.Str("fact", key.String())
			w.End('}')
		} else {
			writeQuestion(w, key)
		}
	}
	w.End(']')
}

// writeQuestion writes a missing fact with its question: the pointer for a field of the
// body, or the accepted values or an example for a fact that is not true or false.
func writeQuestion(w *wire.Writer, key eligibility.FactKey) {
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

// writeUnusedFacts writes the facts that were given and changed nothing.
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
			return slices.Contains(c.Missing, key) || askedEarlier(before, key) || askedByEarlierTax(before, key)
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

// writeTaxLines writes the lines, and the citations that several of them share, except
// those that a reason of the channel already has.
func writeTaxLines(w *wire.Writer, decided *eligibility.ChannelDecision) {
	lines := decided.Tax.Lines
	w.Str("basis", lines[0].Basis.String())
	w.Array("citations")
	for i := range lines {
		for j := range lines[i].Citations {
			c := &lines[i].Citations[j]
			if citedByLine(lines[i+1:], c) && !citedByLine(lines[:i], c) && !citedByReason(decided, c) {
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

// citedByReason reports whether a reason of the channel cites the same passage.
func citedByReason(decided *eligibility.ChannelDecision, c *eligibility.Citation) bool {
	return slices.ContainsFunc(decided.Reasons, func(r eligibility.Reason) bool {
		return slices.ContainsFunc(r.Citations, func(o eligibility.Citation) bool { return samePassage(&o, c) })
	})
}

// citedByLine reports whether one of the lines cites the same passage.
func citedByLine(lines []eligibility.TaxLine, c *eligibility.Citation) bool {
	return slices.ContainsFunc(lines, func(l eligibility.TaxLine) bool {
		return slices.ContainsFunc(l.Citations, func(o eligibility.Citation) bool { return samePassage(&o, c) })
	})
}

// samePassage reports whether two citations are of the same passage. Citations of the
// tariff may quote different rates, which the lines have.
func samePassage(a, b *eligibility.Citation) bool {
	return a.List == b.List && a.Edition == b.Edition && a.Entry == b.Entry && a.Document == b.Document &&
		a.Source == b.Source &&
		(a.List == tariff.List || a.Quote == b.Quote)
}

// writeRateCitation writes a citation of rates, without the quote, since the lines have
// the rates.
func writeRateCitation(w *wire.Writer, c *eligibility.Citation) {
	where := *c
	if where.List == tariff.List {
		where.Quote = ""
	}
	writeCitation(w, &where)
}

// writeOtherTreatment writes the total at the other of the most-favoured-nation rate
// and the general rate, if it is open which of them applies.
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
		w.StrFunc("total", o.Total.Append)
	}
	w.End('}')
}

// writeAgreements writes what is due under each agreement available to the origin.
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
			w.StrFunc("total", a.Total.Append)
			w.StrFunc("saves", a.Saves.Append)
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

// writeTaxLine writes a tax line, without the citations that it shares with others.
func writeTaxLine(w *wire.Writer, lines []eligibility.TaxLine, at int) {
	l := &lines[at]
	w.Begin('{')
	w.Str("kind", string(l.Kind))
	if l.Known {
		w.StrFunc("base", l.Base.Append)
		w.Str("rate", l.Rate)
		w.StrFunc("amount", l.Amount.Append)
		if l.Share > 0 {
			w.Int("share_percent", int64(l.Share))
		}
		w.StrFunc("formula", l.Formula.Append)
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
		if citedByLine(lines[:at], c) || citedByLine(lines[at+1:], c) {
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

// WriteEditionRead writes an edition that was read.
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
