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

// A Question has the fields of a query. They are read separately, since the words of
// a category would outweigh those of the title.
type Question struct {
	Title, Category, Attributes words.Text
	// Meant are the numbers of codes that the caller knows the title to mean, from
	// words that the model does not have, and First is the number, plus one, of the
	// code that it means before others; 0 for none.
	Meant []int
	First int
}

// Kind returns the kind of the question.
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

// titleWords is the number of words above which a question is a whole title.
const titleWords = 8

// Weight has the weights of terms by their kinds, for the comparison of single texts.
var Weight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.4, words.Piece: 0,
	words.Skeleton: 0.4, words.Unit: 0.2, words.Stub: 0.3}

// FoldWeight has the weights for the folded texts of codes: long texts, in which
// consonants and beginnings agree by chance.
var FoldWeight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.4,
	words.Skeleton: 0.3, words.Unit: 0.2}

// LinearWeight has the weights for the linear model.
var LinearWeight = [words.Kinds]float32{words.Word: 1, words.Pair: 0.7, words.Gram: 0.8, words.Char: 0.5,
	words.Piece:    0.35,
	words.Skeleton: 0.5, words.Unit: 0.3}

// The indexes of the evidence for a code in the features of a Candidate.
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
	fFrequencyChinese
	fFrequencyChinesePart
	fFrequencyEnglish
	fFrequencyEnglishPart
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
	Best     int  // the most similar near text, -1 for none
	Phrase   bool // the title is exactly a known phrase for the code
	Meant    bool // the title is a word that means the code in trade
	Headed   bool // the last words of the title mean the code in trade
}

// work has the buffers of one question, for reuse.
type work struct {
	linear, folded, dots, mass  matrix.Sum
	terms                       []Term
	title, category, attributes signals
}

var pool = sync.Pool{New: func() any { return new(work) }}

// signals is the evidence of one field, by code.
type signals struct {
	linear, share, rank, headingShare []float32
	folded, cover, foldedHeading      []float32
	foldedRank                        []float32
	near, votes, nearHeading          []float32
	byWords, within, listing, text    []float32
	sharp, listingVotes               []float32
	best                              []int32
	codes                             []int32 // the codes with evidence

	all []float32 // the buffer of the slices of float32
}

// reset makes room for n codes and clears the evidence.
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

// distinct returns the terms of a text that have a weight. The next call overwrites them.
func (w *work) distinct(t *words.Text, weights *[words.Kinds]float32) []Term {
	w.terms = distinct(w.terms, t, weights)
	return w.terms
}

// Ask returns the codes that may be meant, best first, at most limit.
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
	word := m.corrected(words.Key(q.Title.Folded))
	var meant []int32
	for _, c := range q.Meant {
		meant = append(meant, int32(c))
	}
	if category == nil && attributes == nil {
		meant = append(meant, m.senseCodes(word)...)
	}
	title.codes = append(title.codes, meant...)
	if q.First > 0 {
		title.codes = append(title.codes, int32(q.First-1))
	}
	singleWord := q.Title.Latin <= 1 && q.Title.Han <= maxWordHan && category == nil && attributes == nil
	out := m.candidates(title, category, attributes, singleWord)
	m.mark(out, q, word, meant)
	Order(out, &m.fuse[q.Kind()])
	return out[:min(limit, len(out))]
}

// mark sets Phrase, Meant and Headed of the candidates.
func (m *Model) mark(found []Candidate, q *Question, word string, meant []int32) {
	phrase := m.phraseOf(strings.TrimSpace(q.Title.Folded))
	if phrase < 0 && meant != nil {
		phrase = m.phraseOf(word)
	}
	if q.First > 0 {
		phrase = q.First - 1
	}
	head := m.headCodes(word)
	for i := range found {
		found[i].Phrase = found[i].Code == phrase
		found[i].Meant = slices.Contains(meant, int32(found[i].Code))
		found[i].Headed = slices.Contains(head, int32(found[i].Code))
	}
}

// phraseOf returns the code of the phrase that is exactly the text; -1 for none.
func (m *Model) phraseOf(text string) int {
	found := -1
	if text != "" {
		m.Complete(text, func(phrase string, code int) bool {
			if phrase == text {
				found = code
			}
			return false
		})
	}
	return found
}

// Order scores the candidates by the weights of their evidence, and sorts them, best
// first.
func Order(found []Candidate, weights *[FeatureCount]float32) {
	var top, meant float32 = -math.MaxFloat32, -math.MaxFloat32
	for i := range found {
		c := &found[i]
		c.Score = 0
		for f, v := range c.Features {
			c.Score += float32(weights[f] * v)
		}
		if c.Phrase {
			c.Score += phraseBonus
		}
		if c.Meant {
			meant = max(meant, c.Score)
		} else {
			top = max(top, c.Score)
		}
	}
	if raise := top + senseLead - meant; meant > -math.MaxFloat32 && raise > 0 {
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
	phraseBonus = 2.5 // added to the score of the code of a phrase
	senseLead   = 0.5 // the lead of the best code of a word's sense over the other codes
)

const (
	topLinear = 40
	topFolded = 40
	topNear   = 40
	maxVoters = 25
)

// signals returns the evidence of the three models for one field.
func (m *Model) signals(w *work, s *signals, t *words.Text, category bool) *signals {
	s.reset(m.Codes())
	m.addLinear(w, t, s)
	m.addFolded(w, t, s)
	m.addNear(w, t, s, category)
	slices.Sort(s.codes)
	s.codes = slices.Compact(s.codes)
	return s
}

// addLinear adds the evidence of the linear model.
func (m *Model) addLinear(w *work, t *words.Text, s *signals) {
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
	top := topColumns(&w.linear, 3*topLinear)
	var sum float64
	for _, c := range top {
		sum += math.Exp(linearScale * float64(w.linear.Value[c]))
	}
	for rank, c := range top {
		v := w.linear.Value[c]
		s.linear[c] = v
		share := float32(math.Exp(linearScale*float64(v)) / sum)
		s.share[c] = share
		s.rank[c] = 1 / float32(rank+1)
		if rank < topLinear {
			s.codes = append(s.codes, c)
		}
	}
	m.sumByHeading(s.share, s.headingShare, top)
}

// linearScale is the factor of the linear model's margins, which are about −1 to 1, in the
// softmax that gives their shares.
const linearScale = 4

// sumByHeading sets the value of the heading of each code to the sum of the values of its codes.
func (m *Model) sumByHeading(value, heading []float32, codes []int32) {
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

// addFolded adds the evidence of the folded texts.
func (m *Model) addFolded(w *work, t *words.Text, s *signals) {
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
	top := topColumns(&w.folded, 3*topFolded)
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

// addNear adds the evidence of the most similar single texts.
func (m *Model) addNear(w *work, t *words.Text, s *signals, category bool) {
	n := m.near.Columns()
	w.dots.Reset(n)
	w.mass.Reset(n)
	terms := w.distinct(t, &Weight)
	var norm float64
	for i, x := range terms {
		count := m.near.Count(x.Hash)
		if count == 0 {
			// An unknown word makes the question less similar to every text.
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

// vote adds the similarities of the near texts to the evidence for their codes.
func (m *Model) vote(w *work, s *signals, category bool) {
	for _, text := range w.dots.Touched {
		c, src := m.textOwner(int(text))
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
	voters := topColumns(&w.dots, maxVoters)
	var sum, sharp, listed float32
	var codes []int32
	for _, text := range voters {
		v := w.dots.Value[text]
		c, src := m.textOwner(int(text))
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
	m.sumByHeading(s.votes, s.nearHeading, codes)
	s.codes = append(s.codes, codes...)
	for _, text := range topColumns(&w.mass, topNear) {
		if c, src := m.textOwner(int(text)); src == Words && w.dots.Value[text] > 0 {
			s.codes = append(s.codes, int32(c))
		}
	}
}

// textOwner returns the code and the source of a near text.
func (m *Model) textOwner(text int) (code int, s Source) {
	return int(m.owner[2*text]) | int(m.owner[2*text+1])<<8, Source(m.source[text])
}

// topColumns returns the columns with the greatest positive sums, at most n, in descending order.
func topColumns(s *matrix.Sum, n int) []int32 {
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
		list = prune(s, list, n)
	}
	slices.SortFunc(list, order)
	return list[:min(n, len(list))]
}

// prune removes columns with small sums from a list, and keeps at least n.
func prune(s *matrix.Sum, list []int32, n int) []int32 {
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

// logShare maps a share to the range from 0 to 1 on a logarithmic scale.
func logShare(share float32) float32 {
	return float32(math.Log1p(float64(share)*200) / math.Log1p(200))
}

// withSiblings returns the codes with evidence, and all codes of the headings with much
// evidence.
func (m *Model) withSiblings(s *signals) []int32 {
	codes := slices.Clone(s.codes)
	last := ""
	for _, c := range s.codes {
		h := m.heading(int(c))
		if h == last || s.headingShare[c]+s.nearHeading[c] < minHeading {
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

// minHeading is the share of a heading from which all its codes are candidates.
const minHeading = 0.1

// frequency returns how frequent a code is in listings in a language, on a logarithmic
// scale, and its share of the listings of its heading.
func (m *Model) frequency(code, language int) (all, part float32) {
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

// maxWordHan is the largest number of Chinese characters of a single word.
const maxWordHan = 4

// candidates returns the candidates with the evidence of all fields. For a single word, which
// is rarely a listing, the frequency in listings is no evidence.
func (m *Model) candidates(title, category, attributes *signals, singleWord bool) []Candidate {
	codes := m.withSiblings(title)
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
		if !singleWord {
			f[fFrequencyChinese], f[fFrequencyChinesePart] = m.frequency(int(c), 0)
			f[fFrequencyEnglish], f[fFrequencyEnglishPart] = m.frequency(int(c), 1)
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
