package sheet

import "strings"

// beginnings are the characters with which spreadsheets begin a formula, including the full-width ones of
// Chinese and Japanese keyboards, or which they skip before one.
const beginnings = "=+-@\t\r\n＝＋－＠"

// EscapeFormula returns a cell that no spreadsheet reads as a formula: one that begins like a formula gets a leading
// apostrophe, which makes it text. A plain number with a sign is unchanged.
func EscapeFormula(cell string) string {
	if cell == "" || cell[0] > '@' && cell[0] < 0xef || cell[0] >= '0' && cell[0] <= '9' {
		return cell
	}
	if i := strings.IndexAny(cell, beginnings); i != 0 || signed(cell) {
		return cell
	}
	return "'" + cell
}

// signed reports whether a cell is a plain number with a sign.
func signed(s string) bool {
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case i == 0 && (c == '-' || c == '+'), c == '.' && digits > 0:
		default:
			return false
		}
	}
	return digits > 0
}
