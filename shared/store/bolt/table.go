package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// FileName is the name of the file in a data directory.
const FileName = "store.db"

// ErrInUse is returned when another process has the file open.
var ErrInUse = errors.New("in use by another process")

// lockWait is how long Open waits for another process to release the file.
const lockWait = time.Second

// The buckets: items, and the keys of expiring items by time.
var (
	bucketItems  = []byte("items")
	bucketExpiry = []byte("expiry")
)

// A Table stores items in a file.
type Table struct {
	db   *bbolt.DB
	path string
	full fullness
}

var (
	_ store.Table  = (*Table)(nil)
	_ store.Prober = (*Table)(nil)
)

// Open opens the file, and creates it if there is none; its directory must exist. It returns ErrInUse, wrapped,
// when another process has the file.
func Open(path string) (*Table, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, fmt.Errorf("open store %s: %w", path, ErrInUse)
	case err != nil:
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketItems, bucketExpiry} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), db.Close())
	}
	return &Table{db: db, path: path}, nil
}

// syncDir makes a new file's directory entry durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close waits for running transactions and closes the file. Later calls return storage.ErrUnavailable.
func (t *Table) Close() error { return t.db.Close() }

// Get implements store.Table.
func (t *Table) Get(ctx context.Context, key store.Key) (item store.Item, ok bool, err error) {
	if err := store.ValidateKey(key); err != nil {
		return item, false, err
	}
	err = t.view(ctx, func(items *bbolt.Bucket) error {
		item, ok, err = get(items, key)
		return err
	})
	return item, ok, err
}

// BatchGet implements store.Table.
func (t *Table) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	var found []store.Item
	err := t.view(ctx, func(items *bbolt.Bucket) error {
		for _, key := range keys {
			if err := store.ValidateKey(key); err != nil {
				return err
			}
			item, ok, err := get(items, key)
			if err != nil {
				return err
			}
			if ok {
				found = append(found, item)
			}
		}
		return nil
	})
	return found, err
}

// Query implements store.Table.
func (t *Table) Query(ctx context.Context, pk string, r store.Range) ([]store.Item, error) {
	var found []store.Item
	err := t.view(ctx, func(items *bbolt.Bucket) error {
		c := items.Cursor()
		prefix := encodeKey(store.Key{PK: pk, SK: r.Prefix})
		for k, v := start(c, pk, r); bytes.HasPrefix(k, prefix); k, v = step(c, r) {
			item, err := decodeItem(k, v)
			if err != nil {
				return err
			}
			found = append(found, item)
			if len(found) == r.Limit {
				break
			}
		}
		return nil
	})
	return found, err
}

// start moves a cursor to the first entry of a range, in the range's direction.
func start(c *bbolt.Cursor, pk string, r store.Range) (k, v []byte) {
	switch {
	case r.After != "":
		cursor := encodeKey(store.Key{PK: pk, SK: r.After})
		k, v = c.Seek(cursor)
		if r.Descending {
			return previous(c, k)
		}
		if bytes.Equal(k, cursor) {
			return c.Next()
		}
		return k, v
	case r.Descending:
		k, _ = c.Seek(prefixEnd(encodeKey(store.Key{PK: pk, SK: r.Prefix})))
		return previous(c, k)
	}
	return c.Seek(encodeKey(store.Key{PK: pk, SK: r.Prefix}))
}

// previous moves a cursor, whose Seek found k, to the entry before it.
func previous(c *bbolt.Cursor, k []byte) (key, value []byte) {
	if k == nil {
		return c.Last()
	}
	return c.Prev()
}

func step(c *bbolt.Cursor, r store.Range) (k, v []byte) {
	if r.Descending {
		return c.Prev()
	}
	return c.Next()
}

// prefixEnd returns a key after all that begin with prefix. Keys are UTF-8 with zero bytes between, so none has
// the byte 255.
func prefixEnd(prefix []byte) []byte { return append(bytes.Clone(prefix), 0xff) }

// Transact implements store.Table.
func (t *Table) Transact(ctx context.Context, ops []store.Op) error {
	if err := store.ValidateOps(ops); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.update(func(tx *bbolt.Tx) error {
		if err := checkConditions(tx.Bucket(bucketItems), ops); err != nil {
			return err
		}
		for _, op := range ops {
			if err := applyOp(tx, op); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkConditions returns a ConditionError for the ops whose conditions do not hold.
func checkConditions(items *bbolt.Bucket, ops []store.Op) error {
	var failed []int
	for i, op := range ops {
		if len(op.If) == 0 {
			continue
		}
		item, ok, err := get(items, op.Item.Key)
		if err != nil {
			return err
		}
		for _, c := range op.If {
			if !c.Holds(item, ok) {
				failed = append(failed, i)
				break
			}
		}
	}
	if failed != nil {
		return &store.ConditionError{Failed: failed}
	}
	return nil
}

func applyOp(tx *bbolt.Tx, op store.Op) error {
	if op.Action == store.ActionCheck {
		return nil
	}
	items, expiry := tx.Bucket(bucketItems), tx.Bucket(bucketExpiry)
	key := encodeKey(op.Item.Key)
	if old := items.Get(key); old != nil {
		if at := expires(old); at != 0 {
			if err := expiry.Delete(expiryKey(at, key)); err != nil {
				return err
			}
		}
	}
	if op.Action == store.ActionDelete {
		return items.Delete(key)
	}
	if at := op.Item.Expires; at != 0 {
		if err := expiry.Put(expiryKey(at, key), nil); err != nil {
			return err
		}
	}
	return items.Put(key, encodeItem(op.Item))
}

// expiryKey returns the key of an item's entry in the expiry bucket.
func expiryKey(at int64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(at)), key...)
}

// Sweep deletes expired items, and returns how many.
func (t *Table) Sweep(ctx context.Context, now time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n := 0
	err := t.update(func(tx *bbolt.Tx) error {
		items, expiry := tx.Bucket(bucketItems), tx.Bucket(bucketExpiry)
		var due [][]byte
		c := expiry.Cursor()
		for k, _ := c.First(); k != nil && int64(binary.BigEndian.Uint64(k)) <= now.Unix(); k, _ = c.Next() {
			due = append(due, bytes.Clone(k))
		}
		for _, k := range due {
			if err := errors.Join(expiry.Delete(k), items.Delete(k[8:])); err != nil {
				return err
			}
		}
		n = len(due)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Keys calls f with the key of every item, in order, until f returns an error. It is for checking a whole file,
// and not part of store.Table.
func (t *Table) Keys(ctx context.Context, f func(store.Key) error) error {
	return t.view(ctx, func(items *bbolt.Bucket) error {
		return items.ForEach(func(k, _ []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			key, err := decodeKey(k)
			if err != nil {
				return err
			}
			return f(key)
		})
	})
}

func (t *Table) view(ctx context.Context, f func(items *bbolt.Bucket) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.unavailable(t.db.View(func(tx *bbolt.Tx) error { return f(tx.Bucket(bucketItems)) }))
}

// unavailable marks the errors of a closed file, or of one that cannot be written, as storage.ErrUnavailable.
func (t *Table) unavailable(err error) error {
	var pathErr *os.PathError
	if errors.Is(err, bbolterrors.ErrDatabaseNotOpen) || errors.As(err, &pathErr) {
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

func get(items *bbolt.Bucket, key store.Key) (item store.Item, ok bool, err error) {
	k := encodeKey(key)
	v := items.Get(k)
	if v == nil {
		return item, false, nil
	}
	item, err = decodeItem(k, v)
	return item, err == nil, err
}
