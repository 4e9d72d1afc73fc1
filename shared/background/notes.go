package background

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/redecision"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// countedJobs is a redecision.Store that counts the decisions that are added, and logs
// what becomes of jobs.
type countedJobs struct {
	redecision.Store
	log   *slog.Logger
	added atomic.Int64
}

// AppendChanged implements redecision.Store.
func (c *countedJobs) AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	err := c.Store.AppendChanged(ctx, sub, d, verdicts, version, e)
	if err == nil {
		c.added.Add(1)
	}
	return err
}

// SaveProgress implements redecision.Store.
func (c *countedJobs) SaveProgress(ctx context.Context, p redecision.Progress) error {
	err := c.Store.SaveProgress(ctx, p)
	// Parts with nothing in them are many, and say nothing.
	if err == nil && p.Done && p.Examined > 0 {
		c.log.LogAttrs(ctx, level(p.Failed), "part decided again",
			append(ids(ctx), slog.String("job", p.Job), slog.Int("part", p.Part),
				slog.Int("examined", p.Examined), slog.Int("changed", p.Changed), slog.Int("failed", p.Failed))...)
	}
	return err
}

// Finish implements redecision.Store.
func (c *countedJobs) Finish(ctx context.Context, job redecision.Job, at time.Time) error {
	progress, err := c.Store.Progress(ctx, job.ID)
	if err == nil {
		err = c.Store.Finish(ctx, job, at)
	}
	if err != nil {
		return err
	}
	var sum redecision.Progress
	for _, p := range progress {
		sum.Examined, sum.Changed, sum.Failed = sum.Examined+p.Examined, sum.Changed+p.Changed, sum.Failed+p.Failed
	}
	c.log.LogAttrs(ctx, level(sum.Failed), "job done", append(ids(ctx),
		slog.String("job", job.ID), slog.String("action", string(job.Action)), slog.String("list", job.List),
		slog.String("edition", job.Edition),
		slog.Int("version", job.Version), slog.Int("parts", len(progress)), slog.Int("examined", sum.Examined),
		slog.Int("changed", sum.Changed), slog.Int("failed", sum.Failed),
		slog.Float64("since_due_ms", float64(at.Sub(job.NotBefore).Microseconds())/1000))...)
	return nil
}

// level is that of a line about what may have failed in part.
func level(failed int) slog.Level {
	if failed > 0 {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// Noted returns a Publisher that does as the given one does, and logs each event
// that was handed on.
func Noted(p event.Publisher, log *slog.Logger) event.Publisher {
	return notedPublisher{p, log}
}

type notedPublisher struct {
	publisher event.Publisher
	log       *slog.Logger
}

func (n notedPublisher) Publish(ctx context.Context, e event.Event) error {
	if err := n.publisher.Publish(ctx, e); err != nil {
		return err
	}
	n.log.LogAttrs(ctx, slog.LevelInfo, "event handed on",
		append(ids(ctx), slog.String("event", e.ID), slog.String("type", e.Type),
			slog.String("submission", e.Submission), slog.String("decision", e.Decision),
			slog.String("publication", e.Cause.Publication))...)
	return nil
}

// notedDeliveries is a Store that counts the looks for what is due, and logs each
// try of a delivery.
type notedDeliveries struct {
	webhook.Store
	log   *slog.Logger
	now   func() time.Time
	looks atomic.Int64 // that succeeded

	mu   sync.Mutex
	held map[string]held // by event and webhook: those that are being tried
}

// held is a delivery as it was when it was taken to be tried.
type held struct {
	attempts int
	since    time.Time
}

// Due implements webhook.Store.
func (n *notedDeliveries) Due(ctx context.Context, now time.Time, limit int) ([]webhook.Delivery, error) {
	due, err := n.Store.Due(ctx, now, limit)
	if err == nil {
		n.looks.Add(1)
	}
	return due, err
}

// PutDelivery implements webhook.Store.
func (n *notedDeliveries) PutDelivery(ctx context.Context, d webhook.Delivery, was time.Time) error {
	if err := n.Store.PutDelivery(ctx, d, was); err != nil {
		return err
	}
	key := d.Event + " " + d.Endpoint
	n.mu.Lock()
	taken, ok := n.held[key]
	if ok && (d.Attempts > taken.attempts || d.State != webhook.Waiting) {
		delete(n.held, key)
	} else {
		n.held[key] = held{d.Attempts, n.now()}
		ok = false
	}
	n.mu.Unlock()
	if !ok {
		return nil
	}
	at := slog.LevelInfo
	if d.State == webhook.Failed {
		at = slog.LevelWarn
	}
	n.log.LogAttrs(ctx, at, "delivery", append(ids(ctx), slog.String("event", d.Event), slog.String("webhook", d.Endpoint),
		slog.String("state", string(d.State)), slog.Int("attempt", d.Attempts), slog.Int("status", d.LastStatus),
		slog.Float64("duration_ms", float64(n.now().Sub(taken.since).Microseconds())/1000))...)
	return nil
}
