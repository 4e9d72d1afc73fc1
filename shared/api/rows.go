package api

import (
	"slices"
	"sort"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// rows is an edition with its rows, whichever package keeps them.
type rows interface {
	about() *edition.Edition
	basis() edition.Basis // the weakest of the rows held
	len() int
	write(w *writer, i int, from origin) // with its place in the file, when it came from one
	// mentions reports whether row i has the words in it, which are in lower
	// case.
	mentions(i int, words string) bool
	// answering returns runs of rows [lo, hi), in order, that answer for a
	// code, with the code as it is understood. A code that is malformed is
	// added to the faults.
	answering(f *faults, pointer, code string) (runs [][2]int, canonical string)
	verify() error
}

// goodsRows is the rows of a list of goods, or of the tariff. Rows with a code
// come first, in the order of their codes.
type goodsRows interface {
	rows
	row(i int) list.Entry
}

// tariffRows is the tariff read as a list of its ten-digit codes.
type tariffRows struct{ *tariff.Table }

func (t tariffRows) about() *edition.Edition { return t.Edition() }
func (t tariffRows) basis() edition.Basis    { return t.Basis() }
func (t tariffRows) len() int                { return t.Len() }
func (t tariffRows) verify() error           { return t.Verify() }

func (t tariffRows) row(i int) list.Entry {
	code := t.Code(i)
	node, _ := t.Node(code)
	return list.Entry{
		ID: string(code), Kind: list.Listed, Code: code,
		NameZH: node.NameZH, NameEN: node.NameEN, Basis: t.Basis(),
	}
}

func (t tariffRows) write(w *writer, i int, _ origin)  { writeRow(w, t, i, origin{}) }
func (t tariffRows) mentions(i int, words string) bool { return rowMentions(t, i, words) }

func (t tariffRows) answering(f *faults, pointer, code string) ([][2]int, string) {
	c := readCode(f, pointer, code)
	lo, hi := t.Range(c)
	return [][2]int{{lo, hi}}, string(c)
}

// listRows is an edition of a list of goods: its entries, then its hints.
type listRows struct{ *list.Edition }

func (l listRows) about() *edition.Edition { return &l.Edition.Edition }
func (l listRows) len() int                { return len(l.Entries) + len(l.Hints) }
func (l listRows) verify() error           { return l.Verify() }

func (l listRows) basis() edition.Basis {
	var weakest edition.Basis
	for i := range l.Entries {
		weakest = edition.Weaker(weakest, l.Entries[i].Basis)
	}
	return weakest
}

func (l listRows) row(i int) list.Entry {
	if i < len(l.Entries) {
		return l.Entries[i]
	}
	return l.Hints[i-len(l.Entries)]
}

func (l listRows) write(w *writer, i int, from origin) { writeRow(w, l, i, from) }
func (l listRows) mentions(i int, words string) bool   { return rowMentions(l, i, words) }

// answering returns the rows of the codes that hold the code, of the code
// itself, and of the codes under it.
func (l listRows) answering(f *faults, pointer, code string) ([][2]int, string) {
	c := readCode(f, pointer, code)
	var runs [][2]int
	for level := tariff.Chapter; level < c.Level(); level++ {
		holder := c.At(level)
		runs = append(runs, l.run(holder, func(code tariff.Code) bool { return code == holder }))
	}
	return append(runs, l.run(c, c.Contains)), string(c)
}

// run returns the rows from the first one not before c, as long as they are
// of it.
func (l listRows) run(c tariff.Code, of func(tariff.Code) bool) [2]int {
	lo := sort.Search(len(l.Entries), func(i int) bool { return l.Entries[i].Code >= c })
	hi := lo
	for hi < len(l.Entries) && of(l.Entries[hi].Code) {
		hi++
	}
	return [2]int{lo, hi}
}

func writeRow(w *writer, r goodsRows, i int, from origin) {
	row := r.row(i)
	w.entry(r.about(), &row, from)
}

func rowMentions(r goodsRows, i int, words string) bool {
	row := r.row(i)
	return contains(words, row.NameZH, row.NameEN)
}

// contains reports whether one of the texts has the words in it, which are in
// lower case.
func contains(words string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), words) })
}

// listing is a published list with its editions, oldest first.
type listing struct {
	id       string
	title    edition.Text
	note     edition.Text // what has to be known of it; blank for a published list
	editions []rows
}

// find returns the edition with that id.
func (l *listing) find(id string) (rows, bool) {
	for _, e := range l.editions {
		if e.about().ID == id {
			return e, true
		}
	}
	return nil, false
}

// tariffTitle is what the tariff is called, whatever the year.
var tariffTitle = edition.Text{EN: "Import and Export Tariff of the People's Republic of China", ZH: "中华人民共和国进出口税则"}

// listings returns the tariff, all lists of goods and of services, and the
// provisions of law.
func listings(checker *eligibility.Checker) []listing {
	schedule := listing{title: tariffTitle}
	for _, t := range tariff.Tables() {
		schedule.id = t.Edition().List
		schedule.editions = append(schedule.editions, tariffRows{t})
	}
	all := []listing{schedule}
	for _, l := range checker.Catalogue().Lists() {
		goods := listing{id: l.ID, title: l.Title}
		for _, e := range l.Editions {
			goods.editions = append(goods.editions, listRows{e})
		}
		all = append(all, goods)
	}
	return append(all, serviceListings(checker.Services())...)
}

// edition writes an edition in full.
func (w *writer) edition(r rows, from origin) {
	e := r.about()
	w.begin('{')
	w.str("id", e.ID)
	w.str("list", e.List)
	w.str("edition", e.ID)
	w.text("title", e.Title)
	w.text("issuer", e.Issuer)
	w.str("document", e.Document)
	w.editionState(e)
	w.dateOrNull("superseded_on", e.To)
	w.some("basis", r.basis().String())
	w.str("published_at", e.Published)
	w.origin(from)
	w.end('}')
}

// entry writes a row with where it stands.
func (w *writer) entry(e *edition.Edition, row *list.Entry, from origin) {
	w.begin('{')
	w.str("id", row.ID)
	w.str("kind", row.Kind.String())
	w.strOrNull("hs_code", string(row.Code))
	w.strOrNull("category", row.Category)
	w.str("name_zh", row.NameZH)
	w.str("name_en", row.NameEN)
	w.str("remark", row.Remark)
	w.array("conditions")
	for i := range row.Conditions {
		w.condition(&row.Conditions[i])
	}
	w.end(']')
	if len(row.Fits) > 0 {
		writeCodes(w, "fits", row.Fits)
	}
	w.some("note", row.Note)
	w.str("basis", row.Basis.String())
	w.some("confidence", row.Confidence)
	w.strings("sources", row.Sources)
	for _, id := range row.Sources {
		w.cite(id)
	}
	w.key("citation")
	w.citation(&eligibility.Citation{
		List: e.List, Edition: e.ID, Entry: row.ID, Document: e.Document, Quote: row.NameZH, Published: e.Published,
	})
	w.entryReadAt(from, row)
	w.end('}')
}

func (w *writer) condition(c *list.Condition) {
	w.begin('{')
	w.str("kind", c.Kind.String())
	w.str("text", c.Text)
	w.some("goods", c.Goods)
	if c.Grams > 0 {
		w.int("grams", c.Grams)
	}
	w.some("group", c.Group)
	w.end('}')
}

// Ages returns a function that says how old the lists of a checker are: those
// that have an edition in force.
func Ages(checker func() *eligibility.Checker) func(today edition.Date) []ListAge {
	return func(today edition.Date) (ages []ListAge) {
		for _, l := range listings(checker()) {
			if days, ok := l.age(today); ok {
				ages = append(ages, ListAge{l.id, days})
			}
		}
		return ages
	}
}

// age returns how many days ago the newest edition took effect.
func (l *listing) age(today edition.Date) (days int, ok bool) {
	var newest edition.Date
	for _, e := range l.editions {
		if from := e.about().From; from <= today && from > newest {
			newest = from
		}
	}
	if newest.IsZero() {
		return 0, false
	}
	return int(midnight(today).Sub(midnight(newest)) / (24 * time.Hour)), true
}

func midnight(d edition.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, d.String()) // a Date is one
	return t
}
