package measure

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/shared/search/model"
)

// A Tally counts the ranks of the right answers.
type Tally struct {
	Rows, First, Five, Ten int
	Heading3               int // the right heading is among the first three headings
	Reached                int // the right answer is among the candidates
}

func share(n, total int) float64 {
	if total == 0 {
		return 0
	}
	return 100 * float64(n) / float64(total)
}

// Add adds one question.
func (t *Tally) Add(c *Case) {
	t.Rows++
	first := slices.Index(c.Right, true)
	if first < 0 {
		return
	}
	t.Reached++
	if first == 0 {
		t.First++
	}
	if first < 5 {
		t.Five++
	}
	if first < 10 {
		t.Ten++
	}
	right := c.codes[c.Candidates[first].Code][:4]
	var headings []string
	for i := range c.Candidates {
		if h := c.codes[c.Candidates[i].Code][:4]; !slices.Contains(headings, h) {
			headings = append(headings, h)
		}
		if len(headings) == 3 {
			break
		}
	}
	if slices.Contains(headings, right) {
		t.Heading3++
	}
}

// Rank sorts candidates by weights, along with which of them are right.
func Rank(c *learn.Example, w *[model.FeatureCount]float32) {
	right := make(map[int]bool, len(c.Candidates))
	for i := range c.Candidates {
		right[c.Candidates[i].Code] = c.Right[i]
	}
	model.Order(c.Candidates, w)
	for i := range c.Candidates {
		c.Right[i] = right[c.Candidates[i].Code]
	}
}

// mostExamples is how many cases of a set the weights are learned from.
const mostExamples = 5000

// Fuse learns the weights of the evidence for every kind of question, from the parts for which use returns
// true.
func Fuse(cases []Case, penalty float64, use func(part int) bool) (all [model.KindCount][model.FeatureCount]float32) {
	var wait sync.WaitGroup
	for kind := range model.KindCount {
		wait.Go(func() {
			var examples []learn.Example
			count := map[int]int{}
			for i := range cases {
				if c := &cases[i]; use(c.Fold) && learns(c, kind) {
					if count[c.Set]++; count[c.Set] <= mostExamples {
						examples = append(examples, *c.Example)
					}
				}
			}
			all[kind] = learn.Fuse(examples, penalty)
		})
	}
	wait.Wait()
	return all
}

// learns reports whether a case is learned from for a kind of question.
func learns(c *Case, kind model.Kind) bool {
	return c.Kind == kind && Sets[c.Set].Source != corpus.Long
}

// Judge ranks every case by weights learned from the other parts.
func Judge(cases []Case, penalty float64) {
	for part := range Folds {
		w := Fuse(cases, penalty, func(p int) bool { return p != part })
		for i := range cases {
			if cases[i].Fold == part {
				Rank(cases[i].Example, &w[cases[i].Kind])
			}
		}
	}
}

// Print prints one line for each set.
func Print(out io.Writer, cases []Case) {
	fmt.Fprintln(out,
		"| set | rows | first | among 5 | among 10 | heading among 3 | reached |\n| --- | --- | --- | --- | --- | --- | --- |")
	for set := range Sets {
		var t Tally
		for i := range cases {
			if cases[i].Set == set {
				t.Add(&cases[i])
			}
		}
		fmt.Fprintf(out, "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f |\n", Sets[set].Name, t.Rows, share(t.First, t.Rows),
			share(t.Five, t.Rows), share(t.Ten, t.Rows), share(t.Heading3, t.Rows), share(t.Reached, t.Rows))
	}
}

// PrintChapters prints one line for each set and chapter with enough rows.
func PrintChapters(out io.Writer, cases []Case) {
	const enough = 8
	fmt.Fprintln(out, "| set | chapter | rows | first | among 5 | among 10 |\n| --- | --- | --- | --- | --- | --- |")
	for set := range Sets {
		tallies := map[string]*Tally{}
		for i := range cases {
			if cases[i].Set == set {
				chapter := cases[i].Row.Code[:2]
				if tallies[chapter] == nil {
					tallies[chapter] = &Tally{}
				}
				tallies[chapter].Add(&cases[i])
			}
		}
		for _, chapter := range slices.Sorted(maps.Keys(tallies)) {
			if t := tallies[chapter]; t.Rows >= enough {
				fmt.Fprintf(out, "| %s | %s | %d | %.1f | %.1f | %.1f |\n", Sets[set].Name, chapter, t.Rows,
					share(t.First, t.Rows), share(t.Five, t.Rows), share(t.Ten, t.Rows))
			}
		}
	}
}
