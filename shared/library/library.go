package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A Shelf is where editions and manifests are kept.
type Shelf interface {
	// Head returns the newest manifest, or the zero one when nothing was
	// published yet.
	Head(ctx context.Context) (*Manifest, error)

	// Version returns a manifest by its number, from 1; ErrNotFound when there
	// is none.
	Version(ctx context.Context, version int) (*Manifest, error)

	// Edition returns a stored edition by the hash of its content; ErrNotFound
	// when there is none.
	Edition(ctx context.Context, list, sha256 string) (Sealed, error)
}

// How many editions, and versions of the manifest, a Library holds in memory.
const (
	maxLoaded   = 64
	maxVersions = 256
)

// A Library puts lists together from the built-in lists and what a Shelf
// keeps. It holds the editions that it has read, and is safe for use by many
// at once.
type Library struct {
	base  Lists
	shelf Shelf

	mu       sync.Mutex
	loaded   map[string]Content // by list and hash of what is stored
	versions map[int]*Manifest
}

// NewLibrary returns the library of a shelf, on top of the built-in lists.
func New(base Lists, shelf Shelf) *Library {
	return &Library{base: base, shelf: shelf, loaded: make(map[string]Content), versions: make(map[int]*Manifest)}
}

// Base returns the built-in lists.
func (l *Library) Base() Lists { return l.base }

// Head returns the newest manifest with its lists. An edition that is damaged,
// or cannot be reached, is an error: there are no lists then.
func (l *Library) Head(ctx context.Context) (*Manifest, Lists, error) {
	m, err := l.shelf.Head(ctx)
	if err != nil {
		return nil, Lists{}, fmt.Errorf("read the manifest: %w", err)
	}
	lists, err := l.Lists(ctx, m)
	return m, lists, err
}

// Lists puts together what a manifest names on the built-in lists of this
// program.
func (l *Library) Lists(ctx context.Context, m *Manifest) (Lists, error) {
	return m.Lists(l.base, func(r Ref) (Content, error) { return l.Edition(ctx, r) })
}

// salvage puts together what can be read. An edition that cannot takes the
// place that it has in time without its rows, so that an older one does not
// answer on its days: the list is incomplete then. Where a fragment of it is
// built in, that stands. The error names what could not be read.
func (l *Library) salvage(ctx context.Context, m *Manifest) (Lists, error) {
	var lost []error
	lists, err := m.Lists(l.base, func(r Ref) (Content, error) {
		e, err := l.Edition(ctx, r)
		if err == nil {
			return e, nil
		}
		lost = append(lost, err)
		if _, ok := l.base.Edition(r.List, r.ID); ok {
			return nil, nil
		}
		return r.shell(), nil
	})
	return lists, errors.Join(append(lost, err)...)
}

// Edition returns the edition that a reference names, or an error that wraps
// storage.ErrDamaged, ErrNotFound or what the shelf says.
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

// At returns the lists of a version, on the built-in ones of the program that
// made the version. Of version 0 they are the built-in lists of this one.
func (l *Library) At(ctx context.Context, version int) (Lists, error) {
	if version == 0 {
		return l.base, nil
	}
	m, err := l.Manifest(ctx, version)
	if err != nil {
		return Lists{}, err
	}
	lists, err := l.at(ctx, m)
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

func (l *Library) at(ctx context.Context, m *Manifest) (Lists, error) {
	base, err := l.baseOf(ctx, m)
	if err != nil {
		return Lists{}, err
	}
	return m.Lists(base, func(r Ref) (Content, error) { return l.Edition(ctx, r) })
}

// baseOf returns the built-in lists that a version was made on. Tariff and laws are
// those of this program.
func (l *Library) baseOf(ctx context.Context, m *Manifest) (Lists, error) {
	if slices.EqualFunc(m.Base, baseRefs(l.base), sameRef) {
		return l.base, nil
	}
	var of []held
	for _, r := range m.Base {
		stored, err := l.Edition(ctx, r)
		if err != nil {
			return Lists{}, err
		}
		i := slices.IndexFunc(of, func(h held) bool { return h.id == r.List })
		if i < 0 {
			title, ok := l.base.Title(r.List)
			if !ok {
				title = stored.About().Title
			}
			i, of = len(of), append(of, held{id: r.List, title: title})
		}
		of[i].editions = append(of[i].editions, Dated(stored, r.Interval))
	}
	lists := l.base
	for _, k := range kinds {
		lists = k.only(lists, of)
	}
	return lists, nil
}

func sameRef(a, b Ref) bool {
	return a.List == b.List && a.ID == b.ID && a.SHA256 == b.SHA256 && a.Held == b.Held && a.Interval == b.Interval
}

// baseRefs names the editions of lists, by what they are and when they are in
// force.
func baseRefs(lists Lists) []Ref {
	var refs []Ref
	for _, c := range lists.Base() {
		refs = append(refs, RefOf(c, Sealed{SHA256: c.About().SHA256}, ""))
	}
	return refs
}
