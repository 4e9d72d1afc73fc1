package dynamo_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const sdk = "github.com/aws/aws-sdk-go-v2/"

// TestSource checks the source of the programs: none scans a table, only this package uses DynamoDB's client,
// and none uses the SDK's config package.
func TestSource(t *testing.T) {
	const root = "../../.."
	files := 0
	for _, dir := range []string{"shared", "functions"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil // the compiler reports it
			}
			files++
			checkFile(t, strings.TrimPrefix(filepath.ToSlash(path), root+"/"), f)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were read", files)
	}
}

func checkFile(t *testing.T, path string, f *ast.File) {
	here := strings.HasPrefix(path, "shared/store/dynamo/")
	for _, spec := range f.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		switch {
		case strings.HasPrefix(name, sdk+"config"), strings.HasPrefix(name, sdk+"credentials"):
			t.Errorf("%s imports %s", path, name)
		case strings.HasPrefix(name, sdk+"service/dynamodb") && !here:
			t.Errorf("%s imports %s", path, name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch id.Name {
		case "ScanInput", "NewScanPaginator", "ExecuteStatementInput", "BatchExecuteStatementInput":
			t.Errorf("%s: %s reads a table whole, or can", path, id.Name)
		case "Scan": // elsewhere, that of a bufio.Scanner
			if here {
				t.Errorf("%s: Scan reads a table whole", path)
			}
		}
		return true
	})
}
