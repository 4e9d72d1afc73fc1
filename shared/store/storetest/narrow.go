package storetest

import (
	"fmt"
	"slices"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// listNarrowed checks that lists can be filtered by code, kind, words and days, and read in either order.
func listNarrowed(t *testing.T, st submission.Store) {
	const days = 5
	numbers := make(map[string]int)
	for n := range days {
		s, d := newSubmission("acme", n*24*60*60*1000) // a day apart
		s.Ref = fmt.Sprintf("SKU-%d", n)
		s.Request = fmt.Appendf(nil, `{"item":{"name":"天然蜂蜜 Honey No. %d"}}`, n)
		if n%2 == 1 {
			s.Code = "95061100"
		}
		if n == 4 {
			s.Kind, s.Code, s.Ref = submission.Service, "", ""
			s.Request = []byte(`{"sector":{"system":"w120","code":"1.A.a","text":"legal advice"}}`)
		}
		seal(&s, &d)
		if _, err := st.Create(t.Context(), s, d, nil); err != nil {
			t.Fatal(err)
		}
		numbers[s.ID] = n
	}
	first := edition.DateOf(clock)
	for _, row := range []struct {
		filter submission.Filter
		want   []int
	}{
		{submission.Filter{OldestFirst: true}, []int{0, 1, 2, 3, 4}},
		{submission.Filter{Kind: submission.Service}, []int{4}},
		{submission.Filter{Kind: submission.Goods, OldestFirst: true}, []int{0, 1, 2, 3}},
		{submission.Filter{Code: "9506"}, []int{3, 1}},
		{submission.Filter{Code: "95061100", Kind: submission.Service}, nil},
		{submission.Filter{Words: "HONEY 蜂蜜"}, []int{3, 2, 1, 0}},
		{submission.Filter{Words: "honey 2"}, []int{2}},
		{submission.Filter{Words: "legal"}, []int{4}},
		{submission.Filter{Words: "sku-3"}, []int{3}},
		{submission.Filter{From: first.AddDays(2)}, []int{4, 3, 2}},
		{submission.Filter{To: first.AddDays(1)}, []int{1, 0}},
		{submission.Filter{From: first.AddDays(1), To: first.AddDays(3), OldestFirst: true}, []int{1, 2, 3}},
		{submission.Filter{From: first.AddDays(9)}, nil},
	} {
		for limit := 1; limit <= days+1; limit++ {
			ids, err := allIDs(t.Context(), st, "acme", row.filter, limit)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, id := range ids {
				got = append(got, numbers[id])
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("%+v, pages of %d: got %v, want %v", row.filter, limit, got, row.want)
			}
		}
	}
	page, _, err := st.List(t.Context(), "acme", submission.Filter{Kind: submission.Service}, storage.Page{})
	if err != nil || len(page) != 1 || page[0].System != "w120" || page[0].Sector != "1.A.a" ||
		page[0].Name != "legal advice" {
		t.Errorf("got %+v, %v, want the sector as it was asked", page, err)
	}
}

// amendReplaces checks that an amendment adds a decision and replaces the request.
func amendReplaces(t *testing.T, st submission.Store) {
	s, first := create(t, st, "acme", 1, nil)
	request := []byte(`{"item":{"hs_code":"0409.00.00","name":"honey","ref":"SKU-1"}}`)
	d := nextDecision(s, "amended")
	d.Cause = submission.CauseAmended
	submission.Seal(s.Head, &d)
	verdicts := []submission.Verdict{{Where: "general_trade", Verdict: "eligible"}}
	amended := func(request []byte) submission.Amendment {
		return submission.Amendment{Request: request, Code: s.Code, Verdicts: verdicts}
	}
	if err := st.Amend(t.Context(), s, amended(request), d); err != nil {
		t.Fatal(err)
	}
	got, newest, err := st.Get(t.Context(), "acme", s.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := s
	want.Request, want.Verdicts, want.Head, want.UpdatedAt = request, verdicts, d.Link(), d.DecidedAt
	equalSubmission(t, got, want)
	equalDecision(t, newest, d)
	decisions := history(t, st, "acme", s.ID, 10)
	if len(decisions) != 2 {
		t.Fatalf("got %d decisions, want 2", len(decisions))
	}
	equalDecision(t, decisions[1], first)
	page, _, err := st.List(t.Context(), "acme", submission.Filter{Words: "honey"}, storage.Page{})
	if err != nil || len(page) != 1 {
		t.Fatalf("got %v, %v, want it listed by its new name", page, err)
	}
	equalListed(t, page[0], want.Listed())

	// The submission that was read before is stale.
	late := nextDecision(s, "late")
	wantErr(t, "Amend of what has moved", st.Amend(t.Context(), s, amended(request), late), storage.ErrConflict)
	wantErr(t, "Amend with a decision that does not follow", st.Amend(t.Context(), got, amended(request), late),
		storage.ErrConflict)
	large := nextDecision(got, "large")
	wantErr(t, "Amend with a large request",
		st.Amend(t.Context(), got, amended(make([]byte, submission.MaxStored+1)), large), storage.ErrTooLarge)
	verify(t, st, "acme", s.ID)
}

// amendTellsCode checks that goods without a code are found by no code, and after an amendment by the new one.
func amendTellsCode(t *testing.T, st submission.Store) {
	s, _ := create(t, st, "acme", 1, func(s *submission.Submission) {
		s.Code, s.Request = "", []byte(`{"item":{"name":"honey","ref":"SKU-1"}}`)
	})
	listed := func(f submission.Filter) []submission.Listed {
		t.Helper()
		page, _, err := st.List(t.Context(), "acme", f, storage.Page{})
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	for _, f := range []submission.Filter{{}, {Words: "honey"}, {Ref: "SKU-1"}, {Verdict: "eligible"}} {
		if page := listed(f); len(page) != 1 || page[0].Code != "" || page[0].Name != "honey" {
			t.Errorf("%+v: %+v, want it without a code", f, page)
		}
	}
	if page := listed(submission.Filter{Code: "04"}); len(page) != 0 {
		t.Errorf("found by a code that it has not: %+v", page)
	}
	d := nextDecision(s, "amended")
	a := submission.Amendment{
		Request: []byte(`{"item":{"hs_code":"04090000","name":"honey","ref":"SKU-1"}}`), Code: "04090000",
		Verdicts: []submission.Verdict{{Where: "general_trade", Verdict: "eligible"}},
	}
	if err := st.Amend(t.Context(), s, a, d); err != nil {
		t.Fatal(err)
	}
	got, _, err := st.Get(t.Context(), "acme", s.ID)
	if err != nil || got.Code != "04090000" || string(got.Request) != string(a.Request) {
		t.Errorf("got %+v, %v, want its code", got, err)
	}
	for _, f := range []submission.Filter{{Code: "0409"}, {Ref: "SKU-1", Code: "04090000"}} {
		if page := listed(f); len(page) != 1 || page[0].Code != "04090000" {
			t.Errorf("%+v: %+v, want it by its code", f, page)
		}
	}
	verify(t, st, "acme", s.ID)
}
