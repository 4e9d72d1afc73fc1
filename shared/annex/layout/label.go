package layout

import (
	"strings"
	"unicode/utf8"
)

// reportLabels are the Chinese labels of the lines of reports.
var reportLabels = map[string]string{
	"added": "新增", "amends": "所调整的版本", "changed": "变更", "compared": "与现有版本相比", "coverage": "完整程度", "dropped": "不再收录",
	"file": "文件", "header": "表头", "hints": "线索", "joined": "合并的文字", "kinds": "种类", "linked from": "链接自", "measures": "措施",
	"no longer held": "不再收录", "not read": "未读取", "not rows": "非清单行", "read": "读取", "remarks": "备注", "removed": "删除",
	"renumbered": "税则号列调整", "rows read": "读取行数", "sections": "分段", "sha256": "SHA-256", "stated": "公告数",
	"taken from": "取自",
	"to look at": "请核对",

	"footnotes (not applied as rules; please read them)":                                             "脚注，不作为规则，请阅读",
	"open: they answer undetermined, in every mode, for all of their section until they are decided": "待定：确定之前，所在部分的各种模式均答复“无法确定”",
	"passed over, as pages have it at their head or foot":                                            "略过的页眉页脚文字",
	"typed by their words; compare them":                                                             "按文字归类，请比对",
}

// labelWidth is the width of a label in characters, so that the lines are
// aligned.
const labelWidth = 7

// Label returns the Chinese label of a line of a report, padded; blank when
// there is none.
func Label(name string) string {
	zh := reportLabels[name]
	if n := utf8.RuneCountInString(zh); zh != "" && n < labelWidth {
		zh += strings.Repeat("　", labelWidth-n)
	}
	return zh
}
