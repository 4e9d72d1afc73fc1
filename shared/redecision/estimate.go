package redecision

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"importchecker/shared/tariff"
)

const (
	// counters is how many runs are counted at the same time.
	counters = 8

	// pageSize is how many entries of the index are read at a time.
	pageSize = 100
)

// Reach is how many stored submissions a change of the lists can reach. How
// many of them it does change is known when they have been decided again.
type Estimate struct {
	Submissions int
	AtLeast     bool // counting stopped there
	All         bool // it reaches submissions of any code
}

// Count counts the submissions that a change can reach, up to a limit, through
// the index by code. When it reaches every code, those are counted whose heading
// the newest tariff has: few others are ever submitted, and there are seven
// times as many headings that nothing has.
func Count(ctx context.Context, index Index, touch Touch, limit int) (Estimate, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var counted atomic.Int64
	runs := make(chan Run)
	var group sync.WaitGroup
	for range counters {
		group.Go(func() {
			for r := range runs {
				if err := countRun(ctx, index, r, limit, &counted); err != nil {
					cancel(err)
				}
			}
		})
	}
	for r := range countable(touch) {
		if int(counted.Load()) >= limit || ctx.Err() != nil {
			break
		}
		runs <- r
	}
	close(runs)
	group.Wait()
	n := int(counted.Load())
	return Estimate{Submissions: min(n, limit), AtLeast: n >= limit, All: touch.All}, context.Cause(ctx)
}

func countRun(ctx context.Context, index Index, r Run, limit int, counted *atomic.Int64) error {
	for after := ""; int(counted.Load()) < limit && ctx.Err() == nil; {
		page, next, err := index.Carrying(ctx, r, after, 10*pageSize)
		if err != nil {
			return err
		}
		counted.Add(int64(len(page)))
		if after = next; next == "" {
			break
		}
	}
	return nil
}

// countable returns the runs to count.
func countable(touch Touch) iter.Seq[Run] {
	if !touch.everyChapter() {
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
