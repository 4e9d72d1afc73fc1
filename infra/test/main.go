package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"importchecker/infra/repository"
)

func main() {
	only := flag.String("only", "", "run only these steps, separated by commas")
	short := flag.Bool("short", false, "leave out what takes long")
	runs := flag.Int("runs", 1, "how often the browser step is taken")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	root, err := repository.Root()
	if err != nil {
		fmt.Fprintln(os.Stderr, "test:", err)
		os.Exit(2)
	}
	r := &run{root: root, short: *short, runs: *runs, required: os.Getenv("CI") != ""}
	selected, err := choose(r.steps(), *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "test:", err)
		os.Exit(2)
	}
	passed := r.all(ctx, selected)
	if r.built != "" {
		_ = os.RemoveAll(r.built)
	}
	if !passed {
		os.Exit(1)
	}
}

// run is one run of the steps.
type run struct {
	root      string // of the module
	short     bool
	runs      int           // of the browser step
	required  bool          // an unavailable tool is a failure
	processor time.Duration // processor time of the steps' programs
	built     string        // where step build put the functions; empty without it
	notes     []string      // printed at the end
}

// step is one step.
type step struct {
	name string
	long bool // left out by -short
	do   func(context.Context) error
}

// errSkipped is returned when a step cannot be run here.
var errSkipped = errors.New("skipped")

func (r *run) steps() []step {
	return []step{
		{"format", false, r.format},
		{"vet", false, r.vet},
		{"staticcheck", false, r.staticcheck},
		{"generate", false, r.generate},
		{"build", false, r.build},
		{"template", false, r.template},
		{"sam", true, r.sam},
		{"unit", false, r.unit},
		{"browser", true, r.browser},
	}
}

// choose returns the named steps, in their own order; all if none is named.
func choose(steps []step, only string) ([]step, error) {
	if only == "" {
		return steps, nil
	}
	wanted := strings.Split(only, ",")
	for _, name := range wanted {
		if !slices.ContainsFunc(steps, func(s step) bool { return s.name == name }) {
			return nil, fmt.Errorf("there is no step %q", name)
		}
	}
	return slices.DeleteFunc(steps, func(s step) bool { return !slices.Contains(wanted, s.name) }), nil
}

// all runs the steps and reports whether none failed.
func (r *run) all(ctx context.Context, steps []step) bool {
	table := new(strings.Builder)
	begun, ok := time.Now(), true
	for _, s := range steps {
		if s.long && r.short {
			fmt.Fprintf(table, "  left out  %-11s by -short\n", s.name)
			continue
		}
		fmt.Printf("=== %s\n", s.name)
		start, before := time.Now(), r.processor
		err := s.do(ctx)
		outcome, why := "ok", ""
		switch {
		case errors.Is(err, errSkipped) && !r.required:
			outcome, why = "SKIPPED", err.Error()
		case err != nil:
			outcome, why, ok = "FAILED", err.Error(), false
		}
		if why != "" {
			fmt.Printf("--- %s: %s: %s\n", s.name, outcome, why)
		}
		why, _, _ = strings.Cut(why, "\n")
		line(table, outcome, s.name, time.Since(start), r.processor-before, why)
		if ctx.Err() != nil {
			ok = false
			break
		}
	}
	line(table, "", "together", time.Since(begun), r.processor, "")
	fmt.Printf("\n%s", table)
	if len(r.notes) > 0 {
		fmt.Printf("\n%s\n", strings.Join(r.notes, "\n"))
	}
	return ok
}

// line prints the result, duration and processor time of a step.
func line(w io.Writer, outcome, name string, took, processor time.Duration, why string) {
	fmt.Fprintf(w, "  %-8s  %-11s %7.1fs  %7.1fs of processor  %s\n", outcome, name, took.Seconds(), processor.Seconds(), why)
}
