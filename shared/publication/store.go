package publication

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/submission"
)

// The answers of a store that are not a result. They come wrapped; compare with
// errors.Is.
var (
	// ErrNotFound: there is no such thing.
	ErrNotFound = errors.New("not found")

	// ErrConflict: someone else was first. What was read before is out of
	// date: read again.
	ErrConflict = errors.New("conflict")

	// ErrMoved: the lists are not at the version that was worked on any more.
	ErrMoved = errors.New("the lists have moved on")

	// ErrCursor: Page.After is not what a store gave out.
	ErrCursor = errors.New("malformed cursor")

	// ErrUnavailable: storage did not answer, or refused for now.
	ErrUnavailable = submission.ErrUnavailable
)

// A DeskStore keeps editions, imports and versions of the manifest. Each method
// is safe for use by many at once; what was acknowledged is durable and seen by
// the next call.
type DeskStore interface {
	Shelf
	Index

	// PutEdition stores an edition. That it is stored already is no error, and
	// when what is stored is damaged, it is mended. ErrConflict when its hash
	// stands for other content.
	PutEdition(ctx context.Context, s Sealed) error

	// CreateImport stores an import with its parts. ErrConflict when the id is
	// taken.
	CreateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// UpdateImport stores an import in the place of the revision before, and
	// those of its parts that are given. ErrConflict when another revision is
	// stored.
	UpdateImport(ctx context.Context, i Import, parts map[string][]byte) error

	// Import returns an import; ErrNotFound when the list has none with the id.
	Import(ctx context.Context, list, id string) (Import, error)

	// Imports returns those of a list, newest first, and the cursor of the page
	// that follows, which is empty after the last one.
	Imports(ctx context.Context, list string, p submission.Page) (page []Import, next string, err error)

	// ImportPart returns a part of an import; ErrNotFound when it has none of
	// this name.
	ImportPart(ctx context.Context, list, id, name string) ([]byte, error)

	// Move makes a manifest the newest, with the import that it is about and
	// the jobs that follow from it, all at once or not at all. ErrConflict when
	// the newest is not the version before, or the import is not stored in the
	// revision before.
	Move(ctx context.Context, m *Manifest, i Import, jobs []Job) error
}

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
type JobStore interface {
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
	AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision, verdicts []submission.ChannelVerdict, version int, e Event) error
}

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
	Events(ctx context.Context, seller string, p submission.Page) (page []Event, next string, err error)
}
