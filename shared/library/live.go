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

// How a Live reader goes about looking for a newer version.
const (
	// Fresh is how long what was seen counts as current. Every function sees a
	// new edition within twice that.
	Fresh = 30 * time.Second

	// patience is how long a request waits for a look that it started; the
	// look goes on without it. The first one of a process waits longer, for
	// it has nothing better to answer with.
	patience      = 150 * time.Millisecond
	firstPatience = 1500 * time.Millisecond

	// lookTimeout ends a look.
	lookTimeout = 3 * time.Second
)

// Live answers from the newest lists that could be read. Whoever asks for the
// Checker after Fresh has passed starts a look for a newer version, one at a
// time. When that fails, or takes long, the last good lists go on answering,
// and Status says so.
type Live struct {
	library *Library
	now     func() time.Time

	standing atomic.Pointer[standing]
	due      atomic.Int64 // when to look again, in nanoseconds since 1970
	looking  sync.Mutex   // held by the one that looks

	begun     chan struct{} // closed after the first look, or when it took too long
	closeOnce sync.Once
}

// standing is what is answered from, with how it came to be.
type standing struct {
	checker   *eligibility.Checker
	manifest  *Manifest
	whole     bool      // every edition of the manifest was read
	confirmed time.Time // when the shelf last said that this is the newest; zero when it never did
	failed    time.Time // when looking last failed; zero when the last look succeeded
	err       error     // why
}

// NewLive returns a reader that starts from the built-in lists of the library.
// The clock is only used to tell how much time has passed.
func NewLive(library *Library, now func() time.Time) *Live {
	l := &Live{library: library, now: now, begun: make(chan struct{})}
	l.standing.Store(&standing{checker: library.base.Checker(), manifest: &Manifest{}, whole: true})
	return l
}

// Checker returns what to answer with. It is what package api takes as the
// lists of the moment.
func (l *Live) Checker() *eligibility.Checker {
	now := l.now()
	if due := l.due.Load(); now.UnixNano() >= due && l.due.CompareAndSwap(due, now.Add(Fresh).UnixNano()) {
		l.lookAside()
	}
	select {
	case <-l.begun:
	default:
		l.await(l.begun, firstPatience)
		l.closeOnce.Do(func() { close(l.begun) }) // who waited in vain was the last to wait
	}
	return l.standing.Load().checker
}

// Ref returns what the manifest in use says of an edition that was imported:
// which import brought it. It does not look.
func (l *Live) Ref(list, edition string) (Ref, bool) {
	return l.standing.Load().manifest.Ref(list, edition)
}

// lookAside looks, and returns when that is done or patience is at its end.
func (l *Live) lookAside() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
		defer cancel()
		_ = l.Refresh(ctx) // kept in the status
	}()
	l.await(done, patience)
}

// await returns when something is done, or patience is at its end.
func (l *Live) await(done <-chan struct{}, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// Refresh looks for a newer version now. Requests need not call it; programs
// that work in the background do, before they begin.
func (l *Live) Refresh(ctx context.Context) error {
	l.looking.Lock()
	defer l.looking.Unlock()
	next, err := l.look(ctx, l.standing.Load())
	l.standing.Store(next)
	l.due.Store(l.now().Add(Fresh).UnixNano())
	l.closeOnce.Do(func() { close(l.begun) })
	return err
}

// look returns what stands after a look: the newest version or, with an error,
// the one before.
func (l *Live) look(ctx context.Context, old *standing) (*standing, error) {
	fail := func(err error) (*standing, error) {
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
		return &standing{checker: old.checker, manifest: old.manifest, whole: true, confirmed: l.now()}, nil
	}
	lists, err := l.library.Lists(ctx, m)
	if err == nil {
		return &standing{checker: lists.Checker(), manifest: m, whole: true, confirmed: l.now()}, nil
	}
	if !errors.Is(err, storage.ErrDamaged) && !errors.Is(err, storage.ErrNotFound) || !old.confirmed.IsZero() {
		return fail(err)
	}
	// Nothing good was ever seen by this process, and waiting would not mend
	// what is damaged: answer from the rest, and keep looking.
	lists, err = l.library.salvage(ctx, m)
	if lists.Goods == nil {
		return fail(err)
	}
	return &standing{checker: lists.Checker(), manifest: m, failed: l.now(), err: err}, err
}

// A Status says how current the lists are that are answered from.
type Status struct {
	Version     int    // of the manifest; 0 for the built-in lists alone
	Publication string // what made the version

	// Confirmed is when the version was last seen to be the newest; the zero
	// time when it never was, since this process began.
	Confirmed time.Time
	// Err is why the last look failed; nil when it did not. The last good
	// lists answer meanwhile.
	Err error
	// Whole: every edition that the version names is answered from.
	Whole bool
}

// Status returns how current the lists are. It does not look.
func (l *Live) Status() Status {
	s := l.standing.Load()
	return Status{
		Version: s.manifest.Version, Publication: s.manifest.Publication,
		Confirmed: s.confirmed, Err: s.err, Whole: s.whole,
	}
}

// Age returns how long ago the lists were seen to be the newest, for a metric
// and an alarm. They never were when known is false.
func (s Status) Age(now time.Time) (age time.Duration, known bool) {
	if s.Confirmed.IsZero() {
		return 0, false
	}
	return max(now.Sub(s.Confirmed), 0), true
}
