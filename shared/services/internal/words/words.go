// Package words converts names to the form in which search compares them, for the
// generator and for look-ups. Characters are simplified by shared/search/words, like
// the words of goods.
package words

import (
	"strings"
	"unicode"

	terms "importchecker/shared/search/words"
)

// Fold returns the words of a name in lower case without the plural s, separated
// by single spaces: "Legal services" becomes "legal service".
func Fold(name string) string { return strings.Join(Split(name), " ") }

// Split returns the folded words of a text: runs of letters and digits that
// are not Han.
func Split(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return unicode.Is(unicode.Han, r) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, w := range words {
		words[i] = singular(w)
	}
	return words
}

func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// regional replaces words of Hong Kong and Taiwan by those of the mainland.
var regional = strings.NewReplacer(
	"网路", "网络", "软体", "软件", "资讯", "信息", "程式", "程序", "伺服器", "服务器", "资料中心", "数据中心", "资料库", "数据库",
	"行动支付", "移动支付", "行动电话", "移动电话", "计程车", "出租车", "智慧财产", "知识产权", "数位", "数字", "线上", "在线", "视讯", "视频",
	"影音", "视频", "律师楼", "律师事务所", "的士", "出租车", "巴士", "客车",
)

// Mainland folds a text as package shared/search/words does, and replaces words of Hong
// Kong and Taiwan by those of the mainland.
func Mainland(text string) string { return regional.Replace(terms.Fold(text)) }

// maxGram is the length in bytes of the longest gram: two Chinese characters.
const maxGram = 6

// Read splits a text into terms as package shared/search/words does, and keeps those that
// distinguish sectors: English words, their beginnings (as Skeleton terms), and pairs of Chinese
// characters. It adds a term for each trade that the text has words of.
func Read(text string) terms.Text {
	t := terms.Read(Mainland(text))
	kept := t.Terms[:0]
	for _, x := range t.Terms {
		switch {
		case x.Kind == terms.Stub:
			x.Kind = terms.Skeleton
		case x.Kind == terms.Gram && x.End-x.At > maxGram, x.Kind == terms.Pair, x.Kind > terms.Char:
			continue
		}
		kept = append(kept, x)
	}
	t.Terms = kept
	addTrades(&t)
	return t
}

// Han returns only the Han characters of a text, simplified, with words of Hong Kong
// and Taiwan replaced by those of the mainland.
func Han(text string) []rune {
	var out []rune
	for _, r := range terms.Fold(text) {
		if terms.Han(r) {
			out = append(out, r)
		}
	}
	return []rune(regional.Replace(string(out)))
}

// Near reports whether one folded word may be a misspelling of the other: a letter
// inserted, removed, replaced, or swapped with the next, once in words of four to
// seven letters and twice in longer ones.
func Near(a, b string) bool {
	allowed := 0
	switch n := min(len(a), len(b)); {
	case n >= 8:
		allowed = 2
	case n >= 4:
		allowed = 1
	}
	if allowed == 0 || len(a)-len(b) > allowed || len(b)-len(a) > allowed {
		return a == b
	}
	return distance(a, b, allowed) <= allowed
}

// distance returns the Damerau–Levenshtein distance of two words, with swaps of
// adjacent letters. It stops counting above the limit.
func distance(a, b string, limit int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return least
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
