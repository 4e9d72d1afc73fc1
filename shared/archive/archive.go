package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// An Archive stores files.
type Archive interface {
	// Keep stores a file of a list under its hash. Storing it twice is no
	// error. When Keep returns nil, the file is durable.
	Keep(ctx context.Context, list, sha256 string, raw []byte) error
}

// ErrMistake means that a file does not have its hash, or the list no valid
// name.
var ErrMistake = errors.New("not the file of that hash, or not a list")

// prefix is the beginning of the name of every file. The role of the function
// that stores them may write only there.
const prefix = "annexes/"

// fileName returns the name that a file is stored under, after verifying its hash.
func fileName(list, sum string, raw []byte) (string, error) {
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum || !validName(list) {
		return "", fmt.Errorf("keep a file of %q as %q: %w", list, sum, ErrMistake)
	}
	return prefix + list + "/" + sum, nil
}

// validName reports whether s can be part of a path and of a URL without escaping.
func validName(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, ".") != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._", r)
	}) < 0
}
