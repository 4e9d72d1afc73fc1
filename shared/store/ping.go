package store

import (
	"context"
	"fmt"
)

// Nothing is the key of no item. To read it is to ask the table whether it is
// there, at the least cost.
var Nothing = Key{PK: "PING", SK: "PING"}

// A Prober is a Table that can tell whether it could be written now.
type Prober interface {
	Probe(ctx context.Context) error
}

// Ping reports whether the table answers, and could be written where it can tell.
func (s *Store) Ping(ctx context.Context) error {
	_, _, err := s.table.Get(ctx, Nothing)
	if p, ok := s.table.(Prober); ok && err == nil {
		err = p.Probe(ctx)
	}
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}
