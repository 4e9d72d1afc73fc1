// Package learned holds the search with its model inside the program, for
// commands and tests. A deployed function reads the model from a file of its
// layer (search.Open) and must not import this package: 13 MB would be in each archive.
package learned

import (
	_ "embed"
	"sync"

	"importchecker/shared/search"
)

// The folder layer is what template.yaml makes a Lambda layer of. Nothing else may
// stand in it.
//
//go:embed layer/words.bin
var words string

// Engine gives the search. It is made when it is first asked for.
var Engine = sync.OnceValue(func() *search.Engine {
	e, err := search.New(words)
	if err != nil {
		panic(err) // the embedded model is the one that the tests read
	}
	return e
})
