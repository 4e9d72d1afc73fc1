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

// loggingJobs is a redecision.Store that counts the added decisions, and logs finished parts and jobs.
type loggingJobs struct {
	redecision.Store
	log   *slog.Logger
	added atomic.Int64
}

// AppendChanged implements redecision.Store.
func (c *loggingJobs) AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	err := c.Store.AppendChanged(ctx, sub, d, verdicts, version, e)
	if err == nil {
		c.added.Add(1)
	}
	return err
}

// SaveProgress implements redecision.Store.
func (c *loggingJobs) SaveProgress(ctx context.Context, p redecision.Progress) error {
	err := c.Store.SaveProgress(ctx, p)
	// Parts without submissions are many, and not worth logging.
	if err == nil && p.Done && p.Examined > 0 {
		c.log.LogAttrs(ctx, logLevel(p.Failed), "part decided again",
			append(correlationAttrs(ctx), slog.String("job", p.Job), slog.Int("part", p.Part),
				slog.Int("examined", p.Examined), slog.Int("changed", p.Changed), slog.Int("failed", p.Failed))...)
	}
	return err
}

// Finish implements redecision.Store.
func (c *loggingJobs) Finish(ctx context.Context, job redecision.Job, at time.Time) error {
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
	c.log.LogAttrs(ctx, logLevel(sum.Failed), "job done", append(correlationAttrs(ctx),
		slog.String("job", job.ID), slog.String("action", string(job.Action)), slog.String("list", job.List),
		slog.String("edition", job.Edition),
		slog.Int("version", job.Version), slog.Int("parts", len(progress)), slog.Int("examined", sum.Examined),
		slog.Int("changed", sum.Changed), slog.Int("failed", sum.Failed),
		slog.Float64("since_due_ms", float64(at.Sub(job.NotBefore).Microseconds())/1000))...)
	return nil
}

// logLevel returns the level of a line about work of which some failed.
func logLevel(failed int) slog.Level {
	if failed > 0 {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// LogPublished returns a Publisher that calls p and logs each published event.
func LogPublished(p event.Publisher, log *slog.Logger) event.Publisher {
	return loggingPublisher{p, log}
}

type loggingPublisher struct {
	publisher event.Publisher
	log       *slog.Logger
}

func (n loggingPublisher) Publish(ctx context.Context, e event.Event) error {
	if err := n.publisher.Publish(ctx, e); err != nil {
		return err
	}
	n.log.LogAttrs(ctx, slog.LevelInfo, "event handed on",
		append(correlationAttrs(ctx), slog.String("event", e.ID), slog.String("type", e.Type),
			slog.String("submission", e.Submission), slog.String("decision", e.Decision),
			slog.String("publication", e.Cause.Publication))...)
	return nil
}

// loggingDeliveries is a webhook.Store that counts the queries for what is due, and logs each attempt of a
// delivery.
type loggingDeliveries struct {
	webhook.Store
	log     *slog.Logger
	now     func() time.Time
	queries atomic.Int64 // that succeeded

	mu       sync.Mutex
	attempts map[string]attempt // running attempts, by event and webhook
}

// attempt is a delivery as it was when its attempt began.
type attempt struct {
	number int
	since  time.Time
}

// Due implements webhook.Store.
func (n *loggingDeliveries) Due(ctx context.Context, now time.Time, limit int) ([]webhook.Delivery, error) {
	due, err := n.Store.Due(ctx, now, limit)
	if err == nil {
		n.queries.Add(1)
	}
	return due, err
}

// PutDelivery implements webhook.Store.
func (n *loggingDeliveries) PutDelivery(ctx context.Context, d webhook.Delivery, previousDue time.Time) error {
	if err := n.Store.PutDelivery(ctx, d, previousDue); err != nil {
		return err
	}
	key := d.Event + " " + d.Endpoint
	n.mu.Lock()
	begun, ok := n.attempts[key]
	if ok && (d.Attempts > begun.number || d.State != webhook.Waiting) {
		delete(n.attempts, key)
	} else {
		n.attempts[key] = attempt{d.Attempts, n.now()}
		ok = false
	}
	n.mu.Unlock()
	if !ok {
		return nil
	}
	level := slog.LevelInfo
	if d.State == webhook.Failed {
		level = slog.LevelWarn
	}
	n.log.LogAttrs(ctx, level, "delivery", append(correlationAttrs(ctx),
		slog.String("event", d.Event), slog.String("webhook", d.Endpoint),
		slog.String("state", string(d.State)), slog.Int("attempt", d.Attempts), slog.Int("status", d.LastStatus),
		slog.Float64("duration_ms", float64(n.now().Sub(begun.since).Microseconds())/1000))...)
	return nil
}
