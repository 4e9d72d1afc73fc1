package publication_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/api"
	goodsroutes "importchecker/shared/api/goods"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// start is the initial time of every test: ten in the morning in China.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// onEach runs a test on every kind of table: the embedded one, and DynamoDB
// when the environment names an emulator.
func onEach(t *testing.T, test func(t *testing.T, table store.Table)) {
	t.Run("bolt", func(t *testing.T) { test(t, openBolt(t, filepath.Join(t.TempDir(), bolt.FileName))) })
	t.Run("dynamodb", func(t *testing.T) {
		test(t, openDynamo(t, emulator.Table(t, emulator.Config(t), "../../template.yaml")))
	})
}

func openBolt(t testing.TB, path string) *bolt.Table {
	t.Helper()
	table, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return table
}

func openDynamo(t testing.TB, c dynamo.Config) *dynamo.Table {
	t.Helper()
	table, err := dynamo.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// A house has all components on one table, with a deterministic clock and ids.
type house struct {
	t       testing.TB
	table   store.Table
	kept    *store.Publications
	subs    *store.Store
	library *library.Library
	desk    *publication.Editor
	worker  *redecision.Worker
	clock   atomic.Int64 // nanoseconds after start
	ids     atomic.Uint32
}

func newHouse(t testing.TB, table store.Table) *house {
	t.Helper()
	h := &house{t: t, table: table, kept: store.NewPublications(table), subs: store.New(table)}
	h.library = library.New(library.BuiltIn(), h.kept)
	h.desk = &publication.Editor{Library: h.library, Store: h.kept, NewID: h.newID, Now: h.now}
	h.worker = &redecision.Worker{Library: h.library, Store: h.kept, Answer: answer, Now: h.now}
	return h
}

func (h *house) now() time.Time         { return start.Add(time.Duration(h.clock.Load())) }
func (h *house) pass(d time.Duration)   { h.clock.Add(int64(d)) }
func (h *house) today() edition.Date    { return edition.DateOf(h.now()) }
func (h *house) ctx() context.Context   { return context.Background() }
func (h *house) until(day edition.Date) { h.clock.Store(int64(noon(day).Sub(start))) }
func noon(day edition.Date) time.Time {
	return time.Date(day.Year(), time.Month(int(day)/100%100), int(day)%100, 4, 0, 0, 0, time.UTC)
}
func day(year, month, d int) edition.Date { return edition.NewDate(year, month, d) }

func (h *house) newID() string {
	var random [10]byte
	binary.BigEndian.PutUint32(random[6:], h.ids.Add(1))
	return submission.NewID(h.now(), random)
}

// answer answers a request as package api does.
func answer(c *eligibility.Checker, request []byte, today edition.Date) ([]byte, error) {
	routes := goodsroutes.New(goodsroutes.Handlers{
		Checker: func() *eligibility.Checker { return c },
		Now:     func() time.Time { return noon(today) },
	})
	req := &api.Request{Body: string(request), Headers: map[string]string{"content-type": "application/json"}}
	res := routes["POST /v1/goods/checks"](context.Background(), req)
	if res.StatusCode != 200 {
		return nil, fmt.Errorf("status %d: %s", res.StatusCode, res.Body)
	}
	return []byte(res.Body), nil
}

// lines are the tariff lines of the schedule, in order.
var lines = func() []tariff.Code {
	var lines []tariff.Code
	table := tariff.Tables()[0]
	for i := range table.Len() {
		if c := table.Code(i).Line(); len(lines) == 0 || lines[len(lines)-1] != c {
			lines = append(lines, c)
		}
	}
	return lines
}()

// rows returns entries as in an official annex: from a tariff line each, with a
// remark after a colon.
func rows(texts ...string) []list.Entry {
	slices.Sort(texts)
	var entries []list.Entry
	for i, text := range texts {
		code, remark, _ := strings.Cut(text, ":")
		conditions, err := list.ParseRemark(remark)
		if err != nil {
			panic(err)
		}
		name := "货品" + code
		if node, ok := tariff.Tables()[0].Node(tariff.Code(code)); ok {
			name = node.NameZH + code[len(code)-2:]
		}
		entries = append(entries, list.Entry{
			ID: fmt.Sprint(i + 1), Kind: list.Listed, Code: tariff.Code(code), NameZH: name, Remark: remark,
			Conditions: conditions, Basis: edition.Official, Confidence: "annex", Sources: []string{"annex:0123456789ab"},
		})
	}
	return entries
}

// cbec returns a complete edition of the retail import list.
func cbec(id string, from, to edition.Date, entries []list.Entry) *list.Edition {
	e := &list.Edition{Edition: edition.Edition{
		List: list.CBEC, ID: id, Title: edition.Text{EN: "List " + id, ZH: "清单" + id},
		Issuer: edition.Text{EN: "Ministry", ZH: "财政部"}, Document: "公告" + id, Interval: edition.Interval{From: from, To: to},
		Stated: len(entries), Held: len(entries), Published: "gov.cn/" + id,
	}, Entries: entries}
	e.SHA256 = e.Sum()
	return e
}

func input(c library.Content, accept ...publication.FindingCode) publication.Input {
	return publication.Input{
		Content: c, By: "broker", File: c.About().ID + ".xlsx", FileSHA256: strings.Repeat("ab", 32),
		Report: []byte(`{"rows":1}`), Text: []byte("one row"), Accept: accept,
		Places: []publication.Position{{Entry: "1", Sheet: "Sheet1", Row: 4}},
	}
}

// all accepts every acceptable problem.
var all = publication.Acceptable()

// draft makes a draft, and fails the test if that is refused.
func (h *house) draft(e library.Content, accept ...publication.FindingCode) publication.Import {
	h.t.Helper()
	i, _, err := h.desk.Draft(h.ctx(), input(e, accept...))
	if err != nil {
		h.t.Fatalf("draft of %s: %v", e.About().ID, err)
	}
	return i
}

// publish makes a draft and publishes it.
func (h *house) publish(e library.Content) publication.Import {
	h.t.Helper()
	i := h.draft(e, all...)
	i, err := h.desk.Publish(h.ctx(), i.List, i.ID, i.DiffHash, "broker")
	if err != nil {
		h.t.Fatalf("publish %s: %v", e.About().ID, err)
	}
	return i
}

// begin publishes the initial edition of a test, and finishes all jobs.
func (h *house) begin(e library.Content) publication.Import {
	h.t.Helper()
	i := h.publish(e)
	jobs, err := h.kept.OpenJobs(h.ctx())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, j := range jobs {
		if err := h.kept.Finish(h.ctx(), j, h.now()); err != nil {
			h.t.Fatal(err)
		}
	}
	return i
}

func (h *house) withdraw(i publication.Import) publication.Import {
	h.t.Helper()
	i, err := h.desk.Withdraw(h.ctx(), i.List, i.ID, "broker", "a mistake")
	if err != nil {
		h.t.Fatalf("withdraw %s: %v", i.ID, err)
	}
	return i
}

// catalogue returns the current lists of goods.
func (h *house) catalogue() *list.Catalogue {
	h.t.Helper()
	_, lists, err := h.library.Head(h.ctx())
	if err != nil {
		h.t.Fatal(err)
	}
	return lists.Goods
}

// goods returns lists with a catalogue of goods, and the built-in lists of
// services.
func goods(c *list.Catalogue) library.Lists {
	return library.Lists{Tariff: tariff.BuiltIn(), Goods: c, Services: services.BuiltIn()}
}

// request returns a request about a code, for a day if one is given.
func request(code string, asOf edition.Date, ref string) []byte {
	q := map[string]any{"item": map[string]any{"hs_code": code, "ref": ref},
		"channels": []string{"cbec_bonded", "cbec_direct"}}
	if asOf != 0 {
		q["as_of"] = asOf.String()
	}
	text, err := json.Marshal(q)
	if err != nil {
		panic(err)
	}
	return text
}

// submit stores a submission as package api does, decided on a catalogue.
func (h *house) submit(c *list.Catalogue, seller, code string, asOf edition.Date) submission.Submission {
	h.t.Helper()
	sub, first, err := h.makeSubmission(eligibility.NewChecker(c), seller, code, asOf)
	if err == nil {
		_, err = h.subs.Create(h.ctx(), sub, first, nil)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return sub
}

func (h *house) makeSubmission(c *eligibility.Checker, seller, code string, asOf edition.Date) (submission.Submission,
	submission.Decision, error) {
	id := h.newID()
	text := request(code, asOf, "SKU-"+id[20:])
	body, err := answer(c, text, h.today())
	if err != nil {
		return submission.Submission{}, submission.Decision{}, err
	}
	var read struct {
		AsOf string `json:"as_of"`
	}
	if err := json.Unmarshal(body, &read); err != nil {
		return submission.Submission{}, submission.Decision{}, err
	}
	verdicts, err := submission.VerdictsOf(body)
	if err != nil {
		return submission.Submission{}, submission.Decision{}, err
	}
	now := h.now()
	sub := submission.Submission{
		ID: id, Seller: seller, Kind: submission.Goods, Ref: "SKU-" + id[20:], Code: code, AsOf: read.AsOf,
		Request: text, CreatedAt: now, UpdatedAt: now, Verdicts: verdicts,
	}
	first := submission.Decision{ID: h.newID(), SubmissionID: id, DecidedAt: now, Cause: submission.CauseSubmitted,
		Body: body}
	submission.Seal(submission.Link{}, &first)
	sub.Head = first.Link()
	return sub, first, nil
}

// work processes everything that is due.
func (h *house) work() {
	h.t.Helper()
	if done, err := h.worker.Run(h.ctx(), 2); err != nil || !done {
		h.t.Fatalf("work: done %t, %v", done, err)
	}
}

// decisions returns the decisions of a submission, oldest first, after checking
// the chain.
func (h *house) decisions(s submission.Submission) []submission.Decision {
	h.t.Helper()
	now, _, err := h.subs.Get(h.ctx(), s.Seller, s.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	decisions, _, err := h.subs.Decisions(h.ctx(), s.Seller, s.ID, storage.Page{Limit: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Reverse(decisions)
	if err := submission.VerifyChain(now, decisions); err != nil {
		h.t.Error(err)
	}
	return decisions
}

// events returns a seller's events, oldest first.
func (h *house) events(seller string) []event.Event {
	h.t.Helper()
	var events []event.Event
	for after := ""; ; {
		page, next, err := h.kept.Events(h.ctx(), seller, storage.Page{After: after, Limit: 100})
		if err != nil {
			h.t.Fatal(err)
		}
		if events = append(events, page...); next == "" {
			slices.Reverse(events)
			return events
		}
		after = next
	}
}

// verdict returns the verdict of a decision for a channel or place.
func verdict(d submission.Decision, where string) string {
	verdicts, err := submission.VerdictsOf(d.Body)
	if err != nil {
		return err.Error()
	}
	for _, c := range verdicts {
		if c.Where == where {
			return c.Verdict
		}
	}
	return "not asked"
}

func codes(texts ...string) []tariff.Code {
	var codes []tariff.Code
	for _, s := range texts {
		codes = append(codes, tariff.Code(s))
	}
	return codes
}

// heavy returns the size of a test: full, or light with -short.
func heavy(full, light int) int {
	if testing.Short() {
		return light
	}
	return full
}

// hashOf returns the hash of stored text, for tests that damage it and hash it
// again.
func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
