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

// Exact is the score of a sector whose name is the query.
const Exact = 1000

// Search returns the sectors that words may mean, at most limit of them, best
// first; of equal ones the broader, and then the smaller code. It searches the
// systems given, or all.
//
// It is the search that finds goods (package shared/search/model), over other
// texts: the names of sectors, the titles of the ISIC classes that they are
// linked to, the names of activities in laws and lists, and everyday words for
// services, including brands (source/words.csv). The score is Exact for the name
// of the sector; else it is the probability of the sector, in thousandths.
//
// Traditional characters are read as simplified ones, words of Hong Kong and
// Taiwan as the mainland's, and an unknown English word as an everyday word of
// which it may be a misspelling. Codes are not searched; see ParseCode.
func Search(query string, limit int, systems ...System) []Candidate {
	q := newQuery(query)
	if limit <= 0 || q.han == "" && q.fold == "" {
		return nil
	}
	var hits []hit
	for _, s := range Systems() {
		if len(systems) == 0 || slices.Contains(systems, s) {
			hits = append(hits, q.searchIn(s)...)
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

// models has the models. Each is built when its classification is first searched, in some
// hundredths of a second: embedded, they would be a twentieth of the program's archive.
var models = [endSystems]func() *model.Model{
	GBT4754: sync.OnceValue(func() *model.Model { return NewCorpus(GBT4754).Model(nil) }),
	W120:    sync.OnceValue(func() *model.Model { return NewCorpus(W120).Model(nil) }),
	CPC21:   sync.OnceValue(func() *model.Model { return NewCorpus(CPC21).Model(nil) }),
}

// query has the words in the forms in which they are compared.
type query struct {
	han  string // the Chinese characters
	fold string // the English words, separated by single spaces
	text string // the whole text, for the models
}

// maxHan and maxWords bound the characters and words of a query that are compared.
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

// clipped returns the first terms.MaxBytes bytes of a text.
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
	maxAsked = 100  // the sectors of one classification that are ranked
	minShare = 0.01 // the least probability of a result, as a part of that of the first
)

// searchIn finds sectors of one classification.
func (q *query) searchIn(s System) []hit {
	m := models[s]()
	named := q.named(s)
	asked := &model.Question{}
	if s == GBT4754 && named == nil {
		q.correct(m)
		asked.Meant, asked.First = q.meant()
	}
	asked.Title = words.Read(q.text)
	found := m.Ask(asked, maxAsked)
	shares := model.Tempered(found)
	var out []hit
	for _, i := range named {
		out = append(out, hit{Exact, sectorAt(s, i)})
	}
	for i := range found {
		score := min(int(shares[i]*Exact), Exact-1)
		if score > 0 && shares[i] >= minShare*shares[0] && !slices.Contains(named, found[i].Code) {
			out = append(out, hit{score, sectorAt(s, found[i].Code)})
		}
	}
	return out
}

// byName has the sectors of a classification, as sectorAt numbers them, in the order of their
// names in the forms of words.Han and words.Fold.
type byName struct{ han, fold []uint16 }

var namesOf = [endSystems]byName{
	GBT4754: {gbtByHan[:], gbtByFold[:]}, W120: {nil, w120ByFold[:]}, CPC21: {nil, cpcByFold[:]},
}

// named returns the sectors whose name is the query, in either language or in both.
func (q *query) named(s System) (found []int) {
	han := func(x *Sector) string { return string(words.Han(x.NameZH)) }
	fold := func(x *Sector) string { return words.Fold(x.NameEN) }
	found = append(namedIn(s, namesOf[s].han, q.han, han), namedIn(s, namesOf[s].fold, q.fold, fold)...)
	slices.Sort(found)
	return slices.Compact(found)
}

// namedIn returns the sectors with a form, from sectors in the order of their forms.
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

// sectorAt returns the sector with a number in a model. The sections of GB/T 4754 follow its
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

// Named returns the sector of GB/T 4754 whose name is the text: the broadest
// where several levels have the same name, as 471 and 4710 do. It returns false
// if no sector has the name, or if different sectors have it.
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
	broadest := hits[0].sector
	lo, hi := ClassesUnder(broadest.Code)
	for _, h := range hits[1:] {
		if l, r := ClassesUnder(h.sector.Code); l < lo || r > hi {
			return Sector{}, false
		}
	}
	return broadest, true
}
