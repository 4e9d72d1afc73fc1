package xlsx

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// format is a number format of a workbook. It has up to four sections, for
// positive numbers, negative ones, zero and text.
type format struct {
	sections []section
}

// section is a parsed section of a format.
type section struct {
	tokens     []token
	date       bool
	percent    int
	commas     bool // between thousands
	scale      int  // commas that divide by a thousand
	understood bool // whether the section is fully understood
}

// token is a part of a section: a run of digit placeholders, a part of a date,
// or literal text.
type token struct {
	kind byte // 'd' digits before the point, '.', 'f' digits after it, 't' text, 'D' part of a date, 'G' general
	text string
}

// builtInFormat returns a format that workbooks do not define: those of Excel, in
// their Chinese variant where that differs.
func builtInFormat(id int) *format {
	codes := map[int]string{
		1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
		17: "mmm-yy",
		18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0",
		38: "#,##0;-#,##0",
		39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
		27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`, 30: "m-d-yy", 31: `yyyy"年"m"月"d"日"`, 32: `h"时"mm"分"`,
		33: `h"时"mm"分"ss"秒"`,
		36: `yyyy"年"m"月"`, 50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`,
		57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
	}
	if id <= 0 {
		return general
	}
	if code, ok := codes[id]; ok {
		return parseFormat(code)
	}
	return &format{sections: []section{{}}} // not understood
}

var general = parseFormat("General")

// maxFormat bounds the length of a format.
const maxFormat = 255

func parseFormat(code string) *format {
	f := &format{}
	if len(code) > maxFormat {
		f.sections = []section{{}}
		return f
	}
	for _, part := range splitSections(code) {
		f.sections = append(f.sections, parseSection(part))
	}
	return f
}

// splitSections splits a format at semicolons that are not quoted.
func splitSections(code string) []string {
	var out []string
	quoted, from := false, 0
	for i := 0; i < len(code); i++ {
		switch {
		case code[i] == '"':
			quoted = !quoted
		case code[i] == '\\' && !quoted:
			i++
		case code[i] == ';' && !quoted:
			out = append(out, code[from:i])
			from = i + 1
		}
	}
	return append(out, code[from:])
}

// sectionParser parses a section of a format.
type sectionParser struct {
	section
	code       []rune
	at         int  // index of the current character
	afterPoint bool // after the point
}

// parseSection parses a section. When it has something unknown, read is false.
func parseSection(code string) section {
	p := &sectionParser{section: section{understood: true}, code: []rune(code)}
	for ; p.at < len(p.code) && p.understood; p.at++ {
		c := p.code[p.at]
		switch {
		case p.parseLiteral(c), p.parseNumber(c):
		case p.follows("general"):
			p.put('G', "")
			p.at += len("general") - 1
		case c == '@':
			p.put('G', "")
		case p.parseDatePart(c):
		case c == '/' && !p.date && strings.Contains(code, "?"):
			p.understood = false // a fraction
		default:
			p.put('t', string(c))
		}
	}
	if p.date && slices.ContainsFunc(p.tokens, func(t token) bool { return t.kind == 'd' || t.kind == 'f' }) {
		p.understood = false // fractions of a second
	}
	return p.section
}

// put appends a token, or text to the last token of the same kind.
func (p *sectionParser) put(kind byte, text string) {
	if n := len(p.tokens); n > 0 && p.tokens[n-1].kind == kind && (kind == 't' || kind == 'd' || kind == 'f') {
		p.tokens[n-1].text += text
		return
	}
	p.tokens = append(p.tokens, token{kind, text})
}

// follows reports whether a word in lower case begins at the current character.
func (p *sectionParser) follows(word string) bool {
	end := min(p.at+utf8.RuneCountInString(word), len(p.code))
	return strings.ToLower(string(p.code[p.at:end])) == word
}

// next reports whether the next character is one of those.
func (p *sectionParser) next(chars string) bool {
	return p.at+1 < len(p.code) && strings.ContainsRune(chars, p.code[p.at+1])
}

// until moves to the closing character, and returns the text before it.
func (p *sectionParser) until(closing rune) string {
	from := p.at + 1
	for p.at = from; p.at < len(p.code) && p.code[p.at] != closing; {
		p.at++
	}
	return string(p.code[from:min(p.at, len(p.code))])
}

// parseLiteral parses quoted and escaped text, spaces and brackets.
func (p *sectionParser) parseLiteral(c rune) bool {
	switch more := p.at+1 < len(p.code); {
	case c == '"':
		p.put('t', p.until('"'))
	case c == '\\' && more:
		p.at++
		p.put('t', string(p.code[p.at]))
	case c == '_' && more: // a space as wide as the next character
		p.at++
	case c == '*' && more: // filled with the next character
		p.at++
	case c == '[':
		p.bracket(p.until(']'), p.put)
	default:
		return false
	}
	return true
}

// parseNumber parses placeholders of digits, the point, commas and per cent signs.
func (p *sectionParser) parseNumber(c rune) bool {
	switch {
	case strings.ContainsRune("0#?", c) && p.afterPoint:
		p.put('f', string(c))
	case strings.ContainsRune("0#?", c):
		p.put('d', string(c))
	case c == '.' && p.date:
		return false
	case c == '.' && p.afterPoint:
		p.understood = false // a second point
	case c == '.':
		p.afterPoint = true
		p.put('.', ".")
	case c == ',':
		n := len(p.tokens)
		switch {
		case n == 0 || p.tokens[n-1].kind != 'd':
			p.put('t', ",")
		case p.next("0#?"):
			p.commas = true
		default:
			p.scale++
		}
	case c == '%':
		p.percent++
		p.put('t', "%")
	default:
		return false
	}
	return true
}

// parseDatePart parses a part of a date or time.
func (p *sectionParser) parseDatePart(c rune) bool {
	if p.follows("am/pm") || p.follows("上午/下午") {
		const n = 5
		p.put('D', string(p.code[p.at:p.at+n]))
		p.date = true
		p.at += n - 1
		return true
	}
	if !strings.ContainsRune("yYmMdDhHsSeEbBgGaA", c) {
		return false
	}
	if (c == 'e' || c == 'E') && p.next("+-") {
		p.understood = false // scientific notation
		return true
	}
	end := p.at
	for end < len(p.code) && p.code[end]|0x20 == c|0x20 {
		end++
	}
	p.put('D', strings.ToLower(string(p.code[p.at:end])))
	p.date = true
	p.at = end - 1
	return true
}

// bracket parses what is in square brackets: a colour, a currency with its
// language, an elapsed time, a condition.
func (s *section) bracket(inside string, put func(byte, string)) {
	lower := strings.ToLower(inside)
	switch {
	case strings.HasPrefix(inside, "$"):
		sign, _, _ := strings.Cut(inside[1:], "-")
		if sign != "" {
			put('t', sign)
		}
		if strings.Contains(strings.ToUpper(inside), "DBNUM") {
			s.understood = false
		}
	case lower == "h", lower == "hh", lower == "m", lower == "mm", lower == "s", lower == "ss":
		put('D', "["+lower+"]")
		s.date = true
	case strings.HasPrefix(lower, "dbnum"), strings.ContainsAny(inside, "<>="):
		s.understood = false
	}
}

// show formats a number. ok is false when the format is not understood; the
// number is then formatted without it.
func (f *format) show(raw string, n float64, date1904 bool) (text string, ok bool) {
	s, sign := f.section(n)
	switch {
	case s == nil:
		return plainNumber(raw, n), true
	case !s.understood:
		return plainNumber(raw, n), false
	case s.date:
		text, ok := s.showDate(n, date1904)
		if !ok {
			return plainNumber(raw, n), false
		}
		return text, true
	}
	return s.showNumber(raw, n, sign), true
}

// precise returns the format with enough decimals for a number, when its value
// matters more than its appearance.
func (f *format) precise(n float64) *format {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(decimal(n)), 'f', -1, 64), ".")
	exact := &format{}
	for _, s := range f.sections {
		exact.sections = append(exact.sections, s.precise(len(fraction)))
	}
	return exact
}

// precise returns the section with at least that many decimals.
func (s section) precise(decimals int) section {
	if s.date || !s.understood || s.percent > 0 || s.scale > 0 {
		return s
	}
	last, point := -1, false
	for i, t := range s.tokens {
		switch t.kind {
		case 'd':
			last = i
		case 'f':
			last = i
			decimals -= len(t.text)
		case '.':
			point = true
		}
	}
	if last < 0 || decimals <= 0 {
		return s
	}
	s.tokens = slices.Clone(s.tokens)
	room := strings.Repeat("#", decimals)
	if s.tokens[last].kind == 'f' {
		s.tokens[last].text += room
	} else if !point {
		s.tokens = slices.Insert(s.tokens, last+1, token{'.', "."}, token{'f', room})
	}
	return s
}

// section returns the section for a number, and whether a minus sign precedes
// it.
func (f *format) section(n float64) (s *section, sign bool) {
	count := len(f.sections)
	switch {
	case count == 0:
		return nil, false
	case n < 0 && count >= 2:
		return &f.sections[1], false
	case n == 0 && count >= 3:
		return &f.sections[2], false
	}
	return &f.sections[0], n < 0
}

// plainNumber formats a number like a cell without a format.
func plainNumber(raw string, n float64) string {
	if !strings.ContainsAny(raw, "eE.") {
		return raw
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		return raw
	}
	if a := math.Abs(n); a < 1e-9 || a >= 1e21 {
		return strconv.FormatFloat(rounded, 'E', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// showNumber formats a number with the placeholders of the section.
func (s *section) showNumber(raw string, n float64, sign bool) string {
	places, decimals := 0, ""
	for _, t := range s.tokens {
		switch t.kind {
		case 'd':
			places += len(t.text)
		case 'f':
			decimals += t.text
		}
	}
	n = math.Abs(n) * math.Pow(100, float64(s.percent)) / math.Pow(1000, float64(s.scale))
	digits, fraction, _ := strings.Cut(strconv.FormatFloat(rounded(n, len(decimals)), 'f', len(decimals), 64), ".")
	digits = strings.TrimLeft(digits, "0")
	for len(fraction) > 0 && fraction[len(fraction)-1] == '0' && decimals[len(fraction)-1] == '#' {
		fraction = fraction[:len(fraction)-1]
	}
	if sign && strings.Trim(digits+fraction, "0") == "" {
		sign = false
	}
	integer := s.fillInteger(digits, places)
	var b strings.Builder
	if sign {
		b.WriteByte('-')
	}
	at := 0
	for _, t := range s.tokens {
		switch t.kind {
		case 'd':
			b.WriteString(integer[at])
			at++
		case '.':
			b.WriteByte('.')
		case 'f':
			k := min(len(t.text), len(fraction))
			b.WriteString(fraction[:k])
			fraction = fraction[k:]
		case 't':
			b.WriteString(t.text)
		case 'G':
			b.WriteString(strings.TrimPrefix(plainNumber(strings.TrimPrefix(raw, "-"), math.Abs(n)), "-"))
		}
	}
	return b.String()
}

// decimal rounds a number to the fifteen digits that a workbook shows.
func decimal(n float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		return n
	}
	return rounded
}

// rounded rounds a number to a number of decimals, half away from zero.
func rounded(n float64, decimals int) float64 {
	factor := math.Pow(10, float64(decimals))
	if r := math.Round(decimal(n)*factor) / factor; !math.IsInf(r, 0) && !math.IsNaN(r) && decimals < 15 {
		return r
	}
	return decimal(n)
}

// fillInteger fills the runs of placeholders before the point from the right;
// the first run gets the remaining digits.
func (s *section) fillInteger(digits string, places int) []string {
	var runs []string
	for _, t := range s.tokens {
		if t.kind == 'd' {
			runs = append(runs, t.text)
		}
	}
	out := make([]string, len(runs))
	written := 0
	group := func(text string) string {
		if !s.commas {
			return text
		}
		var b []byte
		for i := len(text) - 1; i >= 0; i-- {
			if written > 0 && written%3 == 0 {
				b = append(b, ',')
			}
			b = append(b, text[i])
			written++
		}
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		return string(b)
	}
	for i := len(runs) - 1; i >= 0; i-- {
		var text []byte
		for k := len(runs[i]) - 1; k >= 0; k-- {
			switch {
			case len(digits) > 0:
				text = append(text, digits[len(digits)-1])
				digits = digits[:len(digits)-1]
			case runs[i][k] == '0':
				text = append(text, '0')
			case runs[i][k] == '?':
				text = append(text, ' ')
			}
		}
		if i == 0 {
			for len(digits) > 0 {
				text = append(text, digits[len(digits)-1])
				digits = digits[:len(digits)-1]
			}
		}
		for a, b := 0, len(text)-1; a < b; a, b = a+1, b-1 {
			text[a], text[b] = text[b], text[a]
		}
		out[i] = group(string(text))
	}
	return out
}

// showDate formats a date and time.
func (s *section) showDate(n float64, date1904 bool) (string, bool) {
	if n < 1 || n >= 2958466 { // before the first date, or after the year 9999
		return "", false
	}
	day := math.Floor(n)
	seconds := math.Round((n - day) * 86400)
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n < 60: // before the day that only Excel has: 29 February 1900
		first = first.AddDate(0, 0, 1)
	}
	t := first.AddDate(0, 0, int(day)).Add(time.Duration(seconds) * time.Second)
	half := false
	for _, k := range s.tokens {
		half = half || k.kind == 'D' && strings.Contains(k.text, "/")
	}
	var b strings.Builder
	for i, k := range s.tokens {
		if k.kind != 'D' {
			b.WriteString(k.text)
			continue
		}
		part, ok := s.datePart(i, k.text, t, n, half)
		if !ok {
			return "", false
		}
		b.WriteString(part)
	}
	return b.String(), true
}

// datePart formats one part of a date or time.
func (s *section) datePart(i int, text string, t time.Time, n float64, half bool) (string, bool) {
	two := func(n int, wide bool) string {
		if wide && n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	switch text {
	case "yyyy", "yyy", "e":
		return strconv.Itoa(t.Year()), true
	case "yy", "y":
		return two(t.Year()%100, true), true
	case "d", "dd":
		return two(t.Day(), text == "dd"), true
	case "ddd":
		return t.Format("Mon"), true
	case "dddd":
		return t.Format("Monday"), true
	case "mmm":
		return t.Format("Jan"), true
	case "mmmm":
		return t.Format("January"), true
	case "m", "mm":
		if s.minutes(i) {
			return two(t.Minute(), text == "mm"), true
		}
		return two(int(t.Month()), text == "mm"), true
	case "h", "hh":
		hour := t.Hour()
		if half {
			hour = (hour + 11) % 12
			hour++
		}
		return two(hour, text == "hh"), true
	case "s", "ss":
		return two(t.Second(), text == "ss"), true
	case "[h]", "[hh]":
		return strconv.Itoa(int(math.Round(n*86400)) / 3600), true
	case "[m]", "[mm]":
		return strconv.Itoa(int(math.Round(n*86400)) / 60), true
	case "[s]", "[ss]":
		return strconv.Itoa(int(math.Round(n * 86400))), true
	}
	if am, pm, ok := strings.Cut(text, "/"); ok {
		if t.Hour() < 12 {
			return am, true
		}
		return pm, true
	}
	return "", false
}

// minutes reports whether an m means minutes: after hours or before seconds.
func (s *section) minutes(at int) bool {
	for i := at - 1; i >= 0; i-- {
		if s.tokens[i].kind == 'D' {
			if strings.Trim(s.tokens[i].text, "[]")[0] == 'h' {
				return true
			}
			break
		}
	}
	for i := at + 1; i < len(s.tokens); i++ {
		if s.tokens[i].kind == 'D' {
			return s.tokens[i].text[0] == 's'
		}
	}
	return false
}
