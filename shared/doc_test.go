package shared

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The page names every package, but for those within another one that it names; a
// package of the API by its path.
func TestEveryPackageIsNamed(t *testing.T) {
	page, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || path == "." {
			return err
		}
		if sources, _ := filepath.Glob(filepath.Join(path, "*.go")); len(sources) == 0 {
			return nil
		}
		name := filepath.ToSlash(path)
		if top, _, within := strings.Cut(name, "/"); within && top != "api" {
			name = top
		}
		if !regexp.MustCompile(`(?m)[\t ]` + regexp.QuoteMeta(name) + `[ ,\n]`).Match(page) {
			t.Errorf("doc.go does not name %s", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Packages stay small enough to be read at once.
func TestPackagesAreSmall(t *testing.T) {
	const most = 15
	larger := map[string]int{ // what is allowed to have more, and why
		"eligibility": 50, // the heart: a file for each rule
		"store":       18, // the one table: a file for each kind of item
	}
	filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		n := 0
		sources, _ := filepath.Glob(filepath.Join(path, "*.go"))
		for _, source := range sources {
			if !strings.HasSuffix(source, "_test.go") {
				n++
			}
		}
		if n > max(most, larger[filepath.ToSlash(path)]) {
			t.Errorf("%s has %d files, want at most %d", path, n, max(most, larger[filepath.ToSlash(path)]))
		}
		return nil
	})
}
