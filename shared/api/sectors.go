package api

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

// system reads the parameter system, which defaults to GB/T 4754.
func (c *call) system() services.System {
	s := c.parameter("system")
	if s == "" {
		return services.GBT4754
	}
	system, ok := services.ParseSystem(s)
	if !ok {
		c.faults.add("/query/system", NotAllowed, systemNames())
	}
	return system
}

// sectors answers with the sectors that words may mean, best first.
func (s Services) sectors(_ context.Context, c *call) (Response, *problem) {
	limit, system, words := c.limit(), c.system(), c.parameter("q")
	switch {
	case c.faults.covers("/query/q"):
	case strings.TrimSpace(words) == "":
		c.faults.add("/query/q", Required)
	case utf8.RuneCountInString(words) > maxSectorText:
		c.faults.add("/query/q", TooLong, maxSectorText)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	found := services.Search(words, limit, system)
	w := newWriter()
	w.begin('{')
	w.array("items")
	for i := range found {
		w.begin('{')
		w.sectorNames(&found[i].Sector)
		w.int("score", int64(found[i].Score))
		w.end('}')
	}
	w.end(']')
	w.null("next_cursor")
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

// sector answers with what is held of a sector, and with what the lists and
// laws say of it on a day.
func (s Services) sector(_ context.Context, c *call) (Response, *problem) {
	day, system := c.day(s.Now), c.system()
	var code services.Code
	if system != 0 {
		code = readSector(&c.faults, "/path/code", system, c.PathParameters["code"])
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	sector, ok := services.Lookup(system, code)
	if !ok {
		return Response{}, newProblem(NoSector, code, system.Title())
	}
	catalogue := s.Checker().Services()
	w := newWriter()
	w.begin('{')
	w.sectorNames(&sector)
	w.some("provisional_cpc", sector.ProvisionalCPC)
	if sector.Recalled {
		w.bool("unverified", true)
	}
	w.array("source_ids")
	for id := range strings.SplitSeq(sector.Source, "|") {
		w.value(id)
		w.cite(id)
	}
	w.end(']')
	w.date("as_of", day)
	w.sectorFamily(&sector)
	w.links(&sector)
	codes := sector.GBT()
	w.array("lists")
	for _, place := range services.Places() {
		w.serviceStanding(catalogue, place, codes, system == services.GBT4754, day)
	}
	w.end(']')
	w.array("laws")
	laws := catalogue.Laws()
	for i := range laws.Provisions {
		// One that a later text replaced is left out.
		if p := &laws.Provisions[i]; (p.To == 0 || day < p.To) && touchesAny(&p.Restriction, codes) {
			w.provision(&laws.Edition, p)
		}
	}
	w.end(']')
	w.sources()
	w.end('}')
	return tagged(c.Request, answer(200, w, revalidate)), nil
}

func touchesAny(r *services.Restriction, codes []services.Code) bool {
	return slices.ContainsFunc(codes, func(c services.Code) bool { return touches(r, c) })
}

// sectorFamily writes the sectors above, coarsest first, and those of the next
// level below.
func (w *writer) sectorFamily(s *services.Sector) {
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
	w.named("parents", above)
	w.named("children", services.Children(s.System, s.Code))
}

func (w *writer) named(name string, sectors []services.Sector) {
	w.array(name)
	for i := range sectors {
		w.begin('{')
		w.sectorNames(&sectors[i])
		w.end('}')
	}
	w.end(']')
}

// How a sector is linked to other classifications.
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

// links writes the codes of other classifications that a sector is tied to.
// ISIC is held as codes alone.
func (w *writer) links(s *services.Sector) {
	w.array("links")
	switch s.System {
	case services.GBT4754:
		w.link("isic4", false, annexC, []string{s.Source}, isicUnder(s), 0)
		w.link(services.CPC21.String(), true, joinedAtISIC, []string{cpcSource, s.Source}, texts(s.CPC()), services.CPC21)
		w.link(services.W120.String(), true, ownMapping, []string{ownSource}, texts(s.W120()), services.W120)
	case services.W120:
		w.link(services.GBT4754.String(), true, ownMapping, []string{ownSource}, texts(s.GBT()), services.GBT4754)
	case services.CPC21:
		w.link("isic4", false, unitedNations, []string{s.Source}, s.ISIC(), 0)
		w.link(services.GBT4754.String(), true, joinedAtISIC, []string{s.Source, gbtSource}, texts(s.GBT()), services.GBT4754)
	}
	w.end(']')
}

// Where links were read that are no sector's own source: ids of the register.
const (
	gbtSource = "S-GBT-DOCX"
	cpcSource = "S-WOT"
	ownSource = "S-OWN"
)

// isicUnder lists the ISIC classes that the classes under a code of GB/T 4754
// are linked to.
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

// link writes the codes of one classification; names is the system to name
// them from, 0 where none are held.
func (w *writer) link(system string, own bool, how edition.Text, sources, codes []string, names services.System) {
	w.begin('{')
	w.str("system", system)
	w.bool("own_mapping", own)
	w.text("how", how)
	w.rowSources(sources)
	w.array("codes")
	for _, code := range codes {
		w.begin('{')
		w.str("code", code)
		if sector, ok := services.Lookup(names, services.Code(code)); ok {
			w.str("level", sector.Level.String())
			w.str("name_zh", sector.NameZH)
			w.str("name_en", sector.NameEN)
		}
		w.end('}')
	}
	w.end(']')
	w.end('}')
}

// serviceStanding writes how the list of a place stands to codes of GB/T 4754
// on the day. An edition that is held in part can say that a measure touches
// them, never that none does; and no edition can say so of codes that a mapping
// led to which is not official.
func (w *writer) serviceStanding(catalogue *services.Catalogue, place services.Place, codes []services.Code, official bool, day edition.Date) {
	w.begin('{')
	w.str("place", place.String())
	w.str("list", place.List())
	var e *services.Edition
	if l, ok := catalogue.List(place.List()); ok {
		e, _ = l.At(day)
	}
	if e == nil {
		w.null("edition")
		w.null("coverage")
		w.str("status", "no_edition_in_force")
		w.array("entries")
		w.end(']')
		w.end('}')
		return
	}
	var found []*services.Measure
	for i := range e.Measures {
		if m := &e.Measures[i]; touchesAny(&m.Restriction, codes) {
			found = append(found, m)
		}
	}
	w.str("edition", e.ID)
	w.str("coverage", e.Coverage().String())
	switch {
	case len(found) > 0:
		w.str("status", "listed")
	case e.Coverage() == edition.Complete && official:
		w.str("status", "not_listed")
	default:
		w.str("status", "unknown")
	}
	w.array("entries")
	for _, m := range found {
		w.measure(&e.Edition, m, origin{})
	}
	w.end(']')
	w.end('}')
}
