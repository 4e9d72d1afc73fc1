package tablefile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxCellText is how many characters a cell may have in Excel, which does not open a workbook with a longer
// one. The CSV result has the whole text.
const maxCellText = 32_767

// xlsxWriter writes a workbook with one sheet, row by row.
type xlsxWriter struct {
	zip   *zip.Writer
	sheet *bufio.Writer
	row   int
	names []string // the columns' names, from A on
	text  bytes.Buffer
}

// parts are the parts of the workbook without the sheet.
var parts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels",
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels",
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

// NewXLSXWriter returns a writer of an XLSX workbook.
func NewXLSXWriter(w io.Writer) (Writer, error) {
	x := &xlsxWriter{zip: zip.NewWriter(w)}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser,
		error) {
		return flate.NewWriter(w, flate.BestSpeed)
	})
	for _, p := range parts {
		part, err := x.zip.Create(p.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(part, xml.Header+p.text); err != nil {
			return nil, err
		}
	}
	part, err := x.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	x.sheet = bufio.NewWriterSize(part, 64<<10)
	_, err = x.sheet.WriteString(xml.Header +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	return x, err
}

// Write writes the cells as text, so that codes keep their zeros and nothing is read as a formula.
func (x *xlsxWriter) Write(cells []string) error {
	x.row++
	number := strconv.Itoa(x.row)
	x.text.Reset()
	x.text.WriteString(`<row r="` + number + `">`)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		x.text.WriteString(`<c r="` + x.column(i) + number + `" t="inlineStr"><is><t xml:space="preserve">`)
		if err := xml.EscapeText(&x.text, []byte(cellText(cell))); err != nil {
			return err
		}
		x.text.WriteString(`</t></is></c>`)
	}
	x.text.WriteString(`</row>`)
	_, err := x.sheet.Write(x.text.Bytes())
	return err
}

// column returns the name of a column.
func (x *xlsxWriter) column(i int) string {
	for n := len(x.names); n <= i; n++ {
		name := string(rune('A' + n%26))
		if n >= 26 {
			name = x.names[n/26-1] + name
		}
		x.names = append(x.names, name)
	}
	return x.names[i]
}

// cellText returns a cell's text for a workbook: cut to maxCellText, with character escapes (_x…_) escaped.
func cellText(s string) string {
	if len(s) > maxCellText {
		units := 0 // of UTF-16, as Excel counts
		for i, r := range s {
			if units += utf16.RuneLen(r); units >= maxCellText {
				s = s[:i] + "…"
				break
			}
		}
	}
	return strings.ReplaceAll(s, "_x", "_x005F_x")
}

func (x *xlsxWriter) Close() error {
	if _, err := x.sheet.WriteString(`</sheetData></worksheet>`); err != nil {
		return err
	}
	if err := x.sheet.Flush(); err != nil {
		return err
	}
	return x.zip.Close()
}
