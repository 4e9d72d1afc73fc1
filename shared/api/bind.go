package api

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/edition"
)

// maxDepth is how deep values may be nested. Requests need four.
const maxDepth = 32

// binder reads one JSON document token by token into a request. What stands in
// the wrong place is added to the faults and passed over, so that all of it
// comes back at once. Broken syntax ends the reading, and after it every
// method does nothing.
type binder struct {
	dec    *jsontext.Decoder
	faults *faults
	known  []string // fields seen in the objects that are open; see object
	broken *problem
}

// bind reads the body, which must be one object, and calls field with each
// name in it. It returns what is wrong with the syntax; what is wrong with the
// values goes to the faults.
func bind(body []byte, f *faults, field func(*binder, string) bool) *problem {
	if len(bytes.TrimSpace(body)) == 0 {
		return newProblemAt("", EmptyBody)
	}
	if i := invalidUTF8(body); i >= 0 {
		return newProblemAt("", InvalidUTF8, i)
	}
	b := binder{faults: f,
		// A name given twice is one error among the others, so it must not end
		// the reading.
		dec: jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true))}
	b.object(func(name string) bool { return field(&b, name) })
	if b.broken != nil {
		return b.broken
	}
	switch _, err := b.dec.ReadToken(); {
	case err == nil:
		return newProblemAt("", InvalidJSON, b.dec.InputOffset(), "something follows the value")
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

// fail records broken syntax.
func (b *binder) fail(err error) {
	if b.broken != nil {
		return
	}
	offset, pointer, why := b.dec.InputOffset(), string(b.dec.StackPointer()), err.Error()
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, pointer, why = syntax.ByteOffset, string(syntax.JSONPointer), syntax.Err.Error()
	}
	b.broken = newProblemAt(pointer, InvalidJSON, offset, why)
}

// fault adds an error at the value that was read last, or at the member whose
// name was.
func (b *binder) fault(c Code, args ...any) {
	b.faults.add(string(b.dec.StackPointer()), c, args...)
}

// token reads a token that the grammar makes sure of, and reports whether it
// could.
func (b *binder) token() (jsontext.Token, bool) {
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

// skip passes over the next value, whatever it is.
func (b *binder) skip() {
	depth := b.dec.StackDepth()
	for {
		if _, ok := b.token(); !ok {
			return
		}
		switch now := b.dec.StackDepth(); {
		case now > maxDepth:
			b.broken = newProblemAt(string(b.dec.StackPointer()), TooDeep, maxDepth)
		case now <= depth:
			return
		}
	}
}

// wants reports whether the next value is of the kind. If it is not, it passes
// over it and says so.
func (b *binder) wants(k jsontext.Kind, wanted edition.Text) bool {
	if b.broken != nil {
		return false
	}
	got := b.dec.PeekKind()
	if got == k || k == jsontext.KindTrue && got == jsontext.KindFalse {
		return true
	}
	b.skip()
	if b.broken == nil {
		b.fault(WrongType, kindWords[got], wanted)
	}
	return false
}

var kindWords = map[jsontext.Kind]edition.Text{
	jsontext.KindNull:        aNull,
	jsontext.KindTrue:        aBoolean,
	jsontext.KindFalse:       aBoolean,
	jsontext.KindString:      aString,
	jsontext.KindNumber:      aNumber,
	jsontext.KindBeginObject: anObject,
	jsontext.KindBeginArray:  anArray,
}

// object reads an object. For each member it calls field, which reads the
// value and returns true, or returns false for a name that has no place here.
func (b *binder) object(field func(name string) bool) bool {
	if !b.wants(jsontext.KindBeginObject, anObject) {
		return false
	}
	b.token()
	// Only names that have a place are kept, so a body full of others does
	// not make this list long.
	open := len(b.known)
	for b.broken == nil && b.dec.PeekKind() != jsontext.KindEndObject {
		tok, ok := b.token()
		if !ok {
			return false
		}
		name := tok.String()
		switch {
		case slices.Contains(b.known[open:], name):
			b.fault(DuplicateField)
			b.skip()
		case field(name):
			b.known = append(b.known, name)
		default:
			b.fault(UnknownField)
			b.skip()
		}
	}
	b.known = b.known[:open]
	b.token()
	return b.broken == nil
}

// array reads an array and calls element for each value in it. After max of
// them it passes over the rest and says so.
func (b *binder) array(max int, element func()) bool {
	if !b.wants(jsontext.KindBeginArray, anArray) {
		return false
	}
	b.token()
	n := 0
	for ; b.broken == nil && b.dec.PeekKind() != jsontext.KindEndArray; n++ {
		if n < max {
			element()
		} else {
			b.skip()
		}
	}
	b.token()
	if b.broken == nil && n > max {
		b.fault(TooMany, max)
	}
	return b.broken == nil
}

func (b *binder) string(dst *string) bool {
	if !b.wants(jsontext.KindString, aString) {
		return false
	}
	tok, ok := b.token()
	if ok {
		*dst = tok.String()
	}
	return ok
}

func (b *binder) bool(dst *bool) bool {
	if !b.wants(jsontext.KindTrue, aBoolean) {
		return false
	}
	tok, ok := b.token()
	if ok {
		*dst = tok.Bool()
	}
	return ok
}

// whole reads a whole number, however it is written: 2, 2.0 or 2e0.
func (b *binder) whole(dst **int64) {
	if n, ok := b.decimal(0, aWhole); ok {
		*dst = &n
	}
}

// decimal reads a number with at most places decimals, in units of the last
// one.
func (b *binder) decimal(places int, wanted edition.Text) (int64, bool) {
	if !b.wants(jsontext.KindNumber, wanted) {
		return 0, false
	}
	raw, err := b.dec.ReadValue()
	if err != nil {
		b.fail(err)
		return 0, false
	}
	n, exact := scaled(raw, places)
	if !exact {
		b.fault(WrongType, tooFine, wanted)
	}
	return n, exact
}

// beyond stands for every number that is larger than any bound set here.
const beyond = 1_000_000_000_000_000_000

// scaled returns number * 10^places, where number is written as JSON writes
// it, and whether that is a whole number. What would not fit is beyond, or
// -beyond.
func scaled(number []byte, places int) (n int64, whole bool) {
	number, negative := bytes.CutPrefix(number, []byte("-"))
	shift := places
	if i := bytes.IndexAny(number, "eE"); i >= 0 {
		// An exponent that is out of range comes back as the nearest one.
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
		n = beyond
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
