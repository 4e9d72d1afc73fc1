package api

import (
	"context"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// code answers with what the tariff and the lists of a day say of a code.
func (r Reference) code(_ context.Context, c *call) (Response, *problem) {
	day := c.day(r.Now)
	code := readCode(&c.faults, "/path/code", c.PathParameters["code"])
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	table, ok := tariff.At(day)
	if !ok {
		return Response{}, noTariff(day)
	}
	node, ok := table.Node(code)
	if !ok {
		return Response{}, outdated(table, code)
	}
	w := newWriter()
	w.begin('{')
	w.node(node)
	w.date("as_of", day)
	w.key("edition")
	w.editionRead(table.Edition())
	w.section(table, code)
	w.family(table, code)
	w.line(table, code, day)
	w.amendments(table.AmendmentsOn(code, day))
	w.standings(r.Checker().Catalogue(), code, day)
	w.array("predecessors")
	for _, p := range table.Predecessors(code) {
		w.predecessor(p)
	}
	w.end(']')
	w.sources()
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// noTariff says which editions there are.
func noTariff(day edition.Date) *problem {
	var held []string
	for _, t := range tariff.Tables() {
		e := t.Edition()
		held = append(held, e.ID+" ["+e.From.String()+", "+e.To.String()+")")
	}
	p := newProblem(NoTariffEdition, day.String(), strings.Join(held, ", "))
	p.members = func(w *writer) {
		w.array("held")
		for _, t := range tariff.Tables() {
			w.edition(tariffRows{t}, origin{})
		}
		w.end(']')
	}
	return p
}

// outdated says what is known of a code that the tariff does not have.
func outdated(table *tariff.Table, code tariff.Code) *problem {
	l := table.Lineage(code)
	p := newProblem(CodeUnknown, code, table.Edition().ID)
	if len(l.Known) > 0 {
		p = newProblem(CodeOutdated, code, table.Edition().ID, strings.Join(l.Known, ", "))
	}
	p.members = func(w *writer) {
		w.str("hs_code", string(code))
		w.strings("known", l.Known)
		w.strOrNull("name", l.Name)
		w.array("candidates")
		for _, candidate := range l.Candidates {
			node, _ := table.Node(candidate.Code)
			w.begin('{')
			w.node(node)
			w.str("relationship", candidate.Relationship)
			w.bool("preferred", candidate.Preferred)
			w.str("from", string(candidate.From))
			w.strOrNull("from_edition", candidate.Edition)
			w.end('}')
		}
		w.end(']')
	}
	return p
}

// node writes the members that name a code.
func (w *writer) node(n tariff.Node) {
	w.str("hs_code", string(n.Code))
	w.str("level", n.Code.Level().String())
	w.str("name_zh", n.NameZH)
	w.str("name_en", n.NameEN)
}

func (w *writer) section(table *tariff.Table, code tariff.Code) {
	s, ok := table.Section(code)
	if !ok {
		w.null("section")
		return
	}
	w.object("section")
	w.str("number", s.Number)
	w.str("name_zh", s.NameZH)
	w.end('}')
}

// family writes the codes above, coarsest first, and those of the next level
// below.
func (w *writer) family(table *tariff.Table, code tariff.Code) {
	w.array("parents")
	for l := tariff.Chapter; l < code.Level(); l++ {
		w.relative(table, code.At(l))
	}
	w.end(']')
	w.array("children")
	for _, child := range table.Children(code) {
		w.relative(table, child)
	}
	w.end(']')
}

func (w *writer) relative(table *tariff.Table, code tariff.Code) {
	if n, ok := table.Node(code); ok {
		w.begin('{')
		w.node(n)
		w.end('}')
	}
}

// line writes what the schedule says of the one line under the code. Where
// there are several, each may differ, and nothing is said of them together.
func (w *writer) line(table *tariff.Table, code tariff.Code, day edition.Date) {
	lo, hi := table.Range(code)
	w.int("lines", int64(hi-lo))
	if hi-lo != 1 {
		return
	}
	l := table.LineOn(lo, day)
	w.str("declared_as", string(l.Code))
	w.array("units")
	for _, u := range []tariff.Unit{l.Unit1, l.Unit2} {
		if u != "" {
			w.value(string(u))
		}
	}
	w.end(']')
	w.object("rates")
	w.rate("mfn", l.MFN)
	w.rate("provisional", l.Provisional)
	w.rate("general", l.General)
	w.rate("vat", l.VAT)
	w.rate("consumption_tax", l.Consumption)
	w.end('}')
	w.array("supervision")
	for i := range len(l.Supervision) {
		if s, ok := tariff.SupervisionOf(l.Supervision[i]); ok {
			w.letter(s.Letter, s.NameZH, s.NameEN, s.Import, s.Export)
		}
	}
	w.end(']')
	w.array("inspection")
	classes := l.InspectionImport + l.InspectionExport
	for i := range len(classes) {
		if s, ok := tariff.InspectionOf(classes[i]); ok && strings.IndexByte(classes, classes[i]) == i {
			w.letter(s.Letter, s.NameZH, s.NameEN, s.Import, s.Export)
		}
	}
	w.end(']')
}

// rate writes a rate as printed; null says that the schedule leaves it blank.
func (w *writer) rate(name string, r *tariff.Rate) {
	if r == nil {
		w.null(name)
		return
	}
	w.str(name, r.Text)
}

func (w *writer) letter(letter byte, zh, en string, imports, exports bool) {
	w.begin('{')
	w.str("letter", string(rune(letter)))
	w.str("name_zh", zh)
	w.str("name_en", en)
	w.bool("import", imports)
	w.bool("export", exports)
	w.end('}')
}

// amendments writes the changes within the year that the rates above contain.
func (w *writer) amendments(list []tariff.Amendment) {
	w.array("amendments")
	for _, a := range list {
		w.begin('{')
		w.str("hs_code", string(a.Code))
		w.str("field", string(a.Field))
		w.rate("rate", a.Rate)
		w.date("effective_from", a.Effective)
		w.str("document", a.Document)
		w.str("basis", a.Basis.String())
		w.end('}')
	}
	w.end(']')
}

func (w *writer) predecessor(p tariff.Candidate) {
	w.begin('{')
	w.str("hs_code", string(p.Code))
	w.str("edition", p.Edition)
	w.str("relationship", p.Relationship)
	w.bool("preferred", p.Preferred)
	w.end('}')
}

// standings writes how each list of goods stands to the code on the day.
func (w *writer) standings(catalogue *list.Catalogue, code tariff.Code, day edition.Date) {
	w.array("lists")
	for _, l := range catalogue.Lists() {
		inForce := l.InForce(nil, day)
		for _, e := range inForce {
			w.standing(e, code)
		}
		if len(inForce) == 0 {
			w.begin('{')
			w.str("list", l.ID)
			w.null("edition")
			w.null("coverage")
			w.str("status", "no_edition_in_force")
			w.array("entries")
			w.end(']')
			w.end('}')
		}
	}
	w.end(']')
}

// standing writes how one edition stands to the code. An edition that is held
// in part can say that it names the code, never that it does not.
func (w *writer) standing(e *list.Edition, code tariff.Code) {
	entries := e.Find(code)
	status := ""
	switch {
	case len(entries) == 0:
		entries = e.Under(code)
		status = "unknown"
		if e.Coverage() == edition.Complete {
			status = "not_listed"
		}
		if len(entries) > 0 {
			status = "lines_named" // some lines under the code, each with its own entry
		}
	case names(entries, list.Listed):
		status = "listed"
	default:
		status = "removed"
	}
	w.begin('{')
	w.str("list", e.List)
	w.str("edition", e.ID)
	w.str("coverage", e.Coverage().String())
	w.str("status", status)
	w.array("entries")
	for i := range entries {
		w.entry(&e.Edition, &entries[i], origin{})
	}
	w.end(']')
	w.end('}')
}

func names(entries []list.Entry, k list.Kind) bool {
	for i := range entries {
		if entries[i].Kind == k {
			return true
		}
	}
	return false
}
