package layout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"importchecker/shared/annex/tables"
)

// distinctTexts returns the different texts of a row. Some programs repeat a merged
// cell for each of its columns.
func distinctTexts(cells []string) []string {
	var out []string
	for _, cell := range cells {
		if cell = tables.OneLine(cell); cell != "" && !slices.Contains(out, cell) {
			out = append(out, cell)
		}
	}
	return out
}

// RunningNumber parses a number as written in annexes: "12", "12.", "１２、",
// "（12）", "⑫".
func RunningNumber(cell string) (string, error) {
	text := strings.Trim(strings.TrimSpace(circled(tables.Plain(cell))), ".、()[]【】〔〕 ")
	if text == "" {
		return "", nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return "", fmt.Errorf("%q is no running number", strings.TrimSpace(cell))
	}
	return strconv.Itoa(n), nil
}

// circled converts a number in a circle, or in brackets of one character, to
// digits.
func circled(text string) string {
	r := []rune(text)
	if len(r) != 1 {
		return text
	}
	for _, from := range []struct{ first, last rune }{{'①', '⑳'}, {'⑴', '⒇'}, {'⒈', '⒛'}} {
		if r[0] >= from.first && r[0] <= from.last {
			return strconv.Itoa(int(r[0]-from.first) + 1)
		}
	}
	return text
}

// ChineseNumber matches a Chinese number below a hundred, used in titles of
// sections.
var ChineseNumber = pattern(`^[一二三四五六七八九十]+$`)

// FromChinese parses a Chinese number below a hundred.
func FromChinese(s string) int {
	n := 0
	for _, r := range s {
		if r == '十' {
			n = max(n, 1) * 10
			continue
		}
		n += strings.IndexRune("零一二三四五六七八九", r) / len("一")
	}
	return n
}

// JoinText joins a cell and its continuation.
func JoinText(text, more string) string {
	if more == "" {
		return text
	}
	return tables.OneLine(text + "\n" + more)
}

// lostCharacter matches a question mark among Chinese characters or within a
// word.
var lostCharacter = pattern(`[\p{Han}，、。；：《》（）“”]\s*\?|\?\s*[\p{Han}，、。；：《》（）“”]|\pL\?\pL|\?\?|\x{FFFD}`)

// CharactersLost reports whether a program replaced characters that its
// encoding did not have by question marks.
func CharactersLost(text string) bool {
	return strings.ContainsAny(text, "?\ufffd") && lostCharacter().MatchString(text)
}

// LostText returns the problem of a file with lost characters.
func LostText(rows int) string {
	return fmt.Sprintf("has question marks in the place of characters that were lost when the file was saved, as have %s of its rows: save it anew, CSV in UTF-8 or GB18030", Thousands(rows))
}

func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Thousands formats 1476 as 1,476.
func Thousands(n int) string {
	digits := []byte(strconv.Itoa(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = slices.Insert(digits, i, ',')
	}
	return string(digits)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
