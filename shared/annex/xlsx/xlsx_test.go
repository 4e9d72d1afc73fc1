package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"importchecker/infra/norace"
	"importchecker/shared/annex/tables"
	"importchecker/shared/annex/xlsx"
)

// book returns a workbook that fill has filled.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// text formats rows as "number: cells", with ^ and < before merged ones.
func text(s *tables.Sheet) string {
	var out []string
	for _, r := range s.Rows {
		var cells []string
		for i, c := range r.Cells {
			mark := ""
			if i < len(r.Merged) {
				mark = []string{"", "<", "^"}[r.Merged[i]]
			}
			cells = append(cells, mark+c)
		}
		out = append(out, fmt.Sprintf("%d: %s", r.Number, strings.Join(cells, "|")))
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		zeros := "00000000"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
		must(t, err)
		must(t, f.SetSheetName("Sheet1", "清单"))
		must(t, f.SetCellValue("清单", "A2", "标题"))
		must(t, f.MergeCell("清单", "A2", "C2"))
		must(t, f.SetCellValue("清单", "A4", 4051000)) // a number that shows as a code
		must(t, f.SetCellStyle("清单", "A4", "A4", style))
		must(t, f.SetCellValue("清单", "B4", "黄油"))
		must(t, f.SetCellValue("清单", "C4", "仅限"))
		must(t, f.SetCellValue("清单", "A5", "04090000"))
		must(t, f.MergeCell("清单", "C4", "C6"))
		must(t, f.SetCellValue("清单", "A6", "09012100"))
		must(t, f.SetCellRichText("清单", "B6", []excelize.RichTextRun{{Text: "咖"}, {Text: "啡"}}))
		_, err = f.NewSheet("藏")
		must(t, err)
		must(t, f.SetCellValue("藏", "A1", "x"))
		must(t, f.SetSheetVisible("藏", false))
	})
	sheets, err := xlsx.Read(raw)
	must(t, err)
	if len(sheets) != 2 || sheets[0].Label() != "sheet 清单" || sheets[0].Hidden || !sheets[1].Hidden {
		t.Fatalf("got %+v", sheets)
	}
	want := "2: 标题|<标题|<标题\n4: 04051000|黄油|仅限\n5: 04090000||^仅限\n6: 09012100|咖啡|^仅限"
	if got := text(sheets[0]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBounds(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, as many rows as are read")
	wide := book(t, func(f *excelize.File) {
		cell, err := excelize.CoordinatesToCellName(tables.MaxColumns+1, 3)
		must(t, err)
		must(t, f.SetCellValue("Sheet1", cell, "x"))
	})
	long := book(t, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		must(t, err)
		for i := range tables.MaxRows + 1 {
			must(t, w.SetRow(fmt.Sprintf("A%d", i+1), []any{"x"}))
		}
		must(t, w.Flush())
	})
	merged := edit(t, book(t, func(f *excelize.File) {
		for i := range 30 {
			must(t, f.SetCellValue("Sheet1", fmt.Sprintf("A%d", i+1), "x"))
		}
		must(t, f.MergeCell("Sheet1", "A1", "C3"))
	}), "A1:C3", "A1:XFD1048576")
	if sheets, err := xlsx.Read(merged); err != nil || len(sheets[0].Rows[0].Cells) > tables.MaxColumns {
		t.Errorf("a cell merged over the whole sheet: %v", err)
	}
	large := bomb(t)
	for _, row := range []struct {
		name string
		raw  []byte
		says string
	}{
		{"too many columns", wide, "sheet Sheet1, row 3: an annex has at most"},
		{"too many rows", long, "sheet Sheet1, row 30001: an annex has at most"},
		{"unpacks to too much", large, "unpacks to more than"},
		{"says that it unpacks to less than it does", lying(t, large), ""},
		{"too many merged cells", edit(t, merged, `<mergeCell ref="A1:XFD1048576"`,
			strings.Repeat(`<mergeCell ref="A1:B1"></mergeCell>`, 20_001)+`<mergeCell ref="A1:B1"`), "merged cells on a sheet"},
		{"too large", make([]byte, tables.MaxFile+1), "the 4 MiB that an annex may have"},
		{"cut off", wide[:len(wide)/2], "is cut off or damaged"},
		{"no workbook", []byte("序号,税则号列"), "is cut off or damaged"},
	} {
		if _, err := xlsx.Read(row.raw); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
}

// edit replaces a text in the parts of a workbook.
func edit(t *testing.T, raw []byte, old, now string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, f := range from.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		w, err := to.Create(f.Name)
		must(t, err)
		_, err = w.Write(bytes.ReplaceAll(content, []byte(old), []byte(now)))
		must(t, err)
	}
	must(t, to.Close())
	return b.Bytes()
}

// bomb returns a workbook whose sheet is small when packed.
func bomb(t *testing.T) []byte {
	t.Helper()
	comment := "<!--" + strings.Repeat(" ", 1<<16) + "-->"
	return edit(t, book(t, func(f *excelize.File) {
		must(t, f.SetCellValue("Sheet1", "A1", "x"))
	}), "<sheetData>", strings.Repeat(comment, tables.MaxUnpacked>>16+1)+"<sheetData>")
}

// lying returns a workbook that declares that its parts are small.
func lying(t *testing.T, raw []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	for _, f := range z.File {
		if f.UncompressedSize64 > tables.MaxUnpacked {
			raw = bytes.ReplaceAll(raw, binary.LittleEndian.AppendUint32(nil, uint32(f.UncompressedSize64)), []byte{16, 0, 0, 0})
		}
	}
	return raw
}

func FuzzRead(f *testing.F) {
	f.Add(book(f, func(b *excelize.File) {
		must(f, b.SetCellValue("Sheet1", "A1", "序号"))
		must(f, b.MergeCell("Sheet1", "A1", "C3"))
	}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if sheets, err := xlsx.Read(raw); err == nil {
			for _, s := range sheets {
				for _, r := range s.Rows {
					if len(r.Merged) > len(r.Cells) || len(r.Cells) > tables.MaxColumns {
						t.Errorf("got %+v", r)
					}
				}
			}
		}
	})
}
