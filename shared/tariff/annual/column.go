package annual

import "strings"

// A column is one of the columns of tariff.csv that a table may have, with the
// words that head it. Spaces, brackets and the sign for per cent are left out.
type column struct {
	name    string
	headers []string
	needed  bool // blank is a defect
}

var columns = [...]column{
	{"code", []string{"商品编码", "商品编号", "税则号列", "税号", "HS编码", "编码"}, true},
	{"name_zh", []string{"商品名称", "货品名称", "名称"}, true},
	{"unit1", []string{"第一法定单位", "法定第一单位", "第一计量单位", "第一单位", "计量单位1", "单位1"}, true},
	{"unit2", []string{"第二法定单位", "法定第二单位", "第二计量单位", "第二单位", "计量单位2", "单位2"}, false},
	{"mfn_rate", []string{"最惠国税率", "进口最惠国税率", "最惠国进口税率", "最惠国"}, true},
	{"provisional_rate", []string{"暂定税率", "进口暂定税率", "暂定进口税率", "年暂定税率"}, false},
	{"general_rate", []string{"普通税率", "进口普通税率", "普通进口税率", "普通"}, true},
	{"vat_rate", []string{"增值税率", "进口增值税率", "增值税"}, true},
	{"consumption_tax", []string{"消费税率", "进口消费税率", "消费税"}, true},
	{"export_rebate_rate", []string{"出口退税率", "退税率"}, false},
	{"export_duty_rate", []string{"出口税率", "出口从价关税率"}, false},
	{"export_provisional_rate", []string{"出口暂定税率"}, false},
	{"supervision", []string{"监管条件", "海关监管条件", "监管证件代码"}, false},
	{"ciq_import", []string{"检验检疫类别", "检验检疫"}, false}, // of import and export in one; see classes
	{"units", []string{"计量单位", "法定单位"}, false},        // both in one, divided by a stroke
}

// columnOf returns the number of the column that a header names, or -1.
func columnOf(header string) int {
	h := strings.NewReplacer(" ", "", "　", "", "\n", "", "(", "", ")", "", "（", "", "）", "", "%", "", "％", "").Replace(header)
	for i := range columns {
		for _, want := range columns[i].headers {
			if h == want {
				return i
			}
		}
	}
	return -1
}

// numberOf returns the number of a column by its name.
func numberOf(name string) int {
	for i := range columns {
		if columns[i].name == name {
			return i
		}
	}
	return -1
}
