package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"importchecker/shared/storage"
)

// The limits of a Table, which are DynamoDB's.
const (
	MaxPartitionKey = 2048
	MaxSortKey      = 1024
	MaxItem         = 400 << 10
	MaxOps          = 100
)

// The attributes that every table has by these names.
const (
	PartitionKey = "PK"
	SortKey      = "SK"
	Expires      = "expires" // seconds since 1970; the table's time to live
)

// A Table holds items. Each method is safe for use by many callers at once,
// and reads see every write that was acknowledged before.
type Table interface {
	// Get returns the item of a key, and whether there is one.
	Get(ctx context.Context, key Key) (item Item, ok bool, err error)

	// BatchGet returns those items that there are, in any order. The keys are
	// distinct; there may be any number of them.
	BatchGet(ctx context.Context, keys []Key) ([]Item, error)

	// Query returns items of a partition in the order of their sort keys.
	Query(ctx context.Context, pk string, r Range) ([]Item, error)

	// Transact does all of the ops or none. A *ConditionError says which ops'
	// conditions did not hold. At most MaxOps, each on another key.
	//
	// When a Table tries again because a reply was lost, it does so in a way
	// that its own first try does not make the second one fail.
	Transact(ctx context.Context, ops []Op) error
}

// A Key names an item.
type Key struct {
	PK string // the partition
	SK string // the place in it
}

// An Item is what a Table holds under a Key.
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

// Kind says which of its fields a Value uses.
type Kind uint8

// The kinds of Value. The zero Kind is none of them.
const (
	KindString Kind = iota + 1
	KindNumber
	KindBytes
)

// String, Number and Bytes make a Value.
func String(s string) Value { return Value{Kind: KindString, Str: s} }
func Number(n int64) Value  { return Value{Kind: KindNumber, Num: n} }
func Bytes(b []byte) Value  { return Value{Kind: KindBytes, Bytes: b} }

// Equal reports whether two values are of one kind and the same.
func (v Value) Equal(w Value) bool {
	return v.Kind == w.Kind && v.Str == w.Str && v.Num == w.Num && string(v.Bytes) == string(w.Bytes)
}

// size is what a value counts for, at most.
func (v Value) size() int {
	if v.Kind == KindNumber {
		return 21
	}
	return len(v.Str) + len(v.Bytes)
}

// A Range is a part of a partition, and the direction to read it in.
type Range struct {
	Prefix     string // only sort keys that begin so
	After      string // only those beyond this one in the direction of reading; it has the Prefix
	Limit      int    // at most so many; 0 for all
	Descending bool
}

// An Op is one write of a transaction, or a check that writes nothing.
type Op struct {
	Action Action
	Item   Item // of Delete and Check, the Key alone
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

// Put writes an item whole, in the place of what was there.
func Put(item Item, conditions ...Condition) Op { return Op{ActionPut, item, conditions} }

// Delete removes an item; that there is none is not an error.
func Delete(key Key, conditions ...Condition) Op {
	return Op{ActionDelete, Item{Key: key}, conditions}
}

// Check writes nothing, and fails the transaction unless its conditions hold.
func Check(key Key, conditions ...Condition) Op {
	return Op{ActionCheck, Item{Key: key}, conditions}
}

// A Condition is what must hold of the item as it was before the transaction.
type Condition struct {
	Attr  string // empty: there is no item
	Value Value
}

// Absent holds when there is no item.
func Absent() Condition { return Condition{} }

// Equals holds when there is an item, and its attribute has this value.
func Equals(attr string, v Value) Condition { return Condition{attr, v} }

// Holds reports whether a condition holds of an item, for a Table that must
// see for itself.
func (c Condition) Holds(item Item, ok bool) bool {
	if c.Attr == "" {
		return !ok
	}
	v, has := item.Attrs[c.Attr]
	return ok && has && v.Equal(c.Value)
}

// A ConditionError says that a transaction did nothing because conditions did
// not hold.
type ConditionError struct {
	Failed []int // the ops, by their places in the transaction
}

func (e *ConditionError) Error() string { return fmt.Sprintf("condition failed: ops %v", e.Failed) }

// ValidateOps returns what makes a transaction one that no Table takes. Each
// Table calls it, so that all refuse alike.
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

// ValidateKey returns what makes a key one that no Table takes.
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

// size is what the item counts for, at most, as DynamoDB counts.
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

// failed returns the ops whose conditions did not hold, if that is what the
// error says.
func failed(err error) []int {
	var c *ConditionError
	if errors.As(err, &c) {
		return c.Failed
	}
	return nil
}
