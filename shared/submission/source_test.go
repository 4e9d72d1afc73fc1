package submission

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImports checks that the package imports only the standard library, civil days and the errors of stores.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(path, "/")
			inside := path == "importchecker/shared/storage" || path == "importchecker/shared/edition" ||
				path == "importchecker/shared/submission" && strings.HasSuffix(name, "_test.go")
			if (strings.Contains(first, ".") || first == "importchecker") && !inside {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
