package tariff

import (
	"errors"
	"strings"
)

// Code is a customs code in canonical form: 2, 4, 6, 8 or 10 digits. It is text, not
// a number, and is never padded.
type Code string

// Level is the level of a code in the tariff.
type Level uint8

const (
	Chapter    Level = iota + 1 // 2 digits (章)
	Heading                     // 4 digits (品目)
	Subheading                  // 6 digits (子目), the finest level shared by all countries
	TariffLine                  // 8 digits (税则号列), China's own
	Declarable                  // 10 digits, as written in a customs declaration
)

var levelNames = [...]string{
	Chapter: "chapter", Heading: "heading", Subheading: "subheading",
	TariffLine: "tariff_line", Declarable: "declarable",
}

// String returns the public name of the level.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return ""
}

// Digits returns the length of a code of this level.
func (l Level) Digits() int { return 2 * int(l) }

// Errors of ParseCode.
var (
	ErrCodeCharacter = errors.New("a code holds digits, dots and spaces only")
	ErrCodeLength    = errors.New("a code has 2, 4, 6, 8 or 10 digits")
)

// ParseCode parses a code that may have dots or spaces between its digits
// ("0409.00.00", "8517 13"). It does not pad: "409" is an error.
func ParseCode(s string) (Code, error) {
	plain := len(s) > 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			plain = false
			break
		}
	}
	if !plain {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c >= '0' && c <= '9':
				b.WriteByte(c)
			case c == '.' || c == ' ':
			default:
				return "", ErrCodeCharacter
			}
		}
		s = b.String()
	}
	if n := len(s); n < 2 || n > 10 || n%2 != 0 {
		return "", ErrCodeLength
	}
	return Code(s), nil
}

// Level returns the level of the code.
func (c Code) Level() Level { return Level(len(c) / 2) }

// At returns the code's ancestor at level l, or the code itself when it is not
// finer than l.
func (c Code) At(l Level) Code {
	if n := l.Digits(); n < len(c) {
		return c[:n]
	}
	return c
}

// Line returns the 8-digit tariff line that the code lies under, or the code
// itself when it is coarser.
func (c Code) Line() Code { return c.At(TariffLine) }

// Contains reports whether d is c or lies under it.
func (c Code) Contains(d Code) bool { return strings.HasPrefix(string(d), string(c)) }

// Dotted returns the code with a dot after the heading and after every two
// digits from there on: 0409.00.00, 8517.13.
func (c Code) Dotted() string {
	if len(c) <= 4 {
		return string(c)
	}
	parts := []string{string(c[:4])}
	for i := 4; i < len(c); i += 2 {
		parts = append(parts, string(c[i:i+2]))
	}
	return strings.Join(parts, ".")
}
