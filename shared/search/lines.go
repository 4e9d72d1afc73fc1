package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
	"importchecker/shared/tariff"
)

// A line is a code under a subheading, with its probability within the subheading.
type line struct {
	code     tariff.Code
	name     string
	share    float64
	excludes []string
}

// A parsedQuestion is a question with the terms and values to compare with lines.
type parsedQuestion struct {
	*model.Question
	terms, glosses map[uint32]bool
	stated         []int // the index of the stated value of each facet; -1 for none
}

func parse(q *model.Question) *parsedQuestion {
	return &parsedQuestion{q, askedTerms(q), glossTerms(q), statedValues(q)}
}

// linesOf ranks the codes of the level of the query under a subheading. Evidence for
// a line are words of its name that its siblings do not have; a property, such as
// frozen or cotton, that the query states in either language; how the quantity is
// given; and how many titles were declared under it. Evidence against it are words
// that its name excludes.
func linesOf(table *tariff.Table, m *model.Model, q *parsedQuestion, code tariff.Code, query *Query) []line {
	lines := under(table, code, query)
	if len(lines) == 1 {
		lines[0].share = 1
		return lines
	}
	common := map[uint32]int{}
	terms := make([]map[uint32]bool, len(lines))
	for i := range lines {
		terms[i] = nameTerms(Included(lines[i].name))
		for h := range terms[i] {
			common[h]++
		}
	}
	total := 0.0
	for i := range lines {
		s := 0.5 * math.Log(1+float64(m.LineCount(string(lines[i].code.Line()))))
		s += overlap(terms[i], q.terms, common, len(lines)) + glossOverlap(terms[i], q.glosses, common, len(lines))
		s -= 2 * overlap(nameTerms(Excluded(lines[i].name)), q.terms, map[uint32]int{}, len(lines))
		s += agreement(lines[i].name, q.Title.Folded+q.Attributes.Folded, q.stated)
		lines[i].share = math.Exp(s)
		total += lines[i].share
	}
	for i := range lines {
		lines[i].share /= total
		if isResidual(lines[i].name) {
			lines[i].excludes = siblingNames(lines, i)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(b.share, a.share) })
	return lines
}

// under returns the codes of the level of the query under a code, with their names.
func under(table *tariff.Table, code tariff.Code, query *Query) []line {
	var out []line
	lo, hi := table.Range(code)
	for i := lo; i < hi; i++ {
		l := table.Line(i)
		c := l.Code.At(query.Level)
		if len(query.Within) > 0 && !touches(c, query.Within) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].code == c {
			out[n-1].name += "；" + l.NameZH
			continue
		}
		out = append(out, line{code: c, name: l.NameZH})
	}
	return out
}

func nameTerms(name string) map[uint32]bool {
	set := map[uint32]bool{}
	for _, t := range words.Read(name).Terms {
		if t.Kind == words.Gram || t.Kind == words.Word {
			set[t.Hash] = true
		}
	}
	return set
}

func askedTerms(q *model.Question) map[uint32]bool {
	set := map[uint32]bool{}
	for _, field := range []*words.Text{&q.Title, &q.Attributes} {
		for _, t := range field.Terms {
			if t.Kind == words.Gram || t.Kind == words.Word {
				set[t.Hash] = true
			}
		}
	}
	return set
}

// overlap weighs the terms that the query and a name have in common. A term weighs more
// if fewer siblings have it.
func overlap(name, asked map[uint32]bool, common map[uint32]int, siblings int) float64 {
	s := 0.0
	for h := range name {
		if asked[h] && common[h] < siblings {
			s += 1 / float64(1+common[h])
		}
	}
	return min(4, 1.5*s)
}

// statedValues returns the index of the value of each facet that the query states, -1 for none.
func statedValues(q *model.Question) []int {
	text := strings.Join([]string{q.Title.Folded, q.Category.Folded, q.Attributes.Folded}, " ")
	out := make([]int, len(facets))
	for i := range facets {
		out[i] = facets[i].valueOf(text, text)
		if facets[i].id == "measure" {
			out[i] = statedMeasure(q)
		}
	}
	return out
}

// statedMeasure returns the value of the facet measure by the unit of the quantity: 50 g, 50 ml, 5 片.
func statedMeasure(q *model.Question) int {
	for _, field := range []*words.Text{&q.Title, &q.Attributes} {
		for _, t := range field.Terms {
			if t.Kind != words.Unit {
				continue
			}
			switch strings.TrimLeft(field.Folded[t.At:t.End], "0123456789.") {
			case "g", "kg", "mg", "oz", "gr", "gm":
				return 0
			case "ml", "l", "cl", "ltr", "litre":
				return 1
			case "pcs", "pc", "pieces":
				return 2
			}
		}
		for i, counter := range [][]string{{"克", "千克", "公斤"}, {"毫升", "升"}, {"片", "张"}} {
			if afterDigit(field.Folded, counter) {
				return i
			}
		}
	}
	return -1
}

// afterDigit reports whether one of the words directly follows a number.
func afterDigit(s string, list []string) bool {
	for _, w := range list {
		for from := 0; ; {
			at := strings.Index(s[from:], w)
			if at < 0 {
				break
			}
			at += from
			before := strings.TrimRight(s[:at], " ")
			if before != "" && before[len(before)-1] >= '0' && before[len(before)-1] <= '9' {
				return true
			}
			from = at + len(w)
		}
	}
	return false
}

// special are words of lines for special goods, which are meant only if the query has such a word.
var special = []string{"濒危", "野生", "含汞", "石棉", "放射"}

// isSpecial reports whether all the goods of a name are special.
func isSpecial(name string) bool {
	for part := range strings.SplitSeq(name, "；") {
		if part = Included(part); !containsAny(part, special) || strings.Contains(part, "非濒危") {
			return false
		}
	}
	return true
}

// agreement weighs whether the name of a line agrees with the text and the stated values of the
// query.
func agreement(name, text string, stated []int) float64 {
	s := 0.0
	if isSpecial(name) && !containsAny(text, special) {
		s -= 5
	}
	for i := range facets {
		has := facets[i].valueOf(name, "")
		switch {
		case has < 0 || stated[i] < 0:
		case has == stated[i]:
			s += 2
		default:
			s -= 2
		}
	}
	return s
}

// isResidual reports whether a line is for the goods that its siblings do not cover.
func isResidual(name string) bool {
	return strings.HasPrefix(name, "其他") || strings.HasPrefix(name, "其它") || strings.HasPrefix(name, "未列名") ||
		strings.Contains(name, "除外")
}

// siblingNames returns the names of the other lines that are not residual.
func siblingNames(lines []line, own int) []string {
	const maxNames = 6
	var out []string
	for i := range lines {
		if i != own && !isResidual(lines[i].name) && len(out) < maxNames {
			out = append(out, lines[i].name)
		}
	}
	return out
}

// Included returns a name without the brackets that end in 除外: what it covers.
func Included(name string) string {
	in, _ := exclusion(name)
	return in
}

// Excluded returns the text in the brackets that end in 除外: what a name does not cover.
func Excluded(name string) string {
	_, out := exclusion(name)
	return out
}

func exclusion(name string) (included, excluded string) {
	for _, pair := range [][2]string{{"（", "）"}, {"(", ")"}} {
		for {
			end := strings.Index(name, "除外"+pair[1])
			if end < 0 {
				break
			}
			start := strings.LastIndex(name[:end], pair[0])
			if start < 0 {
				break
			}
			excluded += name[start+len(pair[0]):end] + " "
			name = name[:start] + name[end+len("除外"+pair[1]):]
		}
	}
	return name, excluded
}

func sortItems(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(b.Score, a.Score) })
}
