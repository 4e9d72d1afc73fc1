package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A Shelf loads editions and manifests.
type Shelf interface {
	// Head returns the newest manifest, or the zero one when nothing was
	// published.
	Head(ctx context.Context) (*Manifest, error)

	// Version returns a manifest by its number, from 1; ErrNotFound when there
	// is none.
	Version(ctx context.Context, version int) (*Manifest, error)

	// Edition returns a stored edition by the hash of its content; ErrNotFound
	// when there is none.
	Edition(ctx context.Context, list, sha256 string) (Sealed, error)
}

// The sizes of a Library's caches: editions, and versions of the manifest.
const (
	maxLoaded   = 64
	maxVersions = 256
)

// A Library combines the built-in lists with the editions of a Shelf. It caches
// the editions that it has read, and is safe for concurrent use.
type Library struct {
	base  Lists
	shelf Shelf

	mu       sync.Mutex
	loaded   map[string]Content // by list and hashes
	versions map[int]*Manifest
}

// New returns a library of the built-in lists and the editions of a shelf.
func New(base Lists, shelf Shelf) *Library {
	return &Library{base: base, shelf: shelf, loaded: make(map[string]Content), versions: make(map[int]*Manifest)}
}

// Base returns the built-in lists.
func (l *Library) Base() Lists { return l.base }

// Head returns the newest manifest with its lists. A damaged or unreachable
// edition is an error; no lists are returned then.
func (l *Library) Head(ctx context.Context) (*Manifest, Lists, error) {
	m, err := l.shelf.Head(ctx)
	if err != nil {
		return nil, Lists{}, fmt.Errorf("read the manifest: %w", err)
	}
	lists, err := l.Lists(ctx, m)
	return m, lists, err
}

// Lists combines the editions of a manifest with the built-in lists of this
// program.
func (l *Library) Lists(ctx context.Context, m *Manifest) (Lists, error) {
	return m.Lists(l.base, func(r Ref) (Content, error) { return l.Edition(ctx, r) })
}

// readableLists combines the editions that can be read. One that cannot be read is
// replaced by a shell without rows, so that no older edition answers on its
// days: the list is incomplete then. Where a fragment of it is built in, the
// fragment is used. The error names what could not be read.
func (l *Library) readableLists(ctx context.Context, m *Manifest) (Lists, error) {
	var errs []error
	lists, err := m.Lists(l.base, func(r Ref) (Content, error) {
		e, err := l.Edition(ctx, r)
		if err == nil {
			return e, nil
		}
		errs = append(errs, err)
		if _, ok := l.base.Edition(r.List, r.ID); ok {
			return nil, nil
		}
		return r.shell(), nil
	})
	return lists, errors.Join(append(errs, err)...)
}

// Edition returns the edition of a reference, or an error that wraps
// storage.ErrDamaged, ErrNotFound or an error of the shelf.
func (l *Library) Edition(ctx context.Context, r Ref) (Content, error) {
	key := r.List + "\x00" + r.SHA256 + "\x00" + r.Content
	l.mu.Lock()
	e, ok := l.loaded[key]
	l.mu.Unlock()
	if ok {
		return e, nil
	}
	e, err := l.read(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("edition %s of %s: %w", r.ID, r.List, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.loaded) >= maxLoaded {
		clear(l.loaded)
	}
	l.loaded[key] = e
	return e, nil
}

func (l *Library) read(ctx context.Context, r Ref) (Content, error) {
	stored, err := l.shelf.Edition(ctx, r.List, r.SHA256)
	var damaged *DamagedError
	switch {
	case errors.As(err, &damaged):
		damaged.Edition = r.ID
		return nil, err
	case err != nil:
		return nil, err
	case stored.Content != r.Content:
		return nil, &DamagedError{r.List, r.ID, r.SHA256,
			fmt.Errorf("the stored text has the hash %s, the manifest names %s", stored.Content, r.Content)}
	}
	e, err := Open(stored)
	if errors.As(err, &damaged) {
		damaged.Edition = r.ID
	}
	return e, err
}

// At returns the lists of a version, with the built-in ones of the program that
// created the version. Version 0 has the built-in lists of this program.
func (l *Library) At(ctx context.Context, version int) (Lists, error) {
	if version == 0 {
		return l.base, nil
	}
	m, err := l.Manifest(ctx, version)
	if err != nil {
		return Lists{}, err
	}
	lists, err := l.listsOf(ctx, m)
	if err != nil {
		return Lists{}, fmt.Errorf("version %d of the lists: %w", version, err)
	}
	return lists, nil
}

// Manifest returns the manifest of a version, which never changes.
func (l *Library) Manifest(ctx context.Context, version int) (*Manifest, error) {
	l.mu.Lock()
	m, ok := l.versions[version]
	l.mu.Unlock()
	if ok {
		return m, nil
	}
	m, err := l.shelf.Version(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("version %d of the lists: %w", version, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.versions) >= maxVersions {
		clear(l.versions)
	}
	l.versions[version] = m
	return m, nil
}

func (l *Library) listsOf(ctx context.Context, m *Manifest) (Lists, error) {
	base, err := l.baseOf(ctx, m)
	if err != nil {
		return Lists{}, err
	}
	return m.Lists(base, func(r Ref) (Content, error) { return l.Edition(ctx, r) })
}

// baseOf returns the built-in lists that a version was based on. The tariff and
// the laws are those of this program.
func (l *Library) baseOf(ctx context.Context, m *Manifest) (Lists, error) {
	if slices.EqualFunc(m.Base, baseRefs(l.base), sameRef) {
		return l.base, nil
	}
	var stored []anyList
	for _, r := range m.Base {
		e, err := l.Edition(ctx, r)
		if err != nil {
			return Lists{}, err
		}
		i := slices.IndexFunc(stored, func(h anyList) bool { return h.id == r.List })
		if i < 0 {
			title, ok := l.base.Title(r.List)
			if !ok {
				title = e.About().Title
			}
			i, stored = len(stored), append(stored, anyList{id: r.List, title: title})
		}
		stored[i].editions = append(stored[i].editions, Dated(e, r.Interval))
	}
	lists := l.base
	for _, k := range kinds {
		lists = k.replace(lists, stored)
	}
	return lists, nil
}

func sameRef(a, b Ref) bool {
	return a.List == b.List && a.ID == b.ID && a.SHA256 == b.SHA256 && a.Held == b.Held && a.Interval == b.Interval
}

// baseRefs returns references to the built-in editions, with their hashes and
// the days on which they are in force.
func baseRefs(lists Lists) []Ref {
	var refs []Ref
	for _, c := range lists.Base() {
		refs = append(refs, RefOf(c, Sealed{SHA256: c.About().SHA256}, ""))
	}
	return refs
}
