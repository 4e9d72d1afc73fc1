package tariff

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"importchecker/shared/tariff/internal/compile"
)

// TestGenerated checks that table.go and data/ are generated from the current sources,
// and that data/ has no other files. When it fails, run go generate.
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
