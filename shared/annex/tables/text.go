package tables

import (
	"strings"
	"unicode"

	"importchecker/shared/list"
)

// Plain converts full-width characters to their plain forms, and every kind of
// space to a space.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // the full-width forms of ! to ~
			return r - '！' + '!'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
}

// OneLine puts the text of a cell on one line.
func OneLine(s string) string { return list.OneLine(s) }
