package publication_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/shared/eligibility"
	"importchecker/shared/library"
)

// A flaky shelf fails, is slow, or returns what the test sets.
type flaky struct {
	library.Shelf
	mu     sync.Mutex
	err    error         // returned by every call
	hang   chan struct{} // calls wait until it is closed
	damage map[string]bool
	heads  atomic.Int64 // number of calls of Head
	reads  atomic.Int64 // number of calls of Edition
}

func (f *flaky) set(err error, hang chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.hang = err, hang
}

func (f *flaky) trouble(ctx context.Context) error {
	f.mu.Lock()
	err, hang := f.err, f.hang
	f.mu.Unlock()
	if hang != nil {
		select {
		case <-hang:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (f *flaky) Head(ctx context.Context) (*library.Manifest, error) {
	f.heads.Add(1)
	if err := f.trouble(ctx); err != nil {
		return nil, err
	}
	return f.Shelf.Head(ctx)
}

func (f *flaky) Edition(ctx context.Context, list, sum string) (library.Sealed, error) {
	f.reads.Add(1)
	if err := f.trouble(ctx); err != nil {
		return library.Sealed{}, err
	}
	s, err := f.Shelf.Edition(ctx, list, sum)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.damage[sum] {
		s.Packed = s.Packed[:len(s.Packed)/2]
	}
	return s, err
}

// kind returns the checker's answer for honey by bonded import on a day.
func kind(c *eligibility.Checker, asOf string) string {
	body, err := answer(c, []byte(`{"as_of":"`+asOf+`","channels":["cbec_bonded"],"item":{"hs_code":"04090000"}}`),
		day(2026, 3, 1))
	if err != nil {
		return err.Error()
	}
	for _, code := range []string{"list_incomplete", "not_listed", "listed"} {
		if strings.Contains(string(body), `"`+code+`"`) {
			return code
		}
	}
	return string(body)
}

func liveHouse(t *testing.T) (*house, *flaky, func() *library.Live) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	f := &flaky{Shelf: h.kept, damage: map[string]bool{}}
	return h, f, func() *library.Live {
		return library.NewLive(library.New(library.BuiltIn(), f), h.now)
	}
}

func TestLive(t *testing.T) {
	h, f, start := liveHouse(t)
	live := start()
	if _, known := live.Status().Age(h.now()); known || live.Status().Version != 0 {
		t.Errorf("before the first question: %+v", live.Status())
	}
	if got := kind(live.Checker(), "2026-03-01"); got != "list_incomplete" {
		t.Errorf("on the built-in lists: %s", got)
	}
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	future := h.publish(cbec("2027", day(2027, 1, 1), 0, rows("95061100")))
	h.pass(library.Fresh - time.Nanosecond)
	if got := kind(live.Checker(), "2026-03-01"); got != "list_incomplete" || f.heads.Load() != 1 {
		t.Errorf("while it is fresh: %s, looked %d times", got, f.heads.Load())
	}
	h.pass(time.Nanosecond)
	if got := kind(live.Checker(), "2026-03-01"); got != "listed" {
		t.Errorf("when it is not fresh any more: %s", got)
	}
	if got := kind(live.Checker(), "2027-01-01"); got != "not_listed" {
		t.Errorf("on the first day of the edition to come: %s", got)
	}
	if s := live.Status(); s.Version != 2 || s.Err != nil || !s.Whole || s.Publication != future.Publication {
		t.Errorf("status %+v", s)
	}
	before := live.Checker()
	h.pass(library.Fresh)
	if live.Checker() != before || f.reads.Load() != 2 {
		t.Errorf("nothing changed, and there is another checker, or editions were read again: %d", f.reads.Load())
	}
	h.withdraw(future)
	h.pass(library.Fresh)
	if got := kind(live.Checker(), "2027-01-01"); got != "listed" || f.reads.Load() != 2 {
		t.Errorf("after the withdrawal: %s, %d editions read", got, f.reads.Load())
	}
}

// TestLiveOutage checks that the last good lists stay in use when the shelf
// cannot be reached, and that the status says how old they are and why.
func TestLiveOutage(t *testing.T) {
	h, f, start := liveHouse(t)
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	live := start()
	live.Checker()
	seen := h.now()
	broken := errors.New("no route to storage")
	f.set(broken, nil)
	h.publish(cbec("2027", day(2027, 1, 1), 0, rows("95061100"))) // by the editor, which can reach it
	for range 3 {
		h.pass(library.Fresh)
		if got := kind(live.Checker(), "2027-01-01"); got != "listed" {
			t.Errorf("during the outage: %s", got)
		}
	}
	s := live.Status()
	if age, known := s.Age(h.now()); !errors.Is(s.Err, broken) || !known || age != h.now().Sub(seen) || s.Version != 1 {
		t.Errorf("status %+v, age %v", s, age)
	}
	f.set(nil, nil)
	h.pass(library.Fresh)
	if got := kind(live.Checker(), "2027-01-01"); got != "not_listed" || live.Status().Err != nil {
		t.Errorf("after the outage: %s, %+v", got, live.Status())
	}
}

// TestLiveBeginsInAnOutage checks that the built-in lists are used.
func TestLiveBeginsInAnOutage(t *testing.T) {
	h, f, start := liveHouse(t)
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	f.set(errors.New("no route to storage"), nil)
	live := start()
	if got := kind(live.Checker(), "2026-03-01"); got != "list_incomplete" {
		t.Errorf("got %s", got)
	}
	if s := live.Status(); s.Err == nil || s.Version != 0 {
		t.Errorf("status %+v", s)
	}
	f.set(nil, nil)
	h.pass(library.Fresh)
	if got := kind(live.Checker(), "2026-03-01"); got != "listed" {
		t.Errorf("after the outage: %s", got)
	}
}

// TestLiveBeginsInSilence checks that only the first request waits for storage
// that does not respond.
func TestLiveBeginsInSilence(t *testing.T) {
	_, f, start := liveHouse(t)
	hang := make(chan struct{})
	defer close(hang)
	f.set(nil, hang)
	live := start()
	live.Checker()
	begun := time.Now()
	for range 10 {
		if got := kind(live.Checker(), "2026-03-01"); got != "list_incomplete" {
			t.Errorf("got %s", got)
		}
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the questions after the first took %v", took)
	}
}

// TestLiveSlow checks that a slow check delays no request, and takes effect
// when done.
func TestLiveSlow(t *testing.T) {
	h, f, start := liveHouse(t)
	live := start()
	live.Checker()
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	hang := make(chan struct{})
	f.set(nil, hang)
	h.pass(library.Fresh)
	asked := f.heads.Load()
	begun := time.Now()
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if got := kind(live.Checker(), "2026-03-01"); got != "list_incomplete" {
				t.Errorf("got %s", got)
			}
		})
	}
	group.Wait()
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the questions took %v", took)
	}
	if n := f.heads.Load() - asked; n != 1 {
		t.Errorf("%d looked at the same time", n)
	}
	close(hang)
	for deadline := time.Now().Add(5 * time.Second); live.Status().Version != 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what was seen at last does not count")
		}
	}
}

// TestLiveDamaged checks that a damaged edition is never used. A process that
// has loaded good lists keeps them; another answers that the list is incomplete
// on the days of the edition, and does not use an older one.
func TestLiveDamaged(t *testing.T) {
	h, f, start := liveHouse(t)
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	old := start()
	old.Checker()
	e27 := cbec("2027", day(2027, 1, 1), 0, rows("95061100"))
	h.publish(e27)
	f.damage[e27.SHA256] = true
	h.pass(library.Fresh)
	if got := kind(old.Checker(), "2027-01-01"); got != "listed" {
		t.Errorf("who saw better answers %s", got)
	}
	fresh := start()
	for range 2 {
		for asOf, want := range map[string]string{"2026-12-31": "listed", "2027-01-01": "list_incomplete"} {
			if got := kind(fresh.Checker(), asOf); got != want {
				t.Errorf("who begins answers %s for %s, want %s", got, asOf, want)
			}
		}
		h.pass(library.Fresh)
	}
	for _, live := range []*library.Live{old, fresh} {
		s := live.Status()
		var damaged *library.DamagedError
		if !errors.As(s.Err, &damaged) || damaged.Edition != "2027" || damaged.SHA256 != e27.SHA256 ||
			!strings.Contains(s.Err.Error(), "2027") {
			t.Errorf("status %+v", s)
		}
	}
	if old.Status().Whole != true || fresh.Status().Whole != false {
		t.Error("who saw better has whole lists, who begins has not")
	}
	// The annex that replaces a built-in fragment is damaged: the fragment is
	// used.
	e22 := cbec("2022", day(2022, 3, 1), 0, rows("04090000", "95061100"))
	h.publish(e22)
	f.damage[e22.SHA256] = true
	if got := kind(start().Checker(), "2026-03-01"); got != "list_incomplete" {
		t.Errorf("with the annex of 2022 damaged: %s", got)
	}
	// Once repaired, it is used.
	f.mu.Lock()
	clear(f.damage)
	f.mu.Unlock()
	h.pass(library.Fresh)
	for _, live := range []*library.Live{old, fresh} {
		if got := kind(live.Checker(), "2027-01-01"); got != "not_listed" || live.Status().Err != nil ||
			!live.Status().Whole {
			t.Errorf("mended: %s, %+v", got, live.Status())
		}
	}
}

func TestLiveRefresh(t *testing.T) {
	h, f, start := liveHouse(t)
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	live := start()
	if err := live.Refresh(t.Context()); err != nil || kind(live.Checker(), "2026-03-01") != "listed" ||
		f.heads.Load() != 1 {
		t.Errorf("got %v, looked %d times", err, f.heads.Load())
	}
	broken := errors.New("no route to storage")
	f.set(broken, nil)
	if err := live.Refresh(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkLiveChecker(b *testing.B) {
	live := library.NewLive(library.New(library.BuiltIn(), nothing{}), time.Now)
	if err := live.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		live.Checker()
	}
}

// nothing is a shelf without publications.
type nothing struct{ library.Shelf }

func (nothing) Head(context.Context) (*library.Manifest, error) {
	return &library.Manifest{}, nil
}
