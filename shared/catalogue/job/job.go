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

// State is how far a job has come.
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

// Ended reports whether nothing more happens to a job in this state.
func (s State) Ended() bool {
	switch s {
	case Done, Failed, Cancelled, Expired:
		return true
	}
	return false
}

// Bounds of jobs.
const (
	// Settling is how many facts and lists a job names that would settle most.
	Settling = 3
	// MaxOpen is how many jobs of a seller may be under way at once.
	MaxOpen = 20
	// UploadTime is how long the file may take to arrive.
	UploadTime = time.Hour
	// Kept is how long a job and its result are kept after its end.
	Kept = 7 * 24 * time.Hour
	// MaxBegun is how often a job is begun before it is given up.
	MaxBegun = 5
)

// A Job is the checking of one catalogue.
type Job struct {
	ID, Seller string
	Filename   string
	Mapping    map[catalogue.Field]string
	Channels   []string // none asks for all
	AsOf       edition.Date
	Language   catalogue.Language
	Workbook   bool // the result is wanted as XLSX too

	State    State
	Failure  *Failure // why it failed
	Begun    int      // how often
	Lease    time.Time
	Revision int // counts the writes, from 1

	Size      int64 // of the file, in bytes; 0 until it is there
	BytesRead int64
	Columns   []catalogue.Column
	Ignored   []string
	Notes     []catalogue.Note
	Tally     *catalogue.Tally
	Settles   []catalogue.Settles // what would settle most
	Results   []Result

	CreatedAt, ArrivedAt, StartedAt, EndedAt time.Time
}

// Failure says why a job has no result.
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

// A Result is a file that a job has written.
type Result struct {
	Format string `json:"format"` // csv or xlsx
	Key    string `json:"key"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Key names the file of a job that is called so in a Files.
func (j *Job) Key(name string) string { return "catalogues/" + j.ID + "/" + name }

// Upload is the name of the file that the seller puts.
const Upload = "upload"

// Due is when the job is to be looked at next: when its file should be there, when
// it is there, or when the worker that runs it should have said something.
func (j *Job) Due() time.Time {
	switch j.State {
	case Created:
		return j.CreatedAt.Add(UploadTime)
	case Running:
		return j.Lease
	}
	return j.ArrivedAt
}

// ExpiresAt is when nothing of the job is kept any longer.
func (j *Job) ExpiresAt() time.Time {
	if j.EndedAt.IsZero() {
		return j.CreatedAt.Add(Kept)
	}
	return j.EndedAt.Add(Kept)
}

// ErrTooManyOpen says that the seller has MaxOpen jobs under way.
var ErrTooManyOpen = errors.New("too many catalogues under way")

// A Store keeps jobs. Its errors are those of package storage.
type Store interface {
	// Create keeps a new job. It returns ErrTooManyOpen when the seller has too
	// many under way.
	Create(ctx context.Context, j Job) error
	// Get returns a seller's job; storage.ErrNotFound for another's.
	Get(ctx context.Context, seller, id string) (Job, error)
	// Find returns the job of an id, whoever's it is.
	Find(ctx context.Context, id string) (Job, error)
	// List returns a seller's jobs, newest first.
	List(ctx context.Context, seller string, page storage.Page) (jobs []Job, next string, err error)
	// Update writes a job whose revision is one more than what is stored;
	// storage.ErrConflict when it is not.
	Update(ctx context.Context, j Job) error
	// Tell writes how far a job has come, as Update does, where neither its state nor
	// its lease is another.
	Tell(ctx context.Context, j Job) error
	// Line returns the places of jobs that have not ended, by when they are due: at
	// most limit that run and as many others.
	Line(ctx context.Context, limit int) ([]Place, error)
}

// A Place is that of a job in line.
type Place struct {
	Seller, ID string
	Due        time.Time
	Running    bool
}

// Files holds what sellers put and what jobs write.
type Files interface {
	// PutURL is where the file of a key may be put until the time.
	PutURL(key string, until time.Time) (method, url string, headers map[string]string, err error)
	// GetURL is where the file of a key may be read until the time, under a
	// name to save it as.
	GetURL(key, saveAs string, until time.Time) (string, error)
	// Size returns how large the file of a key is; storage.ErrNotFound when it
	// is not there.
	Size(ctx context.Context, key string) (int64, error)
	// Open reads the file of a key.
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	// Write keeps a file under a key, in the place of what was there.
	Write(ctx context.Context, key string, file *os.File) error
}
