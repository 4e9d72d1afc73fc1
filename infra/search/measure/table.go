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

// A Tally counts how far down the right answer stood.
type Tally struct {
	Rows, First, Five, Ten int
	Heading3               int // the right heading is among the first three that are named
	Reached                int // the right answer is among the candidates at all
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// Add counts one question.
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

// Rank puts candidates in the order of weights, with which of them are right.
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

// mostExamples is how many cases of a set teach how to weigh the evidence.
const mostExamples = 5000

// Fuse weighs the evidence for every kind of question, from the parts that use
// says yes to.
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

// learns says whether a kind of question learns from a case.
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

// Print writes one line a set.
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

// PrintChapters writes one line for each set and chapter with enough rows to say something.
func PrintChapters(out io.Writer, cases []Case) {
	const enough = 8
	fmt.Fprintln(out, "| set | chapter | rows | first | among 5 | among 10 |\n| --- | --- | --- | --- | --- | --- |")
	for set := range Sets {
		by := map[string]*Tally{}
		for i := range cases {
			if cases[i].Set == set {
				chapter := cases[i].Row.Code[:2]
				if by[chapter] == nil {
					by[chapter] = &Tally{}
				}
				by[chapter].Add(&cases[i])
			}
		}
		for _, chapter := range slices.Sorted(maps.Keys(by)) {
			if t := by[chapter]; t.Rows >= enough {
				fmt.Fprintf(out, "| %s | %s | %d | %.1f | %.1f | %.1f |\n", Sets[set].Name, chapter, t.Rows,
					share(t.First, t.Rows), share(t.Five, t.Rows), share(t.Ten, t.Rows))
			}
		}
	}
}
