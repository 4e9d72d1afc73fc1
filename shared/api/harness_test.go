package api

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
)

var update = flag.Bool("update", false, "rewrite the golden answers in events/ and the generated parts of openapi.yaml")

// start is when every test's clock begins: ten in the morning in China.
var start = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// service is all functions on one store, with a clock and ids that a test
// knows beforehand.
type service struct {
	t       *testing.T
	checker func() *eligibility.Checker
	routes  Routes
	serve   Function
	store   submission.Store
	log     *strings.Builder
	now     time.Time
	ids     byte
}

func newService(t *testing.T) *service {
	t.Helper()
	table, err := bolt.Open(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return serviceOn(t, eligibility.NewChecker(list.BuiltIn()), store.New(table))
}

func serviceOn(t *testing.T, checker *eligibility.Checker, kept submission.Store) *service {
	s := &service{t: t, store: kept, now: start, log: new(strings.Builder)}
	s.checker = func() *eligibility.Checker { return checker }
	clock := func() time.Time { return s.now }
	s.routes = Merge(
		NewGoods(Goods{s.checker, clock}),
		NewServices(Services{s.checker, clock}),
		NewReference(Reference{s.checker, clock}),
		NewSubmissions(Submissions{s.checker, kept, s.newID, clock}),
		NewReadiness(Readiness{s.checker, func(context.Context) error { return nil }}),
		NewSite())
	s.serve = Serve(s.routes, slog.New(slog.NewJSONHandler(s.log, nil)), clock, nil)
	return s
}

func (s *service) newID() string {
	s.ids++
	return submission.NewID(s.now, [10]byte{9: s.ids})
}

// option changes a request that a test sends.
type option func(*Request)

func withHeader(name, value string) option { return func(r *Request) { r.Headers[name] = value } }
func inChinese(r *Request)                 { r.Headers["accept-language"] = "zh-CN" }

// as sends the request as a seller.
func as(seller string) option { return authorized(seller, "seller") }

func authorized(seller, scope string) option {
	return func(r *Request) {
		r.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			Lambda: map[string]any{"seller": seller, "scope": scope}}
	}
}

// send calls the service as a gateway without route keys does.
func (s *service) send(method, target, body string, options ...option) Response {
	s.t.Helper()
	path, query, _ := strings.Cut(target, "?")
	req := Request{RawPath: path, RawQueryString: query, Headers: map[string]string{}, Body: body}
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

func (s *service) get(target string, options ...option) Response {
	s.t.Helper()
	return s.send("GET", target, "", options...)
}

func (s *service) post(target, body string, options ...option) Response {
	s.t.Helper()
	return s.send("POST", target, body, options...)
}

// decoded is a JSON body for a test to look into.
type decoded map[string]any

func read(t *testing.T, res Response, status int) decoded {
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
func faultsOf(t *testing.T, res Response) []string {
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
