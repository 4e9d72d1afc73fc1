package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReadTests checks what is printed of go test's events: a line for each package, the output of failing
// tests, and tests skipped for lack of a tool; and that durations are recorded.
func TestReadTests(t *testing.T) {
	const events = `{"Action":"build-output","ImportPath":"m/broken","Output":"broken.go:1: no\\n"}
{"Action":"output","Package":"m/a","Test":"TestGood","Output":"quiet\\n"}
{"Action":"pass","Package":"m/a","Test":"TestGood","Elapsed":2.5}
{"Action":"output","Package":"m/a","Test":"TestBad/part","Output":"a_test.go:7: wrong\\n"}
{"Action":"fail","Package":"m/a","Test":"TestBad/part","Elapsed":9}
{"Action":"fail","Package":"m/a","Test":"TestBad","Elapsed":9.5}
{"Action":"output","Package":"m/a","Output":"FAIL m/a\\n"}
{"Action":"fail","Package":"m/a","Elapsed":13}
{"Action":"output","Package":"m/b","Test":"TestPDF","Output":"b_test.go:3: SKIPPED: NO PDF IS READ HERE\\n"}
{"Action":"skip","Package":"m/b","Test":"TestPDF","Elapsed":0}
{"Action":"output","Package":"m/b","Test":"TestShort","Output":"takes long\\n"}
{"Action":"skip","Package":"m/b","Test":"TestShort","Elapsed":0}
{"Action":"output","Package":"m/b","Test":"TestSweep/part","Output":"b_test.go:9: WITHOUT THE RACE DETECTOR: much\\n"}
{"Action":"skip","Package":"m/b","Test":"TestSweep/part","Elapsed":0}
{"Action":"pass","Package":"m/b","Test":"TestSweep","Elapsed":0}
{"Action":"pass","Package":"m/b","Elapsed":0.1}
`
	var out strings.Builder
	log := newTestLog()
	log.read(strings.NewReader(events), &out)
	for text, want := range map[string]bool{
		"broken.go:1: no": true, "a_test.go:7: wrong": true, "FAIL m/a": true, "NO PDF IS READ HERE": true, "ok   m/b": true,
		"quiet": false, "takes long": false,
	} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q is shown: %v\n%s", text, !want, out.String())
		}
	}
	if len(log.skipped) != 1 || log.skipped[0] != "m/b TestPDF" {
		t.Errorf("skipped %q", log.skipped)
	}
	if rest := log.rerunArgs(); !slices.Equal(rest, []string{"-run=^(TestSweep)$", "m/b"}) {
		t.Errorf("runs without the race detector: %q", rest)
	}
	slow := strings.Join(log.slow(), "\n")
	if strings.Contains(slow, "part") || !strings.Contains(slow, "13.0s  m/a") ||
		strings.Index(slow, "TestBad") > strings.Index(slow, "TestGood") {
		t.Errorf("%s", slow)
	}
	if took := log.tests["m/a TestBad"]; took != 9500*time.Millisecond {
		t.Errorf("%v", took)
	}
}
