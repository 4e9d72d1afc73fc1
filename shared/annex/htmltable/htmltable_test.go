package htmltable_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"importchecker/shared/annex/htmltable"
	"importchecker/shared/annex/tables"
)

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
				cells = append(cells, []string{"", "<", "^"}[r.Merged[i]]+strings.ReplaceAll(c, "\n", "/"))
			}
			out = append(out, fmt.Sprintf("%s!%d: %s", s.Label(), r.Number, strings.Join(cells, "|")))
		}
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	for _, row := range []struct{ name, page, want string }{
		{"a page", "<h1>附件</h1><p>清单</p><table><tr><th>序号<th>名称<tr><td>1<td>黄油</table><p>注：虚构</p>",
			"table 1: 附件\ntable 1: 清单\ntable 1!1: 序号|名称\ntable 1!2: 1|黄油\ntable 1: 注：虚构"},
		{"spans", "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>", "table 1!1: a|b|<b\ntable 1!2: ^a|c|d"},
		{"a span over all rows that follow", "<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>",
			"table 1!1: a|b\ntable 1!2: ^a|c\ntable 1!3: ^a|d"},
		{"spans that are none", "<table><tr><td rowspan=x colspan=-1>a</table>", "table 1!1: a"},
		{"parts, and a caption",
			"<table><caption>清单</caption><thead><tr><th>a</thead><tbody><tr><td>b</tbody><tfoot><tr><td>c</tfoot></table>",
			"table 1: 清单\ntable 1!1: a\ntable 1!2: b\ntable 1!3: c"},
		{"tables that lay out a page", "<table><tr><td>导航<td><p>附件</p><table><tr><td>a</table>注</table>",
			"table 1: 导航\ntable 1: 附件\ntable 1!1: a\ntable 1: 注"},
		{"text that does not show", "<style>p{}</style><script>x</script><table><tr><td>a<script>y</script></table>",
			"table 1!1: a"},
		{"lines in a cell", "<table><tr><td>仅限<br>网购&nbsp;保税<p>商品</p></table>", "table 1!1: 仅限/网购\u00a0保税/商品"},
		{"no table", "<p>附件</p>", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			sheets, err := htmltable.Read([]byte(row.page))
			if err != nil {
				t.Fatal(err)
			}
			if got := text(sheets); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const table = "<table><tr><td>浓缩乳</table>"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, page, encoding, says string }{
		{"UTF-8, unsaid", table, "UTF-8", ""},
		{"UTF-8, with a mark", "\xef\xbb\xbf" + table, "UTF-8 with a byte order mark", ""},
		{"UTF-8, as it says", `<meta charset="utf-8">` + table, "UTF-8", ""},
		{"GB2312, as it says", `<META http-equiv=Content-Type content="text/html; charset=gb2312">` + gb, "GB18030", ""},
		{"GBK, unsaid", gb, "GB18030", ""},
		{"UTF-8, though it says GBK", `<meta charset=gbk>` + table, "UTF-8, though it says gbk", ""},
		{"GBK, though it says UTF-8", `<meta charset=utf-8>` + gb, "", "says that it is in utf-8, and is not"},
		{"Big5", `<meta charset=big5>` + gb, "", "is in big5"},
		{"XHTML", `<?xml version="1.0" encoding="GBK"?>` + gb, "GB18030", ""},
		{"UTF-16", "\xff\xfe<\x00", "", "UTF-16"},
		{"neither", "<p>\xff\xff\xff", "", "neither UTF-8 nor GB18030"},
		{"ASCII, whatever it says", `<meta charset=iso-8859-1><table><tr><td>a</table>`, "UTF-8", ""},
	} {
		sheets, err := htmltable.Read([]byte(row.page))
		if row.says != "" {
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if got := sheets[0].Encoding; got != row.encoding || row.encoding != "UTF-8" && sheets[0].Rows[0].Cells[0] != "浓缩乳" {
			t.Errorf("%s: read as %s: %+v", row.name, got, sheets[0].Rows)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, row := range []struct{ name, page, says string }{
		{"too many rows", "<table>" + strings.Repeat("<tr><td>a", tables.MaxRows+1),
			"table 1, row 30001: an annex has at most"},
		{"too many columns", "<table><tr>" + strings.Repeat("<td>a", tables.MaxColumns+1), "table 1, row 1: has more than"},
		{"too many tables", strings.Repeat("<table><tr><td>a</table>", tables.MaxSheets+1), "more than 500 tables"},
		{"tables within tables", strings.Repeat("<table><tr><td>", tables.MaxNesting+1), "tables within each other"},
		{"too large", strings.Repeat("a", tables.MaxFile+1), "the 4 MiB that an annex may have"},
	} {
		if _, err := htmltable.Read([]byte(row.page)); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want it to say %q", row.name, err, row.says)
		}
	}
	deep := strings.Repeat("<div>", 100_000) + "<table><tr><td>a</table>"
	if sheets, err := htmltable.Read([]byte(deep)); err != nil || len(sheets) != 1 {
		t.Errorf("elements within each other: got %v, %v", sheets, err)
	}
	if _, err := htmltable.Read([]byte("<object><table><tr><td>a</table>")); err == nil ||
		!strings.Contains(err.Error(), "does not end") {
		t.Errorf("an element that hides the rest: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>"))
	f.Add([]byte("<table><tr><td><table><tr><td>a</table></table>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sheets, err := htmltable.Read(raw)
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
