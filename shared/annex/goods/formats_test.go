package goods_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/annex/file"
	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/measures"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/compile"
)

// raw returns a file of testdata, unpacked.
func raw(t testing.TB, name string) []byte {
	t.Helper()
	path := filepath.Join("../testdata", name)
	content, err := os.ReadFile(path)
	if err == nil {
		return content
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
	if content, err = io.ReadAll(z); err != nil {
		t.Fatal(err)
	}
	return content
}

// needPoppler skips a test of a PDF where it cannot be read.
func needPoppler(t testing.TB, name string) {
	t.Helper()
	if strings.HasSuffix(name, ".pdf") && !pdf.Available() {
		if os.Getenv("CI") != "" {
			t.Fatal("NO PDF IS READ HERE: install poppler-utils before the tests (apt-get install poppler-utils)")
		}
		t.Skip("SKIPPED: NO PDF IS READ HERE: install poppler-utils (apt-get install poppler-utils), and this test runs")
	}
}

func document(t testing.TB, name string) *file.Document {
	t.Helper()
	needPoppler(t, name)
	doc, err := file.Read(name, raw(t, name), file.Programs{PDF: pdf.Read})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// truth returns the rows that a file of testdata was made of, without their
// header.
func truth(t testing.TB, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(raw(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func profile(t testing.TB, id string) *layout.Profile {
	t.Helper()
	p, ok := layout.FindProfile(id)
	if !ok {
		t.Fatalf("no profile %s", id)
	}
	return p
}

// wantRows compares rows of texts, and reports the first that differ.
func wantRows(t *testing.T, got, want [][]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %d rows, want %d", len(got), len(want))
	}
	shown := 0
	for i := range min(len(got), len(want)) {
		if !slices.Equal(got[i], want[i]) {
			if t.Errorf("row %d:\n got %q\nwant %q", i+1, got[i], want[i]); shown == 5 {
				return
			}
			shown++
		}
	}
}

// wantNone reports unexpected problems.
func wantNone(t *testing.T, problems []*compile.Problem) {
	t.Helper()
	if len(problems) > 0 {
		t.Errorf("%d problems:\n%s", len(problems), strings.Join(texts(problems[:min(len(problems), 10)]), "\n"))
	}
}

var rules2019 = goods.Rules{Effective: edition.NewDate(2020, 1, 1), Stated: 1413}

// TestGoodsInEveryFormat reads a list of 1,413 rows, made with other tools.
func TestGoodsInEveryFormat(t *testing.T) {
	want := truth(t, "truth-goods.csv")
	for _, name := range []string{
		"goods.xlsx", "goods.csv", "goods-gb18030.csv", "goods.docx", "goods.html", "goods.pdf",
		"goods-calc.html", "goods-calc.pdf", "goods-centred.pdf",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := document(t, name)
			r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
			r.Check(rules2019)
			wantNone(t, r.Problems)
			var got [][]string
			for _, l := range r.Lines {
				got = append(got, []string{l.Serial, string(l.Code), l.NameZH, l.Remark})
			}
			wantRows(t, got, want)
		})
	}
}

// TestRealRowsInEveryFormat reads the rows of 2016 that are in the repository.
func TestRealRowsInEveryFormat(t *testing.T) {
	l, _ := list.BuiltIn().List(list.CBEC)
	e, _ := l.Edition("2016-1")
	for _, name := range []string{"real.xlsx", "real.csv", "real-gb18030.csv", "real.docx", "real.html", "real.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := document(t, name)
			r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
			r.Check(goods.Rules{Effective: edition.NewDate(2016, 4, 8), Stated: len(e.Entries)})
			wantNone(t, r.Problems)
			var got, want [][]string
			for _, l := range r.Lines {
				got = append(got, []string{l.Serial, string(l.Code), l.NameZH, l.Remark, fmt.Sprint(l.Conditions)})
			}
			for _, entry := range e.Entries {
				want = append(want, []string{entry.ID, string(entry.Code), entry.NameZH, list.OneLine(entry.Remark),
					fmt.Sprint(entry.Conditions)})
			}
			byCode := func(a, b []string) int { return strings.Compare(a[1], b[1]) }
			slices.SortFunc(got, byCode)
			slices.SortFunc(want, byCode)
			wantRows(t, got, want)
		})
	}
}

// base2019 returns the list of 2019 as an edition.
func base2019(t testing.TB) *list.Edition {
	t.Helper()
	doc, err := file.Read("goods.csv", raw(t, "goods.csv"), file.Programs{})
	if err != nil {
		t.Fatal(err)
	}
	r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
	r.Check(rules2019)
	if len(r.Problems) > 0 {
		t.Fatal(r.Problems[0])
	}
	e := &list.Edition{Edition: edition.Edition{List: list.CBEC, ID: "2019", Stated: 1413, Held: len(r.Lines)},
		Entries: r.Entries("annex:base")}
	slices.SortFunc(e.Entries, func(a, b list.Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return e
}

// changeSources returns the amending annex in every form.
func changeSources(t testing.TB) map[string][]goods.Source {
	one := func(name string) []goods.Source {
		if strings.HasSuffix(name, ".pdf") && !pdf.Available() {
			return nil
		}
		doc, err := file.Read(name, raw(t, name), file.Programs{PDF: pdf.Read})
		if err != nil {
			t.Fatal(err)
		}
		return []goods.Source{{File: name, Sheets: doc.Sheets, Cites: "annex:" + name}}
	}
	out := map[string][]goods.Source{}
	for _, name := range []string{"changes.xlsx", "changes-one-table.xlsx", "changes.csv", "changes-gb18030.csv",
		"changes.docx", "changes.html", "changes.pdf"} {
		out[name] = one(name)
	}
	for _, kind := range []struct {
		name   string
		action layout.Action
	}{{"added", layout.Added}, {"deleted", layout.Deleted}, {"renumbered", layout.Renumbered},
		{"remarks", layout.RemarkChanged}} {
		s := one("changes-" + kind.name + ".csv")
		s[0].Action = kind.action
		out["a file of each kind"] = append(out["a file of each kind"], s...)
	}
	return out
}

// TestChangesInEveryFormat applies changes like those of 2022 to the list of
// 2019: 1,413 + 29 − 1 + 115 − 80 = 1,476.
func TestChangesInEveryFormat(t *testing.T) {
	base := base2019(t)
	want := truth(t, "truth-changes.csv")
	for name, sources := range changeSources(t) {
		t.Run(name, func(t *testing.T) {
			needPoppler(t, name)
			a := goods.ReadChanges(profile(t, "goods-changes"), sources...)
			wantNone(t, a.Problems)
			for _, n := range []struct {
				action layout.Action
				want   int
			}{{layout.Added, 29}, {layout.Deleted, 1}, {layout.Renumbered, 115}, {layout.RemarkChanged, 206}} {
				if got := a.Count(n.action); got != n.want {
					t.Errorf("got %d %s, want %d", got, n.action, n.want)
				}
			}
			r := a.Apply(base)
			r.Check(goods.Rules{Effective: edition.NewDate(2022, 3, 1), Stated: 1476})
			wantNone(t, r.Problems)
			if got := r.Sum.String(); got != "1,413 + 29 − 1 + 115 − 80 = 1,476" || r.Sum.Remarks != 206 {
				t.Errorf("got %s, and %d remarks", got, r.Sum.Remarks)
			}
			var got [][]string
			for _, l := range r.Lines {
				got = append(got, []string{string(l.Code), l.NameZH, l.Remark})
			}
			wantRows(t, got, want)
		})
	}
}

func TestKindsInEveryFormat(t *testing.T) {
	want := truth(t, "truth-kinds.csv")
	for _, name := range []string{"kinds.xlsx", "kinds.csv", "kinds-gb18030.csv", "kinds.docx", "kinds.html",
		"kinds.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := document(t, name)
			r := goods.Read(profile(t, "yiwu"), doc.Name, doc.Sheets, "")
			r.Check(goods.Rules{Effective: edition.NewDate(2026, 1, 1), Stated: 35})
			wantNone(t, r.Problems)
			var got [][]string
			for _, l := range r.Lines {
				got = append(got, []string{l.Category, string(l.Code), l.NameZH, l.Remark})
			}
			wantRows(t, got, want)
			if r.Kinds() != 35 {
				t.Errorf("got %d kinds", r.Kinds())
			}
		})
	}
}

func TestServicesInEveryFormat(t *testing.T) {
	want := truth(t, "truth-services.csv")
	for _, name := range []string{"services.xlsx", "services.csv", "services-gb18030.csv", "services.docx",
		"services.html", "services.pdf"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := document(t, name)
			m := measures.ReadMeasures(profile(t, "services-negative"), doc.Name, doc.Sheets, "")
			m.Check(71, false)
			wantNone(t, m.Problems)
			var got [][]string
			for _, r := range m.Rows {
				got = append(got, []string{fmt.Sprint(r.Serial), r.SectionNo, r.Section, r.Field, r.Text})
			}
			wantRows(t, got, want)
		})
	}
}

// TestRefusedLayouts checks that ambiguous layouts are refused, with their
// place.
func TestRefusedLayouts(t *testing.T) {
	for _, row := range []struct{ name, says string }{
		// rows too low for their text
		{"goods-overrun.pdf", "goods-overrun.pdf, page 1, row 7: \"虚构商品7"},
		// text on both sides of its code
		{"unruled-centred.pdf", "unruled-centred.pdf, page 1: no lines are drawn between rows"},
	} {
		t.Run(row.name, func(t *testing.T) {
			needPoppler(t, row.name)
			if _, err := file.Read(row.name, raw(t, row.name), file.Programs{PDF: pdf.Read}); err == nil ||
				!strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want it to say %q", err, row.says)
			}
		})
	}
	for _, row := range []struct {
		name     string
		problems int
		says     string
	}{
		{"goods-torn.pdf", 1, "goods-torn.pdf: no header"}, // columns on pages of their own
		// numbers that were shown with a zero
		{"goods-calc.csv", 50,
			"row 5, column 税则号列: \"1012100\" has 7 digits: a spreadsheet may have taken the zero of 01012100"},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc := document(t, row.name)
			r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
			r.Check(rules2019)
			if len(r.Problems) != row.problems || !strings.Contains(r.Problems[0].Error(), row.says) {
				t.Errorf("got %d problems, want %d, the first saying %q:\n%s", len(r.Problems), row.problems, row.says,
					strings.Join(texts(r.Problems)[:1], "\n"))
			}
		})
	}
}

// TestUnruledPage reads pages without lines, where every row has one line of
// text.
func TestUnruledPage(t *testing.T) {
	doc := document(t, "unruled.pdf")
	r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
	// remarks are cut to fit a line
	r.Check(goods.Rules{Effective: edition.NewDate(2020, 1, 1), Stated: 120, ManualAll: true})
	wantNone(t, r.Problems)
}

func TestNumberedDocument(t *testing.T) {
	doc := document(t, "numbered.docx")
	r := goods.Read(profile(t, "goods"), doc.Name, doc.Sheets, "")
	r.Check(goods.Rules{Effective: edition.NewDate(2020, 1, 1), Stated: 30})
	wantNone(t, r.Problems)
	for i, l := range r.Lines {
		if l.Serial != fmt.Sprint(i+1) {
			t.Errorf("row %d: got the number %q", i+1, l.Serial)
		}
	}
}
