package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "table.go"), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"table.go": []byte("new"), "source/l/e/list.csv": []byte("rows")}
	if err := writeAll(dir, files); err != nil {
		t.Fatal(err)
	}
	got := snapshot(t, dir)
	if len(got) != 2 || got["table.go"] != "new" || got["source/l/e/list.csv"] != "rows" {
		t.Errorf("got %v", got)
	}
}

// TestWriteAllOrNothing checks that if one file cannot be written, the others are unchanged, and no temporary
// files remain.
func TestWriteAllOrNothing(t *testing.T) {
	for range 10 { // the order of the files is that of a map
		dir := t.TempDir()
		for _, name := range []string{"a", "c"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("old "+name), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		before := snapshot(t, dir)
		// A folder with content is in the place of a file.
		if err := os.MkdirAll(filepath.Join(dir, "b", "inside"), 0o755); err != nil {
			t.Fatal(err)
		}
		err := writeAll(dir, map[string][]byte{"a": []byte("new"), "b": []byte("new"), "c": []byte("new"),
			"new/d": []byte("new")})
		if err == nil {
			t.Fatal("wrote a file over a folder")
		}
		after := snapshot(t, dir)
		if names := changed(before, after); len(names) > 0 {
			t.Errorf("%v: these files changed: %v", err, names)
		}
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") || e.Name() == "new" {
				t.Errorf("left behind: %s", e.Name())
			}
		}
	}
}

// TestUndo checks that a failed rename restores the files before it.
func TestUndo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "table.go")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"table.go", "new/list.csv"} {
		r, err := stage(filepath.Join(dir, name), []byte("new"))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.move(); err != nil {
			t.Fatal(err)
		}
		if err := r.undo(); err != nil {
			t.Fatal(err)
		}
	}
	got := snapshot(t, dir)
	if len(got) != 1 || got["table.go"] != "old" {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("the folder that was made for a file is still there")
	}
}
