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

// packageTime is how long the tests of one package may take. Go's own bound of ten
// minutes is too short on a machine that does other things as well.
const packageTime = 30 * time.Minute

// slowest is how many of the slowest tests and packages are named.
const slowest = 8

// tests runs all tests with the race detector, then without it those that say so,
// prints what fails, and notes which took longest.
func (r *run) tests(ctx context.Context, env []string, flags ...string) error {
	log := newTestLog()
	failed := r.goTest(ctx, log, env, append(flags, "-race", "./...")...)
	if len(log.without) > 0 {
		fmt.Println("without the race detector:")
		failed = errors.Join(failed, r.goTest(ctx, log, env, append(flags, log.rest()...)...))
	}
	r.notes = append(r.notes, log.slow()...)
	if failed == nil && r.required && len(log.skipped) > 0 {
		return fmt.Errorf("tests were skipped for want of a tool: %s", strings.Join(log.skipped, ", "))
	}
	return failed
}

// goTest runs go test, in random order, and adds to the log what it says. Some tests
// wait, so one package more than there are processors is tested at a time.
func (r *run) goTest(ctx context.Context, log *testLog, env []string, args ...string) error {
	c := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-shuffle=on", "-vet=off",
		fmt.Sprintf("-p=%d", runtime.NumCPU()+1), "-timeout=" + packageTime.String()}, args...)...)
	c.Dir, c.Stderr = r.root, os.Stderr
	c.Env = append(os.Environ(), env...)
	defer r.count(c)
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

// testLog is what is known of the tests that ran.
type testLog struct {
	tests, packages map[string]time.Duration // with and without the race detector together
	skipped         []string                 // for want of a tool
	without         map[string][]string      // left out under the race detector, by package
}

// rest are the arguments that make go test run what was left out.
func (l *testLog) rest() []string {
	var names []string
	for _, tests := range l.without {
		names = append(names, tests...)
	}
	slices.Sort(names)
	run := "-run=^(" + strings.Join(slices.Compact(names), "|") + ")$"
	return append([]string{run}, slices.Sorted(maps.Keys(l.without))...)
}

func newTestLog() *testLog {
	return &testLog{tests: make(map[string]time.Duration), packages: make(map[string]time.Duration),
		without: make(map[string][]string)}
}

// read reads the events of go test, writes to out a line for each package and all
// that failing tests print, and notes what took how long.
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

// end notes the end of a test or, where none is named, of a package.
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
		whole, _, _ := strings.Cut(e.Test, "/")
		l.without[e.Package] = append(l.without[e.Package], whole)
	}
	if !strings.Contains(e.Test, "/") { // parts are in the time of the whole
		l.tests[name] += took
	}
}

// slow names the packages and tests that took longest.
func (l *testLog) slow() (lines []string) {
	for _, group := range []struct {
		title string
		of    map[string]time.Duration
	}{{"slowest packages", l.packages}, {"slowest tests", l.tests}} {
		names := slices.SortedFunc(maps.Keys(group.of), func(a, b string) int {
			return cmp.Or(cmp.Compare(group.of[b], group.of[a]), strings.Compare(a, b))
		})
		lines = append(lines, group.title+":")
		for _, name := range names[:min(slowest, len(names))] {
			lines = append(lines, fmt.Sprintf("  %7.1fs  %s", group.of[name].Seconds(), name))
		}
	}
	return lines
}
