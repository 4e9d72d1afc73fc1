package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"importchecker/infra/host"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	staticcheck = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"

	// maxArchive limits the archive of a function for arm64.
	maxArchive = 6 << 20
)

// largerArchives has the limit of the function that contains the readers of annexes.
var largerArchives = map[string]int{"import-lists": 7 << 20}

// command runs a program in the module and shows its output.
func (r *run) command(ctx context.Context, env []string, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Stdout, c.Stderr = r.root, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), env...)
	defer r.addProcessorTime(c)
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}

// addProcessorTime adds the processor time of an ended program and its children.
func (r *run) addProcessorTime(c *exec.Cmd) {
	if c.ProcessState != nil {
		r.processor += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
}

// output runs a program in the module and returns its output.
func (r *run) output(ctx context.Context, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Stderr = r.root, os.Stderr
	defer r.addProcessorTime(c)
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return strings.TrimSpace(string(out)), nil
}

func (r *run) format(ctx context.Context) error {
	files, err := r.files()
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f string) bool { return !strings.HasSuffix(f, ".go") })
	out, err := r.output(ctx, "gofmt", append([]string{"-l"}, files...)...)
	if err != nil {
		return err
	}
	if out != "" {
		fmt.Println(out)
		return errors.New("gofmt would change these files")
	}
	long, err := r.longLines(files)
	if len(long) > 0 {
		fmt.Println(strings.Join(long, "\n"))
		err = fmt.Errorf("%d lines are longer than %d columns", len(long), maxColumns)
	}
	return err
}

func (r *run) vet(ctx context.Context) error {
	return r.command(ctx, nil, "go", "vet", "./...")
}

// staticcheck is run by version, so that the module does not depend on it.
func (r *run) staticcheck(ctx context.Context) error {
	return r.command(ctx, nil, "go", "run", staticcheck, "./...")
}

// generate runs the generators and compares every file with its earlier content, so it can be run with
// uncommitted changes.
func (r *run) generate(ctx context.Context) error {
	before, err := r.sums()
	if err != nil {
		return err
	}
	if err := r.command(ctx, nil, "go", "generate", "./..."); err != nil {
		return err
	}
	after, err := r.sums()
	if err != nil {
		return err
	}
	var changed []string
	for name, sum := range after {
		if before[name] != sum {
			changed = append(changed, name)
		}
		delete(before, name)
	}
	changed = slices.Sorted(slices.Values(slices.AppendSeq(changed, maps.Keys(before))))
	if len(changed) > 0 {
		return fmt.Errorf("go generate changed %s", strings.Join(changed, ", "))
	}
	return nil
}

// files returns the module's files, except those that git ignores at its root: folders whose names begin with a
// dot, and node_modules.
func (r *run) files() ([]string, error) {
	var files []string
	err := filepath.WalkDir(r.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != r.root && (strings.HasPrefix(name, ".") || name == "node_modules") {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			relative, err := filepath.Rel(r.root, path)
			if err != nil {
				return err
			}
			files = append(files, relative)
		}
		return nil
	})
	return files, err
}

// sums returns the hash of each of the module's files.
func (r *run) sums() (map[string][sha256.Size]byte, error) {
	files, err := r.files()
	if err != nil {
		return nil, err
	}
	sums := make(map[string][sha256.Size]byte, len(files))
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		sums[name] = sha256.Sum256(text)
	}
	return sums, nil
}

// functions returns the folders of the deployed functions.
func (r *run) functions() ([]string, error) {
	mains, err := filepath.Glob(filepath.Join(r.root, "functions", "*", "main.go"))
	if err == nil && len(mains) == 0 {
		err = errors.New("there are no functions")
	}
	for i, path := range mains {
		mains[i] = filepath.Base(filepath.Dir(path))
	}
	return mains, err
}

// build builds the functions for arm64, as deployed, and for amd64. The tests use those for this machine.
func (r *run) build(ctx context.Context) error {
	names, err := r.functions()
	if err != nil {
		return err
	}
	if r.built, err = os.MkdirTemp("", "functions-"); err != nil {
		return err
	}
	for _, arch := range []string{"arm64", "amd64"} {
		env := []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + arch}
		args := append([]string{"build", "-o", filepath.Join(r.built, arch) + "/"}, host.BuildFlags()...)
		if err := r.command(ctx, env, "go", append(args, "./functions/...")...); err != nil {
			return err
		}
	}
	fmt.Printf("%-18s %9s %9s, for arm64\n", "function", "binary", "archive")
	for _, name := range names {
		binary, archive, err := sizes(filepath.Join(r.built, "arm64", name))
		if err != nil {
			return err
		}
		fmt.Printf("%-18s %6.2f MB %6.2f MB\n", name, float64(binary)/1e6, float64(archive)/1e6)
		if limit := cmp.Or(largerArchives[name], maxArchive); archive > limit {
			return fmt.Errorf("%s: an archive of %d bytes is beyond %d", name, archive, limit)
		}
	}
	return nil
}

// sizes returns the size of a file, and that of a ZIP archive of it.
func sizes(path string) (file, archive int, err error) {
	binary, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, err
	}
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.DefaultCompression)
	})
	part, err := w.Create("bootstrap")
	if err == nil {
		_, err = part.Write(binary)
	}
	return len(binary), packed.Len(), errors.Join(err, w.Close())
}

func (r *run) template(ctx context.Context) error {
	bin, err := r.samTools(ctx)
	if err != nil {
		return err
	}
	if err := r.command(ctx, nil, filepath.Join(bin, "cfn-lint"), "template.yaml"); err != nil {
		return err
	}
	// A region is required, but not contacted.
	return r.command(ctx, samEnv, filepath.Join(bin, "sam"), "validate", "--lint", "--region", "ap-east-1")
}

// samEnv disables SAM's telemetry, and sets the deployment's build flags, which SAM cannot pass to Go.
var samEnv = []string{
	"SAM_CLI_TELEMETRY=0",
	"CGO_ENABLED=0",
	"GOFLAGS=-trimpath " + host.BuildTags + " '-ldflags=-s -w'",
}

func (r *run) sam(ctx context.Context) error {
	bin, err := r.samTools(ctx)
	if err != nil {
		return err
	}
	if err := r.command(ctx, samEnv, filepath.Join(bin, "sam"), "build", "--parallel"); err != nil {
		return err
	}
	names, err := r.functions()
	if err != nil {
		return err
	}
	built, err := filepath.Glob(filepath.Join(r.root, ".aws-sam", "build", "*", "bootstrap"))
	if err == nil && len(built) != len(names) {
		err = fmt.Errorf("%d functions were built of %d", len(built), len(names))
	}
	return err
}

// unit runs the tests with their emulators. If one is not available, its tests are skipped, with a message.
func (r *run) unit(ctx context.Context) error {
	var args []string
	emulators := []struct {
		variable, tests string
		find            func(context.Context) (string, error)
	}{
		{"DYNOXIDE", "the store on a DynamoDB endpoint", r.dynoxide},
		{"LAMBDA_RIE", "the functions under AWS's Runtime Interface Emulator", r.lambdaEmulator},
	}
	if r.short {
		args = append(args, "-short")
		emulators = emulators[:1] // programs are neither built nor run
	}
	var env []string
	if r.built != "" && runtime.GOOS == "linux" {
		env = append(env, "FUNCTION_PROGRAMS="+filepath.Join(r.built, runtime.GOARCH))
	}
	var missing error
	if err := r.poppler(ctx); err != nil {
		fmt.Printf("!!! NOT TESTED: annexes in PDF: %v\n", err)
		missing = fmt.Errorf("the tests of annexes in PDF were %w", err)
	}
	for _, e := range emulators {
		path, err := e.find(ctx)
		if err != nil {
			fmt.Printf("!!! NOT TESTED: %s: %v\n", e.tests, err)
			missing = errors.Join(missing, fmt.Errorf("the tests of %s were %w", e.tests, err))
			continue
		}
		env = append(env, e.variable+"="+path)
	}
	if err := r.tests(ctx, env, args...); err != nil {
		return err
	}
	return missing
}
