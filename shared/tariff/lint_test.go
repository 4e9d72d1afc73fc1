package tariff

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"importchecker/shared/tariff/internal/compile"
)

// TestGenerated wants table.go and data/ to be what the sources yield, and
// nothing else to lie in data/. When it fails, run go generate.
func TestGenerated(t *testing.T) {
	files, err := compile.Files(os.DirFS("source"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the sources yield", name)
		}
	}
	found, err := filepath.Glob("data/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if files[filepath.ToSlash(name)] == nil {
			t.Errorf("%s: no source yields it", name)
		}
	}
}
