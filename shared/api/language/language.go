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
	// Both writes each text twice; what is stored is in both.
	Both Language = "both"
)

// Has reports whether texts in language l hold the one of other.
func (l Language) Has(other Language) bool { return l == other || l == Both }

// Parse reads the name of a language.
func Parse(s string) (Language, bool) {
	switch l := Language(s); l {
	case English, Chinese, Both:
		return l, true
	}
	return "", false
}

// Header is the language as the header Content-Language says it.
func (l Language) Header() string {
	if l == Both {
		return "en, zh"
	}
	return string(l)
}

// In returns the text in the language, in English where it is to be in both.
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
