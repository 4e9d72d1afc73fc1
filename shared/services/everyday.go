package services

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"importchecker/shared/search/model"
	"importchecker/shared/services/internal/words"

	terms "importchecker/shared/search/words"
)

// everydayText has everyday words for services, in Chinese and English, from
// source/words.csv: lines in the order of their forms.
//
//go:embed data/words.txt
var everydayText string

// everyday is the meaning of an everyday word or phrase for a service.
type everyday struct {
	codes    []Code // the best first
	activity string // the key of the activity that it names; blank for most
}

// lookUp finds a word by its form: its Chinese characters, or its folded English words.
func lookUp(form string) (everyday, bool) {
	line, _, _ := strings.Cut(everydayText[lineOf(form):], "\n")
	have, rest, _ := strings.Cut(line, "\t")
	if form == "" || have != form {
		return everyday{}, false
	}
	return readEveryday(rest), true
}

// lineOf returns the offset of the first line whose form is not before the given one.
func lineOf(form string) int {
	lo, hi := 0, len(everydayText)
	for lo < hi {
		from := strings.LastIndexByte(everydayText[:int(uint(lo+hi)/2)], '\n') + 1
		line, _, _ := strings.Cut(everydayText[from:], "\n")
		if have, _, _ := strings.Cut(line, "\t"); have < form {
			lo = from + len(line) + 1
		} else {
			hi = from
		}
	}
	return lo
}

func readEveryday(fields string) everyday {
	codes, activity, _ := strings.Cut(fields, "\t")
	e := everyday{activity: activity}
	for c := range strings.SplitSeq(codes, ";") {
		e.codes = append(e.codes, Code(c))
	}
	return e
}

// activity returns the activity that the query, or the longest everyday word in it,
// names, and its sectors.
func (q *query) activity() (string, []Code) {
	e, ok := lookUp(q.longest())
	if !ok {
		return "", nil
	}
	return e.activity, e.codes
}

// longest returns the query if it is an everyday word, or else the longest everyday word
// in it; blank for none.
func (q *query) longest() string {
	for _, form := range []string{q.han, q.fold} {
		if _, ok := lookUp(form); ok {
			return form
		}
	}
	if form := longestHan([]rune(q.han)); form != "" {
		return form
	}
	return longestWords(strings.Fields(q.fold))
}

// meant returns the sectors of a query that is an everyday word, as numbers in the model. first is
// the first sector, plus one, of such a query, or of an everyday word in it that is long enough to
// name the service whatever stands beside it; 0 for none.
func (q *query) meant() (meant []int, first int) {
	form := q.longest()
	e, ok := lookUp(form)
	if !ok {
		return nil, 0
	}
	whole := form == q.han || form == q.fold
	for _, c := range e.codes {
		if i, ok := find(gbt[:], c); ok && whole {
			meant = append(meant, i)
		}
	}
	long := strings.Contains(form, " ") || len(form) >= longHan && form[0] >= utf8.RuneSelf
	if i, ok := find(gbt[:], e.codes[0]); ok && (whole || long) {
		first = i + 1
	}
	return meant, first
}

// longHan is the length of three Chinese characters, in bytes.
const longHan = 9

// The greatest lengths of everyday words, in Chinese characters and in English words.
const maxFormHan, maxFormWords = 12, 6

func longestHan(han []rune) string {
	for n := min(maxFormHan, len(han)); n >= 2; n-- {
		for i := 0; i+n <= len(han); i++ {
			form := string(han[i : i+n])
			if _, ok := lookUp(form); ok {
				return form
			}
		}
	}
	return ""
}

func longestWords(list []string) string {
	for n := min(maxFormWords, len(list)); n >= 1; n-- {
		for i := 0; i+n <= len(list); i++ {
			form := strings.Join(list[i:i+n], " ")
			if _, ok := lookUp(form); ok {
				return form
			}
		}
	}
	return ""
}

// minMisspelt is the least length of a word that may be a misspelling of another.
const minMisspelt = 4

// correct replaces words that the model does not know by everyday words of which they may
// be misspellings.
func (q *query) correct(m *model.Model) {
	text, shift, done := words.Read(q.text), 0, 0
	q.text = text.Folded
	for _, t := range text.Terms {
		w := text.Folded[t.At:t.End]
		if t.At < done { // a part of a word that was replaced
			continue
		}
		if t.Kind != terms.Word || len(w) < minMisspelt || w[0] >= utf8.RuneSelf || m.Known(t.Hash) {
			continue
		}
		if form, ok := nearForm(q.fold); ok {
			q.fold, q.text = form, q.han+" "+form
			return
		}
		if form, ok := nearForm(w); ok {
			q.text = q.text[:t.At+shift] + form + q.text[t.End+shift:]
			q.fold = words.Fold(q.text)
			shift, done = shift+len(form)-len(w), t.End
		}
	}
}

// nearForm returns the first everyday word with the same first letter of which the text
// may be a misspelling.
func nearForm(text string) (string, bool) {
	for line := range strings.Lines(everydayText[lineOf(text[:1]):]) {
		form, _, _ := strings.Cut(line, "\t")
		if form[0] != text[0] {
			break
		}
		if words.Near(text, form) {
			return form, true
		}
	}
	return "", false
}
