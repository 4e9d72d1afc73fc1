package annual

import "strings"

// A column is one of the columns of tariff.csv that a table may have, with its possible
// headers, without spaces, brackets and percent signs.
type column struct {
	name       string
	headers    []string
	needed     bool // blank is a defect
	mayBeBlank bool // cells may be blank, but some table must have the column: absent must not mean none
	letters    bool // conditions: a table of them may leave out codes without any
	several    bool // each line of a cell is an item, except on pages, where lines are wrapped
}

// required reports whether some table must have the column.
func (c *column) required() bool { return c.name != "code" && (c.needed || c.mayBeBlank) }

var columns = [...]column{
	{name: "code", headers: []string{"商品编码", "商品编号", "税则号列", "税号", "HS编码", "编码"}, needed: true},
	{name: "name_zh", headers: []string{"商品名称", "货品名称", "名称"}, needed: true},
	{name: "unit1", headers: []string{"第一法定单位", "法定第一单位", "第一计量单位", "第一单位", "计量单位1", "单位1"}, needed: true},
	{name: "unit2", headers: []string{"第二法定单位", "法定第二单位", "第二计量单位", "第二单位", "计量单位2", "单位2"}},
	{name: "mfn_rate", headers: []string{"最惠国税率", "进口最惠国税率", "最惠国进口税率", "最惠国"}, needed: true},
	{name: "provisional_rate", headers: []string{"暂定税率", "进口暂定税率", "暂定进口税率", "年暂定税率"}, mayBeBlank: true},
	{name: "general_rate", headers: []string{"普通税率", "进口普通税率", "普通进口税率", "普通"}, needed: true},
	{name: "vat_rate", headers: []string{"增值税率", "进口增值税率", "增值税"}, needed: true},
	{name: "consumption_tax", headers: []string{"消费税率", "进口消费税率", "消费税"}, needed: true},
	{name: "export_rebate_rate", headers: []string{"出口退税率", "退税率"}},
	{name: "export_duty_rate", headers: []string{"出口税率", "出口从价关税率"}},
	{name: "export_provisional_rate", headers: []string{"出口暂定税率"}},
	{name: "supervision", headers: []string{"监管条件", "海关监管条件", "监管证件代码"}, mayBeBlank: true, letters: true},
	// import and export classes in one cell; see splitCells
	{name: "ciq_import", headers: []string{"检验检疫类别", "检验检疫"}, mayBeBlank: true, letters: true},
	// both units in one cell, separated by a slash
	{name: "units", headers: []string{"计量单位", "法定单位"}},
}

// columnOf returns the index of the column with a header, or -1.
func columnOf(header string) int {
	h := withoutPunctuation(header)
	for i := range columns {
		for _, want := range columns[i].headers {
			if h == want {
				return i
			}
		}
	}
	return -1
}

var punctuation = strings.NewReplacer(" ", "", "　", "", "\n", "", "(", "", ")", "", "（", "", "）", "", "%", "", "％", "")

// withoutPunctuation removes spaces, brackets and percent signs from a header.
func withoutPunctuation(header string) string { return punctuation.Replace(header) }

// IsHeader reports whether a text is the header of a column of the schedule.
func IsHeader(header string) bool { return columnOf(header) >= 0 }

// ChineseName returns the Chinese name of a column as customs uses it; "" for an unknown
// column.
func ChineseName(name string) string {
	if i := columnIndex(name); i >= 0 {
		return columns[i].headers[0]
	}
	return ""
}

// columnIndex returns the index of a column with a name, or -1.
func columnIndex(name string) int {
	for i := range columns {
		if columns[i].name == name {
			return i
		}
	}
	return -1
}
