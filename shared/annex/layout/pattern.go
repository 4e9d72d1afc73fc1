package layout

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first asked for:
// a function that reads annexes starts often without one to read.
func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

var (
	// bareNumber is what may be the number of a page.
	bareNumber = pattern(`^[0-9０-９]{1,4}$`)

	// limiting are the words of remarks.
	limiting = pattern(`仅限|除外|不得|不超过|每人|禁止|限定`)
)
