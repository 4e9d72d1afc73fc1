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
	// Both has each text in both languages. Stored decisions are in both.
	Both Language = "both"
)

// Has reports whether texts in language l include the other.
func (l Language) Has(other Language) bool { return l == other || l == Both }

// Parse parses the name of a language.
func Parse(s string) (Language, bool) {
	switch l := Language(s); l {
	case English, Chinese, Both:
		return l, true
	}
	return "", false
}

// Header returns the language in the form of the header Content-Language.
func (l Language) Header() string {
	if l == Both {
		return "en, zh"
	}
	return string(l)
}

// In returns the text in the language; in English for Both.
func (l Language) In(t edition.Text) string {
	if l == Chinese {
		return t.ZH
	}
	return t.EN
}

// Preferred returns the language that an Accept-Language header prefers (RFC 9110,
// 12.5.4): the one with the higher weight, the first of equal ones, and English when
// the caller has no preference. Regions and scripts are ignored, and so is what cannot
// be parsed.
func Preferred(acceptLanguage string) Language {
	best, highest := English, 0.0
	others := 0.0 // the weight of "*", which stands for the languages not named
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
