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

// FileName is what the file is called in a directory of data.
const FileName = "store.db"

// ErrInUse says that another process has the file open.
var ErrInUse = errors.New("in use by another process")

// lockWait is how long Open waits for another process to let go of the file.
const lockWait = time.Second

// The buckets: the items, and the keys of those that expire, by when.
var (
	bucketItems  = []byte("items")
	bucketExpiry = []byte("expiry")
)

// A Table holds items in a file.
type Table struct {
	db   *bbolt.DB
	path string
	full fullness
}

var (
	_ store.Table  = (*Table)(nil)
	_ store.Prober = (*Table)(nil)
)

// Open opens the file, and makes it if there is none; its directory must
// exist. It returns ErrInUse, wrapped, when another process has the file.
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

// syncDir makes the entry of a new file in its directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close waits for what is under way and closes the file. Calls that come later
// get storage.ErrUnavailable.
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

// start moves a cursor to the first entry of a range, in its direction.
func start(c *bbolt.Cursor, pk string, r store.Range) (k, v []byte) {
	switch {
	case r.After != "":
		after := encodeKey(store.Key{PK: pk, SK: r.After})
		k, v = c.Seek(after)
		if r.Descending {
			return before(c, k)
		}
		if bytes.Equal(k, after) {
			return c.Next()
		}
		return k, v
	case r.Descending:
		k, _ = c.Seek(end(encodeKey(store.Key{PK: pk, SK: r.Prefix})))
		return before(c, k)
	}
	return c.Seek(encodeKey(store.Key{PK: pk, SK: r.Prefix}))
}

// before moves a cursor that has looked for a key, and found k, to the entry
// before it.
func before(c *bbolt.Cursor, k []byte) (key, value []byte) {
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

// end returns the first key after all that begin with prefix. Keys are UTF-8
// with zero bytes between, so none begins with the byte 255.
func end(prefix []byte) []byte { return append(bytes.Clone(prefix), 0xff) }

// Transact implements store.Table.
func (t *Table) Transact(ctx context.Context, ops []store.Op) error {
	if err := store.ValidateOps(ops); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.update(func(tx *bbolt.Tx) error {
		if err := check(tx.Bucket(bucketItems), ops); err != nil {
			return err
		}
		for _, op := range ops {
			if err := write(tx, op); err != nil {
				return err
			}
		}
		return nil
	})
}

// check reports the ops whose conditions do not hold.
func check(items *bbolt.Bucket, ops []store.Op) error {
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

func write(tx *bbolt.Tx, op store.Op) error {
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

// expiryKey is an item's entry among those that expire.
func expiryKey(at int64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(at)), key...)
}

// Sweep drops the items that have expired, and returns how many.
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

// Keys calls f with the key of every item, in order, until it returns an
// error. It is for checking a whole file, and no part of store.Table.
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

// unavailable puts the contract's word to a closed file and to one that cannot
// be written.
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
