package measure

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"importchecker/infra/search/learn"
	"importchecker/shared/search/model"
	"importchecker/shared/services"
)

// A SectorCase is a common name of a service, asked of a model that had not seen it.
type SectorCase struct {
	*learn.Example
	Word *services.Word
	part int
}

// CrossSectors evaluates every word of a classification with a model that knows the words of the other parts,
// and all official names.
func CrossSectors(c *services.Corpus) []SectorCase {
	var cases []SectorCase
	for part := range Folds {
		unseen := func(w *services.Word) bool { return partOf(w.Form) == part }
		m := c.Model(unseen)
		for i := range c.Words {
			if w := &c.Words[i]; unseen(w) {
				cases = append(cases, SectorCase{askSector(m, c, w), w, part})
			}
		}
	}
	return cases
}

func askSector(m *model.Model, c *services.Corpus, w *services.Word) *learn.Example {
	q := &model.Question{Title: services.Read(w.Form)}
	e := &learn.Example{Kind: q.Kind(), Candidates: m.Ask(q, depth), Weight: 1}
	for _, found := range e.Candidates {
		e.Right = append(e.Right, slices.ContainsFunc(w.Codes, func(code int) bool {
			return matches(c.Codes[found.Code], c.Codes[code])
		}))
	}
	return e
}

// matches reports whether a found sector is the intended one, one below it, or one closely above it.
func matches(found, meant string) bool {
	return strings.HasPrefix(found, meant) || len(found) >= 3 && strings.HasPrefix(meant, found)
}

// FuseSectors learns the weights of the evidence from the cases of the parts for which keep returns true.
// Questions that are not Chinese use the weights of English words.
func FuseSectors(cases []SectorCase, use func(part int) bool) *services.Weights {
	var examples [2][]learn.Example
	for i := range cases {
		if c := &cases[i]; use(c.part) {
			language := min(c.Kind, model.English)
			examples[language] = append(examples[language], *c.Example)
		}
	}
	out := &services.Weights{}
	for kind := range out {
		if language := min(model.Kind(kind), model.English); language == model.Kind(kind) {
			out[kind] = learn.Fuse(examples[language], Penalty)
		} else {
			out[kind] = out[language]
		}
	}
	return out
}

// PrintSectors ranks each case by weights learned without its part, and prints how often a right sector was
// first and among the first three.
func PrintSectors(out io.Writer, cases []SectorCase) {
	var rows, first, three [2]int
	for part := range Folds {
		weights := FuseSectors(cases, func(p int) bool { return p != part })
		for i := range cases {
			c := &cases[i]
			if c.part != part {
				continue
			}
			rank := right(c, &weights[c.Kind])
			language := min(c.Kind, model.English)
			rows[language]++
			if rank == 0 {
				first[language]++
			}
			if rank >= 0 && rank < 3 {
				three[language]++
			}
		}
	}
	fmt.Fprintln(out, "| words of every day, each unseen | rows | first | among 3 |\n| --- | --- | --- | --- |")
	for i, name := range []string{"Chinese", "English"} {
		fmt.Fprintf(out, "| %s | %d | %.1f | %.1f |\n", name, rows[i], share(first[i], rows[i]), share(three[i], rows[i]))
	}
}

// right returns the rank of the first right sector; -1 if none was found.
func right(c *SectorCase, weights *[model.FeatureCount]float32) int {
	e := learn.Example{Candidates: slices.Clone(c.Candidates), Right: slices.Clone(c.Right)}
	Rank(&e, weights)
	return slices.Index(e.Right, true)
}

// FormatWeights returns the content of ranking.csv.
func FormatWeights(all *services.Weights) []byte {
	var b bytes.Buffer
	b.WriteString("kind,weights\n")
	for kind := range all {
		var weights []string
		for _, w := range all[kind] {
			weights = append(weights, strconv.FormatFloat(float64(w), 'g', 4, 32))
		}
		fmt.Fprintf(&b, "%d,%s\n", kind, strings.Join(weights, " "))
	}
	return b.Bytes()
}
