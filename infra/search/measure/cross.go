package measure

import (
	"hash/fnv"
	"runtime"
	"strings"
	"sync"

	"importchecker/infra/search/corpus"
	"importchecker/infra/search/learn"
	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// Folds is the number of parts of the benchmark; each part is judged by a model that learned from the others.
const Folds = 8

// fold returns the part of a row. Near duplicates are in the same part.
func fold(r *corpus.Row) int {
	h := fnv.New32a()
	h.Write([]byte(r.Group))
	return int(h.Sum32()>>3) % Folds
}

// judged reports whether the rows of a source are benchmark rows.
func judged(s corpus.Source) bool { return s >= corpus.Titles }

// A Set is a benchmark set with one form of questions.
type Set struct {
	Name   string
	Source corpus.Source
	Fields bool // with category and attributes
	Joined bool // the words without spaces, as in Chinese
}

// Sets are the benchmark sets.
var Sets = []Set{
	{Name: "Chinese titles", Source: corpus.Titles},
	{Name: "Chinese titles, written together", Source: corpus.Titles, Joined: true},
	{Name: "HSCodeComp, title", Source: corpus.Comp},
	{Name: "HSCodeComp, all fields", Source: corpus.Comp, Fields: true},
	{Name: "UK parcels", Source: corpus.Parcels},
	{Name: "Long descriptions", Source: corpus.Long},
}

// A Case is a row of a set, with the evidence of a model that had not seen it.
type Case struct {
	*learn.Example
	Row *corpus.Row
	Set int
	// Fold is the part of the row.
	Fold  int
	codes []string
}

// Cross evaluates every benchmark row with a model that learned from the other parts. Rows for which leave
// returns true are not learned from at all.
func Cross(texts []learn.Text, plan learn.Plan, leave func(*corpus.Row) bool) []Case {
	var cases []Case
	for part := range Folds {
		cases = append(cases, CrossPart(texts, plan, leave, part)...)
	}
	return cases
}

// CrossPart does the same for one part.
func CrossPart(texts []learn.Text, plan learn.Plan, leave func(*corpus.Row) bool, part int) []Case {
	var seen, unseen []learn.Text
	for i := range texts {
		inPart := judged(texts[i].Source) && fold(texts[i].Row) == part
		if inPart {
			unseen = append(unseen, texts[i])
		}
		if !inPart && texts[i].Source != corpus.Long && (leave == nil || !leave(texts[i].Row)) {
			seen = append(seen, texts[i])
		}
	}
	return evaluate(mustRead(model.Write(plan.Build(seen))), unseen, part)
}

// evaluate evaluates every row in every set that it belongs to.
func evaluate(m *model.Model, rows []learn.Text, part int) []Case {
	var cases []Case
	for i := range rows {
		for set := range Sets {
			// Only every fifth row is also asked without spaces: it is the same rows again.
			if Sets[set].Source == rows[i].Source && (!Sets[set].Joined || i%5 == 0) {
				cases = append(cases, Case{Row: rows[i].Row, Set: set, Fold: part})
			}
		}
	}
	codes := make([]string, m.Codes())
	for i := range codes {
		codes[i] = m.Code(i)
	}
	n := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for p := range n {
		wait.Go(func() {
			for i := p; i < len(cases); i += n {
				cases[i].codes = codes
				cases[i].Example = Ask(m, cases[i].Row, &Sets[cases[i].Set])
			}
		})
	}
	wait.Wait()
	return cases
}

// Ask evaluates one row with a model, and marks the right candidates.
func Ask(m *model.Model, row *corpus.Row, set *Set) *learn.Example {
	q := Question(row, set)
	e := &learn.Example{Kind: q.Kind(), Candidates: m.Ask(q, depth), Weight: 1}
	for _, c := range e.Candidates {
		e.Right = append(e.Right, row.Right(m.Code(c.Code)))
	}
	return e
}

// depth is how many candidates of a question are kept; without weights, that is all of them.
const depth = 1000

// Question returns the question for a row.
func Question(row *corpus.Row, set *Set) *model.Question {
	text := row.Text
	if set.Joined {
		text = strings.ReplaceAll(text, " ", "")
	}
	q := &model.Question{Title: words.Read(text)}
	if set.Fields {
		q.Category = words.Read(model.CategoryText(row.Category))
		q.Attributes = words.Read(model.AttributesText(row.Attributes))
	}
	return q
}
