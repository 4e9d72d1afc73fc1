package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/search/model"
	"importchecker/shared/tariff"
)

// A Question splits the candidates; each answer keeps some of them.
type Question struct {
	ID      string
	Text    edition.Text
	Answers []Choice
}

// A Choice is an answer to a Question.
type Choice struct {
	ID    string
	Text  edition.Text
	Codes []tariff.Code // what it leaves; ask again Within these
	Share float64       // how much of the belief lies there
}

// A leaf is a code that a question may keep or drop.
type leaf struct {
	code   tariff.Code
	share  float64
	zh, en string
}

const (
	leastLeaf  = 0.01 // a candidate of less belief is not asked about
	mostLeaves = 15
	settled    = 0.75 // a subheading of so much belief is looked into
	leastGain  = 0.35 // bits; a question that tells less is not asked
	mostAnswer = 8
)

// split finds the question that tells the candidates apart best: the facet whose
// answers divide the belief most evenly, else the candidates themselves.
func split(table *tariff.Table, m *model.Model, ranked []guess, q *asked, query *Query) *Question {
	if len(ranked) == 0 {
		return nil
	}
	leaves := leavesOf(table, m, ranked, q, query)
	if len(leaves) < 2 {
		return nil
	}
	stated := q.stated
	best, gain := -1, leastGain
	for i := range facets {
		if stated[i] >= 0 {
			continue
		}
		if g := facets[i].gain(leaves); g > gain+1e-9 {
			best, gain = i, g
		}
	}
	if best >= 0 {
		return facets[best].question(leaves)
	}
	return which(table, leaves)
}

// leavesOf gives the lines of a subheading that is all but settled, else the subheadings.
func leavesOf(table *tariff.Table, m *model.Model, ranked []guess, q *asked, query *Query) []leaf {
	total := 0.0
	for i := range ranked {
		total += ranked[i].share
	}
	var out []leaf
	if first := &ranked[0]; first.share >= settled*total || len(ranked) == 1 {
		en := nameEN(table, first.code)
		fine := Query{Level: tariff.Declarable, Within: query.Within}
		for _, l := range linesOf(table, m, q, first.code, &fine) {
			out = append(out, leaf{l.code, l.share, l.name, en})
		}
		if len(out) > 1 {
			return out[:min(len(out), 2*mostLeaves)]
		}
		out = nil
	}
	for i := range ranked {
		g := &ranked[i]
		if (g.share < leastLeaf*total && len(out) >= 2) || len(out) == mostLeaves {
			break
		}
		out = append(out, leaf{g.code, g.share / total, NameZH(table, g.code), nameEN(table, g.code)})
	}
	return out
}

func nameEN(table *tariff.Table, code tariff.Code) string {
	n, _ := table.Node(code)
	return n.NameEN
}

// NameZH gives a name to a code that has none of its own in Chinese: the names of
// the first lines under it, those of special goods (endangered species, mercury) last.
func NameZH(table *tariff.Table, code tariff.Code) string {
	lo, hi := table.Range(code)
	if n, ok := table.Node(code); ok && n.NameZH != "" && hi-lo <= mostNamed {
		return n.NameZH
	}
	var usual, rare []string
	for i := lo; i < hi; i++ {
		name := table.Line(i).NameZH
		if containsAny(Included(name), special) {
			rare = append(rare, name)
		} else {
			usual = append(usual, name)
		}
	}
	names := append(usual, rare...)
	if len(names) <= mostNamed {
		return strings.Join(names, "；")
	}
	return strings.Join(names[:mostNamed], "；") + " 等"
}

// mostNamed is how many lines the name of a code above them is made of.
const mostNamed = 3

// groups adds up the belief in each value of the facet; the last is for leaves that have none.
func (f *facet) groups(leaves []leaf) []float64 {
	shares := make([]float64, len(f.values)+1)
	for i := range leaves {
		shares[f.place(&leaves[i])] += leaves[i].share
	}
	return shares
}

func (f *facet) place(l *leaf) int {
	if v := f.of(Included(l.zh), covered(l.en)); v >= 0 {
		return v
	}
	return len(f.values)
}

// gain says how many bits an answer is worth: the entropy of the groups, less
// the share of leaves that the facet says nothing of.
func (f *facet) gain(leaves []leaf) float64 {
	shares := f.groups(leaves)
	total, named := 0.0, 0
	for i, s := range shares {
		total += s
		if s > 0 && i < len(f.values) {
			named++
		}
	}
	unknown := shares[len(f.values)] / total
	if named == 0 || named == 1 && unknown == 0 || unknown > 0.6 {
		return 0
	}
	h := 0.0
	for _, s := range shares {
		if s > 0 {
			h -= s / total * math.Log2(s/total)
		}
	}
	return h * (1 - unknown/2)
}

// question asks for the facet.
func (f *facet) question(leaves []leaf) *Question {
	q := &Question{ID: f.id, Text: f.ask}
	for v := range len(f.values) + 1 {
		c := Choice{ID: "other", Text: edition.Text{EN: "none of these, or not stated", ZH: "均不是，或未说明"}}
		if v < len(f.values) {
			c.ID, c.Text = f.values[v].id, f.values[v].name
		}
		for i := range leaves {
			if f.place(&leaves[i]) == v {
				c.Codes = append(c.Codes, leaves[i].code)
				c.Share += leaves[i].share
			}
		}
		if len(c.Codes) > 0 {
			q.Answers = append(q.Answers, c)
		}
	}
	slices.SortStableFunc(q.Answers, func(a, b Choice) int { return cmp.Compare(b.Share, a.Share) })
	return q
}

// which asks for the goods themselves: by heading where there are several, else by code.
func which(table *tariff.Table, leaves []leaf) *Question {
	q := &Question{ID: "goods", Text: edition.Text{EN: "Which of these is it?", ZH: "是下列哪一种？"}}
	level := tariff.Heading
	for i := range leaves {
		if leaves[i].code.At(tariff.Heading) != leaves[0].code.At(tariff.Heading) {
			break
		}
		if i == len(leaves)-1 {
			level = leaves[0].code.Level()
		}
	}
	for i := range leaves {
		key := leaves[i].code.At(min(level, leaves[i].code.Level()))
		at := slices.IndexFunc(q.Answers, func(c Choice) bool { return c.ID == string(key) })
		if at < 0 {
			if len(q.Answers) == mostAnswer {
				continue
			}
			at = len(q.Answers)
			q.Answers = append(q.Answers, Choice{ID: string(key), Text: nameOf(table, key, &leaves[i])})
		}
		q.Answers[at].Codes = append(q.Answers[at].Codes, leaves[i].code)
		q.Answers[at].Share += leaves[i].share
	}
	if len(q.Answers) < 2 {
		return nil
	}
	return q
}

// nameOf names a code in a question; of a line in English, with its Chinese name, as the schedule has no other.
func nameOf(table *tariff.Table, code tariff.Code, l *leaf) edition.Text {
	if code.Level() > tariff.Subheading {
		return edition.Text{EN: l.zh, ZH: l.zh}
	}
	return edition.Text{EN: nameEN(table, code), ZH: NameZH(table, code)}
}

// covered cuts an English name before what it excludes, and lower-cases it.
func covered(name string) string {
	name = strings.ToLower(name)
	for _, mark := range []string{"other than", "excluding", "except ", " but not "} {
		if at := strings.Index(name, mark); at > 0 {
			name = name[:at]
		}
	}
	return name
}
