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

// Folds is into how many parts the benchmark rows are cut; each part is judged by a
// model that learned from the others.
const Folds = 8

// fold says in which part a row is. Near duplicates are in one part.
func fold(r *corpus.Row) int {
	h := fnv.New32a()
	h.Write([]byte(r.Group))
	return int(h.Sum32()>>3) % Folds
}

// judged says whether the rows of a source have an answer to be judged by.
func judged(s corpus.Source) bool { return s >= corpus.Titles }

// A Set is a benchmark set asked in one way.
type Set struct {
	Name   string
	Source corpus.Source
	Fields bool // category and attributes given, too
	Joined bool // the words written together, as Chinese is
}

// Sets are the ways in which the benchmark is asked.
var Sets = []Set{
	{Name: "Chinese titles", Source: corpus.Titles},
	{Name: "Chinese titles, written together", Source: corpus.Titles, Joined: true},
	{Name: "HSCodeComp, title", Source: corpus.Comp},
	{Name: "HSCodeComp, all fields", Source: corpus.Comp, Fields: true},
	{Name: "UK parcels", Source: corpus.Parcels},
	{Name: "Long descriptions", Source: corpus.Long},
}

// A Case is a row asked in one way, with the evidence of a model that had not seen it.
type Case struct {
	*learn.Example
	Row *corpus.Row
	Set int
	// Fold is the part that the row is in.
	Fold  int
	codes []string
}

// Cross asks every benchmark row of a model that learned from the other parts.
// Rows that leave says yes to are not learned from at all.
func Cross(texts []learn.Text, plan learn.Plan, leave func(*corpus.Row) bool) []Case {
	var cases []Case
	for part := range Folds {
		cases = append(cases, CrossPart(texts, plan, leave, part)...)
	}
	return cases
}

// CrossPart does so for one part.
func CrossPart(texts []learn.Text, plan learn.Plan, leave func(*corpus.Row) bool, part int) []Case {
	var seen, unseen []learn.Text
	for i := range texts {
		own := judged(texts[i].Source) && fold(texts[i].Row) == part
		if own {
			unseen = append(unseen, texts[i])
		}
		if !own && texts[i].Source != corpus.Long && (leave == nil || !leave(texts[i].Row)) {
			seen = append(seen, texts[i])
		}
	}
	return ask(mustRead(model.Write(plan.Build(seen))), unseen, part)
}

// ask asks a model every row in every way that fits it.
func ask(m *model.Model, rows []learn.Text, part int) []Case {
	var cases []Case
	for i := range rows {
		for set := range Sets {
			// Writing together is judged on every fifth row: it is the same rows again.
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

// Ask asks a model one row and marks which candidates are right.
func Ask(m *model.Model, row *corpus.Row, set *Set) *learn.Example {
	q := Question(row, set)
	e := &learn.Example{Kind: q.Kind(), Candidates: m.Ask(q, depth), Weight: 1}
	for _, c := range e.Candidates {
		e.Right = append(e.Right, row.Right(m.Code(c.Code)))
	}
	return e
}

// depth is how many candidates of a question are kept; with no weights yet,
// that is all of them.
const depth = 1000

// Question reads a row as a question.
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
