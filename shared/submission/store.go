package submission

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/storage"
)

// The errors of a Store, in addition to those of package storage. They are wrapped; compare with errors.Is. Any
// other error, except the context's, is a defect.
var (
	// ErrKeyReused: the idempotency key was used with another request body.
	ErrKeyReused = errors.New("idempotency key reused with another request")
)

// MaxStored is the greatest size in bytes of a Request, and of a decision's Body as stored, which is
// compressed.
const MaxStored = 380 << 10

// KeyLifetime is how long an idempotency key is remembered, from the creation of its submission.
const KeyLifetime = 24 * time.Hour

// A Store stores submissions with their decisions. Its methods are safe for concurrent use. Acknowledged writes
// are durable and seen by later calls. Times are returned in UTC, to the nanosecond.
//
// The seller in a call is the one that asks, authenticated by the caller; a Store returns nothing of other
// sellers.
type Store interface {
	// Create stores a new submission with its first decision, and with the idempotency key if there is one, all
	// at once or not at all. The decision must be sealed on the zero Link and be the submission's head.
	//
	// If a submission was created with the key before, nothing is stored, and the Replay names the decision
	// with which that request was answered. A key is forgotten KeyLifetime after the creation of its
	// submission, measured at the creation time of the new submission.
	//
	// ErrKeyReused when the key was used with another body. ErrConflict when the submission's id is taken.
	// ErrTooLarge when the request or the body exceeds MaxStored.
	Create(ctx context.Context, s Submission, first Decision, key *Key) (*Replay, error)

	// Get returns a submission and its newest decision. ErrNotFound when the seller has none with this id;
	// ErrDamaged when the decision is not the one that was sealed.
	Get(ctx context.Context, seller, id string) (Submission, Decision, error)

	// List returns the seller's submissions that match the filter, newest id first, and the cursor of the next
	// page, which is empty after the last one. Each submission that exists and matches during the whole listing
	// is returned exactly once, whatever is written meanwhile. A page reads a limited number of submissions, so
	// it can be shorter than its limit, or even empty, without being the last. A cursor is a position among the
	// seller's submissions: it can be used with any filter, and does not expire. ErrCursor when it is
	// malformed.
	List(ctx context.Context, seller string, f Filter, p storage.Page) (page []Listed, next string, err error)

	// Failures returns the seller's submissions, with ids from first to last, that could not be decided again,
	// by id.
	Failures(ctx context.Context, seller, first, last string) (map[string]Failure, error)

	// Decisions returns the decisions of a submission, newest first, and the cursor of the next page, which is
	// empty after the last one. ErrNotFound as in Get; ErrCursor as in List.
	Decisions(ctx context.Context, seller, id string, p storage.Page) (page []Decision, next string, err error)

	// Decision returns one decision of a submission by its sequence number. ErrNotFound as in Get, and when
	// there is no decision with this number.
	Decision(ctx context.Context, seller, id string, seq int) (Decision, error)

	// Append adds a decision to a submission, and sets the submission's head, UpdatedAt and verdicts from it,
	// all at once or not at all. The decision must be sealed on the head that the caller read. ErrConflict when
	// that is no longer the head: read again, and check whether there is still something to append. ErrNotFound
	// as in Get; ErrTooLarge as in Create.
	Append(ctx context.Context, seller, id string, d Decision, verdicts []Verdict) error

	// Amend adds a decision to a submission as Append does, and replaces the stored request and code. The
	// submission is as the caller read it; ErrConflict when it has changed since. The reference stays.
	Amend(ctx context.Context, s Submission, a Amendment, d Decision) error
}

// An Amendment is what changes in a submission with a new decision.
type Amendment struct {
	Request  []byte
	Code     string // may be unchanged
	Verdicts []Verdict
}

// A Filter selects submissions of a list. Empty fields match everything.
type Filter struct {
	Verdict string       // the named channel, or any, has this verdict
	Channel string       // this channel was decided
	Ref     string       // the seller's reference, exactly
	Kind    string       // Goods or Service
	Code    string       // a prefix of the code
	Words   string       // the reference, the name or the code contains each of these words
	From    edition.Date // created on this day in China or later
	To      edition.Date // created on this day in China or earlier

	OldestFirst bool // sort by creation, oldest first
}

// Matches reports whether a submission passes the filter.
func (f Filter) Matches(l *Listed) bool {
	switch {
	case f.Ref != "" && l.Ref != f.Ref, f.Kind != "" && l.Kind != f.Kind, !strings.HasPrefix(l.Code, f.Code),
		f.From != 0 && edition.DateOf(l.CreatedAt) < f.From, f.To != 0 && edition.DateOf(l.CreatedAt) > f.To:
		return false
	}
	if f.Words != "" {
		text := strings.ToLower(l.Ref + "\n" + l.Name + "\n" + l.Code)
		for word := range strings.FieldsSeq(strings.ToLower(f.Words)) {
			if !strings.Contains(text, word) {
				return false
			}
		}
	}
	if f.Channel == "" && f.Verdict == "" {
		return true
	}
	return slices.ContainsFunc(l.Verdicts, func(v Verdict) bool {
		return (f.Channel == "" || v.Where == f.Channel) && (f.Verdict == "" || v.Verdict == f.Verdict)
	})
}

// A Key is the idempotency key that a seller sends with a request, so that a repeated request creates no second
// submission.
type Key struct {
	Key      string
	BodyHash string // identifies the request body
}

// A Replay names the decision that answered a completed request.
type Replay struct {
	SubmissionID string
	Seq          int
}
