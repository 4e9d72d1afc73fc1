package measure

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"importchecker/infra/search/learn"
	"importchecker/shared/search"
	"importchecker/shared/tariff"
)

const (
	mostTimed = 3000 // questions of a set
	tries     = 3    // of each question; the fastest counts, since the machine does other things too
)

// PrintSpeed times the product's search on each benchmark row, one after the other, and prints the duration and
// memory of an answer.
func PrintSpeed(out io.Writer, engine *search.Engine, texts []learn.Text) {
	table := tariff.Tables()[0]
	fmt.Fprintln(out,
		"| set | questions | median | 99 in 100 | longest | memory a question |\n| --- | --- | --- | --- | --- | --- |")
	for set := range Sets {
		s := &Sets[set]
		var took []time.Duration
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for i := range texts {
			if texts[i].Source != s.Source || s.Joined || len(took) == mostTimed {
				continue
			}
			q := search.Query{Words: texts[i].Text, Level: tariff.Declarable, Limit: 10}
			if s.Fields {
				q.Category, q.Attributes = texts[i].Row.Category, texts[i].Attributes
			}
			fastest := time.Hour
			for range tries {
				start := time.Now()
				engine.Ask(table, &q)
				fastest = min(fastest, time.Since(start))
			}
			took = append(took, fastest)
		}
		if len(took) == 0 {
			continue
		}
		runtime.ReadMemStats(&after)
		slices.Sort(took)
		quantile := func(part float64) string {
			return fmt.Sprintf("%.2f ms", float64(took[int(part*float64(len(took)-1))].Microseconds())/1000)
		}
		fmt.Fprintf(out, "| %s | %d | %s | %s | %s | %d KB |\n", s.Name, len(took),
			quantile(0.5), quantile(0.99), quantile(1), (after.TotalAlloc-before.TotalAlloc)/uint64(tries*len(took))/1000)
	}
}
