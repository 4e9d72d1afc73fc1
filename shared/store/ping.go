package store

import (
	"context"
	"fmt"
)

// PingKey is the key of an item that does not exist. Reading it is the cheapest way to ask whether the table is
// available.
var PingKey = Key{PK: "PING", SK: "PING"}

// A Prober is a Table that can check whether it is writable.
type Prober interface {
	Probe(ctx context.Context) error
}

// Ping returns an error unless the table answers and, where it can tell, is writable.
func (s *Store) Ping(ctx context.Context) error {
	_, _, err := s.table.Get(ctx, PingKey)
	if p, ok := s.table.(Prober); ok && err == nil {
		err = p.Probe(ctx)
	}
	if err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}
