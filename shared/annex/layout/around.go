package layout

import (
	"slices"
	"strings"

	"importchecker/shared/annex/tables"
)

// Patterns of the text around the rows of a list.
var (
	totalRow    = pattern(`(?i)^(本页|本表)?(合计|总计|共计|小计|累计|页计|总数)|^共\s*\d|^(total|grand total|subtotal|sum|page total)\b`)
	partRow     = pattern(`(?i)^(本页|小计|页计|累计|subtotal\b|page total\b)`)
	footnoteRow = pattern(
		`(?i)^[\[〔【［（(]?(注|附注|备注|说明|notes?\b|remarks?\b)\s*[\d①-⑳一二三四五六七八九十]*\s*([:：.．、。）)\]〕】］]|$)|^[*※①-⑳†‡]`)
	pageNumber   = pattern(`(?i)^([-—–―－ ]*\d+[-—–―－ ]*|第\d+页([,，/ ]*共\d+页)?|page \d+( (of|/) \d+)?|\d+ ?/ ?\d+)$`)
	number       = pattern(`\d[\d,]*`)
	SectionCount = pattern(`(?i)(\d[\d,]*)\s*(?:项|个|条|种|类|行|税目|lines?\b|rows?\b|items?\b|codes?\b)`)

	// furnitureText matches text, without spaces and brackets, that belongs to
	// the page. A number alone is not included: it may be the number of a row
	// whose rest was lost.
	furnitureText = pattern(
		`(?i)^(续表?\d*|表?续\d*|[接续]上[表页]|续前[表页]|承前页|过次页|[转接见]?下[页表续]+|以下空白|以下无正文|此页无正文|本页无正文|完|全文完|续完|未完待续|附件\d*|附[表录]\d*|第\d+页[,，/、]*(共\d+页)?|共\d+页[,，/、]*第\d+页|[-—–―－·]+\d+[-—–―－·]+|page\d+((of|/)\d+)?|continued|tobecontinued|单位[:：].{1,6})$`)
	brackets = strings.NewReplacer(" ", "", "(", "", ")", "", "[", "", "]", "", "【", "", "】", "", "〔", "", "〕", "",
		"：", ":", "。", "")

	// pageWords are words that occur in no name and no remark.
	pageWords = pattern(`续表|接上[页表]|以下空白|以下无正文|第 ?\d+ ?页|共 ?\d+ ?页`)
)

// isFurniture reports whether all texts of a row belong to the page, not to the
// list.
func isFurniture(texts []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool {
		return !furnitureText().MatchString(strings.TrimSuffix(brackets.Replace(tables.Plain(text)), ":"))
	})
}

// Patterns of cells that mean blank; words for none only where a remark or a
// code may be.
var (
	dashes     = pattern(`^[-—–―－─_/／\\＼.．·*※~～]+$`)
	blankWords = pattern(`(?i)^[(（]?(无|空|空白|没有|无备注|n/?a|nil|none|null)[)）]?[。.]?$`)
)

// meansBlank reports whether the text of a cell of that role means blank.
func meansBlank(c Role, text string) bool {
	switch {
	case text == "" || c < Code || c > Change:
		return false
	case dashes().MatchString(text):
		return true
	}
	return (c == Remark || c == OldRemark || c == OldCode || c == NewCode || c == Code) &&
		blankWords().MatchString(text)
}
