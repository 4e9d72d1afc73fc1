package services

import (
	"context"
	"slices"
	"strings"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/table"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// system reads the parameter system, which defaults to GB/T 4754.
func system(c *api.Call) services.System {
	given := c.Parameter("system")
	if given == "" {
		return services.GBT4754
	}
	question.Form.Value(&c.Faults, "/query/system", given, "system")
	system, _ := services.ParseSystem(given)
	return system
}

// sectorsTable is the table of the sectors that were found.
var sectorsTable = table.Table{
	Rows: []table.Rows{{Path: "items"}},
	Columns: []table.Column{
		table.Col("system"), table.Col("code"), table.Col("level"), table.Col("name_zh"), table.Col("name_en"),
		table.Col("score")},
}

// sectors answers with the sectors that words may mean, best first.
func (s Handlers) sectors(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	c.OfferTable(sectorsTable)
	limit, system, words := c.Limit(), system(c), c.Parameter("q")
	if !c.Faults.Covers("/query/q") {
		question.Form.Value(&c.Faults, "/query/q", words, "notblank,max=500")
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	found := services.Search(words, limit, system)
	w := wire.New()
	api.WritePage(w, found, "", func(s *services.Candidate) {
		w.Begin('{')
		decision.WriteSectorNames(w, &s.Sector)
		decision.WriteActivity(w, s.Activity)
		w.Int("score", int64(s.Score))
		w.End('}')
	})
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// sector answers with a sector, its relations, and the entries of lists and laws that
// touch it on a day.
func (s Handlers) sector(_ context.Context, c *api.Call) (api.Response, *problem.Problem) {
	day, system := c.Day(s.Now), system(c)
	var code services.Code
	if system != 0 {
		code = question.ReadSector(&c.Faults, "/path/code", system, c.PathParameters["code"])
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	sector, ok := services.Lookup(system, code)
	if !ok {
		return api.Response{}, problem.New(problem.NoSector, code, system.Title())
	}
	catalogue := s.Checker().Services()
	w := wire.New()
	w.Begin('{')
	decision.WriteSectorNames(w, &sector)
	w.NonEmpty("provisional_cpc", sector.ProvisionalCPC)
	if sector.Recalled {
		w.Bool("unverified", true)
	}
	w.Array("source_ids")
	for id := range strings.SplitSeq(sector.Source, "|") {
		w.Value(id)
		w.Cite(id)
	}
	w.End(']')
	w.Date("as_of", day)
	writeSectorFamily(w, &sector)
	writeLinks(w, &sector)
	codes := sector.GBT()
	w.Array("lists")
	for _, place := range services.Places() {
		writeServiceStanding(w, catalogue, place, codes, system == services.GBT4754, day)
	}
	w.End(']')
	w.Array("laws")
	laws := catalogue.Laws()
	for i := range laws.Provisions {
		// A provision that a later text replaced is left out.
		if p := &laws.Provisions[i]; (p.To == 0 || day < p.To) && touchesAny(&p.Restriction, codes) {
			listing.WriteProvision(w, &laws.Edition, p)
		}
	}
	w.End(']')
	decision.WriteSources(w)
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

func touchesAny(r *services.Restriction, codes []services.Code) bool {
	return slices.ContainsFunc(codes, func(c services.Code) bool { return listing.Touches(r, c) })
}

// writeSectorFamily writes the sectors above, the broadest first, and those of the next
// level below.
func writeSectorFamily(w *wire.Writer, s *services.Sector) {
	var above []services.Sector
	for at := s.Parent; at != ""; {
		parent, ok := services.Lookup(s.System, at)
		if !ok {
			break
		}
		above = append(above, parent)
		at = parent.Parent
	}
	slices.Reverse(above)
	writeSectors(w, "parents", above)
	writeSectors(w, "children", services.Children(s.System, s.Code))
}

func writeSectors(w *wire.Writer, name string, sectors []services.Sector) {
	w.Array(name)
	for i := range sectors {
		w.Begin('{')
		decision.WriteSectorNames(w, &sectors[i])
		w.End('}')
	}
	w.End(']')
}

// The origins of the links between classifications.
var (
	annexC = edition.Text{
		EN: "Annex C of GB/T 4754-2017.",
		ZH: "GB/T 4754-2017 附录 C。"}
	unitedNations = edition.Text{
		EN: "The correlation of the United Nations Statistics Division.",
		ZH: "联合国统计司的对应表。"}
	joinedAtISIC = edition.Text{
		EN: "Codes that share an ISIC Rev. 4 class: more than are meant, as a rule. Our own join, not an official correlation.",
		ZH: "与其对应同一 ISIC Rev. 4 小类的编码，范围通常偏宽；由我方连接，并非官方对应。"}
	ownMapping = edition.Text{
		EN: "Our own mapping, not an official correlation.",
		ZH: "由我方拟定，并非官方对应。"}
)

// writeLinks writes the codes of other classifications that a sector is linked to.
// Codes of ISIC have no names here.
func writeLinks(w *wire.Writer, s *services.Sector) {
	w.Array("links")
	switch s.System {
	case services.GBT4754:
		writeLink(w, "isic4", false, annexC, []string{s.Source}, isicUnder(s), 0)
		writeLink(w, services.CPC21.String(), true, joinedAtISIC, []string{cpcSource, s.Source}, texts(s.CPC()),
			services.CPC21)
		writeLink(w, services.W120.String(), true, ownMapping, []string{ownSource}, texts(s.W120()), services.W120)
	case services.W120:
		writeLink(w, services.GBT4754.String(), true, ownMapping, []string{ownSource}, texts(s.GBT()), services.GBT4754)
	case services.CPC21:
		writeLink(w, "isic4", false, unitedNations, []string{s.Source}, s.ISIC(), 0)
		writeLink(w, services.GBT4754.String(), true, joinedAtISIC, []string{s.Source, gbtSource}, texts(s.GBT()),
			services.GBT4754)
	}
	w.End(']')
}

// The ids, in the register of sources, of links that do not come from the source of a
// sector.
const (
	gbtSource = "S-GBT-DOCX"
	cpcSource = "S-WOT"
	ownSource = "S-OWN"
)

// isicUnder returns the ISIC classes that the classes under a code of GB/T 4754 are
// linked to.
func isicUnder(s *services.Sector) []string {
	var all []string
	for lo, hi := services.ClassesUnder(s.Code); lo < hi; lo++ {
		if class, ok := services.Lookup(services.GBT4754, services.ClassAt(lo)); ok {
			all = append(all, class.ISIC()...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func texts(codes []services.Code) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// writeLink writes the codes of one classification. names is the system that has their
// names, 0 if none has.
func writeLink(w *wire.Writer, system string, own bool, how edition.Text, sources, codes []string,
	names services.System) {
	w.Begin('{')
	w.Str("system", system)
	w.Bool("own_mapping", own)
	w.Text("how", how)
	listing.WriteRowSources(w, sources)
	w.Array("codes")
	for _, code := range codes {
		w.Begin('{')
		w.Str("code", code)
		if sector, ok := services.Lookup(names, services.Code(code)); ok {
			w.Str("level", sector.Level.String())
			w.Str("name_zh", sector.NameZH)
			w.Str("name_en", sector.NameEN)
		}
		w.End('}')
	}
	w.End(']')
	w.End('}')
}

// writeServiceStanding writes whether the list of a place, on the day, has measures
// that touch codes of GB/T 4754. Only a complete edition can say that none does, and
// only for codes that do not come from an unofficial mapping.
func writeServiceStanding(w *wire.Writer, catalogue *services.Catalogue, place services.Place, codes []services.Code,
	official bool, day edition.Date) {
	w.Begin('{')
	w.Str("place", place.String())
	w.Str("list", place.List())
	var e *services.Edition
	if l, ok := catalogue.List(place.List()); ok {
		e, _ = l.At(day)
	}
	if e == nil {
		w.Null("edition")
		w.Null("coverage")
		w.Str("status", "no_edition_in_force")
		w.Array("entries")
		w.End(']')
		w.End('}')
		return
	}
	var found []*services.Measure
	for i := range e.Measures {
		if m := &e.Measures[i]; touchesAny(&m.Restriction, codes) {
			found = append(found, m)
		}
	}
	w.Str("edition", e.ID)
	w.Str("coverage", e.Coverage().String())
	switch {
	case len(found) > 0:
		w.Str("status", "listed")
	case e.Coverage() == edition.Complete && official:
		w.Str("status", "not_listed")
	default:
		w.Str("status", "unknown")
	}
	w.Array("entries")
	for _, m := range found {
		listing.WriteMeasure(w, &e.Edition, m, listing.Origin{})
	}
	w.End(']')
	w.End('}')
}
