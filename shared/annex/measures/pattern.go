package measures

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled on first use: a
// function that can read annexes often starts without reading one.
func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}
