// Package chinese translates the English sentences of the readers of annexes to
// Chinese.
//
// A reader's sentence has a form and arguments: a cell, a number, the sentence
// of another reader. sentences.txt has each form with its translation. [Translate]
// finds the form of a sentence, and inserts the arguments, translated where
// they are sentences, into the translation. So the readers are written in one
// language, and all translations can be reviewed in one file.
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

// form is a sentence with places for arguments.
type form struct {
	en        *regexp.Regexp
	zh        string
	literal   string // the longest literal text of the form
	nestsOnly bool   // it only nests another sentence, without words of its own
	parts     int
}

var verbs = regexp.MustCompile(`%[a-z]`)

// Forms returns the English forms, as in the readers.
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
			nestsOnly: len(verbs.ReplaceAllString(en, "")) <= len(": ")}
		for _, text := range verbs.Split(en, -1) {
			if len(text) > len(f.literal) {
				f.literal = text
			}
		}
		f.parts = f.en.NumSubexp()
		out = append(out, f)
	}
	return out
})

// maxDepth bounds the nesting of sentences.
const maxDepth = 5

// Translate returns a sentence in Chinese; blank when its form is unknown.
func Translate(sentence string) string {
	zh, _ := translate(sentence, 0)
	return zh
}

func translate(sentence string, depth int) (string, bool) {
	if depth > maxDepth || len(sentence) > 4000 {
		return "", false
	}
	for _, f := range forms() {
		if !strings.Contains(sentence, f.literal) {
			continue
		}
		m := f.en.FindStringSubmatch(sentence)
		if m == nil {
			continue
		}
		if f.nestsOnly {
			if _, known := translate(m[f.parts], depth+1); !known {
				continue
			}
		}
		out := f.zh
		for i := len(m) - 1; i > 0; i-- {
			quoted := m[i]
			if inner, ok := translate(quoted, depth+1); ok {
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

// small are words that are arguments of sentences.
var small = map[string]string{"rows": "行", "kinds": "种", "added": "新增", "deleted": "删除", "renumbered": "税则号列调整",
	"remark": "备注调整", "kept": "不变", "given another remark": "备注被调整", "said to stay": "称不变", "sheet": "工作表", "table": "表格"}
