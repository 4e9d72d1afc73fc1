package submission

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/storage"
)

// The answers of a Store that are not a result, beside those of package storage.
// They come wrapped; compare with errors.Is. Any other error, a done context's
// aside, is a defect.
var (
	// ErrKeyReused: the idempotency key stands for another request body.
	ErrKeyReused = errors.New("idempotency key reused with another request")

	// ErrInProgress: the request that holds the idempotency key is still
	// being worked on.
	ErrInProgress = errors.New("request in progress")
)

// MaxStored is how many bytes a Request, or a decision's Body, may have.
const MaxStored = 380 << 10

// KeyLifetime is how long an idempotency key is remembered, counted from the
// claim.
const KeyLifetime = 24 * time.Hour

// A Store keeps submissions with their decisions. Each method is safe for use
// by many callers at once. What a method has acknowledged is durable, and a
// later call sees it. Times come back in UTC, to the nanosecond.
//
// The seller named in a call is the one that asks, as authenticated by the
// caller; a Store shows it nothing of any other seller's.
type Store interface {
	// Create stores a new submission with its first decision, and completes
	// the claim when there is one, all at once or not at all. The decision
	// must be sealed on the zero Link and be the submission's head; the
	// submission's seller must be the claim's.
	//
	// ErrConflict when the submission's id is taken, or when the claim is no
	// longer its holder's. ErrTooLarge when the request or the body exceeds
	// MaxStored.
	Create(ctx context.Context, s Submission, first Decision, claim *Claim) error

	// Get returns a submission and its newest decision. ErrNotFound when the
	// seller has none with this id.
	Get(ctx context.Context, seller, id string) (Submission, Decision, error)

	// List returns the seller's submissions that match the filter, newest id
	// first, and the cursor of the page that follows, which is empty after the
	// last one. Each submission that exists, and matches, from the first page
	// to the last is returned exactly once, whatever is written meanwhile. A
	// page can be shorter than its limit, or even empty, and yet not be the
	// last. A cursor is a place among the seller's submissions: it can be used
	// with any filter, and keeps its meaning. ErrCursor when it is not one.
	List(ctx context.Context, seller string, f Filter, p storage.Page) (page []Submission, next string, err error)

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
	Append(ctx context.Context, seller, id string, d Decision, verdicts []ChannelVerdict) error

	// Claim asks for the right to act on an idempotency key of the seller's.
	// The body's hash tells requests apart. Exactly one of these comes back:
	//
	//   - a Claim, for one caller at a time: act, then end it by Create or by
	//     Release. After the lease it can pass to another caller of the same
	//     request, as when its holder has died;
	//   - a Replay, when the same request was completed before: answer again
	//     with the decision that it names;
	//   - ErrKeyReused, when the key was claimed for another body;
	//   - ErrInProgress, when the same request is being worked on, within its
	//     lease.
	//
	// A key is forgotten KeyLifetime after its claim. The time is the
	// caller's.
	Claim(ctx context.Context, seller, key, bodyHash string, now time.Time, lease time.Duration) (Claim, *Replay, error)

	// Release gives up a claim without a result, so that the key can be used
	// again: for a request that turned out to be malformed. A claim that was
	// completed, released or taken over before is left as it is, and that is
	// no error.
	Release(ctx context.Context, c Claim) error
}

// A Filter narrows a list. Empty fields match everything.
type Filter struct {
	Verdict string // some channel, or the one named, has this verdict
	Channel string // this channel was decided
	Ref     string // the seller's reference is exactly this
}

// A Claim is the right to act on an idempotency key. It is made by a Store and
// handed back to it unchanged.
type Claim struct {
	Seller   string
	Key      string
	BodyHash string
	Owner    string    // tells this claim from every other one on the key
	Expires  time.Time // when the key is forgotten
}

// A Replay names the decision that a completed request was answered with.
type Replay struct {
	SubmissionID string
	Seq          int
}
