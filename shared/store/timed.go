package store

import (
	"context"
	"time"
)

// Observe is told of each call of a Table: which, how long it took, and how it
// ended. A condition that did not hold is no failure of the Table's, and comes
// as nil.
type Observe func(ctx context.Context, operation string, took time.Duration, err error)

// Timed returns a Table that does as the given one does, and tells of it. The
// operations are Get, BatchGet, Query and Transact.
func Timed(t Table, now func() time.Time, observe Observe) Table {
	return timed{t, now, observe}
}

type timed struct {
	table   Table
	now     func() time.Time
	observe Observe
}

func (t timed) tell(ctx context.Context, operation string, begun time.Time, err error) {
	if failed(err) != nil {
		err = nil
	}
	t.observe(ctx, operation, t.now().Sub(begun), err)
}

func (t timed) Get(ctx context.Context, key Key) (item Item, ok bool, err error) {
	defer func(begun time.Time) { t.tell(ctx, "Get", begun, err) }(t.now())
	return t.table.Get(ctx, key)
}

func (t timed) BatchGet(ctx context.Context, keys []Key) (items []Item, err error) {
	defer func(begun time.Time) { t.tell(ctx, "BatchGet", begun, err) }(t.now())
	return t.table.BatchGet(ctx, keys)
}

func (t timed) Query(ctx context.Context, pk string, r Range) (items []Item, err error) {
	defer func(begun time.Time) { t.tell(ctx, "Query", begun, err) }(t.now())
	return t.table.Query(ctx, pk, r)
}

func (t timed) Transact(ctx context.Context, ops []Op) (err error) {
	defer func(begun time.Time) { t.tell(ctx, "Transact", begun, err) }(t.now())
	return t.table.Transact(ctx, ops)
}

// Probe implements Prober, where the table does.
func (t timed) Probe(ctx context.Context) error {
	if p, ok := t.table.(Prober); ok {
		return p.Probe(ctx)
	}
	return nil
}
