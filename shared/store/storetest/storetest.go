package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Run tests a submission.Store. Each test calls open for an empty one.
func Run(t *testing.T, open func(t *testing.T) submission.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, submission.Store)
	}{
		{"create and get", createAndGet},
		{"create refuses", createRefuses},
		{"id taken", idTaken},
		{"sellers apart", sellersApart},
		{"not found alike", notFoundAlike},
		{"list order and filters", listFilters},
		{"list limits", listLimits},
		{"list with a filter that few pass", listSparse},
		{"list while writing", listWhileWriting},
		{"append", appendMoves},
		{"append refuses", appendRefuses},
		{"append at once", appendAtOnce},
		{"get while appending", getWhileAppending},
		{"history", historyPages},
		{"big bodies", bigBodies},
		{"odd characters", oddCharacters},
		{"context", contextDone},
		{"list by code, kind, words and days", listNarrowed},
		{"amend", amendReplaces},
		{"amend with a code", amendTellsCode},
		{"idempotency key", keyReplays},
		{"idempotency key at once", keyAtOnce},
		{"idempotency key expires", keyExpires},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

func createAndGet(t *testing.T, st submission.Store) {
	s, d := create(t, st, "acme", 1, nil)
	got, newest, err := st.Get(t.Context(), "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalSubmission(t, got, s)
	equalDecision(t, newest, d)
	verify(t, st, "acme", s.ID)

	first, err := st.Decision(t.Context(), "acme", s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	equalDecision(t, first, d)

	// A time in another zone is the same time; an empty reference, code and list of verdicts are stored as
	// such.
	blank, _ := create(t, st, "acme", 2, func(s *submission.Submission) {
		s.Kind, s.Ref, s.Code, s.Verdicts, s.Request = submission.Service, "", "", nil, nil
		s.CreatedAt = s.CreatedAt.In(time.FixedZone("CST", 8*60*60))
	})
	got, _, err = st.Get(t.Context(), "acme", blank.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalSubmission(t, got, blank)
}

// createRefuses checks that Create validates its arguments.
func createRefuses(t *testing.T, st submission.Store) {
	for _, row := range []struct {
		name string
		edit func(*submission.Submission, *submission.Decision, *submission.Key)
	}{
		{"no seller", func(s *submission.Submission, _ *submission.Decision, _ *submission.Key) { s.Seller = "" }},
		{"no id", func(s *submission.Submission, d *submission.Decision, _ *submission.Key) {
			s.ID, d.SubmissionID = "", ""
		}},
		{"id with a separator", func(s *submission.Submission, d *submission.Decision, _ *submission.Key) {
			s.ID, d.SubmissionID = "a#b", "a#b"
			submission.Seal(submission.Link{}, d)
			s.Head = d.Link()
		}},
		{"seller not text", func(s *submission.Submission, _ *submission.Decision, _ *submission.Key) { s.Seller = "\xff" }},
		{"not the head", func(s *submission.Submission, _ *submission.Decision, _ *submission.Key) {
			s.Head = submission.Link{}
		}},
		{"body changed after sealing", func(_ *submission.Submission, d *submission.Decision,
			_ *submission.Key) {
			d.Body = []byte("{}")
		}},
		{"another submission's decision", func(s *submission.Submission, d *submission.Decision, _ *submission.Key) {
			d.SubmissionID = "other"
			submission.Seal(submission.Link{}, d)
			s.Head = d.Link()
		}},
		{"not the first", func(s *submission.Submission, d *submission.Decision, _ *submission.Key) {
			submission.Seal(submission.Link{Seq: 1, Hash: submission.Genesis}, d)
			s.Head = d.Link()
		}},
		{"blank key", func(_ *submission.Submission, _ *submission.Decision, k *submission.Key) { k.Key = "" }},
		{"nameless channel", func(s *submission.Submission, _ *submission.Decision, _ *submission.Key) {
			s.Verdicts[0].Where = ""
		}},
	} {
		key := submission.Key{Key: row.name, BodyHash: "body"}
		s, d := newSubmission("acme", 1)
		seal(&s, &d)
		row.edit(&s, &d, &key)
		if _, err := st.Create(t.Context(), s, d, &key); err == nil {
			t.Errorf("%s: created", row.name)
		} else if errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: got error %v, which invites to try again", row.name, err)
		}
	}
	if ids, err := allIDs(t.Context(), st, "acme", submission.Filter{}, 10); err != nil || len(ids) != 0 {
		t.Errorf("got %v, %v, want nothing stored", ids, err)
	}
}

func idTaken(t *testing.T, st submission.Store) {
	s, d := create(t, st, "acme", 1, nil)

	other, od := newSubmission("acme", 1)
	other.Ref, od.Body = "another", []byte(`{"another":true}`)
	other.Verdicts = []submission.Verdict{{Where: "yiwu_pilot", Verdict: "ineligible"}}
	seal(&other, &od)
	_, err := st.Create(t.Context(), other, od, nil)
	wantErr(t, "second Create", err, storage.ErrConflict)

	got, newest, err := st.Get(t.Context(), "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalSubmission(t, got, s)
	equalDecision(t, newest, d)
	ids, err := allIDs(t.Context(), st, "acme", submission.Filter{Channel: "yiwu_pilot"}, 10)
	if err != nil || len(ids) != 0 {
		t.Errorf("got %v, %v: the refused submission is in an index", ids, err)
	}
}

func sellersApart(t *testing.T, st submission.Store) {
	ctx := t.Context()
	s, d := create(t, st, "acme", 1, nil)

	_, _, err := st.Get(ctx, "globex", s.ID)
	wantErr(t, "Get", err, storage.ErrNotFound)
	_, _, err = st.Decisions(ctx, "globex", s.ID, storage.Page{})
	wantErr(t, "Decisions", err, storage.ErrNotFound)
	_, err = st.Decision(ctx, "globex", s.ID, 1)
	wantErr(t, "Decision", err, storage.ErrNotFound)
	wantErr(t, "Append", st.Append(ctx, "globex", s.ID, nextDecision(s, "theirs"), nil), storage.ErrNotFound)

	filters := []submission.Filter{
		{}, {Ref: s.Ref}, {Channel: "cbec_bonded"}, {Verdict: "eligible"},
		{Channel: "cbec_bonded", Verdict: "eligible"},
	}
	for _, f := range filters {
		if ids, err := allIDs(ctx, st, "globex", f, 10); err != nil || len(ids) != 0 {
			t.Errorf("%+v: got %v, %v, want nothing", f, ids, err)
		}
		if ids, err := allIDs(ctx, st, "acme", f, 10); err != nil || !slices.Equal(ids, []string{s.ID}) {
			t.Errorf("%+v: got %v, %v, want its own", f, ids, err)
		}
	}
	// Another seller's id is valid as a cursor.
	if page, _, err := st.List(ctx, "globex", submission.Filter{}, storage.Page{After: s.ID}); err != nil ||
		len(page) != 0 {
		t.Errorf("got %v, %v, want nothing", page, err)
	}

	// Two sellers can have the same id, and the same key.
	theirs, td := newSubmission("globex", 1)
	theirs.ID, td.SubmissionID = s.ID, s.ID
	seal(&theirs, &td)
	ours, od := newSubmission("acme", 2)
	seal(&ours, &od)
	if replay, err := st.Create(ctx, ours, od, &submission.Key{Key: "key", BodyHash: "body"}); err != nil ||
		replay != nil {
		t.Fatal(replay, err)
	}
	if replay, err := st.Create(ctx, theirs, td, &submission.Key{Key: "key", BodyHash: "another body"}); err != nil ||
		replay != nil {
		t.Fatalf("Create by another seller: %v, %v", replay, err)
	}
	_, newest, err := st.Get(ctx, "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalDecision(t, newest, d)
}

// notFoundAlike checks that errors do not distinguish another seller's submission from one that does not exist.
func notFoundAlike(t *testing.T, st submission.Store) {
	ctx := t.Context()
	s, _ := create(t, st, "acme", 1, nil)
	absent, _ := newSubmission("acme", 2)

	ask := func(id string) []string {
		d := nextDecision(s, "x")
		d.SubmissionID = id
		submission.Seal(s.Head, &d)
		_, _, get := st.Get(ctx, "globex", id)
		_, _, decisions := st.Decisions(ctx, "globex", id, storage.Page{})
		_, _, later := st.Decisions(ctx, "globex", id, storage.Page{After: "1"})
		_, decision := st.Decision(ctx, "globex", id, 1)
		appended := st.Append(ctx, "globex", id, d, nil)
		var texts []string
		for _, err := range []error{get, decisions, later, decision, appended} {
			wantErr(t, id, err, storage.ErrNotFound)
			texts = append(texts, strings.ReplaceAll(fmt.Sprint(err), id, "ID"))
		}
		return texts
	}
	if got, want := ask(s.ID), ask(absent.ID); !slices.Equal(got, want) {
		t.Errorf("another seller's: %q\nabsent: %q", got, want)
	}
	// A malformed id is not found either.
	for _, id := range []string{"", "#", "a/b", s.ID + "#DEC", "商品", strings.Repeat("a", 5000)} {
		_, _, err := st.Get(ctx, "acme", id)
		wantErr(t, fmt.Sprintf("Get %.20q", id), err, storage.ErrNotFound)
		_, _, err = st.Decisions(ctx, "acme", id, storage.Page{})
		wantErr(t, fmt.Sprintf("Decisions %.20q", id), err, storage.ErrNotFound)
	}
	for _, seq := range []int{-1, 0, 2, 1 << 40} {
		_, err := st.Decision(ctx, "acme", s.ID, seq)
		wantErr(t, fmt.Sprint("Decision ", seq), err, storage.ErrNotFound)
	}
}

func listFilters(t *testing.T, st submission.Store) {
	ctx := t.Context()
	// Created out of order: a list is sorted by id.
	rows := []struct {
		n        int
		ref      string
		verdicts []submission.Verdict
	}{
		{3, "tea", []submission.Verdict{{Where: "general_trade", Verdict: "conditional"},
			{Where: "cbec_bonded", Verdict: "ineligible"}}},
		{1, "honey", []submission.Verdict{{Where: "general_trade", Verdict: "eligible"},
			{Where: "cbec_bonded", Verdict: "eligible"}}},
		{5, "honey", []submission.Verdict{{Where: "general_trade", Verdict: "conditional"},
			{Where: "cbec_bonded", Verdict: "conditional"}, {Where: "cbec_direct", Verdict: "conditional"}}},
		{2, "", []submission.Verdict{{Where: "general_trade", Verdict: "undetermined"}}},
		{4, "honey", []submission.Verdict{{Where: "cbec_direct", Verdict: "eligible"},
			{Where: "general_trade", Verdict: "ineligible"}}},
	}
	numbers := make(map[string]int)
	for _, row := range rows {
		s, _ := create(t, st, "acme", row.n, func(s *submission.Submission) { s.Ref, s.Verdicts = row.ref, row.verdicts })
		numbers[s.ID] = row.n
	}
	for _, test := range []struct {
		filter submission.Filter
		want   []int
	}{
		{submission.Filter{}, []int{5, 4, 3, 2, 1}},
		{submission.Filter{Channel: "general_trade"}, []int{5, 4, 3, 2, 1}},
		{submission.Filter{Channel: "cbec_bonded"}, []int{5, 3, 1}},
		{submission.Filter{Channel: "yiwu_pilot"}, nil},
		// Matches in several channels, listed once.
		{submission.Filter{Verdict: "conditional"}, []int{5, 3}},
		{submission.Filter{Verdict: "eligible"}, []int{4, 1}},
		{submission.Filter{Verdict: "ineligible"}, []int{4, 3}},
		{submission.Filter{Verdict: "no such"}, nil},
		// Eligible, but not in the requested channel.
		{submission.Filter{Verdict: "eligible", Channel: "general_trade"}, []int{1}},
		{submission.Filter{Verdict: "ineligible", Channel: "cbec_bonded"}, []int{3}},
		{submission.Filter{Ref: "honey"}, []int{5, 4, 1}},
		{submission.Filter{Ref: "hone"}, nil},
		{submission.Filter{Ref: "honey", Verdict: "eligible"}, []int{4, 1}},
		{submission.Filter{Ref: "honey", Channel: "cbec_direct"}, []int{5, 4}},
		{submission.Filter{Ref: "honey", Channel: "cbec_direct", Verdict: "eligible"}, []int{4}},
		{submission.Filter{Ref: "tea", Verdict: "eligible"}, nil},
	} {
		for limit := 1; limit <= 6; limit++ {
			ids, err := allIDs(ctx, st, "acme", test.filter, limit)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, id := range ids {
				got = append(got, numbers[id])
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%+v, pages of %d: got %v, want %v", test.filter, limit, got, test.want)
			}
		}
	}

	listCursors(t, st, numbers)
}

// listCursors checks listed submissions and cursors on the submissions of listFilters.
func listCursors(t *testing.T, st submission.Store, numbers map[string]int) {
	t.Helper()
	ctx := t.Context()
	// Listed submissions are complete.
	page, next, err := st.List(ctx, "acme", submission.Filter{Ref: "tea"}, storage.Page{})
	if err != nil || len(page) != 1 || next != "" {
		t.Fatalf("got %v, %q, %v, want one", page, next, err)
	}
	want, _, err := st.Get(ctx, "acme", page[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	equalListed(t, page[0], want.Listed())

	for _, after := range []string{"#", "a b", "商品", strings.Repeat("a", submission.MaxIDLen+1)} {
		_, _, err := st.List(ctx, "acme", submission.Filter{}, storage.Page{After: after})
		wantErr(t, fmt.Sprintf("List after %q", after), err, storage.ErrCursor)
	}
	// A cursor can be used with another filter.
	page, next, err = st.List(ctx, "acme", submission.Filter{}, storage.Page{Limit: 3})
	if err != nil || len(page) != 3 {
		t.Fatal(page, err)
	}
	page, _, err = st.List(ctx, "acme", submission.Filter{Ref: "honey"}, storage.Page{After: next})
	if err != nil || len(page) != 1 || numbers[page[0].ID] != 1 {
		t.Errorf("got %v, %v, want the first alone", page, err)
	}
}

func listLimits(t *testing.T, st submission.Store) {
	for n := range storage.MaxLimit + 1 {
		create(t, st, "acme", n, func(s *submission.Submission) { s.Verdicts = s.Verdicts[:1] })
	}
	for _, row := range []struct{ limit, want int }{
		{-1, storage.DefaultLimit},
		{0, storage.DefaultLimit},
		{1, 1},
		{storage.MaxLimit, storage.MaxLimit},
		{storage.MaxLimit + 1, storage.MaxLimit},
		{1 << 30, storage.MaxLimit},
	} {
		page, next, err := st.List(t.Context(), "acme", submission.Filter{}, storage.Page{Limit: row.limit})
		if err != nil || len(page) != row.want || next == "" {
			t.Errorf("limit %d: got %d, next %q, %v, want %d and more", row.limit, len(page), next, err, row.want)
		}
	}
	// A page that is just full and the last has no next one.
	_, next, err := st.List(t.Context(), "acme", submission.Filter{}, storage.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	page, next, err := st.List(t.Context(), "acme", submission.Filter{},
		storage.Page{After: next, Limit: storage.MaxLimit})
	if err != nil || len(page) != storage.MaxLimit || next != "" {
		t.Errorf("got %d, next %q, %v, want %d and no more", len(page), next, err, storage.MaxLimit)
	}
}

// listSparse checks a filter that few submissions with a reference pass. Pages may be short, but nothing is
// missing.
func listSparse(t *testing.T, st submission.Store) {
	var want []string
	for n := range 60 {
		s, _ := create(t, st, "acme", n, func(s *submission.Submission) {
			s.Ref = "daily"
			s.Verdicts = s.Verdicts[:1]
			if n%20 == 7 {
				s.Verdicts = []submission.Verdict{{Where: "general_trade", Verdict: "ineligible"}}
			}
		})
		if n%20 == 7 {
			want = append([]string{s.ID}, want...)
		}
	}
	for _, limit := range []int{1, 2, 3, 5, 100} {
		got, err := allIDs(t.Context(), st, "acme", submission.Filter{Ref: "daily", Verdict: "ineligible"}, limit)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("pages of %d: got %v, %v, want %v", limit, got, err, want)
		}
	}
}

// listWhileWriting reads lists while submissions are created and decided again. The submissions that exist and
// match throughout are each returned once, in order.
func listWhileWriting(t *testing.T, st submission.Store) {
	const existing = 30
	var want []string
	for n := range existing {
		s, _ := create(t, st, "acme", n, nil)
		want = append([]string{s.ID}, want...)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	failed := writeAlong(ctx, st, want)
	old := make(map[string]bool)
	for _, id := range want {
		old[id] = true
	}
	for _, f := range []submission.Filter{{}, {Channel: "general_trade"}, {Verdict: "eligible"}} {
		for range 4 {
			ids, err := allIDs(t.Context(), st, "acme", f, 7)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
				t.Errorf("%+v: not newest first: %v", f, ids)
			}
			got := slices.DeleteFunc(ids, func(id string) bool { return !old[id] })
			if !slices.Equal(got, want) {
				t.Errorf("%+v: got %d of the old ones, want %d, each once\ngot  %v\nwant %v", f, len(got), len(want), got, want)
			}
		}
	}
	stop()
	for range 2 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	for _, id := range want[:3] {
		verify(t, st, "acme", id)
	}
}

// writeAlong creates submissions, and decides the given ones again, until ctx is done. It sends the error of both.
func writeAlong(ctx context.Context, st submission.Store, ids []string) <-chan error {
	// Both channels stay, and one of them is always eligible: the submission matches all the time.
	verdicts := func(n int) []submission.Verdict {
		if n%2 == 0 {
			return []submission.Verdict{{Where: "general_trade", Verdict: "eligible"},
				{Where: "cbec_bonded", Verdict: "ineligible"}}
		}
		return []submission.Verdict{{Where: "general_trade", Verdict: "ineligible"},
			{Where: "cbec_bonded", Verdict: "eligible"}}
	}
	failed := make(chan error, 2)
	go func() {
		for n := len(ids); ctx.Err() == nil; n++ {
			s, d := newSubmission("acme", n)
			seal(&s, &d)
			if _, err := st.Create(ctx, s, d, nil); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("create: %w", err)
				return
			}
		}
		failed <- nil
	}()
	go func() {
		for n := 0; ctx.Err() == nil; n++ {
			id := ids[(n*7)%len(ids)]
			if err := appendDecision(ctx, st, "acme", id, fmt.Sprint(n), verdicts(n)); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("append: %w", err)
				return
			}
		}
		failed <- nil
	}()
	return failed
}

func appendMoves(t *testing.T, st submission.Store) {
	ctx := t.Context()
	s, first := create(t, st, "acme", 1, nil) // general_trade conditional, cbec_bonded eligible
	other, _ := create(t, st, "acme", 2, nil)

	d := nextDecision(s, "second")
	verdicts := []submission.Verdict{
		{Where: "general_trade", Verdict: "conditional"},
		{Where: "cbec_bonded", Verdict: "ineligible"},
		{Where: "yiwu_pilot", Verdict: "ineligible"},
	}
	if err := st.Append(ctx, "acme", s.ID, d, verdicts); err != nil {
		t.Fatal(err)
	}

	want := s
	want.Head, want.UpdatedAt, want.Verdicts = d.Link(), d.DecidedAt, verdicts
	got, newest, err := st.Get(ctx, "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalSubmission(t, got, want)
	equalDecision(t, newest, d)
	old, err := st.Decision(ctx, "acme", s.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	equalDecision(t, old, first)
	verify(t, st, "acme", s.ID)

	for _, row := range []struct {
		filter submission.Filter
		want   []string
	}{
		{submission.Filter{}, []string{other.ID, s.ID}},
		{submission.Filter{Ref: s.Ref}, []string{s.ID}},
		{submission.Filter{Channel: "general_trade", Verdict: "conditional"}, []string{other.ID, s.ID}},
		{submission.Filter{Channel: "cbec_bonded"}, []string{other.ID, s.ID}},
		{submission.Filter{Channel: "cbec_bonded", Verdict: "eligible"}, []string{other.ID}},
		{submission.Filter{Verdict: "eligible"}, []string{other.ID}},
		{submission.Filter{Verdict: "conditional"}, []string{other.ID, s.ID}},
		{submission.Filter{Verdict: "ineligible"}, []string{s.ID}},
		{submission.Filter{Channel: "yiwu_pilot", Verdict: "ineligible"}, []string{s.ID}},
	} {
		ids, err := allIDs(ctx, st, "acme", row.filter, 10)
		if err != nil || !slices.Equal(ids, row.want) {
			t.Errorf("%+v: got %v, %v, want %v", row.filter, ids, err, row.want)
		}
	}

	// A channel that is no longer decided is no longer found.
	if err := appendDecision(ctx, st, "acme", s.ID, "third", verdicts[:1]); err != nil {
		t.Fatal(err)
	}
	for _, f := range []submission.Filter{{Channel: "yiwu_pilot"}, {Verdict: "ineligible"},
		{Channel: "cbec_bonded", Verdict: "ineligible"}} {
		if ids, err := allIDs(ctx, st, "acme", f, 10); err != nil || len(ids) != 0 {
			t.Errorf("%+v: got %v, %v, want nothing", f, ids, err)
		}
	}
}

func appendRefuses(t *testing.T, st submission.Store) {
	ctx := t.Context()
	s, _ := create(t, st, "acme", 1, nil)
	stale := nextDecision(s, "stale")
	if err := appendDecision(ctx, st, "acme", s.ID, "second", s.Verdicts); err != nil {
		t.Fatal(err)
	}
	before, _, err := st.Get(ctx, "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}

	verdicts := []submission.Verdict{{Where: "general_trade", Verdict: "undetermined"}}
	wantErr(t, "stale Append", st.Append(ctx, "acme", s.ID, stale, verdicts), storage.ErrConflict)

	// The right number with another hash.
	forged := nextDecision(before, "forged")
	forged.PrevHash = stale.Hash
	forged.Hash = forged.Digest()
	wantErr(t, "Append on another hash", st.Append(ctx, "acme", s.ID, forged, verdicts), storage.ErrConflict)

	skipping := nextDecision(before, "skipping")
	skipping.Seq++
	skipping.Hash = skipping.Digest()
	wantErr(t, "Append that leaves a gap", st.Append(ctx, "acme", s.ID, skipping, verdicts), storage.ErrConflict)

	unsealed := nextDecision(before, "open")
	unsealed.Body = []byte(`{"changed":true}`)
	if err := st.Append(ctx, "acme", s.ID, unsealed, verdicts); err == nil || errors.Is(err, storage.ErrConflict) {
		t.Errorf("unsealed Append: got error %v, want one that is no conflict", err)
	}
	absent, _ := newSubmission("acme", 9)
	d := nextDecision(absent, "absent")
	wantErr(t, "Append to none", st.Append(ctx, "acme", absent.ID, d, verdicts), storage.ErrNotFound)

	after, _, err := st.Get(ctx, "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	equalSubmission(t, after, before)
	verify(t, st, "acme", s.ID)
	if ids, err := allIDs(ctx, st, "acme", submission.Filter{Verdict: "undetermined"}, 10); err != nil || len(ids) != 0 {
		t.Errorf("got %v, %v: a refused decision is in an index", ids, err)
	}
}

// appendAtOnce checks that of several concurrent appends to the same head, one succeeds.
func appendAtOnce(t *testing.T, st submission.Store) {
	const appenders, rounds = 4, 5
	s, _ := create(t, st, "acme", 1, nil)
	for round := range rounds {
		head, _, err := st.Get(t.Context(), "acme", s.ID)
		if err != nil {
			t.Fatal(err)
		}
		errs := atOnce(appenders, func(i int) error {
			verdict := []submission.Verdict{{Where: "general_trade", Verdict: fmt.Sprintf("v%d", i)}}
			return st.Append(t.Context(), "acme", s.ID, nextDecision(head, fmt.Sprintf("%d-%d", round, i)), verdict)
		})
		won := -1
		for i, err := range errs {
			switch {
			case err == nil && won >= 0:
				t.Errorf("round %d: both %d and %d appended", round, won, i)
			case err == nil:
				won = i
			default:
				wantErr(t, fmt.Sprintf("round %d, appender %d", round, i), err, storage.ErrConflict)
			}
		}
		if won < 0 {
			t.Fatalf("round %d: none appended: %v", round, errs)
		}
		for i := range appenders {
			ids, err := allIDs(t.Context(), st, "acme", submission.Filter{Verdict: fmt.Sprintf("v%d", i)}, 10)
			if err != nil || (len(ids) == 1) != (i == won) {
				t.Errorf("round %d: index of appender %d has %v, %v; %d won", round, i, ids, err, won)
			}
		}
	}
	verify(t, st, "acme", s.ID)
	if n := len(history(t, st, "acme", s.ID, 100)); n != 1+rounds {
		t.Errorf("got %d decisions, want %d", n, 1+rounds)
	}
}

// atOnce calls f from n goroutines and returns their errors.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start, done := make(chan struct{}), make(chan struct{})
	for i := range n {
		go func() {
			<-start
			errs[i] = f(i)
			done <- struct{}{}
		}()
	}
	close(start)
	for range n {
		<-done
	}
	return errs
}

// getWhileAppending checks that a submission is always returned with the decision that is its head.
func getWhileAppending(t *testing.T, st submission.Store) {
	const decisions = 40
	s, _ := create(t, st, "acme", 1, nil)
	appended := make(chan error, 1)
	go func() {
		for n := range decisions {
			if err := appendDecision(t.Context(), st, "acme", s.ID, fmt.Sprint(n), s.Verdicts); err != nil {
				appended <- err
				return
			}
		}
		appended <- nil
	}()
	for seen := 0; ; {
		got, newest, err := st.Get(t.Context(), "acme", s.ID)
		if err != nil {
			t.Fatal(err)
		}
		if newest.Link() != got.Head {
			t.Fatalf("head is %v, decision is %v", got.Head, newest.Link())
		}
		if got.Head.Seq < seen {
			t.Fatalf("head went from %d back to %d", seen, got.Head.Seq)
		}
		seen = got.Head.Seq
		select {
		case err := <-appended:
			if err != nil {
				t.Fatal(err)
			}
			verify(t, st, "acme", s.ID)
			return
		default:
		}
	}
}

func historyPages(t *testing.T, st submission.Store) {
	const decisions = 23
	ctx := t.Context()
	s, _ := create(t, st, "acme", 1, nil)
	for n := 2; n <= decisions; n++ {
		if err := appendDecision(ctx, st, "acme", s.ID, fmt.Sprint(n), s.Verdicts); err != nil {
			t.Fatal(err)
		}
	}
	for _, limit := range []int{1, 5, 22, 23, 24, 0} {
		list := history(t, st, "acme", s.ID, limit)
		if len(list) != decisions {
			t.Errorf("pages of %d: got %d decisions, want %d", limit, len(list), decisions)
		}
		for i, d := range list {
			if d.Seq != decisions-i {
				t.Fatalf("pages of %d: decision %d is at %d", limit, d.Seq, i)
			}
		}
	}
	// A decision added meanwhile is before the first page, not in a later one.
	page, next, err := st.Decisions(ctx, "acme", s.ID, storage.Page{Limit: 5})
	if err != nil || len(page) != 5 {
		t.Fatal(page, err)
	}
	if err := appendDecision(ctx, st, "acme", s.ID, "late", s.Verdicts); err != nil {
		t.Fatal(err)
	}
	page, _, err = st.Decisions(ctx, "acme", s.ID, storage.Page{After: next, Limit: 5})
	if err != nil || len(page) != 5 || page[0].Seq != decisions-5 {
		t.Errorf("got %v, %v, want decisions from %d", page, err, decisions-5)
	}
	// Nothing follows the first decision.
	page, next, err = st.Decisions(ctx, "acme", s.ID, storage.Page{After: "1"})
	if err != nil || len(page) != 0 || next != "" {
		t.Errorf("got %v, %q, %v, want an empty last page", page, next, err)
	}
	for _, after := range []string{"0", "-1", "01", "+1", "x", "1e3", "99999999999", strings.Repeat("9", 40)} {
		_, _, err := st.Decisions(ctx, "acme", s.ID, storage.Page{After: after})
		wantErr(t, "Decisions after "+after, err, storage.ErrCursor)
	}
}

func bigBodies(t *testing.T, st submission.Store) {
	ctx := t.Context()
	random := rand.NewChaCha8([32]byte{1})
	body := func(n int) []byte { // incompressible
		b := make([]byte, n)
		_, _ = random.Read(b)
		return b
	}

	var ids []string
	for n := range 4 {
		s, d := newSubmission("acme", n)
		s.Request, d.Body = body(300<<10), body(300<<10)
		seal(&s, &d)
		if _, err := st.Create(ctx, s, d, nil); err != nil {
			t.Fatal(err)
		}
		got, newest, err := st.Get(ctx, "acme", s.ID)
		if err != nil {
			t.Fatal(err)
		}
		equalSubmission(t, got, s)
		equalDecision(t, newest, d)
		ids = append([]string{s.ID}, ids...)
	}
	got, err := allIDs(ctx, st, "acme", submission.Filter{}, 10)
	if err != nil || !slices.Equal(got, ids) {
		t.Errorf("got %v, %v, want %v", got, err, ids)
	}
	s, _, err := st.Get(ctx, "acme", ids[0])
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		d := nextDecision(s, fmt.Sprint(n))
		d.Body = body(submission.MaxStored - 1<<10)
		submission.Seal(s.Head, &d)
		if err := st.Append(ctx, "acme", s.ID, d, s.Verdicts); err != nil {
			t.Fatalf("Append of %d bytes: %v", len(d.Body), err)
		}
		s.Head, s.UpdatedAt = d.Link(), d.DecidedAt
	}
	// Together they exceed one response of DynamoDB.
	verify(t, st, "acme", s.ID)

	d := nextDecision(s, "larger")
	d.Body = body(submission.MaxStored + 1)
	submission.Seal(s.Head, &d)
	wantErr(t, "Append", st.Append(ctx, "acme", s.ID, d, s.Verdicts), storage.ErrTooLarge)
	large, ld := newSubmission("acme", 9)
	large.Request = body(submission.MaxStored + 1)
	seal(&large, &ld)
	_, err = st.Create(ctx, large, ld, nil)
	wantErr(t, "Create", err, storage.ErrTooLarge)

	// Repetitive content is stored compressed.
	d = nextDecision(s, "coarse")
	d.Body = bytes.Repeat([]byte(`{"code":"inspection_required","text":"须经检验检疫"}`), 40_000)
	submission.Seal(s.Head, &d)
	if err := st.Append(ctx, "acme", s.ID, d, s.Verdicts); err != nil {
		t.Errorf("Append of %d bytes that repeat themselves: %v", len(d.Body), err)
	}
	verify(t, st, "acme", s.ID)
}

// oddCharacters checks that no two sellers, references or keys are confused, whatever characters they contain.
func oddCharacters(t *testing.T, st submission.Store) {
	ctx := t.Context()
	long := strings.Repeat("x", 1023)
	values := []string{
		"a", "A", "a#", "#a", "a#SUB", "a#ALL", "a#REF#b", "SELLER#a", "a%", "a%23", "a%2523", "=a", "a=",
		" a", "a ", "\x00a", "a\x00", "a\n", "..", "/a/b", `"a"`, "a+b", "a&b=c", "~", "_-.:",
		"商家", "商家#", "商 家", "é", "e\u0301", "🐉", "\u202ea", "\ufffd",
		long + "x", long + "y", strings.Repeat("商", 341), "=" + strings.Repeat("0", 64),
	}
	byValue := make(map[string]string)
	for n, v := range values {
		s, _ := create(t, st, v, n, func(s *submission.Submission) { s.Ref = v })
		byValue[v] = s.ID
		create(t, st, "acme", n, func(s *submission.Submission) { s.Ref, s.Verdicts = v, nil })
		keyed, d := newSubmission("keyed", n)
		seal(&keyed, &d)
		replay, err := st.Create(ctx, keyed, d, &submission.Key{Key: v, BodyHash: fmt.Sprint(n)})
		if err != nil || replay != nil {
			t.Errorf("key %.20q: got %v, %v, want it free", v, replay, err)
		}
	}
	for n, v := range values {
		for _, f := range []submission.Filter{{}, {Ref: v}, {Channel: "cbec_bonded"}, {Verdict: "eligible", Ref: v}} {
			ids, err := allIDs(ctx, st, v, f, 10)
			if err != nil || !slices.Equal(ids, []string{byValue[v]}) {
				t.Errorf("seller %.20q, filter %.60q: got %v, %v, want its own", v, fmt.Sprint(f), ids, err)
			}
		}
		page, next, err := st.List(ctx, "acme", submission.Filter{Ref: v}, storage.Page{})
		if err != nil || len(page) != 1 || page[0].Ref != v || next != "" {
			t.Errorf("reference %.20q: got %d, %v, want it once", v, len(page), err)
		}
		got, _, err := st.Get(ctx, v, byValue[v])
		if err != nil || got.Seller != v || got.Ref != v {
			t.Errorf("seller %.20q: got seller %.20q, reference %.20q, %v", v, got.Seller, got.Ref, err)
		}
		keyed, d := newSubmission("keyed", n+len(values))
		seal(&keyed, &d)
		replay, err := st.Create(ctx, keyed, d, &submission.Key{Key: v, BodyHash: fmt.Sprint(n)})
		if err != nil || replay == nil {
			t.Errorf("key %.20q: got %v, %v, want a replay", v, replay, err)
		}
		// A key need not be valid UTF-8.
		if replay, err := st.Create(ctx, keyed, d, &submission.Key{Key: "\xff" + v, BodyHash: "body"}); err != nil ||
			replay != nil {
			t.Errorf("key \\xff%.20q: %v, %v", v, replay, err)
		}
	}
}

func contextDone(t *testing.T, st submission.Store) {
	s, _ := create(t, st, "acme", 1, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := st.Get(ctx, "acme", s.ID)
	wantErr(t, "Get", err, context.Canceled)
	_, _, err = st.List(ctx, "acme", submission.Filter{}, storage.Page{})
	wantErr(t, "List", err, context.Canceled)
	wantErr(t, "Append", st.Append(ctx, "acme", s.ID, nextDecision(s, "x"), nil), context.Canceled)
	other, d := newSubmission("acme", 2)
	seal(&other, &d)
	for _, key := range []*submission.Key{nil, {Key: "key", BodyHash: "body"}} {
		_, err = st.Create(ctx, other, d, key)
		wantErr(t, "Create", err, context.Canceled)
	}
	verify(t, st, "acme", s.ID)
}
