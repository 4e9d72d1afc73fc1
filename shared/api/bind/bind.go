package bind

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
)

// maxDepth is the deepest nesting of values. Requests need four levels.
const maxDepth = 32

// Binder reads one JSON document token by token into a request. It skips wrong
// values and adds them to the faults, so that all errors are reported at once.
// Invalid syntax ends the reading; after it every method does nothing.
type Binder struct {
	dec    *jsontext.Decoder
	Faults *problem.Faults
	body   []byte
	place  Place
	known  []string // the fields read so far in the open objects; see Object
	broken *problem.Problem
}

// A Place returns where in a request a field belongs that was found at a pointer where
// it does not belong; "" for an unknown field.
type Place func(name, pointer string) string

// Read reads the body, which must be one object, and calls field with each name
// in it. It returns a problem for invalid syntax, and adds wrong values to the
// faults. place may be nil.
func Read(body []byte, f *problem.Faults, place Place, field func(*Binder, string) bool) *problem.Problem {
	if len(bytes.TrimSpace(body)) == 0 {
		return problem.At("", problem.EmptyBody)
	}
	if i := invalidUTF8(body); i >= 0 {
		return problem.At("", problem.InvalidUTF8, i)
	}
	b := Binder{Faults: f, body: body, place: place,
		// A duplicate name is a fault, and does not end the reading.
		dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true))}
	b.Object(func(name string) bool { return field(&b, name) })
	if b.broken != nil {
		return b.broken
	}
	switch _, err := b.dec.ReadToken(); {
	case err == nil:
		return problem.At("", problem.InvalidJSON, b.dec.InputOffset(), problem.AfterTheValue)
	case err != io.EOF:
		b.fail(err)
	}
	return b.broken
}

func invalidUTF8(body []byte) int {
	if utf8.Valid(body) {
		return -1
	}
	for i := 0; i < len(body); {
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// fail records a syntax error.
func (b *Binder) fail(err error) {
	if b.broken != nil {
		return
	}
	offset, pointer := b.dec.InputOffset(), b.Pointer()
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, pointer = syntax.ByteOffset, string(syntax.JSONPointer)
	}
	b.broken = problem.At(pointer, problem.InvalidJSON, offset, unexpected(b.body, offset))
}

// unexpected describes the character at which a body stops being JSON.
func unexpected(body []byte, offset int64) edition.Text {
	if offset >= int64(len(body)) {
		return problem.EndsEarly
	}
	r, _ := utf8.DecodeRune(body[offset:])
	shown := strconv.QuoteRune(r)
	return edition.Text{EN: shown + " is not expected there", ZH: "此处不应出现 " + shown}
}

// Unknown adds the error that a name is not known at its place, with the place where
// it belongs if there is one.
func (b *Binder) Unknown(name string, c problem.Code, args ...any) {
	if b.place != nil {
		if at := b.place(name, b.Pointer()); at != "" {
			b.Faults.AddSaying(b.Pointer(), c, edition.Text{
				EN: "There is no such field here. It belongs at " + at + ".",
				ZH: "此处没有这个字段，应写在 " + at + "。"})
			return
		}
	}
	b.Fault(c, args...)
}

// Pointer returns the pointer of the value that was read last, or of the member whose
// name was read last.
func (b *Binder) Pointer() string { return string(b.dec.StackPointer()) }

// Fault adds an error at Pointer.
func (b *Binder) Fault(c problem.Code, args ...any) {
	b.Faults.Add(string(b.dec.StackPointer()), c, args...)
}

// token reads the next token, and reports whether there was one.
func (b *Binder) token() (jsontext.Token, bool) {
	if b.broken != nil {
		return jsontext.Token{}, false
	}
	tok, err := b.dec.ReadToken()
	if err != nil {
		b.fail(err)
		return jsontext.Token{}, false
	}
	return tok, true
}

// Skip skips the next value.
func (b *Binder) Skip() {
	depth := b.dec.StackDepth()
	for {
		if _, ok := b.token(); !ok {
			return
		}
		switch now := b.dec.StackDepth(); {
		case now > maxDepth:
			b.broken = problem.At(string(b.dec.StackPointer()), problem.TooDeep, maxDepth)
		case now <= depth:
			return
		}
	}
}

// expect reports whether the next value is of the kind. If it is not, it skips the
// value and adds a fault.
func (b *Binder) expect(k jsontext.Kind, wanted edition.Text) bool {
	if b.broken != nil {
		return false
	}
	got := b.dec.PeekKind()
	if got == k || k == jsontext.KindTrue && got == jsontext.KindFalse {
		return true
	}
	b.Skip()
	if b.broken == nil {
		b.Fault(problem.WrongType, kindWords[got], wanted)
	}
	return false
}

var kindWords = map[jsontext.Kind]edition.Text{
	jsontext.KindNull:        problem.ANull,
	jsontext.KindTrue:        problem.ABoolean,
	jsontext.KindFalse:       problem.ABoolean,
	jsontext.KindString:      problem.AString,
	jsontext.KindNumber:      problem.ANumber,
	jsontext.KindBeginObject: problem.AnObject,
	jsontext.KindBeginArray:  problem.AnArray,
}

// Object reads an object. For each member it calls field, which reads the value and
// returns true, or returns false for an unknown name.
func (b *Binder) Object(field func(name string) bool) bool {
	if !b.expect(jsontext.KindBeginObject, problem.AnObject) {
		return false
	}
	b.token()
	// Only known names are recorded, so that unknown ones cannot make this list
	// long.
	open := len(b.known)
	for b.broken == nil && b.dec.PeekKind() != jsontext.KindEndObject {
		tok, ok := b.token()
		if !ok {
			return false
		}
		name := tok.String()
		switch {
		case slices.Contains(b.known[open:], name):
			b.Fault(problem.DuplicateField)
			b.Skip()
		case field(name):
			b.known = append(b.known, name)
		default:
			b.Unknown(name, problem.UnknownField)
			b.Skip()
		}
	}
	b.known = b.known[:open]
	b.token()
	return b.broken == nil
}

// Array reads an array and calls element for each value in it. It skips the values
// after the first max, and adds a fault.
func (b *Binder) Array(max int, element func()) bool {
	if !b.expect(jsontext.KindBeginArray, problem.AnArray) {
		return false
	}
	b.token()
	n := 0
	for ; b.broken == nil && b.dec.PeekKind() != jsontext.KindEndArray; n++ {
		if n < max {
			element()
		} else {
			b.Skip()
		}
	}
	b.token()
	if b.broken == nil && n > max {
		b.Fault(problem.TooMany, max)
	}
	return b.broken == nil
}

// IsArray reports whether the next value is an array, for a member that takes
// either one value or an array.
func (b *Binder) IsArray() bool {
	return b.broken == nil && b.dec.PeekKind() == jsontext.KindBeginArray
}

// String reads a string.
func (b *Binder) String(dst *string) bool {
	if !b.expect(jsontext.KindString, problem.AString) {
		return false
	}
	tok, ok := b.token()
	if ok {
		*dst = tok.String()
	}
	return ok
}

// Bool reads true or false.
func (b *Binder) Bool(dst *bool) bool {
	if !b.expect(jsontext.KindTrue, problem.ABoolean) {
		return false
	}
	tok, ok := b.token()
	if ok {
		*dst = tok.Bool()
	}
	return ok
}

// Whole reads a whole number in any notation: 2, 2.0 or 2e0.
func (b *Binder) Whole(dst **int64) {
	if n, ok := b.Decimal(0, problem.AWhole); ok {
		*dst = &n
	}
}

// Decimal reads a number with at most places decimals, and returns it multiplied by
// 10^places.
func (b *Binder) Decimal(places int, wanted edition.Text) (int64, bool) {
	if !b.expect(jsontext.KindNumber, wanted) {
		return 0, false
	}
	raw, err := b.dec.ReadValue()
	if err != nil {
		b.fail(err)
		return 0, false
	}
	n, exact := scaled(raw, places)
	if !exact {
		b.Fault(problem.WrongType, problem.TooFine, wanted)
	}
	return n, exact
}

// overflow stands for every number that is larger than all bounds of requests.
const overflow = 1_000_000_000_000_000_000

// scaled returns number * 10^places, for a JSON number, and whether that is a whole
// number. A number that would not fit is overflow or -overflow.
func scaled(number []byte, places int) (n int64, whole bool) {
	number, negative := bytes.CutPrefix(number, []byte("-"))
	shift := places
	if i := bytes.IndexAny(number, "eE"); i >= 0 {
		// ParseInt returns the nearest bound for an exponent that is out of range.
		exponent, _ := strconv.ParseInt(string(number[i+1:]), 10, 32)
		shift += int(exponent)
		number = number[:i]
	}
	units, fraction, _ := bytes.Cut(number, []byte("."))
	shift -= len(fraction)
	digits := append(append(make([]byte, 0, 24), units...), fraction...)
	digits = bytes.TrimLeft(digits, "0")
	significant := bytes.TrimRight(digits, "0")
	shift += len(digits) - len(significant)

	switch {
	case len(significant) == 0:
		return 0, true
	case shift < 0:
		return 0, false
	case len(significant)+shift > 18:
		n = overflow
	default:
		for _, c := range significant {
			n = n*10 + int64(c-'0')
		}
		for range shift {
			n *= 10
		}
	}
	if negative {
		n = -n
	}
	return n, true
}
