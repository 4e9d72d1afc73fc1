package layout

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled on first use: a
// function that can read annexes often starts without reading one.
func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

var (
	// numberOnly matches what may be a page number.
	numberOnly = pattern(`^[0-9０-９]{1,4}$`)

	// limitingWords matches words of remarks.
	limitingWords = pattern(`仅限|除外|不得|不超过|每人|禁止|限定`)
)
