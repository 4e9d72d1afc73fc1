package annex_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/annex"
	"importchecker/shared/annex/confined"
	"importchecker/shared/annex/file"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
)

func TestMain(m *testing.M) {
	confined.Serve()
	os.Exit(m.Run())
}

// The limits for reading one file, from its bytes to the answer, which every
// hostile file must respect.
const (
	mostMemory    = 300 << 20
	mostProcessor = 15 * time.Second
)

// hostile is a malicious file.
type hostile struct {
	name string
	make func(t testing.TB) []byte
}

// parts packs parts, given as pairs of a name and a writer.
func parts(all ...any) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := 0; i < len(all); i += 2 {
			w, err := z.Create(all[i].(string))
			if err != nil {
				t.Fatal(err)
			}
			switch content := all[i+1].(type) {
			case string:
				_, err = io.WriteString(w, content)
			case func(io.Writer):
				content(w)
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
}

// times writes a text n times, with %d its number from 1, between two others.
func times(before, each string, n int, after string) func(io.Writer) {
	return func(w io.Writer) {
		io.WriteString(w, before)
		numbered := strings.Contains(each, "%d")
		block := ""
		if !numbered {
			block = strings.Repeat(each, 1000)
		}
		for i := 0; i < n; i++ {
			switch {
			case numbered:
				io.WriteString(w, strings.ReplaceAll(each, "%d", strconv.Itoa(i+1)))
			case n-i >= 1000:
				io.WriteString(w, block)
				i += 999
			default:
				io.WriteString(w, each)
			}
		}
		io.WriteString(w, after)
	}
}

const (
	sheetHead = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetTail = `</sheetData></worksheet>`
	// A header, so that what follows is read as rows of the list.
	headRow = `<row r="1"><c r="A1" t="inlineStr"><is><t>序号</t></is></c><c r="B1" t="inlineStr"><is><t>税则号列</t></is></c><c r="C1" t="inlineStr"><is><t>货品名称</t></is></c><c r="D1" t="inlineStr"><is><t>备注</t></is></c></row>`
)

// bookOf packs a workbook of one sheet and other parts.
func bookOf(sheet any, more ...any) func(testing.TB) []byte {
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	book := `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>`
	return parts(append([]any{"xl/workbook.xml", book, "xl/_rels/workbook.xml.rels", rels, "xl/worksheets/sheet1.xml",
		sheet}, more...)...)
}

const strings1 = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`

// documentOf packs a document.
func documentOf(body func(io.Writer), more ...any) func(testing.TB) []byte {
	return parts(append([]any{"word/document.xml", body}, more...)...)
}

const (
	docHead = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	docTail = `</w:body></w:document>`
)

// pageOf writes a web page.
func pageOf(body func(io.Writer)) func(testing.TB) []byte {
	return func(testing.TB) []byte {
		var b bytes.Buffer
		body(&b)
		return b.Bytes()[:min(b.Len(), tables.MaxFile)]
	}
}

// portable writes a PDF of objects; each is its dictionary and, separated by a
// zero byte, its stream, which is compressed.
func portable(objects ...func(io.Writer)) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		var b bytes.Buffer
		b.WriteString("%PDF-1.5\n")
		var at []int
		for i, object := range objects {
			at = append(at, b.Len())
			var all bytes.Buffer
			object(&all)
			dict, stream, has := bytes.Cut(all.Bytes(), []byte{0})
			fmt.Fprintf(&b, "%d 0 obj\n", i+1)
			if !has {
				fmt.Fprintf(&b, "%s\nendobj\n", dict)
				continue
			}
			var packed bytes.Buffer
			z := zlib.NewWriter(&packed)
			z.Write(stream)
			z.Close()
			fmt.Fprintf(&b, "<<%s /Filter /FlateDecode /Length %d>>\nstream\n", dict, packed.Len())
			b.Write(packed.Bytes())
			b.WriteString("\nendstream\nendobj\n")
		}
		from := b.Len()
		fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
		for _, n := range at {
			fmt.Fprintf(&b, "%010d 00000 n \n", n)
		}
		fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, from)
		return b.Bytes()
	}
}

func just(text string) func(io.Writer) { return func(w io.Writer) { io.WriteString(w, text) } }

const (
	pdfRoot  = "<</Type /Catalog /Pages 2 0 R>>"
	pdfPages = "<</Type /Pages /Kids [3 0 R] /Count 1>>"
	pdfPage  = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>> /XObject <</X 6 0 R>>>>>>"
	pdfFont  = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
	pdfWord  = "BT /F 10 Tf 50 800 Td (0405) Tj ET\n"
)

// hostileFiles are files of every format, each with one kind of attack.
func hostileFiles() []hostile {
	long := strings.Repeat("虚", 10_000)
	all := []hostile{
		{"xlsx: a blank cell a row in the last column",
			bookOf(times(sheetHead+headRow, `<row><c r="XFD2" s="1"/></row>`, 300_000, sheetTail))},
		{"xlsx: blank cells", bookOf(times(sheetHead+`<row r="1">`, `<c s="1"/>`, 3_000_000, `</row>`+sheetTail))},
		{"xlsx: blank rows", bookOf(times(sheetHead, `<row/>`, 6_000_000, sheetTail))},
		{"xlsx: rows with text", bookOf(times(sheetHead+headRow, `<row>`+
			strings.Repeat(`<c t="inlineStr"><is><t>0405</t></is></c>`, 4)+`</row>`, 100_000, sheetTail))},
		{"xlsx: cells with text", bookOf(times(sheetHead+headRow, `<row>`+strings.Repeat(`<c><v>1</v></c>`, 100)+`</row>`,
			19_000, sheetTail))},
		{"xlsx: the last row alone, on many sheets", func(t testing.TB) []byte {
			all := []any{"xl/workbook.xml", times(`<workbook xmlns:r="r"><sheets>`, `<sheet name="s%d" r:id="r%d"/>`, 400,
				`</sheets></workbook>`),
				"xl/_rels/workbook.xml.rels", times(`<Relationships>`,
					`<Relationship Id="r%d" Type="x/worksheet" Target="worksheets/s%d.xml"/>`, 400, `</Relationships>`)}
			for i := range 400 {
				all = append(all, fmt.Sprintf("xl/worksheets/s%d.xml", i+1), sheetHead+
					`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`+sheetTail)
			}
			return parts(all...)(t)
		}},
		{"xlsx: one text that two million cells point to",
			bookOf(times(sheetHead+headRow, `<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 15_000, sheetTail),
				"xl/sharedStrings.xml", strings1+"<si><t>"+long+"</t></si></sst>")},
		{"xlsx: blank texts", bookOf(sheetHead+`<row><c t="s"><v>0</v></c></row>`+sheetTail, "xl/sharedStrings.xml",
			times(strings1, "<si/>", 11_000_000, "</sst>"))},
		{"xlsx: a text of many runs", bookOf(sheetHead+`<row><c t="s"><v>0</v></c></row>`+sheetTail, "xl/sharedStrings.xml",
			times(strings1+"<si>", "<r><t>虚构虚构虚构</t></r>", 1_000_000, "</si></sst>"))},
		{"xlsx: merged ranges", bookOf(times(sheetHead+headRow+`</sheetData><mergeCells>`, `<mergeCell ref="A1:XFD1048576"/>`,
			1_500_000, `</mergeCells></worksheet>`))},
		{"xlsx: merged ranges, under another prefix",
			bookOf(times(strings.ReplaceAll(sheetHead, "<worksheet xmlns=",
				`<worksheet xmlns:m="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns=`)+headRow+
				`</sheetData><mergeCells>`, `<m:mergeCell a="b" ref="$A$1:D%d"/>`, 500_000, `</mergeCells></worksheet>`))},
		{"xlsx: ranges over all rows", bookOf(func(w io.Writer) {
			times(sheetHead, `<row><c><v>1</v></c></row>`, 19_000, "</sheetData><mergeCells>")(w)
			times("", `<mergeCell ref="A1:CV19000"/>`, 19_000, "</mergeCells></worksheet>")(w)
		})},
		{"xlsx: styles", bookOf(sheetHead+headRow+sheetTail, "xl/styles.xml",
			times(`<styleSheet><cellXfs>`, `<xf numFmtId="165" fontId="0"/>`, 1_900_000, `</cellXfs></styleSheet>`))},
		{"xlsx: number formats", bookOf(sheetHead+headRow+sheetTail, "xl/styles.xml",
			times(`<styleSheet><numFmts>`, `<numFmt numFmtId="%d" formatCode="`+strings.Repeat("#,##0", 50)+`"/>`, 200_000,
				`</numFmts></styleSheet>`))},
		{"xlsx: columns", bookOf(times(`<worksheet><cols>`, `<col min="1" max="16384" hidden="1"/>`, 1_500_000,
			`</cols></worksheet>`))},
		{"xlsx: elements within each other", bookOf(times(`<worksheet>`, `<a>`, 5_000_000, ``))},
		{"xlsx: an entity that grows", bookOf(`<!DOCTYPE a [<!ENTITY a "` + strings.Repeat("a", 1000) + `"><!ENTITY b "` +
			strings.Repeat("&a;",
				1000) + `">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`)},
		{"xlsx: one text without end", bookOf(times(`<worksheet><sheetData><row><c t="str"><v>`, "虚", 20_000_000, ``))},
		{"xlsx: an attribute without end", bookOf(times(`<worksheet><sheetData><row a="`, "b", 60_000_000, ``))},
		{"xlsx: attributes", bookOf(times(`<worksheet><sheetData><row`, ` a%d="b"`, 90_000, `/></sheetData></worksheet>`))},
		{"xlsx: thousands of parts", func(t testing.TB) []byte {
			var all []any
			for i := range 30_000 {
				all = append(all, "xl/"+strconv.Itoa(i), "")
			}
			return parts(append(all, "xl/workbook.xml", "<workbook/>", "xl/_rels/workbook.xml.rels", "<a/>")...)(t)
		}},
		{"xlsx: thousands of rows that are wrong",
			bookOf(times(sheetHead+headRow, `<row><c t="inlineStr"><is><t>x%d</t></is></c><c t="inlineStr"><is><t>`+long[:600]+
				`</t></is></c><c t="inlineStr"><is><t>??</t></is></c><c t="inlineStr"><is><t>`+long[:300]+`</t></is></c></row>`,
				17_000, sheetTail))},
		{"docx: text over columns", documentOf(times(docHead+"<w:tbl>",
			`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100"/></w:tcPr><w:p><w:r><w:t>`+long+`</w:t></w:r></w:p></w:tc></w:tr>`,
			1_500, "</w:tbl>"+docTail))},
		{"docx: cells over rows", documentOf(func(w io.Writer) {
			io.WriteString(w,
				docHead+`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>`+
					long+`</w:t></w:r></w:p></w:tc></w:tr>`)
			times("", `<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>`, 19_000,
				"</w:tbl>"+docTail)(w)
		})},
		{"docx: paragraphs", documentOf(times(docHead, `<w:p><w:r><w:t>a</w:t></w:r></w:p>`, 1_500_000, docTail))},
		{"docx: paragraphs in a cell", documentOf(times(docHead+"<w:tbl><w:tr><w:tc>", `<w:p><w:r><w:t>a</w:t></w:r></w:p>`,
			500_000, "</w:tc></w:tr></w:tbl>"+docTail))},
		{"docx: runs", documentOf(times(docHead+"<w:p>", `<w:r><w:tab/></w:r>`, 900_000, "</w:p>"+docTail))},
		{"docx: levels of numbers", documentOf(just(docHead+"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"+docTail),
			"word/numbering.xml", times(`<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">`,
				`<w:lvl w:ilvl="%d"><w:lvlText w:val="%1"/></w:lvl>`, 600_000, `</w:abstractNum></w:numbering>`))},
		{"docx: numbered lists", documentOf(just(docHead+docTail), "word/numbering.xml",
			times(`<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">`+
				strings.Repeat(`<w:lvl w:ilvl="0"><w:lvlText w:val="`+long+`"/></w:lvl>`, 9)+`</w:abstractNum>`,
				`<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, 300_000, `</w:numbering>`))},
		{"docx: numbers that grow", documentOf(times(docHead+"<w:tbl>",
			`<w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc></w:tr>`,
			19_000, "</w:tbl>"+docTail), "word/numbering.xml",
			times(`<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">`,
				`<w:lvl w:ilvl="%d"><w:start w:val="999999999"/><w:lvlText w:val="`+strings.Repeat("%9", 5_000)+`"/></w:lvl>`, 8,
				`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`))},
		{"docx: tables", documentOf(times(docHead, `<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`, 300_000, docTail))},
		{"docx: tables within tables", documentOf(times(docHead, `<w:tbl><w:tr><w:tc>`, 100_000, ""))},
		{"html: cells over rows and columns", pageOf(times("<table>", "<tr><td rowspan=0 colspan=100>"+long, 100,
			"</table>"))},
		{"html: a cell over all rows", pageOf(times("<table><tr><td rowspan=60000>"+long, "<tr>", 900_000, "</table>"))},
		{"html: formatting that is never ended", pageOf(times("", "<b a=%d><p>", 350_000, ""))},
		{"html: tags", pageOf(times("<table><tr><td>", "<i>", 1_300_000, ""))},
		{"html: attributes", pageOf(times("<table ", "a%d ", 500_000, "><tr><td>a"))},
		{"html: tables within tables", pageOf(times("", "<table><tr><td>", 250_000, ""))},
		{"html: tables", pageOf(times("", "<table><tr><td>a</table>", 150_000, ""))},
		{"html: cells", pageOf(times("<table>", "<tr>"+strings.Repeat("<td>", 99), 19_000, ""))},
		{"html: one cell", pageOf(times("<table><tr><td>", "虚", 1_300_000, ""))},
		{"html: text around a table", pageOf(times("", "<p>虚构", 400_000, "<table><tr><td>a</table>"))},
		{"html: entities", pageOf(times("<table><tr><td>", "&#8203;", 500_000, ""))},
		{"html: a comment without end", pageOf(times("<table><!--", "-", 4_000_000, ""))},
		{"csv: commas", pageOf(times("", ",", 4_000_000, ""))},
		{"csv: short rows", pageOf(times("序号,税则号列,货品名称,备注\n", "1,2,3,4\n", 500_000, ""))},
		{"csv: lines", pageOf(times("", "\n", 4_000_000, ""))},
		{"csv: carriage returns", pageOf(times("", "a\r", 2_000_000, ""))},
		{"csv: a quote that does not end", pageOf(times(`"`, "a\n", 2_000_000, ""))},
		{"csv: wide rows", pageOf(times("序号,税则号列,货品名称,备注\n", strings.Repeat("a,", 99)+"\n", 19_000, ""))},
		{"csv: wrong rows", pageOf(times("序号,税则号列,货品名称,备注\n", "x,"+long[:90]+",,y\n", 19_900, ""))},
		{"csv: one long cell a row", pageOf(times("序号,税则号列,货品名称,备注\n", "1,04051000,"+long[:3000]+","+long[:3000]+"\n", 600,
			""))},
	}
	if !pdf.Available() {
		return all
	}
	return append(all, []hostile{
		{"pdf: rectangles", portable(just(pdfRoot), just(pdfPages), just(pdfPage),
			times("\x00"+pdfWord, "1 1 9 9 re S\n", 5_000_000, ""), just(pdfFont), just("<<>>"))},
		{"pdf: lines", portable(just(pdfRoot), just(pdfPages), just(pdfPage),
			times("\x00"+pdfWord, "0 %d m 500 %d l S\n", 300_000, ""), just(pdfFont), just("<<>>"))},
		{"pdf: one path", portable(just(pdfRoot), just(pdfPages), just(pdfPage),
			times("\x00"+pdfWord+"0 0 m\n", "1 1 l 2 2 l\n", 3_000_000, "S"), just(pdfFont), just("<<>>"))},
		{"pdf: words", portable(just(pdfRoot), just(pdfPages), just(pdfPage),
			times("\x00BT /F 1 Tf\n", "1 0 Td (a) Tj\n", 2_000_000, "ET"), just(pdfFont), just("<<>>"))},
		{"pdf: one large picture", portable(just(pdfRoot), just(pdfPages), just(pdfPage),
			just("\x00"+pdfWord+"q 500 0 0 500 0 0 cm /X Do Q"), just(pdfFont),
			times("/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8\x00",
				strings.Repeat("\x01", 9_000), 30_000, ""))},
		{"pdf: forms within forms", func(t testing.TB) []byte {
			objects := []func(io.Writer){just(pdfRoot), just(pdfPages), just(pdfPage), just("\x00" + pdfWord + "/X Do"),
				just(pdfFont)}
			for i := range 12 {
				objects = append(objects,
					just(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources <</XObject <</X %d 0 R>>>>\x00%s",
						7+i, strings.Repeat("/X Do ", 10))))
			}
			objects = append(objects, just("/Type /XObject /Subtype /Form /BBox [0 0 600 800]\x001 1 9 9 re S"))
			return portable(objects...)(t)
		}},
		{"pdf: pages", portable(just(pdfRoot), times("<</Type /Pages /Count 100000 /Kids [", "3 0 R ", 100_000, "]>>"),
			just(pdfPage), just("\x00"+pdfWord), just(pdfFont), just("<<>>"))},
		{"pdf: a large page of little squares", portable(just(pdfRoot), just(pdfPages),
			just(strings.Replace(pdfPage, "595 842", "14400 14400", 1)),
			times("\x00"+pdfWord, "0.1 w %d 1 m %d 9000 l S 1 %d m 9000 %d l S\n", 9_000, ""), just(pdfFont), just("<<>>"))},
	}...)
}

// processor returns the processor time of this process and of its finished
// children.
func processor(t testing.TB) time.Duration {
	t.Helper()
	var spent time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		spent += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return spent
}

// TestHostileFiles checks that reading any file, from its bytes to the report,
// stays within the limits, and ends in a report or an error sentence.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	norace.SkipUnderRace(t, "its own memory and time would be measured")
	most := 0
	reader := annex.Reader{Open: func(ctx context.Context, name string, raw []byte) (*file.Document, error) {
		doc, memory, err := confined.Measure(ctx, name, raw)
		most = memory
		return doc, err
	}}
	lists := library.BuiltIn()
	for _, h := range hostileFiles() {
		t.Run(h.name, func(t *testing.T) {
			raw := h.make(t)
			if len(raw) > tables.MaxFile {
				t.Fatalf("%s are beyond the bound, so that nothing is tried", tables.Size(len(raw)))
			}
			before := processor(t)
			got, err := reader.ReadAnnex(t.Context(), lists, publication.Annex{
				List: "cbec-retail-import", Edition: "2019", Raw: raw, By: "x", At: time.Unix(0, 0),
				Announced: publication.Announcement{Title: edition.Text{}},
			})
			after := processor(t)
			said := fmt.Sprint(err)
			if err == nil {
				said = fmt.Sprintf("%d problems, report of %s", got.Problems, tables.Size(len(got.Report)+len(got.Text)))
				if len(got.Report)+len(got.Text) > 4<<20 {
					t.Errorf("the report has %s", tables.Size(len(got.Report)+len(got.Text)))
				}
			}
			t.Logf("%s: %.1f s, %s, %s", tables.Size(len(raw)), (after - before).Seconds(), tables.Size(most),
				said[:min(len(said), 160)])
			if spent := after - before; spent > mostProcessor {
				t.Errorf("took %s of a processor", spent)
			}
			if most > mostMemory {
				t.Errorf("took %s of memory", tables.Size(most))
			}
			if strings.Contains(said, "the reader failed") {
				t.Errorf("a reader failed: %s", said)
			}
		})
	}
}
