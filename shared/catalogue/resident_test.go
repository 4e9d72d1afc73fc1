package catalogue

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// childFile and childResult name the catalogue and the result of a child process of these tests.
const childFile, childResult = "CATALOGUE_CHILD", "CATALOGUE_RESULT"

func TestMain(m *testing.M) {
	if file := os.Getenv(childFile); file != "" {
		if err := checkFile(file, os.Getenv(childResult)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// checkFile checks a file into another, and prints the number of rows and the peak resident memory.
func checkFile(file, result string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	rows, done, err := tablefile.Open(in)
	if err != nil {
		return err
	}
	defer done()
	to, err := os.Create(result)
	if err != nil {
		return err
	}
	defer to.Close()
	out, err := writerFor(result, to)
	if err != nil {
		return err
	}
	report, err := Check(context.Background(), rows, out,
		Options{Checker: eligibility.NewChecker(list.BuiltIn()), AsOf: day})
	if err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	fmt.Println(report.Tally.Rows, peak())
	return nil
}

func writerFor(name string, w io.Writer) (tablefile.Writer, error) {
	if filepath.Ext(name) == ".xlsx" {
		return tablefile.NewXLSXWriter(w)
	}
	return tablefile.NewCSVWriter(w), nil
}

// peak returns the peak resident memory in MiB.
func peak() int {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kb >> 10
}

// generatedFile writes a catalogue of n rows.
func generatedFile(t *testing.T, name string, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if filepath.Ext(name) == ".csv" {
		if _, err := io.Copy(file, generated(n)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out, err := tablefile.NewXLSXWriter(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := tablefile.Open(generated(n))
	if err != nil {
		t.Fatal(err)
	}
	for {
		cells, _, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = out.Write(cells)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestResident checks that resident memory is limited, however long the file: from workbook to workbook, and
// from text to text. CATALOGUE_ROWS=200000 is the long form, and -v prints the figures.
func TestResident(t *testing.T) {
	norace.SkipUnderRace(t, "its own memory would be measured")
	if _, err := os.Stat("/proc/self/status"); err != nil || testing.Short() {
		t.Skip("reads /proc, and takes seconds")
	}
	n := 20_000
	if long, err := strconv.Atoi(os.Getenv("CATALOGUE_ROWS")); err == nil {
		n = long
	}
	for _, tt := range []struct {
		in, out string
		maxMiB  int // MiB
	}{
		{"goods.csv", "result.csv", 128},
		{"goods.xlsx", "result.csv", 512},
		{"goods.xlsx", "result.xlsx", 512},
	} {
		file := generatedFile(t, tt.in, n)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFile+"="+file, childResult+"="+filepath.Join(t.TempDir(), tt.out))
		begun := time.Now()
		printed, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s to %s: %v", tt.in, tt.out, err)
		}
		var rows, mib int
		if _, err := fmt.Sscan(string(printed), &rows, &mib); err != nil || rows != n || mib > tt.maxMiB {
			t.Errorf("%s to %s: %d rows, %d MiB resident; want %d rows within %d MiB", tt.in, tt.out, rows, mib, n, tt.maxMiB)
		}
		t.Logf("%s to %s: %d rows in %.1f s, %d MiB resident", tt.in, tt.out, rows, time.Since(begun).Seconds(), mib)
	}
}
