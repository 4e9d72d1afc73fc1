package tables

import (
	"strings"
	"unicode"

	"importchecker/shared/list"
)

// Plain turns full-width characters into the plain ones they stand for, and
// every kind of space into a space.
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

// OneLine puts a cell on one line.
func OneLine(s string) string { return list.OneLine(s) }
