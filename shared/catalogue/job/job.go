package job

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"importchecker/shared/catalogue"
	"importchecker/shared/edition"
	"importchecker/shared/storage"
)

// State is the state of a job.
type State string

const (
	Created   State = "awaiting_file"
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
	Expired   State = "expired"
)

// Ended reports whether the state is final.
func (s State) Ended() bool {
	switch s {
	case Done, Failed, Cancelled, Expired:
		return true
	}
	return false
}

// Limits of jobs.
const (
	// Settling is how many facts and lists a job ranks by what they would settle.
	Settling = 3
	// MaxOpen is how many unfinished jobs a seller may have.
	MaxOpen = 20
	// UploadTime is how long the file may take to arrive.
	UploadTime = time.Hour
	// Kept is how long a job and its result are stored after its end.
	Kept = 7 * 24 * time.Hour
	// MaxBegun is how often a job is begun before it fails.
	MaxBegun = 5
)

// A Job checks one catalogue.
type Job struct {
	ID, Seller string
	Filename   string
	Mapping    map[catalogue.Field]string
	Channels   []string // empty for all
	AsOf       edition.Date
	Language   catalogue.Language
	Workbook   bool // whether the result is written as XLSX too

	State    State
	Failure  *Failure // why it failed
	Begun    int      // how often it was begun
	Lease    time.Time
	Revision int // counts the writes, from 1

	Size      int64 // of the file, in bytes; 0 until it has arrived
	BytesRead int64
	Columns   []catalogue.Column
	Ignored   []string
	Notes     []catalogue.Note
	Tally     *catalogue.Tally
	Settles   []catalogue.Settlement // the facts and lists that would settle most
	Results   []Result

	CreatedAt, ArrivedAt, StartedAt, EndedAt time.Time
}

// Failure is the reason why a job has no result.
type Failure struct {
	Code FailureCode
	Text edition.Text
}

// FailureCode is the stable name of a failure.
type FailureCode string

const (
	NoTable         FailureCode = "no_table"
	NoHeading       FailureCode = "no_heading"
	UnknownMapping  FailureCode = "unknown_mapping"
	TooManyRows     FailureCode = "too_many_rows"
	FileTooLarge    FailureCode = "file_too_large"
	GivenUp         FailureCode = "given_up"
	WorkbookTooLong FailureCode = "workbook_too_long"
)

// A Result is a file that a job wrote.
type Result struct {
	Format string `json:"format"` // csv or xlsx
	Key    string `json:"key"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Key returns the key in Files of the job's file with this name.
func (j *Job) Key(name string) string { return "catalogues/" + j.ID + "/" + name }

// Upload is the name of the seller's file.
const Upload = "upload"

// Due returns when the job needs attention next: when its upload expires, since when it waits, or when the
// lease of its worker ends.
func (j *Job) Due() time.Time {
	switch j.State {
	case Created:
		return j.CreatedAt.Add(UploadTime)
	case Running:
		return j.Lease
	}
	return j.ArrivedAt
}

// ExpiresAt returns when the job is deleted.
func (j *Job) ExpiresAt() time.Time {
	if j.EndedAt.IsZero() {
		return j.CreatedAt.Add(Kept)
	}
	return j.EndedAt.Add(Kept)
}

// ErrTooManyOpen: the seller has MaxOpen unfinished jobs.
var ErrTooManyOpen = errors.New("too many catalogues under way")

// A Store stores jobs. Its errors are those of package storage.
type Store interface {
	// Create stores a new job. It returns ErrTooManyOpen when the seller has too many unfinished jobs.
	Create(ctx context.Context, j Job) error
	// Get returns a seller's job; storage.ErrNotFound for another's.
	Get(ctx context.Context, seller, id string) (Job, error)
	// Find returns the job of an id, of any seller.
	Find(ctx context.Context, id string) (Job, error)
	// List returns a seller's jobs, newest first.
	List(ctx context.Context, seller string, page storage.Page) (jobs []Job, next string, err error)
	// Update writes a job with the next revision; storage.ErrConflict when the revision before it is not the
	// stored one.
	Update(ctx context.Context, j Job) error
	// SaveProgress writes the progress of a job as Update does, if its state and its lease are unchanged.
	SaveProgress(ctx context.Context, j Job) error
	// Line returns the places of unfinished jobs, sorted by when they are due: at most limit running ones and
	// as many others.
	Line(ctx context.Context, limit int) ([]Place, error)
}

// A Place is the position of a job in line.
type Place struct {
	Seller, ID string
	Due        time.Time
	Running    bool
}

// Files stores uploads and results.
type Files interface {
	// PutURL returns where the file of a key may be put until the given time.
	PutURL(key string, until time.Time) (method, url string, headers map[string]string, err error)
	// GetURL returns where the file of a key may be read until the given time, with the name to save it as.
	GetURL(key, saveAs string, until time.Time) (string, error)
	// Size returns the size of the file of a key; storage.ErrNotFound when there is none.
	Size(ctx context.Context, key string) (int64, error)
	// Open opens the file of a key.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Write stores a file under a key, replacing any that was there.
	Write(ctx context.Context, key string, file *os.File) error
}
