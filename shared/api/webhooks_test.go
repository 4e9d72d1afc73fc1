package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/webhooks"
	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

// All errors of a seller's request about webhooks are reported at once.
func TestWebhookRequests(t *testing.T) {
	s := newService(t)
	id := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/", "note": "first"}`, as("seller-1")),
		201)["id"].(string)
	s.prove("seller-1", id)
	const good = `{"url": "https://shop.example.com/"}`
	for _, tt := range []struct {
		method, target, body string
		status               int
		want                 string
	}{
		{"POST", "/v1/webhooks", `{}`, 400, "/url required"},
		{"POST", "/v1/webhooks", `{"url": ""}`, 400, "/url invalid_url"},
		{"POST", "/v1/webhooks", `{"url": 1, "note": false, "types": {}}`, 400,
			"/url wrong_type, /note wrong_type, /types wrong_type"},
		{"POST", "/v1/webhooks", `{"url": "http://shop.example.com/"}`, 400, "/url invalid_url"},
		{"POST", "/v1/webhooks", `{"url": "https://a:b@shop.example.com/"}`, 400, "/url invalid_url"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com/#here"}`, 400, "/url invalid_url"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com:22/"}`, 400, "/url url_port_not_allowed"},
		{"POST", "/v1/webhooks", `{"url": "https://10.0.0.1/"}`, 400, "/url url_address_not_public"},
		{"POST", "/v1/webhooks", `{"url": "https://[::1]/"}`, 400, "/url url_address_not_public"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com/` + strings.Repeat("x", 2048) + `"}`, 400,
			"/url invalid_url"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com/", "note": "` + strings.Repeat("字", 201) + `"}`, 400,
			"/note too_long"},
		{"POST", "/v1/webhooks",
			`{"url": "https://shop.example.com/", "types": ["decision.changed", "decision.reworded", "webhook.disabled", "all"]}`, 400, "/types too_many"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com/", "types": ["all"], "secret": "x"}`, 400,
			"/secret unknown_field, /types/0 not_allowed"},
		{"POST", "/v1/webhooks", `{"url": "https://shop.example.com/", "types": [1]}`, 400, "/types/0 wrong_type"},
		{"POST", "/v1/webhooks", `{`, 400, " invalid_json"},
		{"POST", "/v1/webhooks?x=1", good, 400, "/query/x unknown_parameter"},
		{"GET", "/v1/webhooks?limit=1", "", 400, "/query/limit unknown_parameter"},
		{"GET", "/v1/webhooks/" + id + "?x=1", "", 400, "/query/x unknown_parameter"},
		{"GET", "/v1/webhooks/a.b?x=1", "", 400, "/query/x unknown_parameter"},
		{"GET", "/v1/webhooks/a.b", "", 404, ""},
		{"PATCH", "/v1/webhooks/" + id, `{"url": "https://127.0.0.1/", "note": null}`, 400,
			"/note wrong_type, /url url_address_not_public"},
		{"PATCH", "/v1/webhooks/" + id + "?x=1", `{"enabled": true}`, 400,
			"/query/x unknown_parameter, /enabled unknown_field"},
		{"PATCH", "/v1/webhooks/" + id, ``, 400, " empty_body"},
		{"PATCH", "/v1/webhooks/none", `{}`, 404, ""},
		{"DELETE", "/v1/webhooks/" + id + "?x=1", "", 400, "/query/x unknown_parameter"},
		{"DELETE", "/v1/webhooks/none", "", 404, ""},
		{"POST", "/v1/webhooks/" + id + "/secret?x=1", "", 400, "/query/x unknown_parameter"},
		{"POST", "/v1/webhooks/" + id + "/secret", `{"secret": "mine"}`, 400, "/secret unknown_field"},
		{"POST", "/v1/webhooks/none/secret", "", 404, ""},
		{"POST", "/v1/webhooks/" + id + "/test?x=1", `{"event": "mine"}`, 400,
			"/query/x unknown_parameter, /event unknown_field"},
		{"POST", "/v1/webhooks/none/test", "", 404, ""},
		{"POST", "/v1/webhooks/" + id + "/challenge?x=1", `{"challenge": "mine"}`, 400,
			"/query/x unknown_parameter, /challenge unknown_field"},
		{"POST", "/v1/webhooks/none/challenge", "", 404, ""},
		{"GET", "/v1/webhooks/" + id + "/deliveries?limit=0", "", 400, "/query/limit out_of_range"},
		{"GET", "/v1/webhooks/" + id + "/deliveries?cursor=x", "", 400, "/query/cursor invalid_cursor"},
		{"GET", "/v1/webhooks/none/deliveries", "", 404, ""},
		{"POST", "/v1/webhooks/" + id + "/deliveries", `{"events": []}`, 400, "/events unknown_field, /event required"},
		{"POST", "/v1/webhooks/" + id + "/deliveries?x=1", `{"event": 1}`, 400,
			"/query/x unknown_parameter, /event wrong_type"},
		{"POST", "/v1/webhooks/" + id + "/deliveries", `{"event": "a/b"}`, 404, ""},
		{"POST", "/v1/webhooks/none/deliveries", `{"event": "x"}`, 404, ""},
		{"GET", "/v1/events?limit=0&type=x", "", 400, "/query/type unknown_parameter, /query/limit out_of_range"},
		{"GET", "/v1/events?cursor=x", "", 400, "/query/cursor invalid_cursor"},
	} {
		var options []option
		if tt.method == "PATCH" { // also where there is no body
			options = append(options, withHeader("content-type", "application/json"))
		}
		res := s.send(tt.method, tt.target, tt.body, append(options, as("seller-1"))...)
		if got := strings.Join(faultsOf(t, res), ", "); res.StatusCode != tt.status || got != tt.want {
			t.Errorf("%s %.80s %.120s: status %d, errors %s; want %d, %s", tt.method, tt.target, tt.body, res.StatusCode, got,
				tt.status, tt.want)
		}
	}
	if res := s.post("/v1/webhooks", good, as("seller-1"),
		withHeader("content-type", "text/plain")); res.StatusCode != 415 {
		t.Errorf("a body that is no JSON: %d", res.StatusCode)
	}
}

// A webhook from its registration to its removal.
func TestWebhook(t *testing.T) {
	s := newService(t)
	res := s.post("/v1/webhooks", `{"url": "https://shop.example.com/hooks"}`, as("seller-1"))
	made := read(t, res, 201)
	id, secret := made["id"].(string), made["secret"].(string)
	at := "/v1/webhooks/" + id
	if res.Headers["location"] != at || res.Headers["cache-control"] != api.NoStore || made["enabled"] != true ||
		made["previous_secret_until"] != nil {
		t.Errorf("%v %s", res.Headers, res.Body)
	}
	for _, res := range []api.Response{s.get(at, as("seller-1")), s.get("/v1/webhooks", as("seller-1")),
		s.send("PATCH", at, `{"note": "all shops"}`, as("seller-1"))} {
		if res.StatusCode != 200 || strings.Contains(res.Body, "secret") || strings.Contains(res.Body, "whsec_") {
			t.Errorf("%d %s", res.StatusCode, res.Body)
		}
	}
	s.disable("seller-1", id)
	d := read(t, s.get(at, as("seller-1"), inChinese), 200)
	const wantWhy = "map[code:gone text:map[zh:对方应答该地址已不存在（410）]]"
	if d["enabled"] != false || d["disabled_at"] == nil || fmt.Sprint(d["disabled_why"]) != wantWhy ||
		d["note"] != "all shops" {
		t.Errorf("disabled %v", d)
	}
	d = read(t, s.send("PATCH", at, `{}`, as("seller-1")), 200)
	if d["enabled"] != true || d["disabled_at"] != nil || d["note"] != "all shops" ||
		d["url"] != "https://shop.example.com/hooks" {
		t.Errorf("enabled again %v", d)
	}
	s.now = s.now.Add(time.Hour)
	d = read(t, s.send("POST", at+"/secret", "", as("seller-1")), 200)
	if d["secret"] == secret || !strings.HasPrefix(d["secret"].(string), "whsec_") ||
		d["previous_secret_until"] != "2026-03-02T03:00:00Z" {
		t.Errorf("rotated %v", d)
	}
	if res := s.send("DELETE", at, "", as("seller-1")); res.StatusCode != 204 || res.Body != "" ||
		res.Headers["content-type"] != "" {
		t.Errorf("removed %d %q %v", res.StatusCode, res.Body, res.Headers)
	}
	if res := s.send("DELETE", at, "", as("seller-1")); res.StatusCode != 404 {
		t.Errorf("removed again: %d", res.StatusCode)
	}
}

// The answer has the state of each delivery.
func TestDeliveries(t *testing.T) {
	s := newService(t)
	id := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)["id"].(string)
	put := func(d webhook.Delivery) {
		d.Seller, d.Endpoint, d.Revision, d.CreatedAt = "seller-1", id, 1, start
		if err := s.hooks.PutDelivery(t.Context(), d, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	put(webhook.Delivery{Event: "06eae7xs000000000000000001", State: webhook.Failed, Attempts: 10, LastAt: start,
		LastError: "the host name cannot be resolved", Due: start})
	put(webhook.Delivery{Event: "06eae7xs000000000000000002", State: webhook.Delivered, Attempts: 1, LastAt: start,
		LastStatus: 204, Due: start})
	put(webhook.Delivery{Event: "06eae7xs000000000000000003", State: webhook.Waiting, Due: start.Add(time.Minute)})
	// the newest is its challenge
	items := read(t, s.get("/v1/webhooks/"+id+"/deliveries", as("seller-1")), 200)["items"].([]any)[1:]
	for member, want := range map[string]string{
		"state": "waiting delivered failed", "attempts": "0 1 10", "due_at": "2026-03-01T02:01:00Z <nil> <nil>",
		"last_status": "<nil> 204 <nil>", "last_error": "<nil> <nil> map[code:unresolved text:map[en:the host name cannot be resolved]]",
		"last_at": "<nil> 2026-03-01T02:00:00Z 2026-03-01T02:00:00Z",
	} {
		if got := joined(items, member); got != want {
			t.Errorf("%s: %s, want %s", member, got, want)
		}
	}
}

// A webhook is pending until it has answered its challenge, which can be sent again. No
// answer contains the text to repeat.
func TestChallengeOfWebhook(t *testing.T) {
	s := newService(t)
	made := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/"}`, as("seller-1")), 201)
	id := made["id"].(string)
	if made["status"] != "pending" || made["challenge_until"] != "2026-03-02T02:00:00Z" {
		t.Errorf("registered %v", made)
	}
	s.now = s.now.Add(time.Hour)
	d := read(t, s.send("POST", "/v1/webhooks/"+id+"/challenge", "", as("seller-1")), 202)
	if d["state"] != "waiting" || d["webhook"] != id || d["due_at"] != "2026-03-01T03:00:00Z" {
		t.Errorf("accepted %v", d)
	}
	e, err := s.hooks.Endpoint(t.Context(), "seller-1", id)
	if err != nil || e.Challenge.Token == "" {
		t.Fatalf("%+v, %v", e, err)
	}
	for _, path := range []string{"/v1/webhooks", "/v1/webhooks/" + id, "/v1/webhooks/" + id + "/deliveries",
		"/v1/events"} {
		if res := s.get(path, as("seller-1")); res.StatusCode != 200 || strings.Contains(res.Body, e.Challenge.Token) {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Body)
		}
	}
	s.prove("seller-1", id)
	if got := read(t, s.get("/v1/webhooks/"+id, as("seller-1")), 200); got["status"] != "active" ||
		got["challenge_until"] != nil {
		t.Errorf("answered %v", got)
	}
	if got := read(t, s.send("PATCH", "/v1/webhooks/"+id, `{"url": "https://shop.example.com/new"}`, as("seller-1")),
		200); got["status"] != "pending" {
		t.Errorf("with another address %v", got)
	}
}

// A test is accepted, and is listed with the deliveries.
func TestTestOfWebhook(t *testing.T) {
	s := newService(t)
	id := read(t, s.post("/v1/webhooks", `{"url": "https://shop.example.com/", "types": ["decision.reworded"]}`,
		as("seller-1")), 201)["id"].(string)
	s.prove("seller-1", id)
	s.now = s.now.Add(time.Minute)
	d := read(t, s.send("POST", "/v1/webhooks/"+id+"/test", "", as("seller-1")), 202)
	if d["state"] != "waiting" || d["attempts"] != 0.0 || d["webhook"] != id || d["due_at"] != "2026-03-01T02:01:00Z" {
		t.Errorf("accepted %v", d)
	}
	if got := joined(read(t, s.get("/v1/webhooks/"+id+"/deliveries", as("seller-1")), 200)["items"],
		"id"); !strings.HasPrefix(got, d["id"].(string)) {
		t.Errorf("deliveries %s, want %s first", got, d["id"])
	}
	if told := read(t, s.get("/v1/events", as("seller-1")), 200)["items"].([]any); len(told) != 0 {
		t.Errorf("it stands among what happened: %v", told)
	}
	s.disable("seller-1", id)
	if res := s.send("POST", "/v1/webhooks/"+id+"/test", "", as("seller-1")); res.StatusCode != 409 ||
		!strings.Contains(res.Body, "webhook_disabled") {
		t.Errorf("disabled: %d %s", res.StatusCode, res.Body)
	}
}

// failingHooks is a store of webhooks and events that fails.
type failingHooks struct {
	webhook.Store
	event.Outbox
	err error
}

func (f failingHooks) Endpoints(context.Context, string) ([]webhook.Endpoint, error) {
	return nil, f.err
}

func (f failingHooks) AddEndpoint(context.Context, webhook.Endpoint, int, event.Event) error {
	return f.err
}

func (f failingHooks) Events(context.Context, string, storage.Page) ([]event.Event, string, error) {
	return nil, "", f.err
}

// The failure of a store is answered without its detail.
func TestWebhookFailures(t *testing.T) {
	s := newService(t)
	for err, want := range map[error]int{
		errors.New("secret of the cellar"): 500, storage.ErrUnavailable: 503, context.DeadlineExceeded: 503,
		storage.ErrConflict: 503,
	} {
		down := failingHooks{err: err}
		routes := webhooks.New(webhooks.Handlers{Desk: &webhook.Desk{Store: down, NewID: s.newID, Random: s.random,
			Secrets: seal.New([32]byte{1}), Now: s.clock}, Store: down, Events: down, Now: s.clock})
		for _, key := range []string{"GET /v1/webhooks", "POST /v1/webhooks", "GET /v1/events"} {
			if key == "GET /v1/events" && err == storage.ErrConflict {
				continue
			}
			req := api.Request{Headers: map[string]string{"content-type": "application/json"},
				Body: `{"url": "https://shop.example.com/"}`}
			as("seller-1")(&req)
			res := routes[key](t.Context(), &req)
			method, path, _ := strings.Cut(key, " ")
			contract(t).check(t, method, path, &res)
			if res.StatusCode != want || strings.Contains(res.Body, "cellar") ||
				(want == 503) != (res.Headers["retry-after"] == "1") {
				t.Errorf("%s, %v: %d %s", key, err, res.StatusCode, res.Body)
			}
		}
	}
}
