package compile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
)

// TestGeneratedFilesAreCurrent compiles the sources in memory and compares.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	for _, row := range []struct{ source, pkg, table string }{
		{"../source", "list", "../table.go"},
		{"../sample/source", "sample", "../sample/table.go"},
	} {
		got, err := compile.Write(os.DirFS(row.source), row.pkg)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(row.table)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what %s yields: run go generate ./shared/list/...", row.table, row.source)
		}
	}
}

// TestGeneratedSourcesAreCurrent does the same for the sources.
func TestGeneratedSourcesAreCurrent(t *testing.T) {
	got, err := compile.WriteSources(os.DirFS("../source"), "list")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../sources.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("../sources.go is not what ../source/sources.csv yields: run go generate ./shared/list")
	}
}

func TestSourcesAreRefused(t *testing.T) {
	const columns = "source_id,title,issuer,document_number,date,url_or_repo_path,what_it_supports\n"
	for _, row := range []struct{ name, text, says string }{
		{"another header", "id,title\n", "the header must be source_id,title"},
		{"no header", "", "the header must be"},
		{"an id twice", columns + "S01,a,b,c,d,e,f\nS02,a,b,c,d,e,f\nS01,a,b,c,d,e,f\n", "S01 stands there twice"},
		{"a row that is too short", columns + "S01,a\n", "line 2"},
	} {
		_, err := compile.WriteSources(fstest.MapFS{"sources.csv": {Data: []byte(row.text)}}, "list")
		if err == nil || !strings.Contains(err.Error(), "sources.csv") || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
	if _, err := compile.WriteSources(fstest.MapFS{}, "list"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the file: got %v", err)
	}
}

const (
	dir    = "l/e"
	header = "id,kind,code,category,name_zh,name_en,remark,reading,basis,confidence,sources,fits,note\n"
	sum    = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// meta returns a valid edition.json, with one text replaced.
func meta(old, new string) string {
	const valid = `{"list": "l", "id": "e", "title": {"en": "List", "zh": "清单"}, "issuer": {"en": "Ministry", "zh": "部"},
"document": "公告1号", "effective": "2026-01-01", "superseded": "", "stated": 3, "counts": "rows", "published": "somewhere"}`
	if !strings.Contains(valid, old) {
		panic(fmt.Sprintf("the valid edition.json does not hold %q", old))
	}
	return strings.Replace(valid, old, new, 1)
}

// rows of a valid edition, in the order of no code.
const (
	honey  = "1,listed,04090000,,天然蜂蜜,Natural honey,,,official,verbatim,S01,,\n"
	butter = "2,listed,04051000,,黄油,Butter,仅限网购保税商品,,official,verbatim,S01;S02,,\n"
	swords = "r1,removed,93070090,,,Swords,,,reported,code-from-secondary,S10,,taken out\n"
	wigs   = "h1,hint,,,,Wigs,,,reported,name-only,S14,6704;670420,a hint\n"
)

func files(meta, rows string) fstest.MapFS {
	return fstest.MapFS{
		dir + "/edition.json": {Data: []byte(meta)},
		dir + "/list.csv":     {Data: []byte(rows)},
	}
}

func TestReadEdition(t *testing.T) {
	e, err := compile.ReadEdition(files(meta("", ""), header+honey+butter+swords+wigs), dir)
	if err != nil {
		t.Fatal(err)
	}
	if e.List != "l" || e.ID != "e" || e.Title.ZH != "清单" || e.Issuer.EN != "Ministry" || e.Document != "公告1号" ||
		e.From != edition.NewDate(2026, 1, 1) || e.To != 0 || e.Stated != 3 || e.Sample || e.Published != "somewhere" {
		t.Errorf("got %+v", e.Edition)
	}
	if e.Held != 2 || e.Coverage() != edition.Partial {
		t.Errorf("got %d held, %s: rows taken out and hints are not held", e.Held, e.Coverage())
	}
	if len(e.Entries) != 3 || e.Entries[0].Code != "04051000" || e.Entries[2].Kind != list.Removed || len(e.Hints) != 1 {
		t.Errorf("got entries %+v and hints %+v", e.Entries, e.Hints)
	}
	if c := e.Entries[0].Conditions; len(c) != 1 || c[0].Kind != list.BondedOnly {
		t.Errorf("butter has conditions %+v", c)
	}
	if got := fmt.Sprint(e.Hints[0].Fits, e.Entries[0].Sources); got != "[6704 670420] [S01 S02]" {
		t.Errorf("got %s", got)
	}
	if err := e.Verify(); err != nil {
		t.Error(err)
	}
}

func TestReadEditionThatIsWhole(t *testing.T) {
	e, err := compile.ReadEdition(files(meta(`"stated": 3`, `"stated": 2`), header+honey+butter), dir)
	if err != nil || e.Coverage() != edition.Complete {
		t.Errorf("got %v, %v", e, err)
	}
}

func TestKindsAreCountedByCategory(t *testing.T) {
	rows := header + "1-a,listed,04090000,1,天然蜂蜜,,,,official,verbatim,S01,,\n1-b,listed,04100010,1,燕窝,,,,official,verbatim,S01,,\n2,listed,04090000,2,蜂蜜,,,,official,verbatim,S01,,\n"
	m := strings.Replace(meta(`"stated": 3`, `"stated": 2`), `"rows"`, `"kinds"`, 1)
	e, err := compile.ReadEdition(files(m, rows), dir)
	if err != nil || e.Held != 2 || e.Coverage() != edition.Complete {
		t.Errorf("got %+v, %v, want 2 kinds: the same code may stand in two", e, err)
	}
}

// TestRefusals changes a valid edition in one place at a time, and checks that the problem
// names file, row, column and fault.
func TestRefusals(t *testing.T) {
	const metaFile, rowsFile = dir + "/edition.json", dir + "/list.csv"
	row := func(old, new string) string {
		if !strings.Contains(honey, old) {
			panic(old)
		}
		return header + strings.Replace(honey, old, new, 1)
	}
	annexed := meta(`"published"`, `"annex": {"file": "a.csv", "sha256": "`+sum+`"}, "published"`)
	const annexRow = "1,listed,04090000,,天然蜂蜜,,,,official,annex,annex:0123456789ab,,\n"
	for _, r := range []struct {
		name string
		meta string // valid when blank
		rows string
		file string
		row  int
		col  string
		says string
	}{
		{name: "a code that is too short", rows: row("04090000", "4090000"), file: rowsFile, row: 2, col: "code",
			says: `"4090000" is not a canonical code`},
		{name: "a code with dots", rows: row("04090000", "0409.00.00"), file: rowsFile, row: 2, col: "code",
			says: "canonical"},
		{name: "a code with a letter", rows: row("04090000", "0409000O"), file: rowsFile, row: 2, col: "code",
			says: "canonical"},
		{name: "a listed row without a code", rows: row("04090000", ""), file: rowsFile, row: 2, col: "code",
			says: "rows have a code"},
		{name: "a hint with a code", rows: header + strings.Replace(wigs, "hint,,", "hint,67042000,", 1), file: rowsFile,
			row: 2, col: "code", says: "hints have none"},
		{name: "a code twice", rows: header + honey + butter + strings.Replace(honey, "1,", "3,", 1), file: rowsFile, row: 4,
			col: "code", says: "04090000 stands in row 2 already"},
		{name: "a code listed and taken out", rows: header + honey + strings.Replace(swords, "93070090", "04090000", 1),
			file: rowsFile, row: 3, col: "code", says: "row 2"},
		{name: "an id twice", rows: header + honey + strings.Replace(butter, "2,", "1,", 1), file: rowsFile, row: 3,
			col: "id", says: `"1" stands in row 2 already`},
		{name: "no id", rows: row("1,", ","), file: rowsFile, row: 2, col: "id", says: "blank"},
		{name: "an unknown kind", rows: row("listed", "added"), file: rowsFile, row: 2, col: "kind",
			says: `"added": want listed, removed or hint`},
		{name: "no name", rows: row("天然蜂蜜,Natural honey", ","), file: rowsFile, row: 2, col: "name_zh", says: "no name"},
		{name: "an unknown basis", rows: row("official", "certain"), file: rowsFile, row: 2, col: "basis",
			says: `"certain" is no basis`},
		{name: "no basis", rows: row("official", ""), file: rowsFile, row: 2, col: "basis", says: "no basis"},
		{name: "no source", rows: row("S01", ""), file: rowsFile, row: 2, col: "sources",
			says: "without its source is unfinished"},
		{name: "a blank among the sources", rows: row("S01", "S01;"), file: rowsFile, row: 2, col: "sources",
			says: "blank among them"},
		{name: "an invented row in a real edition", rows: row("official", "sample"), file: rowsFile, row: 2, col: "basis",
			says: "sample editions and nowhere else"},
		{name: "a real row in a sample", meta: meta(`"id": "e"`, `"id": "e", "sample": true`), rows: header + honey,
			file: rowsFile, row: 2, col: "basis", says: "sample"},
		{name: "an unreadable remark", rows: row("honey,,", "honey,见注释,"), file: rowsFile, row: 2, col: "remark",
			says: `"见注释" cannot be read as a rule; mark the row manual`},
		{name: "an unknown reading", rows: row("honey,,,", "honey,,by hand,"), file: rowsFile, row: 2, col: "reading",
			says: "want blank or manual"},
		{name: "manual, without a remark", rows: row("honey,,,", "honey,,manual,"), file: rowsFile, row: 2, col: "reading",
			says: "no remark"},
		{name: "fits that is no code", rows: header + strings.Replace(wigs, "6704;", "670;", 1), file: rowsFile, row: 2,
			col: "fits", says: `"670" is not a canonical code`},
		{name: "fits on a row", rows: row("S01,,", "S01,0409,"), file: rowsFile, row: 2, col: "fits", says: "only hints"},
		{name: "no category, where kinds are counted", meta: meta(`"rows"`, `"kinds"`), rows: header + honey, file: rowsFile,
			row: 2, col: "category", says: "blank"},
		{name: "more rows than stated", meta: meta(`"stated": 3`, `"stated": 1`), rows: header + honey + butter,
			file: rowsFile, says: "holds 2 rows, but the announcement states 1"},
		{name: "another header", rows: strings.Replace(header, "code", "hs_code", 1) + honey, file: rowsFile, row: 1,
			says: "the header must be id,kind,code"},
		{name: "a header that is too short", rows: "id,kind,code\n", file: rowsFile, row: 1, says: "the header must be"},
		{name: "no rows at all", rows: "", meta: meta("", ""), file: rowsFile, row: 1, says: "the header must be"},
		{name: "a row that is too short", rows: header + "1,listed\n", file: rowsFile,
			says: "line 2: wrong number of fields"},
		{name: "a quote that does not close", rows: header + `1,listed,04090000,,"天然`, file: rowsFile, says: "line 2"},
		{name: "GBK", rows: header + "1,listed,04090000,,\xcc\xec\xc8\xbb,,,,official,verbatim,S01,,\n", file: rowsFile,
			says: "not UTF-8"},

		{name: "a date that does not exist", meta: meta("2026-01-01", "2026-02-30"), rows: header, file: metaFile,
			col: "effective", says: `"2026-02-30"`},
		{name: "an end that is no date", meta: meta(`"superseded": ""`, `"superseded": "soon"`), rows: header, file: metaFile,
			col: "superseded", says: `"soon"`},
		{name: "an end before the beginning", meta: meta(`"superseded": ""`, `"superseded": "2026-01-01"`), rows: header,
			file: metaFile, col: "superseded", says: "after effective"},
		{name: "nothing stated", meta: meta(`"stated": 3`, `"stated": 0`), rows: header, file: metaFile, col: "stated",
			says: "positive"},
		{name: "counts of something else", meta: meta(`"rows"`, `"codes"`), rows: header, file: metaFile, col: "counts",
			says: "want rows or kinds"},
		{name: "no document", meta: meta("公告1号", " "), rows: header, file: metaFile, col: "document", says: "blank"},
		{name: "no Chinese title", meta: meta("清单", ""), rows: header, file: metaFile, col: "title.zh", says: "blank"},
		{name: "nowhere published", meta: meta("somewhere", ""), rows: header, file: metaFile, col: "published",
			says: "blank"},
		{name: "a field that is not known", meta: meta(`"stated"`, `"rows_stated"`), rows: header, file: metaFile,
			says: "rows_stated"},
		{name: "not JSON", meta: "list: l", rows: header, file: metaFile, says: "invalid character"},
		{name: "two editions in one file", meta: meta("", "") + "{}", rows: header, file: metaFile,
			says: "something follows"},

		{name: "an annex without its file", meta: strings.Replace(annexed, "a.csv", "", 1), rows: header, file: metaFile,
			col: "annex.file", says: "blank"},
		{name: "an annex with half a hash", meta: strings.Replace(annexed, sum, sum[:32], 1), rows: header, file: metaFile,
			col: "annex.sha256", says: "64 hexadecimal digits"},
		{name: "an annex with a hash in capitals", meta: strings.Replace(annexed, sum, strings.ToUpper(sum), 1), rows: header,
			file: metaFile, col: "annex.sha256", says: "lower case"},
		{name: "a row of an annex that is not named", rows: header + annexRow, file: rowsFile, row: 2, col: "sources",
			says: "not the annex that edition.json names"},
		{name: "a row of another annex", meta: annexed, rows: header + strings.Replace(annexRow, "annex:0", "annex:1", 1),
			file: rowsFile, row: 2, col: "sources", says: "not the annex"},
		{name: "a row of the annex that is only reported", meta: annexed,
			rows: header + strings.Replace(annexRow, "official", "reported", 1), file: rowsFile, row: 2, col: "basis",
			says: "official"},
		{name: "a row of the annex with another confidence", meta: annexed,
			rows: header + strings.Replace(annexRow, "annex,", "verbatim,", 1), file: rowsFile, row: 2, col: "confidence",
			says: "rows of an annex say annex"},
		{name: "a row that claims the annex", rows: row("verbatim", "annex"), file: rowsFile, row: 2, col: "confidence",
			says: "no others do"},
		{name: "a gathered row beside an annex", meta: annexed, rows: header + honey, file: rowsFile, row: 2, col: "sources",
			says: "loaded from its annex"},
		{name: "a partial annex that is whole", meta: strings.Replace(strings.Replace(annexed, `"}, "published"`,
			`", "partial": true}, "published"`, 1), `"stated": 3`, `"stated": 1`, 1), rows: header + annexRow, file: rowsFile,
			says: "calls the annex partial"},
	} {
		t.Run(r.name, func(t *testing.T) {
			m := r.meta
			if m == "" {
				m = meta("", "")
			}
			e, err := compile.ReadEdition(files(m, r.rows), dir)
			if err == nil {
				t.Fatalf("read as %+v, want a refusal", e)
			}
			var p *compile.Problem
			if !errors.As(err, &p) {
				t.Fatalf("%v is no Problem", err)
			}
			if p.File != r.file || p.Row != r.row || p.Column != r.col || !strings.Contains(p.Text, r.says) {
				t.Errorf("got %q (file %q, row %d, column %q)\nwant file %q, row %d, column %q, saying %q", err, p.File, p.Row,
					p.Column, r.file, r.row, r.col, r.says)
			}
			if strings.Count(err.Error(), "\n") > 0 {
				t.Errorf("one fault, several problems:\n%v", err)
			}
			if !strings.HasPrefix(err.Error(), r.file+": ") || r.row > 0 &&
				!strings.Contains(err.Error(), fmt.Sprintf("row %d", r.row)) || !strings.Contains(err.Error(), r.col) {
				t.Errorf("%q does not show its place", err)
			}
		})
	}
}

func TestPartialAnnexMayHoldMore(t *testing.T) {
	m := meta(`"published"`, `"annex": {"file": "a.csv", "sha256": "`+sum+`", "partial": true}, "published"`)
	m = strings.Replace(m, `"stated": 3`, `"stated": 1`, 1)
	rows := header + "1,listed,04090000,,天然蜂蜜,,,,official,annex,annex:0123456789ab,,\n2,listed,04051000,,黄油,,,,official,annex,annex:0123456789ab,,\n"
	e, err := compile.ReadEdition(files(m, rows), dir)
	if err != nil || e.Held != 2 || e.Coverage() != edition.Partial {
		t.Errorf("got %+v, %v", e, err)
	}
}

// TestAllProblemsAtOnce checks that all faults of a file are reported together.
func TestAllProblemsAtOnce(t *testing.T) {
	rows := header + "1,added,4090000,,,,见注释,,certain,verbatim,,,\n" + butter +
		"2,listed,04051000,,黄油,,,,official,verbatim,S01,,\n"
	fsys := files(meta(`"stated": 3`, `"stated": -1`), rows)
	fsys["l/other/edition.json"] = &fstest.MapFile{Data: []byte("{}")}
	fsys["l/other/list.csv"] = &fstest.MapFile{Data: []byte(header)}
	_, err := compile.Write(fsys, "list")
	if err == nil {
		t.Fatal("want a refusal")
	}
	for _, want := range []string{
		"l/e/edition.json: stated: ",
		"l/e/list.csv: row 2, column kind: ", "l/e/list.csv: row 2, column code: ", "l/e/list.csv: row 2, column name_zh: ",
		"l/e/list.csv: row 2, column remark: ", "l/e/list.csv: row 2, column basis: ",
		"l/e/list.csv: row 2, column sources: ",
		"l/e/list.csv: row 4, column id: ", "l/e/list.csv: row 4, column code: ",
		"l/other/edition.json: list: blank",
	} {
		if !strings.Contains("\n"+err.Error(), "\n"+want) {
			t.Errorf("no line begins %q in\n%v", want, err)
		}
	}
}

func TestWriteRefusesAFolderOfAnotherName(t *testing.T) {
	fsys := files(meta(`"id": "e"`, `"id": "f"`), header+honey)
	if _, err := compile.Write(fsys, "list"); err == nil ||
		!strings.Contains(err.Error(), "l/e/edition.json: calls itself l f") {
		t.Errorf("got %v", err)
	}
}

func TestWriteNeedsBothFiles(t *testing.T) {
	for _, name := range []string{"edition.json", "list.csv"} {
		fsys := files(meta("", ""), header+honey)
		delete(fsys, dir+"/"+name)
		if _, err := compile.Write(fsys, "list"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without %s: got %v", name, err)
		}
	}
}

// TestWriteQuotesWhatItIsGiven checks that names may have any characters.
func TestWriteQuotesWhatItIsGiven(t *testing.T) {
	rows := header + `1,listed,04090000,,"a ""quoted"" \name` + "`" + `",line,,,official,verbatim,S01,,"}, {"` + "\n"
	code, err := compile.Write(files(meta("", ""), rows), "list")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`NameZH: "a \"quoted\" \\name` + "`" + `"`, `Note: "}, {"`} {
		if !bytes.Contains(code, []byte(want)) {
			t.Errorf("no %s in\n%s", want, code)
		}
	}
	again, err := compile.Write(files(meta("", ""), rows), "list")
	if err != nil || !bytes.Equal(code, again) {
		t.Error("the same source yields another file")
	}
}

// TestFormatRows checks that formatted rows parse back to the same entries.
func TestFormatRows(t *testing.T) {
	rows := header + honey + butter + strings.Replace(honey, "1,listed,04090000,,天然蜂蜜,Natural honey,,,",
		`3,listed,04100010,,"燕窝,干",,见注释,manual,`, 1) + swords + wigs
	e, err := compile.ReadEdition(files(meta("", ""), rows), dir)
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := compile.FormatRows(append(e.Entries, e.Hints...))
	if err != nil {
		t.Fatal(err)
	}
	again, err := compile.ReadEdition(files(meta("", ""), string(formatted)), dir)
	if err != nil || again.Sum() != e.Sum() {
		t.Errorf("got %v from\n%s", err, formatted)
	}
}

func TestFormatMeta(t *testing.T) {
	raw := meta(`"published"`, `"annex": {"file": "a<b>&.csv", "sha256": "`+sum+`"}, "published"`)
	m, err := compile.ReadMeta("edition.json", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := compile.FormatMeta(m)
	if err != nil || !bytes.Contains(formatted, []byte("a<b>&.csv")) {
		t.Fatalf("got %v\n%s", err, formatted)
	}
	again, err := compile.ReadMeta("edition.json", formatted)
	if err != nil || !reflect.DeepEqual(again.Annex, m.Annex) || again.Document != m.Document ||
		again.Annex.Source() != "annex:0123456789ab" {
		t.Errorf("got %+v, %v", again, err)
	}
}

// TestAnnexOfChanges checks that an amended edition cites its own annex, in one file or
// several, and the annexes of the edition that it amends.
func TestAnnexOfChanges(t *testing.T) {
	const other = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	amended := meta(`"published"`, `"annex": {"file": "a.csv", "sha256": "`+sum+
		`", "more": [{"file": "b.csv", "sha256": "`+other+`", "retrieved": "2026-11-22"}],
		"amends": {"edition": "2019", "sha256": "`+sum+`", "sources": ["annex:2123456789ab"]}}, "published"`)
	m, err := compile.ReadMeta("edition.json", []byte(amended))
	if err != nil || m.Annex.More[0].Source() != "annex:1123456789ab" || m.Annex.Amends.Edition != "2019" {
		t.Fatalf("got %+v, %v", m.Annex, err)
	}
	for _, row := range []struct{ old, now, says string }{
		{`"file": "b.csv"`, `"file": " "`, "annex.more[0].file: blank"},
		{`"retrieved": "2026-11-22"`, `"retrieved": "today"`, "annex.more[0].retrieved"},
		{`"edition": "2019"`, `"edition": ""`, "annex.amends.edition: blank"},
		{`"2019", "sha256": "0`, `"2019", "sha256": "x`, "annex.amends.sha256"},
	} {
		if _, err := compile.ReadMeta("edition.json", []byte(strings.Replace(amended, row.old, row.now, 1))); err == nil ||
			!strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.now, err, row.says)
		}
	}
	for _, row := range []struct {
		sources string
		ok      bool
	}{
		{"annex:0123456789ab", true}, {"annex:1123456789ab", true}, {"annex:2123456789ab", true},
		{"annex:2123456789ab;annex:0123456789ab", true},
		{"annex:3123456789ab", false}, {"annex:0123456789ab;annex:3123456789ab", false},
	} {
		rows := strings.Join(compile.Header, ",") + "\n1,listed,04090000,,天然蜂蜜,,,,official,annex," + row.sources + ",,\n"
		_, err := compile.ReadEdition(fstest.MapFS{"d/edition.json": {Data: []byte(amended)},
			"d/list.csv": {Data: []byte(rows)}}, "d")
		if (err == nil) != row.ok {
			t.Errorf("%s: got %v", row.sources, err)
		}
	}
}
