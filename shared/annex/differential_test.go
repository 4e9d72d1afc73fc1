package annex_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	tree "golang.org/x/net/html"

	"importchecker/infra/norace"
	"importchecker/shared/annex/file"
	"importchecker/shared/annex/goods"
	"importchecker/shared/annex/layout"
	"importchecker/shared/annex/pdf"
	"importchecker/shared/annex/tables"
	"importchecker/shared/edition"
)

// These tests make annexes of many layouts, in every format, and read them
// twice: the grid with another reader than ours, and the list as its author
// made it. Our result must be the same, or there must be a problem; it must
// never differ silently.

// published is a row of a list as its author means it.
type published struct{ code, name, remark string }

// lines are the rows that the lists are made of.
var lines = []published{
	{"04051000", "黄油", ""}, {"04090000", "天然蜂蜜", "仅限网购保税商品"}, {"09012100", "已焙炒咖啡", ""},
	{"18063200", "其他夹心块状巧克力", "仅限网购保税商品"},
	{"33049900", "其他美容品或化妆品及护肤品", "列入《进出口野生动植物种商品目录》的商品除外"}, {"95061100", "滑雪屐", ""},
	{"22042100", "装入小容器的鲜葡萄酿造的酒", "仅限网购保税商品"},
	{"34013000", "洁肤用的有机表面活性产品", ""}, {"64029100", "其他短筒靴", "列入《进出口野生动植物种商品目录》的商品除外"}, {"42022200", "以塑料片或纺织材料作面的手提包", ""},
}

// place is one cell of an annex that is being made.
type place struct {
	text         string
	across, down int  // 0 and 1 are the same
	covered      bool // by a merged cell
}

// variation is one layout of a list.
type variation struct {
	cells [][]place
	truth []published
	said  []string // how it differs from the plain layout
}

func (v *variation) row(texts ...string) {
	row := make([]place, len(texts))
	for i, text := range texts {
		row[i].text = text
	}
	v.cells = append(v.cells, row)
}

// wide adds a row with one cell over all columns.
func (v *variation) wide(text string, columns int) {
	row := make([]place, columns)
	row[0] = place{text: text, across: columns}
	for i := 1; i < columns; i++ {
		row[i].covered = true
	}
	v.cells = append(v.cells, row)
}

// vary returns a random layout.
func vary(r *rand.Rand) *variation {
	v := &variation{}
	one := func(what string, of int) bool {
		if r.IntN(of) != 0 {
			return false
		}
		v.said = append(v.said, what)
		return true
	}
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	head := []string{pick("序号", "编号", "No."), pick("税则号列", "税则号列[注1]", "税则号", "HS编码", "2019年税则号列", "税则号列（注）"),
		pick("货品名称", "商品名称②", "货品名称（简称）"), pick("备注", "说明", "备注[注3]", "备注 Remarks")}
	serial := !one("no numbers", 6)
	if !serial {
		head = head[1:]
	}
	twoRemarks := one("a heading over two columns", 6)
	if twoRemarks {
		head = append(head, "")
	}
	unit := one("a column that is not known", 5)
	if unit {
		head = append(head, pick("计量单位", "单位"))
	}
	untitled := one("a column without a heading", 12)
	if untitled {
		head = append(head, "")
	}
	columns := len(head)
	title := func() {
		v.wide("跨境电子商务零售进口商品清单", columns)
	}
	if one("a title", 2) {
		v.wide("附件", columns)
		title()
	}
	header := func() {
		row := make([]place, columns)
		for i, text := range head {
			row[i].text = text
		}
		if twoRemarks {
			at := slices.IndexFunc(head, func(s string) bool { return strings.HasPrefix(s, "备注") || s == "说明" })
			row[at].across, row[at+1].covered = 2, true
		}
		v.cells = append(v.cells, row)
	}
	header()
	number := []func(int) string{strconv.Itoa, func(n int) string { return strconv.Itoa(n) + "." },
		func(n int) string { return "（" + strconv.Itoa(n) + "）" }, func(n int) string { return string(rune('①' + n - 1)) },
		func(n int) string { return strconv.Itoa(n) + "、" }}[r.IntN(5)]
	code := []func(string) string{func(c string) string { return c },
		func(c string) string { return c[:4] + "." + c[4:6] + "." + c[6:] },
		func(c string) string { return c[:4] + " " + c[4:6] + " " + c[6:] },
		func(c string) string { return c[:4] + "." + c[4:] }}[r.IntN(4)]
	none := ""
	if one("dashes for no remark", 5) {
		none = pick("—", "/", "-", "无")
	}
	merges := one("remarks over several rows", 3)
	n := 4 + r.IntN(len(lines)-3)
	order := r.Perm(len(lines))[:n]
	if merges { // merge equal remarks
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(lines[a].remark, lines[b].remark) })
	}
	startOfRemark := -1 // the row in which the current remark begins
	for i, k := range order {
		l := lines[k]
		v.truth = append(v.truth, l)
		if i > 0 && one("something of a page", 6) {
			startOfRemark = -1
			if one("a subtotal", 3) {
				if serial {
					v.row(append([]string{"小计", strconv.Itoa(i)}, make([]string, columns-2)...)...)
				} else {
					v.wide("本页小计："+strconv.Itoa(i), columns)
				}
			}
			switch r.IntN(6) {
			case 0:
				v.wide(pick("续表", "（续表）", "接上页", "第2页 共36页"), columns)
				header()
			case 1:
				cells := make([]string, columns)
				cells[r.IntN(columns)] = pick("续表", "（续）", "— 2 —", "Page 2 of 3")
				v.row(cells...)
				header()
			case 2:
				title()
				header()
			case 3:
				header()
			case 4:
				v.wide(pick("第 2 页", "（续表）"), columns)
			}
		}
		row := make([]place, columns)
		cells := []string{number(i + 1), code(l.code), l.name, l.remark}
		if !serial {
			cells = cells[1:]
		}
		for c, text := range cells {
			row[c].text = text
		}
		at := len(cells) - 1 // the column of remarks
		if l.remark == "" {
			row[at].text = none
		}
		if twoRemarks && l.remark != "" && one("a remark in the second column", 3) {
			row[at], row[at+1].text = place{}, l.remark
		}
		if unit {
			row[slices.IndexFunc(head, func(s string) bool { return strings.Contains(s, "单位") })].text = "千克"
		}
		if untitled && one("text without a heading", 6) {
			row[columns-1].text = pick("仅限网购保税商品", "列入清单")
		}
		rest := ""
		if serial && len([]rune(l.name)) > 6 && one("a row over two", 8) {
			half := []rune(l.name)
			row[at-1].text, rest = string(half[:4]), string(half[4:])
		}
		if merges && row[at].text != "" && l.remark != "" && rest == "" && startOfRemark >= 0 &&
			v.cells[startOfRemark][at].text == l.remark && !v.cells[startOfRemark][at].covered &&
			len(v.cells)-startOfRemark == max(v.cells[startOfRemark][at].down, 1) {
			v.cells[startOfRemark][at].down = max(v.cells[startOfRemark][at].down, 1) + 1
			row[at] = place{covered: true}
		} else if row[at].text == l.remark && l.remark != "" && !twoRemarks {
			startOfRemark = len(v.cells)
		}
		v.cells = append(v.cells, row)
		if rest != "" {
			cells := make([]string, columns)
			cells[at-1] = rest
			v.row(cells...)
			startOfRemark = -1
		}
	}
	if one("a total", 4) {
		v.wide("合计："+strconv.Itoa(n)+"项", columns)
	}
	if one("an end", 4) {
		v.wide(pick("（以下空白）", "以下无正文"), columns)
	}
	if one("notes", 3) {
		v.wide(pick("注①：货品名称以税则为准。", "注：虚构。", "* 虚构。", "[注1] 虚构。"), columns)
	}
	return v
}

// read returns the rows that we read from a file, and the problems.
func (v *variation) read(t *testing.T, name string, raw []byte) ([]published, []string, *file.Document) {
	t.Helper()
	doc, err := file.Read(name, raw, file.Programs{PDF: pdf.Read})
	if err != nil {
		return nil, []string{err.Error()}, nil
	}
	p, _ := layout.FindProfile("goods")
	g := goods.Read(p, name, doc.Sheets, "")
	g.Check(goods.Rules{Effective: edition.NewDate(2026, 3, 1), Stated: len(v.truth)})
	var got []published
	for _, l := range g.Lines {
		got = append(got, published{string(l.Code), l.NameZH, l.Remark})
	}
	var problems []string
	for _, p := range g.Problems {
		problems = append(problems, p.Error())
	}
	return got, problems, doc
}

// TestDifferential makes annexes of many layouts in every format.
func TestDifferential(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, hundreds of annexes")
	formats := []struct {
		name  string
		write func(testing.TB, *variation) []byte
		grid  func(testing.TB, []byte) [][]string // from another reader; nil when there is none
	}{
		{"csv", writeCSV, gridOfCSV}, {"xlsx", writeXLSX, gridOfXLSX}, {"html", writeHTML, gridOfHTML},
		{"docx", writeDOCX, gridOfDOCX}, {"pdf", writePDF, nil},
	}
	each := 80
	if testing.Short() {
		each = 12
	}
	for f, format := range formats {
		if format.name == "pdf" && !pdf.Available() {
			t.Log("SKIPPED: no PDF is read here: install poppler-utils")
			continue
		}
		equal, refused := 0, 0
		for i := range each {
			v := vary(rand.New(rand.NewPCG(uint64(f), uint64(i))))
			raw := format.write(t, v)
			got, problems, doc := v.read(t, "a."+format.name, raw)
			if format.grid != nil && doc != nil {
				if ours, theirs := gridOf(doc), format.grid(t, raw); !slices.EqualFunc(ours, theirs, slices.Equal[[]string]) {
					t.Errorf("%s %d: the grid is\n%q\nand another reader has\n%q", format.name, i, ours, theirs)
				}
			}
			switch {
			case len(problems) > 0:
				refused++
				if !expected(format.name, v, problems) {
					t.Errorf("%s %d (%s): refused: %s", format.name, i, strings.Join(v.said, ", "), strings.Join(problems, "\n\t"))
				}
			case slices.Equal(got, v.truth):
				equal++
			default:
				t.Errorf("%s %d (%s): reads, without a word,\n%q\nand was published as\n%q", format.name, i,
					strings.Join(v.said, ", "), got, v.truth)
			}
		}
		t.Logf("%s: %d layouts read alike, %d refused with a problem, of %d", format.name, equal, refused, each)
		if equal < each/2 {
			t.Errorf("%s: only %d of %d are read", format.name, equal, each)
		}
	}
}

// expected reports whether a layout may be refused: when even its author could
// not say how it is meant.
func expected(format string, v *variation, problems []string) bool {
	for _, p := range problems {
		switch {
		case slices.Contains(v.said, "text without a heading") && strings.Contains(p, "does not name"):
		case format == "csv" && slices.Contains(v.said, "a heading over two columns") && strings.Contains(p, "does not name"):
		case format == "pdf" && slices.Contains(v.said, "a row over two"): // lines say where a row ends
		case strings.Contains(p, "it cannot be told whether it goes on"):
		case slices.Contains(v.said, "a row over two") && strings.Contains(p, "just before a repeated header"):
		case strings.Contains(p, "names a column") || strings.Contains(p, "may run on"):
		default:
			return false
		}
	}
	return true
}

// gridOf returns our grid: the texts that begin in each row that is not blank.
func gridOf(doc *file.Document) [][]string {
	var out [][]string
	for _, s := range doc.Sheets {
		for _, r := range s.Rows {
			var cells []string
			for i := range r.Cells {
				text := r.Own(i)
				if r.MergeAt(i) != tables.Own {
					text = ""
				}
				cells = append(cells, strings.TrimSpace(text))
			}
			out = appendRow(out, cells)
		}
	}
	return out
}

func appendRow(out [][]string, cells []string) [][]string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return out
	}
	return append(out, cells)
}

func writeCSV(t testing.TB, v *variation) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range v.cells {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.text)
		}
		if err := w.Write(v.unmerged(row, cells)); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

// unmerged repeats remarks that cover several rows in each of them, for formats
// without merged cells.
func (v *variation) unmerged(row []place, cells []string) []string {
	at := slices.IndexFunc(v.cells, func(other []place) bool { return &other[0] == &row[0] })
	for i, c := range row {
		for up := at - 1; c.covered && up >= 0 && i < len(v.cells[up]); up-- {
			if above := v.cells[up][i]; !above.covered {
				if above.down > at-up {
					cells[i] = above.text
				}
				break
			}
		}
	}
	return cells
}

func gridOfCSV(t testing.TB, raw []byte) [][]string {
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, cells := range rows {
		out = appendRow(out, cells)
	}
	return out
}

func writeXLSX(t testing.TB, v *variation) []byte {
	f := excelize.NewFile()
	defer f.Close()
	for r, row := range v.cells {
		for c, cell := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if cell.text != "" {
				err = f.SetCellValue("Sheet1", name, cell.text)
			}
			if err == nil && (cell.across > 1 || cell.down > 1) {
				end, _ := excelize.CoordinatesToCellName(c+max(cell.across, 1), r+max(cell.down, 1))
				err = f.MergeCell("Sheet1", name, end)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gridOfXLSX(t testing.TB, raw []byte) [][]string {
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, cells := range rows {
		out = appendRow(out, cells)
	}
	return out
}

// spans writes the rows with the cells that begin in them.
func (v *variation) spans(w *bytes.Buffer, rowStart, rowEnd string, cell func(place) string) {
	for _, row := range v.cells {
		w.WriteString(rowStart)
		for _, c := range row {
			if !c.covered {
				w.WriteString(cell(c))
			}
		}
		w.WriteString(rowEnd)
	}
}

func writeHTML(_ testing.TB, v *variation) []byte {
	var b bytes.Buffer
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><body><table border=1>")
	v.spans(&b, "<tr>", "</tr>\n", func(c place) string {
		return fmt.Sprintf("<td colspan=%d rowspan=%d>%s</td>", max(c.across, 1), max(c.down, 1), html.EscapeString(c.text))
	})
	b.WriteString("</table>")
	return b.Bytes()
}

// gridOfHTML reads a page with an HTML parser.
func gridOfHTML(t testing.TB, raw []byte) [][]string {
	root, err := tree.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	down := map[int]int{}
	for n := range root.Descendants() {
		if n.Data != "tr" {
			continue
		}
		var cells []string
		free := func() {
			for down[len(cells)] > 0 {
				down[len(cells)]--
				cells = append(cells, "")
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Data != "td" {
				continue
			}
			free()
			span := map[string]int{}
			for _, a := range c.Attr {
				span[a.Key], _ = strconv.Atoi(a.Val)
			}
			text := ""
			if c.FirstChild != nil {
				text = c.FirstChild.Data
			}
			for i := range span["colspan"] {
				down[len(cells)] = span["rowspan"] - 1
				if i > 0 {
					text = ""
				}
				cells = append(cells, text)
			}
		}
		free()
		out = appendRow(out, cells)
	}
	return out
}

func writeDOCX(t testing.TB, v *variation) []byte {
	var b bytes.Buffer
	b.WriteString(docHead + "<w:tbl>")
	for r, row := range v.cells {
		b.WriteString("<w:tr>")
		for c, cell := range row {
			merge, text := "", cell.text
			if cell.down > 1 {
				merge = `<w:vMerge w:val="restart"/>`
			}
			if cell.covered {
				if !v.fromAbove(r, c) {
					continue // covered by the cell on its left
				}
				merge = "<w:vMerge/>"
			}
			fmt.Fprintf(&b,
				`<w:tc><w:tcPr><w:gridSpan w:val="%d"/>%s</w:tcPr><w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p></w:tc>`,
				max(cell.across, 1), merge, html.EscapeString(text))
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>" + docTail)
	body := b.Bytes()
	return documentOf(func(w io.Writer) { w.Write(body) })(t)
}

// fromAbove reports whether a covered place belongs to a cell that begins
// above.
func (v *variation) fromAbove(r, c int) bool {
	for up := r - 1; up >= 0 && c < len(v.cells[up]); up-- {
		if cell := v.cells[up][c]; !cell.covered {
			return cell.down > r-up
		}
	}
	return false
}

// gridOfDOCX reads a document with the XML decoder of the standard library.
func gridOfDOCX(t testing.TB, raw []byte) [][]string {
	var doc struct {
		Rows []struct {
			Cells []struct {
				Span struct {
					Val int `xml:"val,attr"`
				} `xml:"tcPr>gridSpan"`
				Merge []struct {
					Val string `xml:"val,attr"`
				} `xml:"tcPr>vMerge"`
				Text []string `xml:"p>r>t"`
			} `xml:"tc"`
		} `xml:"body>tbl>tr"`
	}
	body, err := partOf(raw, "word/document.xml")
	if err == nil {
		err = xml.Unmarshal(body, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for _, row := range doc.Rows {
		var cells []string
		for _, c := range row.Cells {
			text := strings.Join(c.Text, "")
			if len(c.Merge) > 0 && c.Merge[0].Val != "restart" {
				text = ""
			}
			cells = append(append(cells, text), make([]string, max(c.Span.Val, 1)-1)...)
		}
		out = appendRow(out, cells)
	}
	return out
}

func partOf(raw []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// writePDF draws the table, ruled, on as many pages as needed. Its font maps
// its glyphs to characters, and draws none of them.
func writePDF(t testing.TB, v *variation) []byte {
	const rowHeight, perPage, left, top = 20.0, 14, 30.0, 1150.0
	widths := make([]float64, len(v.cells[0]))
	for i := range widths {
		widths[i] = 70
	}
	for _, row := range v.cells {
		for i, c := range row {
			if !c.covered && c.across < 2 {
				widths[i] = max(widths[i], float64(len([]rune(c.text)))*9+12)
			}
		}
	}
	x := []float64{left}
	for _, w := range widths {
		x = append(x, x[len(x)-1]+w)
	}
	glyphs := map[rune]int{}
	var used []rune
	var pages []string
	for from := 0; from < len(v.cells); from += perPage {
		var b strings.Builder
		rows := v.cells[from:min(from+perPage, len(v.cells))]
		for r, row := range rows {
			for c, cell := range row {
				down := min(max(cell.down, 1), len(rows)-r)
				if cell.covered {
					if r > 0 || !v.fromAbove(from, c) {
						continue
					}
					down = 1 // the merged cell continues, blank, on this page
					for r+down < len(rows) && rows[r+down][c].covered && v.fromAbove(from+r+down, c) {
						down++
					}
				}
				x0, x1 := x[c], x[c+max(cell.across, 1)]
				y1 := top - float64(r)*rowHeight
				y0 := y1 - float64(down)*rowHeight
				fmt.Fprintf(&b, "%.1f %.1f %.1f %.1f re S\n", x0, y0, x1-x0, y1-y0)
				if cell.text == "" {
					continue
				}
				var hex strings.Builder
				for _, ch := range cell.text {
					if glyphs[ch] == 0 {
						used = append(used, ch)
						glyphs[ch] = len(used)
					}
					fmt.Fprintf(&hex, "%04X", glyphs[ch])
				}
				fmt.Fprintf(&b, "BT /F 9 Tf %.1f %.1f Td <%s> Tj ET\n", x0+4, (y0+y1)/2-3, hex.String())
			}
		}
		pages = append(pages, b.String())
	}
	var unicode strings.Builder
	fmt.Fprintf(&unicode,
		"\x00/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for _, ch := range used {
		var hex strings.Builder
		for _, u := range utf16.Encode([]rune{ch}) {
			fmt.Fprintf(&hex, "%04X", u)
		}
		fmt.Fprintf(&unicode, "1 beginbfchar <%04X> <%s> endbfchar\n", glyphs[ch], hex.String())
	}
	unicode.WriteString("endcmap end end")
	objects := []func(io.Writer){just(pdfRoot), nil,
		just("<</Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R>>"),
		just("<</Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW 1000 /FontDescriptor 6 0 R>>"),
		just(unicode.String()),
		just("<</Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80>>"),
	}
	var kids []string
	for _, content := range pages {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			just(fmt.Sprintf("<</Type /Page /Parent 2 0 R /MediaBox [0 0 1200 1190] /Contents %d 0 R /Resources <</Font <</F 3 0 R>>>>>>", n+1)), just("\x00"+content))
	}
	objects[1] = just(fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", strings.Join(kids, " "), len(kids)))
	return portable(objects...)(t)
}
