package submission

import (
	"encoding/base32"
	"time"
)

// MaxIDLen is the greatest length of an id.
const MaxIDLen = 64

// crockford is Crockford's base 32 in lower case. Its alphabet is in byte order, so ids sort as their bytes do.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns an id of 26 characters that begins with the time: ids of later milliseconds sort after those of
// earlier ones. Random bytes from the caller tell apart ids of the same millisecond.
func NewID(at time.Time, random [10]byte) string {
	ms := at.UnixMilli()
	var b [16]byte
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	copy(b[6:], random[:])
	return crockford.EncodeToString(b[:])
}

// ValidID reports whether an id has the form that a Store accepts: 1 to MaxIDLen ASCII letters, digits, hyphens
// and underscores. Ids from NewID are valid.
func ValidID(id string) bool {
	if id == "" || len(id) > MaxIDLen {
		return false
	}
	for i := range len(id) {
		switch c := id[i]; {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
