package store

import (
	"context"
	"fmt"
)

// Nothing is the key of no item. To read it is to ask the table whether it is
// there, at the least cost.
var Nothing = Key{PK: "PING", SK: "PING"}

// Ping reports whether the table answers.
func (s *Store) Ping(ctx context.Context) error {
	if _, _, err := s.table.Get(ctx, Nothing); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}
