package event

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"importchecker/shared/storage"
)

// An Outbox stores events, and which of them were forwarded.
type Outbox interface {
	// Pending returns events not yet forwarded, oldest first within each of its
	// shelves.
	Pending(ctx context.Context, limit int) ([]Event, error)

	// MarkSent records that an event was forwarded. Recording it twice is no
	// error.
	MarkSent(ctx context.Context, e Event, at time.Time) error

	// Event returns an event of a seller; ErrNotFound when there is none.
	Event(ctx context.Context, seller, id string) (Event, error)

	// Events returns a seller's events, newest first, and the cursor of the
	// next page, which is empty after the last one.
	Events(ctx context.Context, seller string, p storage.Page) (page []Event, next string, err error)
}

// A Publisher forwards an event. It may get the same event twice, with the same
// id.
type Publisher interface {
	Publish(ctx context.Context, e Event) error
}

// A Relay forwards the events of the outbox. Every event is forwarded at least
// once: it is marked as sent only afterwards.
type Relay struct {
	Outbox    Outbox
	Publisher Publisher
	Now       func() time.Time

	// Parallel is how many events are forwarded concurrently; one when not
	// positive. The Publisher must allow for it.
	Parallel int
}

// relayBatch is how many events a relay reads at a time.
const relayBatch = 100

// Run forwards the pending events, and returns how many. An event that the
// publisher does not accept stays pending, without blocking the others; Run
// ends, with the publisher's errors, when none of a batch is accepted.
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

// sendAll forwards events, several concurrently, and returns the errors.
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
