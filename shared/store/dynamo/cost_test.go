package dynamo_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// maxWriteUnits is the most that a submission may cost in write units, on average over random codes. A
// transaction costs two units for each started kilobyte of each item.
const maxWriteUnits = 12.5

// metered returns a table in memory, and the meter of its requests.
func metered(t *testing.T) (store.Table, *emulator.Meter) {
	t.Helper()
	meter := &emulator.Meter{}
	c := create(t, emulator.Config(t))
	c.HTTPClient = meter
	meter.Reset()
	return open(t, c), meter
}

// wantCalls compares the number of requests of all operations, and returns their cost.
func wantCalls(t *testing.T, what string, meter *emulator.Meter, want map[string]int) (units float64) {
	t.Helper()
	for _, operation := range []string{"GetItem", "BatchGetItem", "Query", "TransactWriteItems"} {
		calls, cost := meter.Count(operation)
		if calls != want[operation] {
			t.Errorf("%s: %d requests of %s, want %d", what, calls, operation, want[operation])
		}
		units += cost
	}
	return units
}

// decided returns the submission of a random line of the tariff, with a reference and a price, decided for all
// channels.
func decided(t *testing.T, random *rand.Rand, n int) (submission.Submission, submission.Decision) {
	t.Helper()
	table := tariff.Tables()[0]
	request := fmt.Appendf(nil,
		`{"item":{"hs_code":%q,"name":"样品 sample %d","origin":"DE","quantity":1,"ref":"SKU-%d","unit_price":{"amount":"%d.00","currency":"CNY"}}}`,
		table.Code(random.IntN(table.Len())).Line(), n, n, random.IntN(3000)+1)
	body, err := submitted.DecideAgain(nil)(library.BuiltIn().Checker(), request, edition.NewDate(2026, 3, 1))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 2, 0, 0, n*int(time.Millisecond), time.UTC)
	s := submission.Submission{
		ID: submission.NewID(at, [10]byte{1}), Seller: "0f8fad5b-d9cb-469f-a165-70867728950e", Kind: submission.Goods,
		Ref:  fmt.Sprintf("SKU-%d", n),
		Code: "04090000", AsOf: "2026-03-01", Request: request, CreatedAt: at, UpdatedAt: at,
		Verdicts: []submission.Verdict{
			{Where: "general_trade", Verdict: "undetermined"}, {Where: "cbec_bonded", Verdict: "undetermined"},
			{Where: "cbec_direct", Verdict: "undetermined"}, {Where: "yiwu_pilot", Verdict: "undetermined"},
		},
	}
	d := submission.Decision{ID: submission.NewID(at, [10]byte{2}), SubmissionID: s.ID, DecidedAt: at,
		Cause: submission.CauseSubmitted, Body: body}
	submission.Seal(s.Head, &d)
	s.Head = d.Link()
	return s, d
}

// TestCostOfASubmission checks that a submission with a reference and an idempotency key is written in one
// transaction of limited cost, and that reading it, or a page of a list, is one request. The figures are
// printed with -v.
func TestCostOfASubmission(t *testing.T) {
	table, meter := metered(t)
	st := store.New(table)
	random := rand.New(rand.NewPCG(3, 5))
	const n = 500
	var costs []float64
	for i := range n {
		s, d := decided(t, random, i)
		meter.Reset()
		if _, err := st.Create(t.Context(), s, d, &submission.Key{Key: s.ID, BodyHash: fmt.Sprintf("%064d", i)}); err != nil {
			t.Fatal(err)
		}
		costs = append(costs, wantCalls(t, "Create", meter, map[string]int{"TransactWriteItems": 1}))
		if i > 0 {
			continue
		}
		meter.Reset()
		if _, got, err := st.Get(t.Context(), s.Seller, s.ID); err != nil || got.Hash != d.Hash {
			t.Fatal(got.Hash, err)
		}
		t.Logf("Get: %.1f read units", wantCalls(t, "Get", meter, map[string]int{"Query": 1}))
		meter.Reset()
		if _, err := st.Create(t.Context(), s, d, &submission.Key{Key: s.ID, BodyHash: fmt.Sprintf("%064d", i)}); err != nil {
			t.Fatal(err)
		}
		t.Logf("Create that is replayed: %.1f units",
			wantCalls(t, "replay", meter, map[string]int{"TransactWriteItems": 1, "GetItem": 1}))
	}
	slices.Sort(costs)
	mean := 0.0
	for _, c := range costs {
		mean += c / n
	}
	t.Logf("Create: %.2f write units in the mean, median %.0f, p99 %.0f, most %.0f", mean, costs[n/2], costs[n*99/100],
		costs[n-1])
	if mean > maxWriteUnits {
		t.Errorf("a submission costs %.2f write units in the mean, at most %.1f are meant to be", mean, maxWriteUnits)
	}
	for _, f := range []submission.Filter{{}, {Ref: "SKU-7"}, {Verdict: "undetermined"},
		{Channel: "cbec_bonded", Verdict: "eligible"}, {Words: "sample 12"}} {
		meter.Reset()
		page, _, err := st.List(t.Context(), "0f8fad5b-d9cb-469f-a165-70867728950e", f, storage.Page{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("List %+v: %d of %d, %.1f read units", f, len(page), n,
			wantCalls(t, "List", meter, map[string]int{"Query": 1}))
	}
}

// TestCostOfARareVerdict checks a filter that eight of many submissions pass: every page reads a limited number
// of entries, with one request. With LONG set there are 20,000 submissions: that read 1,360 units in 20 pages.
func TestCostOfARareVerdict(t *testing.T) {
	const rare, most = 7, 110 // read units a page
	n := 2_000
	if os.Getenv("LONG") != "" {
		n = 20_000
	}
	table, meter := metered(t)
	fill(t, table, n, n/rare)
	st := store.New(table)
	pages, found, units := 0, 0, 0.0
	for after := ""; ; {
		meter.Reset()
		page, next, err := st.List(t.Context(), "acme", submission.Filter{Verdict: "ineligible"}, storage.Page{After: after})
		if err != nil {
			t.Fatal(err)
		}
		cost := wantCalls(t, "List", meter, map[string]int{"Query": 1})
		if cost > most {
			t.Errorf("page %d reads %.1f units, at most %d are meant to be", pages, cost, most)
		}
		pages, found, units = pages+1, found+len(page), units+cost
		if after = next; next == "" {
			break
		}
	}
	t.Logf("%d of %d found in %d pages with %.1f read units, %.1f a page", found, n, pages, units, units/float64(pages))
	if want := (n + n/rare - 1) / (n / rare); found != want {
		t.Errorf("%d found, want %d", found, want)
	}
}

// fill writes entries of the index ALL, with another verdict in every every-th. Lists read only the entries.
func fill(t *testing.T, table store.Table, n, interval int) {
	t.Helper()
	s, d := decided(t, rand.New(rand.NewPCG(1, 1)), 0)
	s.Seller = "acme"
	if _, err := store.New(table).Create(t.Context(), s, d, nil); err != nil {
		t.Fatal(err)
	}
	entry, ok, err := table.Get(t.Context(), store.Key{PK: "SELLER#acme#ALL", SK: s.ID})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := table.Transact(t.Context(), []store.Op{store.Delete(entry.Key)}); err != nil {
		t.Fatal(err)
	}
	var ops []store.Op
	for i := range n {
		item := store.Item{Key: store.Key{PK: entry.PK,
			SK: submission.NewID(s.CreatedAt.Add(time.Duration(i)*time.Second), [10]byte{})}, Attrs: map[string]store.Value{}}
		for name, v := range entry.Attrs {
			item.Attrs[name] = v
		}
		if i%interval == 0 {
			item.Attrs["verdicts"] = store.String("general_trade=ineligible cbec_bonded=ineligible")
		}
		if ops = append(ops, store.Put(item)); len(ops) == store.MaxOps || i == n-1 {
			if err := table.Transact(t.Context(), ops); err != nil {
				t.Fatal(err)
			}
			ops = nil
		}
	}
}
