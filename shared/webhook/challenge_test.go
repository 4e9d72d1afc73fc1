package webhook_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/webhook"
)

// repeatToken makes the receiver answer challenges in the given form, in which * is the token.
func (r *receiver) repeatToken(form string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		r.mu.Lock()
		last := r.got[len(r.got)-1].body
		r.mu.Unlock()
		var told struct{ Data struct{ Challenge string } }
		_ = json.Unmarshal(last, &told)
		_, _ = io.WriteString(w, strings.ReplaceAll(form, "*", told.Data.Challenge))
	}
}

// newChallengedFixture returns a fixture whose events are in the table.
func newChallengedFixture(t *testing.T, table store.Table) (*fixture, *store.Publications) {
	o := newFixture(t, table)
	kept := store.NewPublications(table)
	o.deliverer.Events = kept
	o.desk.Events = kept
	return o, kept
}

// TestChallenge checks that an endpoint gets no events before it has returned the token of its challenge, and
// that the API never shows the token.
func TestChallenge(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o, kept := newChallengedFixture(t, table)
		ctx := t.Context()
		e, secret, err := o.desk.Register(ctx, "acme", o.receiver.URL, "", []string{event.DecisionReworded})
		if err != nil || e.Status() != webhook.EndpointPending || !e.Challenge.Until.Equal(o.now.Add(24*time.Hour)) {
			t.Fatalf("registered %+v, %v", e, err)
		}
		for name, ask := range map[string]func() (webhook.Delivery, error){
			"test":   func() (webhook.Delivery, error) { return o.desk.Test(ctx, "acme", e.ID) },
			"replay": func() (webhook.Delivery, error) { return o.desk.Replay(ctx, "acme", e.ID, e.Challenge.Event) },
		} {
			if _, err := ask(); !errors.Is(err, webhook.ErrPending) {
				t.Errorf("%s of a pending endpoint: %v", name, err)
			}
		}
		pending, err := kept.Pending(ctx, 10)
		if err != nil || len(pending) != 1 || pending[0].ID != e.Challenge.Event || pending[0].Webhook.Challenge != "" {
			t.Fatalf("pending %+v, %v", pending, err)
		}
		for _, p := range []event.Event{pending[0], pending[0]} { // published twice, it is delivered once
			if err := o.fanout.Publish(ctx, p); err != nil {
				t.Error(err)
			}
		}
		// An event meanwhile waits.
		told := event.Event{ID: o.newID(), Type: event.DecisionReworded, At: o.now, Seller: "acme", Submission: "s"}
		o.events[told.ID] = told
		if err := o.fanout.Publish(ctx, told); err != nil {
			t.Fatal(err)
		}
		// A server that accepts or echoes everything does not pass.
		for n, form := range []string{"", "ok", `{"challenge":""}`, `{"challenge":null}`, `{"data":{"challenge":"*"}}`,
			`"*" and more`} {
			o.receiver.repeatToken(form)
			o.run(0)
			d := o.delivery(e, e.Challenge.Event)
			if d.State != webhook.Waiting || d.Attempts != n+1 || d.LastStatus != 200 ||
				d.LastError != webhook.ErrUnanswered.Error() {
				t.Fatalf("answered %s: %+v", form, d)
			}
			if n < 5 {
				o.now = d.Due
			}
		}
		got := o.receiver.received()
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil || w.VerifyIgnoringTimestamp(got[0].body, got[0].header) != nil ||
			string(got[0].body) != string(got[5].body) || len(got) != 6 {
			t.Errorf("%d were received, at first %s with %v", len(got), got[0].body, got[0].header)
		}
		if d := o.delivery(e, told.ID); d.State != webhook.Waiting || d.Attempts != 0 {
			t.Errorf("the event %+v", d)
		}
		o.receiver.repeatToken(`{"challenge":"*"}`)
		o.now = o.delivery(e, e.Challenge.Event).Due
		o.run(1)
		if got := o.endpoint(e); got.Status() != webhook.EndpointActive || got.Challenge != (webhook.Challenge{}) {
			t.Errorf("it is %+v", got)
		}
		o.deliverer.Events = o.events
		o.now = o.now.Add(time.Hour)
		o.run(1)
		if d := o.delivery(e, told.ID); d.State != webhook.Delivered {
			t.Errorf("the event %+v", d)
		}
		if _, err := o.desk.Challenge(ctx, "acme", e.ID); !errors.Is(err, webhook.ErrProved) {
			t.Errorf("challenged once more: %v", err)
		}
	})
}

// TestChallengeAgain checks that a challenge that was not answered in a day can be requested again, which
// invalidates the old one.
func TestChallengeAgain(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o, _ := newChallengedFixture(t, table)
		ctx := t.Context()
		e, _, err := o.desk.Register(ctx, "acme", o.receiver.URL, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second at once, the third a day later
			if _, err := o.desk.Challenge(ctx, "acme", e.ID); err != nil {
				t.Fatal(err)
			}
			o.now = o.now.Add(24 * time.Hour)
		}
		if _, err := o.desk.Challenge(ctx, "other", e.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("another seller: %v", err)
		}
		o.receiver.repeatToken("*\n")
		o.run(0)
		last := o.endpoint(e).Challenge.Event
		for id, want := range map[string]string{e.Challenge.Event: "not answered in time", last: "not answered in time"} {
			if d := o.delivery(e, id); d.State != webhook.Failed || !strings.Contains(d.LastError, want) {
				t.Errorf("delivery %+v", d)
			}
		}
		if n := len(o.receiver.received()); n != 0 {
			t.Errorf("%d were received after their time", n)
		}
		// Events are no longer held back for it.
		late := o.event("acme")
		if _, err := o.hooks.Delivery(ctx, "acme", e.ID, late.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		for range 2 {
			if _, err := o.desk.Challenge(ctx, "acme", e.ID); err != nil {
				t.Fatal(err)
			}
		}
		o.run(1)
		if got := o.endpoint(e); got.Status() != webhook.EndpointActive {
			t.Errorf("it is %+v", got)
		}
		o.now = o.now.Add(time.Hour)
		o.run(0)
		if n := len(o.receiver.received()); n != 1 {
			t.Errorf("%d challenges were received", n)
		}
	})
}

// TestChallengeOfURL checks that a new URL is challenged, and a new note is not.
func TestChallengeOfURL(t *testing.T) {
	o, _ := newChallengedFixture(t, openBolt(t))
	ctx := t.Context()
	e := o.register("acme", o.receiver.URL)
	note, url := "ours", o.receiver.URL+"/new"
	if e, err := o.desk.Amend(ctx, "acme", e.ID, webhook.Amendment{Note: &note, URL: &e.URL}); err != nil ||
		e.Status() != webhook.EndpointActive {
		t.Errorf("with another note %+v, %v", e, err)
	}
	waiting := o.event("acme")
	moved, err := o.desk.Amend(ctx, "acme", e.ID, webhook.Amendment{URL: &url})
	if err != nil || moved.Status() != webhook.EndpointPending {
		t.Fatalf("with another URL %+v, %v", moved, err)
	}
	o.receiver.answerWith(410)
	o.run(0)
	if got := o.endpoint(e); got.Status() != webhook.EndpointDisabled {
		t.Errorf("it is %+v", got)
	}
	// After it is enabled, its challenge is still to be answered.
	again, err := o.desk.Amend(ctx, "acme", e.ID, webhook.Amendment{})
	if err != nil || again.Status() != webhook.EndpointPending || again.Challenge.Token == moved.Challenge.Token {
		t.Fatalf("enabled again %+v, %v", again, err)
	}
	o.receiver.repeatToken("*")
	o.run(1)
	o.deliverer.Events = o.events
	o.now = o.now.Add(time.Hour)
	o.run(1)
	if d := o.delivery(e, waiting.ID); d.State != webhook.Delivered {
		t.Errorf("what waited: %+v", d)
	}
}
