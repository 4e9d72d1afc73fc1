package webhook_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"importchecker/infra/tables/emulator"
	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/store/dynamo"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

// onEach runs a test on every kind of table.
func onEach(t *testing.T, test func(t *testing.T, table store.Table)) {
	t.Run("bolt", func(t *testing.T) { test(t, openBolt(t)) })
	t.Run("dynamodb", func(t *testing.T) {
		table, err := dynamo.New(emulator.Table(t, emulator.Config(t), "../../template.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		test(t, table)
	})
}

func openBolt(t *testing.T) store.Table {
	t.Helper()
	table, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return table
}

// A fixture has the webhook service on one table, with a receiver, a clock and known secrets.
// The clock starts now, because the receiver's library compares timestamps with its own clock.
type fixture struct {
	*testing.T
	hooks     *store.Webhooks
	desk      *webhook.Desk
	fanout    *webhook.Fanout
	deliverer *webhook.Deliverer
	events    events
	receiver  *receiver
	now       time.Time
	ids       uint32
	secrets   map[string]string // of the registered endpoints
}

// events are events in memory.
type events map[string]event.Event

func (e events) Event(_ context.Context, seller, id string) (event.Event, error) {
	if event, ok := e[id]; ok && event.Seller == seller {
		return event, nil
	}
	return event.Event{}, storage.ErrNotFound
}

// key seals the secrets of endpoints.
var key = seal.New([32]byte{1})

func newFixture(t *testing.T, table store.Table) *fixture {
	t.Helper()
	o := &fixture{
		T: t, hooks: store.NewWebhooks(table), events: events{}, now: time.Now().UTC().Truncate(time.Millisecond),
		receiver: newReceiver(t), secrets: map[string]string{},
	}
	options := webhook.Options{Local: true, RootCAs: o.receiver.roots()}
	clock := func() time.Time { return o.now }
	o.desk = &webhook.Desk{Store: o.hooks, Events: o.events, Options: options, Secrets: key, NewID: o.newID, Now: clock,
		Random: func() (b [32]byte) {
			o.ids++
			binary.BigEndian.PutUint32(b[:], o.ids)
			return b
		}}
	o.fanout = &webhook.Fanout{Store: o.hooks, Now: clock}
	o.deliverer = &webhook.Deliverer{Store: o.hooks, Events: o.events, Client: options.Client(), Secrets: key, Now: clock,
		Jitter: func() float64 { return 0 }}
	return o
}

func (o *fixture) newID() string {
	o.ids++
	var random [10]byte
	binary.BigEndian.PutUint32(random[6:], o.ids)
	return submission.NewID(o.now, random)
}

// event creates an event and fans it out.
func (o *fixture) event(seller string) event.Event {
	o.Helper()
	e := event.Event{ID: o.newID(), Type: event.DecisionChanged, At: o.now, Seller: seller, Submission: "s",
		New: []submission.Verdict{{Where: "cbec_bonded", Verdict: "eligible"}}}
	o.events[e.ID] = e
	if err := o.fanout.Publish(o.Context(), e); err != nil {
		o.Fatal(err)
	}
	return e
}

func (o *fixture) register(seller, url string) webhook.Endpoint {
	o.Helper()
	e, secret, err := o.desk.Register(o.Context(), seller, url, "", nil)
	if err != nil {
		o.Fatal(err)
	}
	o.secrets[e.ID] = secret
	return o.prove(e)
}

// prove marks an endpoint as having answered its challenge.
func (o *fixture) prove(e webhook.Endpoint) webhook.Endpoint {
	o.Helper()
	challenge := o.delivery(e, e.Challenge.Event)
	challenge.State, challenge.Revision = webhook.Delivered, 2
	if err := o.hooks.PutDelivery(o.Context(), challenge, challenge.Due); err != nil {
		o.Fatal(err)
	}
	e.Prove()
	e.Revision++
	if err := o.hooks.PutEndpoint(o.Context(), e); err != nil {
		o.Fatal(err)
	}
	return e
}

func (o *fixture) run(want int) {
	o.Helper()
	if n, err := o.deliverer.Run(o.Context()); n != want || err != nil {
		o.Errorf("%d were delivered, %v, want %d", n, err, want)
	}
}

// clearOutbox removes all events from the outbox.
func (o *fixture) clearOutbox(publications *store.Publications) {
	o.Helper()
	pending, err := publications.Pending(o.Context(), 100)
	for _, e := range pending {
		err = errors.Join(err, publications.MarkSent(o.Context(), e, o.now))
	}
	if err != nil {
		o.Fatal(err)
	}
}

func (o *fixture) delivery(e webhook.Endpoint, event string) webhook.Delivery {
	o.Helper()
	d, err := o.hooks.Delivery(o.Context(), e.Seller, e.ID, event)
	if err != nil {
		o.Fatal(err)
	}
	return d
}

func (o *fixture) endpoint(e webhook.Endpoint) webhook.Endpoint {
	o.Helper()
	e, err := o.hooks.Endpoint(o.Context(), e.Seller, e.ID)
	if err != nil {
		o.Fatal(err)
	}
	return e
}

// A receiver is a seller's server. It answers as configured, and records what it was sent.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer func(w http.ResponseWriter, r *http.Request)
	got    []sent
}

type sent struct {
	header http.Header
	body   []byte
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		r.got = append(r.got, sent{req.Header, body})
		answer := r.answer
		r.mu.Unlock()
		if answer != nil {
			answer(w, req)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	return pool
}

// answerWith sets the receiver's status and headers, given as "name: value".
func (r *receiver) answerWith(status int, headers ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
	}
}

func (r *receiver) received() []sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func TestDelivery(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		first, second := o.register("acme", o.receiver.URL+"/hooks?a=1"), o.register("acme", o.receiver.URL)
		other := o.register("other", o.receiver.URL)
		e := o.event("acme")
		o.run(2)
		o.run(0)
		got := o.receiver.received()
		if len(got) != 2 {
			t.Fatalf("%d were received", len(got))
		}
		want, err := e.Payload()
		if err != nil {
			t.Fatal(err)
		}
		verified := 0
		for _, s := range got {
			if string(s.body) != string(want) || s.header.Get("webhook-id") != e.ID ||
				s.header.Get("content-type") != "application/json; charset=utf-8" {
				t.Errorf("received %s with %v", s.body, s.header)
			}
			for _, endpoint := range []webhook.Endpoint{first, second} {
				w, err := standardwebhooks.NewWebhook(o.secrets[endpoint.ID])
				if err != nil {
					t.Fatal(err)
				}
				if w.Verify(s.body, s.header) == nil {
					verified++
				}
			}
			w, _ := standardwebhooks.NewWebhook(o.secrets[other.ID])
			if w.Verify(s.body, s.header) == nil {
				t.Error("another seller's secret verifies it")
			}
		}
		if verified != 2 {
			t.Errorf("%d signatures were verified", verified)
		}
		d := o.delivery(first, e.ID)
		if d.State != webhook.Delivered || d.Attempts != 1 || d.LastStatus != 200 || d.LastError != "" ||
			!d.LastAt.Equal(o.now) {
			t.Errorf("delivery %+v", d)
		}
		if at := o.endpoint(first).LastSuccess; !at.Equal(o.now) {
			t.Errorf("last success %v", at)
		}
		// The same event again makes no second delivery.
		if err := o.fanout.Publish(t.Context(), e); err != nil {
			t.Error(err)
		}
		o.run(0)
	})
}

// TestSecret checks that a secret has the format of the specification.
func TestSecret(t *testing.T) {
	o := newFixture(t, openBolt(t))
	e := o.register("acme", o.receiver.URL)
	old := o.secrets[e.ID]
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(old, "whsec_"))
	if err != nil || len(raw) != 32 || !strings.HasPrefix(old, "whsec_") {
		t.Errorf("the secret is %q", old)
	}
	rotated, secret, err := o.desk.Rotate(t.Context(), "acme", e.ID)
	if err != nil || len(rotated.Secrets) != 2 || secret == old || rotated.Secrets[1].Key != e.Secrets[0].Key {
		t.Fatalf("rotated to %q, %+v, %v", secret, rotated.Secrets, err)
	}
	// For a day both secrets sign, then only the new one.
	for n, both := range []bool{true, false} {
		o.event("acme")
		o.run(1)
		s := o.receiver.received()[n]
		for i, secret := range []string{secret, old} {
			w, _ := standardwebhooks.NewWebhook(secret)
			if ok := w.VerifyIgnoringTimestamp(s.body, s.header) == nil; ok != (i == 0 || both) {
				t.Errorf("delivery %d: secret %d verifies it: %t, signed %s", n, i, ok, s.header.Get("webhook-signature"))
			}
		}
		o.now = o.now.Add(24 * time.Hour)
	}
}

// TestSealed checks that the stored form does not contain the secret and still signs. One that was stored
// before sealing was introduced still signs, and is sealed with the next change of its endpoint.
func TestSealed(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		ctx := t.Context()
		fresh, old := o.register("acme", o.receiver.URL), o.register("acme", o.receiver.URL)
		old.Secrets, old.Revision = []webhook.Secret{{Key: o.secrets[old.ID]}}, 3
		if err := o.hooks.PutEndpoint(ctx, old); err != nil {
			t.Fatal(err)
		}
		stored := func(e webhook.Endpoint) string {
			e = o.endpoint(e)
			return fmt.Sprint(e.Secrets)
		}
		verified := func(want int) {
			t.Helper()
			n := 0
			for _, s := range o.receiver.received() {
				for _, secret := range o.secrets {
					if w, err := standardwebhooks.NewWebhook(secret); err == nil && w.Verify(s.body, s.header) == nil {
						n++
					}
				}
			}
			if n != want {
				t.Errorf("%d signatures were verified, want %d", n, want)
			}
		}
		if s := stored(fresh); !strings.Contains(s, "sealed:") || strings.Contains(s, "whsec_") {
			t.Errorf("stored %s", s)
		}
		o.event("acme")
		o.run(2)
		verified(2)
		if s := stored(old); !strings.Contains(s, o.secrets[old.ID]) {
			t.Errorf("delivering changed what is stored: %s", s)
		}
		if _, err := o.desk.Amend(ctx, "acme", old.ID, webhook.Amendment{}); err != nil {
			t.Fatal(err)
		}
		if s := stored(old); !strings.Contains(s, "sealed:") || strings.Contains(s, "whsec_") {
			t.Errorf("stored %s after a change", s)
		}
		o.event("acme")
		o.run(2)
		verified(4)
		// The sealed secret of another endpoint cannot be used here.
		moved := o.endpoint(fresh)
		moved.Secrets = o.endpoint(old).Secrets
		moved.Revision++
		if err := o.hooks.PutEndpoint(ctx, moved); err != nil {
			t.Fatal(err)
		}
		e := o.event("acme")
		o.run(1)
		if d := o.delivery(fresh, e.ID); d.State != webhook.Failed ||
			!strings.Contains(d.LastError, "secret cannot be read") {
			t.Errorf("delivery %+v", d)
		}
	})
}

// shut is an Opener whose key cannot be used for now.
type shut struct{}

func (shut) Open(context.Context, string, []byte) (string, error) { return "", storage.ErrUnavailable }

// TestKeyAway checks that nothing is sent or given up while the key cannot be used.
func TestKeyAway(t *testing.T) {
	o := newFixture(t, openBolt(t))
	endpoint := o.register("acme", o.receiver.URL)
	e := o.event("acme")
	o.deliverer.Secrets = shut{}
	if n, err := o.deliverer.Run(t.Context()); n != 0 || !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("%d were delivered, %v", n, err)
	}
	if d := o.delivery(endpoint, e.ID); d.State != webhook.Waiting || d.Attempts != 0 || len(o.receiver.received()) != 0 {
		t.Errorf("delivery %+v", d)
	}
	o.deliverer.Secrets = key
	o.now = o.now.Add(2 * webhook.Timeout)
	o.run(1)
}

// TestRetries checks that failed deliveries are retried by the schedule and then given up, and the endpoint is
// disabled.
func TestRetries(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		endpoint := o.register("acme", o.receiver.URL)
		e := o.event("acme")
		o.receiver.answerWith(503)
		begun := o.now
		var tries []string
		for range 20 {
			before := len(o.receiver.received())
			o.run(0)
			if len(o.receiver.received()) > before {
				tries = append(tries, o.now.Sub(begun).String())
			}
			d := o.delivery(endpoint, e.ID)
			if d.State != webhook.Waiting {
				break
			}
			if !d.Due.After(o.now) {
				t.Fatalf("delivery %+v is due at once", d)
			}
			o.now = d.Due.Add(-time.Millisecond)
			o.run(0)
			if n := len(o.receiver.received()); n != len(tries) {
				t.Fatalf("tried %d times before it was due", n)
			}
			o.now = d.Due
		}
		// As in the specification, until nothing succeeded for a day.
		want := "0s 5s 5m5s 35m5s 2h35m5s 7h35m5s 17h35m5s 31h35m5s"
		if got := strings.Join(tries, " "); got != want {
			t.Errorf("tried at\n%s, want\n%s", got, want)
		}
		d := o.delivery(endpoint, e.ID)
		if d.State != webhook.Failed || d.Attempts != 8 || d.LastStatus != 503 ||
			!strings.Contains(d.LastError, "the webhook is disabled") {
			t.Errorf("delivery %+v", d)
		}
		ids := map[string]bool{}
		stamps := map[string]bool{}
		for _, s := range o.receiver.received() {
			ids[s.header.Get("webhook-id")], stamps[s.header.Get("webhook-timestamp")] = true, true
		}
		if len(ids) != 1 || len(stamps) != 8 {
			t.Errorf("%d ids and %d times in 8 tries", len(ids), len(stamps))
		}
		if p := o.endpoint(endpoint); !p.Disabled || !strings.Contains(p.DisabledWhy, "status 503") ||
			!p.DisabledAt.Equal(begun.Add(31*time.Hour+35*time.Minute+5*time.Second)) {
			t.Errorf("endpoint %+v", p)
		}
		// The seller gets an event about it.
		told, err := store.NewPublications(table).Pending(t.Context(), 10)
		told = slices.DeleteFunc(told, func(e event.Event) bool { return e.Type == event.WebhookChallenge })
		if err != nil || len(told) != 1 || told[0].Type != event.WebhookDisabled || told[0].Seller != "acme" ||
			told[0].Webhook.ID != endpoint.ID {
			t.Errorf("told %+v, %v", told, err)
		} else if payload, err := told[0].Payload(); err != nil ||
			!strings.Contains(string(payload), `"type":"webhook.disabled"`) || !strings.Contains(string(payload), endpoint.URL) {
			t.Errorf("told %s, %v", payload, err)
		}
		// Nothing is delivered to a disabled endpoint until its seller enables it.
		late := o.event("acme")
		o.run(0)
		if _, err := o.hooks.Delivery(t.Context(), "acme", endpoint.ID, late.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		o.receiver.answerWith(204)
		if p, err := o.desk.Change(t.Context(), "acme", endpoint.ID, o.receiver.URL, "", nil); err != nil || p.Disabled {
			t.Errorf("enabled again: %+v, %v", p, err)
		}
		note := "what is not given stays"
		if p, err := o.desk.Amend(t.Context(), "acme", endpoint.ID, webhook.Amendment{Note: &note}); err != nil ||
			p.Note != note || p.URL != o.receiver.URL || p.Disabled {
			t.Errorf("amended: %+v, %v", p, err)
		}
		if p, err := o.desk.Amend(t.Context(), "acme", endpoint.ID,
			webhook.Amendment{Types: &[]string{"decision.made"}}); !errors.Is(err, webhook.ErrType) {
			t.Errorf("amended with a type that there is not: %+v, %v", p, err)
		}
		for _, id := range []string{e.ID, late.ID} {
			if d, err := o.desk.Replay(t.Context(), "acme", endpoint.ID, id); err != nil || d.State != webhook.Waiting ||
				d.Attempts != 0 {
				t.Errorf("replayed: %+v, %v", d, err)
			}
		}
		o.run(2)
	})
}

// TestAnswers checks the effect of each kind of response.
func TestAnswers(t *testing.T) {
	for _, row := range []struct {
		name     string
		status   int
		headers  []string
		state    webhook.State
		wait     time.Duration
		disabled bool
		why      string
	}{
		{"taken", 202, nil, webhook.Delivered, 0, false, ""},
		{"a redirect", 302, []string{"Location: https://example.com/"}, webhook.Waiting, 5 * time.Second, false,
			"redirects are not followed"},
		{"not there", 404, nil, webhook.Waiting, 5 * time.Second, false, "status 404"},
		{"gone", 410, nil, webhook.Failed, 0, true, "status 410"},
		{"too many", 429, []string{"Retry-After: 120"}, webhook.Waiting, 2 * time.Minute, false, "status 429"},
		{"sooner than we would", 429, []string{"Retry-After: 1"}, webhook.Waiting, 5 * time.Second, false, "status 429"},
		{"very late", 503, []string{"Retry-After: 99999999999"}, webhook.Waiting, 24 * time.Hour, false, "status 503"},
		{"not a number", 503, []string{"Retry-After: soon"}, webhook.Waiting, 5 * time.Second, false, "status 503"},
		{"a very large header", 200, []string{"X-Large: " + strings.Repeat("x", 64<<10)}, webhook.Waiting, 5 * time.Second,
			false, "server response headers exceeded"},
	} {
		o := newFixture(t, openBolt(t))
		endpoint := o.register("acme", o.receiver.URL)
		e := o.event("acme")
		o.receiver.answerWith(row.status, row.headers...)
		if _, err := o.deliverer.Run(t.Context()); err != nil {
			t.Error(err)
		}
		d, p := o.delivery(endpoint, e.ID), o.endpoint(endpoint)
		if d.State != row.state || p.Disabled != row.disabled || !strings.Contains(d.LastError, row.why) ||
			(row.why == "") != (d.LastError == "") {
			t.Errorf("%s: %+v, disabled %t", row.name, d, p.Disabled)
		}
		if wait := d.Due.Sub(o.now); d.State == webhook.Waiting && wait != row.wait {
			t.Errorf("%s: tried again after %v, want %v", row.name, wait, row.wait)
		}
	}
}

// TestGoesOn checks that an endpoint with a success in between is not disabled.
func TestGoesOn(t *testing.T) {
	o := newFixture(t, openBolt(t))
	endpoint := o.register("acme", o.receiver.URL)
	bad := o.event("acme")
	o.receiver.mu.Lock()
	o.receiver.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("webhook-id") == bad.ID {
			w.WriteHeader(500)
		}
	}
	o.receiver.mu.Unlock()
	o.run(0)
	for range webhook.Schedule {
		due := o.delivery(endpoint, bad.ID).Due
		if due.Sub(o.now) > 2*time.Hour {
			o.now = due.Add(-time.Minute)
			o.event("acme")
			o.run(1)
		}
		o.now = due
		o.run(0)
	}
	if d, p := o.delivery(endpoint, bad.ID), o.endpoint(endpoint); d.State != webhook.Failed || p.Disabled {
		t.Errorf("delivery %+v, disabled %t", d, p.Disabled)
	}
}

// TestHeld checks that a claimed delivery is not made by another worker, and is due again if its worker has
// died.
func TestHeld(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		o.register("acme", o.receiver.URL)
		o.event("acme")
		due, err := o.hooks.Due(t.Context(), o.now, 10)
		if err != nil || len(due) != 1 {
			t.Fatalf("due %v, %v", due, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		o.receiver.mu.Lock()
		o.receiver.answer = func(w http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
		o.receiver.mu.Unlock()
		if ok, err := o.deliverer.Deliver(ctx, due[0]); ok || !errors.Is(err, context.Canceled) {
			t.Errorf("got %t, %v", ok, err)
		}
		if ok, err := o.deliverer.Deliver(t.Context(), due[0]); ok || !errors.Is(err, storage.ErrConflict) {
			t.Errorf("another got %t, %v", ok, err)
		}
		o.receiver.answerWith(200)
		o.run(0)
		o.now = o.now.Add(2 * webhook.Timeout)
		o.run(1)
	})
}

// TestManyAtOnce checks that several deliverers make each delivery once.
func TestManyAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		o.register("acme", o.receiver.URL)
		for range 30 {
			o.event("acme")
		}
		var group sync.WaitGroup
		var mu sync.Mutex
		total := 0
		for range 3 {
			deliverer := *o.deliverer
			group.Go(func() {
				n, err := deliverer.Run(t.Context())
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				total += n
			})
		}
		group.Wait()
		if got := len(o.receiver.received()); total != 30 || got != 30 {
			t.Errorf("%d were delivered, %d received", total, got)
		}
	})
}

// TestTest checks that a test is sent once, signed, to the given endpoint, even if that wants other events or
// rests.
func TestTest(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		kept := store.NewPublications(table)
		o.deliverer.Events = kept
		endpoint, secret, err := o.desk.Register(t.Context(), "acme", o.receiver.URL, "", []string{event.DecisionReworded})
		if err != nil {
			t.Fatal(err)
		}
		endpoint = o.prove(endpoint)
		other := o.register("acme", o.receiver.URL)
		o.clearOutbox(kept)
		test := func() webhook.Delivery {
			t.Helper()
			d, err := o.desk.Test(t.Context(), "acme", endpoint.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got := o.delivery(endpoint, d.Event); got != d {
				t.Errorf("stored %+v, answered %+v", got, d)
			}
			return d
		}
		d := test()
		// It also wakes the publisher of events, which has nothing left to do.
		pending, err := kept.Pending(t.Context(), 10)
		if err != nil || len(pending) != 1 || pending[0].Type != event.WebhookTest || pending[0].ID != d.Event {
			t.Fatalf("pending %+v, %v", pending, err)
		}
		if err := o.fanout.Publish(t.Context(), pending[0]); err != nil {
			t.Error(err)
		}
		if _, err := o.hooks.Delivery(t.Context(), "acme", other.ID, d.Event); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("another endpoint is told: %v", err)
		}
		o.run(1)
		got := o.receiver.received()
		if want := `"data":{"id":"` + d.Event + `","seller":"acme","webhook":{"id":"` + endpoint.ID + `","url":"` +
			endpoint.URL + `"}}}`; len(got) != 1 || !strings.HasSuffix(string(got[0].body), want) {
			t.Fatalf("received %s, want %s", got, want)
		}
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil || w.Verify(got[0].body, got[0].header) != nil {
			t.Errorf("the signature is not the endpoint's: %v, %v", got[0].header, err)
		}
		// It is attempted at once, and once.
		o.receiver.answerWith(503, "Retry-After: 600")
		for range 3 {
			d = test()
			o.run(0)
			if d = o.delivery(endpoint, d.Event); d.State != webhook.Failed || d.Attempts != 1 || d.LastStatus != 503 ||
				d.LastError != "status 503" {
				t.Errorf("delivery %+v", d)
			}
		}
		o.receiver.answerWith(204)
		d = test()
		o.run(1)
		if d = o.delivery(endpoint, d.Event); d.State != webhook.Delivered || d.LastStatus != 204 {
			t.Errorf("delivery %+v", d)
		}
		if _, err := o.desk.Test(t.Context(), "other", endpoint.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("another seller: %v", err)
		}
		o.receiver.answerWith(410)
		test()
		o.run(0)
		if _, err := o.desk.Test(t.Context(), "acme", endpoint.ID); !errors.Is(err, webhook.ErrDisabled) {
			t.Errorf("a disabled one: %v", err)
		}
	})
}

func TestDesk(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		ctx := t.Context()
		e, _, err := o.desk.Register(ctx, "acme", o.receiver.URL, "my shop", []string{event.DecisionChanged})
		if err != nil {
			t.Fatal(err)
		}
		if got := o.endpoint(e); fmt.Sprint(got) != fmt.Sprint(e) {
			t.Errorf("got  %+v\nwant %+v", got, e)
		}
		o.prove(e)
		if _, _, err := o.desk.Register(ctx, "acme", o.receiver.URL, "", []string{"nothing"}); !errors.Is(err,
			webhook.ErrType) {
			t.Errorf("got %v", err)
		}
		if _, _, err := o.desk.Register(ctx, "acme", o.receiver.URL, strings.Repeat("x", 201), nil); !errors.Is(err,
			webhook.ErrNote) {
			t.Errorf("got %v", err)
		}
		for range webhook.MaxEndpoints - 1 {
			o.register("acme", o.receiver.URL)
		}
		if _, _, err := o.desk.Register(ctx, "acme", o.receiver.URL, "", nil); !errors.Is(err, webhook.ErrTooMany) {
			t.Errorf("got %v", err)
		}
		event := o.event("acme")
		o.run(webhook.MaxEndpoints)

		// Another seller can neither see nor change it.
		for name, f := range map[string]func() error{
			"change": func() error {
				_, err := o.desk.Change(ctx, "other", e.ID, o.receiver.URL, "", nil)
				return err
			},
			"rotate": func() error { _, _, err := o.desk.Rotate(ctx, "other", e.ID); return err },
			"remove": func() error { return o.desk.Remove(ctx, "other", e.ID) },
			"replay": func() error {
				_,
					err := o.desk.Replay(ctx, "other", e.ID, event.ID)
				return err
			},
			"replay an event that there is not": func() error {
				_,
					err := o.desk.Replay(ctx, "acme", e.ID, "nothing")
				return err
			},
			"look": func() error { _, err := o.hooks.Endpoint(ctx, "other", e.ID); return err },
			"look at a delivery": func() error {
				_,
					err := o.hooks.Delivery(ctx, "other", e.ID, event.ID)
				return err
			},
		} {
			if err := f(); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		page, next, err := o.hooks.Deliveries(ctx, "acme", e.ID, storage.Page{})
		if err != nil || next != "" || len(page) != 2 || page[0].Event != event.ID || page[1].Event != e.Challenge.Event {
			t.Errorf("deliveries %+v, %q, %v", page, next, err)
		}
		waiting := o.event("acme")
		if err := o.desk.Remove(ctx, "acme", e.ID); err != nil {
			t.Error(err)
		}
		o.run(webhook.MaxEndpoints - 1)
		if d := o.delivery(e, waiting.ID); d.State != webhook.Failed || d.LastError != "the webhook was removed" {
			t.Errorf("delivery %+v", d)
		}
		if list, err := o.hooks.Endpoints(ctx, "acme"); err != nil || len(list) != webhook.MaxEndpoints-1 {
			t.Errorf("%d endpoints, %v", len(list), err)
		}
	})
}

func TestCheckURL(t *testing.T) {
	for _, row := range []struct {
		url         string
		want, local error // nil if allowed
	}{
		{"https://example.com/hooks", nil, nil},
		{"https://example.com:8443/hooks?a=b", nil, nil},
		{"https://例え.jp/", nil, nil},
		{"https://93.184.216.34/", nil, nil},
		{"https://[2606:2800:220:1:248:1893:25c8:1946]/", nil, nil},
		{"http://example.com/", webhook.ErrURL, nil},
		{"ftp://example.com/", webhook.ErrURL, webhook.ErrURL},
		{"https://user@example.com/", webhook.ErrURL, webhook.ErrURL},
		{"https://user:password@example.com/", webhook.ErrURL, webhook.ErrURL},
		{"https://example.com/#here", webhook.ErrURL, webhook.ErrURL},
		{"https:///hooks", webhook.ErrURL, webhook.ErrURL},
		{"https:example.com", webhook.ErrURL, webhook.ErrURL},
		{"//example.com/", webhook.ErrURL, webhook.ErrURL},
		{"", webhook.ErrURL, webhook.ErrURL},
		{"https://example.com/ a", webhook.ErrURL, webhook.ErrURL},
		{"https://example.com/\n", webhook.ErrURL, webhook.ErrURL},
		{"https://example.com/" + strings.Repeat("a", 2048), webhook.ErrURL, webhook.ErrURL},
		{"https://example.com:22/", webhook.ErrPort, webhook.ErrPort},
		{"https://example.com:0/", webhook.ErrPort, webhook.ErrPort},
		{"https://example.com:65536/", webhook.ErrPort, webhook.ErrPort},
		{"https://127.0.0.1:8443/", webhook.ErrAddress, nil},
		{"https://[::1]/", webhook.ErrAddress, nil},
		{"https://[::ffff:127.0.0.1]/", webhook.ErrAddress, nil},
		{"https://10.0.0.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://172.16.0.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://192.168.1.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://169.254.169.254/latest/meta-data", webhook.ErrAddress, webhook.ErrAddress}, // the clouds' metadata
		{"https://[fd00:ec2::254]/", webhook.ErrAddress, webhook.ErrAddress},                 // the same, by IPv6
		{"https://[fe80::1]/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://[fe80::1%25eth0]/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://[::ffff:10.0.0.1]/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://[64:ff9b::a00:1]/", webhook.ErrAddress, webhook.ErrAddress},     // 10.0.0.1, translated
		{"https://[64:ff9b::5db8:d822]/", webhook.ErrAddress, webhook.ErrAddress}, // a public one, translated
		{"https://[2002:7f00:1::]/", webhook.ErrAddress, webhook.ErrAddress},      // 127.0.0.1, by 6to4
		{"https://[2002:a9fe:a9fe::1]/", webhook.ErrAddress, webhook.ErrAddress},  // 169.254.169.254, by 6to4
		{"https://[2001:0:53aa:64c::1]/", webhook.ErrAddress, webhook.ErrAddress}, // Teredo
		{"https://[::7f00:1]/", webhook.ErrAddress, webhook.ErrAddress},           // IPv4-compatible
		{"https://0.0.0.0/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://[::]/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://100.64.0.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://224.0.0.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://255.255.255.255/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://198.18.0.1/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://203.0.113.9/", webhook.ErrAddress, webhook.ErrAddress},
		{"https://[ff02::1]/", webhook.ErrAddress, webhook.ErrAddress},
	} {
		if err := (webhook.Options{}).CheckURL(row.url); !errors.Is(err, row.want) || (row.want == nil) != (err == nil) {
			t.Errorf("%s: got %v, want %v", row.url, err, row.want)
		}
		if err := (webhook.Options{Local: true}).CheckURL(row.url); !errors.Is(err, row.local) ||
			(row.local == nil) != (err == nil) {
			t.Errorf("%s, locally: got %v, want %v", row.url, err, row.local)
		}
	}
}

// TestConnect checks that the address is verified when connecting, whatever the URL contains: a name that
// resolves to this machine, or a number in another notation.
func TestConnect(t *testing.T) {
	receiver := newReceiver(t)
	_, port, _ := net.SplitHostPort(receiver.Listener.Addr().String())
	strict := webhook.Options{RootCAs: receiver.roots()}.Client()
	for _, host := range []string{"localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]",
		"0.0.0.0"} {
		res, err := strict.Post("https://"+host+":"+port, "", nil)
		if err == nil {
			res.Body.Close()
			t.Errorf("%s was connected to", host)
		}
		if strings.HasPrefix(host, "l") && !errors.Is(err, webhook.ErrAddress) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if n := len(receiver.received()); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
	t.Setenv("HTTPS_PROXY", receiver.URL)
	local := webhook.Options{Local: true, RootCAs: receiver.roots()}.Client()
	res, err := local.Post(receiver.URL, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if n := len(receiver.received()); n != 1 {
		t.Errorf("%d requests arrived", n)
	}
}

// TestRedirect checks that a redirect to a forbidden address is not followed.
func TestRedirect(t *testing.T) {
	o := newFixture(t, openBolt(t))
	inner := newReceiver(t)
	o.register("acme", o.receiver.URL)
	o.event("acme")
	o.receiver.answerWith(307, "Location: "+inner.URL)
	o.run(0)
	if n := len(inner.received()); n != 0 {
		t.Errorf("the redirect was followed %d times", n)
	}
}

// TestUnresolved checks that the failure shown to a seller reveals nothing about this program's network.
func TestUnresolved(t *testing.T) {
	o := newFixture(t, openBolt(t))
	endpoint := o.register("acme", "https://no-such-host.invalid/")
	o.deliverer.Client = webhook.Options{}.Client()
	private := o.register("acme", strings.Replace(o.receiver.URL, "127.0.0.1", "localhost", 1))
	e := o.event("acme")
	o.run(0)
	if d := o.delivery(endpoint, e.ID); d.LastError != "the host name cannot be resolved" {
		t.Errorf("told %q", d.LastError)
	}
	if d := o.delivery(private, e.ID); d.LastError != webhook.ErrAddress.Error() {
		t.Errorf("told %q", d.LastError)
	}
}
