package store

import (
	"context"
	"fmt"
	"slices"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// stateRunning is the state of an idempotency key that was written before its
// submission, as keys were at first.
const stateRunning = "running"

// createTries is how often a creation looks again because the key changed while
// it looked.
const createTries = 8

// A keyItem is an idempotency key as it is stored.
type keyItem struct {
	running  bool
	owner    string // of a running one
	bodyHash string
	replay   submission.Replay
	expires  int64
}

func readKey(item Item) (keyItem, error) {
	r := reader{item: item}
	k := keyItem{bodyHash: r.str(attrBodyHash), expires: item.Expires}
	if k.running = r.optional(attrState) == stateRunning; k.running {
		k.owner = r.str(attrOwner)
	} else {
		k.replay = submission.Replay{SubmissionID: r.str(attrSubmissionID), Seq: r.int(attrSeq)}
	}
	return k, r.err
}

// unchanged is the condition that the key is as it was read.
func (k keyItem) unchanged() Condition {
	if k.running {
		return Equals(attrOwner, String(k.owner))
	}
	return Equals(attrSubmissionID, String(k.replay.SubmissionID))
}

// createOnce does the ops that create a submission together with the one that
// writes its idempotency key. When the key is taken, whoever was first has the
// answer: it is read and replayed.
func (s *Store) createOnce(ctx context.Context, ops []Op, sub submission.Submission, first submission.Decision,
	key submission.Key) (*submission.Replay, error) {
	item := Item{
		Key: idemKey(sub.Seller, key.Key),
		Attrs: map[string]Value{
			attrBodyHash:     String(key.BodyHash),
			attrSubmissionID: String(sub.ID),
			attrSeq:          Number(int64(first.Seq)),
		},
		Expires: sub.CreatedAt.Add(submission.KeyLifetime).Unix(),
	}
	place := len(ops)
	// Most keys are new, so the first try is to write it.
	free := Absent()
	for range createTries {
		err := s.table.Transact(ctx, append(slices.Clone(ops), Put(item, free)))
		if !slices.Contains(failed(err), place) {
			return nil, conflict(err)
		}
		held, ok, err := s.table.Get(ctx, item.Key)
		if err != nil {
			return nil, err
		}
		if free = Absent(); !ok {
			continue
		}
		k, err := readKey(held)
		if err != nil {
			return nil, err
		}
		if k.expires > sub.CreatedAt.Unix() {
			switch {
			case k.replay.SubmissionID == sub.ID:
				return nil, nil // it was written, and the reply was lost
			case k.bodyHash != key.BodyHash:
				return nil, submission.ErrKeyReused
			case !k.running:
				return &k.replay, nil
			}
		}
		free = k.unchanged()
	}
	return nil, fmt.Errorf("%w: the idempotency key keeps changing", storage.ErrUnavailable)
}
