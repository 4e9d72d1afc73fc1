// Package learned has the search with an embedded model, for commands and tests. A
// deployed function reads the model from a file of its layer (search.Open) and must
// not import this package, which would add 13 MB to its archive.
package learned

import (
	_ "embed"
	"sync"

	"importchecker/shared/search"
)

// template.yaml makes a Lambda layer of the folder layer. It must not contain other
// files.
//
//go:embed layer/words.bin
var words string

// Engine returns the search, which it makes on the first call.
var Engine = sync.OnceValue(func() *search.Engine {
	e, err := search.New(words)
	if err != nil {
		panic(err) // the embedded model is the one that the tests read
	}
	return e
})
