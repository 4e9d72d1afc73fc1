package redecision

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/submission"
)

// ErrMoved means that the lists are no longer at the version that was worked
// on.
var ErrMoved = errors.New("the lists have moved on")

// An Index finds submissions by code.
type Index interface {
	// Carrying returns submissions of a run, ordered by code, and the cursor of
	// the next page, which is empty after the last one.
	Carrying(ctx context.Context, r Run, after string, limit int) (page []Carrier, next string, err error)
}

// A Carrier is a submission as the index by code has it.
type Carrier struct {
	Seller string
	ID     string
	Code   string
}

// A Store stores jobs and their progress, and the decisions that they add.
type Store interface {
	Index

	// OpenJobs returns the unfinished jobs, by when they are due.
	OpenJobs(ctx context.Context) ([]Job, error)

	// Job returns a job; ErrNotFound when there is none.
	Job(ctx context.Context, id string) (Job, error)

	// Progress returns the progress of a job, by part. Parts not begun are left
	// out.
	Progress(ctx context.Context, job string) (map[int]Progress, error)

	// PartProgress returns the progress of one part; when it was not begun, a
	// Progress with only its job and part.
	PartProgress(ctx context.Context, job string, part int) (Progress, error)

	// SaveProgress stores the next revision of a part's progress; ErrConflict
	// when the previous revision is not the stored one.
	SaveProgress(ctx context.Context, p Progress) error

	// NoteFailures records for their sellers which submissions could not be
	// decided again, and removes the records of those that have been decided
	// since.
	NoteFailures(ctx context.Context, failures []submission.Failure, mended []Carrier) error

	// Finish closes a job. Closing it twice is no error.
	Finish(ctx context.Context, job Job, at time.Time) error

	// Submissions returns submissions; those that do not exist are left out.
	Submissions(ctx context.Context, carriers []Carrier) ([]submission.Submission, error)

	// Newest returns the newest decisions of submissions as read, by submission
	// id. Missing decisions are left out.
	Newest(ctx context.Context, subs []submission.Submission) (map[string]submission.Decision, error)

	// AppendChanged adds a decision to a submission like
	// submission.Store.Append, and its event, in one transaction. ErrConflict
	// when the submission has changed since it was read; ErrMoved when the
	// lists are no longer at this version.
	AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
		verdicts []submission.Verdict, version int, e event.Event) error
}
