package api

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"importchecker/shared/api/problem"
)

// A cursor carries a place in a collection, and a digest that binds the place
// to the collection, its filters and the caller. It keeps honest callers from
// mixing cursors up; it is no secret, and what a caller may see never depends
// on it.

const digestLen = 9

// Cursor returns the cursor of a place, or none after the last page.
func Cursor(place string, scope ...string) string {
	if place == "" {
		return ""
	}
	sum := cursorDigest(place, scope)
	return base64.RawURLEncoding.EncodeToString(append(sum[:digestLen], place...))
}

// place returns what a cursor of the scope carries, and whether it is one.
func place(cursor string, scope ...string) (string, bool) {
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

// After reads the parameter cursor of a collection with this scope. It is
// empty for the first page.
func (c *Call) After(scope ...string) (string, *problem.Problem) {
	given := c.Parameter("cursor")
	if given == "" {
		return "", nil
	}
	at, ok := place(given, scope...)
	if !ok {
		return "", problem.At("/query/cursor", problem.InvalidCursor)
	}
	return at, nil
}
