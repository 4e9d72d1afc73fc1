package language

import (
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// Language is a language that sentences are written in.
type Language string

const (
	English Language = "en"
	Chinese Language = "zh"
)

// In returns the text in the language.
func (l Language) In(t edition.Text) string {
	if l == Chinese {
		return t.ZH
	}
	return t.EN
}

// Preferred is the language that an Accept-Language header asks for.
func Preferred(acceptLanguage string) Language {
	const unnamed = -1
	best, bestWeight := English, 0.0
	weights := map[Language]float64{English: unnamed, Chinese: unnamed}
	others := 0.0 // the weight of "*", which stands for what is not named
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, weight := languageRange(part)
		if tag == "*" {
			others = weight
		}
		l := Language(tag)
		if _, ours := weights[l]; !ours {
			continue
		}
		weights[l] = weight
		if weight > bestWeight {
			best, bestWeight = l, weight
		}
	}
	for _, l := range []Language{English, Chinese} {
		if weights[l] == unnamed && others > bestWeight {
			best, bestWeight = l, others
		}
	}
	return best
}

// languageRange returns the primary subtag of a language range and its weight.
func languageRange(part string) (tag string, weight float64) {
	part, params, _ := strings.Cut(part, ";")
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(part)), "-")
	params = strings.ToLower(strings.ReplaceAll(params, " ", ""))
	if params == "" {
		return tag, 1
	}
	q, ok := strings.CutPrefix(params, "q=")
	weight, err := strconv.ParseFloat(q, 64)
	if !ok || err != nil || !(weight >= 0 && weight <= 1) {
		return "", 0
	}
	return tag, weight
}
