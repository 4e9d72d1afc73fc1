package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
)

// writerEnv names the file that a child process of TestKilled writes to until it is killed.
const writerEnv = "BOLT_TEST_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerEnv); path != "" {
		if err := write(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// write creates submissions and decides them again, with two writers at a time, and prints what was
// acknowledged: an id and a sequence number on each line.
func write(path string) error {
	table, err := bolt.Open(path)
	if err != nil {
		return err
	}
	st := store.New(table)
	failed := make(chan error)
	for writer := range 2 {
		go func() {
			for n := 0; ; n++ {
				// The process id distinguishes the ids of this run from those of others.
				id := fmt.Sprintf("%d-%d-%d", os.Getpid(), writer, n)
				if err := writeOne(st, id); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func writeOne(st *store.Store, id string) error {
	ctx := context.Background()
	s := submission.Submission{ID: id, Seller: "acme", Kind: submission.Goods, Ref: "SKU", Code: "04090000"}
	for seq := 1; seq <= 3; seq++ {
		d := submission.Decision{SubmissionID: id, Body: []byte(strings.Repeat(id, 50*seq))}
		submission.Seal(s.Head, &d)
		verdicts := []submission.Verdict{{Where: "general_trade", Verdict: fmt.Sprint("v", seq)}}
		if s.Head = d.Link(); seq == 1 {
			s.Verdicts = verdicts
			if _, err := st.Create(ctx, s, d, nil); err != nil {
				return err
			}
		} else if err := st.Append(ctx, "acme", id, d, verdicts); err != nil {
			return err
		}
		fmt.Println(id, seq)
	}
	return nil
}

// TestKilled repeatedly kills a writing process with SIGKILL, and checks that every acknowledged write is there
// afterwards and every chain is whole.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), bolt.FileName)
	acknowledged := make(map[string]int)
	for round, lines := range []int{1, 50, 151, 300} {
		writeAndKill(t, path, lines, acknowledged)

		table, err := bolt.Open(path)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		st := store.New(table)
		for id, seq := range acknowledged {
			s, newest, err := st.Get(t.Context(), "acme", id)
			if err != nil {
				t.Errorf("round %d: %s, acknowledged up to %d: %v", round, id, seq, err)
				continue
			}
			if s.Head.Seq < seq || newest.Link() != s.Head {
				t.Errorf("round %d: %s: got head %v, decision %v, acknowledged up to %d", round, id, s.Head, newest.Link(), seq)
			}
			decisions, _, err := st.Decisions(t.Context(), "acme", id, storage.Page{})
			if err != nil {
				t.Error(err)
			}
			slices.Reverse(decisions)
			if err := submission.VerifyChain(s, decisions); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			for _, pk := range []string{"SELLER#acme#ALL", "SELLER#acme#REF#SKU"} {
				entry, _, err := table.Get(t.Context(), store.Key{PK: pk, SK: id})
				if got, want := entry.Attrs["verdicts"].Str, fmt.Sprint("general_trade=v", s.Head.Seq); err != nil || got != want {
					t.Errorf("round %d: %s, head %d: got %q, %v in %s", round, id, s.Head.Seq, got, err, pk)
				}
			}
		}
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	}
	if len(acknowledged) < 150 {
		t.Errorf("only %d submissions were acknowledged", len(acknowledged))
	}
}

// writeAndKill starts a writer and kills it after it has printed so many lines.
func writeAndKill(t *testing.T, path string, lines int, acknowledged map[string]int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Lines printed before the kill count, even if read later.
	in := bufio.NewScanner(out)
	for n := 0; in.Scan(); n++ {
		var id string
		var seq int
		if _, err := fmt.Sscan(in.Text(), &id, &seq); err == nil {
			acknowledged[id] = max(acknowledged[id], seq)
		}
		if n == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the writer ended by itself: %v", err)
	}
}

func TestOpenInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), bolt.FileName)
	first, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	_, err = bolt.Open(path)
	if !errors.Is(err, bolt.ErrInUse) || !strings.Contains(fmt.Sprint(err), path) {
		t.Errorf("second Open: got error %v, want that the file is in use", err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("second Open took %v", took)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := bolt.Open(path)
	if err != nil {
		t.Fatalf("Open after Close: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{garbage, dir, filepath.Join(dir, "no such", "file")} {
		if table, err := bolt.Open(path); err == nil {
			t.Errorf("%s was opened", path)
			table.Close()
		}
	}
}

func TestClosed(t *testing.T) {
	table, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := table.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	key := store.Key{PK: "P", SK: "S"}
	if _, _, err := table.Get(t.Context(), key); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("Get: got error %v, want %v", err, storage.ErrUnavailable)
	}
	if err := table.Transact(t.Context(), []store.Op{store.Delete(key)}); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("Transact: got error %v, want %v", err, storage.ErrUnavailable)
	}
}

func TestSweep(t *testing.T) {
	table := open(t)
	at := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	item := func(sk string, expires time.Time) store.Item {
		i := store.Item{Key: store.Key{PK: "P", SK: sk}}
		if !expires.IsZero() {
			i.Expires = expires.Unix()
		}
		return i
	}
	err := table.Transact(t.Context(), []store.Op{
		store.Put(item("forever", time.Time{})),
		store.Put(item("before", at.Add(-time.Hour))),
		store.Put(item("now", at)),
		store.Put(item("after", at.Add(time.Second))),
		store.Put(item("prolonged", at.Add(-time.Hour))),
		store.Put(item("deleted", at.Add(-time.Hour))),
	})
	if err != nil {
		t.Fatal(err)
	}
	err = table.Transact(t.Context(), []store.Op{
		store.Put(item("prolonged", at.Add(time.Hour))),
		store.Delete(store.Key{PK: "P", SK: "deleted"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		if n, err := table.Sweep(t.Context(), at); err != nil || n != want {
			t.Errorf("Sweep: got %d, %v, want %d", n, err, want)
		}
	}
	items, err := table.Query(t.Context(), "P", store.Range{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range items {
		got = append(got, i.SK)
	}
	if want := []string{"after", "forever", "prolonged"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
