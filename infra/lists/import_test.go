package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
	"importchecker/shared/tariff"
)

// whole is the number of lines of the list of 2022.
const whole = 1476

// Fragments in the form of the stored ones, so that these tests do not depend on later imports. Their rows are
// invented.
const (
	columns  = "id,kind,code,category,name_zh,name_en,remark,reading,basis,confidence,sources,fits,note\n"
	fragment = columns +
		"r1,removed,93070090,,,Swords,,,reported,code-from-secondary,S10,,taken out\n" +
		"c32151900,listed,32151900,,,Other printing ink,only ink for household printers (source paraphrase),,reported,code-from-secondary,S12,,\n" +
		"c95045020,listed,95045020,,,Controllers,,,reported,code-from-secondary,S11,,\n" +
		"h1,hint,,,,Long-grain rice,,,reported,name-only,S12,100630,\n" +
		"h2,hint,,,,Wigs,,,reported,name-only,S14,6704;670420,one of those added\n"
	pilotFragment = columns + "h1,hint,,,,Toys,,,reported,name-only,Y01,9503,an example\n"
	notice2022    = "# List\n\n财政部等8个部门\n\n## Rows held\n\n2 rows: c32151900, c95045020\n\n## Conflicts among sources\n\nNone.\n\n## Missing, and where to have it\n\nThe rest.\n"
)

// tree returns a copy of the source tree of the lists, with fragments of the retail list of 2022 and of the
// pilot's list.
func tree(t testing.TB) string {
	t.Helper()
	norace.SkipUnderRace(t, "one goroutine, whole lists and tariffs")
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "source"), os.DirFS("../../shared/list/source")); err != nil {
		t.Fatal(err)
	}
	editions, err := os.ReadDir(filepath.Join(dir, "source", list.CBEC))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range editions {
		if e.Name() > "2022" { // imported since
			if err := os.RemoveAll(filepath.Join(dir, "source", list.CBEC, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for folder, rows := range map[string]string{"source/cbec-retail-import/2022/": fragment,
		"source/yiwu-import-pilot/1/": pilotFragment} {
		raw, err := os.ReadFile(filepath.Join(dir, folder, "edition.json"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := compile.ReadMeta(folder, raw)
		if err != nil {
			t.Fatal(err)
		}
		m.Annex, m.Superseded = nil, ""
		if raw, err = compile.FormatMeta(m); err != nil {
			t.Fatal(err)
		}
		write(folder+"edition.json", raw)
		write(folder+"list.csv", []byte(rows))
		write(folder+"NOTICE.md", []byte(notice2022))
	}
	table, err := compile.Write(os.DirFS(filepath.Join(dir, "source")), "list")
	if err != nil {
		t.Fatal(err)
	}
	write("table.go", table)
	return dir
}

// snapshot returns every file below a folder.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// changed returns the names of the files that differ.
func changed(before, after map[string]string) []string {
	var names []string
	for name, text := range after {
		if old, ok := before[name]; !ok || old != text {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// lines returns n tariff lines of 2026, spread over all chapters.
func lines(t testing.TB, n int) []tariff.Code {
	t.Helper()
	table, ok := tariff.At(edition.NewDate(2026, 1, 1))
	if !ok {
		t.Fatal("the tariff of 2026 is not held")
	}
	var all []tariff.Code
	for i := range table.Len() {
		if c := table.Code(i).Line(); len(all) == 0 || all[len(all)-1] != c {
			all = append(all, c)
		}
	}
	picked := make([]tariff.Code, n)
	for i := range picked {
		picked[i] = all[i*len(all)/n]
	}
	return picked
}

// remarkOf returns the remark of a row of an invented annex, which may be empty.
func remarkOf(i int) string {
	switch i % 20 {
	case 3:
		return "仅限网购保税商品"
	case 7:
		return "列入《进出口野生动植物种商品目录》的商品除外"
	case 11:
		return "仅限网购保税商品；列入《进出口野生动植物种商品目录》的商品除外"
	}
	return ""
}

// madeUp returns an invented annex: real codes, with names and remarks that say they are invented. change edits
// its rows, the first of which is the header.
func madeUp(t testing.TB, codes []tariff.Code, change func(rows [][]string) [][]string) []byte {
	t.Helper()
	rows := [][]string{{"序号", "税则号列", "货品名称", "备注"}}
	for i, c := range codes {
		rows = append(rows, []string{fmt.Sprint(i + 1), c.Dotted(), fmt.Sprintf("虚构商品%d", i+1), remarkOf(i)})
	}
	if change != nil {
		rows = change(rows)
	}
	all := append([][]string{{"附件（虚构，仅供测试）", "", "", ""}}, rows...)
	all = append(all, []string{"注：本表为虚构。", "", "", ""})
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// annexFile writes an annex to a file.
func annexFile(t testing.TB, raw []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "annex.csv")
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// runImport runs an import. The annexes here are invented, and do not have all rows of the edition.
func runImport(args ...string) (report string, err error) {
	var out, errs bytes.Buffer
	err = run(append([]string{"import", "-accept", "rows_lost"}, args...), &out, &errs)
	return out.String() + errs.String(), err
}

// imported runs an import that must succeed.
func imported(t *testing.T, args ...string) string {
	t.Helper()
	report, err := runImport(args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, report)
	}
	return report
}

// refused runs an import that must be refused with a report that contains these texts, and must leave the tree
// unchanged.
func refused(t *testing.T, dir string, says []string, args ...string) {
	t.Helper()
	before := snapshot(t, dir)
	report, err := runImport(append([]string{"-tree", dir}, args...)...)
	if !errors.Is(err, errRefused) {
		t.Errorf("got %v, want a refusal\n%s", err, report)
	}
	for _, text := range says {
		if !strings.Contains(report, text) {
			t.Errorf("the report does not say %q:\n%s", text, report)
		}
	}
	if names := changed(before, snapshot(t, dir)); len(names) > 0 {
		t.Errorf("refused, and yet these files changed: %s", names)
	}
}

func readEdition(t *testing.T, dir, listID, id string) *list.Edition {
	t.Helper()
	e, err := compile.ReadEdition(os.DirFS(filepath.Join(dir, "source")), listID+"/"+id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestImportOfAWholeList(t *testing.T) {
	t.Parallel()
	codes := lines(t, whole)
	raw := madeUp(t, codes, nil)
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, encoded := range []struct {
		name string
		raw  []byte
	}{
		{"UTF-8", raw},
		{"UTF-8 with a byte order mark", append([]byte("\xef\xbb\xbf"), raw...)},
		{"GB18030", gb},
	} {
		t.Run(encoded.name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t)
			before := snapshot(t, dir)
			old := readEdition(t, dir, list.CBEC, "2022")
			report := imported(t, "-tree", dir, "-list", list.CBEC, "-edition", "2022", annexFile(t, encoded.raw))

			after := snapshot(t, dir)
			const folder = "source/cbec-retail-import/2022/"
			if got, want := changed(before, after), []string{folder + "NOTICE.md", folder + "edition.json", folder + "list.csv",
				"table.go"}; !slices.Equal(got, want) {
				t.Errorf("changed %v, want %v", got, want)
			}
			sum := sha256.Sum256(encoded.raw)
			hash := hex.EncodeToString(sum[:])
			e := readEdition(t, dir, list.CBEC, "2022")
			if e.Held != whole || e.Coverage() != edition.Complete {
				t.Errorf("got %d held, %s", e.Held, e.Coverage())
			}
			if len(e.Entries) != whole || !slices.EqualFunc(e.Hints, old.Hints, func(a, b list.Entry) bool {
				return a.ID == b.ID && a.NameEN == b.NameEN && slices.Equal(a.Fits, b.Fits)
			}) {
				t.Errorf("got %d rows and %d hints, want %d and the %d there were", len(e.Entries), len(e.Hints), whole,
					len(old.Hints))
			}
			for _, entry := range e.Entries {
				i := slices.Index(codes, entry.Code)
				if i < 0 || entry.ID != fmt.Sprint(i+1) || entry.NameZH != fmt.Sprintf("虚构商品%d", i+1) ||
					entry.Remark != remarkOf(i) ||
					entry.Basis != edition.Official || entry.Confidence != "annex" ||
					!slices.Equal(entry.Sources, []string{"annex:" + hash[:12]}) {
					t.Fatalf("row %d: got %+v", i, entry)
				}
			}
			if !strings.Contains(after[folder+"edition.json"], hash) {
				t.Error("edition.json does not have the hash of the file")
			}
			notice := after[folder+"NOTICE.md"]
			for _, text := range []string{hash, "annex.csv", encoded.name, "complete, 1,476 of 1,476 rows", "> 注：本表为虚构。",
				"财政部等8个部门", "## Conflicts among sources"} {
				if !strings.Contains(notice, text) {
					t.Errorf("NOTICE.md does not say %q", text)
				}
			}
			for _, text := range []string{"c95045020", "The rest", "## Missing"} { // of the fragment
				if strings.Contains(notice, text) {
					t.Errorf("NOTICE.md still says %q", text)
				}
			}
			for _, text := range []string{hash, encoded.name, "header      row 2: 序号, 税则号列, 货品名称, 备注", "rows read   1,476",
				"148 bonded_only, 148 no_listed_species", "complete, 1,476 of 1,476 rows", "added:", "removed:",
				"dropped     93070090 Swords", "hints       2 goods", "Next:", "go run ./infra/test", "注：本表为虚构。"} {
				if !strings.Contains(report, text) {
					t.Errorf("the report does not say %q:\n%s", text, report)
				}
			}
			code, err := compile.Write(os.DirFS(filepath.Join(dir, "source")), "list")
			if err != nil || string(code) != after["table.go"] {
				t.Errorf("table.go is not what the sources yield (%v)", err)
			}
		})
	}
}

// TestImportedListDecides checks decisions before and after an import: a code of the annex is listed,
// officially, and another one is not.
func TestImportedListDecides(t *testing.T) {
	t.Parallel()
	codes := lines(t, whole)
	dir := tree(t)
	held := readEdition(t, dir, list.CBEC, "2022")
	imported(t, "-tree", dir, "-list", list.CBEC, "-edition", "2022", annexFile(t, madeUp(t, codes, nil)))
	before := eligibility.NewChecker(list.BuiltIn().With(held))
	after := eligibility.NewChecker(list.BuiltIn().With(readEdition(t, dir, list.CBEC, "2022")))

	reasons := func(c *eligibility.Checker, code tariff.Code) map[eligibility.ReasonCode]eligibility.Reason {
		d := c.Goods(&eligibility.GoodsDeclaration{
			AsOf: edition.NewDate(2026, 3, 1), Channels: []eligibility.ChannelID{eligibility.CBECBonded},
			Item: eligibility.Item{Code: code},
		})
		out := map[eligibility.ReasonCode]eligibility.Reason{}
		for _, r := range d.Channels[0].Reasons {
			out[r.Code] = r
		}
		return out
	}
	table, _ := tariff.At(edition.NewDate(2026, 3, 1))
	one := func(line tariff.Code) tariff.Code { // a declarable code of the line
		lo, _ := table.Range(line)
		return table.Code(lo)
	}
	listed, absent := 0, 0
	for i := range table.Len() {
		line := table.Code(i).Line()
		if i > 0 && table.Code(i-1).Line() == line || i%7 != 0 {
			continue
		}
		was, now := reasons(before, one(line)), reasons(after, one(line))
		if len(held.Find(line)) == 0 {
			if _, ok := was["list_incomplete"]; !ok {
				t.Fatalf("%s, before: got %v, want list_incomplete", line, slices.Collect(maps.Keys(was)))
			}
		}
		if _, ok := now["list_incomplete"]; ok {
			t.Errorf("%s: the list is complete and yet list_incomplete", line)
		}
		if slices.Contains(codes, line) {
			listed++
			if r, ok := now["listed"]; !ok || r.Basis != edition.Official || r.Citations[0].Edition != "2022" {
				t.Fatalf("%s: got %v, want listed, official", line, slices.Collect(maps.Keys(now)))
			}
		} else {
			absent++
			if r, ok := now["not_listed"]; !ok || r.Basis != edition.Official || r.Effect != eligibility.Bars {
				t.Fatalf("%s: got %v, want not_listed, official", line, slices.Collect(maps.Keys(now)))
			}
		}
	}
	if listed < 50 || absent < 50 {
		t.Errorf("asked about %d listed and %d absent codes only", listed, absent)
	}
}

// TestImportAgain checks that importing the same annex again changes nothing, and that another one is compared
// with the first.
func TestImportAgain(t *testing.T) {
	t.Parallel()
	codes := lines(t, whole)
	dir := tree(t)
	args := []string{"-tree", dir, "-list", list.CBEC, "-edition", "2022"}
	file := annexFile(t, madeUp(t, codes, nil))
	imported(t, append(args, file)...)
	first := snapshot(t, dir)
	report := imported(t, append(args, file)...)
	if !strings.Contains(report, "0 added, 0 removed, 0 changed, 1,476 alike") {
		t.Errorf("got\n%s", report)
	}
	// NOTICE.md has the number of replaced rows.
	if got := changed(first, snapshot(t, dir)); len(got) > 1 || len(got) == 1 && !strings.HasSuffix(got[0], "NOTICE.md") {
		t.Errorf("changed %v", got)
	}

	other := lines(t, whole)
	other[0] = "98010010"
	if slices.Contains(codes, other[0]) {
		t.Fatal("choose another code")
	}
	report = imported(t, append(args, annexFile(t, madeUp(t, other, func(rows [][]string) [][]string {
		rows[2][3] = "仅限网购保税商品"
		return rows
	})))...)
	for _, text := range []string{
		"1 added, 1 removed, 1 changed, 1,474 alike", "98010010 虚构商品1", string(codes[0]) +
			" 虚构商品1 (was official, from annex:",
		string(codes[1]) + " 虚构商品2 [仅限网购保税商品]", "was " + string(codes[1]) + " 虚构商品2",
	} {
		if !strings.Contains(report, text) {
			t.Errorf("the report does not say %q:\n%s", text, report)
		}
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir := tree(t)
	before := snapshot(t, dir)
	report := imported(t, "-tree", dir, "-dry-run", "-list", list.CBEC, "-edition", "2022",
		annexFile(t, madeUp(t, lines(t, whole), nil)))
	if !strings.Contains(report, "complete, 1,476 of 1,476 rows") || !strings.Contains(report, "nothing was written") ||
		strings.Contains(report, "Next:") {
		t.Errorf("got\n%s", report)
	}
	if names := changed(before, snapshot(t, dir)); len(names) > 0 {
		t.Errorf("changed %v", names)
	}
}

// TestRefusals checks that each fault of an invented annex is reported by row and column. The first row of the
// list is row 3 of the file.
func TestRefusals(t *testing.T) {
	t.Parallel()
	codes := lines(t, whole)
	for _, row := range []struct {
		name   string
		change func(rows [][]string) [][]string
		args   []string
		says   []string
	}{
		{
			name:   "a row is missing",
			change: func(rows [][]string) [][]string { return slices.Delete(rows, 100, 101) },
			says: []string{"annex.csv: holds 1475 rows, but the announcement states 1476",
				"row 102, column 序号: 101 follows 99", "-partial"},
		}, {
			name: "a row too many",
			change: func(rows [][]string) [][]string {
				return append(rows, []string{"1477", "98010010", "虚构", ""})
			},
			says: []string{"annex.csv: holds 1477 rows, but the announcement states 1476"},
		}, {
			name:   "a code twice",
			change: func(rows [][]string) [][]string { rows[20][1] = rows[10][1]; return rows },
			says:   []string{"annex.csv: row 22, column 税则号列: " + string(codes[9]) + " is already in row 12"},
		}, {
			name:   "a zero that a spreadsheet took",
			change: func(rows [][]string) [][]string { rows[1][1] = "1012100"; return rows },
			says:   []string{"annex.csv: row 3, column 税则号列: \"1012100\" has 7 digits: a spreadsheet may have taken the zero of 01012100"},
		}, {
			name:   "a remark that cannot be read",
			change: func(rows [][]string) [][]string { rows[5][3] = "见注释"; rows[6][3] = "另行规定"; return rows },
			says: []string{"2 problems", "annex.csv: row 7, column 备注: remark clause \"见注释\"",
				"annex.csv: row 8, column 备注: remark clause \"另行规定\"", "-manual"},
		}, {
			name:   "one of two unreadable remarks is marked",
			change: func(rows [][]string) [][]string { rows[5][3] = "见注释"; rows[6][3] = "另行规定"; return rows },
			args:   []string{"-manual", "7"},
			says:   []string{"1 problem:", "annex.csv: row 8, column 备注: remark clause \"另行规定\""},
		}, {
			name: "a row marked that is none",
			args: []string{"-manual", "2"},
			says: []string{"annex.csv: row 2: marked manual, but it is no row of the list"},
		}, {
			name: "no column of remarks",
			change: func(rows [][]string) [][]string {
				for i := range rows {
					rows[i] = rows[i][:3]
				}
				return rows
			},
			says: []string{"annex.csv: row 2, column 备注: there is no column of remarks"},
		}, {
			name:   "no header",
			change: func(rows [][]string) [][]string { return rows[1:] },
			says:   []string{"annex.csv: no header: want a row with 税则号列 and 货品名称"},
		}, {
			name:   "a total that does not agree",
			change: func(rows [][]string) [][]string { return append(rows, []string{"合计", "1477", "", ""}) },
			says:   []string{"annex.csv: row 1479: the file says that there are 1477, but 1476 rows stand above"},
		}, {
			name: "called partial, and it is not",
			args: []string{"-partial"},
			says: []string{"all 1476 rows are there"},
		}, {
			name: "many faults at once",
			change: func(rows [][]string) [][]string {
				rows[1][1], rows[2][2], rows[3][3], rows[4][0] = "1012100", "", "见注释", "四"
				return rows[:1000]
			},
			says: []string{"5 problems", "row 3, column 税则号列", "row 4, column 货品名称", "row 5, column 备注", "row 6, column 序号",
				"holds 999 rows"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-list", list.CBEC, "-edition", "2022"}, row.args...)
			refused(t, tree(t), append(row.says, "Nothing was written"),
				append(args, annexFile(t, madeUp(t, codes, row.change)))...)
		})
	}
}

func TestManualRows(t *testing.T) {
	t.Parallel()
	codes := lines(t, whole)
	raw := madeUp(t, codes, func(rows [][]string) [][]string { rows[5][3] = "见注释"; rows[6][3] = "另行规定"; return rows })
	for _, args := range [][]string{{"-manual", "7,8"}, {"-manual-all"}} {
		dir := tree(t)
		report := imported(t, append(args, "-tree", dir, "-list", list.CBEC, "-edition", "2022", annexFile(t, raw))...)
		if !strings.Contains(report, "2 manual") {
			t.Errorf("got\n%s", report)
		}
		e := readEdition(t, dir, list.CBEC, "2022")
		entry := e.Find(codes[4])
		if len(entry) != 1 || len(entry[0].Conditions) != 1 ||
			entry[0].Conditions[0] != (list.Condition{Kind: list.Manual, Text: "见注释"}) {
			t.Errorf("got %+v", entry)
		}
		notice := snapshot(t, dir)["source/cbec-retail-import/2022/NOTICE.md"]
		if !strings.Contains(notice, "rows 7, 8 of the file") {
			t.Errorf("NOTICE.md does not name the rows left unread:\n%s", notice)
		}
	}
}

// TestPartial checks that an edition with fewer rows than stated is partial.
func TestPartial(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1400, 1480} {
		dir := tree(t)
		report := imported(t, "-partial", "-tree", dir, "-list", list.CBEC, "-edition", "2022",
			annexFile(t, madeUp(t, lines(t, n), nil)))
		e := readEdition(t, dir, list.CBEC, "2022")
		if e.Held != n || e.Coverage() != edition.Partial {
			t.Errorf("got %d held, %s", e.Held, e.Coverage())
		}
		says := fmt.Sprintf("PARTIAL, %s of 1,476 rows: a code that is not on it stays unknown", edition.Thousands(n))
		notice := snapshot(t, dir)["source/cbec-retail-import/2022/NOTICE.md"]
		if !strings.Contains(report, says) || !strings.Contains(notice, says) {
			t.Errorf("does not say %q:\n%s\n%s", says, report, notice)
		}
	}
}

// freshFlags returns the flags of a new edition.
func freshFlags(more ...string) []string {
	return append([]string{
		"-list", list.CBEC, "-edition", "2026-test", "-effective", "2026-06-01", "-stated", "1500", "-document", "公告（虚构）",
		"-published", "nowhere", "-title-en", "Made up", "-title-zh", "虚构清单", "-issuer-en", "nobody", "-issuer-zh", "无",
	}, more...)
}

func TestNewEdition(t *testing.T) {
	t.Parallel()
	dir := tree(t)
	before := snapshot(t, dir)
	imported(t, freshFlags("-supersedes", "2022", "-tree", dir, annexFile(t, madeUp(t, lines(t, 1500), nil)))...)
	const folder = "source/cbec-retail-import/"
	after := snapshot(t, dir)
	want := []string{folder + "2022/edition.json", folder + "2026-test/NOTICE.md", folder + "2026-test/edition.json",
		folder + "2026-test/list.csv", "table.go"}
	if got := changed(before, after); !slices.Equal(got, want) {
		t.Errorf("changed %v, want %v", got, want)
	}
	e, old := readEdition(t, dir, list.CBEC, "2026-test"), readEdition(t, dir, list.CBEC, "2022")
	if old.To != edition.NewDate(2026, 6, 1) || e.From != old.To || e.To != 0 || e.Coverage() != edition.Complete ||
		len(e.Hints) != 0 || e.Issuer.ZH != "无" {
		t.Errorf("got %+v after %+v", e.Edition, old.Edition)
	}
	if notice := after[folder+"2026-test/NOTICE.md"]; !strings.Contains(notice, "虚构清单") ||
		!strings.Contains(notice, "from 2026-06-01, in force until an edition replaces it") ||
		!strings.Contains(notice, "## Rows held") {
		t.Errorf("got NOTICE.md\n%s", notice)
	}
}

// TestNewEditionHeldAgainstItsTariff checks that a code missing from the tariff of 2026 stops the import, and
// its successors are named.
func TestNewEditionHeldAgainstItsTariff(t *testing.T) {
	t.Parallel()
	raw := madeUp(t, lines(t, 1500), func(rows [][]string) [][]string {
		rows[300][1] = "0403.10.00"
		rows[301][1] = "7701.00.00"
		return rows
	})
	dir := tree(t)
	refused(t, dir, []string{
		"2 problems",
		"annex.csv: row 302, column 税则号列: 04031000 is not in the tariff of 2026; it was 酸乳 (cn-2018, cn-2019, hs2017, hs2012); today that may be 04032010, 04032090",
		"annex.csv: row 303, column 税则号列: 77010000 is not in the tariff of 2026; no earlier list that is held knows it",
		"-unknown-codes",
	}, freshFlags("-supersedes", "2022", annexFile(t, raw))...)
	imported(t, freshFlags("-supersedes", "2022", "-unknown-codes", "-tree", dir, annexFile(t, raw))...)

	// There is no tariff of 2022: the same is only a note.
	raw = madeUp(t, lines(t, whole), func(rows [][]string) [][]string { rows[300][1] = "0403.10.00"; return rows })
	report := imported(t, "-tree", tree(t), "-list", list.CBEC, "-edition", "2022", annexFile(t, raw))
	if !strings.Contains(report,
		"to look at:\n    annex.csv: row 302, column 税则号列: 04031000 is not in the tariff of 2026") {
		t.Errorf("got\n%s", report)
	}
}

func TestNewEditionRefusals(t *testing.T) {
	file := annexFile(t, madeUp(t, lines(t, 1500), nil))
	without := func(name string) []string {
		args := freshFlags()
		i := slices.Index(args, name)
		return slices.Delete(args, i, i+2)
	}
	for _, row := range []struct {
		name string
		args []string
		says []string
	}{
		{"beside the one in force", freshFlags(),
			[]string{"edition 2022 would be in force together with 2026-test", "-supersedes 2022", "-beside"}},
		{"of an edition that is not there", freshFlags("-supersedes", "2021"), []string{"-supersedes 2021"}},
		{"of an edition that begins later", append(freshFlags("-supersedes", "2022"), "-effective", "2022-03-01"),
			[]string{"takes effect on 2022-03-01, not before"}},
		{"of an edition that has ended", freshFlags("-supersedes", "2019"), []string{"ended on 2022-03-01 already"}},
		{"without its first day", without("-effective"), []string{"there is no edition 2026-test yet", "effective"}},
		{"without its count", without("-stated"), []string{"stated"}},
		{"without its document", without("-document"), []string{"document: blank"}},
		{"without anything", []string{"-list", list.CBEC, "-edition", "2030"},
			[]string{"no edition 2030 yet", "title.en", "issuer.zh", "document", "published", "stated", "effective"}},
		{"flags for an edition that is there", freshFlags("-edition", "2022"),
			[]string{"edition 2022 is there", "cannot be given"}},
		{"a count that is no number", freshFlags("-stated", "many"), []string{"many"}},
		{"a day that is none", freshFlags("-effective", "2026-02-30"), []string{"2026-02-30"}},
		{"an unknown list", freshFlags("-list", "cbec"),
			[]string{`there is no list "cbec"`,
				"cbec-retail-import, yiwu-import-pilot or one of cn-services-negative-national"}},
		{"a path for an edition", freshFlags("-edition", "../2022"), []string{"names of folders"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := tree(t)
			before := snapshot(t, dir)
			report, err := runImport(append(row.args, "-tree", dir, file)...)
			if err == nil || errors.Is(err, errRefused) {
				t.Fatalf("got %v\n%s", err, report)
			}
			for _, text := range row.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%v does not say %q", err, text)
				}
			}
			if names := changed(before, snapshot(t, dir)); len(names) > 0 {
				t.Errorf("changed %v", names)
			}
		})
	}
}

func TestNewEditionBeside(t *testing.T) {
	t.Parallel()
	dir := tree(t)
	imported(t, freshFlags("-beside", "-tree", dir, annexFile(t, madeUp(t, lines(t, 1500), nil)))...)
	if old := readEdition(t, dir, list.CBEC, "2022"); old.To != 0 {
		t.Errorf("the edition beside it ends on %s", old.To)
	}
}

// TestPilotList imports a list that counts kinds of goods.
func TestPilotList(t *testing.T) {
	codes := lines(t, 70)
	raw := madeUp(t, codes, func(rows [][]string) [][]string {
		rows[0][0] = "类别"
		for i := range rows[1:] {
			rows[1+i][0] = "" // two rows to a kind, the second under a merged cell
			if i%2 == 0 {
				rows[1+i][0] = fmt.Sprint(i/2 + 1)
			}
		}
		return rows
	})
	dir := tree(t)
	report := imported(t, "-tree", dir, "-list", list.Yiwu, "-edition", "1", annexFile(t, raw))
	e := readEdition(t, dir, list.Yiwu, "1")
	if e.Held != 35 || len(e.Entries) != 70 || e.Coverage() != edition.Complete || len(e.Hints) != 1 {
		t.Errorf("got %d kinds in %d rows, %d hints", e.Held, len(e.Entries), len(e.Hints))
	}
	if !strings.Contains(report, "kinds       35") || !strings.Contains(report, "complete, 35 of 35 kinds") {
		t.Errorf("got\n%s", report)
	}
}

func TestCommandLine(t *testing.T) {
	file := annexFile(t, nil)
	for _, row := range []struct {
		args []string
		says string
	}{
		{[]string{"export"}, `no command "export"`},
		{[]string{"import"}, "-list and -edition"},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022"}, "want one file, got 0"},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022", file, file}, "want one file, got 2"},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022", "-manual", "7;8", file}, `"7;8" is no row`},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022", "-manual", "0", file}, `"0" is no row`},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022", "-verbose", file}, "not defined"},
		{[]string{"import", "-list", list.CBEC, "-edition", "2022", file + ".gone"}, "no such file"},
	} {
		var out, errs bytes.Buffer
		if err := run(row.args, &out, &errs); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%v: got %v, want it to say %q", row.args, err, row.says)
		}
	}
}

func TestFlagsMayFollowTheFile(t *testing.T) {
	t.Parallel()
	report := imported(t, annexFile(t, madeUp(t, lines(t, whole), nil)), "-dry-run", "-tree", tree(t), "-list", list.CBEC,
		"-edition", "2022")
	if !strings.Contains(report, "nothing was written") {
		t.Errorf("got\n%s", report)
	}
}

// TestHelp checks that the help is complete by itself.
func TestHelp(t *testing.T) {
	for _, args := range [][]string{nil, {"help"}, {"-help"}} {
		var out bytes.Buffer
		if err := run(args, &out, &out); err != nil || !strings.Contains(out.String(), "import -help") {
			t.Errorf("%v: got %v\n%s", args, err, out.String())
		}
	}
	var out bytes.Buffer
	if err := run([]string{"import", "-help"}, &out, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v", err)
	}
	for _, text := range []string{"税则号列", "GB18030", "Examples", "-dry-run", "-manual rows", "-partial", "-unknown-codes",
		"-supersedes edition", "-effective day", "commit"} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("the help does not say %q:\n%s", text, out.String())
		}
	}
}

func BenchmarkImport(b *testing.B) {
	dir := tree(b)
	file := annexFile(b, madeUp(b, lines(b, whole), nil))
	for b.Loop() {
		if report, err := runImport("-tree", dir, "-list", list.CBEC, "-edition", "2022", file); err != nil {
			b.Fatalf("%v\n%s", err, report)
		}
	}
}
