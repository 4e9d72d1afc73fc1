package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// An Archive keeps files.
type Archive interface {
	// Keep keeps a file of a list by its hash. That it is kept already is no
	// error. When Keep returns nil the file is durable.
	Keep(ctx context.Context, list, sha256 string, raw []byte) error
}

// ErrMistake says that a file is not what it is to be kept as.
var ErrMistake = errors.New("not the file of that hash, or not a list")

// prefix is what the name of every file begins with. The role of the function
// that keeps them may write there and nowhere else.
const prefix = "annexes/"

// name is where a file is kept, after a look at whether it is that file.
func name(list, sum string, raw []byte) (string, error) {
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum || !plain(list) {
		return "", fmt.Errorf("keep a file of %q as %q: %w", list, sum, ErrMistake)
	}
	return prefix + list + "/" + sum, nil
}

// plain reports whether s can be part of a path and of a URL as it is.
func plain(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, ".") != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._", r)
	}) < 0
}
