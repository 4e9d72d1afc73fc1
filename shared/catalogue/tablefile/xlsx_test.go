package tablefile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"importchecker/infra/norace"
	"importchecker/shared/catalogue/sheet"
)

// book writes a workbook with another library than the one under test.
func book(t *testing.T, make func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	make(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestXLSX checks that cells are read as displayed, and numbers with all their decimals.
func TestXLSX(t *testing.T) {
	file := book(t, func(f *excelize.File) {
		format := func(code string) int {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		f.SetSheetRow("Sheet1", "A2", &[]any{"税号", "单价", "数量", "名"})
		f.SetSheetRow("Sheet1", "A4", &[]any{409000000, 129.5, 3, "天然\n蜂蜜"})
		f.SetCellStyle("Sheet1", "A4", "A4", format("0000000000"))
		f.SetCellStyle("Sheet1", "B4", "B4", format(`"￥"#,##0`))
		f.SetSheetRow("Sheet1", "A5", &[]any{409000000, 1299.99, 2.0, true})
		f.SetCellStyle("Sheet1", "B5", "B5", format(`[$$-409]#,##0.00`))
		f.SetSheetRow("Sheet1", "A6", &[]any{8517120000, 0.1 + 0.2, nil, "=1+1"})
		f.SetCellFormula("Sheet1", "A7", "SUM(B4:B6)")
	})
	want := [][]string{
		{"税号", "单价", "数量", "名"},
		{"0409000000", "￥129.5", "3", "天然\n蜂蜜"},
		{"409000000", "$1,299.99", "2", "TRUE"},
		{"8517120000", "0.3", "", "=1+1"},
		{"!formula_unsaved"},
	}
	if got := read(t, file); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestXLSXSheets checks that hidden sheets and charts are skipped, and the others come in order.
func TestXLSXSheets(t *testing.T) {
	file := book(t, func(f *excelize.File) {
		f.SetCellValue("Sheet1", "A1", "hidden")
		for _, name := range []string{"说明", "商品"} {
			f.NewSheet(name)
			f.SetCellValue(name, "A1", name)
		}
		f.SetActiveSheet(1)
		f.SetSheetVisible("Sheet1", false)
	})
	rows, done, err := Open(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for _, want := range []string{"说明", "商品"} {
		if cells, row, err := rows.Next(); err != nil || row != 1 || cells[0] != want {
			t.Fatalf("%q %d %v; want %q", cells, row, err, want)
		}
		if _, err := rows.(sheet.Sheets).NextSheet(); err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
}

// TestXLSXWriter checks that another library and this one read what was written.
func TestXLSXWriter(t *testing.T) {
	want := [][]string{
		{"税号", "", "名 称 "},
		{"0409000000", "=1+1", "<&>\"'\n_x0041_\t￥"},
		{strings.Repeat("长", 40_000), "x"},
	}
	var b bytes.Buffer
	w, err := NewXLSXWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range want {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Write(slicesOf("x", 60)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want[2][0] = strings.Repeat("长", maxCellText-1) + "…"
	want = append(want, slicesOf("x", 60))
	if got := read(t, b.String()); !reflect.DeepEqual(got, want) {
		t.Errorf("read %.200q", got)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := f.GetRows("Sheet1"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("another library reads %.200q, %v", got, err)
	}
	if at, err := f.GetCellValue("Sheet1", "BH4"); err != nil || at != "x" {
		t.Errorf("BH4: %q, %v", at, err)
	}
}

func slicesOf(s string, n int) []string {
	return strings.Split(strings.TrimSuffix(strings.Repeat(s+",", n), ","), ",")
}

// workbook packs a sheet of raw XML, with further parts.
func workbook(t *testing.T, sheetXML io.Reader, more map[string]io.Reader) string {
	t.Helper()
	return packedAs(t, sheetXML, more, 0)
}

// packedAs packs a workbook whose sheet declares the given size; 0 is the true one.
func packedAs(t *testing.T, sheetXML io.Reader, more map[string]io.Reader, size uint64) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	check := func(_ any, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	add := func(name string, text io.Reader) {
		w, err := z.Create(name)
		check(nil, err)
		check(io.Copy(w, text))
	}
	for _, p := range parts {
		text := p.text
		if more["xl/sharedStrings.xml"] != nil {
			text = strings.Replace(text, "</Relationships>",
				`<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 1)
		}
		add(p.name, strings.NewReader(text))
	}
	for name, text := range more {
		add(name, text)
	}
	const name = "xl/worksheets/sheet1.xml"
	switch {
	case size > 0:
		text, err := io.ReadAll(sheetXML)
		check(nil, err)
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, CompressedSize64: uint64(len(text)),
			UncompressedSize64: size})
		check(nil, err)
		check(w.Write(text))
	case sheetXML != nil:
		add(name, sheetXML)
	}
	check(nil, z.Close())
	return b.String()
}

// repeat returns a reader of a text, repeated n times, between two others.
func repeat(before, text string, n int64, behind string) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, before)
		block := strings.Repeat(text, 1+int(min(n-1, int64(1<<16/len(text)))))
		for left := n; err == nil && left > 0; {
			part := min(left, int64(len(block)/len(text)))
			_, err = io.WriteString(w, block[:part*int64(len(text))])
			left -= part
		}
		if err == nil {
			_, err = io.WriteString(w, behind)
		}
		w.CloseWithError(err)
	}()
	return r
}

const row1, row2 = `<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row>`,
	`<row r="3"><c t="inlineStr"><is><t>z</t></is></c></row>`

func inSheet(rows string) io.Reader {
	return strings.NewReader("<worksheet><sheetData>" + rows + "</sheetData></worksheet>")
}

// TestXLSXAbuse checks that malicious and damaged workbooks end with a problem, with the row if known.
func TestXLSXAbuse(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, hundreds of megabytes")
	if testing.Short() {
		t.Skip("unpacks many megabytes")
	}
	cell := func(text string) string { return `<c t="inlineStr"><is><t>` + text + `</t></is></c>` }
	honest := workbook(t, inSheet(row1+row2), nil)
	var rows strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&rows, `<row r="%d">%s</row>`, i+1, cell(fmt.Sprintf("cell %d %x", i, i*i*7919)))
	}
	long := workbook(t, inSheet(rows.String()), nil)
	for name, tt := range map[string]struct{ file, want string }{
		"as it should be":               {honest, "a z"},
		"a sheet that says it is large": {packedAs(t, inSheet(row1), nil, 600<<20), "!file_too_large"},
		"a sheet that says it is small": {packedAs(t, inSheet(row1+row2), nil, 100), "!damaged_file|"},
		"a bomb beside the sheet": {workbook(t, inSheet(row1+row2),
			map[string]io.Reader{"xl/media/x.bin": repeat("", "\x00", 64<<20, "")}), "a z"},
		"a bomb of texts": {workbook(t, inSheet(row1),
			map[string]io.Reader{"xl/sharedStrings.xml": repeat("<sst>", "<si/>", maxStrings+1, "</sst>")}), "!damaged_file"},
		"a text without an end": {workbook(t, inSheet(row1),
			map[string]io.Reader{"xl/sharedStrings.xml": repeat("<sst><si><t>", "x", 20<<20, "</t></si></sst>")}),
			"!damaged_file"},
		"a cell of 10 MB": {workbook(t,
			inSheet(row1+`<row r="2">`+cell(strings.Repeat("x", 10<<20))+`</row>`+row2), nil), "a !cell_too_long z"},
		"a million columns": {workbook(t,
			inSheet(row1+`<row r="2">`+strings.Repeat(`<c t="str"><v>x</v></c>`, 1_000_000)+`</row>`+row2), nil),
			"a !too_many_columns z"},
		"a million blank columns": {workbook(t,
			inSheet(row1+`<row r="2">`+strings.Repeat(`<c/>`, 1_000_000)+`</row>`+row2), nil), "a z"},
		"a cell at the far right": {workbook(t,
			inSheet(row1+`<row r="2"><c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>`+row2), nil),
			"a !too_many_columns z"},
		"a zero byte": {workbook(t, inSheet(row1+`<row r="2">`+cell("x_x0000_y")+`</row>`+row2), nil),
			"a !nul_byte z"},
		"a text that is not there": {workbook(t, inSheet(row1+`<row r="2"><c t="s"><v>7</v></c></row>`+row2), nil),
			"a !damaged_file"},
		"no sheet": {workbook(t, nil, nil), "!damaged_file"},
		"no XML":   {workbook(t, strings.NewReader("PK"), nil), "!damaged_file|"},
		"an element within elements": {workbook(t, repeat("<worksheet><sheetData><row>", "<c>", 1_000_000, ""), nil),
			"!damaged_file"},
		"entities": {workbook(t,
			strings.NewReader(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`), nil), "!damaged_file"},
		"cut in the midst":         {long[:len(long)/2], "!damaged_file"},
		"cut before its directory": {long[:len(long)-200], "!damaged_file"},
		"XML that ends too early": {workbook(t, strings.NewReader("<worksheet><sheetData>"+row1+`<row r="2"><c>`),
			nil), "a !damaged_file"},
		"XML that is wrong within": {workbook(t, inSheet(row1+"<row r=2></row>"+row2), nil), "a !damaged_file"},
		"a file of nothing but directory": {"PK\x03\x04" +
			strings.Repeat("PK\x01\x02"+strings.Repeat("\x00", 42), 20_000), "!damaged_file"},
		"damaged in its packed part":          {long[:len(long)/3] + "XXXXXXXX" + long[len(long)/3+8:], "…!damaged_file"},
		"a text file that calls itself a ZIP": {"PK\x03\x04,a,b\n1,2\n", "!damaged_file"},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(firstCells(t, tt.file), " ")
			if rest, ok := strings.CutPrefix(tt.want, "…"); ok {
				if !strings.HasSuffix(got, rest) {
					t.Errorf("got …%s", got[max(0, len(got)-100):])
				}
			} else if want, _, either := strings.Cut(tt.want, "|"); got != want && (!either || got != "") {
				t.Errorf("got %.200s; want %s", got, want)
			}
		})
	}
}

// firstCells returns the first cell of each row, with problems in their places.
func firstCells(t *testing.T, file string) []string {
	t.Helper()
	rows, done, err := Open(strings.NewReader(file))
	if p, ok := errors.AsType[*sheet.Problem](err); ok {
		return []string{"!" + string(p.Code)}
	}
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	var got []string
	for {
		cells, _, err := rows.Next()
		p, isProblem := errors.AsType[*sheet.Problem](err)
		switch {
		case errors.Is(err, io.EOF):
			return got
		case isProblem:
			if got = append(got, "!"+string(p.Code)); !p.Code.OfRow() {
				return got
			}
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, cells[0])
		}
	}
}
