package main

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/annex/fetch"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/edition"
	"importchecker/shared/list"
)

// fixture returns the path of an annex made with other tools; package annex has them, and says how.
func fixture(t testing.TB, name string) string {
	t.Helper()
	if strings.HasSuffix(name, ".pdf") && !pdf.Available() {
		if os.Getenv("CI") != "" {
			t.Fatal("NO PDF IS READ HERE: install poppler-utils before the tests (apt-get install poppler-utils)")
		}
		t.Skip("SKIPPED: NO PDF IS READ HERE: install poppler-utils (apt-get install poppler-utils), and this test runs")
	}
	path := filepath.Join("../../shared/annex/testdata", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	packed, err := os.Open(path + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// withWhole returns a tree with a complete list of 2019.
func withWhole(t testing.TB) string {
	t.Helper()
	dir := tree(t)
	if report, err := runImport("-tree", dir, "-list", list.CBEC, "-edition", "2019",
		fixture(t, "goods.csv")); err != nil {
		t.Fatalf("%v\n%s", err, report)
	}
	return dir
}

// TestImportOfEveryFormat checks that the format makes no difference.
func TestImportOfEveryFormat(t *testing.T) {
	t.Parallel()
	want := readEdition(t, withWhole(t), list.CBEC, "2019")
	if want.Coverage() != edition.Complete || want.Held != 1413 {
		t.Fatalf("got %+v", want.Edition)
	}
	for _, name := range []string{"goods.xlsx", "goods-gb18030.csv", "goods.docx", "goods.html", "goods.pdf",
		"goods-calc.html", "goods-calc.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t)
			report := imported(t, "-tree", dir, "-list", list.CBEC, "-edition", "2019", fixture(t, name))
			got := readEdition(t, dir, list.CBEC, "2019")
			for i := range max(len(got.Entries), len(want.Entries)) {
				g, w := got.Entries[i], want.Entries[i]
				if g.ID != w.ID || g.Code != w.Code || g.NameZH != w.NameZH || g.Remark != w.Remark ||
					fmt.Sprint(g.Conditions) != fmt.Sprint(w.Conditions) {
					t.Fatalf("row %d: got %+v, want %+v", i, g, w)
				}
			}
			if !strings.Contains(report, "complete, 1,413 of 1,413 rows") {
				t.Errorf("got\n%s", report)
			}
		})
	}
}

// TestAmend applies changes like those of 2022, in every format.
func TestAmend(t *testing.T) {
	t.Parallel()
	whole := withWhole(t)
	kinds := []string{"-added", fixture(t, "changes-added.csv"), "-deleted", fixture(t, "changes-deleted.csv"),
		"-renumbered", fixture(t, "changes-renumbered.csv"), "-remarks", fixture(t, "changes-remarks.csv")}
	var want string
	for _, files := range [][]string{
		{"changes.csv"}, {"changes.xlsx"}, {"changes-one-table.xlsx"}, {"changes-gb18030.csv"}, {"changes.docx"},
		{"changes.html"}, {"changes.pdf"}, kinds,
	} {
		t.Run(files[0], func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			args := []string{"-tree", dir, "-list", list.CBEC, "-edition", "2022", "-amends", "2019"}
			if len(files) == 1 {
				args = append(args, fixture(t, files[0]))
			} else {
				args = append(args, files...)
			}
			report := imported(t, args...)
			for _, text := range []string{"edition 2019: 1,413 + 29 − 1 + 115 − 80 = 1,476, and 206 rows with another remark",
				"complete, 1,476 of 1,476 rows"} {
				if !strings.Contains(report, text) {
					t.Errorf("the report does not say %q:\n%s", text, report)
				}
			}
			e := readEdition(t, dir, list.CBEC, "2022")
			var rows strings.Builder
			base := 0
			for _, entry := range e.Entries {
				fmt.Fprintln(&rows, entry.ID, entry.Code, entry.NameZH, entry.Remark, entry.Conditions)
				if len(entry.Sources) == 1 && strings.HasPrefix(entry.Sources[0], "annex:") {
					base++
				}
			}
			if want == "" {
				want = rows.String()
			}
			if rows.String() != want || e.Coverage() != edition.Complete || base != len(e.Entries)-115-206 {
				t.Errorf("got %d rows, %d of them from one annex, and they differ: %t", len(e.Entries), base, rows.String() != want)
			}
			after := snapshot(t, dir)
			for _, text := range []string{`"amends": {`, `"edition": "2019"`, readEdition(t, dir, list.CBEC, "2019").SHA256} {
				if !strings.Contains(after["source/cbec-retail-import/2022/edition.json"], text) {
					t.Errorf("edition.json does not say %q", text)
				}
			}
			if notice := after["source/cbec-retail-import/2022/NOTICE.md"]; !strings.Contains(notice,
				"| Amends | edition 2019") || !strings.Contains(notice, "= 1,476") {
				t.Errorf("got NOTICE.md\n%s", notice)
			}
		})
	}
}

func TestAmendRefusals(t *testing.T) {
	t.Parallel()
	whole := withWhole(t)
	changes, err := os.ReadFile(fixture(t, "changes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(changes), "\n")
	without := func(n int) string { // without a row of the file
		return annexFile(t, []byte(strings.Join(append(append([]string{}, lines[:n-1]...), lines[n:]...), "")))
	}
	args := []string{"-list", list.CBEC, "-edition", "2022", "-amends", "2019"}
	// A renumbered line is missing: its section's title shows it, and the sum.
	refused(t, whole, []string{"states 115, but 114 rows stand below it", "1,413 + 29 − 1 + 114 − ",
		"but the announcement states 1476"}, append(args, without(60))...)
	// The same changes in two files: no row of the second fits.
	refused(t, whole, []string{"is added already, by", "is deleted already, by", "is renumbered to",
		"is given another remark twice"},
		append(args, fixture(t, "changes.csv"), fixture(t, "changes.xlsx"))...)
	// The amended list is not complete.
	refused(t, tree(t), []string{"amends edition 2019, of which 1 of 1413 lines are held: bring in its annex first"},
		append(args, fixture(t, "changes.csv"))...)
	// A whole list is not an annex of changes, nor the reverse.
	refused(t, whole, []string{"nothing says whether the line is added"}, append(args, fixture(t, "goods.csv"))...)

	file := fixture(t, "changes.csv")
	for _, row := range []struct {
		args []string
		says string
	}{
		{[]string{"-amends", "2018x", file}, "there is no such edition"},
		{[]string{"-amends", "2022", file}, "does not amend itself"},
		{[]string{"-amends", "../2019", file}, "not a path"},
		{[]string{"-amends", "2019", "-partial", file}, "-partial cannot be given"},
		{[]string{"-amends", "2019", "-profile", "goods", file}, "profile goods yields entries"},
		{[]string{"-amends", "2019"}, "want a file at least"},
		{[]string{"-added", file}, "say which with -amends"},
		{[]string{"-profile", "goods-changes", file}, "say with amends which edition"},
		{[]string{"-profile", "yiwu", file}, "counts kinds, but the edition counts rows"},
		{[]string{"-profile", "none", file}, "there is no such profile"},
	} {
		report, err := runImport(append([]string{"-tree", whole, "-list", list.CBEC, "-edition", "2022"}, row.args...)...)
		if err == nil || errors.Is(err, errRefused) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%v: got %v, want it to say %q\n%s", row.args, err, row.says, report)
		}
	}
	report, err := runImport("-tree", whole, "-list", list.Yiwu, "-edition", "1", "-amends", "0", file)
	if err == nil || !strings.Contains(err.Error(), "no profile says how annexes look that change yiwu-import-pilot") {
		t.Errorf("got %v\n%s", err, report)
	}
}

func TestKindsOfEveryFormat(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"kinds.xlsx", "kinds.csv", "kinds-gb18030.csv", "kinds.docx", "kinds.html",
		"kinds.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t)
			report := imported(t, "-tree", dir, "-list", list.Yiwu, "-edition", "1", fixture(t, name))
			if e := readEdition(t, dir, list.Yiwu, "1"); e.Held != 35 || len(e.Entries) != 71 ||
				e.Coverage() != edition.Complete {
				t.Errorf("got %d kinds in %d rows\n%s", e.Held, len(e.Entries), report)
			}
		})
	}
}

// TestReportAsJSON checks that the JSON report has the same content, refused or not.
func TestReportAsJSON(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	dir := tree(t)
	type reported struct {
		Rows, Held int
		Coverage   string
		Refused    bool
		DryRun     bool `json:"dry_run"`
		Written    []string
		Files      []struct{ Name, Format, SHA256 string }
		Problems   []struct {
			File, Sheet, Column, Text string
			Row                       int
		}
		Changes struct{ Added []struct{ Code string } }
	}
	for _, row := range []struct {
		name  string
		args  []string
		check func(r reported) bool
	}{
		{"a dry run", []string{"-dry-run", "-edition", "2019", fixture(t, "goods.xlsx")}, func(r reported) bool {
			return r.Rows == 1413 && r.Held == 1413 && r.Coverage == "complete" && !r.Refused && r.DryRun &&
				len(r.Written) == 0 && len(r.Changes.Added) == 1413 && r.Files[0].Name == "goods.xlsx" &&
				len(r.Files[0].SHA256) == 64
		}},
		{"a refusal", []string{"-edition", "2022", fixture(t, "real.xlsx")}, func(r reported) bool {
			return r.Refused && len(r.Problems) == 1 && r.Problems[0].File == "real.xlsx" &&
				strings.Contains(r.Problems[0].Text, "holds 69 rows")
		}},
		{"an import", []string{"-edition", "2019", fixture(t, "goods.xlsx")},
			func(r reported) bool { return !r.Refused && !r.DryRun && len(r.Written) == 4 }},
	} {
		report, err := runImport(append([]string{"-json", "-tree", dir, "-list", list.CBEC}, row.args...)...)
		var r reported
		if bad := json.Unmarshal([]byte(report), &r); bad != nil {
			t.Fatalf("%s: %v, %v\n%s", row.name, err, bad, report)
		}
		if (err != nil) != r.Refused || !row.check(r) {
			t.Errorf("%s: got %+v, %v", row.name, r, err)
		}
	}
}

func TestSheetFlag(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	file := fixture(t, "goods.xlsx")
	refused(t, tree(t), []string{"sheet 旧清单", "holds 1 rows"}, "-list", list.CBEC, "-edition", "2019", "-sheet", "旧清单",
		file)
	refused(t, tree(t), []string{`there is no sheet "四": it has sheet 清单, sheet 说明, sheet 旧清单`}, "-list", list.CBEC,
		"-edition", "2019", "-sheet", "四", file)
	dir := tree(t)
	imported(t, "-tree", dir, "-list", list.CBEC, "-edition", "2019", "-sheet", "1", file)
	if meta := snapshot(t, dir)["source/cbec-retail-import/2019/edition.json"]; !strings.Contains(meta, `"sheet 清单"`) {
		t.Errorf("edition.json does not say which sheet was read:\n%s", meta)
	}
}

// TestFromAnAddress checks that an official page is followed to its annex, and the page, the address and the
// day are recorded. A local server replaces the official site.
func TestFromAnAddress(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	content, err := os.ReadFile(fixture(t, "goods.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/notice.html", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<p>公告2019年第96号</p><a href="files/annex.xlsx">附件：清单.xlsx</a>`)
	})
	mux.HandleFunc("/files/annex.xlsx", func(w http.ResponseWriter, _ *http.Request) { w.Write(content) })
	site := httptest.NewTLSServer(mux)
	defer site.Close()
	roots := x509.NewCertPool()
	roots.AddCert(site.Certificate())

	dir := tree(t)
	var out bytes.Buffer
	o, err := parse([]string{"-tree", dir, "-list", list.CBEC, "-edition", "2019", "-accept", "rows_lost", "-from",
		site.URL + "/notice.html"}, &out, &out)
	if err != nil {
		t.Fatal(err)
	}
	o.today = "2026-11-22"
	if err := importAnnex(o, &out); err == nil || !strings.Contains(err.Error(), "only 443") &&
		!strings.Contains(err.Error(), "no public address") {
		t.Fatalf("a private address is gone to: %v", err)
	}
	o.fetcher = fetch.Fetcher{Permit: func(netip.AddrPort) error { return nil }, TLS: &tls.Config{RootCAs: roots}}
	if err := importAnnex(o, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	after := snapshot(t, dir)
	for _, text := range []string{
		`"file": "annex.xlsx"`, `"address": "` + site.URL + `/files/annex.xlsx"`, `"linked_from": "` + site.URL +
			`/notice.html"`, `"retrieved": "2026-11-22"`,
	} {
		if !strings.Contains(after["source/cbec-retail-import/2019/edition.json"], text) {
			t.Errorf("edition.json does not say %s:\n%s", text, after["source/cbec-retail-import/2019/edition.json"])
		}
	}
	if notice := after["source/cbec-retail-import/2019/NOTICE.md"]; !strings.Contains(notice, site.URL+
		"/files/annex.xlsx>, on 2026-11-22") {
		t.Errorf("got NOTICE.md\n%s", notice)
	}
	if e := readEdition(t, dir, list.CBEC, "2019"); e.Coverage() != edition.Complete {
		t.Errorf("got %+v", e.Edition)
	}
}

// TestReadServices checks that a list of services is read as one table.
func TestReadServices(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	raw, err := os.ReadFile(fixture(t, "truth-services.csv"))
	if err != nil {
		t.Fatal(err)
	}
	truth, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"services.xlsx", "services.csv", "services-gb18030.csv", "services.docx",
		"services.html", "services.pdf"} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if err := run([]string{"read", "-stated", "71", fixture(t, name)}, &out, &errs); err != nil {
				t.Fatalf("%v\n%s", err, errs.String())
			}
			got, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\xef\xbb\xbf")))).ReadAll()
			if err != nil || len(got) != len(truth) {
				t.Fatalf("got %d rows, want %d (%v)", len(got), len(truth), err)
			}
			for i, row := range truth {
				want := []string{row[0], row[1] + "、" + row[2], row[3], row[4]}
				if i > 0 && fmt.Sprint(got[i][:4]) != fmt.Sprint(want) {
					t.Errorf("got %q, want %q", got[i], want)
				}
			}
		})
	}
	var out, errs bytes.Buffer
	if err := run([]string{"read", "-json", "-stated", "70", fixture(t, "services.xlsx")}, &out, &errs); !errors.Is(err,
		errRefused) || !json.Valid(out.Bytes()) ||
		!strings.Contains(out.String(), "holds 71 rows, but the announcement states 70") {
		t.Errorf("got %v\n%s", err, out.String())
	}
	out.Reset()
	if err := run([]string{"read", "-stated", "70", fixture(t, "services.xlsx")}, &out, &errs); !errors.Is(err,
		errRefused) || out.Len() > 0 || !strings.Contains(errs.String(), "holds 71 rows") {
		t.Errorf("got %v\n%s%s", err, out.String(), errs.String())
	}
	for _, row := range []struct {
		args []string
		says string
	}{
		{[]string{"read"}, "want one file, got 0"},
		{[]string{"read", "-profile", "none", "a"}, "there is no profile none"},
		{[]string{"read", "-profile", "goods", "a"}, "import brings it in"},
	} {
		if err := run(row.args, &out, &errs); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%v: got %v, want it to say %q", row.args, err, row.says)
		}
	}
}

func TestProfilesCommand(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"profiles"}, &out, &out); err != nil ||
		!strings.Contains(out.String(), "goods-changes: Changes to a list of goods") ||
		!strings.Contains(out.String(), "序号, 领域, 特别管理措施") && !strings.Contains(out.String(), "序号, 门类, 领域, 特别管理措施") {
		t.Errorf("got %v\n%s", err, out.String())
	}
}

// BenchmarkFormats measures a whole import: reading, checking, comparing, compiling and writing.
func BenchmarkFormats(b *testing.B) {
	whole := withWhole(b)
	for _, name := range []string{"goods.csv", "goods-gb18030.csv", "goods.xlsx", "goods.docx", "goods.html",
		"goods.pdf"} {
		b.Run(name, func(b *testing.B) {
			file := fixture(b, name)
			for b.Loop() {
				if report, err := runImport("-tree", whole, "-list", list.CBEC, "-edition", "2019", file); err != nil {
					b.Fatalf("%v\n%s", err, report)
				}
			}
		})
	}
	for _, name := range []string{"changes.csv", "changes.xlsx", "changes.docx", "changes.html", "changes.pdf"} {
		b.Run(name, func(b *testing.B) {
			file := fixture(b, name)
			for b.Loop() {
				if report, err := runImport("-tree", whole, "-list", list.CBEC, "-edition", "2022", "-amends", "2019",
					file); err != nil {
					b.Fatalf("%v\n%s", err, report)
				}
			}
		})
	}
}
