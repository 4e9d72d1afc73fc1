package annual

import (
	"io"
	"strings"
	"testing"
)

// pages iterates over rows on pages, as a reader of PDF returns them.
type pages []Row

func (p *pages) Next() (Row, error) {
	if len(*p) == 0 {
		return Row{}, io.EOF
	}
	r := (*p)[0]
	*p = (*p)[1:]
	return r, nil
}

// TestPages checks that a row split by the end of a page is one row, and that ambiguous
// rows are problems.
func TestPages(t *testing.T) {
	head := []string{"商品编码", "商品名称", "计量单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率", "监管条件", "检验检疫类别"}
	honey := []string{"0409000000", "天然", "千克", "15", "", "80", "9", "0", "AB", "P.R/Q.S"}
	row := func(page int, cells ...string) Row { return Row{Cells: cells, Page: page, Ruled: true} }
	rest := func(page int, at int, text string) Row {
		cells := make([]string, len(head))
		cells[at] = text
		return row(page, cells...)
	}
	open := func(r Row) Row { r.Ruled = false; return r }
	wide := append(append([]string{}, head[:8]...), "", "监管条件", "检验检疫类别")
	for name, c := range map[string]struct {
		rows []Row
		name string // of honey
		says string // blank when all is well
	}{
		"cut by the end of its page": {[]Row{row(1, head...), row(1, honey...), row(2, head...), rest(2, 1, "蜂蜜")}, "天然蜂蜜", ""},
		"cut twice":                  {[]Row{row(1, head...), row(1, honey...), rest(2, 1, "蜂"), rest(3, 1, "蜜")}, "天然蜂蜜", ""},
		"without lines, below":       {[]Row{open(row(1, head...)), open(row(1, honey...)), open(rest(1, 1, "蜂蜜"))}, "天然蜂蜜", ""},
		"without lines, on the next page": {[]Row{open(row(1, head...)), open(row(1, honey...)), open(rest(2, 1, "蜂蜜"))}, "天然",
			"which row its cells belong to"},
		"between lines, on the same page": {[]Row{row(1, head...), row(1, honey...), rest(1, 1, "蜂蜜")}, "天然",
			"which row its cells belong to"},
		"a second row of the next page": {[]Row{row(1, head...), row(1, honey...), rest(2, 1, "蜂蜜"), rest(2, 1, "？")}, "天然蜂蜜",
			"which row its cells belong to"},
		"before any row": {[]Row{row(1, head...), rest(1, 1, "蜂蜜"), row(1, honey...)}, "天然", "which row its cells belong to"},
		"a rate on both": {[]Row{row(1, head...), row(1, honey...), rest(2, 3, "20")}, "天然", "a cell that is cut, or two"},
		"conditions on both": {[]Row{row(1, head...), row(1, honey...), rest(2, 8, "1")}, "天然",
			"a cell that is cut, or two"},
		"fewer columns on a page": {[]Row{row(1, head...), row(1, honey...), row(2, "0410100000", "昆虫", "千克", "25")}, "天然",
			"has 4 columns and the headers have 10"},
		"a column without a header": {[]Row{row(1, wide...), row(1, "0409000000", "天然", "千克", "15", "", "80", "9", "0", "1", "AB", "P.R/Q.S")},
			"天然", `"1" stands under no header`},
		"goods outside of the table": {[]Row{row(1, head...), row(1, honey...),
			{Cells: []string{"0410.1000.00 昆虫 千克"}, Page: 1, Loose: true}}, "天然", `"0410.1000.00" stands outside of the table`},
		"a page's number": {[]Row{{Cells: []string{"税则（2027）"}, Page: 1, Loose: true}, row(1, head...), row(1, honey...),
			{Cells: []string{"— 1 —"}, Page: 1, Loose: true}}, "天然", ""},
		"other columns on the next page": {[]Row{row(1, head...), row(1, honey...),
			row(2, append([]string{"商品名称", "商品编码"}, head[2:]...)...),
			row(2, append([]string{"天然", "0409000000"}, honey[2:]...)...)}, "天然", ""},
		"headers of two levels": {[]Row{row(1, "商品编码", "商品名称", "计量单位", "进口关税", "进口关税", "进口关税", "增值税率", "消费税率", "监管条件", "检验检疫类别"),
			row(1, head...), row(1, honey...)}, "天然", ""},
	} {
		for i := range c.rows {
			c.rows[i].Number = i + 1
		}
		s := New("2027")
		in := pages(c.rows)
		if err := s.Add("a.pdf", &in); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.Finish()
		if got := s.Get("0409000000", "name_zh"); got != c.name || s.Get("0409000000", "supervision") != "AB" {
			t.Errorf("%s: the name is %q, want %q", name, got, c.name)
		}
		var says []string
		for i := range s.Problems {
			says = append(says, s.Problems[i].String())
		}
		all := strings.Join(says, "\n")
		if c.says == "" && all != "" || !strings.Contains(all, c.says) {
			t.Errorf("%s: want a problem that says %q, got %q", name, c.says, all)
		}
	}
}
