package redecision

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/submission"
)

// ErrMoved: the lists are not at the version that was worked on any more.
var ErrMoved = errors.New("the lists have moved on")

// An Index finds submissions by code.
type Index interface {
	// Carrying returns submissions of a run, in the order of their codes, and
	// the cursor of the page that follows, which is empty after the last one.
	Carrying(ctx context.Context, r Run, after string, limit int) (page []Carrier, next string, err error)
}

// A Carrier is a submission as the index by code has it.
type Carrier struct {
	Seller string
	ID     string
	Code   string
}

// A JobStore keeps jobs and what they do.
type Store interface {
	Index

	// OpenJobs returns the jobs that are not finished, by when they are due.
	OpenJobs(ctx context.Context) ([]Job, error)

	// Job returns a job; ErrNotFound when there is none.
	Job(ctx context.Context, id string) (Job, error)

	// Progress returns how far the parts of a job have come, by part. Parts
	// that were not begun are not among them.
	Progress(ctx context.Context, job string) (map[int]Progress, error)

	// PartProgress returns how far one part has come; the zero Progress, with
	// its job and part, when it was not begun.
	PartProgress(ctx context.Context, job string, part int) (Progress, error)

	// SaveProgress stores the next revision of a part's progress. ErrConflict
	// when the one before it is not what is stored.
	SaveProgress(ctx context.Context, p Progress) error

	// NoteFailures keeps, where their sellers see it, which submissions could not be
	// decided again, and forgets it of those that could be after all.
	NoteFailures(ctx context.Context, failures []submission.Failure, mended []Carrier) error

	// Finish closes a job. That it is closed already is no error.
	Finish(ctx context.Context, job Job, at time.Time) error

	// Submissions returns those submissions that there are.
	Submissions(ctx context.Context, carriers []Carrier) ([]submission.Submission, error)

	// Newest returns the newest decisions of submissions as they were read, by
	// submission id. One that is not there is left out.
	Newest(ctx context.Context, subs []submission.Submission) (map[string]submission.Decision, error)

	// AppendChanged adds a decision to a submission as submission.Store.Append
	// does, and the event that tells of it, all at once or not at all.
	// ErrConflict when the submission is not as it was read any more; ErrMoved
	// when the lists are not at this version any more.
	AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
		verdicts []submission.Verdict, version int, e event.Event) error
}
