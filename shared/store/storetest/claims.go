package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// mustClaim claims a key of acme's that is free.
func mustClaim(t *testing.T, st submission.Store, key, body string, now time.Time) submission.Claim {
	t.Helper()
	c, replay, err := st.Claim(t.Context(), "acme", key, body, now, lease)
	if err != nil || replay != nil {
		t.Fatalf("Claim: got replay %v, error %v, want a claim", replay, err)
	}
	return c
}

// complete creates acme's n-th submission on a claim.
func complete(t *testing.T, st submission.Store, c submission.Claim, n int) (submission.Submission, error) {
	s, d := numbered("acme", n)
	seal(&s, &d)
	return s, st.Create(t.Context(), s, d, &c)
}

// wantReplay claims a key that is done, and compares what it led to.
func wantReplay(t *testing.T, st submission.Store, key, body string, now time.Time, want submission.Replay) {
	t.Helper()
	_, replay, err := st.Claim(t.Context(), "acme", key, body, now, lease)
	if err != nil || replay == nil || *replay != want {
		t.Errorf("Claim: got %v, %v, want replay %v", replay, err, want)
	}
}

func claimOutcomes(t *testing.T, st submission.Store) {
	ctx := t.Context()
	c := mustClaim(t, st, "key", "body", clock)

	_, _, err := st.Claim(ctx, "acme", "key", "body", clock.Add(lease-1), lease)
	wantErr(t, "Claim while running", err, submission.ErrInProgress)
	_, _, err = st.Claim(ctx, "acme", "key", "another", clock, lease)
	wantErr(t, "Claim with another body while running", err, submission.ErrKeyReused)

	s, err := complete(t, st, c, 1)
	if err != nil {
		t.Fatal(err)
	}
	done := submission.Replay{SubmissionID: s.ID, Seq: 1}
	wantReplay(t, st, "key", "body", clock, done)
	wantReplay(t, st, "key", "body", clock.Add(time.Hour), done)
	_, _, err = st.Claim(ctx, "acme", "key", "another", clock, lease)
	wantErr(t, "Claim with another body when done", err, submission.ErrKeyReused)

	// The answer stays the one that was given, whatever is decided later.
	want, err := st.Decision(ctx, "acme", s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := add(ctx, st, "acme", s.ID, "later", s.Verdicts); err != nil {
		t.Fatal(err)
	}
	wantReplay(t, st, "key", "body", clock.Add(time.Hour), done)
	got, err := st.Decision(ctx, "acme", s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	equalDecision(t, got, want)

	// A claim completes once.
	_, err = complete(t, st, c, 2)
	wantErr(t, "second Create on a claim", err, storage.ErrConflict)

	for _, bad := range [][2]string{{"", "key"}, {"acme", ""}} {
		if _, _, err := st.Claim(ctx, bad[0], bad[1], "body", clock, lease); err == nil {
			t.Errorf("claimed key %q of seller %q", bad[1], bad[0])
		}
	}
}

// claimAtOnce sends one request sixteen times at once. Each sender waits while
// another is at work. There is one submission, and all get the same answer.
func claimAtOnce(t *testing.T, st submission.Store) {
	const senders = 16
	ctx := t.Context()
	answers := make([]submission.Decision, senders)
	created := make([]bool, senders)
	for i, err := range atOnce(senders, func(i int) error {
		for {
			c, replay, err := st.Claim(ctx, "acme", "key", "body", clock, time.Hour)
			switch {
			case errors.Is(err, submission.ErrInProgress):
				time.Sleep(2 * time.Millisecond)
				continue
			case err != nil:
				return err
			case replay != nil:
				answers[i], err = st.Decision(ctx, "acme", replay.SubmissionID, replay.Seq)
				return err
			}
			created[i] = true
			s, d := numbered("acme", i)
			d.Body = fmt.Appendf(nil, `{"sender":%d}`, i)
			seal(&s, &d)
			answers[i] = d
			return st.Create(ctx, s, d, &c)
		}
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
	ids, err := all(ctx, st, "acme", submission.Filter{}, 10)
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

// claimPassesOn: a holder that is silent past its lease loses the claim, and
// when it comes back late it stores nothing.
func claimPassesOn(t *testing.T, st submission.Store) {
	ctx := t.Context()
	old := mustClaim(t, st, "key", "body", clock)
	later := clock.Add(lease)

	_, _, err := st.Claim(ctx, "acme", "key", "another", later, lease)
	wantErr(t, "Claim of the lapsed key with another body", err, submission.ErrKeyReused)
	c := mustClaim(t, st, "key", "body", later)

	_, err = complete(t, st, old, 1)
	wantErr(t, "Create by the late holder", err, storage.ErrConflict)
	if ids, err := all(ctx, st, "acme", submission.Filter{}, 10); err != nil || len(ids) != 0 {
		t.Errorf("got %v, %v: the late holder stored something", ids, err)
	}
	if err := st.Release(ctx, old); err != nil {
		t.Errorf("Release by the late holder: %v", err)
	}
	_, _, err = st.Claim(ctx, "acme", "key", "body", later, lease)
	wantErr(t, "Claim after the late holder's Release", err, submission.ErrInProgress)

	s, err := complete(t, st, c, 2)
	if err != nil {
		t.Fatal(err)
	}
	_, err = complete(t, st, old, 3)
	wantErr(t, "Create by the late holder, after the other's", err, storage.ErrConflict)
	if ids, err := all(ctx, st, "acme", submission.Filter{}, 10); err != nil || !slices.Equal(ids, []string{s.ID}) {
		t.Errorf("got %v, %v, want the one of the new holder", ids, err)
	}
	wantReplay(t, st, "key", "body", later, submission.Replay{SubmissionID: s.ID, Seq: 1})

	// A lease that has lapsed is no loss while nobody asks for the claim.
	slow := mustClaim(t, st, "slow", "body", clock)
	if _, err := complete(t, st, slow, 4); err != nil {
		t.Errorf("Create past the lease: %v", err)
	}
}

// claimPassesToOne: of many that ask for a lapsed claim, one gets it.
func claimPassesToOne(t *testing.T, st submission.Store) {
	old := mustClaim(t, st, "key", "body", clock)
	later := clock.Add(2 * lease)
	const senders = 8
	owners := make([]string, senders)
	for i, err := range atOnce(senders, func(i int) error {
		c, _, err := st.Claim(t.Context(), "acme", "key", "body", later, lease)
		owners[i] = c.Owner
		return err
	}) {
		if err != nil {
			wantErr(t, fmt.Sprint("sender ", i), err, submission.ErrInProgress)
		}
	}
	owners = slices.DeleteFunc(owners, func(o string) bool { return o == "" })
	if len(owners) != 1 || owners[0] == old.Owner {
		t.Errorf("got new holders %v, want one", owners)
	}
}

func claimReleased(t *testing.T, st submission.Store) {
	ctx := t.Context()
	c := mustClaim(t, st, "key", "body", clock)
	for range 2 { // the second time there is nothing left to release
		if err := st.Release(ctx, c); err != nil {
			t.Fatalf("Release: %v", err)
		}
	}
	_, err := complete(t, st, c, 1)
	wantErr(t, "Create on a released claim", err, storage.ErrConflict)

	// The key is free, for another body too.
	corrected := mustClaim(t, st, "key", "corrected", clock)
	if err := st.Release(ctx, c); err != nil {
		t.Errorf("Release: %v", err)
	}
	s, err := complete(t, st, corrected, 2)
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	if err := st.Release(ctx, corrected); err != nil {
		t.Errorf("Release of a completed claim: %v", err)
	}
	wantReplay(t, st, "key", "corrected", clock, submission.Replay{SubmissionID: s.ID, Seq: 1})
}

// claimExpires: the database may drop an expired key late, so it is the time
// that is handed in that counts.
func claimExpires(t *testing.T, st submission.Store) {
	ctx := t.Context()
	running := mustClaim(t, st, "running", "body", clock)
	done := mustClaim(t, st, "done", "body", clock)
	s, err := complete(t, st, done, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := clock.Add(submission.KeyLifetime); !running.Expires.Equal(want) {
		t.Errorf("claim expires %v, want %v", running.Expires, want)
	}

	last := clock.Add(submission.KeyLifetime - time.Second)
	wantReplay(t, st, "done", "body", last, submission.Replay{SubmissionID: s.ID, Seq: 1})
	_, _, err = st.Claim(ctx, "acme", "running", "another", last, lease)
	wantErr(t, "Claim in the last second", err, submission.ErrKeyReused)

	over := clock.Add(submission.KeyLifetime)
	mustClaim(t, st, "running", "another", over)
	again := mustClaim(t, st, "done", "another", over)
	_, err = complete(t, st, running, 2)
	wantErr(t, "Create on an expired claim", err, storage.ErrConflict)
	s, err = complete(t, st, again, 3)
	if err != nil {
		t.Fatal(err)
	}
	wantReplay(t, st, "done", "another", over, submission.Replay{SubmissionID: s.ID, Seq: 1})
	if ids, err := all(ctx, st, "acme", submission.Filter{}, 10); err != nil || len(ids) != 2 {
		t.Errorf("got %v, %v, want two", ids, err)
	}
}
