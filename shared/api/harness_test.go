package api_test

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/api"
	"importchecker/shared/api/assembled"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/imports"
	"importchecker/shared/api/submitted"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/catalogue/worker"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/search/learned"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

var update = flag.Bool("update", false, "rewrite the golden answers in events/ and the generated parts of openapi.yaml")

// start is when every test's clock begins: ten in the morning in China.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// service is all functions on one store, with a clock and ids that are known to the
// test.
type service struct {
	t       *testing.T
	current *eligibility.Checker // what is answered from; see refresh
	routes  api.Routes
	serve   api.Function
	store   submission.Store
	log     *strings.Builder
	now     time.Time
	ids     byte
	secrets byte

	sheets    *files.Folder
	jobs      *worker.Worker
	kept      *store.Publications
	hooks     *store.Webhooks
	library   *library.Library
	live      *library.Live
	origins   *publication.Origins
	desk      *publication.Editor
	worker    *redecision.Worker
	reader    publication.Reader
	originals []imports.Original // that were kept
	keepFails error
}

func newService(t *testing.T) *service {
	t.Helper()
	table, err := bolt.Open(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return serviceOf(t, eligibility.NewChecker(list.BuiltIn()), store.New(table), table)
}

// serviceOn returns a service on a store of submissions, without stores of lists and
// webhooks.
func serviceOn(t *testing.T, checker *eligibility.Checker, kept submission.Store) *service {
	return serviceOf(t, checker, kept, nil)
}

func serviceOf(t *testing.T, checker *eligibility.Checker, kept submission.Store, table store.Table) *service {
	s := &service{t: t, current: checker, store: kept, now: start, log: new(strings.Builder), reader: paper{}}
	s.kept, s.hooks = store.NewPublications(table), store.NewWebhooks(table)
	s.library = library.New(library.BuiltIn(), s.kept)
	s.live = library.NewLive(s.library, s.clock)
	s.origins = publication.NewOrigins(s.live, s.kept)
	s.desk = &publication.Editor{Library: s.library, Store: s.kept, NewID: s.newID, Now: s.clock}
	names := byname.New(learned.Engine())
	s.worker = &redecision.Worker{Library: s.library, Store: s.kept, Answer: submitted.DecideAgain(names), Now: s.clock}
	if table != nil {
		s.now = start.Add(-time.Second / 2) // no other time of a test's
		s.refresh()
		s.now = start
	}
	s.current = checker
	s.sheets = &files.Folder{Dir: t.TempDir(), Base: "http://files.example.com", Secret: []byte("secret"), Now: s.clock}
	s.jobs = &worker.Worker{Store: store.NewCatalogues(table), Files: s.sheets, Now: s.clock, Folder: t.TempDir(),
		Candidates: names.Candidates,
		Checker:    func(context.Context) (*eligibility.Checker, error) { return s.current, nil }}
	routes := assembled.Routes(assembled.Parts{
		Checker: s.checker, Names: names, Live: s.live, Publication: s.desk, Reader: reading{s}, Lists: s.lists, Keep: s.keep,
		Origins: s.origins,
		Table:   table, Submissions: kept, Ping: func(context.Context) error { return nil },
		Webhooks: &webhook.Desk{
			Store: s.hooks, Events: s.kept, NewID: s.newID, Random: s.random, Secrets: seal.New([32]byte{1}), Now: s.clock},
		Files: s.sheets, NewID: s.newID, Now: s.clock,
	})
	s.routes = api.Merge(slices.Collect(maps.Values(routes))...)
	s.serve = api.Serve(s.routes, slog.New(slog.NewJSONHandler(s.log, nil)), s.clock, nil)
	return s
}

func (s *service) clock() time.Time              { return s.now }
func (s *service) checker() *eligibility.Checker { return s.current }

// refresh makes the service reload the lists, as Live does periodically.
func (s *service) refresh() {
	s.t.Helper()
	if err := s.live.Refresh(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.current = s.live.Checker()
}

func (s *service) lists(ctx context.Context) (library.Lists, error) {
	_, lists, err := s.library.Head(ctx)
	return lists, err
}

func (s *service) keep(_ context.Context, o imports.Original) error {
	if s.keepFails == nil {
		s.originals = append(s.originals, o)
	}
	return s.keepFails
}

func (s *service) random() (secret [32]byte) {
	s.secrets++
	secret[31] = s.secrets
	return secret
}

// reading is the current reader of a service.
type reading struct{ s *service }

func (r reading) ReadAnnex(ctx context.Context, lists library.Lists, a publication.Annex) (*publication.Read, error) {
	return r.s.reader.ReadAnnex(ctx, lists, a)
}

func (s *service) newID() string {
	s.ids++
	return submission.NewID(s.now, [10]byte{9: s.ids})
}

// option changes a request that a test sends.
type option func(*api.Request)

func withHeader(name, value string) option { return func(r *api.Request) { r.Headers[name] = value } }
func inChinese(r *api.Request)             { r.Headers["accept-language"] = "zh-CN" }

// as sends the request as a seller.
func as(seller string) option { return authorized(seller, "seller") }

func authorized(seller, scope string) option {
	return func(r *api.Request) {
		r.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			Lambda: map[string]any{"seller": seller, "scope": scope}}
	}
}

// send calls the service as a gateway without route keys does.
func (s *service) send(method, target, body string, options ...option) api.Response {
	s.t.Helper()
	path, query, _ := strings.Cut(target, "?")
	req := api.Request{RawPath: path, RawQueryString: query, Headers: map[string]string{}, Body: body}
	req.RequestContext.HTTP.Method = method
	req.RequestContext.RequestID = "test"
	if body != "" {
		req.Headers["content-type"] = "application/json"
	}
	for _, o := range options {
		o(&req)
	}
	res, err := s.serve(context.Background(), req)
	if err != nil {
		s.t.Fatal(err)
	}
	contract(s.t).check(s.t, method, path, &res)
	return res
}

func (s *service) get(target string, options ...option) api.Response {
	s.t.Helper()
	return s.send("GET", target, "", options...)
}

func (s *service) post(target, body string, options ...option) api.Response {
	s.t.Helper()
	return s.send("POST", target, body, options...)
}

// decoded is a decoded JSON body.
type decoded map[string]any

func read(t *testing.T, res api.Response, status int) decoded {
	t.Helper()
	if res.StatusCode != status {
		t.Fatalf("status %d, want %d\n%s", res.StatusCode, status, res.Body)
	}
	var d decoded
	if err := json.Unmarshal([]byte(res.Body), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// faultsOf lists the errors of a problem as "pointer code".
func faultsOf(t *testing.T, res api.Response) []string {
	t.Helper()
	var p struct {
		Errors []struct{ Pointer, Code string }
	}
	if err := json.Unmarshal([]byte(res.Body), &p); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range p.Errors {
		out = append(out, e.Pointer+" "+e.Code)
	}
	return out
}
