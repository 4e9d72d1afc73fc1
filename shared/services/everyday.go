package services

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"importchecker/shared/search/model"
	"importchecker/shared/services/internal/words"

	terms "importchecker/shared/search/words"
)

// What people call services, in Chinese and English, as source/words.csv has it: lines
// in the order of their forms.
//
//go:embed data/words.txt
var everydayText string

// everyday is a word, or several, that people call a service by.
type everyday struct {
	codes    []Code // the best first
	activity string // within them; blank for most
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

// lineOf says where the first line begins whose form is not before the given one.
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

// activity gives what the query, or the longest word of every day that stands in it,
// names within sectors, and those sectors.
func (q *query) activity() (string, []Code) {
	e, ok := lookUp(q.longest())
	if !ok {
		return "", nil
	}
	return e.activity, e.codes
}

// longest gives the word of every day that the query is, or else the longest that it has;
// blank for none.
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

// meant gives the sectors that the query means where it is a word of every day. Where it has one
// that is long enough to name what is asked for whatever stands beside it, said is its first
// sector. Both are numbers, said and one.
func (q *query) meant() (meant []int, said int) {
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
		said = i + 1
	}
	return meant, said
}

// longHan is how many bytes three Chinese characters have.
const longHan = 9

// Words of every day have at most so many characters, and words.
const longestForm, mostWords = 12, 6

func longestHan(han []rune) string {
	for n := min(longestForm, len(han)); n >= 2; n-- {
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
	for n := min(mostWords, len(list)); n >= 1; n-- {
		for i := 0; i+n <= len(list); i++ {
			form := strings.Join(list[i:i+n], " ")
			if _, ok := lookUp(form); ok {
				return form
			}
		}
	}
	return ""
}

// leastMisspelt is how long a word is that may be a slip of another.
const leastMisspelt = 4

// correct puts words of every day in the place of those that they may be slips of: words
// that the model does not know.
func (q *query) correct(m *model.Model) {
	text, shift := words.Read(q.text), 0
	q.text = text.Folded
	for _, t := range text.Terms {
		w := text.Folded[t.At:t.End]
		if t.Kind != terms.Word || len(w) < leastMisspelt || w[0] >= utf8.RuneSelf || m.Known(t.Hash) {
			continue
		}
		if form, ok := nearForm(q.fold); ok {
			q.fold, q.text = form, q.han+" "+form
			return
		}
		if form, ok := nearForm(w); ok {
			q.text = q.text[:t.At+shift] + form + q.text[t.End+shift:]
			q.fold = words.Fold(q.text)
			shift += len(form) - len(w)
		}
	}
}

// nearForm finds the first word of every day that is a slip of the pen away, with the same
// first letter.
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
