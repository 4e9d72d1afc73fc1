package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/webhook"
)

// TestFair checks that ten slow endpoints of one seller, with 19 seconds to answer and many deliveries each, do
// not delay another seller's events. The figures are printed with -v; with -short the slow ones take 6 seconds.
func TestFair(t *testing.T) {
	const events, most = 60, 2 * time.Second
	o := newFixture(t, openBolt(t))
	took := 19 * time.Second
	if testing.Short() {
		took = 6 * time.Second
	}
	stop := make(chan struct{})
	slow := newReceiver(t)
	slow.answer = func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(took):
		case <-stop:
		}
	}
	t.Cleanup(func() { close(stop) })

	var mu sync.Mutex
	arrived := make(map[string]time.Time)
	o.receiver.answer = func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		arrived[r.Header.Get("webhook-id")] = time.Now()
	}
	roots := o.receiver.roots()
	roots.AddCert(slow.Certificate())
	options := webhook.Options{Local: true, RootCAs: roots}
	deliverer := webhook.Deliverer{Store: o.hooks, Events: o.events, Client: options.Client(), Secrets: key, Now: time.Now}
	o.fanout.Now = time.Now
	for range webhook.MaxEndpoints {
		o.register("crowd", slow.URL)
	}
	other := o.register("other", o.receiver.URL)
	for range 30 {
		o.event("crowd")
	}

	// All events are created before the deliverer runs, since they are in a map; each is published at its time.
	var told []event.Event
	for range events {
		e := event.Event{ID: o.newID(), Type: event.DecisionChanged, At: o.now, Seller: "other", Submission: "s"}
		o.events[e.ID] = e
		told = append(told, e)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		for ctx.Err() == nil {
			if _, err := deliverer.Run(ctx); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	time.Sleep(time.Second) // the slow ones are in flight
	at := make(map[string]time.Time)
	for _, e := range told {
		at[e.ID] = time.Now()
		if err := o.fanout.Publish(ctx, e); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(most)
	cancel()
	group.Wait()

	mu.Lock()
	defer mu.Unlock()
	var waits []time.Duration
	for id, since := range at {
		came, ok := arrived[id]
		if !ok {
			t.Errorf("event %s did not arrive at %s", id, other.URL)
			continue
		}
		waits = append(waits, came.Sub(since))
	}
	slices.Sort(waits)
	if len(waits) == 0 {
		t.Fatal("nothing arrived")
	}
	p99 := waits[(len(waits)-1)*99/100]
	t.Logf("beside ten endpoints that take %v: median %v, p99 %v, of %d events", took, waits[len(waits)/2], p99,
		len(waits))
	if p99 > most {
		t.Errorf("p99 is %v, at most %v is meant to be", p99, most)
	}
}

// TestTooManyAtOnce checks that of forty concurrent registrations, ten succeed.
func TestTooManyAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		o := newFixture(t, table)
		var mu sync.Mutex
		o.desk.NewID = func() string {
			mu.Lock()
			defer mu.Unlock()
			return o.newID()
		}
		o.desk.Random = func() (b [32]byte) { return [32]byte{1} }
		made, refused := 0, 0
		var group sync.WaitGroup
		for range 40 {
			group.Go(func() {
				_, _, err := o.desk.Register(t.Context(), "acme", o.receiver.URL, "", nil)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					made++
				case errors.Is(err, webhook.ErrTooMany):
					refused++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		endpoints, err := o.hooks.Endpoints(t.Context(), "acme")
		if err != nil || len(endpoints) != webhook.MaxEndpoints || made != webhook.MaxEndpoints ||
			refused != 40-webhook.MaxEndpoints {
			t.Errorf("%d were made, %d refused, %d are there, %v", made, refused, len(endpoints), err)
		}
		// Removing one makes room for another.
		if err := o.desk.Remove(t.Context(), "acme", endpoints[0].ID); err != nil {
			t.Fatal(err)
		}
		o.register("acme", o.receiver.URL)
	})
}

// TestBackedOff checks that other deliveries to a failing endpoint wait, and are not attempted.
func TestBackedOff(t *testing.T) {
	o := newFixture(t, openBolt(t))
	endpoint := o.register("acme", o.receiver.URL)
	for range 20 {
		o.event("acme")
	}
	o.receiver.answerWith(503)
	o.run(0)
	if n := len(o.receiver.received()); n == 0 || n > 4 {
		t.Errorf("tried %d times, want a few", n)
	}
	if due, err := o.hooks.Due(t.Context(), o.now, 100); err != nil || len(due) != 0 {
		t.Errorf("%d are due, %v", len(due), err)
	}
	o.receiver.answerWith(200)
	for range 4 {
		o.now = o.now.Add(5 * time.Second)
		if _, err := o.deliverer.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	deliveries, _, err := o.hooks.Deliveries(t.Context(), "acme", endpoint.ID, storage.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deliveries {
		if d.State != webhook.Delivered {
			t.Errorf("delivery %+v", d)
		}
	}
	if p := o.endpoint(endpoint); p.Failing != 0 || !p.RestUntil.IsZero() || p.Disabled {
		t.Errorf("endpoint %+v", p)
	}
}
