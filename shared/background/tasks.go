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

// Decide is the Task of deciding again what publications affect.
type Decide struct {
	Worker *redecision.Worker
	// Concurrency is how many parts of jobs are worked on at the same time.
	Concurrency int

	store *loggingJobs
}

var _ Task = (*Decide)(nil)

// NewDecide returns the task of a worker. It logs the progress of jobs.
func NewDecide(w redecision.Worker, concurrency int, log *slog.Logger) *Decide {
	store := &loggingJobs{Store: w.Store, log: log}
	w.Store = store
	return &Decide{&w, concurrency, store}
}

// Run implements Task. It returns the number of added decisions.
func (d *Decide) Run(ctx context.Context) (handled int, done bool, err error) {
	before := d.store.added.Load()
	done, err = d.Worker.Run(ctx, d.Concurrency)
	return int(d.store.added.Load() - before), done, err
}

// Oldest implements Task.
func (d *Decide) Oldest(ctx context.Context) (time.Time, error) {
	jobs, err := d.Worker.Store.OpenJobs(ctx)
	if err != nil || len(jobs) == 0 || jobs[0].NotBefore.After(d.Worker.Now()) {
		return time.Time{}, err
	}
	return jobs[0].NotBefore, nil // they are sorted by when they are due
}

// Failing implements Failing. It returns the number of submissions that could not be decided again and will be
// retried.
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

// Tell is the Task of publishing the events in the outbox.
type Tell struct {
	Relay *event.Relay
	// Sent, if not nil, is called after a run that published something.
	Sent func(ctx context.Context) error
}

var _ Task = (*Tell)(nil)

// Run implements Task. It returns the number of published events.
func (t *Tell) Run(ctx context.Context) (handled int, done bool, err error) {
	handled, err = t.Relay.Run(ctx)
	done = err == nil
	if handled > 0 && t.Sent != nil {
		// Also after an error: what was published is to be delivered.
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
	store     *loggingDeliveries
}

var _ Task = (*Deliver)(nil)

// NewDeliver returns the task of a deliverer. It logs each attempt of a delivery, without the address and the
// response.
func NewDeliver(d webhook.Deliverer, log *slog.Logger) *Deliver {
	store := &loggingDeliveries{Store: d.Store, log: log, now: d.Now, attempts: make(map[string]attempt)}
	d.Store = store
	return &Deliver{&d, store}
}

// Run implements Task. It returns the number of successful deliveries.
func (d *Deliver) Run(ctx context.Context) (handled int, done bool, err error) {
	before := d.store.queries.Load()
	handled, err = d.deliverer.Run(ctx)
	if err != nil && ctx.Err() != nil && d.store.queries.Load() > before {
		return handled, false, nil // receivers may be slow for longer than this
	}
	return handled, err == nil, err
}

// Oldest implements Task.
func (d *Deliver) Oldest(ctx context.Context) (time.Time, error) {
	due, err := d.store.Store.Due(ctx, d.deliverer.Now(), 1)
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

// Publishers is a Publisher that calls several, in their order. When one fails, the event will be published
// again to it and to those before it.
type Publishers []event.Publisher

// Publish implements event.Publisher.
func (publishers Publishers) Publish(ctx context.Context, e event.Event) error {
	for _, p := range publishers {
		if err := p.Publish(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
