package services

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"importchecker/shared/services/internal/words"
)

// What people call services, in Chinese and English, as source/words.csv has it.
//
//go:embed data/words.txt
var everydayText string

// everyday is a word, or several, that people call a service by: its Han
// characters, or its folded English words.
type everyday struct {
	form     string
	spaced   string // English words with a space before and after
	codes    []Code // the best first
	activity string // within them; blank for most
}

// everydayWords is what is known of such words.
type everydayWords struct {
	all  []everyday
	by   map[string]*everyday
	said map[string]bool // every English word of them, and of the names of sectors
}

var knownWords = sync.OnceValue(func() *everydayWords {
	k := &everydayWords{by: map[string]*everyday{}, said: map[string]bool{}}
	for line := range strings.Lines(everydayText) {
		form, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		codes, activity, _ := strings.Cut(rest, "\t")
		e := everyday{form: form, spaced: " " + form + " ", activity: activity}
		for c := range strings.SplitSeq(codes, ";") {
			e.codes = append(e.codes, Code(c))
		}
		k.all = append(k.all, e)
		k.say(form)
	}
	for i := range k.all {
		k.by[k.all[i].form] = &k.all[i]
	}
	for i := range gbt {
		k.say(gbt[i].fold.String())
		k.say(gbt[i].isicFold.String())
	}
	return k
})

func (k *everydayWords) say(form string) {
	for w := range strings.FieldsSeq(form) {
		k.said[w] = true
	}
}

// The scores of everyday words: when they are all of the query, when the query
// is one of them with a slip of the pen, and when it has them among others.
const (
	asked     = 950
	misspelt  = 870
	mentioned = 530
	perWord   = 60 // more for each English word of a mention,
	perHan    = 30 // or Han character
	most      = 790
	perPlace  = 10 // less for each code before
)

// meant is how well everyday words of the query fit sectors.
type meant map[Code]meaning

type meaning struct {
	score    int
	activity string
}

func (m meant) add(e *everyday, score int) {
	for i, c := range e.codes {
		if s := score - i*perPlace; s > m[c].score {
			m[c] = meaning{s, e.activity}
		}
	}
}

// everyday scores the sectors that everyday words of the query mean.
func (q *query) everyday() meant {
	k, m := knownWords(), meant{}
	phrase := strings.TrimSpace(q.fold)
	exact := false
	for _, form := range []string{q.hanText, phrase} {
		if e := k.by[form]; form != "" && e != nil {
			m.add(e, asked)
			exact = true
		}
	}
	if exact {
		return m
	}
	unknown := q.unknown(k)
	for i := range k.all {
		e := &k.all[i]
		switch {
		case e.form[0] >= 0x80: // Han
			if len(e.form) >= 6 && strings.Contains(q.hanText, e.form) {
				m.add(e, min(mentioned+len(e.form)/3*perHan, most))
			}
		case phrase == "":
		case len(unknown) > 0 && words.Near(phrase, e.form):
			m.add(e, misspelt)
		case strings.Contains(q.fold, e.spaced):
			m.add(e, min(mentioned+(1+strings.Count(e.form, " "))*perWord, most))
		case slices.ContainsFunc(unknown, func(w string) bool { return words.Near(w, e.form) }):
			m.add(e, mentioned+perWord/2)
		}
	}
	return m
}

// unknown returns the English words of the query that no name and no everyday
// word has, nor begins with: they may be misspelt.
func (q *query) unknown(k *everydayWords) []string {
	var out []string
	for w := range strings.FieldsSeq(q.fold) {
		if len(w) >= 4 && !k.said[w] {
			out = append(out, w)
		}
	}
	return out
}
