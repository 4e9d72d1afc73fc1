package reference

import (
	"context"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/wire"
	"importchecker/shared/duty"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// code answers with a code of the tariff, its rates, and its standing in the lists, on
// a day.
func (r Handlers) code(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	day := c.Day(r.Now)
	c.OfferTable(codeTable)
	code := question.ReadCode(&c.Faults, "/path/code", c.PathParameters["code"])
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	checker := r.Checker()
	table, read, ok := tableOf(checker.Tariff(), day)
	if !ok {
		return api.Response{}, noTariff(checker.Tariff(), day)
	}
	node, ok := table.Node(code)
	if !ok {
		return api.Response{}, unknownCode(table, code)
	}
	w := wire.New()
	w.Begin('{')
	writeNode(w, node)
	w.Date("as_of", day)
	w.Key("edition")
	decision.WriteEditionRead(w, table.Edition())
	if read != day {
		writeIndication(w, table.Edition(), read)
	}
	writeSection(w, table, code)
	writeFamily(w, table, code)
	writeLine(w, table, code, read)
	writeAmendments(w, table.AmendmentsOn(code, read))
	writeDuties(w, table, code, read)
	writeStandings(w, checker.Catalogue(), code, day)
	w.Array("predecessors")
	for _, p := range table.Predecessors(code) {
		writePredecessor(w, p)
	}
	w.End(']')
	decision.WriteSources(w)
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// tableOf returns the edition of the day, and the day to read it on. For a day after
// the newest edition it returns that edition and its last day.
func tableOf(c *tariff.Catalogue, day edition.Date) (t *tariff.Table, read edition.Date, ok bool) {
	if t, ok = c.At(day); ok {
		return t, day, true
	}
	if t, ok = c.Before(day); ok {
		return t, t.Edition().To.AddDays(-1), true
	}
	return nil, 0, false
}

// writeIndication writes that there is no edition for the day, and that the answer is
// that of the last edition.
func writeIndication(w *wire.Writer, e *edition.Edition, day edition.Date) {
	w.Object("indication")
	w.Str("of", string(eligibility.OfTariff))
	w.Str("edition", e.ID)
	w.Date("day", day)
	w.Text("text", edition.Text{
		EN: "No tariff of this day is held. This is what the tariff of " + e.ID + " said on its last day, " + day.String() +
			": an indication, since codes may have ended or split, and rates and conditions may have changed.",
		ZH: "未收录该日的税则。以下为" + e.ID + "年税则最后一日（" + day.String() + "）的内容，仅供参考：此后编码可能停用或拆分，税率和监管条件可能变化。",
	})
	w.End('}')
}

// noTariff returns the problem that there is no edition for the day, with the editions
// that there are.
func noTariff(c *tariff.Catalogue, day edition.Date) *problem.Problem {
	var editions []string
	for _, t := range c.Tables() {
		e := t.Edition()
		editions = append(editions, e.ID+" ["+e.From.String()+", "+e.To.String()+")")
	}
	p := problem.New(problem.NoTariffEdition, day.String(), strings.Join(editions, ", "))
	p.Members = func(w *wire.Writer) {
		w.Array("held")
		for _, t := range c.Tables() {
			listing.WriteEdition(w, listing.TariffRows{Table: t}, listing.Origin{})
		}
		w.End(']')
	}
	return p
}

// unknownCode returns the problem that the tariff does not have a code, with the
// editions that had it and the codes that may replace it.
func unknownCode(table *tariff.Table, code tariff.Code) *problem.Problem {
	l := table.Lineage(code)
	p := problem.New(problem.CodeUnknown, code, table.Edition().ID)
	if len(l.Known) > 0 {
		p = problem.New(problem.CodeOutdated, code, table.Edition().ID, strings.Join(l.Known, ", "))
	}
	p.Members = func(w *wire.Writer) {
		w.Str("hs_code", string(code))
		w.Strings("known", l.Known)
		w.StrOrNull("name", l.Name)
		w.Array("candidates")
		for _, candidate := range l.Candidates {
			node, _ := table.Node(candidate.Code)
			w.Begin('{')
			writeNode(w, node)
			w.Str("relationship", candidate.Relationship)
			w.Bool("preferred", candidate.Preferred)
			w.Str("from", string(candidate.From))
			w.StrOrNull("from_edition", candidate.Edition)
			w.End('}')
		}
		w.End(']')
	}
	return p
}

// writeNode writes the members that name a code.
func writeNode(w *wire.Writer, n tariff.Node) {
	w.Str("hs_code", string(n.Code))
	w.Str("level", n.Code.Level().String())
	w.Str("name_zh", n.NameZH)
	w.Str("name_en", n.NameEN)
}

func writeSection(w *wire.Writer, table *tariff.Table, code tariff.Code) {
	s, ok := table.Section(code)
	if !ok {
		w.Null("section")
		return
	}
	w.Object("section")
	w.Str("number", s.Number)
	w.Str("name_zh", s.NameZH)
	w.End('}')
}

// writeFamily writes the codes above, the broadest first, and those of the next level
// below.
func writeFamily(w *wire.Writer, table *tariff.Table, code tariff.Code) {
	w.Array("parents")
	for l := tariff.Chapter; l < code.Level(); l++ {
		writeRelative(w, table, code.At(l))
	}
	w.End(']')
	w.Array("children")
	for _, child := range table.Children(code) {
		writeRelative(w, table, child)
	}
	w.End(']')
}

func writeRelative(w *wire.Writer, table *tariff.Table, code tariff.Code) {
	if n, ok := table.Node(code); ok {
		w.Begin('{')
		writeNode(w, n)
		w.End('}')
	}
}

// writeLine writes the number of lines under the code and, if it is one, the line of
// the schedule.
func writeLine(w *wire.Writer, table *tariff.Table, code tariff.Code, day edition.Date) {
	lo, hi := table.Range(code)
	w.Int("lines", int64(hi-lo))
	if hi-lo != 1 {
		return
	}
	l := table.LineOn(lo, day)
	w.Str("declared_as", string(l.Code))
	w.Array("units")
	for _, u := range []tariff.Unit{l.Unit1, l.Unit2} {
		if u != "" {
			w.Value(string(u))
		}
	}
	w.End(']')
	w.Object("rates")
	writeRate(w, "mfn", l.MFN)
	writeRate(w, "provisional", l.Provisional)
	writeRate(w, "general", l.General)
	writeRate(w, "vat", l.VAT)
	writeRate(w, "consumption_tax", l.Consumption)
	w.End('}')
	w.Array("supervision")
	for i := range len(l.Supervision) {
		if s, ok := tariff.SupervisionOf(l.Supervision[i]); ok {
			writeLetter(w, s.Letter, s.NameZH, s.NameEN, s.Import, s.Export)
		}
	}
	w.End(']')
	w.Array("inspection")
	classes := l.InspectionImport + l.InspectionExport
	for i := range len(classes) {
		if s, ok := tariff.InspectionOf(classes[i]); ok && strings.IndexByte(classes, classes[i]) == i {
			writeLetter(w, s.Letter, s.NameZH, s.NameEN, s.Import, s.Export)
		}
	}
	w.End(']')
}

// writeRate writes a rate as printed; null if the schedule leaves it blank.
func writeRate(w *wire.Writer, name string, r *tariff.Rate) {
	if r == nil {
		w.Null(name)
		return
	}
	w.Str(name, r.Text)
}

func writeLetter(w *wire.Writer, letter byte, zh, en string, imports, exports bool) {
	w.Begin('{')
	w.Str("letter", string(rune(letter)))
	w.Str("name_zh", zh)
	w.Str("name_en", en)
	w.Bool("import", imports)
	w.Bool("export", exports)
	w.End('}')
}

// writeAmendments writes the changes within the year that the rates include.
func writeAmendments(w *wire.Writer, list []tariff.Amendment) {
	w.Array("amendments")
	for _, a := range list {
		w.Begin('{')
		w.Str("hs_code", string(a.Code))
		w.Str("field", string(a.Field))
		writeRate(w, "rate", a.Rate)
		w.NonEmpty("value", a.Text)
		w.Date("effective_from", a.Effective)
		w.Str("document", a.Document)
		w.Str("basis", a.Basis.String())
		w.End('}')
	}
	w.End(']')
}

// writeDuties writes the duties that goods of some origins pay beside the rates of the
// one line under the code, as far as they are held.
func writeDuties(w *wire.Writer, table *tariff.Table, code tariff.Code, day edition.Date) {
	lo, hi := table.Range(code)
	if hi-lo != 1 {
		return
	}
	w.Array("duties_by_origin")
	for _, m := range duty.MeasuresOf(table, table.Code(lo), day) {
		w.Begin('{')
		w.Str("measure", m.ID)
		w.Str("kind", string(m.Kind))
		if len(m.Origins) > 0 {
			w.Strings("origins", m.Origins)
		} else {
			w.Null("origins")
		}
		if len(m.Except) > 0 {
			w.Strings("except", m.Except)
		}
		if m.Certain {
			w.Str("rate", eligibility.Percent(m.Rate))
		} else {
			w.Null("rate")
		}
		w.Bool("suspended", m.Suspended)
		w.DateOrNull("effective_from", m.From)
		w.DateOrNull("superseded_on", m.To)
		w.Text("text", m.Text)
		w.Str("basis", m.Basis.String())
		w.Key("citation")
		decision.WriteCitation(w, &eligibility.Citation{Document: m.Document, Source: m.Source})
		w.End('}')
	}
	w.End(']')
	w.Strings("not_checked", []string{eligibility.DutiesByOriginNotHeld})
}

func writePredecessor(w *wire.Writer, p tariff.Candidate) {
	w.Begin('{')
	w.Str("hs_code", string(p.Code))
	w.Str("edition", p.Edition)
	w.Str("relationship", p.Relationship)
	w.Bool("preferred", p.Preferred)
	w.End('}')
}

// writeStandings writes the standing of the code in each list of goods on the day.
func writeStandings(w *wire.Writer, catalogue *list.Catalogue, code tariff.Code, day edition.Date) {
	w.Array("lists")
	for _, l := range catalogue.Lists() {
		inForce := l.InForce(nil, day)
		for _, e := range inForce {
			writeStanding(w, e, code)
		}
		if len(inForce) == 0 {
			w.Begin('{')
			w.Str("list", l.ID)
			w.Null("edition")
			w.Null("coverage")
			w.Str("status", "no_edition_in_force")
			w.Array("entries")
			w.End(']')
			w.End('}')
		}
	}
	w.End(']')
}

// writeStanding writes the standing of the code in one edition.
func writeStanding(w *wire.Writer, e *list.Edition, code tariff.Code) {
	status, entries := listing.Standing(e, code)
	w.Begin('{')
	w.Str("list", e.List)
	w.Str("edition", e.ID)
	w.Str("coverage", e.Coverage().String())
	w.Str("status", status)
	w.Array("entries")
	for i := range entries {
		listing.WriteEntry(w, &e.Edition, &entries[i], listing.Origin{})
	}
	w.End(']')
	w.End('}')
}
