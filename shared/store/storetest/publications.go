package storetest

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// RunPublications tests the store of imported lists, and of the jobs and events that follow from them. Each
// test calls open for an empty table.
func RunPublications(t *testing.T, open func(t *testing.T) store.Table) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Table)
	}{
		{"editions", editions},
		{"imports", imports},
		{"imports by page", importPages},
		{"versions of the lists", versions},
		{"versions at once", versionsAtOnce},
		{"jobs", jobs},
		{"progress", progress},
		{"failures", failures},
		{"changed decisions", changed},
		{"events", events},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

var at = time.Date(2026, time.March, 1, 2, 10, 4, 250_000_000, time.UTC)

func idOf(n int) string {
	return submission.NewID(at.Add(time.Duration(n)*time.Second), [10]byte{9: byte(n)})
}

// newEdition returns an edition with one row of the given name.
func newEdition(t *testing.T, name string) (*list.Edition, library.Sealed) {
	t.Helper()
	e := &list.Edition{Edition: edition.Edition{
		List: list.CBEC, ID: "2027", Title: edition.Text{EN: "List", ZH: "清单"}, Document: "公告2027年第1号",
		Interval: edition.Interval{From: edition.NewDate(2027, 1, 1)}, Stated: 1, Held: 1,
	}, Entries: []list.Entry{{ID: "1", Kind: list.Listed, Code: "04090000", NameZH: name, Basis: edition.Official}}}
	sealed, err := library.Seal(e)
	if err != nil {
		t.Fatal(err)
	}
	return e, sealed
}

func editions(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	_, sealed := newEdition(t, "天然蜂蜜")
	if _, err := pubs.Edition(t.Context(), sealed.List, sealed.SHA256); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("before it is stored: %v", err)
	}
	for range 2 {
		if err := pubs.PutEdition(t.Context(), sealed); err != nil {
			t.Fatal(err)
		}
	}
	got, err := pubs.Edition(t.Context(), sealed.List, sealed.SHA256)
	if err != nil || got.Content != sealed.Content || !bytes.Equal(got.Packed, sealed.Packed) {
		t.Errorf("got %+v, %v", got, err)
	}
	other := sealed
	other.Content = "other"
	wantErr(t, "other content by the same hash", pubs.PutEdition(t.Context(), other), storage.ErrConflict)

	// Larger than an item.
	large := library.Sealed{List: list.CBEC, SHA256: "large", Content: "large", Packed: make([]byte, 900_000)}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range large.Packed {
		large.Packed[i] = byte(r.Uint32())
	}
	if err := pubs.PutEdition(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	if got, err := pubs.Edition(t.Context(), list.CBEC, "large"); err != nil || !bytes.Equal(got.Packed, large.Packed) {
		t.Errorf("a large edition: %d bytes, %v", len(got.Packed), err)
	}
}

// newImport returns the first revision of an import.
func newImport(t *testing.T, pubs *store.Publications, n int) publication.Import {
	t.Helper()
	e, sealed := newEdition(t, "天然蜂蜜")
	if err := pubs.PutEdition(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	return publication.Import{
		ID: idOf(n), List: list.CBEC, State: publication.StateDraft, Revision: 1, Edition: library.RefOf(e, sealed, idOf(n)),
		By: "broker", At: at, File: "附件.xlsx", DiffHash: "abc",
	}
}

func imports(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	i := newImport(t, pubs, 1)
	if err := pubs.CreateImport(t.Context(), i,
		map[string][]byte{publication.PartReport: []byte("{}"), publication.PartText: []byte("text")}); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "its id taken", pubs.CreateImport(t.Context(), i, nil), storage.ErrConflict)

	i.Revision, i.DiffHash = 2, "def"
	if err := pubs.UpdateImport(t.Context(), i,
		map[string][]byte{publication.PartText: []byte("other text")}); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a revision that is stored", pubs.UpdateImport(t.Context(), i, nil), storage.ErrConflict)

	got, err := pubs.Import(t.Context(), list.CBEC, i.ID)
	if err != nil || got.Revision != 2 || got.DiffHash != "def" || got.File != i.File || !got.At.Equal(at) {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, want := range map[string]string{publication.PartReport: "{}", publication.PartText: "other text"} {
		if part, err := pubs.ImportPart(t.Context(), list.CBEC, i.ID, name); err != nil || string(part) != want {
			t.Errorf("part %s: got %q, %v", name, part, err)
		}
	}
	_, err = pubs.ImportPart(t.Context(), list.CBEC, i.ID, "none")
	wantErr(t, "a part that it has not", err, storage.ErrNotFound)
	_, err = pubs.Import(t.Context(), list.Yiwu, i.ID)
	wantErr(t, "of another list", err, storage.ErrNotFound)
	_, err = pubs.Import(t.Context(), list.CBEC, idOf(9))
	wantErr(t, "never stored", err, storage.ErrNotFound)
}

func importPages(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	var want []string
	for n := range 5 {
		i := newImport(t, pubs, n+1)
		if err := pubs.CreateImport(t.Context(), i, nil); err != nil {
			t.Fatal(err)
		}
		want = append([]string{i.ID}, want...)
	}
	var got []string
	for after, pages := "", 0; ; pages++ {
		page, next, err := pubs.Imports(t.Context(), list.CBEC, storage.Page{After: after, Limit: 2})
		if err != nil || len(page) > 2 || pages > 3 {
			t.Fatal(len(page), err)
		}
		for _, i := range page {
			got = append(got, i.ID)
		}
		if after = next; after == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	_, _, err := pubs.Imports(t.Context(), list.CBEC, storage.Page{After: "no id"})
	wantErr(t, "a cursor that is none", err, storage.ErrCursor)
}

// publish publishes an import as the version, with jobs.
func publish(t *testing.T, pubs *store.Publications, version int, jobs ...redecision.Job) error {
	t.Helper()
	i := newImport(t, pubs, 100+version)
	if err := pubs.CreateImport(t.Context(), i, nil); err != nil && !errors.Is(err, storage.ErrConflict) {
		t.Fatal(err)
	}
	i.Revision, i.State = 2, publication.StatePublished
	m := &library.Manifest{
		Version: version, Publication: idOf(version), Action: library.ActionPublished, List: list.CBEC, Import: i.ID,
		By: "broker", At: at,
		Editions: []library.Ref{i.Edition},
	}
	return pubs.Move(t.Context(), m, i, jobs)
}

func versions(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	if m, err := pubs.Head(t.Context()); err != nil || m.Version != 0 || len(m.Editions) > 0 {
		t.Errorf("before the first: %+v, %v", m, err)
	}
	if err := publish(t, pubs, 1); err != nil {
		t.Fatal(err)
	}
	if err := publish(t, pubs, 2, jobOf("second", at)); err != nil {
		t.Fatal(err)
	}
	// Not the next version: nothing is stored.
	for _, version := range []int{2, 4} {
		wantErr(t, "not the next version", publish(t, pubs, version, jobOf("lost", at)), storage.ErrConflict)
	}
	_, err := pubs.Job(t.Context(), "lost")
	wantErr(t, "the job of a version that is none", err, storage.ErrNotFound)
	if i, err := pubs.Import(t.Context(), list.CBEC, idOf(104)); err != nil || i.State != publication.StateDraft {
		t.Errorf("the import of a version that is none: %+v, %v", i, err)
	}
	if m, err := pubs.Head(t.Context()); err != nil || m.Version != 2 || m.Publication != idOf(2) || len(m.Editions) != 1 {
		t.Errorf("got %+v, %v", m, err)
	}
	if m, err := pubs.Version(t.Context(), 1); err != nil || m.Version != 1 || m.Publication != idOf(1) {
		t.Errorf("got %+v, %v", m, err)
	}
	_, err = pubs.Version(t.Context(), 3)
	wantErr(t, "a version that is none", err, storage.ErrNotFound)
}

// versionsAtOnce checks that of many concurrent publications of the same version, one succeeds.
func versionsAtOnce(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	i := newImport(t, pubs, 1)
	if err := pubs.CreateImport(t.Context(), i, nil); err != nil {
		t.Fatal(err)
	}
	i.Revision, i.State = 2, publication.StatePublished
	done := 0
	for _, err := range atOnce(8, func(n int) error {
		m := &library.Manifest{Version: 1, Publication: idOf(10 + n), Action: library.ActionPublished, List: list.CBEC,
			Import: i.ID, At: at}
		return pubs.Move(t.Context(), m, i, nil)
	}) {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, storage.ErrConflict) && !errors.Is(err, storage.ErrUnavailable):
			t.Error(err)
		}
	}
	if m, err := pubs.Head(t.Context()); done != 1 || err != nil || m.Version != 1 {
		t.Errorf("%d were published; the newest is %+v, %v", done, m, err)
	}
}

func jobOf(id string, notBefore time.Time) redecision.Job {
	return redecision.Job{
		ID: id, Publication: idOf(1), Version: 1, Action: library.ActionPublished, List: list.CBEC, Edition: "2027",
		NotBefore: notBefore,
		Touch:     redecision.Touch{Kind: submission.Goods, Codes: []tariff.Code{"04090000", "9506"}},
	}
}

func jobs(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	late, soon := jobOf("a-late", at.Add(time.Hour)), jobOf("b-soon", at)
	if err := publish(t, pubs, 1, late, soon); err != nil {
		t.Fatal(err)
	}
	open, err := pubs.OpenJobs(t.Context())
	if err != nil || len(open) != 2 || open[0].ID != "b-soon" || open[1].ID != "a-late" {
		t.Fatalf("got %+v, %v", open, err)
	}
	if got := open[0]; !slices.Equal(got.Touch.Codes, soon.Touch.Codes) || got.Touch.Kind != submission.Goods ||
		!got.NotBefore.Equal(at) || got.Edition != "2027" {
		t.Errorf("got %+v", got)
	}
	for range 2 {
		if err := pubs.Finish(t.Context(), open[0], at); err != nil {
			t.Fatal(err)
		}
	}
	if open, err := pubs.OpenJobs(t.Context()); err != nil || len(open) != 1 || open[0].ID != "a-late" {
		t.Errorf("got %+v, %v", open, err)
	}
	if got, err := pubs.Job(t.Context(), "b-soon"); err != nil || !got.Finished || !got.FinishedAt.Equal(at) {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = pubs.Job(t.Context(), "none")
	wantErr(t, "a job that is none", err, storage.ErrNotFound)
}

func progress(t *testing.T, table store.Table) {
	pubs := store.NewPublications(table)
	if got, err := pubs.PartProgress(t.Context(), "job", 3); err != nil || got.Job != "job" || got.Part != 3 ||
		got.Revision != 0 {
		t.Errorf("not begun: %+v, %v", got, err)
	}
	p := redecision.Progress{Job: "job", Part: 3, Revision: 1, Run: 2, After: "0409", Examined: 5, Changed: 1, Failed: 1,
		Failures: []string{"x"}, At: at}
	if err := pubs.SaveProgress(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a revision that is stored", pubs.SaveProgress(t.Context(), p), storage.ErrConflict)
	p.Revision, p.Done, p.Retry = 3, true, []redecision.Failed{
		{Carrier: redecision.Carrier{Seller: "acme", ID: idOf(1), Code: "04090000"}, Why: submission.WhyDamaged, Since: at}}
	wantErr(t, "not the next revision", pubs.SaveProgress(t.Context(), p), storage.ErrConflict)
	p.Revision = 2
	if err := pubs.SaveProgress(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	all, err := pubs.Progress(t.Context(), "job")
	got := all[3]
	if err != nil || len(all) != 1 || got.Revision != 2 || !got.Done || got.Run != 2 || got.After != "0409" ||
		!slices.Equal(got.Retry, p.Retry) {
		t.Errorf("got %+v, %v", all, err)
	}
	if all, err := pubs.Progress(t.Context(), "another"); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}

// changedEvent returns the event of a changed decision.
func changedEvent(n int, s submission.Submission, d submission.Decision) event.Event {
	return event.Event{
		ID: idOf(n), Type: event.DecisionChanged, At: at, Seller: s.Seller, Submission: s.ID, Kind: submission.Goods,
		Ref: s.Ref, Code: s.Code,
		Decision: d.ID, Seq: d.Seq, Old: s.Verdicts,
		New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "ineligible"}},
		Cause: event.Cause{Publication: idOf(1), Version: 1, Action: library.ActionPublished, List: list.CBEC,
			Edition: "2027"},
	}
}

// changed checks that the decision and its event are stored together, if the lists and the submission are still
// those that were read, or not at all.
func changed(t *testing.T, table store.Table) {
	pubs, subs := store.NewPublications(table), store.New(table)
	s, _ := create(t, subs, "acme", 1, nil)
	if err := publish(t, pubs, 1); err != nil {
		t.Fatal(err)
	}
	d := nextDecision(s, "changed")
	verdicts := []submission.Verdict{{Where: "cbec_bonded", Verdict: "ineligible"}}
	wantErr(t, "lists that have moved", pubs.AppendChanged(t.Context(), s, d, verdicts, 0, changedEvent(1, s, d)),
		redecision.ErrMoved)
	if pending, err := pubs.Pending(t.Context(), 10); err != nil || len(pending) > 0 {
		t.Errorf("got %+v, %v", pending, err)
	}
	if err := pubs.AppendChanged(t.Context(), s, d, verdicts, 1, changedEvent(1, s, d)); err != nil {
		t.Fatal(err)
	}
	late := nextDecision(s, "too late")
	wantErr(t, "a submission that has moved",
		pubs.AppendChanged(t.Context(), s, late, verdicts, 1, changedEvent(2, s, late)), storage.ErrConflict)
	if pending, err := pubs.Pending(t.Context(), 10); err != nil || len(pending) != 1 || pending[0].Decision != d.ID {
		t.Errorf("got %+v, %v", pending, err)
	}
	got, newest, err := subs.Get(t.Context(), "acme", s.ID)
	if err != nil || newest.ID != d.ID || !slices.Equal(got.Verdicts, verdicts) {
		t.Errorf("got %+v, %+v, %v", got, newest, err)
	}
	verify(t, subs, "acme", s.ID)

	found, err := pubs.Submissions(t.Context(),
		[]redecision.Carrier{{Seller: "acme", ID: s.ID}, {Seller: "acme", ID: idOf(9)}})
	if err != nil || len(found) != 1 || found[0].ID != s.ID {
		t.Errorf("got %+v, %v", found, err)
	}
	decisions, err := pubs.Newest(t.Context(), found)
	if err != nil || decisions[s.ID].ID != d.ID {
		t.Errorf("got %+v, %v", decisions, err)
	}
}

func events(t *testing.T, table store.Table) {
	pubs, subs := store.NewPublications(table), store.New(table)
	if err := publish(t, pubs, 1); err != nil {
		t.Fatal(err)
	}
	var all []event.Event
	for n := range 3 {
		s, _ := create(t, subs, "acme", n+1, nil)
		d := nextDecision(s, "changed")
		e := changedEvent(n+1, s, d)
		if err := pubs.AppendChanged(t.Context(), s, d, s.Verdicts, 1, e); err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	if pending, err := pubs.Pending(t.Context(), 2); err != nil || len(pending) != 2 {
		t.Errorf("two at most: %d, %v", len(pending), err)
	}
	for range 2 {
		if err := pubs.MarkSent(t.Context(), all[0], at.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if pending, err := pubs.Pending(t.Context(), 10); err != nil || len(pending) != 2 {
		t.Errorf("one is sent: %d, %v", len(pending), err)
	}
	got, err := pubs.Event(t.Context(), "acme", all[0].ID)
	if err != nil || !got.SentAt.Equal(at.Add(time.Minute)) || got.Cause.Edition != "2027" ||
		!slices.Equal(got.New, all[0].New) {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = pubs.Event(t.Context(), "other", all[0].ID)
	wantErr(t, "another seller's", err, storage.ErrNotFound)

	page, next, err := pubs.Events(t.Context(), "acme", storage.Page{Limit: 2})
	if err != nil || len(page) != 2 || page[0].ID != all[2].ID || next == "" {
		t.Fatalf("got %+v, %q, %v", page, next, err)
	}
	page, next, err = pubs.Events(t.Context(), "acme", storage.Page{After: next, Limit: 2})
	if err != nil || len(page) != 1 || page[0].ID != all[0].ID || next != "" {
		t.Errorf("got %+v, %q, %v", page, next, err)
	}
	if page, _, err := pubs.Events(t.Context(), "other", storage.Page{}); err != nil || len(page) > 0 {
		t.Errorf("another seller's: %+v, %v", page, err)
	}
}

// failures checks the list of submissions that could not be decided again.
func failures(t *testing.T, table store.Table) {
	pubs, subs := store.NewPublications(table), store.New(table)
	failure := func(seller string, n int) submission.Failure {
		return submission.Failure{Seller: seller, Submission: idOf(n), Publication: "p", List: "cbec-retail-import",
			Why: submission.WhyTooLarge, Since: at, At: at.Add(time.Hour)}
	}
	var all []submission.Failure
	for n := range 130 { // more than are written at once
		all = append(all, failure("acme", n+1))
	}
	if err := pubs.NoteFailures(t.Context(), append(all, failure("other", 5)), nil); err != nil {
		t.Fatal(err)
	}
	got, err := subs.Failures(t.Context(), "acme", idOf(3), idOf(120))
	if err != nil || len(got) != 118 || got[idOf(3)] != failure("acme", 3) {
		t.Errorf("%d, %+v, %v", len(got), got[idOf(3)], err)
	}
	var mended []redecision.Carrier
	for n := range 119 {
		mended = append(mended, redecision.Carrier{Seller: "acme", ID: idOf(n + 1)})
	}
	if err := pubs.NoteFailures(t.Context(), []submission.Failure{failure("acme", 120)}, mended); err != nil {
		t.Fatal(err)
	}
	for seller, want := range map[string]int{"acme": 11, "other": 1, "nobody": 0} {
		if got, err := subs.Failures(t.Context(), seller, "", "z"); err != nil || len(got) != want {
			t.Errorf("%s: %d, %v, want %d", seller, len(got), err, want)
		}
	}
}
