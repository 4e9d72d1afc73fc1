package eventbridge_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/event/eventbridge"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
)

var at = time.Date(2026, 3, 1, 2, 10, 4, 0, time.UTC)

// service returns responses set by the test, and records the requests.
type service struct {
	mu      sync.Mutex
	entries []map[string]any
	auth    []string
}

const (
	taken     = `{"FailedEntryCount":0,"Entries":[{"EventId":"e-1"}]}`
	throttled = `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"slow down"}]}`
	malformed = `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"no JSON"}]}`
)

// answer is a status with a body.
type answer struct {
	status int
	body   string
}

// serve starts a service that returns the answers in turn, repeating the last,
// and returns its bus.
func serve(t *testing.T, answers ...answer) (*service, *eventbridge.Bus) {
	t.Helper()
	s := &service{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if target := r.Header.Get("X-Amz-Target"); target != "AWSEvents.PutEvents" {
			t.Errorf("asked for %q", target)
		}
		text, _ := io.ReadAll(r.Body)
		var in struct{ Entries []map[string]any }
		if err := json.Unmarshal(text, &in); err != nil || len(in.Entries) != 1 {
			t.Errorf("%v: %s", err, text)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		a := answers[min(len(s.entries), len(answers)-1)]
		s.entries, s.auth = append(s.entries, in.Entries[0]), append(s.auth, r.Header.Get("Authorization"))
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(a.status)
		io.WriteString(w, a.body)
	}))
	t.Cleanup(server.Close)
	b, err := eventbridge.New(eventbridge.Config{Name: "events", Region: "us-east-1", Endpoint: server.URL,
		Credentials: dynamo.Environment(func(string) string { return "local" })})
	if err != nil {
		t.Fatal(err)
	}
	return s, b
}

func changed() event.Event {
	return event.Event{
		ID: "06eae7xs01je5thzasevz1rsv4", Type: event.DecisionChanged, At: at, Seller: "acme",
		Submission: "06eae7xs01je5thzasevz1rsv5",
		Kind:       submission.Goods, Code: "04090000", AsOf: "2026-03-01", Decision: "06eae7xs01je5thzasevz1rsv6", Seq: 2,
		Old: []submission.Verdict{{Where: "cbec_bonded", Verdict: "undetermined"}},
		New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "conditional"}},
	}
}

// TestPublish checks that the entry has the payload of a webhook, with the
// event's own id.
func TestPublish(t *testing.T) {
	s, b := serve(t, answer{200, taken})
	e := changed()
	if err := b.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	entry := s.entries[0]
	if entry["EventBusName"] != "events" || entry["Source"] != "import-checker" ||
		entry["DetailType"] != "decision.changed" ||
		entry["Time"] != float64(at.Unix()) {
		t.Errorf("entry %v", entry)
	}
	if !strings.Contains(s.auth[0], "/us-east-1/events/aws4_request") {
		t.Errorf("signed %q", s.auth[0])
	}
	var detail, payload map[string]any
	text, err := e.Payload()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(entry["Detail"].(string)), &detail); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &payload); err != nil {
		t.Fatal(err)
	}
	if detail["id"] != e.ID || len(detail) != len(payload)+1 {
		t.Errorf("detail %v, payload %v", detail, payload)
	}
	if err := b.Wake(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if wake := s.entries[1]; wake["DetailType"] != "webhooks.due" || wake["Detail"] != "{}" {
		t.Errorf("woken by %v", wake)
	}
}

// TestRefusals checks responses of status 200 with refused entries. A temporary
// refusal is retried; any other is an error, and so is a response without
// results.
func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []answer
		tries   int
		want    string // in the error; blank for no error
	}{
		{"throttled twice", []answer{{200, throttled}, {200, throttled}, {200, taken}}, 3, ""},
		{"throttled throughout", []answer{{200, throttled}}, 4, "ThrottlingException: slow down"},
		{"malformed", []answer{{200, malformed}}, 1, "MalformedDetail"},
		{"refused without a reason", []answer{{200, `{"FailedEntryCount":1,"Entries":[{}]}`}}, 4, "no reason"},
		{"nothing said", []answer{{200, `{}`}}, 1, "does not say"},
		{"server's fault once", []answer{{500, `{"__type":"InternalException"}`}, {200, taken}}, 2, ""},
		{"server's fault throughout", []answer{{503, ""}}, 3, "503"},
		{"no such bus", []answer{{400, `{"__type":"ResourceNotFoundException","message":"no bus"}`}}, 1,
			"ResourceNotFoundException"},
		{"not allowed", []answer{{400, `{"__type":"AccessDeniedException","message":"no"}`}}, 1, "AccessDeniedException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, b := serve(t, test.answers...)
			err := b.Publish(t.Context(), changed())
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if len(s.entries) != test.tries {
				t.Errorf("%d tries, want %d", len(s.entries), test.tries)
			}
		})
	}
}

// TestNoTime checks that a refusal is not retried beyond the deadline.
func TestNoTime(t *testing.T) {
	_, b := serve(t, answer{200, throttled})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if err := b.Publish(ctx, changed()); err == nil || time.Since(begun) > time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

func TestNew(t *testing.T) {
	credentials := dynamo.Environment(func(string) string { return "local" })
	for _, c := range []eventbridge.Config{
		{}, {Name: "events", Region: "us-east-1"}, {Name: "events", Credentials: credentials},
		{Name: "events", Region: "us-east-1", Credentials: credentials, Endpoint: "events"},
	} {
		if _, err := eventbridge.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}
