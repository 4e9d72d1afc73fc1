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
	// probeSize is how much room there has to be for a table that could be written.
	probeSize = 1 << 20

	// fullFor is how long a write that found no room is remembered.
	fullFor = time.Minute
)

// A fullness remembers the last write that found no room.
type fullness struct {
	mu  sync.Mutex
	err error
	at  time.Time
}

func (f *fullness) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.at = err, time.Now()
}

func (f *fullness) last() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.at) > fullFor {
		return nil
	}
	return f.err
}

// update writes. What goes wrong beside f itself is the file's fault: then nothing
// was written.
func (t *Table) update(f func(*bbolt.Tx) error) error {
	var refused error
	err := t.db.Update(func(tx *bbolt.Tx) error {
		refused = f(tx)
		return refused
	})
	switch {
	case err == nil:
		t.full.note(nil)
		return nil
	case refused != nil:
		return t.unavailable(err)
	case noRoom(err):
		err = fmt.Errorf("%w: %w", storage.ErrFull, err)
		t.full.note(err)
		return err
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// Probe implements store.Prober: it writes a file beside the table's, and recalls
// whether a write just now found no room.
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

// noRoom reports whether an error says that there is no room. Of those that come
// while the file grows, bbolt keeps the text alone.
func noRoom(err error) bool {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, errno) || strings.Contains(err.Error(), errno.Error()) {
			return true
		}
	}
	return false
}
