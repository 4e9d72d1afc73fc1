package publication_test

import (
	"testing"

	"importchecker/shared/eligibility"
	"importchecker/shared/store"
	"importchecker/shared/submission"
)

// TestNameless checks that goods without a code are not decided again when a
// list changes, and are once they have a code.
func TestNameless(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(cbec("2022", day(2022, 3, 1), 0, rows("04090000", "95061100")))
		sub, _, err := h.makeSubmission(eligibility.NewChecker(h.catalogue()), "acme", "04090000", 0)
		if err != nil {
			t.Fatal(err)
		}
		coded := sub.Request
		sub.Code, sub.Request = "", []byte(`{"item":{"name":"天然蜂蜜"}}`)
		first := h.decide(sub, submission.CauseSubmitted)
		sub.Head, sub.Verdicts = first.Link(), verdictsOf(t, first)
		if _, err := h.subs.Create(t.Context(), sub, first, nil); err != nil {
			t.Fatal(err)
		}
		h.publish(cbec("2026", day(2026, 2, 1), 0, rows("04090000:仅限网购保税商品", "95061100")))
		h.work()
		got, _, err := h.subs.Get(t.Context(), "acme", sub.ID)
		if err != nil || got.Head != first.Link() || len(h.events("acme")) != 0 {
			t.Fatalf("without a code: head %v, events %v, %v", got.Head, h.events("acme"), err)
		}

		got.Request = coded // now with its code
		next := h.decide(got, submission.CauseAmended)
		if err := h.subs.Amend(t.Context(), got, submission.Amendment{Request: coded, Code: "04090000",
			Verdicts: verdictsOf(t, next)}, next); err != nil {
			t.Fatal(err)
		}
		h.publish(cbec("2026-2", day(2026, 2, 2), 0, rows("95061100")))
		h.work()
		got, _, err = h.subs.Get(t.Context(), "acme", sub.ID)
		if err != nil || got.Head.Seq != 3 || len(h.events("acme")) != 1 {
			t.Errorf("by its code: head %v, events %v, %v", got.Head, h.events("acme"), err)
		}
	})
}

// decide decides the request of a submission on the current lists, after its
// head.
func (h *house) decide(sub submission.Submission, cause string) submission.Decision {
	h.t.Helper()
	body, err := answer(eligibility.NewChecker(h.catalogue()), sub.Request, h.today())
	if err != nil {
		h.t.Fatal(err)
	}
	d := submission.Decision{ID: h.newID(), SubmissionID: sub.ID, DecidedAt: h.now(), Cause: cause, Body: body}
	if cause == submission.CauseSubmitted {
		submission.Seal(submission.Link{}, &d)
	} else {
		submission.Seal(sub.Head, &d)
	}
	return d
}

func verdictsOf(t *testing.T, d submission.Decision) []submission.Verdict {
	t.Helper()
	verdicts, err := submission.VerdictsOf(d.Body)
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}
