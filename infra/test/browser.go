package main

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// browser runs the tests of the web page in headless Chromium, in both languages, on local servers that they
// start. Pictures are stored in shared/page/e2e/pictures. With -runs it repeats them, and reports at the end
// which tests failed in any run.
func (r *run) browser(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "page-server-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	env, err := r.browserTools(ctx, folder)
	if err != nil {
		return err
	}
	tests, err := journeys(filepath.Join(r.root, "shared", "page", "e2e"))
	if err != nil {
		return err
	}
	var log journeyLog
	for i := range max(r.runs, 1) {
		if i > 0 {
			env = append(env, "PAGE_PICTURES=none") // those of the first run are kept
		}
		log.add(r.journey(ctx, env, tests, filepath.Join(folder, "results.xml")))
		if ctx.Err() != nil {
			break
		}
		if r.runs > 1 {
			fmt.Println(log.last())
		}
	}
	if r.runs > 1 {
		r.notes = append(r.notes, log.lines()...)
	}
	return log.err()
}

// browserTools finds or installs what the tests need, builds the server, and returns the environment that names
// them.
func (r *run) browserTools(ctx context.Context, folder string) ([]string, error) {
	chromium, err := r.chromium(ctx)
	if err != nil {
		return nil, err
	}
	packages, err := r.pagePackages(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.poppler(ctx); err != nil {
		return nil, err
	}
	server := filepath.Join(folder, "local")
	if err := r.command(ctx, nil, "go", "build", "-o", server, "./infra/local"); err != nil {
		return nil, err
	}
	return []string{"CHROMIUM=" + chromium, "PAGE_TOOLS=" + packages, "PAGE_SERVER=" + server}, nil
}

// journeys returns the test files, the largest first, so that none runs alone at the end.
func journeys(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.test.mjs"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("there are no tests of the page")
	}
	size := map[string]int64{}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		size[name] = info.Size()
	}
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(size[b], size[a]) })
	return files, nil
}

// journey runs the tests of the page once.
func (r *run) journey(ctx context.Context, env, tests []string, results string) journeyRun {
	args := []string{"--test", "--test-concurrency=3",
		"--test-reporter=spec", "--test-reporter-destination=stdout",
		"--test-reporter=junit", "--test-reporter-destination=" + results}
	start := time.Now()
	result := journeyRun{err: r.command(ctx, env, "node", append(args, tests...)...), took: time.Since(start)}
	if text, err := os.ReadFile(results); err != nil {
		result.err = errors.Join(result.err, err)
	} else if result.failed, err = failedTests(text); err != nil {
		result.err = errors.Join(result.err, err)
	}
	return result
}

// failedTests returns the names of the failed tests in node's JUnit report.
func failedTests(text []byte) (names []string, err error) {
	var results struct {
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(text, &results); err != nil {
		return nil, fmt.Errorf("read the results of the journeys: %w", err)
	}
	for _, c := range results.Cases {
		if c.Failure != nil {
			names = append(names, c.Name)
		}
	}
	return names, nil
}

// journeyRun is the result of one run of the page's tests.
type journeyRun struct {
	took   time.Duration
	failed []string // tests
	err    error
}

// journeyLog has the results of all runs.
type journeyLog []journeyRun

func (l *journeyLog) add(result journeyRun) { *l = append(*l, result) }

// last describes the last run.
func (l journeyLog) last() string {
	result := l[len(l)-1]
	outcome := "passed"
	if result.err != nil {
		outcome = "FAILED"
	}
	return fmt.Sprintf("run %d %s in %.0f s", len(l), outcome, result.took.Seconds())
}

// lines describes how many runs passed, how long they took, and how often each test failed.
func (l journeyLog) lines() []string {
	passed, failures := 0, map[string]int{}
	var times []time.Duration
	for _, result := range l {
		if result.err == nil {
			passed++
		}
		for _, name := range result.failed {
			failures[name]++
		}
		times = append(times, result.took)
	}
	slices.Sort(times)
	lines := []string{fmt.Sprintf("browser: %d of %d runs passed; %.0f s in the median, %.0f to %.0f s", passed, len(l),
		times[len(times)/2].Seconds(), times[0].Seconds(), times[len(times)-1].Seconds())}
	for _, name := range slices.Sorted(maps.Keys(failures)) {
		lines = append(lines, fmt.Sprintf("  failed in %d: %s", failures[name], name))
	}
	return lines
}

func (l journeyLog) err() error {
	failed := 0
	var first error
	for _, result := range l {
		if result.err != nil {
			failed++
			first = cmp.Or(first, result.err)
		}
	}
	if failed == 0 || len(l) == 1 {
		return first
	}
	return fmt.Errorf("%d of %d runs failed: %w", failed, len(l), first)
}
