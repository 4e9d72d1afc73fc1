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

// A Question divides the candidates; each answer keeps some of them.
type Question struct {
	ID      string
	Text    edition.Text
	Answers []Choice
}

// A Choice is an answer to a Question.
type Choice struct {
	ID    string
	Text  edition.Text
	Codes []tariff.Code // the codes that it keeps, for Query.Within
	Share float64       // their probability
}

// A leaf is a candidate that a question may keep or drop.
type leaf struct {
	code   tariff.Code
	share  float64
	zh, en string
}

const (
	minLeaf    = 0.01 // the least probability of a candidate in a question
	maxLeaves  = 15
	settled    = 0.75 // the probability from which a question is about the lines of one subheading
	minGain    = 0.35 // the least information of a question, in bits
	maxAnswers = 8
)

// nextQuestion returns the question that divides the candidates best: about the facet
// whose answers divide the probability most evenly, else about the candidates themselves.
func nextQuestion(table *tariff.Table, m *model.Model, ranked []guess, q *parsedQuestion, query *Query) *Question {
	if len(ranked) == 0 {
		return nil
	}
	leaves := leavesOf(table, m, ranked, q, query)
	if len(leaves) < 2 {
		return nil
	}
	stated := q.stated
	best, gain := -1, minGain
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
	return goodsQuestion(table, leaves)
}

// leavesOf returns the lines of the first subheading if its probability is at least settled,
// else the subheadings.
func leavesOf(table *tariff.Table, m *model.Model, ranked []guess, q *parsedQuestion, query *Query) []leaf {
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
			return out[:min(len(out), 2*maxLeaves)]
		}
		out = nil
	}
	for i := range ranked {
		g := &ranked[i]
		if (g.share < minLeaf*total && len(out) >= 2) || len(out) == maxLeaves {
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

// NameZH returns the Chinese name of a code. For a code without one, or with many lines,
// it is made of the names of the first lines under it, those of special goods (endangered
// species, mercury) last.
func NameZH(table *tariff.Table, code tariff.Code) string {
	lo, hi := table.Range(code)
	if n, ok := table.Node(code); ok && n.NameZH != "" && hi-lo <= maxNamed {
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
	if len(names) <= maxNamed {
		return strings.Join(names, "；")
	}
	return strings.Join(names[:maxNamed], "；") + " 等"
}

// maxNamed bounds the lines whose names make the name of a code above them.
const maxNamed = 3

// groups adds up the probabilities of the leaves by their values of the facet; the last group
// is for leaves that have none.
func (f *facet) groups(leaves []leaf) []float64 {
	shares := make([]float64, len(f.values)+1)
	for i := range leaves {
		shares[f.group(&leaves[i])] += leaves[i].share
	}
	return shares
}

// group returns the group of a leaf.
func (f *facet) group(l *leaf) int {
	if v := f.valueOf(Included(l.zh), includedEN(l.en)); v >= 0 {
		return v
	}
	return len(f.values)
}

// gain returns the information of an answer, in bits: the entropy of the groups, reduced
// for leaves without a value.
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

// question returns the question about the facet.
func (f *facet) question(leaves []leaf) *Question {
	q := &Question{ID: f.id, Text: f.ask}
	for v := range len(f.values) + 1 {
		c := Choice{ID: "other", Text: edition.Text{EN: "none of these, or not stated", ZH: "均不是，或未说明"}}
		if v < len(f.values) {
			c.ID, c.Text = f.values[v].id, f.values[v].name
		}
		for i := range leaves {
			if f.group(&leaves[i]) == v {
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

// goodsQuestion returns the question about the goods themselves: by heading if there are several,
// else by code.
func goodsQuestion(table *tariff.Table, leaves []leaf) *Question {
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
			if len(q.Answers) == maxAnswers {
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

// nameOf returns the name of a code in a question. A line has only a Chinese name, which also serves
// as the English one.
func nameOf(table *tariff.Table, code tariff.Code, l *leaf) edition.Text {
	if code.Level() > tariff.Subheading {
		return edition.Text{EN: l.zh, ZH: l.zh}
	}
	return edition.Text{EN: nameEN(table, code), ZH: NameZH(table, code)}
}

// includedEN returns an English name in lower case, without its exclusions.
func includedEN(name string) string {
	name = strings.ToLower(name)
	for _, mark := range []string{"other than", "excluding", "except ", " but not "} {
		if at := strings.Index(name, mark); at > 0 {
			name = name[:at]
		}
	}
	return name
}
