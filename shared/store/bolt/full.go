package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"importchecker/shared/storage"
)

const (
	// probeSize is the free space required for the table to count as writable.
	probeSize = 1 << 20

	// fullMemory is how long a write that found the disk full is remembered.
	fullMemory = time.Minute
)

// A fullness remembers the last write that found the disk full.
type fullness struct {
	mu  sync.Mutex
	err error
	at  time.Time
}

func (f *fullness) record(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.at = err, time.Now()
}

func (f *fullness) last() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.at) > fullMemory {
		return nil
	}
	return f.err
}

// update runs f in a write transaction. Errors that do not come from f are those of the file: nothing was
// written then.
func (t *Table) update(f func(*bbolt.Tx) error) error {
	var txErr error
	err := t.db.Update(func(tx *bbolt.Tx) error {
		txErr = f(tx)
		return txErr
	})
	switch {
	case err == nil:
		t.full.record(nil)
		return nil
	case txErr != nil:
		return t.unavailable(err)
	case noRoom(err):
		err = fmt.Errorf("%w: %w", storage.ErrFull, err)
		t.full.record(err)
		return err
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// Probe implements store.Prober: it writes a file beside the table's, and remembers a recent write that found
// the disk full.
func (t *Table) Probe(context.Context) error {
	if err := t.full.last(); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(t.path), ".probe-")
	if err == nil {
		_, err = f.Write(make([]byte, probeSize))
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	switch {
	case err == nil:
		return nil
	case noRoom(err):
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// noRoom reports whether an error says that the disk is full. While the file grows, bbolt keeps only the text
// of such errors.
func noRoom(err error) bool {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, errno) || strings.Contains(err.Error(), errno.Error()) {
			return true
		}
	}
	return false
}
