package search

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"importchecker/shared/search/model"
	"importchecker/shared/search/words"
)

// generic has words that name no goods, by stem. A query of only such words gets no codes.
var generic = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(
		`accessory accessories part parts spare component components good goods item items product products
	merchandise thing things stuff article articles gift gifts present presents sample samples equipment supplies supply material
	materials misc miscellaneous other others various assorted general personal effects household commercial consumer private
	new used hot sale best quality high cheap free shipping order orders package packages parcel document documents set sets kit kits
	box piece pieces pcs for of the a an and with in no not to from by on or my your our mixed cargo tools tool device devices machine
	machines appliance appliances hardware electronics electronic clothing clothes apparel garment garments fashion home kitchen
	beauty health food foods drink drinks shop shopping store online brand model type style design size color colour unit units
	container pallet consignment shipment`) {
		set[words.Stem(w)] = true
	}
	return set
})

// genericHan has such words in Chinese.
var genericHan = sync.OnceValue(func() []string {
	return longestFirst("配件", "附件", "零件", "零配件", "商品", "货物", "物品", "东西", "产品", "礼品", "礼物", "样品", "用品", "日用品", "百货",
		"杂货", "其他", "其它", "设备", "材料", "器材", "工具", "套装", "组合", "包邮", "正品", "进口", "新款", "批发", "食品", "饮料", "服装", "衣服", "电子产品",
		"机器", "零食", "个人物品", "生活用品", "一批", "各种", "家用", "办公用品", "电器", "玩意", "小商品", "的", "和", "与", "及", "等")
})

// longestFirst sorts words by length, so that a word is removed before its parts are.
func longestFirst(list ...string) []string {
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}

// namesNothing reports whether a question has only a title, with only generic words.
func namesNothing(q *model.Question) bool {
	t := &q.Title
	if len(q.Category.Terms) > 0 || len(q.Attributes.Terms) > 0 {
		return false
	}
	latin := 0
	for _, term := range t.Terms {
		if term.Kind != words.Word {
			continue
		}
		w := t.Folded[term.At:term.End]
		if r, _ := utf8.DecodeRuneInString(w); words.Han(r) {
			continue
		}
		latin++
		if !generic()[words.Stem(strings.TrimLeft(w, "0123456789."))] {
			return false
		}
	}
	return restHan(t.Folded) == "" && (latin > 0 || t.Han > 0)
}

// restHan returns the Chinese characters of a text that are in no generic word.
func restHan(folded string) string {
	var han strings.Builder
	for _, r := range folded {
		if words.Han(r) {
			han.WriteRune(r)
		} else {
			han.WriteByte(' ')
		}
	}
	rest := han.String()
	for _, w := range genericHan() {
		rest = strings.ReplaceAll(rest, w, " ")
	}
	return strings.TrimSpace(rest)
}
