package pdf

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/annex/tables"
)

func needPoppler(t testing.TB) {
	t.Helper()
	if !Available() && os.Getenv("CI") != "" {
		t.Fatal("NO PDF IS READ HERE: install poppler-utils before the tests (apt-get install poppler-utils)")
	}
	if !Available() {
		t.Skip("SKIPPED: NO PDF IS READ HERE: install poppler-utils (apt-get install poppler-utils), and this test runs")
	}
}

// TestWithoutPoppler checks that the error names what to install.
func TestWithoutPoppler(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Read([]byte("%PDF-1.7\n%%EOF"))
	if Available() || err == nil || !strings.Contains(err.Error(), "apt-get install poppler-utils") {
		t.Errorf("got %v", err)
	}
}

// standIn replaces a program of poppler.
func standIn(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"pdftotext", "pdftocairo"} {
		if err := os.WriteFile(dir+"/"+name, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestPrograms(t *testing.T) {
	for _, row := range []struct{ name, script, says string }{
		{"that fail", "echo 'May not be a PDF file' >&2; exit 1", "cannot read it (exit status 1): May not be a PDF file"},
		{"that want a password", "echo 'Command Line Error: Incorrect password' >&2; exit 1", "locked with a password"},
		{"that find no words", `echo '<doc><page width="1" height="1"></page></doc>'`,
			"has no text in it: its pages are pictures"},
		{"that write no XML", `echo '<doc><page'`, "cannot be read"},
		{"that write without end", `yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -c 300000000`,
			"holds more than"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.says == "holds more than" {
				norace.SkipUnderRace(t, "with the race detector the reader's patience ends before its bound")
			}
			standIn(t, row.script)
			start := time.Now()
			if _, err := Read([]byte("%PDF-1.7\n%%EOF")); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want it to say %q", err, row.says)
			}
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("took %s", d)
			}
		})
	}
}

// TestOldPoppler reads with a pdftocairo that only draws whole pages, as before
// 2023. Cropped pages are refused.
func TestOldPoppler(t *testing.T) {
	const old = `case "$0 $*" in
*pdftocairo*-cropbox*) echo 'Error: -cropbox may only be used with the -png, -jpeg, or -tiff output options.' >&2; exit 99;;
*pdftocairo*) echo '<svg><pageSet><page/></pageSet></svg>';;
*-cropbox*) echo '<doc><page width="100" height="SHOWN"><word xMin="1" yMin="1" xMax="9" yMax="9">a</word></page></doc>';;
*) echo '<doc><page width="100" height="200"><word xMin="1" yMin="1" xMax="9" yMax="9">b</word></page></doc>';;
esac`
	standIn(t, strings.Replace(old, "SHOWN", "200", 1))
	sheets, err := Read([]byte("%PDF-1.7\n%%EOF"))
	if err != nil || sheets[0].Rows[0].Cells[0] != "b" {
		t.Errorf("got %v, %v", sheets, err)
	}
	standIn(t, strings.Replace(old, "SHOWN", "150", 1))
	if _, err := Read([]byte("%PDF-1.7\n%%EOF")); err == nil || !strings.Contains(err.Error(), "page 1: is cropped") {
		t.Errorf("a cropped page: got %v", err)
	}
}

func TestDamagedFile(t *testing.T) {
	needPoppler(t)
	for _, raw := range []string{"%PDF-1.7\n", "%PDF-1.7\n" + strings.Repeat("x", 1000),
		strings.Repeat("a", tables.MaxFile+1)} {
		if _, err := Read([]byte(raw)); err == nil {
			t.Errorf("read %q", raw[:min(20, len(raw))])
		}
	}
}

// TestReadLines reads the forms in which versions of cairo write a line.
func TestReadLines(t *testing.T) {
	const page = `<svg><defs><path d="M 0 0 L 90 0" stroke="#000"/></defs>`
	level := []rule{{box{10, 20, 110, 20}}}
	for _, row := range []struct {
		name, svg string
		want      [][]rule
	}{
		{"stroked", page + `<path style="fill:none;stroke:rgb(0%,0%,0%);" d="M 10 20 L 110 20"/></svg>`, [][]rule{level}},
		{"stroked, in attributes", page + `<path fill="none" stroke="rgb(0%,0%,0%)" d="M 10 20 L 110 20"/></svg>`,
			[][]rule{level}},
		{"under a map",
			page + `<path style="fill:none;stroke:#000" d="M 0 0 L 1000 0" transform="matrix(0.1,0,0,-0.1,10,20)"/></svg>`,
			[][]rule{level}},
		{"in a group that is moved",
			page + `<g transform="translate(10,20)"><path fill="none" stroke="#000" d="M 0 0 H 100"/></g></svg>`,
			[][]rule{level}},
		{"in two pieces", page + `<path style="fill:none;stroke:#000" d="M 10 20 L 50 20 M 51 20 L 110 20"/></svg>`,
			[][]rule{level}},
		{"filled", page + `<path style="stroke:none;fill:#000" d="M 10 19.5 L 110 19.5 L 110 20.5 L 10 20.5 Z"/></svg>`,
			[][]rule{{{box{10, 19.5, 110, 20.5}}}}},
		{"a frame", page + `<rect x="10" y="20" width="100" height="30" fill="none" stroke="#000"/></svg>`,
			[][]rule{{{box{10, 20, 110, 20}}, {box{10, 50, 110, 50}}, {box{10, 20, 10, 50}}, {box{110, 20, 110, 50}}}}},
		{"a field that is filled", page + `<rect x="10" y="20" width="100" height="30" fill="#eee"/></svg>`, [][]rule{nil}},
		{"unpainted", page + `<path style="fill:none;stroke:none" d="M 10 20 L 110 20"/></svg>`, [][]rule{nil}},
		{"pages", `<svg><pageSet><page><path fill="none" stroke="#000" d="M 10 20 L 110 20"/></page><page/></pageSet></svg>`,
			[][]rule{level, nil}},
		{"a form that is not known", page + `<path fill="none" stroke="#000" d="M 10 20 A 1 2 3"/></svg>`, [][]rule{nil}},
	} {
		drawings, err := readDrawings(strings.NewReader(row.svg))
		var got [][]rule
		for _, d := range drawings {
			got = append(got, d.rules)
		}
		if err != nil || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %v, %v, want %v", row.name, got, err, row.want)
		}
	}
}

func FuzzReadLines(f *testing.F) {
	f.Add(`<svg><path style="fill:none;stroke:#000" d="M 10 20 L 110 20 C 1 2 3 4 5 6 Z" transform="matrix(1,0,0,1,0,0)"/></svg>`)
	f.Fuzz(func(_ *testing.T, svg string) {
		if pages, err := readDrawings(strings.NewReader(svg)); err == nil {
			for _, d := range pages {
				regionsOf(d.rules)
			}
		}
	})
}

func TestManyLines(t *testing.T) {
	p := &page{number: 1, words: []word{{box{1, 1, 2, 2}, "a"}}, drawing: drawing{}}
	for range maxRules + 1 {
		p.rules = append(p.rules, rule{box{0, 0, 100, 0}})
	}
	if _, err := rowsOf([]*page{p}); err == nil || !strings.Contains(err.Error(), "page 1: has more than") {
		t.Errorf("got %v", err)
	}
}
