package xlsx

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/annex/packed"
	"importchecker/shared/annex/tables"
)

// sharedString is a shared string, which cells refer to.
type sharedString struct {
	text   string
	struck bool // some of it is struck through
}

// maxStrings bounds the number of shared strings, including blank ones.
const maxStrings = 500_000

func (b *book) readStrings(part string) error {
	size := 0
	return b.each(part, func(p *packed.Part, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(p, b.maxCell)
		if err != nil {
			return err
		}
		b.strings = append(b.strings, s)
		if size += len(s.text); size > b.maxText || len(b.strings) > b.maxStrings {
			return fmt.Errorf("has more than %d texts or %s of them", b.maxStrings, tables.Size(b.maxText))
		}
		return nil
	})
}

// richText reads to the end of the current element: a text, or several runs of
// one. Phonetic hints are skipped.
func richText(p *packed.Part, most int) (sharedString, error) {
	var s sharedString
	var text strings.Builder
	struck := false
	for open := 1; open > 0; {
		t, err := p.Token()
		if err != nil {
			return s, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			open++
			switch e.Name.Local {
			case "t":
				chars, err := p.Chars()
				if err != nil {
					return s, err
				}
				open--
				if text.WriteString(chars); text.Len() > most {
					return s, fmt.Errorf("has more than %s of text in one cell", tables.Size(most))
				}
				s.struck = s.struck || struck && strings.TrimSpace(chars) != ""
			case "r":
				struck = false
			case "strike":
				struck = packed.IsOn(e)
			case "rPh":
				if err := p.Skip(); err != nil {
					return s, err
				}
				open--
			}
		case xml.EndElement:
			open--
		}
	}
	s.text = unescape(text.String())
	return s, nil
}

// escaped matches an escaped character that XML does not allow.
var escaped = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`) })

func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped().ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil {
			return code
		}
		return string(rune(n))
	})
}
