package api

import (
	"strconv"
	"strings"

	"importchecker/shared/edition"
)

// lang is a language that sentences are written in.
type lang string

const (
	english lang = "en"
	chinese lang = "zh"
)

// of returns the text in the language.
func (l lang) of(t edition.Text) string {
	if l == chinese {
		return t.ZH
	}
	return t.EN
}

// languageOf reads Accept-Language (RFC 9110, 12.5.4): the language with the
// higher weight, the one named first where both weigh the same, and English
// where the caller has no preference. Regions and scripts are not told apart;
// what cannot be read is passed over.
func languageOf(req *Request) lang { return preferred(header(req, "accept-language")) }

// preferred is the language that an Accept-Language header asks for.
func preferred(acceptLanguage string) lang {
	const unnamed = -1
	best, bestWeight := english, 0.0
	weights := map[lang]float64{english: unnamed, chinese: unnamed}
	others := 0.0 // the weight of "*", which stands for what is not named
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, weight := languageRange(part)
		if tag == "*" {
			others = weight
		}
		l := lang(tag)
		if _, ours := weights[l]; !ours {
			continue
		}
		weights[l] = weight
		if weight > bestWeight {
			best, bestWeight = l, weight
		}
	}
	for _, l := range []lang{english, chinese} {
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
