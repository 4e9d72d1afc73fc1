package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/services/compile"
)

// servicesTree returns a copy of the source tree of services.
func servicesTree(t testing.TB) string {
	t.Helper()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "source"), os.DirFS("../../shared/services/source")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"table.go", "classification.go", "data/names.txt", "data/words.txt", "data/texts.txt"} {
		raw, err := os.ReadFile(filepath.Join("../../shared/services", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readMeasures(t testing.TB, dir, list, id string) *services.Edition {
	t.Helper()
	e, err := compile.ReadEdition(os.DirFS(dir), "source/"+list+"/"+id, compile.Compiled())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestImportServices imports a list of services, in every format, and checks that go generate would write the
// same files.
func TestImportServices(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"services.csv", "services.xlsx", "services.docx", "services.html", "services.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := servicesTree(t)
			before := snapshot(t, dir)
			file := fixture(t, name)
			if report := imported(t, "-tree", dir, "-list", services.NationalList, "-edition", "2024", "-dry-run",
				file); !strings.Contains(report, "Dry run") || len(changed(before, snapshot(t, dir))) > 0 {
				t.Errorf("a dry run writes:\n%s", report)
			}
			report := imported(t, "-tree", dir, "-list", services.NationalList, "-edition", "2024", file)
			after := snapshot(t, dir)
			folder := "source/" + services.NationalList + "/2024/"
			// A measure of one activity adds words that lead to a class.
			want := []string{"data/texts.txt", "source/NOTICE.md", folder + "NOTICE.md", folder + "edition.json",
				folder + "list.csv", "table.go"}
			if got := changed(before, after); !slices.Equal(got, want) {
				t.Errorf("wrote %v, want %v", got, want)
			}
			e := readMeasures(t, dir, services.NationalList, "2024")
			if e.Coverage() != edition.Complete || e.Held != 71 || !strings.Contains(report, "complete, 71 of 71 measures") ||
				!strings.Contains(report, "71 open") {
				t.Errorf("got %+v\n%s", e.Edition, report)
			}
			generated, err := compile.Files(os.DirFS(filepath.Join(dir, "source")))
			if err != nil {
				t.Fatal(err)
			}
			for name, content := range generated {
				if after[name] != string(content) {
					t.Errorf("%s is not what is generated", name)
				}
			}
			if notice := after["source/NOTICE.md"]; !strings.Contains(notice,
				"| `cn-services-negative-national/2024/` | 71 of 71 | national list, in force from 2024-04-21") {
				t.Errorf("got\n%s", notice)
			}
			if !strings.Contains(after[folder+"edition.json"], `"annex": {`) ||
				!strings.Contains(after[folder+"NOTICE.md"], "71 open") {
				t.Errorf("got\n%s\n%s", after[folder+"edition.json"], after[folder+"NOTICE.md"])
			}
		})
	}
}

// TestSettleServices does what a maintainer does: read, decide, import, and later import the annex itself
// again.
func TestSettleServices(t *testing.T) {
	t.Parallel()
	dir := servicesTree(t)
	var table, errs bytes.Buffer
	if err := run([]string{"read", "-stated", "71", fixture(t, "services.csv")}, &table, &errs); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	lines := strings.SplitAfter(table.String(), "\n")
	// Columns: 序号, 门类, 领域, 特别管理措施, whole, part, modes, kind, …
	lines[1] = strings.Replace(lines[1], "。,,,,,", "。,,041,4,licence,", 1)
	decided := annexFile(t, []byte(strings.Join(lines, "")))
	report := imported(t, "-tree", dir, "-list", services.NationalList, "-edition", "2024", decided)
	if !strings.Contains(report, "1 decided in the table, 0 lent by the row held, 0 typed by their words, 70 open") {
		t.Fatalf("got\n%s", report)
	}
	m := readMeasures(t, dir, services.NationalList, "2024").Measures[0]
	if m.Kind != services.Licence || m.Modes != services.ModesOf(services.NaturalPersons) || m.Weight != services.Decides {
		t.Errorf("got %+v", m)
	}
	report = imported(t, "-tree", dir, "-list", services.NationalList, "-edition", "2024", fixture(t, "services.docx"))
	if !strings.Contains(report, "1 lent by the row held, 0 typed by their words, 70 open") {
		t.Errorf("got\n%s", report)
	}
}

func TestServicesRefusals(t *testing.T) {
	t.Parallel()
	dir := servicesTree(t)
	args := []string{"-list", services.NationalList, "-edition", "2024"}
	refused(t, dir, []string{"holds 1 rows, but the announcement states 71"},
		append(args, annexFile(t, []byte("序号,门类,特别管理措施\n1,教育,甲\n")))...)
	refused(t, dir, []string{`row 2, column section: "教学" is no section of GB/T 4754-2017`},
		append(args, "-partial", annexFile(t, []byte("序号,门类,特别管理措施\n1,教学,甲\n")))...)
	file := fixture(t, "services.csv")
	for _, row := range []struct {
		args []string
		says string
	}{
		{[]string{"-edition", "2024", "-amends", "2021", file}, "changes to a list of services are not applied"},
		{[]string{"-edition", "2024", "-manual", "04090000", file}, "marked by their numbers"},
		{[]string{"-edition", "2024", "-profile", "goods", file}, "-profile: profile goods yields entries"},
		{[]string{"-edition", "2024", "-document", "x", file}, "edition 2024 is there, so -document cannot be given"},
		{[]string{"-edition", "2027", file}, "title.en: blank"},
		{[]string{"-edition", "2027", "-supersedes", "2024", "-effective", "2027-01-01", "-stated", "71", "-document", "d",
			"-published", "p",
			"-title-en", "t", "-title-zh", "t", "-issuer-en", "i", "-issuer-zh", "i", file}, "short.en, short.zh: blank"},
		{[]string{"-edition", "2027", "-effective", "2027-01-01", "-stated", "71", "-document", "d", "-published", "p",
			"-short-en", "s", "-short-zh", "s",
			"-title-en", "t", "-title-zh", "t", "-issuer-en", "i", "-issuer-zh", "i", file},
			"would be in force together with 2027"},
	} {
		report, err := runImport(append([]string{"-tree", dir, "-list", services.NationalList}, row.args...)...)
		if err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%v: got %v, want it to say %q\n%s", row.args, err, row.says, report)
		}
	}
	report := imported(t, "-json", "-tree", dir, "-list", services.NationalList, "-edition", "2027", "-supersedes", "2024",
		"-effective", "2027-01-01", "-stated", "71",
		"-document", "d", "-published", "p", "-short-en", "National list 2027", "-short-zh", "全国版清单（2027年版）",
		"-title-en", "t", "-title-zh", "t", "-issuer-en", "i", "-issuer-zh", "i", file)
	var r struct {
		Held    int
		Refused bool
		Written []string
		Rows    []struct{ State string }
	}
	if err := json.Unmarshal([]byte(report), &r); err != nil || r.Held != 71 || r.Refused || len(r.Written) != 6 ||
		r.Rows[0].State != "open" {
		t.Errorf("got %v, %+v", err, r)
	}
	if notice := snapshot(t, dir)["source/NOTICE.md"]; !strings.Contains(notice,
		"| `cn-services-negative-national/2027/` | 71 of 71 | National list 2027, from 2027-01-01 (d) | complete: ") {
		t.Errorf("got\n%s", notice)
	}
	if e := readMeasures(t, dir, services.NationalList, "2024"); e.To != edition.NewDate(2027, 1, 1) {
		t.Errorf("the edition before ends on %s", e.To)
	}
}
