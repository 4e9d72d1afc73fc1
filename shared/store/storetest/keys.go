package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"importchecker/shared/submission"
)

// createWithKey creates acme's n-th submission with an idempotency key, some time after the clock.
func createWithKey(ctx context.Context, st submission.Store, n int, key, body string,
	later time.Duration) (submission.Submission, submission.Decision, *submission.Replay, error) {
	s, d := newSubmission("acme", n)
	s.CreatedAt = s.CreatedAt.Add(later)
	seal(&s, &d)
	replay, err := st.Create(ctx, s, d, &submission.Key{Key: key, BodyHash: body})
	return s, d, replay, err
}

// keyReplays checks that a key makes one submission, replays its answer, and is refused with another body.
func keyReplays(t *testing.T, st submission.Store) {
	ctx := t.Context()
	s, d, replay, err := createWithKey(ctx, st, 1, "key", "body", 0)
	if err != nil || replay != nil {
		t.Fatal(replay, err)
	}
	want := submission.Replay{SubmissionID: s.ID, Seq: 1}
	for _, later := range []time.Duration{0, time.Hour, submission.KeyLifetime - time.Second} {
		_, _, replay, err := createWithKey(ctx, st, 2, "key", "body", later)
		if err != nil || replay == nil || *replay != want {
			t.Errorf("after %v: got %v, %v, want %v", later, replay, err, want)
		}
		_, _, _, err = createWithKey(ctx, st, 3, "key", "another", later)
		wantErr(t, fmt.Sprintf("another body after %v", later), err, submission.ErrKeyReused)
	}
	// The replayed answer stays the same, whatever is decided later.
	if err := appendDecision(ctx, st, "acme", s.ID, "later", s.Verdicts); err != nil {
		t.Fatal(err)
	}
	_, _, replay, err = createWithKey(ctx, st, 2, "key", "body", time.Hour)
	if err != nil || replay == nil || *replay != want {
		t.Errorf("when decided again: got %v, %v, want %v", replay, err, want)
	}
	got, err := st.Decision(ctx, "acme", want.SubmissionID, want.Seq)
	if err != nil {
		t.Fatal(err)
	}
	equalDecision(t, got, d)
	if ids, err := allIDs(ctx, st, "acme", submission.Filter{}, 10); err != nil || len(ids) != 1 {
		t.Errorf("got %v, %v, want one submission", ids, err)
	}
	// A refused submission leaves the key unused.
	bad, bd := newSubmission("acme", 4)
	if _, err := st.Create(ctx, bad, bd, &submission.Key{Key: "free", BodyHash: "body"}); err == nil {
		t.Error("a submission that is not sealed was created")
	}
	if _, _, replay, err := createWithKey(ctx, st, 5, "free", "another", 0); err != nil || replay != nil {
		t.Errorf("the key of a refused submission: %v, %v", replay, err)
	}
}

// keyAtOnce sends one request sixteen times at once: there is one submission, and all get the same answer.
func keyAtOnce(t *testing.T, st submission.Store) {
	const senders = 16
	ctx := t.Context()
	answers := make([]submission.Decision, senders)
	created := make([]bool, senders)
	for i, err := range atOnce(senders, func(i int) error {
		s, d := newSubmission("acme", i)
		d.Body = fmt.Appendf(nil, `{"sender":%d}`, i)
		seal(&s, &d)
		replay, err := st.Create(ctx, s, d, &submission.Key{Key: "key", BodyHash: "body"})
		if err != nil {
			return err
		}
		if answers[i] = d; replay != nil {
			answers[i], err = st.Decision(ctx, "acme", replay.SubmissionID, replay.Seq)
		}
		created[i] = replay == nil
		return err
	}) {
		if err != nil {
			t.Errorf("sender %d: %v", i, err)
		}
	}
	if t.Failed() {
		return
	}
	n := 0
	for _, c := range created {
		if c {
			n++
		}
	}
	ids, err := allIDs(ctx, st, "acme", submission.Filter{}, 10)
	if err != nil || len(ids) != 1 || n != 1 {
		t.Fatalf("got submissions %v by %d senders, %v, want one by one", ids, n, err)
	}
	for i, a := range answers {
		if a.SubmissionID != ids[0] {
			t.Errorf("sender %d was answered with submission %s, want %s", i, a.SubmissionID, ids[0])
		}
		equalDecision(t, a, answers[0])
	}
}

// keyExpires checks that a key expires by the time of the submission, since the database may delete it later.
func keyExpires(t *testing.T, st submission.Store) {
	ctx := t.Context()
	if _, _, _, err := createWithKey(ctx, st, 1, "key", "body", 0); err != nil {
		t.Fatal(err)
	}
	s, _, replay, err := createWithKey(ctx, st, 2, "key", "another", submission.KeyLifetime)
	if err != nil || replay != nil {
		t.Fatalf("the key is expired: %v, %v", replay, err)
	}
	want := submission.Replay{SubmissionID: s.ID, Seq: 1}
	if _, _, replay, err := createWithKey(ctx, st, 3, "key", "another", submission.KeyLifetime+time.Hour); err != nil ||
		replay == nil || *replay != want {
		t.Errorf("got %v, %v, want %v", replay, err, want)
	}
	if ids, err := allIDs(ctx, st, "acme", submission.Filter{}, 10); err != nil || len(ids) != 2 {
		t.Errorf("got %v, %v, want two", ids, err)
	}
}
