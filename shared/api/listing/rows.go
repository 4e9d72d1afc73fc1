package listing

import (
	"slices"
	"sort"
	"strings"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/tariff"
)

// Rows is an edition with its rows, of goods, services, law or the tariff.
type Rows interface {
	About() *edition.Edition
	basis() edition.Basis // the weakest basis of the rows
	Len() int
	Write(w *wire.Writer, i int, from Origin) // with its place in the file that it came from
	// Mentions reports whether row i contains the words, which are in lower case.
	Mentions(i int, words string) bool
	// Covering returns the ranges of rows [lo, hi), in order, that cover a code,
	// with the canonical form of the code. It adds a fault for a malformed code.
	Covering(f *problem.Faults, pointer, code string) (runs [][2]int, canonical string)
	Verify() error
}

// GoodsRows has the rows of a list of goods, or of the tariff. Rows with a code come
// first, in the order of their codes.
type GoodsRows interface {
	Rows
	row(i int) list.Entry
}

// TariffRows presents the tariff as a list of its ten-digit codes.
type TariffRows struct{ *tariff.Table }

func (t TariffRows) About() *edition.Edition  { return t.Edition() }
func (t TariffRows) basis() edition.Basis     { return t.Basis() }
func (t TariffRows) content() library.Content { return t.Table }

func (t TariffRows) row(i int) list.Entry {
	code := t.Code(i)
	node, _ := t.Node(code)
	return list.Entry{
		ID: string(code), Kind: list.Listed, Code: code,
		NameZH: node.NameZH, NameEN: node.NameEN, Basis: t.Basis(),
	}
}

func (t TariffRows) Write(w *wire.Writer, i int, from Origin) { writeRow(w, t, i, from) }
func (t TariffRows) Mentions(i int, words string) bool        { return rowMentions(t, i, words) }

func (t TariffRows) Covering(f *problem.Faults, pointer, code string) ([][2]int, string) {
	c := question.ReadCode(f, pointer, code)
	lo, hi := t.Range(c)
	return [][2]int{{lo, hi}}, string(c)
}

// listRows presents an edition of a list of goods: its entries, then its hints.
type listRows struct{ *list.Edition }

func (l listRows) About() *edition.Edition  { return &l.Edition.Edition }
func (l listRows) Len() int                 { return len(l.Entries) + len(l.Hints) }
func (l listRows) content() library.Content { return l.Edition }

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

func (l listRows) Write(w *wire.Writer, i int, from Origin) { writeRow(w, l, i, from) }
func (l listRows) Mentions(i int, words string) bool        { return rowMentions(l, i, words) }

// Covering returns the rows of the codes above the code, of the code itself, and of
// the codes under it.
func (l listRows) Covering(f *problem.Faults, pointer, code string) ([][2]int, string) {
	c := question.ReadCode(f, pointer, code)
	var runs [][2]int
	for level := tariff.Chapter; level < c.Level(); level++ {
		above := c.At(level)
		runs = append(runs, l.run(above, func(code tariff.Code) bool { return code == above }))
	}
	return append(runs, l.run(c, c.Contains)), string(c)
}

// run returns the range of rows that begins with the first code not before c and whose
// codes match.
func (l listRows) run(c tariff.Code, match func(tariff.Code) bool) [2]int {
	lo := sort.Search(len(l.Entries), func(i int) bool { return l.Entries[i].Code >= c })
	hi := lo
	for hi < len(l.Entries) && match(l.Entries[hi].Code) {
		hi++
	}
	return [2]int{lo, hi}
}

func writeRow(w *wire.Writer, r GoodsRows, i int, from Origin) {
	row := r.row(i)
	WriteEntry(w, r.About(), &row, from)
}

func rowMentions(r GoodsRows, i int, words string) bool {
	row := r.row(i)
	return contains(words, row.NameZH, row.NameEN)
}

// contains reports whether one of the texts contains the words, which are in lower
// case.
func contains(words string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), words) })
}

// Listing is a published list with its editions, oldest first.
type Listing struct {
	ID       string
	Title    edition.Text
	Note     edition.Text // a remark on what the list is; blank for a published list
	Editions []Rows
}

// All returns the tariff, all lists of goods and of services, and the
// provisions of law.
func All(checker *eligibility.Checker) []Listing {
	schedule := Listing{ID: tariff.List, Title: tariff.Title}
	for _, t := range checker.Tariff().Tables() {
		schedule.Editions = append(schedule.Editions, TariffRows{t})
	}
	all := []Listing{schedule}
	for _, l := range checker.Catalogue().Lists() {
		goods := Listing{ID: l.ID, Title: l.Title}
		for _, e := range l.Editions {
			goods.Editions = append(goods.Editions, listRows{e})
		}
		all = append(all, goods)
	}
	return append(all, serviceListings(checker.Services())...)
}

// Ages returns a function that returns the ages of the lists of a checker that have an
// edition in force.
func Ages(checker func() *eligibility.Checker) func(today edition.Date) []api.ListAge {
	return func(today edition.Date) (ages []api.ListAge) {
		for _, l := range All(checker()) {
			days, ok := l.age(today)
			if !ok {
				continue
			}
			age := api.ListAge{List: l.ID, Days: days}
			age.Left, age.Ends = l.DaysLeft(today)
			ages = append(ages, age)
		}
		return ages
	}
}

// age returns how many days ago the newest edition took effect.
func (l *Listing) age(today edition.Date) (days int, ok bool) {
	var newest edition.Date
	for _, e := range l.Editions {
		if from := e.About().From; from <= today && from > newest {
			newest = from
		}
	}
	if newest.IsZero() {
		return 0, false
	}
	return int(midnight(today).Sub(midnight(newest)) / (24 * time.Hour)), true
}

// DueDays is how many days before the end of its newest edition the next edition of a
// list is due: the tariff of a year is published in December.
const DueDays = 31

// DaysLeft returns the number of days until the newest edition ends, today included; zero
// or less once it has ended. ends is false if an edition has no end.
func (l *Listing) DaysLeft(today edition.Date) (days int, ends bool) {
	var last edition.Date
	for _, e := range l.Editions {
		to := e.About().To
		if to.IsZero() {
			return 0, false
		}
		last = max(last, to)
	}
	if last.IsZero() {
		return 0, false
	}
	return int(midnight(last).Sub(midnight(today)) / (24 * time.Hour)), true
}

func midnight(d edition.Date) time.Time {
	t, _ := time.Parse(time.DateOnly, d.String()) // a Date is valid
	return t
}
