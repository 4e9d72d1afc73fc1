package emulator

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// FreeAddress returns an address of this machine on which a program that a test starts can
// listen. Its port is below those that systems give to connections, so that none is likely to
// take it before the program does.
func FreeAddress(t testing.TB) string {
	t.Helper()
	const from, to, tries = 15_000, 32_000, 100
	var err error
	for range tries {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(from+rand.IntN(to-from)))
		var l net.Listener
		if l, err = net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
	t.Fatalf("no free port: %v", err)
	return ""
}
