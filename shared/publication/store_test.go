package publication_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/submission"
)

// large returns an edition that does not fit in one item, even compressed.
func large(t *testing.T) *list.Edition {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	entries := rows(func() []string {
		var texts []string
		for _, c := range lines[:4000] {
			texts = append(texts, string(c))
		}
		return texts
	}()...)
	for i := range entries {
		entries[i].Note = fmt.Sprintf("%x%x%x%x%x%x%x%x%x%x%x%x%x%x", random.Uint64(), random.Uint64(), random.Uint64(),
			random.Uint64(),
			random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64(),
			random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64())
	}
	return cbec("large", day(2027, 1, 1), 0, entries)
}

func TestStoredEdition(t *testing.T) {
	big := large(t)
	onEach(t, func(t *testing.T, table store.Table) {
		kept := store.NewPublications(table)
		for _, e := range []*list.Edition{cbec("2027", day(2027, 1, 1), 0, rows("04090000")), big} {
			sealed, err := library.Seal(e)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := kept.Edition(t.Context(), e.List, sealed.SHA256); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("before it is stored: %v", err)
			}
			for range 2 {
				if err := kept.PutEdition(t.Context(), sealed); err != nil {
					t.Fatal(err)
				}
			}
			got, err := kept.Edition(t.Context(), e.List, sealed.SHA256)
			if err != nil || !reflect.DeepEqual(got, sealed) {
				t.Errorf("edition %s comes back with %d bytes for %d, %v", e.ID, len(got.Packed), len(sealed.Packed), err)
			}
			other := sealed
			other.Content = strings.Repeat("0", 64)
			if err := kept.PutEdition(t.Context(), other); !errors.Is(err, storage.ErrConflict) {
				t.Errorf("other content by the same hash: %v", err)
			}
			if _, err := kept.Edition(t.Context(), list.Yiwu, sealed.SHA256); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("of another list: %v", err)
			}
		}
	})
}

// TestStoredDamage checks that changes made in the table itself are detected
// and named.
func TestStoredDamage(t *testing.T) {
	big := large(t)
	sealed, err := library.Seal(big)
	if err != nil {
		t.Fatal(err)
	}
	pk := "LIST#cbec-retail-import#EDITION#" + sealed.SHA256
	for name, damage := range map[string]func(table store.Table, items []store.Item) store.Op{
		"a chunk is gone": func(_ store.Table, items []store.Item) store.Op { return store.Delete(items[1].Key) },
		"a chunk is another": func(_ store.Table, items []store.Item) store.Op {
			items[1].Attrs["data"] = items[2].Attrs["data"]
			return store.Put(items[1])
		},
		"an attribute is gone": func(_ store.Table, items []store.Item) store.Op {
			delete(items[0].Attrs, "digest")
			return store.Put(items[0])
		},
		"no chunks": func(_ store.Table, items []store.Item) store.Op {
			items[0].Attrs["chunks"] = store.Number(0)
			return store.Put(items[0])
		},
		"a million chunks": func(_ store.Table, items []store.Item) store.Op {
			items[0].Attrs["chunks"] = store.Number(1 << 40)
			return store.Put(items[0])
		},
	} {
		table := openBolt(t, t.TempDir()+"/store")
		kept := store.NewPublications(table)
		if err := kept.PutEdition(t.Context(), sealed); err != nil {
			t.Fatal(err)
		}
		items, err := table.Query(t.Context(), pk, store.Range{})
		if err != nil || len(items) < 3 {
			t.Fatalf("%d items, %v", len(items), err)
		}
		if err := table.Transact(t.Context(), []store.Op{damage(table, items)}); err != nil {
			t.Fatal(err)
		}
		_, err = kept.Edition(t.Context(), list.CBEC, sealed.SHA256)
		var damaged *library.DamagedError
		if !errors.As(err, &damaged) || damaged.SHA256 != sealed.SHA256 || damaged.List != list.CBEC {
			t.Errorf("%s: got %v", name, err)
		}
		// Stored again, it is intact.
		if err := kept.PutEdition(t.Context(), sealed); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if again, err := kept.Edition(t.Context(), list.CBEC, sealed.SHA256); err != nil ||
			!bytes.Equal(again.Packed, sealed.Packed) {
			t.Errorf("%s: mended: %v", name, err)
		}
	}
}

// TestMended checks that a damaged edition in force is repaired by importing it
// again, and that nothing else is compared with it before.
func TestMended(t *testing.T) {
	table := openBolt(t, t.TempDir()+"/store")
	h := newHouse(t, table)
	e := e22("04090000")
	i := h.publish(e)
	key := store.Key{PK: "LIST#cbec-retail-import#EDITION#" + i.Edition.SHA256, SK: "EDITION"}
	item, _, err := table.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	item.Attrs["data"] = store.Bytes([]byte("rot"))
	if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
		t.Fatal(err)
	}
	h = newHouse(t, table) // with empty caches
	h.pass(time.Second)
	if _, _, err := h.desk.Draft(t.Context(), input(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))); !errors.Is(err,
		storage.ErrDamaged) || !strings.Contains(err.Error(), "2022") {
		t.Errorf("another import: %v", err)
	}
	again := h.draft(e, all...)
	if again.Counts.Same != 1 {
		t.Errorf("the same import: %+v", again.Counts)
	}
	h.catalogue()
	// An edition that cannot be read can be withdrawn.
	if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
		t.Fatal(err)
	}
	h = newHouse(t, table)
	h.pass(2 * time.Second)
	h.withdraw(i)
	if got := spans(h.catalogue()); got != spans(list.BuiltIn()) {
		t.Errorf("the lists are %s", got)
	}
	sub := h.submit(h.catalogue(), "acme", "04090000", 0)
	h.work() // a job without comparison examines all submissions
	if n := len(h.decisions(sub)); n != 1 {
		t.Errorf("%d decisions", n)
	}
}

// TestStoredKeys checks the keys that the documentation of package store
// describes.
func TestStoredKeys(t *testing.T) {
	table := openBolt(t, t.TempDir()+"/store")
	h := newHouse(t, table)
	sub := h.submit(h.catalogue(), "acme", "04090000", 0)
	i := h.publish(cbec("2027", day(2027, 1, 1), 0, rows("04090000")))
	var got []string
	err := table.Keys(t.Context(), func(k store.Key) error {
		text := k.String()
		for from, to := range map[string]string{i.ID: "<import>", i.Publication: "<publication>",
			i.Edition.SHA256: "<sha256>", sub.ID: "<submission>"} {
			text = strings.ReplaceAll(text, from, to)
		}
		if strings.HasPrefix(text, "LIST#") && !strings.Contains(text, "FENCE#0") {
			if at := strings.LastIndex(text, "#"); strings.Contains(text, "PART#") {
				text = text[:at] + "#<hash>"
			}
			if strings.Contains(text, "#EDITION#") && !strings.Contains(text, "<sha256>") {
				return nil // the built-in editions
			}
			got = append(got, text)
		}
		return nil
	})
	want := []string{
		"LIST#HEAD FENCE#10", "LIST#HEAD FENCE#11", "LIST#HEAD FENCE#12", "LIST#HEAD FENCE#13", "LIST#HEAD FENCE#14",
		"LIST#HEAD FENCE#15",
		"LIST#HEAD HEAD",
		"LIST#HEAD V#0000000001",
		"LIST#JOB#<publication> JOB",
		"LIST#JOB#<publication>-2027-01-01 JOB",
		"LIST#JOB#<publication>-settle JOB",
		"LIST#JOBS <publication>",
		"LIST#JOBS <publication>-2027-01-01",
		"LIST#JOBS <publication>-settle",
		"LIST#cbec-retail-import#EDITION#<sha256> EDITION",
		"LIST#cbec-retail-import#IMPORT#<import> PART#diff#<hash>",
		"LIST#cbec-retail-import#IMPORT#<import> PART#places#<hash>",
		"LIST#cbec-retail-import#IMPORT#<import> PART#report#<hash>",
		"LIST#cbec-retail-import#IMPORT#<import> PART#text#<hash>",
		"LIST#cbec-retail-import#IMPORTS <import>",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got  %s, %v\nwant %s", strings.Join(got, "\n     "), err, strings.Join(want, "\n     "))
	}
}

func TestStoredJobs(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
		i := h.publish(cbec("2027", day(2027, 1, 1), day(2027, 7, 1), rows("04090000", "95061100")))
		jobs, err := h.kept.OpenJobs(t.Context())
		if err != nil || len(jobs) != 6 {
			t.Fatalf("%d jobs, %v", len(jobs), err)
		}
		var ids []string
		for _, j := range jobs[2:] {
			ids = append(ids, strings.TrimPrefix(j.ID, i.Publication)+" "+j.NotBefore.Format("2006-01-02T15:04"))
			got, err := h.kept.Job(t.Context(), j.ID)
			if err != nil || !reflect.DeepEqual(got, j) {
				t.Errorf("got %+v, %v\nwant %+v", got, err, j)
			}
		}
		// The first publication has two at first: at once and after settling;
		// then one a minute into each day on which something begins.
		want := "-settle 2026-03-01T02:02 -2027-01-01 2026-12-31T16:01 -2027-07-01 2027-06-30T16:01"
		if got := strings.Join(ids[1:], " "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if err := h.kept.Finish(t.Context(), jobs[0], h.now()); err != nil {
			t.Fatal(err)
		}
		if open, err := h.kept.OpenJobs(t.Context()); err != nil || len(open) != 5 {
			t.Errorf("%d jobs are open, %v", len(open), err)
		}
		if j, err := h.kept.Job(t.Context(), jobs[0].ID); err != nil || !j.Finished || !j.FinishedAt.Equal(h.now()) {
			t.Errorf("got %+v, %v", j, err)
		}
		if _, err := h.kept.Job(t.Context(), "nothing"); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v", err)
		}

		p, err := h.kept.PartProgress(t.Context(), "job", 7)
		if err != nil || !reflect.DeepEqual(p, redecision.Progress{Job: "job", Part: 7}) {
			t.Errorf("got %+v, %v", p, err)
		}
		p = redecision.Progress{Job: "job", Part: 7, Revision: 1, Run: 3, After: "04090000#a#b", Examined: 9, Changed: 2,
			Failed: 1, Failures: []string{"x"}, At: h.now()}
		if err := h.kept.SaveProgress(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if err := h.kept.SaveProgress(t.Context(), p); !errors.Is(err, storage.ErrConflict) {
			t.Errorf("the same revision again: %v", err)
		}
		all, err := h.kept.Progress(t.Context(), "job")
		if err != nil || len(all) != 1 || !reflect.DeepEqual(all[7], p) {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}

func TestCarrying(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		c := h.catalogue()
		want := map[string][]string{}
		for n, code := range []string{"04", "0409", "040900", "04090000", "0409000000", "04100010", "04090000", "04090000"} {
			sub := h.submit(c, fmt.Sprintf("seller %d", n%2), code, day(2026, 3, 1))
			want[code] = append(want[code], sub.ID)
		}
		for _, row := range []struct {
			run   redecision.Run
			codes []string
		}{
			{redecision.Run{Kind: submission.Goods, Heading: "04"}, []string{"04"}},
			{redecision.Run{Kind: submission.Goods, Heading: "04", Prefix: "04#"}, []string{"04"}},
			{redecision.Run{Kind: submission.Goods, Heading: "0409"}, []string{"0409", "040900", "04090000", "0409000000"}},
			{redecision.Run{Kind: submission.Goods, Heading: "0409", Prefix: "0409#"}, []string{"0409"}},
			{redecision.Run{Kind: submission.Goods, Heading: "0409", Prefix: "04090000"}, []string{"04090000", "0409000000"}},
			{redecision.Run{Kind: submission.Goods, Heading: "0409", Prefix: "04090000#"}, []string{"04090000"}},
			{redecision.Run{Kind: submission.Goods, Heading: "0411"}, nil},
		} {
			var ids, wanted []string
			for _, code := range row.codes {
				wanted = append(wanted, want[code]...)
			}
			for after := ""; ; {
				page, next, err := h.kept.Carrying(t.Context(), row.run, after, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page {
					ids = append(ids, c.ID)
				}
				if after = next; next == "" {
					break
				}
			}
			slices.Sort(ids)
			slices.Sort(wanted)
			if !slices.Equal(ids, wanted) {
				t.Errorf("%+v: got %v, want %v", row.run, ids, wanted)
			}
		}
		for touch, want := range map[string]int{"04090000": 7, "04100010": 2, "9506": 0} {
			reach, err := redecision.Count(t.Context(), h.kept, redecision.Touch{Codes: codes(touch)}, 100)
			if err != nil || reach != (redecision.Estimate{Submissions: want}) {
				t.Errorf("%s reaches %+v, %v, want %d", touch, reach, err, want)
			}
		}
		if reach, err := redecision.Count(t.Context(), h.kept, redecision.Touch{All: true}, 5); err != nil ||
			reach != (redecision.Estimate{Submissions: 5, AtLeast: true, All: true}) {
			t.Errorf("all are %+v, %v", reach, err)
		}
	})
}

func TestAppendChanged(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		sub := h.submit(h.catalogue(), "acme", "04090000", 0)
		h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
		next := func(s submission.Submission) (submission.Decision, []submission.Verdict, event.Event) {
			d := submission.Decision{ID: h.newID(), SubmissionID: s.ID, DecidedAt: h.now(), Cause: submission.CauseListPublished,
				Body: []byte(`{}`)}
			submission.Seal(s.Head, &d)
			e := event.Event{
				ID: h.newID(), Type: event.DecisionChanged, At: h.now(), Seller: s.Seller, Submission: s.ID, Kind: s.Kind,
				Ref: s.Ref, Code: s.Code, AsOf: "2026-03-01",
				Decision: d.ID, Seq: d.Seq, Old: s.Verdicts,
				New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "eligible"}},
				Cause: event.Cause{Publication: "p", Version: 1, List: list.CBEC, Edition: "2022", Document: "公告",
					Change: event.CauseAdded, Entry: "1", Code: "04090000"},
			}
			return d, e.New, e
		}
		d, verdicts, e := next(sub)
		if err := h.kept.AppendChanged(t.Context(), sub, d, verdicts, 2, e); !errors.Is(err, redecision.ErrMoved) {
			t.Errorf("on lists that there are not: %v", err)
		}
		if n := len(h.decisions(sub)) + len(h.events("acme")); n != 1 {
			t.Errorf("something of it was written: %d", n)
		}
		if err := h.kept.AppendChanged(t.Context(), sub, d, verdicts, 1, e); err != nil {
			t.Fatal(err)
		}
		again, verdicts, e2 := next(sub)
		if err := h.kept.AppendChanged(t.Context(), sub, again, verdicts, 1, e2); !errors.Is(err, storage.ErrConflict) {
			t.Errorf("on a head that is not one any more: %v", err)
		}
		if got := h.decisions(sub); len(got) != 2 || got[1].ID != d.ID || got[1].Cause != submission.CauseListPublished {
			t.Errorf("decisions %+v", got)
		}
		now, _, err := h.subs.Get(t.Context(), "acme", sub.ID)
		if err != nil || !slices.Equal(now.Verdicts, verdicts) || now.Head != d.Link() {
			t.Errorf("submission %+v, %v", now, err)
		}
		if page, _, err := h.subs.List(t.Context(), "acme", submission.Filter{Channel: "cbec_bonded", Verdict: "eligible"},
			storage.Page{}); err != nil || len(page) != 1 {
			t.Errorf("by its new verdict there are %d, %v", len(page), err)
		}
		if got := h.events("acme"); len(got) != 1 || !reflect.DeepEqual(got[0], e) {
			t.Errorf("got  %+v\nwant %+v", got, e)
		}
		if got := h.events("other"); len(got) != 0 {
			t.Errorf("another seller is told %+v", got)
		}

		// The outbox.
		pending, err := h.kept.Pending(t.Context(), 10)
		if err != nil || len(pending) != 1 || !reflect.DeepEqual(pending[0], e) {
			t.Errorf("pending %+v, %v", pending, err)
		}
		sent := h.now().Add(1)
		for range 2 {
			if err := h.kept.MarkSent(t.Context(), e, sent); err != nil {
				t.Error(err)
			}
			sent = sent.Add(1)
		}
		if pending, err := h.kept.Pending(t.Context(), 10); err != nil || len(pending) != 0 {
			t.Errorf("pending %+v, %v", pending, err)
		}
		got, err := h.kept.Event(t.Context(), "acme", e.ID)
		e.SentAt = h.now().Add(1)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, e)
		}
		for _, who := range []string{"other", ""} {
			if _, err := h.kept.Event(t.Context(), who, e.ID); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("seller %q: %v", who, err)
			}
		}
	})
}
