package api

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A route is found by its key, or by method and path.
func TestRouting(t *testing.T) {
	said := func(word string) Handler {
		return func(_ context.Context, req *Request) Response {
			return Response{StatusCode: 200, Body: word + " " + req.PathParameters["id"]}
		}
	}
	serve := Serve(Routes{
		"GET /things":           said("list"),
		"GET /things/{id}":      said("get"),
		"GET /things/{id}/logs": said("logs"),
		"POST /things":          said("make"),
	}, slog.New(slog.DiscardHandler), time.Now)
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
		{"", "DELETE", "/things", 405, "", "GET, POST"},
		{"", "PUT", "/things/a", 405, "", "GET"},
		{"", "get", "/things", 405, "", "GET, POST"}, // methods are in capitals
	} {
		req := Request{RouteKey: tt.key, RawPath: tt.path}
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

// A panic is answered without its detail, which goes to the log.
func TestPanic(t *testing.T) {
	var log strings.Builder
	serve := Serve(Routes{"GET /": func(context.Context, *Request) Response { panic("the secret of the cellar") }},
		slog.New(slog.NewJSONHandler(&log, nil)), time.Now)
	req := Request{RouteKey: "GET /"}
	req.RequestContext.RequestID = "req-1"
	res, err := serve(context.Background(), req)
	if err != nil || res.StatusCode != 500 || strings.Contains(res.Body, "cellar") {
		t.Errorf("%v, %d\n%s", err, res.StatusCode, res.Body)
	}
	if res.Headers["x-correlation-id"] != "req-1" {
		t.Errorf("headers %v", res.Headers)
	}
	if line := log.String(); !strings.Contains(line, "the secret of the cellar") || !strings.Contains(line, `"level":"ERROR"`) || !strings.Contains(line, "req-1") {
		t.Errorf("log %s", line)
	}
}

// The log says what was decided, and nothing of what was sent.
func TestLog(t *testing.T) {
	s := newService(t)
	s.post("/v1/submissions", `{"channels": ["general_trade"], "item": {"ref": "SECRET-REF", "hs_code": "0409000000", "name": "SECRET-NAME"}}`,
		as("SECRET-SELLER"), withHeader("authorization", "Bearer SECRET-TOKEN"), withHeader("idempotency-key", "SECRET-KEY"))
	s.post("/v1/goods/checks", `{"item": {"hs_code": "SECRET"}, "SECRET-FIELD": 1}`)
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines\n%s", len(lines), s.log)
	}
	for _, want := range []string{`"route":"POST /v1/submissions"`, `"status":201`, `"correlation_id":"test"`,
		`"duration_ms":`, `"submission":"06`, `general_trade=`, `inspection_required`} {
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

// What stands before the handlers refuses as they do.
func TestRefuse(t *testing.T) {
	req := Request{}
	req.RequestContext.RequestID = "req-1"
	res := Refuse(&req, Unauthenticated)
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
	if ready["status"] != "ready" || ready["store"] != "ok" {
		t.Errorf("%v", ready)
	}
	for _, l := range ready["lists"].([]any) {
		if verified := l.(map[string]any)["verified"]; verified != true {
			t.Errorf("%v", l)
		}
	}
}
