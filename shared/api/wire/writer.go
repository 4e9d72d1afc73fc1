package wire

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api/language"
	"importchecker/shared/edition"
)

// Writer appends one JSON document. Members come out in the order of the
// calls, so equal calls give equal bytes; characters that matter to HTML stay
// as they are.
type Writer struct {
	b     []byte
	lang  language.Language
	Cited []string // ids of the sources cited so far, in the order of their first citation
	// Documents are the documents cited by name, with the sources in which they were
	// read, in the order of their first citation.
	Documents []Document
	// Name is the name of the item in the tariff; citations of the tariff do not repeat
	// it.
	Name string
	// Editions are the lists and editions that the document describes, so that citations
	// of them need no document.
	Editions [][2]string
}

// Document is a document that was cited, and the ids of the sources in which it was
// read, joined by semicolons.
type Document struct{ Name, Sources string }

// SameName reports whether the other has the same name.
func (d Document) SameName(o Document) bool { return d.Name == o.Name }

// writers holds writers for reuse, with their memory.
var writers = sync.Pool{New: func() any { return &Writer{b: make([]byte, 0, 32<<10)} }}

// maxKept bounds the memory that a writer keeps for the next document.
const maxKept = 256 << 10

// New returns a writer that writes texts in both languages.
func New() *Writer { return In(language.Both) }

// In returns a writer that writes texts in a language.
func In(l language.Language) *Writer {
	w := writers.Get().(*Writer)
	w.lang = l
	return w
}

// Language returns the language of the texts.
func (w *Writer) Language() language.Language { return w.lang }

// Done returns the document and releases the writer, which must not be used again.
func (w *Writer) Done() string {
	s := string(w.b)
	w.Cited, w.Editions, w.Documents = w.Cited[:0], w.Editions[:0], w.Documents[:0]
	w.Name = ""
	if cap(w.b) <= maxKept {
		w.b = w.b[:0]
		writers.Put(w)
	}
	return s
}

// Len returns the number of bytes written so far.
func (w *Writer) Len() int { return len(w.b) }

// Truncate removes everything after the first n bytes.
func (w *Writer) Truncate(n int) { w.b = w.b[:n] }

// Cite records the id of a source for the list of sources at the end of the document.
func (w *Writer) Cite(id string) {
	if !slices.Contains(w.Cited, id) {
		w.Cited = append(w.Cited, id)
	}
}

// NoteDocument records the sources of a document for the list at the end.
func (w *Writer) NoteDocument(document, sources string) {
	if d := (Document{document, sources}); !slices.Contains(w.Documents, d) {
		w.Documents = append(w.Documents, d)
	}
}

// next returns the document with a comma if the next name or value needs one.
func (w *Writer) next() []byte {
	if n := len(w.b); n > 0 {
		switch w.b[n-1] {
		case '{', '[', ':':
		default:
			return append(w.b, ',')
		}
	}
	return w.b
}

// key returns the document with the name of a member.
func (w *Writer) key(name string) []byte {
	return append(append(append(w.next(), '"'), name...), '"', ':')
}

// KeyText writes the name of a member, with escapes.
func (w *Writer) KeyText(name string) {
	w.Value(name)
	w.b = append(w.b, ':')
}

func (w *Writer) Key(name string) { w.b = w.key(name) }

// Begin opens an object or array, and End closes it.
func (w *Writer) Begin(c byte) { w.b = append(w.next(), c) }

func (w *Writer) End(c byte) { w.b = append(w.b, c) }

// Object writes a name and opens an object; Array does so for an array.
func (w *Writer) Object(name string) { w.b = append(w.key(name), '{') }
func (w *Writer) Array(name string)  { w.b = append(w.key(name), '[') }

// Value writes a string, which must be UTF-8: requests with other bytes are refused.
func (w *Writer) Value(s string) { w.b = appendQuoted(w.next(), s) }

func appendQuoted(b []byte, s string) []byte {
	if unescaped(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// unescaped reports whether s needs no escapes in JSON.
func unescaped[S string | []byte](s S) bool {
	for i := 8; i <= len(s); i += 8 {
		if needsEscape(word(s[i-8 : i])) {
			return false
		}
	}
	if len(s) >= 8 {
		return !needsEscape(word(s[len(s)-8:]))
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// word returns eight bytes as a number.
func word[S string | []byte](s S) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// needsEscape reports whether one of eight characters must be escaped: below a space,
// a quotation mark or a backslash. Taking one from each byte borrows from its
// highest bit where the byte was zero.
func needsEscape(chars uint64) bool {
	const ones, highest = 0x0101010101010101, 0x8080808080808080
	mark, slash := chars^ones*'"', chars^ones*'\\'
	return ((mark-ones)&^mark|(slash-ones)&^slash|(chars-ones*' ')&^chars)&highest != 0
}

// Raw writes a JSON value.
func (w *Writer) Raw(json []byte) {
	w.b = append(w.next(), json...)
}

func (w *Writer) Str(name, s string) { w.b = appendQuoted(w.key(name), s) }

func (w *Writer) Null(name string) { w.b = append(w.key(name), "null"...) }

// StrOrNull writes null for the empty string.
func (w *Writer) StrOrNull(name, s string) {
	if s == "" {
		w.Null(name)
		return
	}
	w.Str(name, s)
}

// NonEmpty writes the member only when the string is not empty.
func (w *Writer) NonEmpty(name, s string) {
	if s != "" {
		w.Str(name, s)
	}
}

func (w *Writer) Int(name string, n int64) {
	w.b = strconv.AppendInt(w.key(name), n, 10)
}

// Number writes a whole number as an element of an array.
func (w *Writer) Number(n int64) {
	w.b = strconv.AppendInt(w.next(), n, 10)
}

func (w *Writer) Bool(name string, v bool) {
	w.b = strconv.AppendBool(w.key(name), v)
}

func (w *Writer) Strings(name string, list []string) {
	w.Array(name)
	for _, s := range list {
		w.Value(s)
	}
	w.End(']')
}

// Codes writes codes, of the tariff or of sectors.
func Codes[C ~string](w *Writer, name string, list []C) {
	w.Array(name)
	for _, c := range list {
		w.Value(string(c))
	}
	w.End(']')
}

func (w *Writer) Text(name string, t edition.Text) {
	w.Key(name)
	w.TextValue(t)
}

// TextValue writes a text in the languages of the writer, in the form that InLanguage
// recognises.
func (w *Writer) TextValue(t edition.Text) {
	w.Begin('{')
	if w.lang.Has(language.English) {
		w.Str("en", t.EN)
	}
	if w.lang.Has(language.Chinese) {
		w.Str("zh", t.ZH)
	}
	w.End('}')
}

// TextFunc writes a text that append appends, in the languages of the writer.
func (w *Writer) TextFunc(name string, append func(b []byte, zh bool) []byte) {
	w.Key(name)
	w.Begin('{')
	if w.lang.Has(language.English) {
		w.Key("en")
		w.stringFunc(append, false)
	}
	if w.lang.Has(language.Chinese) {
		w.Key("zh")
		w.stringFunc(append, true)
	}
	w.End('}')
}

func (w *Writer) stringFunc(text func(b []byte, zh bool) []byte, zh bool) {
	b := append(w.b, '"')
	w.endString(text(b, zh), len(b))
}

// StrFunc writes a string that text appends.
func (w *Writer) StrFunc(name string, text func(b []byte) []byte) {
	b := append(w.key(name), '"')
	w.endString(text(b), len(b))
}

// endString ends the string that begins at from in b.
func (w *Writer) endString(b []byte, from int) {
	if content := b[from:]; !unescaped(content) {
		w.b, _ = jsontext.AppendQuote(b[:from-1], string(content))
		return
	}
	w.b = append(b, '"')
}

func (w *Writer) Date(name string, d edition.Date) {
	w.b = append(appendDate(append(w.key(name), '"'), d), '"')
}

// DateOrNull writes null for no day.
func (w *Writer) DateOrNull(name string, d edition.Date) {
	if d.IsZero() {
		w.Null(name)
		return
	}
	w.Date(name, d)
}

// appendDate appends the ISO 8601 form of a day that exists.
func appendDate(b []byte, d edition.Date) []byte {
	n := int(d)
	return append(b,
		byte('0'+n/1000_0000%10), byte('0'+n/100_0000%10), byte('0'+n/10_0000%10), byte('0'+n/1_0000%10), '-',
		byte('0'+n/1000%10), byte('0'+n/100%10), '-',
		byte('0'+n/10%10), byte('0'+n%10))
}

// TimeOrNull writes null for the zero time.
func (w *Writer) TimeOrNull(name string, t time.Time) {
	if t.IsZero() {
		w.Null(name)
		return
	}
	w.Time(name, t)
}

// Time writes an instant in UTC, with the decimals that the hash of a decision
// is taken over.
func (w *Writer) Time(name string, t time.Time) {
	b := append(w.key(name), '"')
	w.b = append(t.UTC().AppendFormat(b, time.RFC3339Nano), '"')
}
