package store

import (
	"context"
	"fmt"
	"slices"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// stateRunning is the state of an idempotency key that was written before its submission, as in the first form.
const stateRunning = "running"

// createTries is how often a creation is retried because the key changed meanwhile.
const createTries = 8

// A keyItem is an idempotency key as stored.
type keyItem struct {
	running  bool
	owner    string // of a running key
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

// unchanged returns the condition that the stored key is still as it was read.
func (k keyItem) unchanged() Condition {
	if k.running {
		return Equals(attrOwner, String(k.owner))
	}
	return Equals(attrSubmissionID, String(k.replay.SubmissionID))
}

// createOnce applies the ops that create a submission together with the one that writes its idempotency key.
// When the key is taken, it returns the stored replay.
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
	keyOp := len(ops)
	// Most keys are new, so try to write it first.
	condition := Absent()
	for range createTries {
		err := s.table.Transact(ctx, append(slices.Clone(ops), Put(item, condition)))
		if !slices.Contains(failedOps(err), keyOp) {
			return nil, conflict(err)
		}
		stored, ok, err := s.table.Get(ctx, item.Key)
		if err != nil {
			return nil, err
		}
		if condition = Absent(); !ok {
			continue
		}
		k, err := readKey(stored)
		if err != nil {
			return nil, err
		}
		if k.expires > sub.CreatedAt.Unix() {
			switch {
			case k.replay.SubmissionID == sub.ID:
				return nil, nil // it was written, but the reply was lost
			case k.bodyHash != key.BodyHash:
				return nil, submission.ErrKeyReused
			case !k.running:
				return &k.replay, nil
			}
		}
		condition = k.unchanged()
	}
	return nil, fmt.Errorf("%w: the idempotency key keeps changing", storage.ErrUnavailable)
}
