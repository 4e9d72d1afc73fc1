package contributing

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/repository"
)

type example struct {
	name     string
	files    int        // that it may touch
	generate string     // the package whose generator runs afterwards
	test     [][]string // arguments of go test that must pass
}

// examples are the examples: how many files a change of the kind may touch, and what must pass afterwards.
var examples = []example{
	{"reason", 4, "", [][]string{{"./shared/eligibility", "-run", "Decisions"}}},
	{"route", 4, "", [][]string{{"./infra/local", "-run", "Drifts"}}},
	{"channel", 6, "./shared/list", [][]string{{"./shared/list"}, {"./shared/eligibility", "-run", "Decisions"}}},
	{"function", 6, "", [][]string{{"./infra/local", "-run", "Drifts"}, {"./functions", "-run", "Template|Kinds"}}},
}

// TestExamplesApply checks that each example touches few files, all named in CONTRIBUTING.md, and applies to
// the repository as it is.
func TestExamplesApply(t *testing.T) {
	root := rootOf(t)
	guide, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		files := filesOf(t, e.name)
		if len(files) > e.files {
			t.Errorf("%s: %d files, want at most %d: %v", e.name, len(files), e.files, files)
		}
		for _, file := range files {
			if !strings.Contains(string(guide), "`"+file+"`") {
				t.Errorf("%s: CONTRIBUTING.md does not name %s", e.name, file)
			}
		}
		apply(t, root, e.name, "--check")
	}
}

// TestExamplesWork checks that the examples, applied to a copy of the repository and with generated files
// updated, pass the tests concerned. The examples of a route and a function add the same route, so they are in
// different copies.
func TestExamplesWork(t *testing.T) {
	if testing.Short() {
		t.Skip("builds much of the repository twice")
	}
	for _, together := range [][]string{{"reason", "channel", "function"}, {"route"}} {
		folder := copyOf(t, rootOf(t))
		for _, e := range examples {
			if slices.Contains(together, e.name) {
				apply(t, folder, e.name)
				if e.generate != "" {
					run(t, folder, "go", "generate", e.generate)
				}
			}
		}
		contract := filepath.Join(folder, "shared", "api", "contract.test")
		run(t, folder, "go", "test", "-c", "-o", contract, "./shared/api")
		run(t, filepath.Dir(contract), contract, "-test.run", "Contract|Events/name", "-update")
		run(t, filepath.Dir(contract), contract, "-test.run", "Contract|Events/name")
		for _, e := range examples {
			if !slices.Contains(together, e.name) {
				continue
			}
			for _, args := range e.test {
				run(t, folder, "go", append([]string{"test", "-vet=off"}, args...)...)
			}
		}
	}
}

func rootOf(t *testing.T) string {
	t.Helper()
	root, err := repository.Root()
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// filesOf returns the files that an example touches.
func filesOf(t *testing.T, name string) (files []string) {
	t.Helper()
	diff, err := os.ReadFile(name + ".diff")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(diff)) {
		if header, ok := strings.CutPrefix(line, "diff --git a/"); ok {
			file, _, _ := strings.Cut(header, " ")
			files = append(files, file)
		}
	}
	return files
}

// apply applies an example in a folder. The context of a change may have moved.
func apply(t *testing.T, folder, name string, flags ...string) {
	t.Helper()
	diff, err := filepath.Abs(name + ".diff")
	if err != nil {
		t.Fatal(err)
	}
	run(t, folder, "git", append(append([]string{"apply", "-C1", "--recount"}, flags...), diff)...)
}

// run runs a program in a folder. What Go builds there does not depend on the folder's name, so that copies
// share cached builds.
func run(t *testing.T, folder, name string, args ...string) {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GOFLAGS=-trimpath", "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// copyOf returns a copy of the repository, without git's data and the tools.
func copyOf(t *testing.T, root string) string {
	t.Helper()
	folder := t.TempDir()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		target := filepath.Join(folder, relative)
		switch {
		case relative == ".":
			return nil
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestNoDiffIsForgotten checks that every diff is one of the examples.
func TestNoDiffIsForgotten(t *testing.T) {
	diffs, _ := filepath.Glob("*.diff")
	for _, diff := range diffs {
		name := strings.TrimSuffix(diff, ".diff")
		if !slices.ContainsFunc(examples, func(e example) bool { return e.name == name }) {
			t.Errorf("%s is no example", diff)
		}
	}
}
