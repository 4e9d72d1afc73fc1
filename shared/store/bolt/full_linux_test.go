package bolt_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
)

// roomFor names the folder that the test's child process writes in.
const roomFor = "BOLT_TEST_FULL"

// TestFull checks that a write on a full disk is storage.ErrFull, and so an ErrUnavailable; that stored data
// can be read; and that writes succeed once there is room. It runs in a child process with a limited file size.
func TestFull(t *testing.T) {
	if folder := os.Getenv(roomFor); folder != "" {
		fill(t, folder)
		return
	}
	c := exec.Command(os.Args[0], "-test.run=^TestFull$", "-test.v")
	c.Env = append(os.Environ(), roomFor+"="+t.TempDir())
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func fill(t *testing.T, folder string) {
	signal.Ignore(syscall.SIGXFSZ)
	table, err := bolt.Open(filepath.Join(folder, bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	subs := store.New(table)
	if err := subs.Ping(t.Context()); err != nil {
		t.Errorf("with room: %v", err)
	}
	limit := func(size uint64) {
		var l syscall.Rlimit
		err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l)
		l.Cur = min(size, l.Max)
		if err := errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)); err != nil {
			t.Fatal(err)
		}
	}
	put := func(n int) error {
		return table.Transact(t.Context(), []store.Op{store.Put(store.Item{
			Key:   store.Key{PK: "P", SK: fmt.Sprintf("%04d", n)},
			Attrs: map[string]store.Value{"b": store.Bytes(make([]byte, 200<<10))}})})
	}
	limit(4 << 20)
	written := 0
	for err = put(0); err == nil && written < 100; err = put(written) {
		written++
	}
	if !errors.Is(err, storage.ErrFull) || !errors.Is(err, storage.ErrUnavailable) || written == 0 || written == 100 {
		t.Fatalf("after %d writes: %v", written, err)
	}
	if err := subs.Ping(t.Context()); !errors.Is(err, storage.ErrFull) {
		t.Errorf("without room: %v", err)
	}
	items, err := table.Query(t.Context(), "P", store.Range{})
	if err != nil || len(items) != written {
		t.Errorf("%d of %d can be read, %v", len(items), written, err)
	}
	limit(1<<63 - 1)
	if err := put(written); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := subs.Ping(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
	limit(1 << 10) // nothing was written, but the disk is still full
	if err := subs.Ping(t.Context()); !errors.Is(err, storage.ErrFull) {
		t.Errorf("without room for anything: %v", err)
	}
}
