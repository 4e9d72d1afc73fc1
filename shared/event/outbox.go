package event

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"importchecker/shared/storage"
)

// An Outbox keeps the events that were not handed on yet, and those that were.
type Outbox interface {
	// Pending returns events that were not handed on, oldest first within each
	// of its shelves.
	Pending(ctx context.Context, limit int) ([]Event, error)

	// MarkSent notes that an event was handed on. That it was noted already is
	// no error.
	MarkSent(ctx context.Context, e Event, at time.Time) error

	// Event returns an event of a seller's; ErrNotFound when there is none.
	Event(ctx context.Context, seller, id string) (Event, error)

	// Events returns a seller's events, newest first, and the cursor of the
	// page that follows, which is empty after the last one.
	Events(ctx context.Context, seller string, p storage.Page) (page []Event, next string, err error)
}

// A Publisher hands an event on. It may be handed the same event twice, with
// the same id.
type Publisher interface {
	Publish(ctx context.Context, e Event) error
}

// A Relay hands on what is in the outbox. Every event is handed on at least
// once: it is noted as sent only afterwards.
type Relay struct {
	Outbox    Outbox
	Publisher Publisher
	Now       func() time.Time

	// Parallel is how many events are handed on at the same time; one when not
	// positive. The Publisher must allow for it.
	Parallel int
}

// relayBatch is how many events a relay takes at a time.
const relayBatch = 100

// Run hands on what is there, and returns how many events that were. An event
// that the publisher does not take stays, and does not keep the others; Run
// ends, with what the publisher said, when it takes none of a batch.
func (r *Relay) Run(ctx context.Context) (sent int, err error) {
	for {
		events, err := r.Outbox.Pending(ctx, relayBatch)
		if err != nil {
			return sent, fmt.Errorf("outbox: %w", err)
		}
		if len(events) == 0 {
			return sent, nil
		}
		faults := r.sendAll(ctx, events)
		if sent += len(events) - len(faults); len(faults) == len(events) || ctx.Err() != nil {
			return sent, errors.Join(faults...)
		}
	}
}

// sendAll hands events on, several at the same time, and returns why some were
// not.
func (r *Relay) sendAll(ctx context.Context, events []Event) (faults []error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, max(r.Parallel, 1))
	for _, e := range events {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := r.send(ctx, e); err != nil {
				mu.Lock()
				defer mu.Unlock()
				faults = append(faults, err)
			}
		})
	}
	group.Wait()
	return faults
}

func (r *Relay) send(ctx context.Context, e Event) error {
	if err := r.Publisher.Publish(ctx, e); err != nil {
		return fmt.Errorf("publish event %s: %w", e.ID, err)
	}
	if err := r.Outbox.MarkSent(ctx, e, r.Now().UTC()); err != nil {
		return fmt.Errorf("note that event %s was sent: %w", e.ID, err)
	}
	return nil
}
