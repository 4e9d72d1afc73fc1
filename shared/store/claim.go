package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// The states of an idempotency key.
const (
	stateRunning = "running"
	stateDone    = "done"
)

// claimTries is how often a claim looks again because the key changed hands
// while it looked.
const claimTries = 8

// A keyItem is an idempotency key as it is stored.
type keyItem struct {
	state      string
	owner      string
	bodyHash   string
	leaseUntil int64 // when running: nanoseconds since 1970
	replay     submission.Replay
	expires    int64
}

func readKey(item Item) (keyItem, error) {
	r := reader{item: item}
	k := keyItem{
		state:    r.str(attrState),
		owner:    r.str(attrOwner),
		bodyHash: r.str(attrBodyHash),
		expires:  item.Expires,
	}
	if k.state == stateDone {
		k.replay = submission.Replay{SubmissionID: r.str(attrSubmissionID), Seq: r.int(attrSeq)}
	} else {
		k.leaseUntil = r.int64(attrLeaseUntil)
	}
	return k, r.err
}

// unchanged are the conditions that the key is as it was read: an owner has
// one claim, and completes it once.
func (k keyItem) unchanged() []Condition {
	return []Condition{
		Equals(attrOwner, String(k.owner)),
		Equals(attrState, String(k.state)),
	}
}

// Claim implements submission.Store.
func (s *Store) Claim(ctx context.Context, seller, key, bodyHash string, now time.Time, lease time.Duration) (submission.Claim, *submission.Replay, error) {
	c := submission.Claim{
		Seller:   seller,
		Key:      key,
		BodyHash: bodyHash,
		Owner:    rand.Text(),
		Expires:  now.Add(submission.KeyLifetime).UTC(),
	}
	replay, err := s.claim(ctx, c, now, lease)
	switch {
	case err != nil:
		return submission.Claim{}, nil, fmt.Errorf("claim idempotency key: %w", err)
	case replay != nil:
		return submission.Claim{}, replay, nil
	}
	return c, nil, nil
}

func (s *Store) claim(ctx context.Context, c submission.Claim, now time.Time, lease time.Duration) (*submission.Replay, error) {
	if c.Seller == "" || c.Key == "" {
		return nil, errors.New("no seller, or no key")
	}
	item := claimItem(c, now.Add(lease))
	// Most keys are new, so the first try is to write it.
	free := []Condition{Absent()}
	for range claimTries {
		err := s.table.Transact(ctx, []Op{Put(item, free...)})
		if failed(err) == nil {
			return nil, err
		}
		held, ok, err := s.table.Get(ctx, item.Key)
		if err != nil {
			return nil, err
		}
		if !ok {
			free = []Condition{Absent()}
			continue
		}
		k, err := readKey(held)
		if err != nil {
			return nil, err
		}
		switch {
		case k.owner == c.Owner:
			return nil, nil
		case k.expires <= now.Unix():
		case k.bodyHash != c.BodyHash:
			return nil, submission.ErrKeyReused
		case k.state == stateDone:
			return &k.replay, nil
		case k.leaseUntil > now.UnixNano():
			return nil, submission.ErrInProgress
		}
		free = k.unchanged()
	}
	return nil, fmt.Errorf("%w: the key keeps changing hands", storage.ErrUnavailable)
}

// claimItem is a key that is being worked on.
func claimItem(c submission.Claim, leaseUntil time.Time) Item {
	return Item{
		Key: idemKey(c.Seller, c.Key),
		Attrs: map[string]Value{
			attrState:      String(stateRunning),
			attrOwner:      String(c.Owner),
			attrBodyHash:   String(c.BodyHash),
			attrLeaseUntil: Number(leaseUntil.UnixNano()),
		},
		Expires: c.Expires.Unix(),
	}
}

// completeClaim writes down what a claim led to, if it is still its holder's.
func completeClaim(c submission.Claim, d submission.Decision) Op {
	return Put(Item{
		Key: idemKey(c.Seller, c.Key),
		Attrs: map[string]Value{
			attrState:        String(stateDone),
			attrOwner:        String(c.Owner),
			attrBodyHash:     String(c.BodyHash),
			attrSubmissionID: String(d.SubmissionID),
			attrSeq:          Number(int64(d.Seq)),
		},
		Expires: c.Expires.Unix(),
	}, running(c)...)
}

// Release implements submission.Store.
func (s *Store) Release(ctx context.Context, c submission.Claim) error {
	err := s.table.Transact(ctx, []Op{Delete(idemKey(c.Seller, c.Key), running(c)...)})
	if err != nil && failed(err) == nil {
		return fmt.Errorf("release idempotency key: %w", err)
	}
	return nil
}

// running are the conditions that a claim is still its holder's.
func running(c submission.Claim) []Condition {
	return keyItem{owner: c.Owner, state: stateRunning}.unchanged()
}
