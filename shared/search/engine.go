package search

import (
	_ "embed"
	"sync"

	"importchecker/shared/search/model"
)

// learned is the model as infra/search wrote it. It is read where it lies, page
// by page, as questions touch it.
//
//go:embed data/model.bin
var learned string

// Learned gives the model, for what measures it.
func Learned() *model.Model { return open() }

// open finds the parts of the model: a few numbers are read, once.
var open = sync.OnceValue(func() *model.Model {
	m, err := model.Read(learned)
	if err != nil {
		panic(err) // the embedded model is the one that the tests read
	}
	return m
})
