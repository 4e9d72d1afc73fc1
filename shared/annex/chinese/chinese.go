// Package chinese says in Chinese what the readers of annexes say in English.
//
// A reader's sentence is made of a form and what it quotes: a cell, a number, the
// sentence of a reader below it. sentences.txt has each form with its Chinese; [Of]
// finds the form that a sentence was made by, and puts what it quotes, itself in
// Chinese where it is a sentence, into the other. So the readers are written in one
// language, and a person who reads the other can look over all of it in one file.
package chinese

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed sentences.txt
var file string

// form is a sentence with places for what it quotes.
type form struct {
	en    *regexp.Regexp
	zh    string
	has   string // the longest text that every sentence of the form has
	bare  bool   // it is a sentence below another, and no words of its own
	parts int
}

var verbs = regexp.MustCompile(`%[a-z]`)

// Forms returns the English forms, as they stand in the readers.
func Forms() []string {
	var out []string
	for line := range strings.Lines(file) {
		en, _, _ := strings.Cut(strings.TrimRight(line, "\n"), " = ")
		out = append(out, en)
	}
	return out
}

var forms = sync.OnceValue(func() []form {
	var out []form
	for line := range strings.Lines(file) {
		en, zh, ok := strings.Cut(strings.TrimRight(line, "\n"), " = ")
		if !ok {
			continue
		}
		var pattern strings.Builder
		at := 0
		for _, v := range verbs.FindAllStringIndex(en, -1) {
			pattern.WriteString(regexp.QuoteMeta(en[at:v[0]]))
			switch en[v[1]-1] {
			case 'q':
				pattern.WriteString(`("(?:[^"\\]|\\.)*")`)
			case 'd':
				pattern.WriteString(`(\d+)`)
			default:
				pattern.WriteString(`(.*?)`)
			}
			at = v[1]
		}
		pattern.WriteString(regexp.QuoteMeta(en[at:]))
		f := form{en: regexp.MustCompile(`(?s)^` + pattern.String() + `$`), zh: zh,
			bare: len(verbs.ReplaceAllString(en, "")) <= len(": ")}
		for _, text := range verbs.Split(en, -1) {
			if len(text) > len(f.has) {
				f.has = text
			}
		}
		f.parts = f.en.NumSubexp()
		out = append(out, f)
	}
	return out
})

// maxDepth bounds how deep sentences stand within each other.
const maxDepth = 5

// Of returns a sentence in Chinese; blank when its form is not known.
func Of(sentence string) string {
	zh, _ := of(sentence, 0)
	return zh
}

func of(sentence string, depth int) (string, bool) {
	if depth > maxDepth || len(sentence) > 4000 {
		return "", false
	}
	for _, f := range forms() {
		if !strings.Contains(sentence, f.has) {
			continue
		}
		m := f.en.FindStringSubmatch(sentence)
		if m == nil {
			continue
		}
		if f.bare {
			if _, known := of(m[f.parts], depth+1); !known {
				continue
			}
		}
		out := f.zh
		for i := len(m) - 1; i > 0; i-- {
			quoted := m[i]
			if inner, ok := of(quoted, depth+1); ok {
				quoted = inner
			} else if words, ok := small[quoted]; ok {
				quoted = words
			} else if text, err := strconv.Unquote(quoted); err == nil && strings.HasPrefix(quoted, `"`) {
				quoted = "“" + text + "”"
			}
			out = strings.ReplaceAll(out, "%"+strconv.Itoa(i), quoted)
		}
		return out, true
	}
	return "", false
}

// small are words that sentences are made with.
var small = map[string]string{"rows": "行", "kinds": "种", "added": "新增", "deleted": "删除", "renumbered": "税则号列调整",
	"remark": "备注调整", "kept": "不变", "given another remark": "备注被调整", "said to stay": "称不变", "sheet": "工作表", "table": "表格"}
