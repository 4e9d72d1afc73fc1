package library

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"importchecker/shared/eligibility"
	"importchecker/shared/storage"
)

// The timing of a Live.
const (
	// Fresh is how long lists count as current after a check. Every function
	// sees a new edition within twice that.
	Fresh = 30 * time.Second

	// patience is how long a request waits for a check that it started; the
	// check goes on without it. The first one of a process waits longer, since
	// it has nothing better to answer with.
	patience      = 150 * time.Millisecond
	firstPatience = 1500 * time.Millisecond

	// checkTimeout is the timeout of a check.
	checkTimeout = 3 * time.Second
)

// Live answers from the newest lists that could be read. The first call of
// Checker after Fresh has passed checks for a newer version, one check at a
// time. When that fails, or takes long, the last good lists stay in use, and
// Status says so.
type Live struct {
	library *Library
	now     func() time.Time

	current  atomic.Pointer[liveState]
	due      atomic.Int64 // when to check again, in nanoseconds since 1970
	checking sync.Mutex   // held during a check

	begun     chan struct{} // closed after the first check, or when it took too long
	closeOnce sync.Once
}

// A liveState is a checker in use, with the state of the last check.
type liveState struct {
	checker   *eligibility.Checker
	manifest  *Manifest
	whole     bool      // every edition of the manifest was read
	confirmed time.Time // when this was last confirmed to be the newest version; zero when never
	failed    time.Time // when a check last failed; zero when the last check succeeded
	err       error     // why it failed
}

// NewLive returns a Live that starts with the built-in lists of the library.
// The clock is only used to measure durations.
func NewLive(library *Library, now func() time.Time) *Live {
	l := &Live{library: library, now: now, begun: make(chan struct{})}
	l.current.Store(&liveState{checker: library.base.Checker(), manifest: &Manifest{}, whole: true})
	return l
}

// Checker returns the checker to answer with, after a check for a newer version
// when that is due. Package api calls it for each request.
func (l *Live) Checker() *eligibility.Checker {
	now := l.now()
	if due := l.due.Load(); now.UnixNano() >= due && l.due.CompareAndSwap(due, now.Add(Fresh).UnixNano()) {
		l.checkBriefly()
	}
	select {
	case <-l.begun:
	default:
		l.waitFor(l.begun, firstPatience)
		l.closeOnce.Do(func() { close(l.begun) }) // no other request waits for the first check
	}
	return l.current.Load().checker
}

// Ref returns the reference to an imported edition in the manifest in use,
// which names its import. It does not check for a newer version.
func (l *Live) Ref(list, edition string) (Ref, bool) {
	return l.current.Load().manifest.Ref(list, edition)
}

// checkBriefly runs a check, and returns when it is done or patience has passed.
func (l *Live) checkBriefly() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
		defer cancel()
		_ = l.Refresh(ctx) // the status has the error
	}()
	l.waitFor(done, patience)
}

// waitFor returns when done is closed, or after wait.
func (l *Live) waitFor(done <-chan struct{}, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// Refresh checks for a newer version now. Requests need not call it; background
// programs do, before they begin.
func (l *Live) Refresh(ctx context.Context) error {
	l.checking.Lock()
	defer l.checking.Unlock()
	next, err := l.check(ctx, l.current.Load())
	l.current.Store(next)
	l.due.Store(l.now().Add(Fresh).UnixNano())
	l.closeOnce.Do(func() { close(l.begun) })
	return err
}

// check returns the state after a check: the newest version or, with an error,
// the previous one.
func (l *Live) check(ctx context.Context, old *liveState) (*liveState, error) {
	fail := func(err error) (*liveState, error) {
		next := *old
		next.failed, next.err = l.now(), err
		return &next, err
	}
	m, err := l.library.shelf.Head(ctx)
	if err != nil {
		return fail(err)
	}
	if m.Version < old.manifest.Version {
		return fail(errors.New("the shelf has an older version than it had"))
	}
	if m.Version == old.manifest.Version && old.whole {
		return &liveState{checker: old.checker, manifest: old.manifest, whole: true, confirmed: l.now()}, nil
	}
	lists, err := l.library.Lists(ctx, m)
	if err == nil {
		return &liveState{checker: lists.Checker(), manifest: m, whole: true, confirmed: l.now()}, nil
	}
	if !errors.Is(err, storage.ErrDamaged) && !errors.Is(err, storage.ErrNotFound) || !old.confirmed.IsZero() {
		return fail(err)
	}
	// This process never loaded good lists, and waiting would not repair
	// damaged ones: answer from the rest, and keep checking.
	lists, err = l.library.readableLists(ctx, m)
	if lists.Goods == nil {
		return fail(err)
	}
	return &liveState{checker: lists.Checker(), manifest: m, failed: l.now(), err: err}, err
}

// A Status says how current the lists in use are.
type Status struct {
	Version     int    // of the manifest; 0 for only the built-in lists
	Publication string // id of the publication that created the version

	// Confirmed is when the version was last confirmed to be the newest; the
	// zero time when that has not happened since this process began.
	Confirmed time.Time
	// Err is the error of the last check; nil when it succeeded. The last good
	// lists stay in use after an error.
	Err error
	// Whole reports whether every edition of the version could be read.
	Whole bool
}

// Status returns how current the lists are. It does not check for a newer
// version.
func (l *Live) Status() Status {
	s := l.current.Load()
	return Status{
		Version: s.manifest.Version, Publication: s.manifest.Publication,
		Confirmed: s.confirmed, Err: s.err, Whole: s.whole,
	}
}

// Age returns how long ago the lists were confirmed to be the newest, for a
// metric and an alarm; known is false when they never were.
func (s Status) Age(now time.Time) (age time.Duration, known bool) {
	if s.Confirmed.IsZero() {
		return 0, false
	}
	return max(now.Sub(s.Confirmed), 0), true
}
