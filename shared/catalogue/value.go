package catalogue

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"importchecker/shared/country"
)

// trimmed returns the text of a cell without what spreadsheets add to keep it text: spaces, a leading apostrophe,
// ="…". Full-width letters and digits become half-width.
func trimmed(cell string) string {
	if isTrimmed(cell) {
		return cell
	}
	s := strings.TrimSpace(strings.Trim(width.Fold.String(cell), "\ufeff\u200b\u200e\u00a0 "))
	if inner, ok := strings.CutPrefix(s, `="`); ok {
		s = strings.TrimSuffix(inner, `"`)
	}
	for _, mark := range []string{"'", "’", "‘", "`"} {
		s = strings.TrimPrefix(s, mark)
	}
	return strings.TrimSpace(s)
}

// isTrimmed reports whether tidy would return the cell unchanged.
func isTrimmed(s string) bool {
	if s == "" {
		return true
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c == '\'' || c == '`' || c == '=' {
			return false
		}
	}
	return s[0] > ' ' && s[len(s)-1] > ' '
}

// ungrouped removes the thousands separators of a number. It reports false for a comma that may be a decimal
// one.
func ungrouped(s string) (string, bool) {
	if !strings.ContainsAny(s, ", ") {
		return s, true
	}
	units, fraction, point := strings.Cut(s, ".")
	groups := strings.FieldsFunc(units, func(r rune) bool { return r == ',' || r == ' ' })
	if strings.Count(units, ",")+strings.Count(units, " ") != len(groups)-1 || strings.ContainsAny(fraction, ", ") {
		return "", false
	}
	for i, g := range groups {
		if len(g) > 3 || i > 0 && len(g) != 3 || len(g) == 0 {
			return "", false
		}
	}
	units = strings.Join(groups, "")
	if point {
		units += "." + fraction
	}
	return units, true
}

// rounded drops zeros beyond the given number of decimals: 129.0000 becomes 129.00.
func rounded(s string, decimals int) string {
	units, fraction, point := strings.Cut(s, ".")
	if !point || len(fraction) <= decimals || strings.Trim(fraction[decimals:], "0") != "" {
		return s
	}
	if decimals == 0 || fraction[:decimals] == "" {
		return units
	}
	return units + "." + fraction[:decimals]
}

// Currency marks before and after an amount, in lower case.
var (
	yuanBefore = []string{"人民币", "rmb", "cny", "cn¥", "¥", "￥"}
	yuanBehind = []string{"元/件", "元/个", "元整", "元", "圆", "人民币", "rmb", "cny", "¥"}
	foreign    = []string{"$", "€", "£", "₩", "฿", "usd", "eur", "gbp", "jpy", "hkd", "krw", "aud", "nzd", "cad", "sgd",
		"thb", "twd",
		"美元", "美金", "欧元", "英镑", "日元", "日圆", "円", "港币", "港元", "韩元", "澳元", "纽币", "加元", "新元", "泰铢", "台币"}
)

// withoutYuan removes the marks of CNY from an amount, and reports whether it is in another currency.
func withoutYuan(s string) (number string, other bool) {
	if s[0] >= '0' && s[0] <= '9' && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' {
		return s, false
	}
	s = strings.ToLower(s)
	for _, mark := range foreign {
		if strings.Contains(s, mark) {
			return s, true
		}
	}
	for _, mark := range yuanBefore {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	for _, mark := range yuanBehind {
		s = strings.TrimSpace(strings.TrimSuffix(s, mark))
	}
	return s, false
}

// splitUnit separates a number from the unit after it.
func splitUnit(s string) (number, unit string) {
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("., ", r) })
	if i < 0 {
		i = len(s)
	}
	return strings.TrimSpace(s[:i]), strings.ToLower(strings.TrimSpace(s[i:]))
}

// parseMilli parses a non-negative number with at most three decimals, and returns it in thousandths.
func parseMilli(s string) (int64, bool) {
	s, ok := ungrouped(s)
	if !ok {
		return 0, false
	}
	units, fraction, _ := strings.Cut(rounded(s, 3), ".")
	if units == "" || len(fraction) > 3 || strings.ContainsAny(units+fraction, "+-") {
		return 0, false
	}
	n, err := strconv.ParseInt(units+fraction+"000"[len(fraction):], 10, 64)
	return n, err == nil && n <= 1_000_000_000_000
}

// milligramsIn has the units of weight in milligrams.
var milligramsIn = map[string]int64{
	"g": 1000, "克": 1000, "gram": 1000, "grams": 1000, "kg": 1_000_000, "kgs": 1_000_000, "千克": 1_000_000, "公斤": 1_000_000,
	"mg": 1, "毫克": 1, "斤": 500_000,
}

// countingWords are counting words that may follow a quantity.
var countingWords = set("件|个|只|瓶|盒|袋|包|支|台|套|箱|罐|双|条|张|片|桶|pcs|pc|piece|pieces|ea|unit|units|set|sets")

// parseOrigin parses a country or region, possibly beside its code or its name in another language: 新西兰(NZ), NZ-新西兰,
// 609 新西兰.
func parseOrigin(s string) (string, bool) {
	if code, ok := country.Parse(s); ok {
		return code, true
	}
	for _, mark := range []string{"原产国:", "原产地:", "产地:", "made in ", "product of "} {
		if len(s) > len(mark) && strings.EqualFold(s[:len(mark)], mark) {
			return country.Parse(s[len(mark):])
		}
	}
	found := ""
	for _, part := range strings.FieldsFunc(s,
		func(r rune) bool { return strings.ContainsRune("()[]{}【】/|-–—_:,; \t\n", r) }) {
		code, ok := country.Parse(part)
		switch {
		case ok && (found == "" || found == code):
			found = code
		case ok || onlyDigits(part) == "":
			return "", false // two countries, or something else
		}
	}
	return found, found != ""
}
