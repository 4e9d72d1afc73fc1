package search

import (
	"fmt"

	"importchecker/shared/search/model"
)

// An Engine answers queries with a model, which it reads in place, page by page, as
// queries need it. It is safe for concurrent use.
type Engine struct{ model *model.Model }

// New returns the Engine of a model that infra/search wrote. It reads only a few
// numbers.
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
	bytes, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("open the model of words: %w", err)
	}
	e, err := New(bytes)
	if err != nil {
		return nil, fmt.Errorf("open the model of words, %s: %w", path, err)
	}
	return e, nil
}

// Model returns the model, for measurements.
func (e *Engine) Model() *model.Model { return e.model }
