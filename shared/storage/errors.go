package storage

import (
	"errors"
	"fmt"
)

// The errors of a store. They are wrapped; compare with errors.Is.
var (
	// ErrNotFound: it does not exist, or belongs to another seller. Callers cannot tell the two apart.
	ErrNotFound = errors.New("not found")

	// ErrConflict: another write came first. Read again.
	ErrConflict = errors.New("conflict")

	// ErrCursor: Page.After is not a cursor that the store returned.
	ErrCursor = errors.New("malformed cursor")

	// ErrTooLarge: it is too large to be stored.
	ErrTooLarge = errors.New("too large to store")

	// ErrDamaged: the stored data is not what was written. It is never used for an answer.
	ErrDamaged = errors.New("damaged")

	// ErrUnavailable: storage did not answer, or refused for now. Whether a write took place is unknown; an
	// idempotency key makes it safe to repeat.
	ErrUnavailable = errors.New("storage unavailable")

	// ErrFull: there is no room to write; stored data can be read. It is an ErrUnavailable.
	ErrFull = fmt.Errorf("%w: the disk is full", ErrUnavailable)
)
