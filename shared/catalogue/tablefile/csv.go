package tablefile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"importchecker/shared/catalogue/sheet"
)

// csvReader reads records from text. It holds one record at a time, of at most sheet.MaxRecord bytes, so that
// an unclosed quotation mark costs one row and not all memory.
type csvReader struct {
	src       io.Reader
	buf       []byte
	at, end   int // buf[at:end] is read and not yet returned
	eof       bool
	err       error
	encoding  encoding
	delimiter byte
	newline   byte
	row       int
	cells     []string
}

// sampleSize is how many bytes of a file are examined to find its encoding, delimiter and line ends.
const sampleSize = 64 << 10

// newCSV examines the beginning of the text and returns its reader.
func newCSV(src io.Reader) (*csvReader, error) {
	head := make([]byte, sampleSize)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	head = head[:n]
	if n == 0 {
		return nil, &sheet.Problem{Code: sheet.Empty}
	}
	text := io.MultiReader(bytes.NewReader(head), src)
	r := &csvReader{buf: make([]byte, 2*sheet.MaxRecord), newline: '\n'}
	if order, ok := utf16Order(head); ok {
		decoder := unicode.UTF16(order, unicode.UseBOM).NewDecoder()
		text = transform.NewReader(text, decoder)
		head, _, _ = transform.Bytes(decoder, head)
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	r.src, r.encoding, r.delimiter = text, encodingOf(head), delimiterOf(head)
	if !bytes.ContainsRune(head, '\n') && bytes.ContainsRune(head, '\r') {
		r.newline = '\r'
	}
	r.fill()
	r.at += len(r.buf[:r.end]) - len(bytes.TrimPrefix(r.buf[:r.end], []byte("\xef\xbb\xbf")))
	return r, nil
}

// utf16Order reports whether a text is UTF-16, by its byte order mark or by the zeros of its digits and commas,
// and its byte order.
func utf16Order(head []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, true
	}
	var zeros [2]int // at even and at odd indexes
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[0] == 0 && zeros[1] > len(head)/8:
		return unicode.LittleEndian, true
	case zeros[1] == 0 && zeros[0] > len(head)/8:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// encoding is the encoding of characters beyond ASCII.
type encoding byte

const (
	undecided encoding = iota // there were none yet
	utf8Text
	gbText // GB18030, including GBK and GB2312
)

// encodingOf returns the encoding of most lines that are not ASCII.
func encodingOf(head []byte) encoding {
	if n := bytes.LastIndexByte(head, '\n'); n >= 0 && len(head) == sampleSize {
		head = head[:n] // the last line may end within a character
	}
	utf, gb := 0, 0
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		switch {
		case isASCII(line):
		case utf8.Valid(line):
			utf++
		default:
			gb++
		}
	}
	switch {
	case gb > utf:
		return gbText
	case utf > 0:
		return utf8Text
	}
	return undecided
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decode returns a record as UTF-8, or false if it is in another encoding than the rest of the file.
func (r *csvReader) decode(record []byte) (string, bool) {
	if r.encoding == undecided && !isASCII(record) {
		if r.encoding = gbText; utf8.Valid(record) {
			r.encoding = utf8Text
		}
	}
	if r.encoding != gbText {
		return string(record), utf8.Valid(record)
	}
	if isASCII(record) {
		return string(record), true
	}
	// Chinese characters have three bytes in UTF-8; GB text that happens to be valid UTF-8 has two.
	if utf8.Valid(record) && bytes.ContainsFunc(record, func(c rune) bool { return c >= 0x800 }) {
		return "", false
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(record)
	return string(text), err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// headLines is how many lines are examined for the delimiter.
const headLines = 20

// delimiterOf returns the delimiter that occurs in most of the first lines, and among those the most frequent
// one, ignoring quoted text.
func delimiterOf(head []byte) byte {
	if rest, ok := bytes.CutPrefix(head, []byte("sep=")); ok && len(rest) > 0 {
		return rest[0] // as Excel writes it
	}
	delimiters := [...]byte{',', ';', '\t'}
	var lines, total, inLine [len(delimiters)]int
	quoted, n := false, 0
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if (c == '\n' || c == '\r') && !quoted {
			for i := range inLine {
				total[i] += inLine[i]
				lines[i] += min(inLine[i], 1)
			}
			clear(inLine[:])
			if n++; n == headLines {
				break
			}
		}
		if i := bytes.IndexByte(delimiters[:], c); i >= 0 && !quoted {
			inLine[i]++
		}
	}
	best := 0
	for i := range delimiters {
		total[i] += inLine[i]
		lines[i] += min(inLine[i], 1)
		if lines[i] > lines[best] || lines[i] == lines[best] && total[i] > total[best] {
			best = i
		}
	}
	return delimiters[best]
}

// fill reads until the buffer is full, so that it holds a whole record, or the text ends.
func (r *csvReader) fill() {
	if r.at > 0 {
		copy(r.buf, r.buf[r.at:r.end])
		r.at, r.end = 0, r.end-r.at
	}
	for r.end < len(r.buf) && !r.eof {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if err != nil {
			r.eof = true
			if !errors.Is(err, io.EOF) {
				r.err = err
			}
		}
	}
}

// Next returns the cells of the next row, and its number as a spreadsheet counts records. The cells are valid
// until the next call. A row that cannot be read is a sheet.Problem, and the next one can be read.
func (r *csvReader) Next() ([]string, int, error) {
	for {
		if !r.eof && r.end-r.at < sheet.MaxRecord {
			r.fill()
		}
		if r.at == r.end {
			if r.err != nil {
				return nil, r.row + 1, r.err
			}
			return nil, r.row, io.EOF
		}
		r.row++
		window := r.buf[r.at:min(r.end, r.at+sheet.MaxRecord)]
		n, ended, open := r.recordLength(window)
		if open || !ended && len(window) == sheet.MaxRecord {
			r.skipLine(window)
			return nil, r.row, &sheet.Problem{Code: sheet.RowTooLong}
		}
		r.at += n
		if len(bytes.TrimRight(window[:n], "\r\n")) == 0 {
			continue // an empty line
		}
		return r.split(window[:n])
	}
}

// States of the record parser.
const (
	cellStart  = iota // before the first character of a cell
	cellPlain         // in a cell without quotation marks
	cellQuoted        // between quotation marks
	cellMark          // after a quotation mark that closes the cell, or is the first of two
)

// recordLength returns the length of the first record of the text, with its line end; whether the line end was found;
// and whether the text ends within quotation marks.
func (r *csvReader) recordLength(text []byte) (n int, ended, open bool) {
	state := cellStart
	for i, c := range text {
		switch {
		case state == cellQuoted:
			if c == '"' {
				state = cellMark
			}
		case c == '"' && (state == cellStart || state == cellMark):
			state = cellQuoted
		case c == r.newline:
			return i + 1, true, false
		case c == r.delimiter:
			state = cellStart
		default:
			state = cellPlain
		}
	}
	return len(text), false, state == cellQuoted
}

// skipLine skips one line, of any length.
func (r *csvReader) skipLine(window []byte) {
	for {
		if i := slices.Index(window, r.newline); i >= 0 {
			r.at += i + 1
			return
		}
		r.at += len(window)
		r.fill()
		if r.at == r.end {
			return
		}
		window = r.buf[r.at:r.end]
	}
}

// split splits a record into its cells.
func (r *csvReader) split(record []byte) ([]string, int, error) {
	record = bytes.TrimSuffix(bytes.TrimSuffix(record, []byte{r.newline}), []byte{'\r'})
	r.cells = r.cells[:0]
	if bytes.IndexByte(record, 0) >= 0 {
		return nil, r.row, &sheet.Problem{Code: sheet.NULByte}
	}
	text, ok := r.decode(record) // one allocation a row; the cells are substrings
	if !ok {
		return nil, r.row, &sheet.Problem{Code: sheet.NotText}
	}
	for {
		if len(r.cells) == sheet.MaxColumns {
			return nil, r.row, &sheet.Problem{Code: sheet.TooManyColumns}
		}
		cell, rest, more := r.cell(text)
		r.cells = append(r.cells, cell)
		if !more {
			return r.cells, r.row, nil
		}
		text = rest
	}
}

// cell splits off the first cell.
func (r *csvReader) cell(text string) (cell, rest string, more bool) {
	if len(text) == 0 || text[0] != '"' {
		for i := 0; i < len(text); i++ {
			if text[i] == r.delimiter {
				return text[:i], text[i+1:], true
			}
		}
		return text, "", false
	}
	doubled := false
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '"':
		case i+1 < len(text) && text[i+1] == '"':
			doubled = true
			i++
		default:
			cell = text[1:i]
			if doubled {
				cell = undouble(cell)
			}
			// Text between the closing mark and the delimiter belongs to the cell.
			for j := i + 1; j < len(text); j++ {
				if text[j] == r.delimiter {
					return cell + text[i+1:j], text[j+1:], true
				}
			}
			return cell + text[i+1:], "", false
		}
	}
	return text[1:], "", false
}

func undouble(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		out = append(out, s[i])
		if s[i] == '"' {
			i++
		}
	}
	return string(out)
}
