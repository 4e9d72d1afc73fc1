package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	names := func(steps []step) (names []string) {
		for _, s := range steps {
			names = append(names, s.name)
		}
		return names
	}
	r := &run{}
	all, err := choose(r.steps(), "")
	if err != nil || len(all) != len(r.steps()) {
		t.Errorf("all: %v, %v", names(all), err)
	}
	// In their own order, however they are named.
	two, err := choose(r.steps(), "unit,format")
	if err != nil || !slices.Equal(names(two), []string{"format", "unit"}) {
		t.Errorf("two: %v, %v", names(two), err)
	}
	if _, err := choose(r.steps(), "format,units"); err == nil || !strings.Contains(err.Error(), "units") {
		t.Errorf("an unknown step: %v", err)
	}
	for _, s := range r.steps() {
		doc, err := os.ReadFile("doc.go")
		if err != nil || !strings.Contains(string(doc), "\n//	"+s.name+" ") {
			t.Errorf("doc.go does not say what %s is", s.name)
		}
	}
}

// TestAll checks that all steps run, that a failed step fails the run, and that a skipped one does only if
// tools are required.
func TestAll(t *testing.T) {
	passes := func(context.Context) error { return nil }
	fails := func(context.Context) error { return errors.New("broken") }
	skips := func(context.Context) error { return errSkipped }
	for _, test := range []struct {
		name            string
		short, required bool
		steps           []step
		want            bool
		ran             int
	}{
		{"all pass", false, true, []step{{"a", false, passes}, {"b", true, passes}}, true, 2},
		{"the first fails", false, false, []step{{"a", false, fails}, {"b", false, passes}}, false, 2},
		{"one cannot be taken", false, false, []step{{"a", false, skips}, {"b", false, passes}}, true, 2},
		{"one cannot be taken, but must", false, true, []step{{"a", false, skips}, {"b", false, passes}}, false, 2},
		{"long ones left out", true, true, []step{{"a", false, passes}, {"b", true, fails}}, true, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			ran := 0
			for i, s := range test.steps {
				test.steps[i].do = func(ctx context.Context) error { ran++; return s.do(ctx) }
			}
			r := &run{short: test.short, required: test.required}
			if got := r.all(t.Context(), test.steps); got != test.want || ran != test.ran {
				t.Errorf("passed %v after %d steps, want %v after %d", got, ran, test.want, test.ran)
			}
		})
	}
}

func TestGenerateSeesChanges(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module m\n\ngo 1.26\n")
	write("a.go", "package m\n\n//go:generate cp made.txt copy.txt\n//go:generate cp made.txt .tools/copy.txt\n")
	write("made.txt", "made")
	write("copy.txt", "made")
	write(".tools/copy.txt", "ignored")
	r := &run{root: root}
	if err := r.generate(t.Context()); err != nil {
		t.Errorf("all current: %v", err)
	}
	write("copy.txt", "old")
	if err := r.generate(t.Context()); err == nil || !strings.Contains(err.Error(), "copy.txt") {
		t.Errorf("one not current: %v", err)
	}
	if err := os.Remove(filepath.Join(root, "copy.txt")); err != nil {
		t.Fatal(err)
	}
	if err := r.generate(t.Context()); err == nil || !strings.Contains(err.Error(), "copy.txt") {
		t.Errorf("one absent: %v", err)
	}
}
