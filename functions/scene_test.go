package functions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/annex"
	"importchecker/shared/api"
	"importchecker/shared/api/submissions"
	"importchecker/shared/api/submitted"
	"importchecker/shared/deployed"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal/kms/kmstest"
)

// A scene is the content of a table before a function is invoked. It is written by the packages that the
// functions are built from, over its own connection.
type scene struct {
	table store.Table

	publications *store.Publications
	subs         *store.Store
	hooks        *store.Webhooks
	jobs         *store.Catalogues
	desk         *publication.Editor
	live         *library.Live

	imported publication.Import // the newest published import
	endpoint webhook.Endpoint   // of seller-1
	event    event.Event        // the first of seller-1
	ids      []string           // of submissions of seller-1

	around *surroundings // of the functions; may be nil
}

// madeCatalogue is the answer to a new catalogue.
type madeCatalogue struct {
	ID     string
	Upload struct{ Method, URL string }
}

// catalogue lets seller-1 create a catalogue.
func (s *scene) catalogue(t testing.TB, f runner) (created madeCatalogue) {
	t.Helper()
	e := request{route: "POST /v1/catalogues", path: "/v1/catalogues", seller: "seller-1", body: `{"filename":"x.csv"}`}
	res, err := ask(f, e.event())
	if err == nil {
		err = json.Unmarshal([]byte(res.Body), &created)
	}
	if err != nil || res.StatusCode != 202 {
		t.Fatal(res.StatusCode, res.Body, err)
	}
	return created
}

func newScene(t testing.TB, c dynamo.Config) *scene {
	t.Helper()
	c.Region, c.Credentials = "us-east-1", dynamo.Environment(emulator.Credentials)
	table, err := dynamo.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{
		table: table, publications: store.NewPublications(table), subs: store.New(table), hooks: store.NewWebhooks(table),
		jobs: store.NewCatalogues(table),
	}
	editions := library.New(library.BuiltIn(), s.publications)
	s.live = library.NewLive(editions, time.Now)
	s.desk = &publication.Editor{Library: editions, Store: s.publications, NewID: deployed.NewID, Now: time.Now}
	return s
}

const (
	sceneList    = "cbec-retail-import"
	sceneEdition = "2026-07"
)

// annexOf returns an annex with invented rows, for an edition long in force, so that it decides today.
func annexOf(rows ...string) publication.Annex {
	raw := "序号,税则号列,货品名称,备注\n" + strings.Join(rows, "\n") + "\n"
	text := edition.Text{EN: "Example for tests", ZH: "示例清单（仅用于测试）"}
	return publication.Annex{
		List: sceneList, Edition: sceneEdition, File: "annex.csv", Raw: []byte(raw), By: "maintainer-1", At: time.Now(),
		Announced: publication.Announcement{
			Title: text, Issuer: edition.Text{EN: "Nobody", ZH: "无"}, Document: "示例公告第1号（仅用于测试）",
			Published: "nowhere: an example for tests",
			Effective: edition.DateOf(time.Now()), Stated: len(rows), Counts: "rows",
		},
		Rules: publication.ReadingRules{UnknownCodes: true},
	}
}

// smallAnnex returns an annex with honey, and little else.
func smallAnnex() publication.Annex {
	return annexOf("1,04090000,天然蜂蜜,仅限网购保税商品", "2,33049900,其他美容品,")
}

// largeAnnex returns an annex that does not fit in one item of the table, with names that cannot be compressed.
func largeAnnex(t testing.TB) publication.Annex {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, 7))
	rows := []string{"1,04090000,天然蜂蜜,仅限网购保税商品"}
	for i := 2; i <= 90; i++ {
		name := make([]rune, 3000)
		for j := range name {
			name[j] = rune(0x4e00 + random.IntN(0x5000))
		}
		rows = append(rows, fmt.Sprintf("%d,%08d,%s,", i, 90000000+i, string(name)))
	}
	return annexOf(rows...)
}

// publish imports an annex and publishes it.
func (s *scene) publish(t testing.TB, a publication.Annex) {
	t.Helper()
	_, lists, err := s.desk.Library.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read, err := annex.Reader{}.ReadAnnex(t.Context(), lists, a)
	if err != nil || read.Input == nil {
		t.Fatalf("%v: %s", err, read.Text)
	}
	in := *read.Input
	in.ID, in.Accept = deployed.NewID(), publication.Acceptable()
	made, _, err := s.desk.Draft(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if s.imported, err = s.desk.Publish(t.Context(), made.List, made.ID, made.DiffHash, "maintainer-1"); err != nil {
		t.Fatal(err)
	}
}

// withdraw withdraws the last publication.
func (s *scene) withdraw(t testing.TB) {
	t.Helper()
	var err error
	if s.imported, err = s.desk.Withdraw(t.Context(), s.imported.List, s.imported.ID, "maintainer-1",
		"a test"); err != nil {
		t.Fatal(err)
	}
}

// submit stores submissions of seller-1, decided by the present lists.
func (s *scene) submit(t testing.TB, n int) {
	t.Helper()
	if err := s.live.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	routes := submissions.New(submissions.Handlers{Checker: s.live.Checker, Store: s.subs, NewID: deployed.NewID,
		Now: time.Now})
	for i := range n {
		req := request{route: "POST /v1/submissions", path: "/v1/submissions", seller: "seller-1",
			body: fmt.Sprintf(`{"channels":["cbec_direct"],"item":{"ref":"SKU-%d","hs_code":"0409000000"}}`, i)}
		var made api.Request
		decode(t, req.event(), &made)
		res := routes["POST /v1/submissions"](t.Context(), &made)
		var body struct{ ID string }
		if decode(t, []byte(res.Body), &body); res.StatusCode != 201 {
			t.Fatal(res.Body)
		}
		s.ids = append(s.ids, body.ID)
	}
}

// leaveEvent leaves an event in the outbox, and a webhook for it at an address of this machine.
func (s *scene) leaveEvent(t testing.TB) {
	t.Helper()
	s.register(t, "https://127.0.0.1:65535/hook")
	s.submit(t, 1)
	s.withdraw(t)
	s.work(t)
	events := slices.DeleteFunc(s.pending(t), func(e event.Event) bool { return e.Only() != "" })
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	s.event = events[0]
}

// register creates a webhook of seller-1 that has answered its challenge.
func (s *scene) register(t testing.TB, url string) {
	t.Helper()
	desk := webhook.Desk{Store: s.hooks, Events: s.publications, NewID: deployed.NewID,
		Random: func() [32]byte { return [32]byte{1} },
		Now:    time.Now, Options: webhook.Options{Local: true}, Secrets: kmstest.Key()}
	e, _, err := desk.Register(t.Context(), "seller-1", url, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	told, err := s.publications.Event(t.Context(), "seller-1", e.Challenge.Event)
	if err == nil {
		err = s.publications.MarkSent(t.Context(), told, time.Now())
	}
	d, err2 := s.hooks.Delivery(t.Context(), "seller-1", e.ID, told.ID)
	d.State, d.Revision = webhook.Delivered, d.Revision+1
	err3 := s.hooks.PutDelivery(t.Context(), d, d.Due)
	e.Prove()
	e.Revision++
	if err := errors.Join(err, err2, err3, s.hooks.PutEndpoint(t.Context(), e)); err != nil {
		t.Fatal(err)
	}
	s.endpoint = e
}

// damage makes a submission unreadable, and returns its item.
func (s *scene) damage(t testing.TB, id string) store.Item {
	t.Helper()
	good, ok, err := s.table.Get(t.Context(), store.Key{PK: "SELLER#seller-1#SUB#" + id, SK: "SUB"})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	bad := store.Item{Key: good.Key, Attrs: maps.Clone(good.Attrs)}
	bad.Attrs["created_at"] = store.String("yesterday")
	s.replaceItem(t, bad)
	return good
}

func (s *scene) replaceItem(t testing.TB, item store.Item) {
	t.Helper()
	if err := s.table.Transact(t.Context(), []store.Op{store.Put(item)}); err != nil {
		t.Fatal(err)
	}
}

// retryNow makes failed submissions due for a retry now.
func (s *scene) retryNow(t testing.TB) {
	t.Helper()
	jobs, err := s.publications.OpenJobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		progress, err := s.publications.Progress(t.Context(), job.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range progress {
			p.RetryAt, p.Revision = time.Now(), p.Revision+1
			if err := s.publications.SaveProgress(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// work does the jobs that are due.
func (s *scene) work(t testing.TB) {
	t.Helper()
	worker := redecision.Worker{
		Library: s.desk.Library, Store: s.publications, Answer: submitted.DecideAgain(nil), Now: time.Now,
	}
	if done, err := worker.Run(t.Context(), 8); err != nil || !done {
		t.Fatal(done, err)
	}
}

// leaveDelivery leaves a delivery to be made.
func (s *scene) leaveDelivery(t testing.TB) {
	t.Helper()
	s.leaveEvent(t)
	relay := event.Relay{Outbox: s.publications, Publisher: &webhook.Fanout{Store: s.hooks, Now: time.Now}, Now: time.Now}
	if n, err := relay.Run(t.Context()); err != nil || n < 1 { // including test events
		t.Fatal(n, err)
	}
}

// leaveLostDelivery leaves a delivery to a removed webhook.
func (s *scene) leaveLostDelivery(t testing.TB) {
	t.Helper()
	now := time.Now()
	d := webhook.Delivery{Event: s.event.ID, Seller: "seller-1", Endpoint: "06eae7xs01je5thzasevz1rsv4",
		State: webhook.Waiting, Revision: 1, CreatedAt: now, Due: now}
	if err := s.hooks.PutDelivery(t.Context(), d, time.Time{}); err != nil {
		t.Fatal(err)
	}
}

// rested ends the rest of seller-1's endpoints, so that postponed deliveries are due. It returns how many that
// are.
func (s *scene) rested(t testing.TB) (untried int) {
	t.Helper()
	endpoints, err := s.hooks.Endpoints(t.Context(), "seller-1")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	for _, e := range endpoints {
		e.RestUntil = now
		e.Revision++
		if err := s.hooks.PutEndpoint(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		deliveries, _, err := s.hooks.Deliveries(t.Context(), "seller-1", e.ID, page100)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range deliveries {
			if d.State != webhook.Waiting || d.Attempts > 0 {
				continue
			}
			was := d.Due
			d.Due = now
			d.Revision++
			if err := s.hooks.PutDelivery(t.Context(), d, was); err != nil {
				t.Fatal(err)
			}
			untried++
		}
	}
	return untried
}

// page100 is larger than any list here.
var page100 = storage.Page{Limit: 100}

// job is the work that a publication creates.
type job = redecision.Job

func (s *scene) pending(t testing.TB) []event.Event {
	t.Helper()
	events, err := s.publications.Pending(context.Background(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func (s *scene) due(t testing.TB) []webhook.Delivery {
	t.Helper()
	due, err := s.hooks.Due(context.Background(), time.Now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

// decisions returns the number of decisions of each submission of seller-1.
func (s *scene) decisions(t testing.TB) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, id := range s.ids {
		page, _, err := s.subs.Decisions(t.Context(), "seller-1", id, storage.Page{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		n[id] = len(page)
	}
	return n
}

// wake sends one of a function's events, by its name in events/, and returns the answer.
func (s *scene) wake(t testing.TB, f runner, name string) string {
	t.Helper()
	var function string
	switch f := f.(type) {
	case interface{ Name() string }:
		function = f.Name()
	default:
		t.Fatal("which function is this?")
	}
	event, err := os.ReadFile("../events/" + function + "/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Invoke(event)
	if err != nil || a.Failed {
		t.Fatalf("%v: %s", err, a.Payload)
	}
	return string(a.Payload)
}
