package language

import (
	"strings"

	"importchecker/shared/api/accept"
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

// Preferred is the language that an Accept-Language header asks for (RFC 9110,
// 12.5.4): that with the higher weight, the one named first where both weigh the
// same, and English where the caller has no preference. Regions and scripts are
// not told apart; what cannot be read is passed over.
func Preferred(acceptLanguage string) Language {
	best, highest := English, 0.0
	others := 0.0 // the weight of "*", which stands for what is not named
	named := map[Language]bool{}
	for _, r := range accept.Parse(acceptLanguage) {
		tag, _, _ := strings.Cut(r.Value, "-")
		switch l := Language(tag); {
		case tag == "*":
			others = r.Weight
		case l == English || l == Chinese:
			named[l] = true
			if r.Weight > highest {
				best, highest = l, r.Weight
			}
		}
	}
	for _, l := range []Language{English, Chinese} {
		if !named[l] && others > highest {
			best, highest = l, others
		}
	}
	return best
}
