package store

import (
	"context"
	"time"
)

// Observe is called after each operation of a Table, with its name, duration and error. A condition that did
// not hold is not a failure of the Table: err is nil then.
type Observe func(ctx context.Context, operation string, took time.Duration, err error)

// Timed returns a Table that calls observe after each operation of t. The operations are Get, BatchGet, Query
// and Transact.
func Timed(t Table, now func() time.Time, observe Observe) Table {
	return timed{t, now, observe}
}

type timed struct {
	table   Table
	now     func() time.Time
	observe Observe
}

func (t timed) report(ctx context.Context, operation string, begun time.Time, err error) {
	if failedOps(err) != nil {
		err = nil
	}
	t.observe(ctx, operation, t.now().Sub(begun), err)
}

func (t timed) Get(ctx context.Context, key Key) (item Item, ok bool, err error) {
	defer func(begun time.Time) { t.report(ctx, "Get", begun, err) }(t.now())
	return t.table.Get(ctx, key)
}

func (t timed) BatchGet(ctx context.Context, keys []Key) (items []Item, err error) {
	defer func(begun time.Time) { t.report(ctx, "BatchGet", begun, err) }(t.now())
	return t.table.BatchGet(ctx, keys)
}

func (t timed) Query(ctx context.Context, pk string, r Range) (items []Item, err error) {
	defer func(begun time.Time) { t.report(ctx, "Query", begun, err) }(t.now())
	return t.table.Query(ctx, pk, r)
}

func (t timed) Transact(ctx context.Context, ops []Op) (err error) {
	defer func(begun time.Time) { t.report(ctx, "Transact", begun, err) }(t.now())
	return t.table.Transact(ctx, ops)
}

// Probe implements Prober if the table does.
func (t timed) Probe(ctx context.Context) error {
	if p, ok := t.table.(Prober); ok {
		return p.Probe(ctx)
	}
	return nil
}
