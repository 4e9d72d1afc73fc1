package wire

import (
	"strings"

	"importchecker/shared/api/language"
)

const (
	textStart = `{"en":"`
	textNext  = `,"zh":"`
)

// InLanguage returns a document that was written in both languages with its texts
// in one. A text is an object with the members en and zh alone, as TextValue
// writes it; everything else stays as it is.
func InLanguage(doc string, l language.Language) string {
	if l == language.Both || !strings.Contains(doc, textStart) {
		return doc
	}
	out := make([]byte, 0, len(doc))
	for {
		i := nextText(doc)
		if i < 0 {
			return string(append(out, doc...))
		}
		en := i + len(textStart) - 1 // the mark that opens the string
		enEnd := stringEnd(doc, en)
		zh := enEnd + len(textNext) - 1
		if !strings.HasPrefix(doc[enEnd:], textNext) {
			out, doc = append(out, doc[:enEnd]...), doc[enEnd:]
			continue
		}
		zhEnd := stringEnd(doc, zh)
		if zhEnd >= len(doc) || doc[zhEnd] != '}' {
			out, doc = append(out, doc[:zhEnd]...), doc[zhEnd:]
			continue
		}
		out = append(out, doc[:i+1]...)
		if l == language.English {
			out = append(out, doc[i+1:enEnd]...)
		} else {
			out = append(out, doc[enEnd+1:zhEnd]...)
		}
		out = append(out, '}')
		doc = doc[zhEnd+1:]
	}
}

// nextText finds where a text may begin, outside of strings; -1 where none does.
func nextText(doc string) int {
	for i := 0; i < len(doc); {
		switch doc[i] {
		case '"':
			i = stringEnd(doc, i)
		case '{':
			if strings.HasPrefix(doc[i:], textStart) {
				return i
			}
			i++
		default:
			i++
		}
	}
	return -1
}

// stringEnd returns where the string ends that begins with the mark at i: behind
// the mark that closes it.
func stringEnd(doc string, i int) int {
	for i++; i < len(doc); i++ {
		switch doc[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(doc)
}
