package problem

import (
	"regexp"
	"strings"
	"testing"
)

// Every code has its sentences in both languages, with the same verbs.
func TestSentences(t *testing.T) {
	verbs := regexp.MustCompile(`%.`)
	for c, s := range sentences {
		if s.EN == "" || s.ZH == "" {
			t.Errorf("%s: a sentence is missing", c)
		}
		en, zh := verbs.FindAllString(s.EN, -1), verbs.FindAllString(s.ZH, -1)
		if strings.Join(en, " ") != strings.Join(zh, " ") {
			t.Errorf("%s: verbs %v and %v", c, en, zh)
		}
	}
	for c, k := range kinds {
		if k.title.EN == "" || k.title.ZH == "" {
			t.Errorf("%s: a title is missing", c)
		}
		if _, ok := sentences[c]; !ok {
			t.Errorf("%s: no sentence", c)
		}
	}
}
