package search

import (
	"fmt"

	"importchecker/shared/search/model"
)

// An Engine answers questions by a model, which it reads where it lies, page by
// page, as questions touch it. It may be asked by many at once.
type Engine struct{ model *model.Model }

// New finds the parts of a model that infra/search wrote: a few numbers are read.
func New(bytes string) (*Engine, error) {
	m, err := model.Read(bytes)
	if err != nil {
		return nil, err
	}
	return &Engine{m}, nil
}

// Open maps the file of a model into memory. The file must not change while the
// program runs.
func Open(path string) (*Engine, error) {
	bytes, err := mapped(path)
	if err != nil {
		return nil, fmt.Errorf("open the model of words: %w", err)
	}
	e, err := New(bytes)
	if err != nil {
		return nil, fmt.Errorf("open the model of words, %s: %w", path, err)
	}
	return e, nil
}

// Model gives the model, for what measures it.
func (e *Engine) Model() *model.Model { return e.model }
