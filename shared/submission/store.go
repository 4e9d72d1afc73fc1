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

// The answers of a Store that are not a result, beside those of package storage.
// They come wrapped; compare with errors.Is. Any other error, a done context's
// aside, is a defect.
var (
	// ErrKeyReused: the idempotency key stands for another request body.
	ErrKeyReused = errors.New("idempotency key reused with another request")
)

// MaxStored is how many bytes a Request may have, and a decision's Body as it is
// stored, which is compressed.
const MaxStored = 380 << 10

// KeyLifetime is how long an idempotency key is remembered, counted from the
// creation of its submission.
const KeyLifetime = 24 * time.Hour

// A Store keeps submissions with their decisions. Each method is safe for use
// by many callers at once. What a method has acknowledged is durable, and a
// later call sees it. Times come back in UTC, to the nanosecond.
//
// The seller named in a call is the one that asks, as authenticated by the
// caller; a Store shows it nothing of any other seller's.
type Store interface {
	// Create stores a new submission with its first decision, and with the
	// idempotency key when there is one, all at once or not at all. The decision
	// must be sealed on the zero Link and be the submission's head.
	//
	// When a submission was created with the key before, nothing is stored: the
	// Replay says with which decision that request was answered. A key is
	// forgotten KeyLifetime after the creation of its submission; the time is
	// that of the submission which is to be created.
	//
	// ErrKeyReused when the key stands for another body. ErrConflict when the
	// submission's id is taken. ErrTooLarge when the request or the body
	// exceeds MaxStored.
	Create(ctx context.Context, s Submission, first Decision, key *Key) (*Replay, error)

	// Get returns a submission and its newest decision. ErrNotFound when the
	// seller has none with this id; ErrDamaged when the decision is not the one
	// that was sealed.
	Get(ctx context.Context, seller, id string) (Submission, Decision, error)

	// List returns the seller's submissions that match the filter, newest id
	// first, and the cursor of the page that follows, which is empty after the
	// last one. Each submission that exists, and matches, from the first page
	// to the last is returned exactly once, whatever is written meanwhile. A
	// page can be shorter than its limit, or even empty, and yet not be the
	// last: it looks at a bounded number of submissions. A cursor is a place
	// among the seller's submissions: it can be used with any filter, and keeps
	// its meaning. ErrCursor when it is not one.
	List(ctx context.Context, seller string, f Filter, p storage.Page) (page []Listed, next string, err error)

	// Failures returns which of the seller's submissions, of those with ids from
	// first to last, could not be decided again, by id.
	Failures(ctx context.Context, seller, first, last string) (map[string]Failure, error)

	// Decisions returns the decisions of a submission, newest first, and the
	// cursor of the page that follows, which is empty after the last one.
	// ErrNotFound as in Get; ErrCursor as in List.
	Decisions(ctx context.Context, seller, id string, p storage.Page) (page []Decision, next string, err error)

	// Decision returns one decision of a submission by its sequence number.
	// ErrNotFound as in Get, and when there is no decision of this number.
	Decision(ctx context.Context, seller, id string, seq int) (Decision, error)

	// Append adds a decision to a submission, makes its link the head, its
	// time the submission's UpdatedAt and the verdicts the submission's own,
	// all at once or not at all. The decision must be sealed on the head that
	// the caller read. ErrConflict when that is not the head any more: read
	// again, and decide whether there is still something to append.
	// ErrNotFound as in Get; ErrTooLarge as in Create.
	Append(ctx context.Context, seller, id string, d Decision, verdicts []Verdict) error

	// Amend adds a decision to a submission as Append does, and puts what was
	// decided in the place of what is stored. The submission is as the caller
	// read it; ErrConflict when it is not so any more. The reference stays.
	Amend(ctx context.Context, s Submission, a Amendment, d Decision) error
}

// An Amendment is what of a submission is otherwise from a decision on.
type Amendment struct {
	Request  []byte
	Code     string // it may be that of the submission
	Verdicts []Verdict
}

// A Filter narrows a list. Empty fields match everything.
type Filter struct {
	Verdict string       // some channel, or the one named, has this verdict
	Channel string       // this channel was decided
	Ref     string       // the seller's reference is exactly this
	Kind    string       // Goods or Service
	Code    string       // the code begins so
	Words   string       // the reference, the name or the code has each of these words in it
	From    edition.Date // created on this day in China, or later
	To      edition.Date // created on this day in China, or earlier

	OldestFirst bool // the order in which they were created, in the place of its reverse
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

// A Key is what a seller sends with a request, so that the request can be sent
// again and makes no second submission.
type Key struct {
	Key      string
	BodyHash string // tells requests apart
}

// A Replay names the decision that a completed request was answered with.
type Replay struct {
	SubmissionID string
	Seq          int
}
