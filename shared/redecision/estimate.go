package redecision

import (
	"context"
	"iter"
	"sync"

	"importchecker/shared/tariff"
)

const (
	// countWorkers is how many runs are counted concurrently.
	countWorkers = 8

	// pageSize is how many index entries are read at a time.
	pageSize = 100
)

// An Estimate is how many stored submissions a change of the lists can affect.
// How many decisions do change is known only after the redecision.
type Estimate struct {
	Submissions int
	AtLeast     bool // counting stopped at the limit
	All         bool // submissions of any code are affected
}

// Count counts the submissions that a change can affect, up to a limit, through
// the index by code. When all codes are affected, it counts only headings of
// the newest tariff: few submissions have others, and there are seven times as
// many unused headings.
func Count(ctx context.Context, index Index, touch Touch, limit int) (Estimate, error) {
	e, _, err := CountByCode(ctx, index, touch, limit)
	return e, err
}

// CountByCode counts like Count, and also returns the number for each code.
func CountByCode(ctx context.Context, index Index, touch Touch, limit int) (Estimate, map[string]int, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	counted := tally{codes: make(map[string]int)}
	runs := make(chan Run)
	var group sync.WaitGroup
	for range countWorkers {
		group.Go(func() {
			for r := range runs {
				if err := countRun(ctx, index, r, limit, &counted); err != nil {
					cancel(err)
				}
			}
		})
	}
	for r := range countable(touch) {
		if counted.total() >= limit || ctx.Err() != nil {
			break
		}
		runs <- r
	}
	close(runs)
	group.Wait()
	n := counted.total()
	return Estimate{Submissions: min(n, limit), AtLeast: n >= limit, All: touch.All}, counted.codes, context.Cause(ctx)
}

// A tally is the number of submissions counted, in total and by code.
type tally struct {
	mu    sync.Mutex
	all   int
	codes map[string]int
}

func (t *tally) add(page []Carrier) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all += len(page)
	for _, c := range page {
		t.codes[c.Code]++
	}
}

func (t *tally) total() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

func countRun(ctx context.Context, index Index, r Run, limit int, counted *tally) error {
	for after := ""; counted.total() < limit && ctx.Err() == nil; {
		page, next, err := index.Carrying(ctx, r, after, 10*pageSize)
		if err != nil {
			return err
		}
		counted.add(page)
		if after = next; next == "" {
			break
		}
	}
	return nil
}

// countable returns the runs to count.
func countable(touch Touch) iter.Seq[Run] {
	if !touch.allGoods() {
		return touch.Runs()
	}
	tables := tariff.Tables()
	table := tables[len(tables)-1]
	return func(yield func(Run) bool) {
		for r := range touch.Runs() {
			if lo, hi := table.Range(tariff.Code(r.Heading)); lo < hi && !yield(r) {
				return
			}
		}
	}
}
