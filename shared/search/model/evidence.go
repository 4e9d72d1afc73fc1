package model

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"importchecker/shared/search/matrix"
	"importchecker/shared/search/words"
)

// A Question is what is asked, each field read for itself: a category glued to
// the title would drown it.
type Question struct {
	Title, Category, Attributes words.Text
	// Meant are codes that the title is known to mean, and Said the one that it means
	// before others, for those who know words that the model does not have.
	Meant []int
	Said  int // its number and one; 0 for none
}

// Kind says what kind of question it is.
func (q *Question) Kind() Kind {
	switch {
	case q.Title.Han > 0 && q.Title.Han*2 >= q.Title.Latin:
		return Chinese
	case len(q.Category.Terms) > 0 || len(q.Attributes.Terms) > 0:
		return EnglishField
	case q.Title.Latin > titleWords:
		return EnglishTitle
	}
	return English
}

// titleWords is how many words a question has at most that is no whole title.
const titleWords = 8

// Weight is what a term counts by its kind, when texts are compared.
var Weight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.4, words.Piece: 0,
	words.Skeleton: 0.4, words.Unit: 0.2, words.Stub: 0.3}

// FoldWeight is the same for all that is written of a code: long texts, in which
// bones and beginnings meet by chance.
var FoldWeight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.4,
	words.Skeleton: 0.3, words.Unit: 0.2}

// LinearWeight is what a term counts for the linear model.
var LinearWeight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.5,
	words.Piece:    0.35,
	words.Skeleton: 0.5, words.Unit: 0.3}

// The evidence for a code, by place in a Candidate's features.
const (
	fLinear = iota
	fLinearShare
	fLinearRank
	fLinearHeading
	fFolded
	fFoldedCover
	fFoldedHeading
	fNear
	fNearVotes
	fNearHeading
	fWords
	fWithin
	fListing
	fText
	fLinearLog
	fVotesLog
	fFoldedRank
	fSharpVotes
	fListingVotes
	fUsualChinese
	fUsualChinesePart
	fUsualEnglish
	fUsualEnglishPart
	fCategoryLinear
	fCategoryFolded
	fCategoryNear
	fCategoryVotes
	fCategoryWithin
	fCategoryHeading
	fAttributesLinear
	fAttributesFolded
	fAttributesVotes
	fAttributesHeading
	FeatureCount
)

// A Candidate is a code that may be meant.
type Candidate struct {
	Code     int // its number in the model
	Features [FeatureCount]float32
	Score    float32
	Best     int  // the near text that is most alike, -1 for none
	Said     bool // somebody who knows has said that the title, word for word, means the code
	Meant    bool // the title is a bare word that means the code in trade
	Headed   bool // the title's last word means it
}

// work is what one question needs; it is used again.
type work struct {
	linear, folded, dots, mass  matrix.Sum
	terms                       []Term
	title, category, attributes signals
}

var pool = sync.Pool{New: func() any { return new(work) }}

// signals are what one field says of each code.
type signals struct {
	linear, share, rank, headingShare []float32
	folded, cover, foldedHeading      []float32
	foldedRank                        []float32
	near, votes, nearHeading          []float32
	byWords, within, listing, text    []float32
	sharp, listingVotes               []float32
	best                              []int32
	codes                             []int32 // those that anything is said of

	all []float32 // the room of all but the last two
}

// reset makes room for n codes and forgets what was said.
func (s *signals) reset(n int) {
	parts := []*[]float32{&s.linear, &s.share, &s.rank, &s.headingShare, &s.folded, &s.cover, &s.foldedHeading,
		&s.foldedRank,
		&s.near, &s.votes, &s.nearHeading, &s.sharp, &s.listingVotes, &s.byWords, &s.within, &s.listing, &s.text}
	if cap(s.best) < n {
		s.all, s.best = make([]float32, len(parts)*n), make([]int32, n)
	}
	s.all, s.best = s.all[:len(parts)*n], s.best[:n]
	clear(s.all)
	clear(s.best)
	for i, f := range parts {
		*f = s.all[i*n : (i+1)*n : (i+1)*n]
	}
	s.codes = s.codes[:0]
}

// distinct gives the terms of a text that count; they are written over by the next call.
func (w *work) distinct(t *words.Text, weights *[words.Kinds]float32) []Term {
	w.terms = distinct(w.terms, t, weights)
	return w.terms
}

// Ask finds the codes that may be meant, best first, at most limit.
func (m *Model) Ask(q *Question, limit int) []Candidate {
	w := pool.Get().(*work)
	defer pool.Put(w)
	title := m.signals(w, &w.title, &q.Title, false)
	var category, attributes *signals
	if len(q.Category.Terms) > 0 {
		category = m.signals(w, &w.category, &q.Category, true)
	}
	if len(q.Attributes.Terms) > 0 {
		attributes = m.signals(w, &w.attributes, &q.Attributes, false)
	}
	word := m.spelt(words.Key(q.Title.Folded))
	var meant []int32
	for _, c := range q.Meant {
		meant = append(meant, int32(c))
	}
	if category == nil && attributes == nil {
		meant = append(meant, m.sense(word)...)
	}
	title.codes = append(title.codes, meant...)
	if q.Said > 0 {
		title.codes = append(title.codes, int32(q.Said-1))
	}
	lone := q.Title.Latin <= 1 && q.Title.Han <= loneHan && category == nil && attributes == nil
	out := m.gather(title, category, attributes, lone)
	m.mark(out, q, word, meant)
	Order(out, &m.fuse[q.Kind()])
	return out[:min(limit, len(out))]
}

// mark says which candidates the title means by itself.
func (m *Model) mark(found []Candidate, q *Question, word string, meant []int32) {
	said := m.said(strings.TrimSpace(q.Title.Folded))
	if said < 0 && meant != nil {
		said = m.said(word)
	}
	if q.Said > 0 {
		said = q.Said - 1
	}
	head := m.head(word)
	for i := range found {
		found[i].Said = found[i].Code == said
		found[i].Meant = slices.Contains(meant, int32(found[i].Code))
		found[i].Headed = slices.Contains(head, int32(found[i].Code))
	}
}

// said gives the code of a phrase that a text is, word for word; -1 for none.
func (m *Model) said(text string) int {
	said := -1
	if text != "" {
		m.Complete(text, func(phrase string, code int) bool {
			if phrase == text {
				said = code
			}
			return false
		})
	}
	return said
}

// Order scores candidates by weights of their evidence, and puts the best first.
func Order(found []Candidate, weights *[FeatureCount]float32) {
	var top, meant float32 = -math.MaxFloat32, -math.MaxFloat32
	for i := range found {
		c := &found[i]
		c.Score = 0
		for f, v := range c.Features {
			c.Score += float32(weights[f] * v)
		}
		if c.Said {
			c.Score += favoured
		}
		if c.Meant {
			meant = max(meant, c.Score)
		} else {
			top = max(top, c.Score)
		}
	}
	if raise := top + ahead - meant; meant > -math.MaxFloat32 && raise > 0 {
		for i := range found {
			if found[i].Meant {
				found[i].Score += raise
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Code, b.Code))
	})
}

const (
	favoured = 2.5 // how much the score of a code is raised that somebody has said is meant
	ahead    = 0.5 // how far the best code that a bare word means stands before the others
)

const (
	topLinear = 40
	topFolded = 40
	topNear   = 40
	votersMax = 25
)

// signals asks the three models about one field.
func (m *Model) signals(w *work, s *signals, t *words.Text, category bool) *signals {
	s.reset(m.Codes())
	m.linearly(w, t, s)
	m.foldedly(w, t, s)
	m.nearly(w, t, s, category)
	slices.Sort(s.codes)
	s.codes = slices.Compact(s.codes)
	return s
}

// linearly asks the linear model.
func (m *Model) linearly(w *work, t *words.Text, s *signals) {
	w.linear.Reset(m.linear.Columns())
	terms := w.distinct(t, &LinearWeight)
	var norm float64
	for _, x := range terms {
		if m.linear.Count(x.Hash) > 0 {
			norm += float64(x.Weight) * float64(x.Weight)
		}
	}
	if norm == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(norm))
	for _, x := range terms {
		m.linear.Add(&w.linear, x.Hash, x.Weight*scale)
	}
	m.linear.Scale(&w.linear)
	top := best(&w.linear, 3*topLinear)
	var sum float64
	for _, c := range top {
		sum += math.Exp(linearHeat * float64(w.linear.Value[c]))
	}
	for rank, c := range top {
		v := w.linear.Value[c]
		s.linear[c] = v
		share := float32(math.Exp(linearHeat*float64(v)) / sum)
		s.share[c] = share
		s.rank[c] = 1 / float32(rank+1)
		if rank < topLinear {
			s.codes = append(s.codes, c)
		}
	}
	m.byHeading(s.share, s.headingShare, top)
}

// linearHeat sharpens the linear model's margins, from −1 to 1 or so, into shares.
const linearHeat = 4

// byHeading adds up what is said of the codes of one heading.
func (m *Model) byHeading(value, heading []float32, codes []int32) {
	sums := map[string]float32{}
	order := slices.Clone(codes)
	slices.Sort(order)
	for _, c := range order {
		sums[m.heading(int(c))] += value[c]
	}
	for _, c := range order {
		heading[c] = sums[m.heading(int(c))]
	}
}

// foldedly asks what is written of each code.
func (m *Model) foldedly(w *work, t *words.Text, s *signals) {
	w.folded.Reset(m.folded.Columns())
	var most float32
	for _, x := range w.distinct(t, &FoldWeight) {
		if n := m.folded.Count(x.Hash); n > 0 && n < m.Codes()/2 {
			m.folded.Add(&w.folded, x.Hash, x.Weight)
			most += x.Weight * idf(n, m.Codes())
		}
	}
	if most == 0 {
		return
	}
	m.folded.Scale(&w.folded)
	top := best(&w.folded, 3*topFolded)
	first := w.folded.Value[top[0]]
	for i, c := range top {
		s.folded[c] = w.folded.Value[c] / first
		s.cover[c] = w.folded.Value[c] / most
		s.foldedRank[c] = 1 / float32(i+1)
		if i < topFolded {
			s.codes = append(s.codes, c)
		}
	}
	sums := map[string]float32{}
	for _, c := range top {
		h := m.heading(int(c))
		sums[h] = max(sums[h], s.folded[c])
	}
	for _, c := range top {
		s.foldedHeading[c] = sums[m.heading(int(c))]
	}
}

func idf(n, all int) float32 {
	return float32(math.Log(1 + float64(all)/float64(n)))
}

// nearly asks which single texts are like this one.
func (m *Model) nearly(w *work, t *words.Text, s *signals, category bool) {
	n := m.near.Columns()
	w.dots.Reset(n)
	w.mass.Reset(n)
	terms := w.distinct(t, &Weight)
	var norm float64
	for i, x := range terms {
		count := m.near.Count(x.Hash)
		if count == 0 {
			// A word that nobody knows makes the question less like anything.
			norm += float64(x.Weight*x.Weight) * unknownIDF
			terms[i].Weight = 0
			continue
		}
		q := x.Weight * idf(count, n)
		norm += float64(q) * float64(q)
		terms[i].Weight = q
	}
	if norm == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(norm))
	for _, x := range terms {
		if x.Weight > 0 && m.near.Count(x.Hash) < n/5 {
			m.near.AddBoth(&w.dots, &w.mass, x.Hash, x.Weight*scale)
		}
	}
	m.near.Scale(&w.dots)
	m.near.ScaleSquared(&w.mass)
	m.vote(w, s, category)
}

const unknownIDF = 16

// vote lets the nearest texts speak for their codes.
func (m *Model) vote(w *work, s *signals, category bool) {
	for _, text := range w.dots.Touched {
		c, src := m.owned(int(text))
		if (src == Category) != category && src != Words {
			w.dots.Value[text] = 0
			continue
		}
		v := w.dots.Value[text]
		if v > s.near[c] {
			s.near[c] = v
			s.best[c] = text + 1
		}
		switch src {
		case Words:
			s.byWords[c] = max(s.byWords[c], v)
		case Listing, Category:
			s.listing[c] = max(s.listing[c], v)
		case Text:
			s.text[c] = max(s.text[c], v)
		}
		if mass := w.mass.Value[text]; src == Words && mass > 0.6 {
			s.within[c] = max(s.within[c], mass*v)
		}
	}
	voters := best(&w.dots, votersMax)
	var sum, sharp, listed float32
	var codes []int32
	for _, text := range voters {
		v := w.dots.Value[text]
		c, src := m.owned(int(text))
		v = v * v * v
		s.votes[c] += v
		sum += v
		v = v * v * v
		s.sharp[c] += v
		sharp += v
		if src == Listing {
			s.listingVotes[c] += v
			listed += v
		}
		codes = append(codes, int32(c))
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	for _, c := range codes {
		s.votes[c] /= max(sum, 1e-9)
		s.sharp[c] /= max(sharp, 1e-12)
		s.listingVotes[c] /= max(listed, 1e-12)
	}
	m.byHeading(s.votes, s.nearHeading, codes)
	s.codes = append(s.codes, codes...)
	for _, text := range best(&w.mass, topNear) {
		if c, src := m.owned(int(text)); src == Words && w.dots.Value[text] > 0 {
			s.codes = append(s.codes, int32(c))
		}
	}
}

// owned says to which code a near text belongs, and what it is.
func (m *Model) owned(text int) (code int, s Source) {
	return int(m.owner[2*text]) | int(m.owner[2*text+1])<<8, Source(m.source[text])
}

// best gives the columns with the greatest sums, best first, at most n.
func best(s *matrix.Sum, n int) []int32 {
	list := make([]int32, 0, len(s.Touched))
	for _, c := range s.Touched {
		if s.Value[c] > 0 {
			list = append(list, c)
		}
	}
	order := func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.Value[b], s.Value[a]), cmp.Compare(a, b))
	}
	if len(list) > 4*n {
		list = greatest(s, list, n)
	}
	slices.SortFunc(list, order)
	return list[:min(n, len(list))]
}

// greatest keeps the columns above a bound that at least n columns reach.
func greatest(s *matrix.Sum, list []int32, n int) []int32 {
	var top float32
	for _, c := range list {
		top = max(top, s.Value[c])
	}
	const steps = 64
	var counts [steps + 1]int
	for _, c := range list {
		counts[int(s.Value[c]/top*steps)]++
	}
	bound, seen := steps, 0
	for ; bound > 0 && seen < n; bound-- {
		seen += counts[bound]
	}
	kept := list[:0]
	for _, c := range list {
		if int(s.Value[c]/top*steps) > bound || seen < n {
			kept = append(kept, c)
		}
	}
	return kept
}

// logShare turns a share into 0 to 1 so that small ones still differ.
func logShare(share float32) float32 {
	return float32(math.Log1p(float64(share)*200) / math.Log1p(200))
}

// beside gives the codes that anything is said of, with their sisters under the
// headings that much is said of.
func (m *Model) beside(s *signals) []int32 {
	codes := slices.Clone(s.codes)
	last := ""
	for _, c := range s.codes {
		h := m.heading(int(c))
		if h == last || s.headingShare[c]+s.nearHeading[c] < leastHeading {
			continue
		}
		last = h
		for i, _ := m.Find(h); i < m.Codes() && m.heading(i) == h; i++ {
			codes = append(codes, int32(i))
			s.headingShare[i], s.nearHeading[i] = s.headingShare[c], s.nearHeading[c]
			s.foldedHeading[i] = max(s.foldedHeading[i], s.foldedHeading[c])
		}
	}
	return codes
}

// leastHeading is the share of a heading whose sisters are looked at.
const leastHeading = 0.1

// usual says how usual a code is among the goods of listings in a language, and
// which part of the listings of its heading it has.
func (m *Model) usual(code, language int) (all, part float32) {
	n := m.count(code, language)
	if n == 0 {
		return 0, 0
	}
	h := m.heading(code)
	sum := 0
	for i, _ := m.Find(h); i < m.Codes() && m.heading(i) == h; i++ {
		sum += m.count(i, language)
	}
	return float32(math.Log1p(float64(n))) / 8, float32(n) / float32(sum)
}

func (m *Model) count(code, language int) int {
	at := 4*code + 2*language
	return int(m.listed[at]) | int(m.listed[at+1])<<8
}

// loneHan is how many Chinese characters make no more than a word.
const loneHan = 4

// gather puts the evidence of the fields side by side. How usual a code is among listings
// says nothing of a lone word, which is seldom one.
func (m *Model) gather(title, category, attributes *signals, lone bool) []Candidate {
	codes := m.beside(title)
	if category != nil {
		codes = append(codes, category.codes...)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	out := make([]Candidate, len(codes))
	for i, c := range codes {
		out[i].Code = int(c)
		out[i].Best = int(title.best[c]) - 1
		f := &out[i].Features
		f[fLinear], f[fLinearShare], f[fLinearRank], f[fLinearHeading] = title.linear[c], title.share[c], title.rank[c],
			title.headingShare[c]
		f[fFolded], f[fFoldedCover], f[fFoldedHeading] = title.folded[c], title.cover[c], title.foldedHeading[c]
		f[fNear], f[fNearVotes], f[fNearHeading] = title.near[c], title.votes[c], title.nearHeading[c]
		f[fWords], f[fWithin], f[fListing], f[fText] = title.byWords[c], title.within[c], title.listing[c], title.text[c]
		f[fSharpVotes], f[fListingVotes] = title.sharp[c], title.listingVotes[c]
		if !lone {
			f[fUsualChinese], f[fUsualChinesePart] = m.usual(int(c), 0)
			f[fUsualEnglish], f[fUsualEnglishPart] = m.usual(int(c), 1)
		}
		f[fLinearLog], f[fVotesLog], f[fFoldedRank] = logShare(title.share[c]), logShare(title.votes[c]), title.foldedRank[c]
		if category != nil {
			f[fCategoryLinear], f[fCategoryFolded], f[fCategoryNear] = category.share[c], category.folded[c], category.near[c]
			f[fCategoryVotes], f[fCategoryWithin], f[fCategoryHeading] = category.votes[c], category.within[c],
				category.nearHeading[c]
		}
		if attributes != nil {
			f[fAttributesLinear], f[fAttributesFolded] = attributes.share[c], attributes.folded[c]
			f[fAttributesVotes], f[fAttributesHeading] = attributes.votes[c], attributes.nearHeading[c]
		}
	}
	return out
}
