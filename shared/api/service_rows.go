package api

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
)

// serviceListings returns the lists of services, and beside them the
// provisions of law, so that what a citation names can be read.
func serviceListings(catalogue *services.Catalogue) []listing {
	var all []listing
	for _, l := range catalogue.Lists() {
		of := listing{id: l.ID, title: l.Title}
		for _, e := range l.Editions {
			of.editions = append(of.editions, measureRows{e})
		}
		all = append(all, of)
	}
	laws := catalogue.Laws()
	return append(all, listing{id: laws.List, title: laws.Title, note: noList, editions: []rows{lawRows{laws}}})
}

// noList says what the collection of provisions is not.
var noList = edition.Text{
	EN: "A collection of provisions of law that is made here, not a published list: it has no stated number of rows, and that it has none for a sector says nothing.",
	ZH: "此为本服务汇集的法律条款，并非公布的清单：没有应有条数，某行业未见条款不说明任何问题。",
}

// measureRows is an edition of a list of services.
type measureRows struct{ *services.Edition }

func (m measureRows) about() *edition.Edition { return &m.Edition.Edition }
func (m measureRows) len() int                { return len(m.Measures) }
func (m measureRows) verify() error           { return m.Verify() }
func (m measureRows) write(w *writer, i int, from origin) {
	w.measure(&m.Edition.Edition, &m.Measures[i], from)
}

func (m measureRows) basis() edition.Basis {
	var weakest edition.Basis
	for i := range m.Measures {
		weakest = edition.Weaker(weakest, m.Measures[i].Basis)
	}
	return weakest
}

func (m measureRows) mentions(i int, words string) bool {
	row := &m.Measures[i]
	return contains(words, row.Original, row.Summary.EN, row.Summary.ZH, row.Domain.EN, row.Domain.ZH)
}

func (m measureRows) answering(f *faults, pointer, code string) ([][2]int, string) {
	return touching(f, pointer, code, len(m.Measures), func(i int) *services.Restriction { return &m.Measures[i].Restriction })
}

// lawRows is the provisions of law.
type lawRows struct{ *services.Laws }

func (l lawRows) about() *edition.Edition { return &l.Laws.Edition }
func (l lawRows) basis() edition.Basis    { return edition.Law }
func (l lawRows) len() int                { return len(l.Provisions) }
func (l lawRows) verify() error           { return l.Verify() }
func (l lawRows) write(w *writer, i int, _ origin) {
	w.provision(&l.Laws.Edition, &l.Provisions[i])
}

func (l lawRows) mentions(i int, words string) bool {
	row := &l.Provisions[i]
	return contains(words, row.Law.EN, row.Law.ZH, row.Articles, row.Summary.EN, row.Summary.ZH)
}

func (l lawRows) answering(f *faults, pointer, code string) ([][2]int, string) {
	return touching(f, pointer, code, len(l.Provisions), func(i int) *services.Restriction { return &l.Provisions[i].Restriction })
}

// touching returns the rows that touch a class under a code of GB/T 4754.
func touching(f *faults, pointer, code string, n int, row func(int) *services.Restriction) ([][2]int, string) {
	c := readSector(f, pointer, services.GBT4754, code)
	var runs [][2]int
	for i := range n {
		if touches(row(i), c) {
			runs = append(runs, [2]int{i, i + 1})
		}
	}
	return runs, string(c)
}

// touches reports whether a restriction touches a class under a code.
func touches(r *services.Restriction, c services.Code) bool {
	for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
		if _, ok := r.Touches(services.ClassAt(lo)); ok {
			return true
		}
	}
	return false
}

// measuresNotComparable says why absence means nothing here.
var measuresNotComparable = edition.Text{
	EN: "Not all rows of both editions are held, so a row that is missing from one may still be on it. Given are only rows absent from an edition held whole, and rows held of both in the same words that are read otherwise or stand under another number.",
	ZH: "两个版本并非都收录完整，某行未见于一版不代表其不在该版清单上。此处仅列出未见于完整收录版本的行，以及两版均收录、文字相同而解读或序号不同的行。",
}

// measure writes a row of a list of services with where it stands.
func (w *writer) measure(e *edition.Edition, m *services.Measure, from origin) {
	w.begin('{')
	w.str("id", m.ID)
	w.str("kind", "measure")
	w.strOrNull("item", m.Item)
	w.str("item_status", m.ItemStatus)
	w.strOrNull("section", m.SectionNo)
	w.strOrNull("sector_section", string(m.Letter))
	w.text("domain", m.Domain)
	w.strOrNull("original", m.Original)
	w.restriction(&m.Restriction)
	w.strings("laws", m.Laws)
	w.some("note", m.Note)
	w.str("basis", m.Basis.String())
	w.some("confidence", m.Confidence)
	w.rowSources(m.Sources)
	w.key("citation")
	w.citation(&eligibility.Citation{
		List: e.List, Edition: e.ID, Entry: m.ID, Document: e.Document, Quote: m.Quote(), Summarised: m.Original == "", Published: e.Published,
	})
	w.readAt(from, m.ID)
	w.end('}')
}

// provision writes a provision of law with where it stands.
func (w *writer) provision(e *edition.Edition, p *services.Provision) {
	w.begin('{')
	w.str("id", p.ID)
	w.str("kind", "provision")
	w.text("law", p.Law)
	w.str("document", p.Document)
	w.str("law_level", p.Level)
	w.str("articles", p.Articles)
	w.str("version", p.Version)
	w.dateOrNull("answers_from", p.From)
	w.dateOrNull("answers_until", p.To)
	w.dateOrNull("revised_on", p.Revised)
	w.restriction(&p.Restriction)
	w.some("related", p.Related)
	if p.Caveat.EN != "" {
		w.text("caveat", p.Caveat)
	}
	w.str("basis", edition.Law.String())
	w.some("confidence", p.Confidence)
	w.rowSources(strings.Split(p.Source, ";"))
	w.key("citation")
	w.citation(&eligibility.Citation{List: e.List, Edition: e.ID, Entry: p.ID, Document: p.Document, Quote: p.Summary.ZH, Summarised: true})
	w.end('}')
}

// restriction writes how a row is read: whom it touches, and how.
func (w *writer) restriction(r *services.Restriction) {
	w.str("restriction", r.Kind.String())
	w.array("modes")
	for _, m := range r.Modes.List() {
		w.number(int64(m))
	}
	w.end(']')
	w.array("reach")
	for _, reach := range r.Reach {
		w.begin('{')
		w.str("code", string(reach.Code))
		w.bool("whole", reach.Whole)
		w.end('}')
	}
	w.end(']')
	w.strings("activities", r.Activities)
	w.text("summary", r.Summary)
	w.str("weight", r.Weight.String())
}

// rowSources writes the ids of a row's sources.
func (w *writer) rowSources(ids []string) {
	w.strings("sources", ids)
	for _, id := range ids {
		w.cite(id)
	}
}
