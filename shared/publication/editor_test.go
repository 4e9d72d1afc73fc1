package publication_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
)

// TestDesk takes an import from draft to withdrawal.
func TestDesk(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		ctx := h.ctx()
		h.submit(h.catalogue(), "acme", "04090000", 0)
		e := cbec("2022", day(2022, 3, 1), 0, rows("04090000", "04051000:仅限网购保税商品"))
		i, diff, err := h.desk.Draft(ctx, input(e, publication.RowsJump))
		if err != nil {
			t.Fatal(err)
		}
		if i.State != publication.StateDraft || i.DiffHash != diff.Hash() || i.Counts != diff.Counts() || i.Version != 0 {
			t.Errorf("draft %+v", i)
		}
		if i.Reach != (redecision.Estimate{Submissions: 1, All: true}) {
			t.Errorf("reach %+v: a fragment that becomes whole reaches every code", i.Reach)
		}
		if got, want := summary(diff),
			"added 04051000 04090000; removed 32151900 38249999 95045020 95045030 95045080 95061100 95061200 95061900; renumbered ; changed ; same 0"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		stored, err := h.desk.Import(ctx, list.CBEC, i.ID)
		if err != nil || !reflect.DeepEqual(stored, i) {
			t.Errorf("stored as %+v, %v\nwant %+v", stored, err, i)
		}
		if again, err := h.desk.Diff(ctx, list.CBEC, i.ID); err != nil || !reflect.DeepEqual(again, diff) ||
			again.Hash() != i.DiffHash {
			t.Errorf("the difference is stored as %+v, %v", again, err)
		}
		if places, err := h.desk.Places(ctx, list.CBEC, i.ID); err != nil || len(places) != 1 || places[0].Row != 4 {
			t.Errorf("places %v, %v", places, err)
		}
		if report, text, err := h.desk.Report(ctx, list.CBEC, i.ID); err != nil || string(report) != `{"rows":1}` ||
			string(text) != "one row" {
			t.Errorf("report %s, %s, %v", report, text, err)
		}
		if got := spans(h.catalogue()); got != spans(list.BuiltIn()) {
			t.Errorf("a draft changed the lists to %s", got)
		}

		var changed *publication.ChangedError
		if _, err := h.desk.Publish(ctx, list.CBEC, i.ID, strings.Repeat("0", 64), "broker"); !errors.As(err, &changed) ||
			changed.Import.DiffHash != i.DiffHash {
			t.Errorf("publishing with another hash: %v", err)
		}
		published, err := h.desk.Publish(ctx, list.CBEC, i.ID, i.DiffHash, "boss")
		if err != nil || published.State != publication.StatePublished || published.PublishedBy != "boss" ||
			published.PublishedAs != 1 || published.Publication == "" {
			t.Fatalf("published %+v, %v", published, err)
		}
		again, err := h.desk.Publish(ctx, list.CBEC, i.ID, i.DiffHash, "boss")
		if err != nil || !reflect.DeepEqual(again, published) {
			t.Errorf("published again: %+v, %v", again, err)
		}
		if _, err := h.desk.Publish(ctx, list.CBEC, i.ID, strings.Repeat("0", 64), "boss"); !errors.As(err, &changed) {
			t.Errorf("published again with another hash: %v", err)
		}
		if got := spans(h.catalogue()); !strings.HasSuffix(got, "2022[2022-03-01,)2") {
			t.Errorf("the lists are %s", got)
		}
		if m, _, err := h.library.Head(ctx); err != nil || m.Version != 1 || m.Publication != published.Publication ||
			m.By != "boss" || len(m.Base) != 9 {
			t.Errorf("manifest %+v, %v", m, err)
		}

		withdrawn := h.withdraw(published)
		if withdrawn.State != publication.StateWithdrawn || withdrawn.WithdrawnAs != 2 ||
			withdrawn.WithdrawnWhy != "a mistake" || withdrawn.Withdrawal == "" {
			t.Errorf("withdrawn %+v", withdrawn)
		}
		if again := h.withdraw(published); !reflect.DeepEqual(again, withdrawn) {
			t.Errorf("withdrawn again: %+v", again)
		}
		if got := spans(h.catalogue()); got != spans(list.BuiltIn()) {
			t.Errorf("after the withdrawal the lists are %s", got)
		}
		if _, err := h.desk.Publish(ctx, list.CBEC, i.ID, i.DiffHash, "boss"); !errors.Is(err, publication.ErrState) {
			t.Errorf("published after the withdrawal: %v", err)
		}
		if c, err := h.library.At(ctx, 1); err != nil || !strings.HasSuffix(spans(c.Goods), "2022[2022-03-01,)2") {
			t.Errorf("version 1 is %s, %v", spans(c.Goods), err)
		}
	})
}

func TestImports(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		var want []string
		for n := range 5 {
			h.pass(time.Second)
			e := cbec("2027", day(2027, 1, 1+n), 0, rows("04090000"))
			want = append(want, h.draft(e, all...).ID)
		}
		slices.Reverse(want)
		var got []string
		for after := ""; ; {
			page, next, err := h.desk.Imports(h.ctx(), list.CBEC, storage.Page{After: after, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range page {
				got = append(got, i.ID)
			}
			if after = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if page, _, err := h.desk.Imports(h.ctx(), list.Yiwu, storage.Page{}); err != nil || len(page) != 0 {
			t.Errorf("another list has %v, %v", page, err)
		}
		if _, _, err := h.desk.Imports(h.ctx(), list.CBEC, storage.Page{After: "#"}); !errors.Is(err, storage.ErrCursor) {
			t.Errorf("got %v", err)
		}
		for _, id := range []string{"", "nothing", "a#b"} {
			if _, err := h.desk.Import(h.ctx(), list.CBEC, id); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("import %q: %v", id, err)
			}
			if _, err := h.desk.Publish(h.ctx(), list.CBEC, id, "", ""); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("import %q: %v", id, err)
			}
			if _, err := h.desk.Withdraw(h.ctx(), list.CBEC, id, "", ""); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("import %q: %v", id, err)
			}
		}
	})
}

// TestPublishAfterAnother checks that an import whose difference changed
// through another publication is refused with the current difference, and that
// otherwise the hash stays valid.
func TestPublishAfterAnother(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		first := h.draft(cbec("2027", day(2027, 1, 1), 0, rows("04090000")), all...)
		second := h.draft(cbec("2028", day(2028, 1, 1), 0, rows("04090000", "95061100")), all...)
		yiwu := cbec("2", day(2026, 1, 1), 0, rows("04090000"))
		yiwu.List = list.Yiwu
		third := h.draft(yiwu, all...)
		for _, i := range []publication.Import{third, first} {
			if _, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker"); err != nil {
				t.Fatal(err) // of another list, or of days that the first did not change
			}
		}
		// The second was compared with 2022; now it comes after 2027.
		_, err := h.desk.Publish(h.ctx(), second.List, second.ID, second.DiffHash, "broker")
		var changed *publication.ChangedError
		if !errors.As(err, &changed) || changed.Import.DiffHash == second.DiffHash || changed.Import.Version != 2 ||
			!errors.Is(err, storage.ErrConflict) {
			t.Fatalf("got %v", err)
		}
		diff, err := h.desk.Diff(h.ctx(), second.List, second.ID)
		if err != nil || diff.Hash() != changed.Import.DiffHash || len(diff.From) != 1 || diff.From[0].ID != "2027" ||
			summary(diff) != "added 95061100; removed ; renumbered ; changed ; same 1" {
			t.Errorf("got %+v, %v", diff, err)
		}
		if _, err := h.desk.Publish(h.ctx(), second.List, second.ID, changed.Import.DiffHash, "broker"); err != nil {
			t.Error(err)
		}
	})
}

// TestPublishAtOnce checks that concurrent publications publish each import
// once, each with a version of its own.
func TestPublishAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		yiwu := cbec("2", day(2026, 1, 1), 0, rows("04090000"))
		yiwu.List = list.Yiwu
		drafts := []publication.Import{h.draft(cbec("2027", day(2027, 1, 1), 0, rows("04090000")), all...),
			h.draft(yiwu, all...)}
		var group sync.WaitGroup
		for range 3 {
			for _, i := range drafts {
				group.Go(func() {
					if _, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker"); err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		m, _, err := h.library.Head(h.ctx())
		if err != nil || m.Version != 2 || len(m.Editions) != 2 {
			t.Errorf("version %d has %d editions, %v", m.Version, len(m.Editions), err)
		}
		for version := 1; version <= 2; version++ {
			if m, err := h.kept.Version(h.ctx(), version); err != nil || m.Version != version || len(m.Editions) != version {
				t.Errorf("version %d: %+v, %v", version, m, err)
			}
		}
		if _, err := h.kept.Version(h.ctx(), 3); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("version 3: %v", err)
		}
	})
}

// TestCorrection checks that an edition imported again replaces the first
// import, and that its withdrawal restores that.
func TestCorrection(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	later := h.publish(cbec("2027", day(2027, 1, 1), 0, rows("95061100")))
	second := h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000", "04051000")))
	if got := spans(h.catalogue()); !strings.HasSuffix(got, " 2022[2022-03-01,2027-01-01)2 2027[2027-01-01,)1") {
		t.Errorf("got %s", got)
	}
	h.withdraw(second)
	if got := spans(h.catalogue()); !strings.HasSuffix(got, " 2022[2022-03-01,2027-01-01)1 2027[2027-01-01,)1") {
		t.Errorf("got %s", got)
	}
	h.withdraw(later)
	if got := spans(h.catalogue()); !strings.HasSuffix(got, " 2022[2022-03-01,)1") {
		t.Errorf("got %s", got)
	}
	// An edition imported again keeps the end of the first import, unless it
	// has one.
	h.publish(cbec("2025", day(2025, 1, 1), day(2025, 7, 1), rows("04090000")))
	h.publish(cbec("2025", day(2025, 1, 1), 0, rows("04090000", "95061100")))
	if got := spans(h.catalogue()); !strings.HasSuffix(got, " 2025[2025-01-01,2025-07-01)2") {
		t.Errorf("got %s", got)
	}
}

func TestFindings(t *testing.T) {
	lines22 := rows("04090000", "04051000", "95061100", "95061200", "95061900")
	e22 := cbec("2022", day(2022, 3, 1), 0, lines22)
	alike := func(id string, from, to edition.Date) *list.Edition { return cbec(id, from, to, slices.Clone(lines22)) }
	for _, row := range []struct {
		name  string
		e     *list.Edition
		want  string
		stops bool
	}{
		{"the next edition", alike("2027", day(2027, 1, 1), 0), "", false},
		{"the same again", alike("2022", day(2022, 3, 1), 0), "nothing_changes", false},
		{"in part", func() *list.Edition { e := alike("2027", day(2027, 1, 1), 0); e.Stated++; return e }(),
			"coverage_falls!", true},
		{"invented", func() *list.Edition { e := alike("2027", day(2027, 1, 1), 0); e.Sample = true; return e }(),
			"sample_edition!", true},
		{"many more rows", cbec("2027", day(2027, 1, 1), 0,
			rows("04090000", "04051000", "95061100", "95061200", "95061900", "16010010", "16010020")), "rows_jump!", true},
		{"a document number that is used", func() *list.Edition {
			e := alike("2027", day(2027, 1, 1),
				0)
			e.Document = e22.Document
			return e
		}(), "document_used!", true},
		{"it ends, and nothing follows", alike("2027", day(2027, 1, 1), day(2028, 1, 1)), "no_successor", false},
		{"it begins when the list does", alike("2015", day(2015, 1, 1), 0),
			"new_list edition_dropped! edition_dropped! edition_dropped! edition_dropped! edition_dropped!", true},
		{"before the list, with a hole", alike("2015", day(2015, 1, 1), day(2016, 1, 1)), "new_list days_uncovered!", true},
		{"from another day than it is held", alike("2022", day(2022, 4, 1), 0), "days_uncovered!", true},
		{"from a day before", alike("2022", day(2022, 2, 1), 0), "editions_overlap!", true},
	} {
		h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
		h.publish(e22)
		// The coverage of the built-in editions does not matter here.
		var accept []publication.FindingCode
		if row.want != "rows_jump!" {
			accept = append(accept, publication.RowsJump)
		}
		i := h.draft(row.e, accept...)
		var got []string
		for _, f := range i.Findings {
			code := string(f.Code)
			if f.Problem {
				code += "!"
			}
			if f.Text.EN == "" || f.Text.ZH == "" || strings.Contains(f.Text.EN+f.Text.ZH, "%!") {
				t.Errorf("%s: %s reads %+v", row.name, code, f.Text)
			}
			if !f.Accepted {
				got = append(got, code)
			}
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: got %v, want %s", row.name, got, row.want)
		}
		_, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker")
		var refused *publication.RefusedError
		if errors.As(err, &refused) != row.stops || !row.stops && err != nil {
			t.Errorf("%s: publish: %v", row.name, err)
		}
	}
}

func TestAccepted(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.publish(cbec("2022", day(2022, 3, 1), 0, rows("04090000")))
	e := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "95061100"))
	e.Document = "公告2022"
	i := h.draft(e, publication.RowsJump)
	if _, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker"); err == nil ||
		!strings.HasSuffix(err.Error(), "not published: document_used") {
		t.Errorf("got %v", err)
	}
	i = h.draft(e, publication.RowsJump, publication.DocumentUsed)
	if _, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker"); err != nil {
		t.Error(err)
	}
	sample := cbec("s", day(2028, 1, 1), 0, rows("04090000"))
	sample.Sample = true
	i = h.draft(sample, append(all, publication.SampleEdition)...)
	if _, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker"); err == nil {
		t.Error("a sample was accepted")
	}
}

// TestDraftRefuses checks that an edition that could never be published is not
// stored.
func TestDraftRefuses(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	for name, edit := range map[string]func(*list.Edition){
		"no first day":        func(e *list.Edition) { e.From = 0 },
		"ends as it begins":   func(e *list.Edition) { e.To = e.From },
		"no id":               func(e *list.Edition) { e.ID = "" },
		"a path for an id":    func(e *list.Edition) { e.ID = "../2027" },
		"dots for an id":      func(e *list.Edition) { e.ID = ".." },
		"no list":             func(e *list.Edition) { e.List = "" },
		"no document":         func(e *list.Edition) { e.Document = " " },
		"nothing stated":      func(e *list.Edition) { e.Stated = 0 },
		"more held than rows": func(e *list.Edition) { e.Held = 3 },
		"an id twice":         func(e *list.Edition) { e.Entries[1].ID = "1" },
		"out of order":        func(e *list.Edition) { slices.Reverse(e.Entries) },
		"a row without code":  func(e *list.Edition) { e.Entries[0].Code = "" },
		"not text":            func(e *list.Edition) { e.Entries[0].NameZH = "\xff" },
	} {
		e := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "95061100"))
		edit(e)
		if _, _, err := h.desk.Draft(h.ctx(), input(e)); !errors.Is(err, publication.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if page, _, err := h.desk.Imports(h.ctx(), list.CBEC, storage.Page{}); err != nil || len(page) != 0 {
		t.Errorf("there are %v, %v", page, err)
	}
}
