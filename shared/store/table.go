package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"importchecker/shared/storage"
)

// The limits of a Table, which are those of DynamoDB.
const (
	MaxPartitionKey = 2048
	MaxSortKey      = 1024
	MaxItem         = 400 << 10
	MaxOps          = 100
)

// The attributes that every table has.
const (
	PartitionKey = "PK"
	SortKey      = "SK"
	Expires      = "expires" // seconds since 1970; the table's time to live
)

// A Table holds items. Its methods are safe for concurrent use, and reads see every acknowledged write.
type Table interface {
	// Get returns the item of a key, and whether there is one.
	Get(ctx context.Context, key Key) (item Item, ok bool, err error)

	// BatchGet returns the items that exist, in any order. The keys must be distinct; there may be any number
	// of them.
	BatchGet(ctx context.Context, keys []Key) ([]Item, error)

	// Query returns items of a partition, sorted by their sort keys.
	Query(ctx context.Context, pk string, r Range) ([]Item, error)

	// Transact applies all of the ops or none: at most MaxOps, each on another key. A *ConditionError names the
	// ops whose conditions did not hold.
	//
	// When a Table retries because a reply was lost, its own first attempt does not make the second fail.
	Transact(ctx context.Context, ops []Op) error
}

// A Key names an item.
type Key struct {
	PK string // the partition key
	SK string // the sort key
}

// An Item is what a Table stores under a Key.
type Item struct {
	Key
	Attrs   map[string]Value
	Expires int64 // when the item may be dropped, in seconds since 1970; 0 for never
}

// A Value is a string, a number or bytes.
type Value struct {
	Kind  Kind
	Str   string
	Num   int64
	Bytes []byte
}

// Kind says which field of a Value is set.
type Kind uint8

// The kinds of Value. The zero Kind is invalid.
const (
	KindString Kind = iota + 1
	KindNumber
	KindBytes
)

// String, Number and Bytes make a Value.
func String(s string) Value { return Value{Kind: KindString, Str: s} }
func Number(n int64) Value  { return Value{Kind: KindNumber, Num: n} }
func Bytes(b []byte) Value  { return Value{Kind: KindBytes, Bytes: b} }

// Equal reports whether two values have the same kind and content.
func (v Value) Equal(w Value) bool {
	return v.Kind == w.Kind && v.Str == w.Str && v.Num == w.Num && string(v.Bytes) == string(w.Bytes)
}

// size returns an upper bound of the value's size as DynamoDB counts it.
func (v Value) size() int {
	if v.Kind == KindNumber {
		return 21
	}
	return len(v.Str) + len(v.Bytes)
}

// A Range selects a part of a partition, and the direction to read it in.
type Range struct {
	Prefix     string // only sort keys with this prefix
	After      string // only sort keys beyond this one in the direction of reading; it has the Prefix
	Limit      int    // the most items to return; 0 for all
	Descending bool
}

// An Op is one write of a transaction, or a check.
type Op struct {
	Action Action
	Item   Item // for Delete and Check, only the Key is set
	If     []Condition
}

// An Action is what an Op does.
type Action uint8

// The actions.
const (
	ActionPut Action = iota + 1
	ActionDelete
	ActionCheck
)

// Put writes a whole item, replacing any that was there.
func Put(item Item, conditions ...Condition) Op { return Op{ActionPut, item, conditions} }

// Delete removes an item; it is no error if there is none.
func Delete(key Key, conditions ...Condition) Op {
	return Op{ActionDelete, Item{Key: key}, conditions}
}

// Check writes nothing; it fails the transaction unless its conditions hold.
func Check(key Key, conditions ...Condition) Op {
	return Op{ActionCheck, Item{Key: key}, conditions}
}

// A Condition must hold of the item as it was before the transaction.
type Condition struct {
	Attr  string // if empty, the condition is that there is no item
	Value Value
}

// Absent holds when there is no item.
func Absent() Condition { return Condition{} }

// Equals holds when there is an item, and its attribute has this value.
func Equals(attr string, v Value) Condition { return Condition{attr, v} }

// Holds reports whether a condition holds of an item, for a Table that has to evaluate it itself.
func (c Condition) Holds(item Item, ok bool) bool {
	if c.Attr == "" {
		return !ok
	}
	v, has := item.Attrs[c.Attr]
	return ok && has && v.Equal(c.Value)
}

// A ConditionError says that a transaction was not applied because conditions did not hold.
type ConditionError struct {
	Failed []int // indexes of the ops whose conditions failed
}

func (e *ConditionError) Error() string { return fmt.Sprintf("condition failed: ops %v", e.Failed) }

// ValidateOps returns an error if no Table accepts the transaction. Each Table calls it, so that all accept the
// same.
func ValidateOps(ops []Op) error {
	if len(ops) == 0 || len(ops) > MaxOps {
		return fmt.Errorf("transaction of %d ops", len(ops))
	}
	seen := make(map[Key]bool, len(ops))
	for _, op := range ops {
		key := op.Item.Key
		if err := ValidateKey(key); err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("two ops on %s", key)
		}
		seen[key] = true
		if op.Action == ActionCheck && len(op.If) == 0 {
			return fmt.Errorf("check of %s without a condition", key)
		}
		if n := op.Item.size(); n > MaxItem {
			return fmt.Errorf("%w: item %s has %d bytes", storage.ErrTooLarge, key, n)
		}
	}
	return nil
}

// ValidateKey returns an error if no Table accepts the key.
func ValidateKey(k Key) error {
	switch {
	case k.PK == "" || len(k.PK) > MaxPartitionKey || strings.IndexByte(k.PK, 0) >= 0:
		return fmt.Errorf("partition key %.80q of %d bytes", k.PK, len(k.PK))
	case k.SK == "" || len(k.SK) > MaxSortKey:
		return fmt.Errorf("sort key %.80q of %d bytes", k.SK, len(k.SK))
	}
	return nil
}

func (k Key) String() string { return k.PK + " " + k.SK }

// size returns an upper bound of the item's size as DynamoDB counts it.
func (i Item) size() int {
	n := len(PartitionKey) + len(i.PK) + len(SortKey) + len(i.SK)
	for name, v := range i.Attrs {
		n += len(name) + v.size()
	}
	if i.Expires != 0 {
		n += len(Expires) + 21
	}
	return n
}

// failedOps returns the ops of a *ConditionError, and nil for other errors.
func failedOps(err error) []int {
	var c *ConditionError
	if errors.As(err, &c) {
		return c.Failed
	}
	return nil
}

// getItem returns the item of a key, or storage.ErrNotFound.
func getItem(ctx context.Context, table Table, key Key) (Item, error) {
	item, ok, err := table.Get(ctx, key)
	if err == nil && !ok {
		err = storage.ErrNotFound
	}
	return item, err
}
