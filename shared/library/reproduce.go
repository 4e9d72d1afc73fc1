package library

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/tariff"
)

// ErrNotReproduced means that no version of the lists gives an old answer
// again: it was made with other rules, or with built-in lists that were not
// kept.
var ErrNotReproduced = errors.New("no version of the lists gives this answer")

// Reproduce finds the version of the lists on which ask gives an old answer
// again, byte for byte. It tries the versions from the newest down, and skips
// those that lack an edition which the answer names.
func (l *Library) Reproduce(ctx context.Context, body []byte,
	ask func(*eligibility.Checker) ([]byte, error)) (version int, err error) {
	read, err := editionsRead(body)
	if err != nil {
		return 0, err
	}
	head, err := l.shelf.Head(ctx)
	if err != nil {
		return 0, err
	}
	for version := head.Version; version >= 0; version-- {
		m := &Manifest{Base: baseRefs(l.base)}
		if version > 0 {
			if m, err = l.Manifest(ctx, version); err != nil {
				return 0, err
			}
		}
		if !m.hasEditions(read) {
			continue
		}
		lists, err := l.listsOf(ctx, m)
		if err != nil {
			return 0, fmt.Errorf("version %d of the lists: %w", version, err)
		}
		answer, err := ask(lists.Checker())
		if err == nil && bytes.Equal(answer, body) {
			return version, nil
		}
	}
	return 0, ErrNotReproduced
}

// hasEditions reports whether a version has the editions that an answer names. The
// tariff and the laws are not part of versions.
func (m *Manifest) hasEditions(read []edition.Edition) bool {
	for _, e := range read {
		if e.List == tariff.List {
			continue // the built-in tariff is not part of any version
		}
		holds := func(r Ref) bool { return r.List == e.List && r.SHA256 == e.SHA256 }
		known := func(r Ref) bool { return r.List == e.List }
		if (slices.ContainsFunc(m.Base, known) || slices.ContainsFunc(m.Editions, known)) &&
			!slices.ContainsFunc(m.Base, holds) && !slices.ContainsFunc(m.Editions, holds) {
			return false
		}
	}
	return true
}

// editionsRead returns the editions that a decision names, with list, id and
// hash.
func editionsRead(body []byte) ([]edition.Edition, error) {
	var doc struct {
		Lists []struct{ ID, Edition, SHA256 string }
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("read decision: %w", err)
	}
	var read []edition.Edition
	for _, e := range doc.Lists {
		read = append(read, edition.Edition{List: e.ID, ID: e.Edition, SHA256: e.SHA256})
	}
	return read, nil
}
