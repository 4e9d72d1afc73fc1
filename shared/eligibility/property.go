package eligibility

import (
	"strings"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// properties are words in the names of lines by which the lines of a heading differ.
var properties = [...]struct {
	marks []string // a name has the property if it contains any of these
	asks  edition.Text
}{
	{[]string{"含汞", "汞含量"}, edition.Text{EN: "mercury", ZH: "是否含汞"}},
	{[]string{"濒危"}, edition.Text{EN: "listed wild species", ZH: "是否含濒危物种"}},
	{[]string{"以体积计", "以重量计", "“片”或“张”"}, edition.Text{EN: "how the label states the content (weight, volume, pieces)",
		ZH: "包装标注方式（重量、体积、片或张）"}},
	{[]string{"改良种用"}, edition.Text{EN: "whether for breeding", ZH: "是否改良种用"}},
	{[]string{"种用", "种苗"}, edition.Text{EN: "whether for sowing or breeding", ZH: "是否种用"}},
	{[]string{"两用物项管制"}, edition.Text{EN: "dual-use control", ZH: "是否属于两用物项管制"}},
	{[]string{"人类遗传资源"}, edition.Text{EN: "human genetic resources", ZH: "是否含人类遗传资源"}},
	{[]string{"兽用"}, edition.Text{EN: "whether for animals", ZH: "是否兽用"}},
	{[]string{"废碎料", "废料", "下脚料"}, edition.Text{EN: "whether scrap or waste", ZH: "是否为废碎料"}},
	{[]string{"已录制", "未录制"}, edition.Text{EN: "whether recorded", ZH: "是否已录制"}},
	{[]string{"零售包装"}, edition.Text{EN: "retail packing", ZH: "是否零售包装"}},
	{[]string{"鲜", "冷的", "冻"}, edition.Text{EN: "fresh, chilled or frozen", ZH: "鲜、冷或冻"}},
}

// describeDifference describes how the lines [lo, hi) differ, as far as their names
// contain words of properties; blank when they contain none.
func describeDifference(table *tariff.Table, lo, hi int) edition.Text {
	if hi-lo > maxCandidates {
		return edition.Text{}
	}
	var en, zh []string
	for i := range properties {
		p, with := &properties[i], 0
		for j := lo; j < hi; j++ {
			if containsAny(table.Line(j).NameZH, p.marks) {
				with++
			}
		}
		if with > 0 && with < hi-lo {
			en, zh = append(en, p.asks.EN), append(zh, p.asks.ZH)
		}
	}
	if len(en) == 0 {
		return edition.Text{}
	}
	return edition.Text{EN: " They differ by: " + strings.Join(en, "; ") + ".", ZH: "区别在于：" + strings.Join(zh, "；") + "。"}
}

func containsAny(name string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(name, m) {
			return true
		}
	}
	return false
}
