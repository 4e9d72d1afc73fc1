package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// RunTable tests a store.Table. Each test calls open for an empty one.
func RunTable(t *testing.T, open func(t *testing.T) store.Table) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Table)
	}{
		{"items", tableItems},
		{"batch", tableBatch},
		{"order", tableOrder},
		{"ranges", tableRanges},
		{"partitions apart", tablePartitions},
		{"conditions", tableConditions},
		{"all or nothing", tableAtomic},
		{"limits", tableLimits},
		{"one of many", tableOneOfMany},
		{"counter", tableCounter},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

func put(t *testing.T, table store.Table, items ...store.Item) {
	t.Helper()
	for chunk := range slices.Chunk(items, store.MaxOps) {
		var ops []store.Op
		for _, item := range chunk {
			ops = append(ops, store.Put(item))
		}
		if err := table.Transact(t.Context(), ops); err != nil {
			t.Fatalf("Put: %v", err)
		}
	}
}

func itemAt(pk, sk string) store.Item { return store.Item{Key: store.Key{PK: pk, SK: sk}} }

func equalItem(t *testing.T, got, want store.Item) {
	t.Helper()
	if got.Key != want.Key || got.Expires != want.Expires || !maps.EqualFunc(got.Attrs, want.Attrs, store.Value.Equal) {
		t.Errorf("got %.300q, want %.300q", fmt.Sprint(got), fmt.Sprint(want))
	}
}

func tableItems(t *testing.T, table store.Table) {
	ctx := t.Context()
	want := store.Item{
		Key: store.Key{PK: "P", SK: "S"},
		Attrs: map[string]store.Value{
			"status": store.String("a reserved word"),
			"name":   store.String(""),
			"text":   store.String("商品 \x00 \u202e \"quoted\" \\ <&>\u2028"),
			"zero":   store.Number(0),
			"least":  store.Number(math.MinInt64),
			"most":   store.Number(math.MaxInt64),
			"bytes":  store.Bytes([]byte{0, 255, 128, '\n'}),
			"none":   store.Bytes(nil),
		},
		Expires: 1_930_000_000,
	}
	put(t, table, want)
	got, ok, err := table.Get(ctx, want.Key)
	if err != nil || !ok {
		t.Fatalf("Get: %v, %v", ok, err)
	}
	equalItem(t, got, want)

	// A second Put replaces the whole item.
	want = store.Item{Key: want.Key, Attrs: map[string]store.Value{"name": store.Number(1)}}
	put(t, table, want)
	if got, _, err = table.Get(ctx, want.Key); err != nil {
		t.Fatal(err)
	}
	equalItem(t, got, want)

	for range 2 { // there is nothing to delete the second time
		if err := table.Transact(ctx, []store.Op{store.Delete(want.Key)}); err != nil {
			t.Fatalf("Delete: %v", err)
		}
	}
	if _, ok, err := table.Get(ctx, want.Key); ok || err != nil {
		t.Errorf("Get: got %v, %v, want no item", ok, err)
	}
}

func tableBatch(t *testing.T, table store.Table) {
	var items []store.Item
	var keys []store.Key
	for n := range 230 {
		item := itemAt(fmt.Sprintf("P%d", n%7), fmt.Sprintf("S%d", n))
		keys = append(keys, item.Key)
		if n%3 != 0 {
			items = append(items, item)
		}
	}
	put(t, table, items...)
	got, err := table.BatchGet(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	order := func(a, b store.Item) int { return cmp.Or(cmp.Compare(a.PK, b.PK), cmp.Compare(a.SK, b.SK)) }
	slices.SortFunc(got, order)
	slices.SortFunc(items, order)
	if len(got) != len(items) {
		t.Fatalf("got %d items, want %d", len(got), len(items))
	}
	for i := range got {
		equalItem(t, got[i], items[i])
	}
	if got, err := table.BatchGet(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("no keys: got %v, %v", got, err)
	}
}

// tableOrder checks that sort keys are sorted by bytes, not by letters or UTF-16 units.
func tableOrder(t *testing.T, table store.Table) {
	sks := []string{
		"\x01", " ", "#", "%41", "-", "0", "00", "1", "10", "2", "=", "A", "B", "Z", "_", "a", "aa", "b", "~",
		"é", "商", "\uffee", "🐉", "\U0010ffff",
	}
	var items []store.Item
	for _, sk := range slices.Backward(sks) {
		items = append(items, itemAt("P", sk))
	}
	put(t, table, items...)
	for _, descending := range []bool{false, true} {
		want := slices.Clone(sks)
		slices.Sort(want)
		if descending {
			slices.Reverse(want)
		}
		if got := sortKeys(t, table, "P", store.Range{Descending: descending}); !slices.Equal(got, want) {
			t.Errorf("descending %v: got %q, want %q", descending, got, want)
		}
	}
}

func sortKeys(t *testing.T, table store.Table, pk string, r store.Range) []string {
	t.Helper()
	items, err := table.Query(t.Context(), pk, r)
	if err != nil {
		t.Fatalf("Query %+v: %v", r, err)
	}
	var sks []string
	for _, item := range items {
		if item.PK != pk {
			t.Errorf("Query %+v: got an item of partition %s", r, item.PK)
		}
		sks = append(sks, item.SK)
	}
	return sks
}

func tableRanges(t *testing.T, table store.Table) {
	for _, sk := range []string{"A", "B#", "B#1", "B#2", "B#3", "B$", "C"} {
		put(t, table, itemAt("P", sk))
	}
	for _, row := range []struct {
		r    store.Range
		want string
	}{
		{store.Range{}, "A B# B#1 B#2 B#3 B$ C"},
		{store.Range{Limit: 2}, "A B#"},
		{store.Range{Limit: 7}, "A B# B#1 B#2 B#3 B$ C"},
		{store.Range{Limit: 9}, "A B# B#1 B#2 B#3 B$ C"},
		{store.Range{Descending: true, Limit: 2}, "C B$"},
		{store.Range{Prefix: "B#"}, "B# B#1 B#2 B#3"},
		{store.Range{Prefix: "B#", Descending: true}, "B#3 B#2 B#1 B#"},
		{store.Range{Prefix: "B#", Descending: true, Limit: 1}, "B#3"},
		{store.Range{Prefix: "B#", After: "B#1"}, "B#2 B#3"},
		{store.Range{Prefix: "B#", After: "B#1", Descending: true}, "B#"},
		{store.Range{Prefix: "B#", After: "B#", Descending: true}, ""},
		{store.Range{Prefix: "B#", After: "B#3"}, ""},
		// A position without an item.
		{store.Range{Prefix: "B#", After: "B#1x"}, "B#2 B#3"},
		{store.Range{Prefix: "B#", After: "B#1x", Descending: true}, "B#1 B#"},
		{store.Range{After: "B#"}, "B#1 B#2 B#3 B$ C"},
		{store.Range{After: "B#1", Descending: true}, "B# A"},
		{store.Range{After: "0"}, "A B# B#1 B#2 B#3 B$ C"},
		{store.Range{After: "0", Descending: true}, ""},
		{store.Range{After: "Z"}, ""},
		{store.Range{After: "Z", Descending: true, Limit: 1}, "C"},
		{store.Range{Prefix: "D"}, ""},
		{store.Range{Prefix: "D", Descending: true}, ""},
	} {
		if got := strings.Join(sortKeys(t, table, "P", row.r), " "); got != row.want {
			t.Errorf("%+v: got %q, want %q", row.r, got, row.want)
		}
	}
}

// tablePartitions checks that a partition whose name is a prefix of another's does not include its items, from
// either end.
func tablePartitions(t *testing.T, table store.Table) {
	pks := []string{"A", "A#", "A#B", "AB", "B", "@", "A\x01", "a"}
	for _, pk := range pks {
		put(t, table, itemAt(pk, "1"), itemAt(pk, "2"))
	}
	for _, pk := range append(pks, "none") {
		want := "2 1"
		if pk == "none" {
			want = ""
		}
		for _, r := range []store.Range{{Descending: true}, {Descending: true, Limit: 2}, {Descending: true, After: "3"}} {
			if got := strings.Join(sortKeys(t, table, pk, r), " "); got != want {
				t.Errorf("partition %q, %+v: got %q, want %q", pk, r, got, want)
			}
		}
	}
}

func tableConditions(t *testing.T, table store.Table) {
	ctx := t.Context()
	key, none := store.Key{PK: "P", SK: "here"}, store.Key{PK: "P", SK: "none"}
	item := store.Item{Key: key, Attrs: map[string]store.Value{
		"owner": store.String("a"), "state": store.String(""), "seq": store.Number(7), "raw": store.Bytes([]byte{1}),
	}}
	put(t, table, item)
	for _, row := range []struct {
		key   store.Key
		conds []store.Condition
		holds bool
	}{
		{key, []store.Condition{store.Absent()}, false},
		{none, []store.Condition{store.Absent()}, true},
		{key, []store.Condition{store.Equals("owner", store.String("a"))}, true},
		{key, []store.Condition{store.Equals("owner", store.String("A"))}, false},
		{none, []store.Condition{store.Equals("owner", store.String("a"))}, false},
		{key, []store.Condition{store.Equals("state", store.String(""))}, true},
		{key, []store.Condition{store.Equals("absent", store.String(""))}, false},
		{key, []store.Condition{store.Equals("seq", store.Number(7))}, true},
		{key, []store.Condition{store.Equals("seq", store.Number(8))}, false},
		{key, []store.Condition{store.Equals("seq", store.String("7"))}, false},
		{key, []store.Condition{store.Equals("raw", store.Bytes([]byte{1}))}, true},
		{key, []store.Condition{store.Equals("owner", store.String("a")), store.Equals("seq", store.Number(7))}, true},
		{key, []store.Condition{store.Equals("owner", store.String("a")), store.Equals("seq", store.Number(8))}, false},
		{key, []store.Condition{store.Equals("owner", store.String("b")), store.Equals("seq", store.Number(7))}, false},
	} {
		err := table.Transact(ctx, []store.Op{store.Check(row.key, row.conds...)})
		if row.holds {
			if err != nil {
				t.Errorf("%v of %v: got error %v, want it to hold", row.conds, row.key, err)
			}
			continue
		}
		wantFailed(t, fmt.Sprint(row.conds), err, 0)
	}
	// Put and Delete take the same conditions, on the item before the transaction.
	if err := table.Transact(ctx, []store.Op{store.Put(store.Item{Key: key},
		store.Equals("owner", store.String("a")))}); err != nil {
		t.Errorf("Put: %v", err)
	}
	wantFailed(t, "Delete", table.Transact(ctx, []store.Op{store.Delete(key, store.Equals("owner", store.String("a")))}),
		0)
}

// wantFailed checks for a *ConditionError with exactly these ops.
func wantFailed(t *testing.T, what string, err error, ops ...int) {
	t.Helper()
	var c *store.ConditionError
	if !errors.As(err, &c) || !slices.Equal(c.Failed, ops) {
		t.Errorf("%s: got error %v, want failed ops %v", what, err, ops)
	}
}

func tableAtomic(t *testing.T, table store.Table) {
	put(t, table, itemAt("P", "old"), itemAt("P", "kept"))
	err := table.Transact(t.Context(), []store.Op{
		store.Put(itemAt("P", "new"), store.Absent()),
		store.Put(itemAt("P", "old"), store.Absent()),
		store.Delete(store.Key{PK: "P", SK: "kept"}),
		store.Check(store.Key{PK: "Q", SK: "none"}, store.Equals("a", store.Number(1))),
		store.Put(itemAt("Q", "new")),
	})
	wantFailed(t, "Transact", err, 1, 3)
	if got := sortKeys(t, table, "P", store.Range{}); !slices.Equal(got, []string{"kept", "old"}) {
		t.Errorf("got %v, want all as before", got)
	}
	if got := sortKeys(t, table, "Q", store.Range{}); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}

// tableLimits checks that all tables have the same limits.
func tableLimits(t *testing.T, table store.Table) {
	ctx := t.Context()
	many := func(n int) (ops []store.Op) {
		for i := range n {
			ops = append(ops, store.Put(itemAt("many", fmt.Sprint(i))))
		}
		return ops
	}
	sized := func(n int) store.Item {
		item := store.Item{Key: store.Key{PK: "P", SK: "S"}}
		item.Attrs = map[string]store.Value{"b": store.Bytes(make([]byte, n-len("PK")-len("P")-len("SK")-len("S")-len("b")))}
		return item
	}
	longest := itemAt(strings.Repeat("p", store.MaxPartitionKey), strings.Repeat("s", store.MaxSortKey))
	for _, row := range []struct {
		name string
		ops  []store.Op
		ok   bool
	}{
		{"nothing", nil, false},
		{"as many ops as there may be", many(store.MaxOps), true},
		{"one more", many(store.MaxOps + 1), false},
		{"two ops on one item", []store.Op{store.Put(itemAt("P", "S")), store.Delete(store.Key{PK: "P", SK: "S"})}, false},
		{"the longest keys", []store.Op{store.Put(longest)}, true},
		{"a longer partition key", []store.Op{store.Put(itemAt(longest.PK+"p", "S"))}, false},
		{"a longer sort key", []store.Op{store.Put(itemAt("P", longest.SK+"s"))}, false},
		{"no partition key", []store.Op{store.Put(itemAt("", "S"))}, false},
		{"no sort key", []store.Op{store.Put(itemAt("P", ""))}, false},
		{"a zero byte in a partition key", []store.Op{store.Put(itemAt("P\x00", "S"))}, false},
		{"a check of nothing", []store.Op{store.Check(store.Key{PK: "P", SK: "S"})}, false},
		{"the largest item", []store.Op{store.Put(sized(store.MaxItem))}, true},
		{"a larger item", []store.Op{store.Put(sized(store.MaxItem + 1))}, false},
	} {
		err := table.Transact(ctx, row.ops)
		if (err == nil) != row.ok {
			t.Errorf("%s: got error %v", row.name, err)
		}
		if errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: got error %v, which invites to try again", row.name, err)
		}
	}
	wantErr(t, "larger item", table.Transact(ctx, []store.Op{store.Put(sized(store.MaxItem + 1))}), storage.ErrTooLarge)
	if _, _, err := table.Get(ctx, store.Key{PK: "", SK: "S"}); err == nil {
		t.Error("Get of an empty key: no error")
	}
	if _, err := table.BatchGet(ctx, []store.Key{{PK: "P", SK: ""}}); err == nil {
		t.Error("BatchGet of an empty key: no error")
	}
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, err := table.Query(canceled, "P", store.Range{})
	wantErr(t, "Query", err, context.Canceled)
	_, err = table.BatchGet(canceled, []store.Key{{PK: "P", SK: "S"}})
	wantErr(t, "BatchGet", err, context.Canceled)
}

// tableOneOfMany checks that of many concurrent puts of a new item, one succeeds, and the others return the
// failed condition.
func tableOneOfMany(t *testing.T, table store.Table) {
	const writers = 16
	errs := atOnce(writers, func(i int) error {
		item := store.Item{Key: store.Key{PK: "P", SK: "S"}, Attrs: map[string]store.Value{"by": store.Number(int64(i))}}
		return table.Transact(t.Context(), []store.Op{
			store.Put(item, store.Absent()), store.Put(itemAt("Q", fmt.Sprint(i))),
		})
	})
	won := -1
	for i, err := range errs {
		if err == nil && won < 0 {
			won = i
			continue
		}
		wantFailed(t, fmt.Sprint("writer ", i), err, 0)
	}
	item, ok, err := table.Get(t.Context(), store.Key{PK: "P", SK: "S"})
	if err != nil || !ok || item.Attrs["by"].Num != int64(won) {
		t.Errorf("got %v, %v, %v, want the item of writer %d", item, ok, err, won)
	}
	if got := sortKeys(t, table, "Q", store.Range{}); !slices.Equal(got, []string{fmt.Sprint(won)}) {
		t.Errorf("got the marks of %v, want of writer %d", got, won)
	}
}

// tableCounter checks that reading and then writing on condition, with retries, loses no increment.
func tableCounter(t *testing.T, table store.Table) {
	const writers, rounds = 4, 10
	key := store.Key{PK: "P", SK: "counter"}
	at := func(n int64) store.Item {
		return store.Item{Key: key, Attrs: map[string]store.Value{"n": store.Number(n)}}
	}
	put(t, table, at(0))
	for i, err := range atOnce(writers, func(int) error {
		for done := 0; done < rounds; {
			item, _, err := table.Get(t.Context(), key)
			if err != nil {
				return err
			}
			n := item.Attrs["n"].Num
			err = table.Transact(t.Context(), []store.Op{store.Put(at(n+1), store.Equals("n", store.Number(n)))})
			var c *store.ConditionError
			switch {
			case err == nil:
				done++
			case !errors.As(err, &c):
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	item, _, err := table.Get(t.Context(), key)
	if err != nil || item.Attrs["n"].Num != writers*rounds {
		t.Errorf("got %v, %v, want %d", item.Attrs["n"].Num, err, writers*rounds)
	}
}
