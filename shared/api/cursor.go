package api

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/storage"
)

// A cursor has a position in a collection, and a digest that binds the position
// to the collection, its filters and the caller. It keeps honest callers from
// mixing up cursors; it is no secret, and what a caller may see never depends
// on it.

const digestLen = 9

// Cursor returns the cursor of a position, or "" after the last page.
func Cursor(place string, scope ...string) string {
	if place == "" {
		return ""
	}
	sum := cursorDigest(place, scope)
	return base64.RawURLEncoding.EncodeToString(append(sum[:digestLen], place...))
}

// decodeCursor returns the position in a cursor, and whether it is a cursor of the
// scope.
func decodeCursor(cursor string, scope ...string) (string, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= digestLen {
		return "", false
	}
	at := string(raw[digestLen:])
	sum := cursorDigest(at, scope)
	return at, string(sum[:digestLen]) == string(raw[:digestLen])
}

func cursorDigest(place string, scope []string) [sha256.Size]byte {
	return sha256.Sum256([]byte(strings.Join(append(scope, place), "\x00")))
}

// After returns the position in the parameter cursor of a collection with this
// scope; "" for the first page.
func (c *Call) After(scope ...string) (string, *problem.Problem) {
	given := c.Parameter("cursor")
	if given == "" {
		return "", nil
	}
	at, ok := decodeCursor(given, scope...)
	if !ok {
		return "", problem.At("/query/cursor", problem.InvalidCursor)
	}
	return at, nil
}

// Page reads the parameters limit and cursor of a collection with this scope. It
// returns the problem of the request if there are errors so far.
func (c *Call) Page(scope ...string) (storage.Page, *problem.Problem) {
	limit := c.Limit()
	if p := c.Faults.Problem(); p != nil {
		return storage.Page{}, p
	}
	after, p := c.After(scope...)
	return storage.Page{After: after, Limit: limit}, p
}

// WritePage writes a page of a collection: {"items": […], "next_cursor": …}. write writes
// one item, or nothing for one that is left out. next is a cursor, "" on the last page.
func WritePage[T any](w *wire.Writer, items []T, next string, write func(*T)) {
	w.Begin('{')
	w.Array("items")
	for i := range items {
		write(&items[i])
	}
	w.End(']')
	w.StrOrNull("next_cursor", next)
	w.End('}')
}
