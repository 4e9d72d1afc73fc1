package listing

import (
	"strings"

	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/services"
)

// serviceListings returns the lists of services and the provisions of law, so that
// what a citation names can be read.
func serviceListings(catalogue *services.Catalogue) []Listing {
	var all []Listing
	for _, l := range catalogue.Lists() {
		measures := Listing{ID: l.ID, Title: l.Title}
		for _, e := range l.Editions {
			measures.Editions = append(measures.Editions, measureRows{e})
		}
		all = append(all, measures)
	}
	laws := catalogue.Laws()
	return append(all, Listing{ID: laws.List, Title: laws.Title, Note: lawsNote, Editions: []Rows{lawRows{laws}}})
}

// lawsNote says that the collection of provisions is not a published list.
var lawsNote = edition.Text{
	EN: "A collection of provisions of law made for this product, not a published list: it has no stated number of rows, and the absence of a provision for a sector proves nothing.",
	ZH: "此为本服务汇集的法律条款，并非公布的清单：没有应有条数，某行业未见条款不说明任何问题。",
}

// measureRows presents an edition of a list of services.
type measureRows struct{ *services.Edition }

func (m measureRows) About() *edition.Edition  { return &m.Edition.Edition }
func (m measureRows) Len() int                 { return len(m.Measures) }
func (m measureRows) content() library.Content { return m.Edition }
func (m measureRows) Write(w *wire.Writer, i int, from Origin) {
	WriteMeasure(w, &m.Edition.Edition, &m.Measures[i], from)
}

func (m measureRows) basis() edition.Basis {
	var weakest edition.Basis
	for i := range m.Measures {
		weakest = edition.Weaker(weakest, m.Measures[i].Basis)
	}
	return weakest
}

func (m measureRows) Mentions(i int, words string) bool {
	row := &m.Measures[i]
	return contains(words, row.Original, row.Summary.EN, row.Summary.ZH, row.Domain.EN, row.Domain.ZH)
}

func (m measureRows) Covering(f *problem.Faults, pointer, code string) ([][2]int, string) {
	return rowsTouching(f, pointer, code, len(m.Measures),
		func(i int) *services.Restriction { return &m.Measures[i].Restriction })
}

// lawRows presents the provisions of law.
type lawRows struct{ *services.Laws }

func (l lawRows) About() *edition.Edition { return &l.Laws.Edition }
func (l lawRows) basis() edition.Basis    { return edition.Law }
func (l lawRows) Len() int                { return len(l.Provisions) }
func (l lawRows) Write(w *wire.Writer, i int, _ Origin) {
	WriteProvision(w, &l.Laws.Edition, &l.Provisions[i])
}

func (l lawRows) Mentions(i int, words string) bool {
	row := &l.Provisions[i]
	return contains(words, row.Law.EN, row.Law.ZH, row.Articles, row.Summary.EN, row.Summary.ZH)
}

func (l lawRows) Covering(f *problem.Faults, pointer, code string) ([][2]int, string) {
	return rowsTouching(f, pointer, code, len(l.Provisions),
		func(i int) *services.Restriction { return &l.Provisions[i].Restriction })
}

// rowsTouching returns the rows that touch a class under a code of GB/T 4754.
func rowsTouching(f *problem.Faults, pointer, code string, n int,
	row func(int) *services.Restriction) ([][2]int, string) {
	c := question.ReadSector(f, pointer, services.GBT4754, code)
	var runs [][2]int
	for i := range n {
		if Touches(row(i), c) {
			runs = append(runs, [2]int{i, i + 1})
		}
	}
	return runs, string(c)
}

// Touches reports whether a restriction touches a class under a code.
func Touches(r *services.Restriction, c services.Code) bool {
	for lo, hi := services.ClassesUnder(c); lo < hi; lo++ {
		if _, ok := r.Touches(services.ClassAt(lo)); ok {
			return true
		}
	}
	return false
}

// MeasuresNotComparable explains why the absence of a row from an incomplete edition
// of a list of services proves nothing.
var MeasuresNotComparable = edition.Text{
	EN: "Not all rows of both editions are held, so a row that is missing from one may still be on it. Given are only rows absent from an edition held whole, and rows held of both in the same words that are read otherwise or stand under another number.",
	ZH: "两个版本并非都收录完整，某行未见于一版不代表其不在该版清单上。此处仅列出未见于完整收录版本的行，以及两版均收录、文字相同而解读或序号不同的行。",
}

// WriteMeasure writes a row of a list of services, with its citation.
func WriteMeasure(w *wire.Writer, e *edition.Edition, m *services.Measure, from Origin) {
	w.Begin('{')
	w.Str("id", m.ID)
	w.Str("kind", "measure")
	w.StrOrNull("item", m.Item)
	w.Str("item_status", m.ItemStatus)
	w.StrOrNull("section", m.SectionNo)
	w.StrOrNull("sector_section", string(m.Letter))
	w.Text("domain", m.Domain)
	w.StrOrNull("original", m.Original)
	writeRestriction(w, &m.Restriction)
	w.Str("person", m.Addressee().String())
	w.Strings("laws", m.Laws)
	writeNote(w, m.Note)
	w.Str("basis", m.Basis.String())
	w.NonEmpty("confidence", m.Confidence)
	WriteRowSources(w, m.Sources)
	w.Key("citation")
	decision.WriteCitation(w, &eligibility.Citation{
		List: e.List, Edition: e.ID, Entry: m.ID, Document: e.Document, Quote: m.Quote(), Summarised: m.Original == "",
		Published: e.Published,
	})
	writeReadAt(w, from, m.ID)
	w.End('}')
}

// WriteProvision writes a provision of law, with its citation.
func WriteProvision(w *wire.Writer, e *edition.Edition, p *services.Provision) {
	w.Begin('{')
	w.Str("id", p.ID)
	w.Str("kind", "provision")
	w.Text("law", p.Law)
	w.Str("document", p.Document)
	w.Str("law_level", p.Level)
	w.Str("articles", p.Articles)
	w.Str("version", p.Version)
	w.DateOrNull("answers_from", p.From)
	w.DateOrNull("answers_until", p.To)
	w.DateOrNull("revised_on", p.Revised)
	writeRestriction(w, &p.Restriction)
	w.Str("person", p.Person.String())
	for _, t := range []struct {
		name string
		text edition.Text
	}{{"permit", p.Permit}, {"authority", p.Authority}, {"caveat", p.Caveat}} {
		if t.text.EN != "" {
			w.Text(t.name, t.text)
		}
	}
	w.Str("basis", p.Basis.String())
	w.NonEmpty("confidence", p.Confidence)
	WriteRowSources(w, strings.Split(p.Source, ";"))
	w.Key("citation")
	decision.WriteCitation(w, &eligibility.Citation{List: e.List, Edition: e.ID, Entry: p.ID, Document: p.Document,
		Quote: p.Summary.ZH, Summarised: true})
	w.End('}')
}

// writeRestriction writes what a row restricts, and for whom.
func writeRestriction(w *wire.Writer, r *services.Restriction) {
	w.Str("restriction", r.Kind.String())
	w.Array("modes")
	for _, m := range r.Modes.List() {
		w.Number(int64(m))
	}
	w.End(']')
	w.Array("reach")
	for _, reach := range r.Reach {
		w.Begin('{')
		w.Str("code", string(reach.Code))
		w.Bool("whole", reach.Whole)
		w.End('}')
	}
	w.End(']')
	w.Strings("activities", r.Activities)
	w.Text("summary", r.Summary)
	if r.Exception.EN != "" {
		w.Text("exception", r.Exception)
	}
	w.Str("weight", r.Weight.String())
}

// WriteRowSources writes the ids of a row's sources, and cites them.
func WriteRowSources(w *wire.Writer, ids []string) {
	w.Strings("sources", ids)
	for _, id := range ids {
		w.Cite(id)
	}
}
