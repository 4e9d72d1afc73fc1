package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"importchecker/infra/norace"
)

// packageTime is how long the tests of one package may take. Go's default of ten minutes is too short on a busy
// machine.
const packageTime = 30 * time.Minute

// slowest is how many of the slowest tests and packages are listed.
const slowest = 8

// tests runs all tests with the race detector, then without it those that skip it, prints failures, and notes
// the slowest tests.
func (r *run) tests(ctx context.Context, env []string, flags ...string) error {
	log := newTestLog()
	failed := r.goTest(ctx, log, env, append(flags, "-race", "./...")...)
	if len(log.withoutRace) > 0 {
		fmt.Println("without the race detector:")
		failed = errors.Join(failed, r.goTest(ctx, log, env, append(flags, log.rerunArgs()...)...))
	}
	r.notes = append(r.notes, log.slow()...)
	if failed == nil && r.required && len(log.skipped) > 0 {
		return fmt.Errorf("tests were skipped for want of a tool: %s", strings.Join(log.skipped, ", "))
	}
	return failed
}

// goTest runs go test, in random order, and adds its events to the log. Some tests wait, so one package more
// than there are processors is tested at a time.
func (r *run) goTest(ctx context.Context, log *testLog, env []string, args ...string) error {
	c := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-shuffle=on", "-vet=off",
		fmt.Sprintf("-p=%d", runtime.NumCPU()+1), "-timeout=" + packageTime.String()}, args...)...)
	c.Dir, c.Stderr = r.root, os.Stderr
	c.Env = append(os.Environ(), env...)
	defer r.addProcessorTime(c)
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	log.read(out, os.Stdout)
	if err := c.Wait(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	return nil
}

// testEvent is a line of go test -json.
type testEvent struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

// testLog has the results of the tests that ran.
type testLog struct {
	tests, packages map[string]time.Duration // with and without the race detector, in sum
	skipped         []string                 // for lack of a tool
	withoutRace     map[string][]string      // skipped under the race detector, by package
}

// rerunArgs returns the arguments of go test that run the tests skipped under the race detector.
func (l *testLog) rerunArgs() []string {
	var names []string
	for _, tests := range l.withoutRace {
		names = append(names, tests...)
	}
	slices.Sort(names)
	run := "-run=^(" + strings.Join(slices.Compact(names), "|") + ")$"
	return append([]string{run}, slices.Sorted(maps.Keys(l.withoutRace))...)
}

func newTestLog() *testLog {
	return &testLog{tests: make(map[string]time.Duration), packages: make(map[string]time.Duration),
		withoutRace: make(map[string][]string)}
}

// read reads the events of go test, prints a line for each package and the output of failing tests, and records
// durations.
func (l *testLog) read(in io.Reader, out io.Writer) {
	printed := map[string]*strings.Builder{} // by package and test
	decoder := json.NewDecoder(in)
	for {
		var e testEvent
		if decoder.Decode(&e) != nil {
			return
		}
		name := e.Package + " " + e.Test
		switch e.Action {
		case "build-output":
			io.WriteString(out, e.Output)
		case "output":
			if printed[name] == nil {
				printed[name] = new(strings.Builder)
			}
			printed[name].WriteString(e.Output)
		case "pass", "fail", "skip":
			l.end(&e, printed[name], out)
			delete(printed, name)
		}
	}
}

// end records the end of a test or, if none is named, of a package.
func (l *testLog) end(e *testEvent, printed *strings.Builder, out io.Writer) {
	text := ""
	if printed != nil {
		text = printed.String()
	}
	name := strings.TrimSpace(strings.TrimPrefix(e.Package, "importchecker/") + " " + e.Test)
	took := time.Duration(e.Elapsed * float64(time.Second))
	switch {
	case e.Test == "":
		l.packages[name] += took
		if e.Action == "fail" {
			io.WriteString(out, text)
		} else if e.Action == "pass" {
			fmt.Fprintf(out, "ok   %-50s %7.1fs\n", name, e.Elapsed)
		}
		return
	case e.Action == "fail":
		io.WriteString(out, text)
	case e.Action == "skip" && strings.Contains(text, "SKIPPED:"):
		io.WriteString(out, text)
		l.skipped = append(l.skipped, name)
	case e.Action == "skip" && strings.Contains(text, norace.Mark):
		parent, _, _ := strings.Cut(e.Test, "/")
		l.withoutRace[e.Package] = append(l.withoutRace[e.Package], parent)
	}
	if !strings.Contains(e.Test, "/") { // subtests are included in the time of their test
		l.tests[name] += took
	}
}

// slow lists the packages and tests that took longest.
func (l *testLog) slow() (lines []string) {
	for _, group := range []struct {
		title     string
		durations map[string]time.Duration
	}{{"slowest packages", l.packages}, {"slowest tests", l.tests}} {
		names := slices.SortedFunc(maps.Keys(group.durations), func(a, b string) int {
			return cmp.Or(cmp.Compare(group.durations[b], group.durations[a]), strings.Compare(a, b))
		})
		lines = append(lines, group.title+":")
		for _, name := range names[:min(slowest, len(names))] {
			lines = append(lines, fmt.Sprintf("  %7.1fs  %s", group.durations[name].Seconds(), name))
		}
	}
	return lines
}
