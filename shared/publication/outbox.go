package publication

import (
	"context"
	"errors"
	"fmt"
	"time"
)

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
		var faults []error
		for _, e := range events {
			if err := r.send(ctx, e); err != nil {
				faults = append(faults, err)
			}
		}
		if sent += len(events) - len(faults); len(faults) == len(events) || ctx.Err() != nil {
			return sent, errors.Join(faults...)
		}
	}
}

func (r *Relay) send(ctx context.Context, e Event) error {
	if err := r.Publisher.Publish(ctx, e); err != nil {
		return fmt.Errorf("publish event %s: %w", e.ID, err)
	}
	return wrap(r.Outbox.MarkSent(ctx, e, r.Now().UTC()), "note that event %s was sent", e.ID)
}
