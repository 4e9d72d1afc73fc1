package services

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"importchecker/shared/services/internal/words"
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

// leastScore keeps out what shares hardly anything with the words.
const leastScore = 200

// maxWords bounds how much of a query is compared.
const maxWords, maxHan = 12, 40

// Search returns the sectors whose names fit the words best, at most limit of
// them, best first; of equal ones the coarser, and then the smaller code. It
// looks through the systems given, or all.
//
// The words may be Chinese, English or both; what counts is the better of the
// two. The Chinese characters of the query, taken together, score
//
//	1000  when they are the name
//	 900  when the name begins with them, less one for each character more
//	 800  when they stand anywhere in the name, less one for each more
//	 700  when the name stands in them, less one for each character more of theirs
//	 600  times the share of their pairs of neighbours that the name has too
//
// and the English words, without the, of, and, for, other and service,
//
//	1000  when they are the name
//	 900  when the name begins with them, less ten for each word more
//	 800  when the name has them all, less ten for each word more
//	 600  times the share of them that the name has
//
// where the beginning of a word counts nine tenths of the whole. Words of every
// day, and brands, that the names do not have score 950 when they are all of the
// query, 870 when it is one of them misspelt, and 590 and more when it has them among
// others; the first class that they mean scores most. Traditional characters are
// read as simplified ones. What laws and
// lists call an activity within the sector, such as patent agency within
// intellectual property services, counts nine tenths of a name, and the titles
// of the ISIC classes that a class is linked to six tenths, for classes that
// have no English name. Codes are not searched; see ParseCode.
func Search(query string, limit int, systems ...System) []Candidate {
	q := newQuery(query)
	if q.empty() || limit <= 0 {
		return nil
	}
	var top ranking
	top.limit = limit
	for _, s := range Systems() {
		if len(systems) > 0 && !slices.Contains(systems, s) {
			continue
		}
		switch s {
		case GBT4754:
			for i := range gbtSections {
				n := &gbtSections[i]
				top.add(max(q.han(n.han), q.latin(n.fold)), GBT4754, 1, i)
			}
			alias, everyday := 0, q.everyday()
			top.meant = everyday
			for i := range gbt {
				n := &gbt[i]
				code := n.codeOf()
				score := max(q.han(n.han.String()), q.latin(n.fold.String()))
				for ; alias < len(aliases) && aliases[alias].code == code; alias++ {
					score = max(score, q.han(aliases[alias].han)*9/10, q.latin(aliases[alias].fold)*9/10)
				}
				score = max(score, everyday[code].score)
				if n.isicFold != 0 && score < Exact*6/10 {
					score = max(score, q.latin(n.isicFold.String())*6/10)
				}
				top.add(score, GBT4754, len(code), i)
			}
		case W120:
			for i := range w120 {
				top.add(q.latin(w120[i].fold.String()), W120, int(w120[i].level()), i)
			}
		case CPC21:
			for i := range cpc {
				top.add(q.latin(cpc[i].fold.String()), CPC21, len(cpc[i].codeOf()), i)
			}
		}
	}
	return top.candidates()
}

// query is the words in the form in which names are compared.
type query struct {
	hanText string
	pairs   []string // pairs of neighbouring characters, as substrings of hanText
	fold    string   // all words, as words.Fold joins them
	words   []string // the words that count, each with a space before it
}

// weak words are in too many names to tell them apart.
var weak = []string{"the", "of", "and", "for", "or", "in", "on", "a", "other", "service", "n", "e", "c"}

func newQuery(text string) query {
	var q query
	if len(text) > 2000 {
		text = text[:2000]
	}
	han := words.Han(strings.ToValidUTF8(text, " "))
	if len(han) > maxHan {
		han = han[:maxHan]
	}
	q.hanText = string(han)
	for i, size := 0, 3; i < len(q.hanText); i += size {
		var next int
		_, size = utf8.DecodeRuneInString(q.hanText[i:])
		if i+size < len(q.hanText) {
			_, next = utf8.DecodeRuneInString(q.hanText[i+size:])
			if pair := q.hanText[i : i+size+next]; !slices.Contains(q.pairs, pair) {
				q.pairs = append(q.pairs, pair)
			}
		}
	}
	latin := words.Split(strings.ToValidUTF8(text, " "))
	if len(latin) > maxWords {
		latin = latin[:maxWords]
	}
	for _, w := range latin {
		q.fold += " " + w
		if w = " " + w; !slices.Contains(weak, w[1:]) && !slices.Contains(q.words, w) {
			q.words = append(q.words, w)
		}
	}
	if q.fold != "" {
		q.fold += " "
	}
	if len(q.words) == 0 {
		for _, w := range latin {
			q.words = append(q.words, " "+w)
		}
	}
	return q
}

func (q *query) empty() bool { return q.hanText == "" && len(q.words) == 0 }

// han scores a Chinese name.
func (q *query) han(name string) int {
	if q.hanText == "" || name == "" {
		return 0
	}
	more := (len(name) - len(q.hanText)) / 3 // a Han character has three bytes
	switch {
	case name == q.hanText:
		return Exact
	case strings.HasPrefix(name, q.hanText):
		return 900 - min(more, 99)
	case strings.Contains(name, q.hanText):
		return 800 - min(more, 99)
	case len(name) >= 6 && strings.Contains(q.hanText, name):
		return 700 - min(-more, 99)
	case len(q.pairs) < 2:
		return 0
	}
	shared := 0
	for _, p := range q.pairs {
		if strings.Contains(name, p) {
			shared++
		}
	}
	return 600 * shared / len(q.pairs)
}

// latin scores a folded English name.
func (q *query) latin(fold string) int {
	if len(q.words) == 0 || fold == "" {
		return 0
	}
	if fold == q.fold {
		return Exact
	}
	tenths := 0
	for _, w := range q.words {
		tenths += found(fold, w)
	}
	if tenths == 0 {
		return 0
	}
	all := 10 * len(q.words)
	if tenths < all-len(q.words) { // some word is missing altogether
		return 600 * tenths / all
	}
	more := 10 * max(strings.Count(fold, " ")-1-len(q.words), 0)
	if strings.HasPrefix(fold, q.words[0]) && strings.HasPrefix(fold, strings.TrimSuffix(q.fold, " ")) {
		return max(900*tenths/all-min(more, 99), 1)
	}
	return max(800*tenths/all-min(more, 199), 1)
}

// found tells how well a name has a word: ten tenths as a whole, nine as the
// beginning of one.
func found(fold, word string) int {
	best := 0
	for rest := fold; ; {
		i := strings.Index(rest, word)
		if i < 0 {
			return best
		}
		end := i + len(word) // a folded name ends with a space, so it goes on
		if rest[end] == ' ' {
			return 10
		}
		best, rest = 9, rest[end:]
	}
}

// alias is what a restriction calls something that lies in the sector.
type alias struct {
	code      Code
	han, fold string // as search compares them
}

// hit is a scored entry before it is looked up.
type hit struct {
	score, level, index int
	system              System
}

// ranking keeps the best hits.
type ranking struct {
	limit int
	hits  []hit
	meant meant
}

func (r *ranking) add(score int, system System, level, index int) {
	if score < leastScore {
		return
	}
	h := hit{score, level, index, system}
	if len(r.hits) == r.limit {
		if compareHits(h, r.hits[len(r.hits)-1]) >= 0 {
			return
		}
		r.hits = r.hits[:len(r.hits)-1]
	}
	at, _ := slices.BinarySearchFunc(r.hits, h, compareHits)
	r.hits = slices.Insert(r.hits, at, h)
}

func compareHits(a, b hit) int {
	return cmp.Or(
		cmp.Compare(b.score, a.score), cmp.Compare(a.system, b.system),
		cmp.Compare(a.level, b.level), cmp.Compare(a.index, b.index),
	)
}

func (r *ranking) candidates() []Candidate {
	out := make([]Candidate, len(r.hits))
	for i, h := range r.hits {
		out[i].Score = h.score
		switch {
		case h.system == GBT4754 && h.level == 1:
			out[i].Sector = gbtSections[h.index].sector()
		case h.system == GBT4754:
			out[i].Sector = gbtSector(h.index)
			out[i].Activity = r.meant[out[i].Sector.Code].activity
		case h.system == W120:
			out[i].Sector = w120Sector(h.index)
		default:
			out[i].Sector = cpcSector(h.index)
		}
	}
	return out
}

// Named returns the sector of GB/T 4754 whose name the words are: the coarsest
// where several levels carry one name, as 471 and 4710 do. Where different
// sectors do, or none, there is no answer.
func Named(query string) (Sector, bool) {
	candidates := Search(query, 8, GBT4754)
	n := 0
	for n < len(candidates) && candidates[n].Score == Exact {
		n++
	}
	if n == 0 {
		return Sector{}, false
	}
	widest := candidates[0].Sector
	lo, hi := ClassesUnder(widest.Code)
	for _, c := range candidates[1:n] {
		if l, h := ClassesUnder(c.Sector.Code); l < lo || h > hi {
			return Sector{}, false
		}
	}
	return widest, true
}
