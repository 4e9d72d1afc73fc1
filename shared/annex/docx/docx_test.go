package docx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/annex/docx"
	"importchecker/shared/annex/tables"
)

const begin = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`

// pack returns a document of parts, given as pairs of name and content.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func document(t testing.TB, body string) []byte {
	return pack(t, "word/document.xml", begin+body+"</w:body></w:document>")
}

// p is a paragraph, tc a cell, tr a row, tbl a table.
func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }
func tc(properties, text string) string {
	return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + p(text) + "</w:tc>"
}
func tr(cells ...string) string { return "<w:tr>" + strings.Join(cells, "") + "</w:tr>" }
func tbl(rows ...string) string {
	return `<w:tbl><w:tblPr><w:tblW w:w="0"/></w:tblPr><w:tblGrid><w:gridCol/></w:tblGrid>` + strings.Join(rows, "") +
		"</w:tbl>"
}

func text(sheets []*tables.Sheet) string {
	var out []string
	for _, s := range sheets {
		for _, r := range s.Rows {
			if r.Loose {
				out = append(out, s.Label()+": "+r.Cells[0])
				continue
			}
			var cells []string
			for i, c := range r.Cells {
				cells = append(cells, []string{"", "<", "^"}[r.Merged[i]]+c)
			}
			out = append(out, fmt.Sprintf("%s!%d: %s", s.Label(), r.Number, strings.Join(cells, "|")))
		}
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	const restart, goesOn = `<w:vMerge w:val="restart"/>`, `<w:vMerge/>`
	for _, row := range []struct{ name, body, want string }{
		{"text around tables", p("附件") + tbl(tr(tc("", "序号"), tc("", "名称"))) + p("注：虚构"),
			"table 1: 附件\ntable 1!1: 序号|名称\ntable 1: 注：虚构"},
		{"two tables", tbl(tr(tc("", "a"))) + p("二") + tbl(tr(tc("", "b"))), "table 1!1: a\ntable 2: 二\ntable 2!1: b"},
		{"cells over columns", tbl(tr(tc(`<w:gridSpan w:val="2"/>`, "a"), tc("", "b"))), "table 1!1: a|<a|b"},
		{"cells over rows", tbl(tr(tc("", "1"), tc(restart, "a")), tr(tc("", "2"), tc(goesOn, "")),
			tr(tc("", "3"), tc(restart, "b"))), "table 1!1: 1|a\ntable 1!2: 2|^a\ntable 1!3: 3|b"},
		{"cells over rows and columns", tbl(tr(tc(`<w:gridSpan w:val="2"/>`+restart, "a"), tc("", "b")),
			tr(tc(`<w:gridSpan w:val="2"/>`+goesOn, ""), tc("", "c"))), "table 1!1: a|<a|b\ntable 1!2: ^a|<a|c"},
		{"a row that begins further right", tbl(tr(tc("", "a"), tc("", "b")),
			`<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>`+tc("", "c")+"</w:tr>"), "table 1!1: a|b\ntable 1!2: |c"},
		{"runs, tabs and breaks",
			tbl(tr("<w:tc><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>0405</w:t><w:tab/><w:t>.10</w:t></w:r><w:r><w:br/><w:t>.00</w:t></w:r></w:p>" + p("二") + "</w:tc>")), "table 1!1: 0405 .10 .00\n二"},
		{"changes that were tracked",
			tbl(tr("<w:tc><w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p></w:tc>"), `<w:tr><w:trPr><w:del/></w:trPr>`+tc("", "删")+"</w:tr>"), "table 1!1: 新"},
		{"a form for old programs",
			tbl(tr("<w:tc><w:p><w:r><mc:AlternateContent><mc:Choice><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p></w:tc>")), "table 1!1: 新"},
		{"tables and rows in content controls", "<w:sdt><w:sdtContent>" +
			tbl("<w:sdt><w:sdtContent>"+tr("<w:sdt><w:sdtContent>"+tc("", "a")+"</w:sdtContent></w:sdt>")+
				"</w:sdtContent></w:sdt>") + "</w:sdtContent></w:sdt>", "table 1!1: a"},
		{"a code of a field",
			tbl(tr("<w:tc><w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>a</w:t></w:r></w:p></w:tc>")),
			"table 1!1: a"},
		{"no table", p("附件"), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			sheets, err := docx.Read(document(t, row.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := text(sheets); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

// TestNumbers reads automatic numbers, which are not in the text.
func TestNumbers(t *testing.T) {
	const numbering = `<w:numbering xmlns:w="w">
		<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
		<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>
		<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
		<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
		<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
		<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	item := func(list, level, text string) string {
		return `<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list +
			`"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`
	}
	body := tbl(
		// lists of one form are counted together
		tr(item("1", "0", "")), tr(item("1", "1", "a")), tr(item("1", "1", "b")), tr(item("5", "0", "")),
		tr(item("2", "0", "建筑业")), tr(item("2", "0", "金融业")), tr(item("3", "0", "点")), tr(item("4", "0", "")),
		tr(item("4", "0", "")), tr(item("9", "0", "无")),
	)
	sheets, err := docx.Read(pack(t, "word/document.xml", begin+body+"</w:body></w:document>", "word/numbering.xml",
		numbering))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range sheets[0].Rows {
		got = append(got, r.Cells[0])
	}
	if want := "1.|1.1 a|1.2 b|2.|一、 建筑业|二、 金融业|点|7.|8.|无"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}

func TestRefuses(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, as much as is read")
	cell := tc("", "a")
	for _, row := range []struct {
		name string
		raw  []byte
		says string
	}{
		{"a table in a cell", document(t, tbl(tr(cell), tr("<w:tc>"+tbl(tr(cell))+p("")+"</w:tc>"))),
			"table 1, row 2: has a table within a cell"},
		{"too many columns", document(t, tbl(tr(tc(`<w:gridSpan w:val="5000"/>`, "a")))), "table 1, row 1: has more than"},
		{"too many rows", document(t, tbl(strings.Repeat(tr(cell), tables.MaxRows+1))),
			"table 1, row 30001: an annex has at most"},
		{"too many tables", document(t, strings.Repeat(tbl(tr(cell)), tables.MaxSheets+1)), "more than 500 tables"},
		{"too deep", document(t, strings.Repeat("<w:sdt>", 1000)+strings.Repeat("</w:sdt>", 1000)), "within each other"},
		{"merged in a way of old programs", document(t, tbl(tr(tc("<w:hMerge/>", "a")))), "save the document anew"},
		{"cut off", []byte("PK\x03\x04"), "cannot be read as a document"},
		{"no document in it", pack(t, "a.txt", "a"), "cannot be read as a document"},
		{"no XML in it", pack(t, "word/document.xml", begin+"<w:p>"), "cannot be read as a document"},
		{"unpacks to too much", document(t, strings.Repeat("<!--"+strings.Repeat(" ", 1<<16)+"-->",
			tables.MaxUnpacked>>16+1)), "unpacks to more than"},
		{"one text without end", document(t, p(strings.Repeat("a", 2<<20))), "one text of more than 1 MiB"},
		{"too large", make([]byte, tables.MaxFile+1), "the 4 MiB that an annex may have"},
	} {
		if _, err := docx.Read(row.raw); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
}

// TestStruck checks that text that is struck through or hidden is read, with a
// remark.
func TestStruck(t *testing.T) {
	run := func(properties, text string) string {
		return "<w:tc><w:p><w:r><w:rPr>" + properties + "</w:rPr><w:t>" + text + "</w:t></w:r></w:p></w:tc>"
	}
	sheets, err := docx.Read(document(t, tbl(tr(run("<w:strike/>", "a")), tr(run(`<w:strike w:val="0"/>`, "b")),
		tr(run("<w:vanish/>", "c")))))
	if err != nil {
		t.Fatal(err)
	}
	got := sheets[0].Remarks
	if len(got) != 2 || got[0].Row != 1 || !got[0].Grave || got[1].Row != 3 || got[1].Grave ||
		sheets[0].Rows[2].Cells[0] != "c" {
		t.Errorf("got %+v", got)
	}
}

// TestPictures checks that unused parts are not unpacked.
func TestPictures(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, hundreds of megabytes")
	raw := pack(t, "word/document.xml", begin+tbl(tr(tc("", "a")))+"</w:body></w:document>", "word/media/image1.emf",
		strings.Repeat(" ", tables.MaxUnpacked+1))
	if sheets, err := docx.Read(raw); err != nil || len(sheets) != 1 {
		t.Errorf("got %v, %v", sheets, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(begin + tbl(tr(tc(`<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>`, "a")), tr(tc(`<w:vMerge/>`, ""))) +
		"</w:body></w:document>")
	f.Add(begin + "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p></w:body></w:document>")
	f.Fuzz(func(t *testing.T, body string) {
		sheets, err := docx.Read(pack(t, "word/document.xml", body))
		if err != nil {
			return
		}
		for _, s := range sheets {
			for _, r := range s.Rows {
				if !r.Loose && len(r.Merged) != len(r.Cells) || len(r.Cells) > tables.MaxColumns {
					t.Errorf("got %+v", r)
				}
			}
		}
	})
}
