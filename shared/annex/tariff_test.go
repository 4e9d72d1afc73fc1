package annex_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/infra/norace"
	"importchecker/shared/annex"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/catalogue/tablefile"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/tariff"
)

// scheduleRows returns the built-in schedule as rows of rates and of
// conditions, under their headers.
func scheduleRows() (rates, conditions [][]string) {
	text := func(r *tariff.Rate) string {
		if r == nil {
			return ""
		}
		return r.Text
	}
	rates = [][]string{{"商品编码", "商品名称", "第一法定单位", "第二法定单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率"}}
	conditions = [][]string{{"商品编码", "监管条件", "检验检疫类别"}}
	held := tariff.Tables()[0]
	for i := range held.Len() {
		l := held.Line(i)
		rates = append(rates, []string{string(l.Code), l.NameZH, string(l.Unit1), string(l.Unit2), text(l.MFN),
			text(l.Provisional),
			text(l.General), text(l.VAT), text(l.Consumption)})
		conditions = append(conditions, []string{string(l.Code), l.Supervision, l.InspectionImport + "/" +
			l.InspectionExport})
	}
	return rates, conditions
}

func csvText(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := tablefile.NewXLSXWriter(&b)
	for _, row := range rows {
		if err == nil {
			err = w.Write(row)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func together(rates, conditions [][]string) (all [][]string) {
	for i := range rates {
		all = append(all, slices.Concat(rates[i], conditions[i][1:]))
	}
	return all
}

func packedFiles(t *testing.T, files ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, content := range files {
		w, err := z.Create(fmt.Sprintf("附件/%d", i+1))
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tariffAnnexOf returns the annex of a schedule.
func tariffAnnexOf(edition string, raw []byte, accept ...publication.FindingCode) publication.Annex {
	a := publication.Annex{List: tariff.List, Edition: edition, File: "annex", Raw: raw}
	a.Announced = publication.Announcement{Document: "示例", Published: "example", Stated: 12030, Effective: 20270101}
	if edition == "2026" {
		a.Announced.Effective = 0 // taken from the stored edition
	}
	a.Rules.Accept = accept
	return a
}

// TestTariffFormats reads the same schedule from every kind of file, in one or
// in several.
func TestTariffFormats(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff many times")
	rates, conditions := scheduleRows()
	all := together(rates, conditions)
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes(csvText(t, all))
	if err != nil {
		t.Fatal(err)
	}
	var html strings.Builder
	html.WriteString("<table>")
	for _, row := range all {
		html.WriteString("<tr><td>" + strings.Join(row, "<td>"))
	}
	sum := ""
	for name, raw := range map[string][]byte{
		"CSV": csvText(t, all), "CSV in GB18030": gbk, "XLSX": workbook(t, all), "HTML": []byte(html.String()),
		"two in a ZIP": packedFiles(t, csvText(t, conditions), workbook(t, rates)),
	} {
		read := readAnnex(t, library.BuiltIn(), tariffAnnexOf("2027", raw, publication.RatesUnreadable))
		if read.Problems > 0 {
			t.Errorf("%s: %.1500s", name, read.Text)
			continue
		}
		table := read.Input.Content.(*tariff.Table)
		parts := table.Parts()
		content := parts.Lines + parts.Names + fmt.Sprint(parts.Rates, parts.Supervisions, parts.Inspections, parts.Units)
		if sum == "" {
			sum = content
		}
		if content != sum || len(read.Input.Places) != 12030 {
			t.Errorf("%s: another table, %d places", name, len(read.Input.Places))
		}
	}
}

// TestTariffAgain checks that a stored edition keeps its amendments when
// imported again, and does not lose codes silently.
func TestTariffAgain(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff many times")
	rates, conditions := scheduleRows()
	all := together(rates, conditions)
	read := readAnnex(t, library.BuiltIn(), tariffAnnexOf("2026", csvText(t, all), publication.RatesUnreadable))
	if read.Problems > 0 {
		t.Fatalf("%.1500s", read.Text)
	}
	table := read.Input.Content.(*tariff.Table)
	if a := table.AmendmentsOn("2208300000", 20261231); len(a) != 1 || table.Edition().To != 20270101 {
		t.Errorf("%d amendments, until %s", len(a), table.Edition().To)
	}
	a := tariffAnnexOf("2026", csvText(t, all[:len(all)-1]), publication.RatesUnreadable)
	a.Announced.Stated = 12029
	if read := readAnnex(t, library.BuiltIn(), a); read.Problems != 1 ||
		!strings.Contains(string(read.Report), "rows_lost") {
		t.Errorf("a code is lost: %d problems, %.800s", read.Problems, read.Text)
	}
	a.Rules.Accept = append(a.Rules.Accept, publication.RowsLost)
	if read := readAnnex(t, library.BuiltIn(), a); read.Problems != 0 {
		t.Errorf("a code is lost, and that is accepted: %.800s", read.Text)
	}
}

// TestTariffRefused checks that errors name the field that does not fit the
// tariff.
func TestTariffRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(a *publication.Annex)
		field  string
	}{
		"a part of it":           {func(a *publication.Annex) { a.Rules.Partial = true }, "partial"},
		"kinds":                  {func(a *publication.Annex) { a.Announced.Counts = "kinds" }, "counts"},
		"a profile":              {func(a *publication.Annex) { a.Profile = "services-negative" }, "profile"},
		"an edition that is not": {func(a *publication.Annex) { a.Amends = "1999" }, "amends"},
		"itself":                 {func(a *publication.Annex) { a.Amends = "2027" }, "amends"},
		"a day of another year":  {func(a *publication.Annex) { a.Amends = "2026" }, "effective"},
		"no count":               {func(a *publication.Annex) { a.Announced.Stated = 0 }, "stated"},
		"an archive of nothing":  {func(a *publication.Annex) { a.Raw = packedFiles(t) }, "file"},
		"an archive of an archive": {func(a *publication.Annex) { a.Raw = packedFiles(t, packedFiles(t, []byte("x"))) },
			"file"},
	} {
		a := tariffAnnexOf("2027", []byte("商品编码,监管条件\n0409000000,A\n"))
		c.change(&a)
		_, err := annex.Reader{}.ReadAnnex(t.Context(), library.BuiltIn(), a)
		var refused *publication.RequestError
		if !errors.As(err, &refused) || refused.Field != c.field || refused.Text.ZH == "" {
			t.Errorf("%s: got %v, want the field %s", name, err, c.field)
		}
	}
}

// TestTariffPDF reads a part of the customs' table as printed by LibreOffice:
// rows split by page breaks, headers on each page, page numbers; with lines and
// without.
func TestTariffPDF(t *testing.T) {
	if !pdf.Available() {
		t.Skip("SKIPPED: NO PDF IS READ HERE: install poppler-utils (apt-get install poppler-utils), and this test runs")
	}
	for name, codes := range map[string]int{"tariff.pdf": 90, "tariff-unruled.pdf": 70} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		a := tariffAnnexOf("2027", raw, publication.RatesUnreadable)
		a.Announced.Stated = codes
		read := readAnnex(t, library.BuiltIn(), a)
		if read.Problems > 0 {
			t.Fatalf("%s: %.2500s", name, read.Text)
		}
		sameLines(t, name, read.Input.Content.(*tariff.Table), codes < 90)
		if last := read.Input.Places[codes-1]; !strings.HasPrefix(last.Sheet, "page ") || last.Row == 0 {
			t.Errorf("%s: the last is on %q", name, last.Sheet)
		}
	}
}

// sameLines compares an edition with the table that the files were made of.
// Names may be shortened.
func sameLines(t *testing.T, name string, got *tariff.Table, short bool) {
	t.Helper()
	for i := range got.Len() {
		now := got.Line(i)
		was, _ := tariff.Tables()[0].Lookup(now.Code)
		want := strings.Repeat(was.NameZH, 3)
		if r := []rune(want); short && len(r) > 5 {
			want = string(r[:5])
		}
		text := func(r *tariff.Rate) string {
			if r == nil {
				return ""
			}
			return r.Text
		}
		cells := func(l tariff.Line) []string {
			return []string{string(l.Unit1), string(l.Unit2), text(l.MFN), text(l.Provisional), text(l.General), text(l.VAT),
				text(l.Consumption), l.Supervision, l.InspectionImport, l.InspectionExport}
		}
		if now.NameZH != want || !slices.Equal(cells(now), cells(was)) {
			t.Errorf("%s: %s is %q %q, want %q %q", name, now.Code, now.NameZH, cells(now), want, cells(was))
		}
	}
}
