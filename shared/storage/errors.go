package storage

import (
	"errors"
	"fmt"
)

// The answers of a store that are not a result. They come wrapped; compare with
// errors.Is.
var (
	// ErrNotFound: there is no such thing, or it is another seller's. The two
	// cannot be told apart.
	ErrNotFound = errors.New("not found")

	// ErrConflict: someone else was first. What was read before is out of
	// date: read again.
	ErrConflict = errors.New("conflict")

	// ErrCursor: Page.After is not what a store gave out.
	ErrCursor = errors.New("malformed cursor")

	// ErrTooLarge: it is larger than can be stored.
	ErrTooLarge = errors.New("too large to store")

	// ErrDamaged: what is stored is not what was stored. It is never answered
	// from.
	ErrDamaged = errors.New("damaged")

	// ErrUnavailable: storage did not answer, or refused for now. Nothing is
	// known about whether a write took place; an idempotency key makes it safe
	// to ask again.
	ErrUnavailable = errors.New("storage unavailable")

	// ErrFull: there is no room to write; what is stored can be read. It is an
	// ErrUnavailable.
	ErrFull = fmt.Errorf("%w: the disk is full", ErrUnavailable)
)
