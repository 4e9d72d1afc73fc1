package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// clock is the time in every test. It is in the future, so that a database that deletes expired items by its
// own clock keeps those of the tests.
var clock = time.Date(2031, time.March, 1, 2, 10, 4, 250_000_001, time.UTC)

// newSubmission returns the submission of a seller created n milliseconds after the clock, with its first
// decision. It must be sealed after any changes.
func newSubmission(seller string, n int) (submission.Submission, submission.Decision) {
	at := clock.Add(time.Duration(n) * time.Millisecond)
	id := submission.NewID(at, idBytes(seller, n))
	s := submission.Submission{
		ID:        id,
		Seller:    seller,
		Kind:      submission.Goods,
		Ref:       fmt.Sprintf("SKU-%d", n),
		Code:      "04090000",
		AsOf:      "2031-03-01",
		Request:   fmt.Appendf(nil, `{"item":{"hs_code":"0409.00.00","ref":"SKU-%d"}}`, n),
		CreatedAt: at,
		UpdatedAt: at,
		Verdicts: []submission.Verdict{
			{Where: "general_trade", Verdict: "conditional"},
			{Where: "cbec_bonded", Verdict: "eligible"},
		},
	}
	d := submission.Decision{
		ID:           submission.NewID(at, idBytes("decision of "+seller, n)),
		SubmissionID: id,
		DecidedAt:    at,
		Cause:        submission.CauseSubmitted,
		Body:         fmt.Appendf(nil, `{"as_of":"2031-03-01","item":{"ref":"SKU-%d"}}`, n),
	}
	return s, d
}

// idBytes returns the same bytes for the same arguments, and different bytes otherwise.
func idBytes(s string, n int) (b [10]byte) {
	copy(b[:6], s)
	binary.BigEndian.PutUint32(b[6:], uint32(n)+uint32(len(s))<<24)
	return b
}

// seal makes d the head of s.
func seal(s *submission.Submission, d *submission.Decision) {
	submission.Seal(s.Head, d)
	s.Head = d.Link()
}

// create stores the n-th submission of a seller, changed by edit, which may be nil.
func create(t *testing.T, st submission.Store, seller string, n int,
	edit func(*submission.Submission)) (submission.Submission, submission.Decision) {
	t.Helper()
	s, d := newSubmission(seller, n)
	if edit != nil {
		edit(&s)
	}
	seal(&s, &d)
	if _, err := st.Create(t.Context(), s, d, nil); err != nil {
		t.Fatalf("Create: %v", err)
	}
	return s, d
}

// nextDecision returns the sealed decision that follows the head of s.
func nextDecision(s submission.Submission, note string) submission.Decision {
	at := s.UpdatedAt.Add(time.Hour)
	d := submission.Decision{
		ID:           fmt.Sprintf("%s-%s", s.ID[:20], note),
		SubmissionID: s.ID,
		DecidedAt:    at,
		Cause:        submission.CauseListPublished,
		Body:         fmt.Appendf(nil, `{"as_of":"2031-07-01","note":%q}`, note),
	}
	submission.Seal(s.Head, &d)
	return d
}

// appendDecision appends a decision to the stored submission.
func appendDecision(ctx context.Context, st submission.Store, seller, id, note string,
	verdicts []submission.Verdict) error {
	s, _, err := st.Get(ctx, seller, id)
	if err != nil {
		return err
	}
	return st.Append(ctx, seller, id, nextDecision(s, note), verdicts)
}

// allIDs returns the ids of all pages of a list.
func allIDs(ctx context.Context, st submission.Store, seller string, f submission.Filter, limit int) ([]string, error) {
	var ids []string
	for after, pages := "", 0; ; pages++ {
		page, next, err := st.List(ctx, seller, f, storage.Page{After: after, Limit: limit})
		if err != nil {
			return nil, err
		}
		if len(page) > limit {
			return nil, fmt.Errorf("page of %d, limit %d", len(page), limit)
		}
		for _, s := range page {
			ids = append(ids, s.ID)
		}
		if next == "" {
			return ids, nil
		}
		if after = next; pages > 10_000 {
			return nil, errors.New("the list does not end")
		}
	}
}

// history returns the decisions of all pages of a submission, newest first.
func history(t *testing.T, st submission.Store, seller, id string, limit int) []submission.Decision {
	t.Helper()
	var list []submission.Decision
	for after := ""; ; {
		page, next, err := st.Decisions(t.Context(), seller, id, storage.Page{After: after, Limit: limit})
		if err != nil {
			t.Fatalf("Decisions: %v", err)
		}
		if list = append(list, page...); next == "" {
			return list
		}
		after = next
	}
}

// verify checks the stored chain of a submission.
func verify(t *testing.T, st submission.Store, seller, id string) {
	t.Helper()
	s, newest, err := st.Get(t.Context(), seller, id)
	if err != nil {
		t.Fatalf("Get: %v", err)
	}
	if newest.Link() != s.Head {
		t.Errorf("newest decision is %v, head is %v", newest.Link(), s.Head)
	}
	decisions := history(t, st, seller, id, storage.MaxLimit)
	slices.Reverse(decisions)
	if err := submission.VerifyChain(s, decisions); err != nil {
		t.Errorf("VerifyChain: %v", err)
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// equalSubmission compares a stored submission with the one that was given.
func equalSubmission(t *testing.T, got, want submission.Submission) {
	t.Helper()
	if !got.CreatedAt.Equal(want.CreatedAt) || !got.UpdatedAt.Equal(want.UpdatedAt) ||
		got.CreatedAt.Location() != time.UTC || got.UpdatedAt.Location() != time.UTC {
		t.Errorf("got created %v, updated %v, want %v, %v in UTC", got.CreatedAt, got.UpdatedAt, want.CreatedAt,
			want.UpdatedAt)
	}
	if !bytes.Equal(got.Request, want.Request) {
		t.Errorf("got request of %d bytes, want %d, or they differ", len(got.Request), len(want.Request))
	}
	if !slices.Equal(got.Verdicts, want.Verdicts) {
		t.Errorf("got verdicts %v, want %v", got.Verdicts, want.Verdicts)
	}
	got.CreatedAt, got.UpdatedAt, got.Request, got.Verdicts = time.Time{}, time.Time{}, nil, nil
	want.CreatedAt, want.UpdatedAt, want.Request, want.Verdicts = time.Time{}, time.Time{}, nil, nil
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// equalListed compares a list's entry with the expected one.
func equalListed(t *testing.T, got, want submission.Listed) {
	t.Helper()
	if !got.CreatedAt.Equal(want.CreatedAt) || !got.UpdatedAt.Equal(want.UpdatedAt) {
		t.Errorf("got created %v, updated %v, want %v, %v", got.CreatedAt, got.UpdatedAt, want.CreatedAt, want.UpdatedAt)
	}
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

func equalDecision(t *testing.T, got, want submission.Decision) {
	t.Helper()
	if !got.DecidedAt.Equal(want.DecidedAt) || got.DecidedAt.Location() != time.UTC {
		t.Errorf("got decided %v, want %v in UTC", got.DecidedAt, want.DecidedAt)
	}
	if !bytes.Equal(got.Body, want.Body) {
		t.Errorf("got body of %d bytes, want %d, or they differ", len(got.Body), len(want.Body))
	}
	got.DecidedAt, got.Body = time.Time{}, nil
	want.DecidedAt, want.Body = time.Time{}, nil
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}
