package imports

import (
	"context"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/wire"
	"importchecker/shared/redecision"
)

// Jobs reads the jobs that decide submissions again after a publication.
type Jobs interface {
	OpenJobs(ctx context.Context) ([]redecision.Job, error)
	Progress(ctx context.Context, job string) (map[int]redecision.Progress, error)
}

// maxFailures bounds the failed submissions that are listed for a job.
const maxFailures = 100

// redecisions answers with the unfinished jobs: their progress, and the submissions
// that could not be decided again, without their sellers.
func (i Handlers) redecisions(ctx context.Context, c *api.Call, _ string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	jobs, err := i.Jobs.OpenJobs(ctx)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	w := wire.New()
	api.WritePage(w, jobs, "", func(job *redecision.Job) {
		var progress map[int]redecision.Progress
		if err == nil && !job.NotBefore.After(i.Now()) {
			progress, err = i.Jobs.Progress(ctx, job.ID)
		}
		writeJob(w, job, progress, i.Now())
	})
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	return api.Answer(200, w, api.NoStore), nil
}

func writeJob(w *wire.Writer, job *redecision.Job, progress map[int]redecision.Progress, now time.Time) {
	sum, failed, retryAt := redecision.Sum(progress)
	w.Begin('{')
	w.Str("id", job.ID)
	w.Str("publication", job.Publication)
	w.Str("list", job.List)
	w.Str("edition", job.Edition)
	w.Str("action", string(job.Action))
	w.Time("due_at", job.NotBefore)
	w.Str("state", stateOf(job, sum, now))
	w.Int("parts", int64(job.Touch.Parts()))
	w.Int("parts_done", int64(sum.Part))
	w.Int("examined", int64(sum.Examined))
	w.Int("changed", int64(sum.Changed))
	w.Int("failed", int64(sum.Failed))
	w.TimeOrNull("retry_at", retryAt)
	w.Array("failures")
	for _, f := range failed[:min(len(failed), maxFailures)] {
		w.Begin('{')
		w.Str("submission", f.ID)
		w.Str("why", f.Why)
		w.TimeOrNull("since", f.Since)
		w.End('}')
	}
	w.End(']')
	w.End('}')
}

// stateOf returns the state of a job.
func stateOf(job *redecision.Job, sum redecision.Progress, now time.Time) string {
	switch {
	case job.NotBefore.After(now):
		return "waiting"
	case sum.Part < job.Touch.Parts():
		return "running"
	case sum.Failed > 0:
		return "failing"
	}
	return "running" // until the next check closes it
}
