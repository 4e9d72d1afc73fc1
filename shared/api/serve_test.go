package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/site"
	"importchecker/shared/api/submissions"
	"importchecker/shared/page"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// A route is found by its key, or by method and path.
func TestRouting(t *testing.T) {
	said := func(word string) api.Handler {
		return func(_ context.Context, req *api.Request) api.Response {
			return api.Response{StatusCode: 200, Body: word + " " + req.PathParameters["id"]}
		}
	}
	serve := api.Serve(api.Routes{
		"GET /things":           said("list"),
		"GET /things/{id}":      said("get"),
		"GET /things/{id}/logs": said("logs"),
		"POST /things":          said("make"),
	}, slog.New(slog.DiscardHandler), time.Now, nil)
	for _, tt := range []struct {
		key, method, path string
		status            int
		body, allow       string
	}{
		{"GET /things/{id}", "", "", 200, "get ", ""}, // the gateway fills in the parameters
		{"$default", "GET", "/things", 200, "list ", ""},
		{"", "GET", "/things/a", 200, "get a", ""},
		{"", "GET", "/things/a%2Fb", 200, "get a/b", ""},
		{"", "GET", "/things/a/logs", 200, "logs a", ""},
		{"", "GET", "/things/", 404, "", ""},
		{"", "GET", "/things/%zz", 404, "", ""},
		{"", "GET", "/things/a/b/c", 404, "", ""},
		{"", "GET", "/", 404, "", ""},
		{"", "GET", "", 404, "", ""},
		{"", "DELETE", "/things", 405, "", "GET, HEAD, POST"},
		{"", "PUT", "/things/a", 405, "", "GET, HEAD"},
		{"", "get", "/things", 405, "", "GET, HEAD, POST"}, // methods are in capitals
	} {
		req := api.Request{RouteKey: tt.key, RawPath: tt.path}
		req.RequestContext.HTTP.Method = tt.method
		res, err := serve(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != tt.status || res.Headers["allow"] != tt.allow || tt.body != "" && res.Body != tt.body {
			t.Errorf("%s %s %s: %d %q, Allow %q", tt.key, tt.method, tt.path, res.StatusCode, res.Body, res.Headers["allow"])
		}
	}
}

// The handler for all other paths knows the routes of every function.
func TestUnrouted(t *testing.T) {
	serve := api.Serve(site.New(page.SignIn{}), slog.New(slog.DiscardHandler), time.Now, nil)
	for _, tt := range []struct {
		method, path, query string
		status              int
		allow, location     string
	}{
		{"DELETE", "/v1/lists", "", 405, "GET, HEAD", ""},
		{"PUT", "/v1/submissions", "", 405, "GET, HEAD, POST", ""},
		{"PUT", "/v1/tariff/0409", "", 405, "GET, HEAD", ""},
		{"GET", "/v1/goods/checks", "", 405, "POST", ""},
		{"POST", "/healthz", "", 405, "GET, HEAD", ""},
		{"GET", "/v1/lists", "", 404, "", ""}, // another function's, which the gateway asks
		{"GET", "/v1/nothing", "", 404, "", ""},
		{"GET", "/v1/lists/", "", 308, "", "/v1/lists"},
		{"GET", "/v1/tariff/0409/", "as_of=2026-03-01", 308, "", "/v1/tariff/0409?as_of=2026-03-01"},
		{"POST", "/v1/goods/checks/", "", 308, "", "/v1/goods/checks"},
		{"GET", "/v1/nothing/", "", 404, "", ""},
		{"GET", "//", "", 308, "", "/"},
		{"GET", "//example.com/", "", 404, "", ""}, // never to another host
		{"HEAD", "/healthz", "", 200, "", ""},
	} {
		req := api.Request{RouteKey: api.DefaultRoute, RawPath: tt.path, RawQueryString: tt.query}
		req.RequestContext.HTTP.Method = tt.method
		res, _ := serve(t.Context(), req)
		if res.StatusCode != tt.status || res.Headers["allow"] != tt.allow || res.Headers["location"] != tt.location {
			t.Errorf("%s %s: %d, Allow %q, Location %q", tt.method, tt.path, res.StatusCode, res.Headers["allow"],
				res.Headers["location"])
		}
		if tt.method == "HEAD" && res.Body != "" {
			t.Errorf("HEAD %s: a body", tt.path)
		}
	}
}

// Large answers are compressed for callers who accept that, and say so.
func TestCompression(t *testing.T) {
	s := newService(t)
	const path = "/v1/tariff/0409000000"
	plain := s.get(path)
	packed := s.get(path, withHeader("accept-encoding", "gzip, deflate, br"))
	if packed.Headers["content-encoding"] != "gzip" || !packed.IsBase64Encoded || packed.Headers["etag"] != "W/"+
		plain.Headers["etag"] {
		t.Fatalf("headers %v", packed.Headers)
	}
	if body := unpacked(t, &packed); body != plain.Body {
		t.Errorf("%.100s", body)
	}
	if n := base64.StdEncoding.DecodedLen(len(packed.Body)); n > len(plain.Body)/2 {
		t.Errorf("%d bytes of %d", n, len(plain.Body))
	}
	for _, tt := range []struct {
		target, encoding, wantEncoding, wantVary string
	}{
		{path, "", "", "accept-language, accept, accept-encoding"},
		{path, "br", "", "accept-language, accept, accept-encoding"},
		{path, "gzip;q=0", "", "accept-language, accept, accept-encoding"},
		{path, "*", "gzip", "accept-language, accept, accept-encoding"},
		{"/healthz", "gzip", "", "accept-language"}, // small
	} {
		res := s.get(tt.target, withHeader("accept-encoding", tt.encoding))
		if res.Headers["content-encoding"] != tt.wantEncoding || res.Headers["vary"] != tt.wantVary {
			t.Errorf("%s, %q: %v", tt.target, tt.encoding, res.Headers)
		}
	}
	// Who holds the compressed answer holds the answer.
	res := s.get(path, withHeader("if-none-match", packed.Headers["etag"]), withHeader("accept-encoding", "gzip"))
	if res.StatusCode != 304 || res.Body != "" {
		t.Errorf("%d %v", res.StatusCode, res.Headers)
	}
}

// A panic is answered without its detail, which goes to the log.
func TestPanic(t *testing.T) {
	var log strings.Builder
	serve := api.Serve(api.Routes{"GET /": func(context.Context,
		*api.Request) api.Response {
		panic("the secret of the cellar")
	}},
		slog.New(slog.NewJSONHandler(&log, nil)), time.Now, nil)
	req := api.Request{RouteKey: "GET /"}
	req.RequestContext.RequestID = "req-1"
	res, err := serve(context.Background(), req)
	if err != nil || res.StatusCode != 500 || strings.Contains(res.Body, "cellar") {
		t.Errorf("%v, %d\n%s", err, res.StatusCode, res.Body)
	}
	if res.Headers["x-correlation-id"] != "req-1" {
		t.Errorf("headers %v", res.Headers)
	}
	if line := log.String(); !strings.Contains(line, "the secret of the cellar") ||
		!strings.Contains(line, `"level":"ERROR"`) || !strings.Contains(line, "req-1") {
		t.Errorf("log %s", line)
	}
}

// The function answers every event of Lambda, whatever it is.
func TestInvoke(t *testing.T) {
	s := newService(t)
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "lambda-1"})
	for _, tt := range []struct {
		name, event string
		status      int
		want        string
	}{
		{"a request", `{"routeKey":"GET /healthz","requestContext":{"requestId":"gateway-1"}}`, 200,
			`"x-correlation-id":"gateway-1"`},
		{"a request of unknown form", `{"version":"3.0","routeKey":"GET /healthz","headers":{"a":"b"},"surprise":[1]}`, 200,
			`"x-correlation-id":"lambda-1"`},
		{"HTML is left as it is", `{"routeKey":"GET /<&>"}`, 404, `/openapi.yaml describes`},
		{"of a type that does not fit", `{"routeKey":1}`, 400, `urn:problem:import-checker:invalid_event`},
		{"a batch", `{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}`, 400, `\"code\":\"invalid_event\"`},
		{"a REST API's request", `{"resource":"/healthz","path":"/healthz","httpMethod":"GET"}`, 400, "invalid_event"},
		{"nothing", `{}`, 400, "invalid_event"},
		{"null", `null`, 400, "invalid_event"},
		{"no object", `[]`, 400, "invalid_event"},
		{"no JSON", `{`, 400, "invalid_event"},
		{"no bytes", ``, 400, "invalid_event"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.log.Reset()
			out, err := s.serve.Invoke(ctx, []byte(tt.event))
			var res api.Response
			if err != nil || json.Unmarshal(out, &res) != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if res.StatusCode != tt.status || !strings.Contains(string(out), tt.want) || strings.Contains(string(out), `\u00`) {
				t.Errorf("%s", out)
			}
			if tt.status == 400 {
				if err := contract(t).validate("/components/schemas/Problem", res.Body); err != nil {
					t.Error(err)
				}
				if !strings.Contains(s.log.String(), `"level":"ERROR"`) ||
					!strings.Contains(s.log.String(), `"route":"no HTTP API event"`) {
					t.Errorf("log %s", s.log)
				}
			}
			if id := res.Headers["x-correlation-id"]; id == "" ||
				!strings.Contains(s.log.String(), `"correlation_id":"`+id+`"`) {
				t.Errorf("correlation id %q, log %s", id, s.log)
			}
		})
	}
}

// Any body reaches the gateway unchanged, with invalid UTF-8 replaced.
func TestInvokeQuotes(t *testing.T) {
	for _, body := range []string{
		"", "{\"a\":\"b\"}", `{"a":"\\\"\u0001"}`, "\x00\x1f \x7f\t\r\n", "字<&>\u2028", "a\xffb\"", "\"\xe5",
	} {
		f := api.Function(func(context.Context, api.Request) (api.Response, error) {
			return api.Response{StatusCode: 200, Headers: map[string]string{"a\"b": body}, Body: body}, nil
		})
		out, err := f.Invoke(t.Context(), []byte(`{"routeKey":"GET /"}`))
		var res api.Response
		if err != nil || json.Unmarshal(out, &res) != nil {
			t.Fatalf("%q: %v %s", body, err, out)
		}
		if want := strings.ToValidUTF8(body, "\ufffd"); res.Body != want || res.Headers["a\"b"] != want {
			t.Errorf("%q: %q", body, res.Body)
		}
	}
}

// The deadline of a handler is before that of the function, so that there is time to
// answer that something took too long.
func TestTimeToAnswer(t *testing.T) {
	for _, tt := range []struct{ given, least, most time.Duration }{
		{10 * time.Second, 9 * time.Second, 9500 * time.Millisecond},
		{400 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), tt.given)
		defer cancel()
		var left time.Duration
		serve := api.Serve(api.Routes{"GET /": func(ctx context.Context, _ *api.Request) api.Response {
			deadline, _ := ctx.Deadline()
			left = time.Until(deadline)
			return api.Response{StatusCode: 200}
		}}, slog.New(slog.DiscardHandler), time.Now, nil)
		serve(ctx, api.Request{RouteKey: "GET /"})
		if left < tt.least || left > tt.most {
			t.Errorf("of %s the handler has %s", tt.given, left)
		}
	}
	s := newService(t)
	s.store = waiting{s.store}
	slow := api.Serve(submissions.New(submissions.Handlers{Checker: s.checker, Store: s.store, NewID: s.newID,
		Now: time.Now}), slog.New(slog.DiscardHandler), time.Now, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	req := api.Request{RouteKey: "GET /v1/submissions"}
	as("seller-1")(&req)
	res, err := slow(ctx, req)
	if err != nil || res.StatusCode != 503 || res.Headers["retry-after"] == "" || ctx.Err() != nil {
		t.Errorf("%v, %+v, %v", err, res, ctx.Err())
	}
}

// waiting is a store that does not answer.
type waiting struct{ submission.Store }

func (waiting) List(ctx context.Context, _ string, _ submission.Filter, _ storage.Page) ([]submission.Listed, string,
	error) {
	<-ctx.Done()
	return nil, "", ctx.Err()
}

// Today is the day on which the gateway received the request.
func TestTodayIsTheRequests(t *testing.T) {
	s := newService(t)
	s.now = time.Date(2026, 3, 1, 15, 59, 59, 0, time.UTC) // a second to midnight in China
	taken := func(r *api.Request) {
		r.RequestContext.TimeEpoch = time.Date(2026, 2, 10, 15, 59, 59, 999e6, time.UTC).UnixMilli()
	}
	const item = `{"item": {"hs_code": "0409000000"}}`
	for _, tt := range []struct {
		option option
		want   string
	}{{func(*api.Request) {}, "2026-03-01"}, {taken, "2026-02-10"}} {
		if d := read(t, s.post("/v1/goods/checks", item, tt.option), 200); d["as_of"] != tt.want {
			t.Errorf("as of %v, want %s", d["as_of"], tt.want)
		}
	}
}

// The log has the decision, and nothing that was sent.
func TestLog(t *testing.T) {
	s := newService(t)
	s.post("/v1/submissions",
		`{"channels": ["general_trade"], "item": {"ref": "SECRET-REF", "hs_code": "0409000000", "name": "SECRET-NAME"}}`,
		as("SECRET-SELLER"), withHeader("authorization", "Bearer SECRET-TOKEN"), withHeader("idempotency-key", "SECRET-KEY"))
	s.post("/v1/goods/checks", `{"item": {"hs_code": "SECRET"}, "SECRET-FIELD": 1}`)
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines\n%s", len(lines), s.log)
	}
	for _, want := range []string{`"route":"POST /v1/submissions"`, `"status":201`, `"correlation_id":"test"`,
		`"duration_ms":`, `"submission":"06`, `general_trade=`, `inspection_required`,
		`"as_of":"2026-03-01"`, `"editions":"cn-tariff/2026"`} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("no %s in %s", want, lines[0])
		}
	}
	for _, want := range []string{`"status":400`, `"problem":"invalid_request"`} {
		if !strings.Contains(lines[1], want) {
			t.Errorf("no %s in %s", want, lines[1])
		}
	}
	if strings.Contains(s.log.String(), "SECRET") {
		t.Errorf("the log tells secrets: %s", s.log)
	}
}

// A batch has a line for each decision, and one for itself.
func TestLogOfABatch(t *testing.T) {
	s := newService(t)
	s.post("/v1/goods/checks/batch",
		`{"channels": ["general_trade"], "items": [{"ref": "SECRET-REF", "hs_code": "0409000000"}, {"hs_code": "x"}, {"hs_code": "3304"}]}`)
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 3 || strings.Contains(s.log.String(), "SECRET") {
		t.Fatalf("%d lines\n%s", len(lines), s.log)
	}
	for i, want := range []string{`"msg":"decision","item":0`, `"msg":"decision","item":2`, `"decisions":2`} {
		if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], `"correlation_id":"test"`) {
			t.Errorf("no %s in %s", want, lines[i])
		}
	}
}

// Log lines have the trace id from Lambda, or else from the gateway. Outside AWS the
// header comes from a caller, so other values are left out.
func TestLogOfATrace(t *testing.T) {
	const id = "1-67891233-abcdef012345678912345678"
	for _, tt := range []struct{ lambda, header, want string }{
		{"Root=" + id + ";Parent=53995c3f42cd8ad8;Sampled=1", "Root=1-00000000-000000000000000000000000", id},
		{"", "Self=1-67891233-12456789abcdef012345678;Root=" + id, id},
		{"", "Root=" + id + "0", ""},
		{"", "Root=1-6789123g-abcdef012345678912345678", ""},
		{"", `Root="},{"`, ""},
		{"", "", ""},
	} {
		s := newService(t)
		ctx := context.WithValue(t.Context(), "x-amzn-trace-id", tt.lambda) //lint:ignore SA1029 the runtime's key
		s.serve(ctx, api.Request{RouteKey: "GET /healthz", Headers: map[string]string{"x-amzn-trace-id": tt.header}})
		if got := strings.Contains(s.log.String(), `"trace_id":"`+id+`"`); got != (tt.want != "") || tt.want == "" &&
			strings.Contains(s.log.String(), "trace_id") {
			t.Errorf("%q, %q: %s", tt.lambda, tt.header, s.log)
		}
	}
}

// Refuse answers like the handlers.
func TestRefuse(t *testing.T) {
	req := api.Request{}
	req.RequestContext.RequestID = "req-1"
	res := api.Refuse(&req, problem.Unauthenticated)
	if p := read(t, res, 401); p["code"] != "unauthenticated" {
		t.Errorf("%v", p)
	}
	if res.Headers["www-authenticate"] != "Bearer" || res.Headers["x-correlation-id"] != "req-1" {
		t.Errorf("headers %v", res.Headers)
	}
}

func TestReadiness(t *testing.T) {
	s := newService(t)
	ready := read(t, s.get("/readyz"), 200)
	if ready["status"] != "ready" || ready["store"] != "ok" || len(ready["degraded"].([]any)) != 0 {
		t.Errorf("%v", ready)
	}
	for _, l := range ready["lists"].([]any) {
		if verified := l.(map[string]any)["verified"]; verified != true {
			t.Errorf("%v", l)
		}
	}
}
