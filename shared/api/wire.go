package api

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/edition"
)

// writer appends one JSON document. Members come out in the order of the
// calls, so equal calls give equal bytes; characters that matter to HTML stay
// as they are.
type writer struct {
	b     []byte
	cited []string // ids of the sources cited so far, in the order of their first citation
}

// writers keeps the memory of documents that were handed out.
var writers = sync.Pool{New: func() any { return &writer{b: make([]byte, 0, 32<<10)} }}

// maxKept is how much memory a writer may keep for the next document.
const maxKept = 256 << 10

func newWriter() *writer { return writers.Get().(*writer) }

// done returns the document. The writer must not be used afterwards.
func (w *writer) done() string {
	s := string(w.b)
	w.cited = w.cited[:0]
	if cap(w.b) <= maxKept {
		w.b = w.b[:0]
		writers.Put(w)
	}
	return s
}

// len is how many bytes the document has so far.
func (w *writer) len() int { return len(w.b) }

// truncate takes back what was written after the document had n bytes.
func (w *writer) truncate(n int) { w.b = w.b[:n] }

// cite notes the id of a source for the register at the end of the document.
func (w *writer) cite(id string) {
	if !slices.Contains(w.cited, id) {
		w.cited = append(w.cited, id)
	}
}

// next puts the comma that the coming name or value needs.
func (w *writer) next() {
	if n := len(w.b); n > 0 {
		switch w.b[n-1] {
		case '{', '[', ':':
		default:
			w.b = append(w.b, ',')
		}
	}
}

func (w *writer) key(name string) {
	w.next()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

// begin opens an object or array, and end closes it.
func (w *writer) begin(c byte) {
	w.next()
	w.b = append(w.b, c)
}

func (w *writer) end(c byte) { w.b = append(w.b, c) }

// object opens the object that is a member's value, and array the array.
func (w *writer) object(name string) { w.key(name); w.b = append(w.b, '{') }
func (w *writer) array(name string)  { w.key(name); w.b = append(w.b, '[') }

// value writes a string, which must be UTF-8: what is not was refused on its
// way in.
func (w *writer) value(s string) {
	w.next()
	if plain(s) {
		w.b = append(w.b, '"')
		w.b = append(w.b, s...)
		w.b = append(w.b, '"')
		return
	}
	w.b, _ = jsontext.AppendQuote(w.b, s)
}

// plain reports whether s stands in JSON as it is.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// raw writes what is JSON already.
func (w *writer) raw(json []byte) {
	w.next()
	w.b = append(w.b, json...)
}

func (w *writer) str(name, s string) { w.key(name); w.value(s) }

func (w *writer) null(name string) {
	w.key(name)
	w.b = append(w.b, "null"...)
}

// strOrNull writes null for the empty string.
func (w *writer) strOrNull(name, s string) {
	if s == "" {
		w.null(name)
		return
	}
	w.str(name, s)
}

// some writes the member only when the string is not empty.
func (w *writer) some(name, s string) {
	if s != "" {
		w.str(name, s)
	}
}

func (w *writer) int(name string, n int64) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, n, 10)
}

// number writes a whole number as an element of an array.
func (w *writer) number(n int64) {
	w.next()
	w.b = strconv.AppendInt(w.b, n, 10)
}

func (w *writer) bool(name string, v bool) {
	w.key(name)
	w.b = strconv.AppendBool(w.b, v)
}

func (w *writer) strings(name string, list []string) {
	w.array(name)
	for _, s := range list {
		w.value(s)
	}
	w.end(']')
}

// writeCodes writes codes, of the tariff or of sectors.
func writeCodes[C ~string](w *writer, name string, list []C) {
	w.array(name)
	for _, c := range list {
		w.value(string(c))
	}
	w.end(']')
}

func (w *writer) text(name string, t edition.Text) {
	w.key(name)
	w.textValue(t)
}

func (w *writer) textValue(t edition.Text) {
	w.begin('{')
	w.str("en", t.EN)
	w.str("zh", t.ZH)
	w.end('}')
}

func (w *writer) date(name string, d edition.Date) {
	w.key(name)
	w.b = append(w.b, '"')
	w.b = appendDate(w.b, d)
	w.b = append(w.b, '"')
}

// dateOrNull writes null for no day.
func (w *writer) dateOrNull(name string, d edition.Date) {
	if d.IsZero() {
		w.null(name)
		return
	}
	w.date(name, d)
}

// appendDate appends the ISO 8601 form of a day that exists.
func appendDate(b []byte, d edition.Date) []byte {
	n := int(d)
	return append(b,
		byte('0'+n/1000_0000%10), byte('0'+n/100_0000%10), byte('0'+n/10_0000%10), byte('0'+n/1_0000%10), '-',
		byte('0'+n/1000%10), byte('0'+n/100%10), '-',
		byte('0'+n/10%10), byte('0'+n%10))
}

// timeOrNull writes null for the zero time.
func (w *writer) timeOrNull(name string, t time.Time) {
	if t.IsZero() {
		w.null(name)
		return
	}
	w.time(name, t)
}

// time writes an instant in UTC, with the decimals that the hash of a decision
// is taken over.
func (w *writer) time(name string, t time.Time) {
	w.key(name)
	w.b = append(w.b, '"')
	w.b = t.UTC().AppendFormat(w.b, time.RFC3339Nano)
	w.b = append(w.b, '"')
}
