package services

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"

	"importchecker/shared/search/model"
	"importchecker/shared/services/internal/words"

	terms "importchecker/shared/search/words"
)

// Candidate is a sector that words may mean.
type Candidate struct {
	Sector Sector
	// Score is how well the words fit, from 1 to Exact; see Search.
	Score int
	// Activity is the activity within the sector that the words name; blank where
	// they name none.
	Activity string
}

// Exact is the score of a name that is just the words.
const Exact = 1000

// Search returns the sectors that words may mean, at most limit of them, best
// first; of equal ones the coarser, and then the smaller code. It looks through
// the systems given, or all.
//
// It is the search by which goods are found (package shared/search/model), over other
// texts: the names of sectors, the titles of the ISIC classes that they are
// linked to, what laws and lists call an activity within them, and what people
// call services, brands among them (source/words.csv). The score is 1000 for
// what is just the name of the sector; else it is the share of belief in the sector, in
// a thousand.
//
// Traditional characters are read as simplified ones, words of Hong Kong and
// Taiwan as the mainland's, and an English word that nothing is known of as a
// word of every day that it may be a slip of. Codes are not searched; see ParseCode.
func Search(query string, limit int, systems ...System) []Candidate {
	q := newQuery(query)
	if limit <= 0 || q.han == "" && q.fold == "" {
		return nil
	}
	var hits []hit
	for _, s := range Systems() {
		if len(systems) == 0 || slices.Contains(systems, s) {
			hits = append(hits, q.ask(s)...)
		}
	}
	slices.SortStableFunc(hits, compareHits)
	hits = hits[:min(limit, len(hits))]
	activity, codes := q.activity()
	out := make([]Candidate, len(hits))
	for i, h := range hits {
		out[i] = Candidate{Sector: h.sector, Score: h.score}
		if activity != "" && h.sector.System == GBT4754 && slices.Contains(codes, h.sector.Code) {
			out[i].Activity = activity
		}
	}
	return out
}

// models has the models. Each is written when its classification is first asked, in some
// hundredths of a second: kept in the program, they would be a twentieth of its archive.
var models = [endSystems]func() *model.Model{
	GBT4754: sync.OnceValue(func() *model.Model { return NewCorpus(GBT4754).Model(nil) }),
	W120:    sync.OnceValue(func() *model.Model { return NewCorpus(W120).Model(nil) }),
	CPC21:   sync.OnceValue(func() *model.Model { return NewCorpus(CPC21).Model(nil) }),
}

// query is the words in the forms in which they are compared.
type query struct {
	han  string // the Chinese characters
	fold string // the English words, one space between
	text string // both, as the models read them
}

// maxHan and maxWords bound how much of a query is compared.
const maxHan, maxWords = 40, 12

func newQuery(text string) query {
	text = strings.ToValidUTF8(text, " ")
	han, latin := words.Han(text), words.Split(clipped(text))
	return query{
		han:  string(han[:min(len(han), maxHan)]),
		fold: strings.Join(latin[:min(len(latin), maxWords)], " "),
		text: words.Mainland(text),
	}
}

// clipped bounds a text that is taken apart whole.
func clipped(text string) string {
	if len(text) > terms.MaxBytes {
		return strings.ToValidUTF8(text[:terms.MaxBytes], " ")
	}
	return text
}

// hit is a sector that was found.
type hit struct {
	score  int
	sector Sector
}

func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.sector.System, b.sector.System),
		cmp.Compare(a.sector.Level, b.sector.Level), cmp.Compare(a.sector.Code, b.sector.Code))
}

const (
	mostAsked = 100  // how many sectors of one classification are looked at
	leastPart = 0.01 // the part of the first one's belief that another needs to be named
)

// ask finds sectors of one classification.
func (q *query) ask(s System) []hit {
	m := models[s]()
	named := q.named(s)
	asked := &model.Question{}
	if s == GBT4754 && named == nil {
		q.correct(m)
		asked.Meant, asked.Said = q.meant()
	}
	asked.Title = words.Read(q.text)
	found := m.Ask(asked, mostAsked)
	shares := model.Tempered(found)
	var out []hit
	for _, i := range named {
		out = append(out, hit{Exact, sectorAt(s, i)})
	}
	for i := range found {
		score := min(int(shares[i]*Exact), Exact-1)
		if score > 0 && shares[i] >= leastPart*shares[0] && !slices.Contains(named, found[i].Code) {
			out = append(out, hit{score, sectorAt(s, found[i].Code)})
		}
	}
	return out
}

// byName has the sectors of each classification, as sectorAt numbers them, in the order of their
// names as words.Han and words.Fold have them.
type byName struct{ han, fold []uint16 }

var namesOf = [endSystems]byName{
	GBT4754: {gbtByHan[:], gbtByFold[:]}, W120: {nil, w120ByFold[:]}, CPC21: {nil, cpcByFold[:]},
}

// named gives the sectors whose name the words are, in either language or in both.
func (q *query) named(s System) (found []int) {
	han := func(x *Sector) string { return string(words.Han(x.NameZH)) }
	fold := func(x *Sector) string { return words.Fold(x.NameEN) }
	found = append(namedIn(s, namesOf[s].han, q.han, han), namedIn(s, namesOf[s].fold, q.fold, fold)...)
	slices.Sort(found)
	return slices.Compact(found)
}

// namedIn finds a form among the sectors in the order of their forms.
func namedIn(s System, order []uint16, form string, formOf func(*Sector) string) (found []int) {
	if form == "" {
		return nil
	}
	at := func(i int) string {
		sector := sectorAt(s, int(order[i]))
		return formOf(&sector)
	}
	for i := sort.Search(len(order), func(i int) bool { return at(i) >= form }); i < len(order) && at(i) == form; i++ {
		found = append(found, int(order[i]))
	}
	return found
}

// sectorAt gives the sector of a number in a model: the sections of GB/T 4754 follow its
// divisions, groups and classes.
func sectorAt(s System, i int) Sector {
	switch {
	case s == W120:
		return w120Sector(i)
	case s == CPC21:
		return cpcSector(i)
	case i >= len(gbt):
		return gbtSections[i-len(gbt)].sector()
	}
	return gbtSector(i)
}

// Named returns the sector of GB/T 4754 whose name the words are: the coarsest
// where several levels carry one name, as 471 and 4710 do. Where different
// sectors do, or none, there is no answer.
func Named(text string) (Sector, bool) {
	q := newQuery(text)
	var hits []hit
	for _, i := range q.named(GBT4754) {
		hits = append(hits, hit{Exact, sectorAt(GBT4754, i)})
	}
	if len(hits) == 0 {
		return Sector{}, false
	}
	slices.SortStableFunc(hits, compareHits)
	widest := hits[0].sector
	lo, hi := ClassesUnder(widest.Code)
	for _, h := range hits[1:] {
		if l, r := ClassesUnder(h.sector.Code); l < lo || r > hi {
			return Sector{}, false
		}
	}
	return widest, true
}
