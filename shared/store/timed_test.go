package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/storetest"
)

// TestTimedIsATable checks that a timed table passes the contract tests.
func TestTimedIsATable(t *testing.T) {
	storetest.RunTable(t, func(t *testing.T) store.Table {
		return store.Timed(open(t), time.Now, func(context.Context, string, time.Duration, error) {})
	})
}

// broken is a table that always fails.
type broken struct{ store.Table }

func (broken) Get(context.Context, store.Key) (store.Item, bool, error) {
	return store.Item{}, false, storage.ErrUnavailable
}

func TestTimedTells(t *testing.T) {
	now := clock
	tick := func() time.Time { now = now.Add(time.Millisecond); return now }
	var told []string
	var last error
	observe := func(_ context.Context, operation string, took time.Duration, err error) {
		if took != time.Millisecond {
			t.Errorf("%s took %s", operation, took)
		}
		told, last = append(told, operation), err
	}
	table := store.Timed(open(t), tick, observe)
	put := []store.Op{store.Put(store.Item{Key: store.Key{PK: "P", SK: "S"}}, store.Absent())}
	_, _, e1 := table.Get(t.Context(), store.PingKey)
	_, e2 := table.BatchGet(t.Context(), []store.Key{store.PingKey})
	_, e3 := table.Query(t.Context(), "P", store.Range{})
	e4 := table.Transact(t.Context(), put)
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		t.Fatal(err)
	}
	if want := []string{"Get", "BatchGet", "Query", "Transact"}; !slices.Equal(told, want) {
		t.Errorf("told of %v, want %v", told, want)
	}
	// A failed condition is not an outage.
	var condition *store.ConditionError
	if err := table.Transact(t.Context(), put); !errors.As(err, &condition) || last != nil {
		t.Errorf("%v, told %v", err, last)
	}
	st := store.New(store.Timed(broken{open(t)}, tick, observe))
	if err := st.Ping(t.Context()); !errors.Is(err, storage.ErrUnavailable) || !errors.Is(last, storage.ErrUnavailable) {
		t.Errorf("%v, told %v", err, last)
	}
	if err := store.New(open(t)).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
