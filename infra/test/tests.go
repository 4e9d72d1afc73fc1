package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// packageTime is how long the tests of one package may take. Go's own bound of ten
// minutes is too short on a machine that does other things as well.
const packageTime = 30 * time.Minute

// slowest is how many of the slowest tests and packages are named.
const slowest = 8

// tests runs the tests, prints what fails, and notes which took longest.
func (r *run) tests(ctx context.Context, env []string, flags ...string) error {
	args := append([]string{"test", "-json", "-timeout=" + packageTime.String()}, flags...)
	c := exec.CommandContext(ctx, "go", append(args, "./...")...)
	c.Dir, c.Stderr = r.root, os.Stderr
	c.Env = append(os.Environ(), env...)
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	log := readTests(out, os.Stdout)
	if err := c.Wait(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	r.notes = append(r.notes, log.slow()...)
	if r.required && len(log.skipped) > 0 {
		return fmt.Errorf("tests were skipped for want of a tool: %s", strings.Join(log.skipped, ", "))
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
	tests, packages []timed
	skipped         []string // for want of a tool
}

type timed struct {
	name string
	took time.Duration
}

// readTests reads the events of go test, writes to out a line for each package and
// all that failing tests print, and returns what took how long.
func readTests(in io.Reader, out io.Writer) *testLog {
	log := &testLog{}
	printed := map[string]*strings.Builder{} // by package and test
	decoder := json.NewDecoder(in)
	for {
		var e testEvent
		if decoder.Decode(&e) != nil {
			return log
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
			log.end(&e, printed[name], out)
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
	took := timed{strings.TrimPrefix(e.Package, "importchecker/") + " " + e.Test,
		time.Duration(e.Elapsed * float64(time.Second))}
	switch {
	case e.Test == "":
		l.packages = append(l.packages, took)
		if e.Action == "fail" {
			io.WriteString(out, text)
		} else if e.Action == "pass" {
			fmt.Fprintf(out, "ok   %-50s %7.1fs\n", took.name, e.Elapsed)
		}
		return
	case e.Action == "fail":
		io.WriteString(out, text)
	case e.Action == "skip" && strings.Contains(text, "SKIPPED:"):
		io.WriteString(out, text)
		l.skipped = append(l.skipped, took.name)
	}
	if !strings.Contains(e.Test, "/") { // parts are in the time of the whole
		l.tests = append(l.tests, took)
	}
}

// slow names the packages and tests that took longest.
func (l *testLog) slow() (lines []string) {
	for _, group := range []struct {
		title string
		of    []timed
	}{{"slowest packages", l.packages}, {"slowest tests", l.tests}} {
		slices.SortFunc(group.of, func(a, b timed) int { return cmp.Compare(b.took, a.took) })
		lines = append(lines, group.title+":")
		for _, t := range group.of[:min(slowest, len(group.of))] {
			lines = append(lines, fmt.Sprintf("  %7.1fs  %s", t.took.Seconds(), t.name))
		}
	}
	return lines
}
