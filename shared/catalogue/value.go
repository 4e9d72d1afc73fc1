package catalogue

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"importchecker/shared/country"
)

// tidy returns what a cell says, without what spreadsheets put around text to keep
// it text: spaces, an apostrophe in front, ="…". Full-width letters and digits
// become plain ones.
func tidy(cell string) string {
	if plain(cell) {
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

// plain reports whether a cell has nothing that tidy would change.
func plain(s string) bool {
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

// ungrouped returns a number without the marks between its thousands. A comma
// that parts no thousands may be a decimal one, and is not guessed at.
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

// rounded drops the zeros of a fraction behind so many decimals: 129.0000 is
// 129.00.
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

// Marks of currencies before and behind an amount, in small letters.
var (
	yuanBefore = []string{"人民币", "rmb", "cny", "cn¥", "¥", "￥"}
	yuanBehind = []string{"元/件", "元/个", "元整", "元", "圆", "人民币", "rmb", "cny", "¥"}
	foreign    = []string{"$", "€", "£", "₩", "฿", "usd", "eur", "gbp", "jpy", "hkd", "krw", "aud", "nzd", "cad", "sgd",
		"thb", "twd",
		"美元", "美金", "欧元", "英镑", "日元", "日圆", "円", "港币", "港元", "韩元", "澳元", "纽币", "加元", "新元", "泰铢", "台币"}
)

// yuan takes the marks of CNY off an amount, and reports whether it is in another
// currency.
func yuan(s string) (number string, other bool) {
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

// split parts a number from the unit behind it.
func split(s string) (number, unit string) {
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune("., ", r) })
	if i < 0 {
		i = len(s)
	}
	return strings.TrimSpace(s[:i]), strings.ToLower(strings.TrimSpace(s[i:]))
}

// milli reads a number that is not negative, with at most three decimals, in
// thousandths.
func milli(s string) (int64, bool) {
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

// grams has what one of a unit of weight is in milligrams.
var grams = map[string]int64{
	"g": 1000, "克": 1000, "gram": 1000, "grams": 1000, "kg": 1_000_000, "kgs": 1_000_000, "千克": 1_000_000, "公斤": 1_000_000,
	"mg": 1, "毫克": 1, "斤": 500_000,
}

// pieces are what one item is called behind a quantity.
var pieces = set("件|个|只|瓶|盒|袋|包|支|台|套|箱|罐|双|条|张|片|桶|pcs|pc|piece|pieces|ea|unit|units|set|sets")

// origin reads a country or region, which may stand beside its code or its name in
// another language: 新西兰(NZ), NZ-新西兰, 609 新西兰.
func origin(s string) (string, bool) {
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
