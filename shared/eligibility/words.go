package eligibility

import (
	"strings"

	"importchecker/shared/tariff"
)

// appendClasses appends inspection classes, each with its name: P (entry quarantine
// of …), R (…).
func appendClasses(b []byte, classes string, zh bool) []byte {
	for i := range len(classes) {
		class, ok := tariff.InspectionOf(classes[i])
		if i > 0 {
			if zh {
				b = append(b, "、"...)
			} else {
				b = append(b, ", "...)
			}
		}
		switch {
		case zh:
			b = append(b, "“"...)
			b = append(b, classes[i])
			b = append(b, "”"...)
		default:
			b = append(b, classes[i])
		}
		if !ok {
			continue
		}
		if zh {
			b = append(append(append(b, "（"...), class.NameZH...), "）"...)
		} else {
			b = append(append(append(b, " ("...), strings.ToLower(class.NameEN[:1])+class.NameEN[1:]...), ')')
		}
	}
	return b
}

// appendPrefecture appends the name of a prefecture in one language, however the caller
// spelt it. An unknown name is repeated in English, and in Chinese replaced by "该地".
func appendPrefecture(b []byte, given string, zh bool) []byte {
	i := prefectureIndex(normalPrefecture(given))
	switch {
	case i < 0 && zh:
		return append(b, "该地"...)
	case i < 0:
		return append(b, given...)
	case !zh:
		name := prefectures[i].romanised
		return append(append(b, name[0]-'a'+'A'), name[1:]...)
	}
	b = append(b, prefectures[i].hanzi...)
	switch prefectures[i].romanised {
	case "hokkaido":
		return b
	case "tokyo":
		return append(b, "都"...)
	case "kyoto", "osaka":
		return append(b, "府"...)
	}
	return append(b, "县"...)
}

// ratios has the words for how codes of two editions correspond, from the newer to the
// older, in English and Chinese.
var ratios = map[string][2]string{
	"1:1": {"one to one", "一对一"}, "1:n": {"joined from several", "由多个合并"},
	"n:1": {"split from one", "由一个拆分"}, "n:n": {"joined and split", "拆分合并"},
}

// appendRatio appends a ratio of codes in words.
func appendRatio(b []byte, ratio string, zh bool) []byte {
	words, ok := ratios[ratio]
	switch {
	case ok && zh:
		return append(b, words[1]...)
	case ok:
		return append(b, words[0]...)
	case zh:
		return append(b, "调整"...)
	}
	return append(b, ratio...)
}

// appendChinese appends a name. In a Chinese sentence, a name with Latin letters is
// replaced by "所述文件".
func appendChinese(b []byte, s string, zh bool) []byte {
	if zh && strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }) {
		return append(b, "所述文件"...)
	}
	return append(b, s...)
}
