package host

import (
	"crypto/rand"
	"encoding/hex"
)

// hexText returns n random hexadecimal digits; n must be even.
func hexText(n int) string {
	b := make([]byte, n/2)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func newID(kind string) string { return kind + "-" + hexText(16) }
