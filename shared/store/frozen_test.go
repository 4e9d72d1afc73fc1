package store_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/packing"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
	"importchecker/shared/webhook"
)

var update = flag.Bool("update", false, "write testdata/items-*.json of the newest form anew")

// newest is the form in which items are written today. Earlier forms remain in testdata and must stay readable.
const newest = 3

// frozenFile returns the file with every kind of item in a form.
func frozenFile(form int) string { return fmt.Sprintf("testdata/items-%d.json", form) }

// A storedValue is an attribute as the file stores it.
type storedValue struct {
	S *string `json:"S,omitempty"`
	N *int64  `json:"N,omitempty"`
	B []byte  `json:"B,omitempty"`
}

type storedItem struct {
	PK, SK  string
	Expires int64                  `json:",omitempty"`
	Attrs   map[string]storedValue `json:",omitempty"`
}

// TestFrozenRead checks that every form can be read.
func TestFrozenRead(t *testing.T) {
	want := readEverything(t, writeEverything(t))
	for form := 1; form <= newest; form++ {
		got := readEverything(t, load(t, frozenFile(form)))
		for name := range want {
			if !reflect.DeepEqual(got[name], want[name]) {
				t.Errorf("form %d: %s\ngot  %+v\nwant %+v", form, name, got[name], want[name])
			}
		}
	}
}

// TestFrozenWrite checks that items are written in the newest form, byte for byte; compressed data is compared
// uncompressed.
func TestFrozenWrite(t *testing.T) {
	sameAsFile(t, writeEverything(t), frozenFile(newest))
}

// TestFrozenNameless checks goods without a code, as written, and after their code was added, byte for byte.
func TestFrozenNameless(t *testing.T) {
	table := open(t)
	subs := store.New(table)
	tea, first := frozenSubmission(70, submission.Goods, "", "SKU-70",
		submission.Verdict{Where: "general_trade", Verdict: "undetermined"})
	tea.Request = []byte(`{"item":{"name":"green tea","ref":"SKU-70"}}`)
	if _, err := subs.Create(t.Context(), tea, first, nil); err != nil {
		t.Fatal(err)
	}
	sameAsFile(t, table, "testdata/nameless-3.json")
	told := submission.Amendment{Request: []byte(`{"item":{"hs_code":"09021010","name":"green tea","ref":"SKU-70"}}`),
		Code: "09021010", Verdicts: []submission.Verdict{{Where: "general_trade", Verdict: "conditional"}}}
	next := frozenNext(tea, 71)
	if err := subs.Amend(t.Context(), tea, told, next); err != nil {
		t.Fatal(err)
	}
	sameAsFile(t, table, "testdata/nameless-told-3.json")

	// The stored submission can be read and amended.
	was := store.New(load(t, "testdata/nameless-3.json"))
	got, d, err := was.Get(t.Context(), tea.Seller, tea.ID)
	if err != nil || !reflect.DeepEqual(got, tea) || !reflect.DeepEqual(d, first) {
		t.Errorf("got %+v, %v, want %+v", got, err, tea)
	}
	if err := was.Amend(t.Context(), got, told, next); err != nil {
		t.Error(err)
	}
}

// sameAsFile compares a table with a file, which -update writes.
func sameAsFile(t *testing.T, table *bolt.Table, file string) {
	t.Helper()
	items := dump(t, table)
	if *update {
		text, err := json.MarshalIndent(items, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := readFile(t, file)
	if len(items) != len(want) {
		t.Fatalf("%d items are written, %d in %s", len(items), len(want), file)
	}
	for i := range items {
		if got, want := plainly(t, items[i]), plainly(t, want[i]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// plainly returns an item with compressed data uncompressed, since other versions of Go may compress it
// differently, and without what depends on that.
func plainly(t *testing.T, item storedItem) string {
	t.Helper()
	attrs := make(map[string]string)
	for name, v := range item.Attrs {
		switch {
		case v.S != nil:
			attrs[name] = *v.S
		case v.N != nil:
			attrs[name] = fmt.Sprint(*v.N)
		default:
			attrs[name] = string(gunzip(t, v.B))
			if number := item.Attrs["dict"].N; name == "packed" && number != nil {
				text, err := packing.Unpack(int(*number), v.B)
				if err != nil {
					t.Fatal(err)
				}
				attrs[name] = string(text)
			}
		}
	}
	delete(attrs, "dict") // the newest
	if _, compressed := attrs["data"]; compressed {
		delete(attrs, "digest")
		delete(attrs, "size")
		if i := strings.LastIndex(item.SK, "#"); strings.HasPrefix(item.SK, "PART#") && i > 5 {
			item.SK = item.SK[:i]
		}
	}
	if record, ok := attrs["record"]; ok {
		var fields map[string]any
		if err := json.Unmarshal([]byte(record), &fields); err != nil {
			t.Fatal(err)
		}
		if parts, ok := fields["parts"].(map[string]any); ok {
			for name := range parts {
				record = strings.ReplaceAll(record, parts[name].(string), "")
			}
			attrs["record"] = record
		}
	}
	return fmt.Sprintf("%s %s %d %q", item.PK, item.SK, item.Expires, attrs)
}

func gunzip(t *testing.T, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return data
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readFile(t *testing.T, name string) []storedItem {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	var items []storedItem
	if err := json.Unmarshal(text, &items); err != nil {
		t.Fatal(err)
	}
	return items
}

// load returns a table with the items of a file.
func load(t *testing.T, name string) *bolt.Table {
	t.Helper()
	table := open(t)
	for _, stored := range readFile(t, name) {
		item := store.Item{Key: store.Key{PK: stored.PK, SK: stored.SK}, Expires: stored.Expires,
			Attrs: map[string]store.Value{}}
		for name, v := range stored.Attrs {
			switch {
			case v.S != nil:
				item.Attrs[name] = store.String(*v.S)
			case v.N != nil:
				item.Attrs[name] = store.Number(*v.N)
			default:
				item.Attrs[name] = store.Bytes(v.B)
			}
		}
		if err := table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
			t.Fatal(err)
		}
	}
	return table
}

// dump returns all items of a table, sorted by key.
func dump(t *testing.T, table *bolt.Table) []storedItem {
	t.Helper()
	var items []storedItem
	err := table.Keys(t.Context(), func(k store.Key) error {
		items = append(items, storedItem{PK: k.PK, SK: k.SK})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range items {
		item, ok, err := table.Get(t.Context(), store.Key{PK: items[i].PK, SK: items[i].SK})
		if err != nil || !ok {
			t.Fatal(items[i].PK, ok, err)
		}
		items[i].Expires = item.Expires
		items[i].Attrs = make(map[string]storedValue)
		for name, v := range item.Attrs {
			switch v.Kind {
			case store.KindString:
				items[i].Attrs[name] = storedValue{S: &v.Str}
			case store.KindNumber:
				items[i].Attrs[name] = storedValue{N: &v.Num}
			default:
				items[i].Attrs[name] = storedValue{B: v.Bytes}
			}
		}
	}
	slices.SortFunc(items, func(a, b storedItem) int { return cmp.Or(cmp.Compare(a.PK, b.PK), cmp.Compare(a.SK, b.SK)) })
	return items
}

// One object of every kind that is stored.
var (
	frozenAt = time.Date(2026, time.March, 1, 2, 10, 4, 250_000_000, time.UTC)

	frozenGoods = &list.Edition{Edition: edition.Edition{
		List: list.CBEC, ID: "2027", Title: edition.Text{EN: "List", ZH: "清单"},
		Issuer:   edition.Text{EN: "Ministry", ZH: "财政部"},
		Document: "公告2027年第1号", Interval: edition.Interval{From: edition.NewDate(2027, 1, 1)}, Stated: 2, Held: 2,
		Published: "gov.cn/2027",
	}, Entries: []list.Entry{
		{
			ID: "1", Kind: list.Listed, Code: "04090000", NameZH: "天然蜂蜜", NameEN: "Honey", Remark: "仅限网购保税商品",
			Basis:      edition.Official,
			Conditions: []list.Condition{{Kind: list.BondedOnly, Text: "仅限网购保税商品"}}, Confidence: "annex",
			Sources: []string{"annex:01"},
		},
		{ID: "2", Kind: list.Listed, Code: "95061100", NameZH: "滑雪屐", Basis: edition.Official},
	}}

	frozenServices = &services.Edition{Edition: edition.Edition{
		List: services.NationalList, ID: "2027", Title: edition.Text{EN: "List", ZH: "清单"}, Document: "商务部令2027年第1号",
		Interval: edition.Interval{From: edition.NewDate(2027, 1, 1)}, Stated: 1, Held: 1,
	}, Short: edition.Text{EN: "national list 2027", ZH: "全国版2027"}, Measures: []services.Measure{{
		ID: "1", Item: "1", Basis: edition.Official, Original: "禁止提供", Domain: edition.Text{ZH: "农业"},
		Restriction: services.Restriction{
			Kind: services.Prohibited, Modes: services.ModesOf(services.CrossBorder), Weight: services.Decides,
			Reach: []services.Reach{{Code: "0111", Whole: true}}, Summary: edition.Text{EN: "barred", ZH: "禁止"},
			Label: edition.Text{EN: "barred", ZH: "禁止"},
		},
	}}}
)

func frozenID(n byte) string { return submission.NewID(frozenAt, [10]byte{9: n}) }

func frozenSubmission(n byte, kind, code, ref string, verdicts ...submission.Verdict) (submission.Submission,
	submission.Decision) {
	s := submission.Submission{
		ID: frozenID(n), Seller: "acme & co", Kind: kind, Ref: ref, Code: code, AsOf: "2026-03-01",
		Request: []byte(`{"item":{"hs_code":"0409.00.00"}}`), CreatedAt: frozenAt, UpdatedAt: frozenAt, Verdicts: verdicts,
	}
	d := submission.Decision{
		ID: frozenID(n + 100), SubmissionID: s.ID, DecidedAt: frozenAt, Cause: submission.CauseSubmitted,
		Body: []byte(`{"as_of":"2026-03-01","ruleset":"goods-2","item":{"hs_code":"` + code + `"},"channels":[]}`),
	}
	submission.Seal(s.Head, &d)
	s.Head = d.Link()
	return s, d
}

func frozenNext(s submission.Submission, n byte) submission.Decision {
	d := submission.Decision{
		ID: frozenID(n), SubmissionID: s.ID, DecidedAt: frozenAt.Add(time.Hour), Cause: submission.CauseListPublished,
		Body: []byte(`{"as_of":"2027-01-01","ruleset":"goods-2"}`),
	}
	submission.Seal(s.Head, &d)
	return d
}

func frozenImport(ref library.Ref) publication.Import {
	return publication.Import{
		ID: frozenID(40), List: list.CBEC, State: publication.StateDraft, Revision: 1, Edition: ref,
		By: "broker", At: frozenAt, File: "附件.xlsx", FileSHA256: strings.Repeat("ab", 32), Source: "gov.cn",
		Version: 0, DiffHash: strings.Repeat("cd", 32),
		Counts: difference.Counts{Added: 1, Removed: 2, Renumbered: 3, Changed: 4, Same: 5},
		Reach:  redecision.Estimate{Submissions: 7, AtLeast: true, All: true},
		Findings: []publication.Finding{{
			Code: publication.RowsJump, Problem: true, Accepted: true, Text: edition.Text{EN: "rows", ZH: "行数"},
		}},
		Accept: []publication.FindingCode{publication.RowsJump},
	}
}

func frozenJobs(publicationID string) []redecision.Job {
	job := redecision.Job{
		ID: publicationID, Publication: publicationID, Version: 1, Action: library.ActionPublished, List: list.CBEC,
		Import:  frozenID(40),
		Edition: "2027", Document: "公告2027年第1号", NotBefore: frozenAt,
		Touch: redecision.Touch{Kind: submission.Goods, Codes: []tariff.Code{"04090000", "9506"}},
	}
	late := job
	late.ID, late.NotBefore, late.CreatedFrom, late.UndatedOnly = publicationID+"-late", frozenAt.Add(time.Hour), frozenAt,
		true
	late.Touch = redecision.Touch{Kind: submission.Service, Sectors: []services.Code{"0111"}}
	return []redecision.Job{job, late}
}

func frozenEvent(n byte, s submission.Submission, d submission.Decision) event.Event {
	return event.Event{
		ID: frozenID(n), Type: event.DecisionChanged, At: frozenAt, Seller: s.Seller, Submission: s.ID, Kind: s.Kind,
		Ref: s.Ref, Code: s.Code,
		AsOf: "2027-01-01", Decision: d.ID, Seq: d.Seq, Old: s.Verdicts,
		New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "ineligible"}},
		Cause: event.Cause{
			Publication: frozenID(41), Version: 1, Action: library.ActionPublished, List: list.CBEC, Edition: "2027",
			Document: "公告2027年第1号",
			Change:   event.CauseRenumbered, Entry: "1", Code: "04090000", Was: "04090001", Remark: "仅限网购保税商品",
		},
	}
}

func frozenEndpoint() webhook.Endpoint {
	return webhook.Endpoint{
		ID: frozenID(60), Seller: "acme & co", URL: "https://acme.example/hook", Note: "ours",
		Types: []string{event.DecisionChanged}, Revision: 1,
		Secrets: []webhook.Secret{{Key: webhook.NewSecret([32]byte{1})},
			{Key: webhook.NewSecret([32]byte{2}), Until: frozenAt.Add(time.Hour)}},
		CreatedAt: frozenAt, Disabled: true, DisabledAt: frozenAt, DisabledWhy: "gone", LastSuccess: frozenAt,
		LastFailure: frozenAt,
	}
}

func frozenDelivery(state webhook.State, n byte) webhook.Delivery {
	return webhook.Delivery{
		Event: frozenID(n), Seller: "acme & co", Endpoint: frozenID(60), State: state, Revision: 1, CreatedAt: frozenAt,
		Due:      frozenAt.Add(time.Minute),
		Attempts: 2, LastAt: frozenAt, LastStatus: 503, LastError: "status 503",
	}
}

// writeEverything writes one item of each kind in the newest form.
func writeEverything(t *testing.T) *bolt.Table {
	t.Helper()
	table := open(t)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	subs, kept, hooks := store.New(table), store.NewPublications(table), store.NewWebhooks(table)

	honey, first := frozenSubmission(1, submission.Goods, "04090000", "SKU-1",
		submission.Verdict{Where: "cbec_bonded", Verdict: "conditional"},
		submission.Verdict{Where: "general_trade", Verdict: "eligible"})
	_, err := subs.Create(ctx, honey, first, &submission.Key{Key: "order-1", BodyHash: "hash-1"})
	must(err)
	farm, answer := frozenSubmission(2, submission.Service, "", "",
		submission.Verdict{Where: "national", Verdict: "undetermined"})
	_, err = subs.Create(ctx, farm, answer, nil)
	must(err)

	sealed, err := library.Seal(frozenGoods)
	must(err)
	must(kept.PutEdition(ctx, sealed))
	measures, err := library.Seal(frozenServices)
	must(err)
	must(kept.PutEdition(ctx, measures))
	imported := frozenImport(library.RefOf(frozenGoods, sealed, frozenID(40)))
	must(kept.CreateImport(ctx, imported, map[string][]byte{publication.PartReport: []byte(`{"rows":1}`),
		publication.PartText: []byte("one row")}))
	imported.Revision, imported.State = 2, publication.StatePublished
	imported.Publication, imported.PublishedBy, imported.PublishedAt, imported.PublishedAs = frozenID(41), "broker",
		frozenAt, 1
	m := &library.Manifest{
		Version: 1, Publication: frozenID(41), Action: library.ActionPublished, List: list.CBEC, Import: imported.ID,
		By: "broker", At: frozenAt,
		Editions: []library.Ref{imported.Edition}, Base: []library.Ref{library.RefOf(frozenServices, measures, "")},
	}
	jobs := frozenJobs(frozenID(41))
	must(kept.Move(ctx, m, imported, jobs))
	must(kept.SaveProgress(ctx, redecision.Progress{
		Job: jobs[0].ID, Part: 0, Revision: 1, Run: 1, After: "04090000#acme", Examined: 3, Changed: 1, Failed: 1,
		Failures: []string{"x: y"}, At: frozenAt,
	}))
	must(kept.Finish(ctx, jobs[1], frozenAt.Add(2*time.Hour)))

	second := frozenNext(honey, 50)
	must(kept.AppendChanged(ctx, honey, second,
		[]submission.Verdict{{Where: "cbec_bonded", Verdict: "ineligible"}}, 1, frozenEvent(51, honey, second)))
	third := frozenNext(farm, 52)
	must(kept.AppendChanged(ctx, farm, third, farm.Verdicts, 1, frozenEvent(53, farm, third)))
	must(kept.MarkSent(ctx, frozenEvent(53, farm, third), frozenAt.Add(time.Minute)))

	must(hooks.PutEndpoint(ctx, frozenEndpoint()))
	must(hooks.PutDelivery(ctx, frozenDelivery(webhook.Waiting, 51), time.Time{}))
	must(hooks.PutDelivery(ctx, frozenDelivery(webhook.Delivered, 53), time.Time{}))
	return table
}

// readEverything reads what writeEverything wrote, through the stores.
func readEverything(t *testing.T, table *bolt.Table) map[string]any {
	t.Helper()
	ctx := t.Context()
	all := make(map[string]any)
	note := func(name string, err error, values ...any) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		all[name] = values
	}
	subs, kept, hooks := store.New(table), store.NewPublications(table), store.NewWebhooks(table)
	for n := byte(1); n <= 2; n++ {
		s, d, err := subs.Get(ctx, "acme & co", frozenID(n))
		note(fmt.Sprint("submission ", n), err, s, d)
		page, _, err := subs.Decisions(ctx, "acme & co", frozenID(n), storage.Page{})
		note(fmt.Sprint("decisions of ", n), err, page)
		slices.Reverse(page)
		if err := submission.VerifyChain(s, page); err != nil {
			t.Error(err)
		}
	}
	for name, f := range map[string]submission.Filter{
		"all": {}, "by reference": {Ref: "SKU-1"}, "by channel": {Channel: "cbec_bonded"},
		"by verdict": {Verdict: "ineligible"},
		"by both":    {Channel: "national", Verdict: "undetermined"}, "by neither": {Channel: "national", Verdict: "eligible"},
	} {
		page, next, err := subs.List(ctx, "acme & co", f, storage.Page{})
		note(name, err, page, next)
	}
	late, d := frozenSubmission(3, submission.Goods, "04090000", "SKU-3")
	replay, err := subs.Create(ctx, late, d, &submission.Key{Key: "order-1", BodyHash: "hash-1"})
	note("idempotency key", err, replay)
	if _, err := subs.Create(ctx, late, d, &submission.Key{Key: "order-1", BodyHash: "hash-2"}); !errors.Is(err,
		submission.ErrKeyReused) {
		t.Errorf("another body by the same key: %v", err)
	}
	carriers, _, err := kept.Carrying(ctx, redecision.Run{Kind: submission.Goods, Heading: "0409", Prefix: "04090000"}, "",
		10)
	note("by code", err, carriers)
	carriers, _, err = kept.Carrying(ctx, redecision.Run{Kind: submission.Service}, "", 10)
	note("without a code", err, carriers)

	m, err := kept.Head(ctx)
	note("head", err, m)
	m, err = kept.Version(ctx, 1)
	note("version", err, m)
	for _, r := range append(m.Editions, m.Base...) {
		sealed, err := kept.Edition(ctx, r.List, r.SHA256)
		if err != nil {
			t.Error(err)
			continue
		}
		content, err := library.Open(sealed)
		note("edition "+r.List, err, content)
	}
	i, err := kept.Import(ctx, list.CBEC, frozenID(40))
	note("import", err, i)
	part, err := kept.ImportPart(ctx, list.CBEC, frozenID(40), publication.PartReport)
	note("part of an import", err, string(part))
	open, err := kept.OpenJobs(ctx)
	note("open jobs", err, open)
	job, err := kept.Job(ctx, frozenID(41)+"-late")
	note("job", err, job)
	progress, err := kept.Progress(ctx, frozenID(41))
	note("progress", err, progress)
	pending, err := kept.Pending(ctx, 10)
	note("pending", err, pending)
	events, _, err := kept.Events(ctx, "acme & co", storage.Page{})
	note("events", err, events)

	endpoints, err := hooks.Endpoints(ctx, "acme & co")
	note("webhooks", err, endpoints)
	deliveries, _, err := hooks.Deliveries(ctx, "acme & co", frozenID(60), storage.Page{})
	note("deliveries", err, deliveries)
	due, err := hooks.Due(ctx, frozenAt.Add(time.Hour), 10)
	note("due", err, due)
	return all
}
