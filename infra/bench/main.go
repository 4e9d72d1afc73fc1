package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

func main() {
	lines := flag.Int("lines", 5000, "how many plain lines")
	rounds := flag.Int("rounds", 9, "how often each takes its turn")
	rivals := flag.Bool("rivals", true, "race the other engines; without, only lists of other sizes are timed")
	flag.Parse()
	if err := run(*lines, *rounds, *rivals); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(n, rounds int, rivals bool) error {
	lines := plainLines(n)
	if rivals {
		if err := raceAll(lines, rounds); err != nil {
			return err
		}
	}
	fmt.Printf("\nall channels of the product, on retail lists of\n\n")
	report(scale(lines, rounds))
	return nil
}

func raceAll(lines []line, rounds int) error {
	engines, err := newEngines(lines)
	if err != nil {
		return err
	}
	if err := compare(engines, lines); err != nil {
		return err
	}
	fmt.Printf("%d plain lines, general trade on %s: 0 differences\n\n", len(lines), day)
	results, err := race(engines, lines, rounds)
	if err != nil {
		return err
	}
	report(results)
	return nil
}

// newEngines returns the engines, the product first.
func newEngines(lines []line) ([]engine, error) {
	var engines []engine
	for _, make := range []func([]line) (engine, error){newProduct, newSQLite, newCEL, newOPA} {
		start := time.Now()
		e, err := make(lines)
		if err != nil {
			return nil, err
		}
		if err := e.decide(&lines[0]); err != nil {
			return nil, err
		}
		e.load = time.Since(start)
		engines = append(engines, e)
	}
	return engines, nil
}

// compare decides every line with every engine, and returns an error for answers that differ from the product's.
func compare(engines []engine, lines []line) error {
	var errs []error
	for i := range lines {
		var want answer
		for j, e := range engines {
			if err := e.decide(&lines[i]); err != nil {
				return fmt.Errorf("%s: %s: %w", e.name, lines[i].Code, err)
			}
			got := e.last()
			if j == 0 {
				want = got
			} else if got != want && len(errs) < 20 {
				errs = append(errs, fmt.Errorf("%s: %s says\n  %+v\nthe product\n  %+v", lines[i].Code, e.name, got, want))
			}
		}
	}
	return errors.Join(errs...)
}

// A result has the time of one engine per decision, in each round.
type result struct {
	name   string
	load   time.Duration
	took   []time.Duration
	allocs float64
	bytes  float64
}

// slice is the least duration of a turn.
const slice = 150 * time.Millisecond

// race times the engines in turns.
func race(engines []engine, lines []line, rounds int) ([]result, error) {
	results := make([]result, len(engines))
	for range rounds {
		for i, e := range engines {
			r := &results[i]
			r.name, r.load = e.name, e.load
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start, n := time.Now(), 0
			for time.Since(start) < slice {
				for range 16 {
					if err := e.decide(&lines[n%len(lines)]); err != nil {
						return nil, err
					}
					n++
				}
			}
			r.took = append(r.took, time.Since(start)/time.Duration(n))
			runtime.ReadMemStats(&after)
			r.allocs = float64(after.Mallocs-before.Mallocs) / float64(n)
			r.bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
		}
	}
	return results, nil
}

func report(results []result) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tmedian\tleast\tmost\ttimes the first\tallocations\tbytes\tload\t")
	var first time.Duration
	for _, r := range results {
		slices.Sort(r.took)
		median := r.took[len(r.took)/2]
		if first == 0 {
			first = median
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%.1f\t%.0f\t%.0f\t%s\t\n", r.name, short(median), short(r.took[0]),
			short(r.took[len(r.took)-1]),
			float64(median)/float64(first), r.allocs, r.bytes, r.load.Round(10*time.Microsecond))
	}
	w.Flush()
}

func short(d time.Duration) string { return fmt.Sprintf("%.2f µs", float64(d.Nanoseconds())/1000) }
