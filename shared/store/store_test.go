package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
)

var clock = time.Date(2026, time.March, 1, 2, 10, 4, 250_000_000, time.UTC)

func open(t *testing.T) *bolt.Table {
	t.Helper()
	table, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}

// honey returns the submission of the package comment's example.
func honey() (submission.Submission, submission.Decision) {
	s := submission.Submission{
		ID: "06eaea", Seller: "acme", Kind: submission.Goods, Ref: "SKU-1", Code: "04090000", AsOf: "2026-03-01",
		Request:   []byte(`{"item":{"hs_code":"0409.00.00"}}`),
		CreatedAt: clock, UpdatedAt: clock,
		Verdicts: []submission.Verdict{{Where: "cbec_bonded", Verdict: "conditional"}},
	}
	d := submission.Decision{ID: "06eaeb", SubmissionID: s.ID, DecidedAt: clock, Cause: submission.CauseSubmitted,
		Body: []byte(`{}`)}
	submission.Seal(s.Head, &d)
	s.Head = d.Link()
	return s, d
}

func next(s submission.Submission, note string) submission.Decision {
	d := submission.Decision{ID: note, SubmissionID: s.ID, DecidedAt: clock.Add(time.Hour),
		Cause: submission.CauseListPublished, Body: []byte(note)}
	submission.Seal(s.Head, &d)
	return d
}

func keys(t *testing.T, table *bolt.Table) []string {
	t.Helper()
	var list []string
	err := table.Keys(t.Context(), func(k store.Key) error {
		list = append(list, k.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestKeys checks that the table has exactly the items that the package comment describes.
func TestKeys(t *testing.T) {
	table := open(t)
	st := store.New(table)
	s, d := honey()
	if replay, err := st.Create(t.Context(), s, d, &submission.Key{Key: "order-4711", BodyHash: "e3b0"}); err != nil ||
		replay != nil {
		t.Fatal(replay, err)
	}
	want := []string{
		"CODE#goods#0409 04090000#acme#06eaea",
		"SELLER#acme#ALL 06eaea",
		"SELLER#acme#IDEM#order-4711 IDEM",
		"SELLER#acme#REF#SKU-1 06eaea",
		"SELLER#acme#SUB#06eaea DEC#0000000001",
		"SELLER#acme#SUB#06eaea SUB",
	}
	if got := keys(t, table); !slices.Equal(got, want) {
		t.Errorf("created:\ngot  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}

	verdicts := []submission.Verdict{{Where: "cbec_bonded", Verdict: "ineligible"}}
	if err := st.Append(t.Context(), "acme", s.ID, next(s, "second"), verdicts); err != nil {
		t.Fatal(err)
	}
	want = []string{
		"CODE#goods#0409 04090000#acme#06eaea",
		"SELLER#acme#ALL 06eaea",
		"SELLER#acme#IDEM#order-4711 IDEM",
		"SELLER#acme#REF#SKU-1 06eaea",
		"SELLER#acme#SUB#06eaea DEC#0000000001",
		"SELLER#acme#SUB#06eaea DEC#0000000002",
		"SELLER#acme#SUB#06eaea SUB",
	}
	if got := keys(t, table); !slices.Equal(got, want) {
		t.Errorf("appended:\ngot  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// TestItems checks when an idempotency key expires, and that the index by code has the full seller.
func TestItems(t *testing.T) {
	table := open(t)
	st := store.New(table)
	s, d := honey()
	if _, err := st.Create(t.Context(), s, d, &submission.Key{Key: "order-4711", BodyHash: "e3b0"}); err != nil {
		t.Fatal(err)
	}
	key := store.Key{PK: "SELLER#acme#IDEM#order-4711", SK: "IDEM"}
	item, _, err := table.Get(t.Context(), key)
	if err != nil || item.Expires != 1772417404 || item.Attrs["submission_id"].Str != s.ID {
		t.Errorf("got %+v, %v, want the key of %s, that expires at 1772417404", item, err, s.ID)
	}
	entries, err := table.Query(t.Context(), "CODE#goods#0409", store.Range{Prefix: "04090000#"})
	if err != nil || len(entries) != 1 || entries[0].Attrs["seller"].Str != "acme" || entries[0].Attrs["id"].Str != s.ID {
		t.Errorf("got %+v, %v, want the entry of %s", entries, err, s.ID)
	}
}

// A hiding table does not return a decision to the first few queries: what a query can see during a
// transaction.
type hiding struct {
	store.Table
	sk      string
	queries int
}

func (h *hiding) Query(ctx context.Context, pk string, r store.Range) ([]store.Item, error) {
	items, err := h.Table.Query(ctx, pk, store.Range{Prefix: r.Prefix, Descending: r.Descending})
	if h.queries--; h.queries >= 0 {
		items = slices.DeleteFunc(items, func(i store.Item) bool { return i.SK == h.sk })
	}
	if r.Limit > 0 {
		items = items[:min(r.Limit, len(items))]
	}
	return items, err
}

func (h *hiding) Get(ctx context.Context, key store.Key) (store.Item, bool, error) {
	if h.queries--; h.queries >= 0 && key.SK == h.sk {
		return store.Item{}, false, nil
	}
	return h.Table.Get(ctx, key)
}

// TestGetTorn checks that a head is never returned with another decision.
func TestGetTorn(t *testing.T) {
	table := open(t)
	st := store.New(table)
	s, first := honey()
	if _, err := st.Create(t.Context(), s, first, nil); err != nil {
		t.Fatal(err)
	}
	if err := st.Append(t.Context(), "acme", s.ID, next(s, "second"), s.Verdicts); err != nil {
		t.Fatal(err)
	}
	for looks := range 5 {
		torn := store.New(&hiding{table, "DEC#0000000002", looks})
		got, d, err := torn.Get(t.Context(), "acme", s.ID)
		if err != nil || got.Head.Seq != 2 || d.Link() != got.Head {
			t.Errorf("hidden from %d: got head %v, decision %v, %v", looks, got.Head, d.Link(), err)
		}
	}
	// A decision that stays missing was removed. That is neither "not found" nor transient.
	gone := store.New(&hiding{table, "DEC#0000000002", 1 << 30})
	_, _, err := gone.Get(t.Context(), "acme", s.ID)
	if err == nil || errors.Is(err, storage.ErrNotFound) || errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("got error %v, want one that says the head is missing", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, _, err := gone.Get(ctx, "acme", s.ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want the deadline's", err)
	}
}

// A refusing table reports that its first transactions failed on their conditions, though they were applied, as
// when a reply was lost.
type refusing struct {
	store.Table
	times int
}

func (r *refusing) Transact(ctx context.Context, ops []store.Op) error {
	err := r.Table.Transact(ctx, ops)
	if r.times--; r.times >= 0 && err == nil {
		all := &store.ConditionError{}
		for i := range ops {
			all.Failed = append(all.Failed, i)
		}
		return all
	}
	return err
}

// TestOwnKey checks that a submission whose key is taken by itself counts as created.
func TestOwnKey(t *testing.T) {
	st := store.New(&refusing{open(t), 1})
	s, d := honey()
	if replay, err := st.Create(t.Context(), s, d, &submission.Key{Key: "key", BodyHash: "body"}); err != nil ||
		replay != nil {
		t.Fatalf("got %v, %v, want it created", replay, err)
	}
	if _, _, err := st.Get(t.Context(), "acme", s.ID); err != nil {
		t.Error(err)
	}
}

// A busy table always reports keys as taken when they are written.
type busy struct{ store.Table }

func (busy) Transact(_ context.Context, ops []store.Op) error {
	return &store.ConditionError{Failed: []int{len(ops) - 1}}
}

func TestKeyGivesUp(t *testing.T) {
	s, d := honey()
	_, err := store.New(busy{open(t)}).Create(t.Context(), s, d, &submission.Key{Key: "key", BodyHash: "body"})
	if !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("got error %v, want %v", err, storage.ErrUnavailable)
	}
}

// TestHeadDamaged checks that a newest decision that is not the sealed one is an error, and never returned.
func TestHeadDamaged(t *testing.T) {
	for name, damage := range map[string]func(item *store.Item){
		"another body":    func(item *store.Item) { item.Attrs["body"] = store.String("{}"); delete(item.Attrs, "packed") },
		"a body of bytes": func(item *store.Item) { item.Attrs["body"] = store.Bytes([]byte(`{"verdict":"eligible"}`)) },
		"cut off":         func(item *store.Item) { item.Attrs["packed"] = store.Bytes(item.Attrs["packed"].Bytes[:1]) },
		"another cause":   func(item *store.Item) { item.Attrs["cause"] = store.String("amended") },
		"another hash":    func(item *store.Item) { item.Attrs["hash"] = store.String(strings.Repeat("0", 64)) },
		"no such packing": func(item *store.Item) { item.Attrs["dict"] = store.Number(99) },
		"another decision": func(item *store.Item) {
			d := submission.Decision{ID: "x", SubmissionID: "06eaea", DecidedAt: clock, Body: []byte("{}")}
			submission.Seal(submission.Link{}, &d)
			item.Attrs["hash"], item.Attrs["id"] = store.String(d.Hash), store.String("x")
		},
	} {
		table := open(t)
		st := store.New(table)
		s, d := honey()
		if _, err := st.Create(t.Context(), s, d, nil); err != nil {
			t.Fatal(err)
		}
		item, _, err := table.Get(t.Context(), store.Key{PK: "SELLER#acme#SUB#06eaea", SK: "DEC#0000000001"})
		if err != nil {
			t.Fatal(err)
		}
		damage(&item)
		if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
			t.Fatal(err)
		}
		if _, got, err := st.Get(t.Context(), "acme", s.ID); !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("%s: got %s, %v, want it found damaged", name, got.Body, err)
		}
	}
}

// TestDamaged checks that an unreadable item is an error that names the item.
func TestDamaged(t *testing.T) {
	for attr, damage := range map[string]store.Value{
		"created_at": store.String("yesterday"),
		"updated_at": store.String("2026-03-01T10:10:04+08:00"),
		"verdicts":   store.String("cbec_bonded"),
		"head_seq":   store.String("1"),
		"request":    {},
	} {
		table := open(t)
		st := store.New(table)
		s, d := honey()
		if _, err := st.Create(t.Context(), s, d, nil); err != nil {
			t.Fatal(err)
		}
		item, _, err := table.Get(t.Context(), store.Key{PK: "SELLER#acme#SUB#06eaea", SK: "SUB"})
		if err != nil {
			t.Fatal(err)
		}
		item.Attrs[attr] = damage
		if damage.Kind == 0 {
			delete(item.Attrs, attr)
		}
		if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
			t.Fatal(err)
		}
		_, _, err = st.Get(t.Context(), "acme", s.ID)
		if err == nil || !strings.Contains(err.Error(), "attribute "+attr) {
			t.Errorf("%s: got error %v", attr, err)
		}
	}
}

// TestListGoesOnLater checks that a page is returned short when many entries did not match, and the next page
// continues there.
func TestListGoesOnLater(t *testing.T) {
	st := store.New(open(t))
	var want string
	for n := range 1200 {
		s, d := honey()
		s.ID = fmt.Sprintf("%06d", n)
		d.SubmissionID = s.ID
		if n == 5 {
			s.Verdicts = []submission.Verdict{{Where: "cbec_bonded", Verdict: "eligible"}}
			want = s.ID
		}
		submission.Seal(submission.Link{}, &d)
		s.Head = d.Link()
		if _, err := st.Create(t.Context(), s, d, nil); err != nil {
			t.Fatal(err)
		}
	}
	f := submission.Filter{Ref: "SKU-1", Verdict: "eligible"}
	page, after, err := st.List(t.Context(), "acme", f, storage.Page{})
	if err != nil || len(page) != 0 || after != "000200" {
		t.Fatalf("got %d, next %q, %v, want an empty page that ends at 000200", len(page), after, err)
	}
	page, after, err = st.List(t.Context(), "acme", f, storage.Page{After: after})
	if err != nil || len(page) != 1 || page[0].ID != want || after != "" {
		t.Errorf("got %v, next %q, %v, want %s and no more", page, after, err, want)
	}
}
