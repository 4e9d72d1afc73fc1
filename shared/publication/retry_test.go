package publication_test

import (
	"fmt"
	"testing"
	"time"

	"importchecker/shared/background"
	"importchecker/shared/redecision"
	"importchecker/shared/store"
	"importchecker/shared/submission"

	"log/slog"
)

// TestTriedAgain checks that a damaged submission is reported as a failure,
// does not prevent others from being decided, and is decided once it is
// repaired.
func TestTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(cbec("2022", day(2022, 3, 1), 0, rows("04090000", "95061100")))
		lists := h.catalogue()
		var subs []submission.Submission
		for n := range 5 {
			subs = append(subs, h.submit(lists, fmt.Sprint("seller-", n), "04090000", 0))
		}
		key := store.Key{PK: "SELLER#seller-2#SUB#" + subs[2].ID, SK: "SUB"}
		good, _, err := table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		newest := store.Key{PK: "SELLER#seller-3#SUB#" + subs[3].ID, SK: "DEC#0000000001"}
		sealed, _, err := table.Get(t.Context(), newest)
		if err != nil {
			t.Fatal(err)
		}
		damage := func(item store.Item, attr string, v store.Value) {
			attrs := make(map[string]store.Value)
			for name, old := range item.Attrs {
				attrs[name] = old
			}
			attrs[attr] = v
			item.Attrs = attrs
			if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
				t.Fatal(err)
			}
		}
		damage(good, "created_at", store.String("yesterday"))
		damage(sealed, "cause", store.String("amended"))

		h.publish(cbec("2026", day(2026, 2, 1), 0, rows("04090000:仅限网购保税商品", "95061100")))
		h.work()
		for n, s := range subs {
			if events := h.events(fmt.Sprint("seller-", n)); len(events) != map[bool]int{true: 0, false: 1}[n == 2 || n == 3] {
				t.Errorf("submission %d (%s): %d events", n, s.ID, len(events))
			}
		}
		task := background.NewDecide(redecision.Worker{Library: h.library, Store: h.kept, Answer: answer, Now: h.now}, 1,
			slog.New(slog.DiscardHandler))
		if n, err := task.Failing(t.Context()); n != 2 || err != nil {
			t.Errorf("%d are failing, %v, want 2", n, err)
		}
		jobs, err := h.kept.OpenJobs(t.Context())
		if err != nil || len(jobs) == 0 {
			t.Fatalf("jobs %v, %v", jobs, err)
		}
		// Tried again too early, and without success.
		h.work()
		h.pass(2 * time.Minute)
		h.work()
		progress, err := h.kept.Progress(t.Context(), jobs[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		failed, retries := 0, 0
		for _, p := range progress {
			failed, retries = failed+p.Failed, retries+p.Retries
			if p.Failed != len(p.Failures) || p.Failed != len(p.Retry) {
				t.Errorf("progress %+v", p)
			}
		}
		if failed != 2 || retries != 1 {
			t.Errorf("%d failed, tried again %d times", failed, retries)
		}
		// Their sellers see the failure, and others do not.
		told := func(n int) (submission.Failure, bool) {
			t.Helper()
			id := subs[n].ID
			failures, err := store.New(table).Failures(t.Context(), fmt.Sprint("seller-", n), id, id)
			if err != nil {
				t.Fatal(err)
			}
			f, ok := failures[id]
			return f, ok
		}
		for n := range subs {
			f, ok := told(n)
			if ok != (n == 2 || n == 3) || ok && (f.Why != submission.WhyDamaged || f.List != jobs[0].List ||
				f.Since.After(f.At)) {
				t.Errorf("seller-%d is told %+v, %t", n, f, ok)
			}
		}
		// Retries do not end.
		for range 12 {
			h.pass(49 * time.Hour)
			h.work()
		}
		if n, err := task.Failing(t.Context()); n != 4 || err != nil { // so does the job for later submissions
			t.Errorf("%d are failing after weeks, %v, want 4", n, err)
		}
		if f, _ := told(2); h.now().Sub(f.At) > time.Hour || f.At.Sub(f.Since) < 20*24*time.Hour {
			t.Errorf("last tried %v, since %v; it is %v", f.At, f.Since, h.now())
		}
		// Once repaired, they are decided, and the job is closed.
		if err := table.Transact(t.Context(), []store.Op{store.Put(good), store.Put(sealed)}); err != nil {
			t.Fatal(err)
		}
		h.pass(49 * time.Hour)
		h.work()
		for n := range subs {
			if f, ok := told(n); ok {
				t.Errorf("seller-%d is told when mended: %+v", n, f)
			}
			if events := h.events(fmt.Sprint("seller-", n)); len(events) != 1 {
				t.Errorf("submission %d: %d events when mended", n, len(events))
			}
		}
		h.work()
		if job, err := h.kept.Job(t.Context(), jobs[0].ID); err != nil || !job.Finished {
			t.Errorf("job %+v, %v", job, err)
		}
		if n, err := task.Failing(t.Context()); n != 0 || err != nil {
			t.Errorf("%d are failing when mended, %v", n, err)
		}
	})
}
