package background

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/redecision"
	"importchecker/shared/webhook"
)

// Decide is the Task of deciding again what publications touch.
type Decide struct {
	Worker *redecision.Worker
	// Concurrency is how many parts of jobs are worked on at the same time.
	Concurrency int

	counted *countedJobs
}

var _ Task = (*Decide)(nil)

// NewDecide returns the task of a worker. What becomes of jobs goes to the log.
func NewDecide(w redecision.Worker, concurrency int, log *slog.Logger) *Decide {
	counted := &countedJobs{Store: w.Store, log: log}
	w.Store = counted
	return &Decide{&w, concurrency, counted}
}

// Run implements Task: it returns how many decisions were added.
func (d *Decide) Run(ctx context.Context) (handled int, done bool, err error) {
	before := d.counted.added.Load()
	done, err = d.Worker.Run(ctx, d.Concurrency)
	return int(d.counted.added.Load() - before), done, err
}

// Oldest implements Task.
func (d *Decide) Oldest(ctx context.Context) (time.Time, error) {
	jobs, err := d.Worker.Store.OpenJobs(ctx)
	if err != nil || len(jobs) == 0 || jobs[0].NotBefore.After(d.Worker.Now()) {
		return time.Time{}, err
	}
	return jobs[0].NotBefore, nil // they come by when they are due
}

// Failing implements Failing: it returns how many submissions could not be decided
// again, and are to be tried once more.
func (d *Decide) Failing(ctx context.Context) (int, error) {
	jobs, err := d.Worker.Store.OpenJobs(ctx)
	failing := 0
	for _, job := range jobs {
		if job.NotBefore.After(d.Worker.Now()) {
			continue
		}
		progress, err := d.Worker.Store.Progress(ctx, job.ID)
		if err != nil {
			return failing, err
		}
		for _, p := range progress {
			failing += p.Failed
		}
	}
	return failing, err
}

// Tell is the Task of handing on the events in the outbox.
type Tell struct {
	Relay *event.Relay
	// Sent is called after a run that handed something on; it may be nil.
	Sent func(ctx context.Context) error
}

var _ Task = (*Tell)(nil)

// Run implements Task: it returns how many events were handed on.
func (t *Tell) Run(ctx context.Context) (handled int, done bool, err error) {
	handled, err = t.Relay.Run(ctx)
	done = err == nil
	if handled > 0 && t.Sent != nil {
		// Also when the run did not end well: what was sent is to be delivered.
		err = errors.Join(err, t.Sent(ctx))
	}
	return handled, done, err
}

// Oldest implements Task.
func (t *Tell) Oldest(ctx context.Context) (time.Time, error) {
	events, err := t.Relay.Outbox.Pending(ctx, 1)
	if err != nil || len(events) == 0 {
		return time.Time{}, err
	}
	return events[0].At, nil
}

// Deliver is the Task of making the deliveries that are due.
type Deliver struct {
	deliverer *webhook.Deliverer
	noted     *notedDeliveries
}

var _ Task = (*Deliver)(nil)

// NewDeliver returns the task of a deliverer. Each try of a delivery goes to the
// log: not the address, and not what a receiver said.
func NewDeliver(d webhook.Deliverer, log *slog.Logger) *Deliver {
	noted := &notedDeliveries{Store: d.Store, log: log, now: d.Now, held: make(map[string]held)}
	d.Store = noted
	return &Deliver{&d, noted}
}

// Run implements Task: it returns how many receivers have what they were sent.
func (d *Deliver) Run(ctx context.Context) (handled int, done bool, err error) {
	before := d.noted.looks.Load()
	handled, err = d.deliverer.Run(ctx)
	if err != nil && ctx.Err() != nil && d.noted.looks.Load() > before {
		return handled, false, nil // receivers may be slow for longer than this
	}
	return handled, err == nil, err
}

// Oldest implements Task.
func (d *Deliver) Oldest(ctx context.Context) (time.Time, error) {
	due, err := d.noted.Store.Due(ctx, d.deliverer.Now(), 1)
	if err != nil || len(due) == 0 {
		return time.Time{}, err
	}
	oldest := due[0].Due
	for _, d := range due {
		if d.Due.Before(oldest) {
			oldest = d.Due
		}
	}
	return oldest, nil
}

// All is a Publisher that hands an event on to several, in their order. One that
// fails is asked again with the event, and so are those before it.
type All []event.Publisher

// Publish implements event.Publisher.
func (all All) Publish(ctx context.Context, e event.Event) error {
	for _, p := range all {
		if err := p.Publish(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
