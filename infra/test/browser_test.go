package main

import (
	"cmp"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestJourneyLog checks the summary of runs: how many passed, how long they took, and how often each test
// failed.
func TestJourneyLog(t *testing.T) {
	const results = `<?xml version="1.0" encoding="utf-8"?>
<testsuites>
	<testcase name="en: a good one" time="1.5" classname="test"/>
	<testcase name="zh: a &#x201c;bad&#x201d; one" time="2" classname="test" failure="no"><failure type="x"/></testcase>
</testsuites>`
	failed, err := failedTests([]byte(results))
	if err != nil || !slices.Equal(failed, []string{"zh: a “bad” one"}) {
		t.Fatalf("%q, %v", failed, err)
	}
	if _, err := failedTests([]byte("<testsuites>")); err == nil {
		t.Error("results that end early are read")
	}
	var log journeyLog
	for i, bad := range []bool{false, true, true, false} {
		one := journeyRun{took: time.Duration(10+i) * time.Second}
		if bad {
			one.err, one.failed = errors.New("node: exit status 1"), failed
		}
		log.add(one)
	}
	if got := log.last(); got != "run 4 passed in 13 s" {
		t.Errorf("last: %s", got)
	}
	lines := strings.Join(log.lines(), "\n")
	for _, want := range []string{"2 of 4 runs passed", "12 s in the median, 10 to 13 s", "failed in 2: zh: a “bad” one"} {
		if !strings.Contains(lines, want) {
			t.Errorf("%q is not in\n%s", want, lines)
		}
	}
	if err := log.err(); err == nil || !strings.Contains(err.Error(), "2 of 4 runs failed") {
		t.Errorf("%v", err)
	}
	if err := log[:1].err(); err != nil {
		t.Errorf("a run that passed: %v", err)
	}
}

// TestJourneys checks that the largest test file comes first.
func TestJourneys(t *testing.T) {
	files, err := journeys("../../shared/page/e2e")
	if err != nil || len(files) < 5 {
		t.Errorf("%q, %v", files, err)
	}
	size := func(name string) int64 {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if !slices.IsSortedFunc(files, func(a, b string) int { return cmp.Compare(size(b), size(a)) }) {
		t.Errorf("not the largest first: %q", files)
	}
	if _, err := journeys(t.TempDir()); err == nil {
		t.Error("a folder without tests is no error")
	}
}
