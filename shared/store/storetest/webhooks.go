package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/webhook"
)

// RunWebhooks tests the store of webhooks and deliveries. Each test calls open for an empty table.
func RunWebhooks(t *testing.T, open func(t *testing.T) store.Table) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Table)
	}{
		{"endpoints", endpoints},
		{"endpoints at once", endpointsAtOnce},
		{"disable", disable},
		{"tell one", putWithEvent},
		{"deliveries", deliveries},
		{"due", due},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

func endpoint(seller string, n int) webhook.Endpoint {
	return webhook.Endpoint{
		ID: idOf(n), Seller: seller, URL: "https://shop.example.com/hook", Note: "ours",
		Types: []string{event.DecisionChanged}, Revision: 1, CreatedAt: at,
		Pending: true, Challenge: webhook.Challenge{Event: idOf(n), Token: "t", Until: at.Add(time.Hour)},
	}
}

// challenged returns the event with which an endpoint is added.
func challenged(e webhook.Endpoint) event.Event {
	return event.Event{ID: e.ID, Type: event.WebhookChallenge, At: at, Seller: e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL}}
}

func register(t *testing.T, hooks *store.Webhooks, e webhook.Endpoint, most int) error {
	return hooks.AddEndpoint(t.Context(), e, most, challenged(e))
}

func endpoints(t *testing.T, table store.Table) {
	hooks := store.NewWebhooks(table)
	first, second := endpoint("acme", 1), endpoint("acme", 2)
	for _, e := range []webhook.Endpoint{first, second} {
		if err := register(t, hooks, e, 2); err != nil {
			t.Fatal(err)
		}
	}
	wantErr(t, "one too many", register(t, hooks, endpoint("acme", 3), 2), webhook.ErrTooMany)
	if err := register(t, hooks, endpoint("other", 4), 2); err != nil {
		t.Errorf("another seller's: %v", err)
	}
	all, err := hooks.Endpoints(t.Context(), "acme")
	if err != nil || len(all) != 2 || all[0].ID != first.ID || all[1].ID != second.ID {
		t.Fatalf("got %+v, %v", all, err)
	}

	first.Revision, first.Note = 2, "changed"
	if err := hooks.PutEndpoint(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a revision that is stored", hooks.PutEndpoint(t.Context(), first), storage.ErrConflict)
	got, err := hooks.Endpoint(t.Context(), "acme", first.ID)
	if err != nil || got.Note != "changed" || got.Revision != 2 || got.URL != first.URL ||
		!slices.Equal(got.Types, first.Types) ||
		!got.Pending || got.Challenge != first.Challenge {
		t.Errorf("got %+v, %v", got, err)
	}
	if d, err := hooks.Delivery(t.Context(), "acme", first.ID, challenged(first).ID); err != nil ||
		d.State != webhook.Waiting || !d.Due.Equal(at) {
		t.Errorf("the delivery of its challenge: %+v, %v", d, err)
	}
	_, err = hooks.Endpoint(t.Context(), "other", first.ID)
	wantErr(t, "another seller's", err, storage.ErrNotFound)

	for range 2 {
		if err := hooks.RemoveEndpoint(t.Context(), "acme", first.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err = hooks.Endpoint(t.Context(), "acme", first.ID)
	wantErr(t, "removed", err, storage.ErrNotFound)
	if err := register(t, hooks, endpoint("acme", 5), 2); err != nil {
		t.Errorf("in the place of one that was removed: %v", err)
	}
}

// endpointsAtOnce checks that many concurrent registrations do not exceed the limit.
func endpointsAtOnce(t *testing.T, table store.Table) {
	hooks := store.NewWebhooks(table)
	const most = 3
	for _, err := range atOnce(12, func(n int) error { return register(t, hooks, endpoint("acme", n+1), most) }) {
		if err != nil && !errors.Is(err, webhook.ErrTooMany) && !errors.Is(err, storage.ErrUnavailable) {
			t.Error(err)
		}
	}
	if all, err := hooks.Endpoints(t.Context(), "acme"); err != nil || len(all) != most {
		t.Errorf("%d endpoints, %v; want %d", len(all), err, most)
	}
}

// disable checks that the endpoint and its event are stored together.
func disable(t *testing.T, table store.Table) {
	hooks, pubs := store.NewWebhooks(table), store.NewPublications(table)
	e := endpoint("acme", 1)
	if err := register(t, hooks, e, 10); err != nil {
		t.Fatal(err)
	}
	ev := event.Event{ID: idOf(7), Type: event.WebhookDisabled, At: at, Seller: "acme",
		Webhook: event.Webhook{ID: e.ID, URL: e.URL, Why: "silent"}}
	late := e
	late.Revision, late.Disabled = 3, true
	wantErr(t, "not the next revision", hooks.Disable(t.Context(), late, ev), storage.ErrConflict)
	if pending, err := pubs.Pending(t.Context(), 10); err != nil || len(pending) != 1 ||
		pending[0].Type != event.WebhookChallenge {
		t.Errorf("told of what did not take place: %+v, %v", pending, err)
	}
	e.Revision, e.Disabled, e.DisabledAt, e.DisabledWhy = 2, true, at, "silent"
	if err := hooks.Disable(t.Context(), e, ev); err != nil {
		t.Fatal(err)
	}
	if got, err := hooks.Endpoint(t.Context(), "acme", e.ID); err != nil || !got.Disabled || got.DisabledWhy != "silent" ||
		!got.DisabledAt.Equal(at) {
		t.Errorf("got %+v, %v", got, err)
	}
	if pending, err := pubs.Pending(t.Context(), 10); err != nil || len(pending) != 2 ||
		pending[0].Webhook != ev.Webhook && pending[1].Webhook != ev.Webhook {
		t.Errorf("got %+v, %v", pending, err)
	}
}

// putWithEvent checks that an event for one endpoint is stored with its delivery.
func putWithEvent(t *testing.T, table store.Table) {
	hooks := store.NewWebhooks(table)
	e := endpoint("acme", 1)
	if err := register(t, hooks, e, 10); err != nil {
		t.Fatal(err)
	}
	e.Revision = 2
	ev := event.Event{ID: idOf(7), Type: event.WebhookTest, At: at, Seller: "acme",
		Webhook: event.Webhook{ID: e.ID, URL: e.URL}}
	if err := hooks.PutEndpointAndEvent(t.Context(), e, ev); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a revision that is stored", hooks.PutEndpointAndEvent(t.Context(), e, ev), storage.ErrConflict)
	if d, err := hooks.Delivery(t.Context(), "acme", e.ID, ev.ID); err != nil || d.State != webhook.Waiting ||
		!d.CreatedAt.Equal(at) {
		t.Errorf("got %+v, %v", d, err)
	}
	if waiting, err := hooks.Due(t.Context(), at.Add(time.Second), 10); err != nil || len(waiting) != 2 {
		t.Errorf("got %+v, %v", waiting, err)
	}
}

func delivery(n int, due time.Time) webhook.Delivery {
	return webhook.Delivery{
		Event: idOf(n), Seller: "acme", Endpoint: idOf(1), State: webhook.Waiting, Revision: 1, CreatedAt: at, Due: due,
	}
}

func deliveries(t *testing.T, table store.Table) {
	hooks := store.NewWebhooks(table)
	for n := range 3 {
		if err := hooks.PutDelivery(t.Context(), delivery(10+n, at), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	d := delivery(10, at)
	wantErr(t, "stored already", hooks.PutDelivery(t.Context(), d, time.Time{}), storage.ErrConflict)
	d.Revision, d.Attempts, d.LastAt, d.LastStatus, d.LastError = 2, 1, at, 503, "status 503"
	if err := hooks.PutDelivery(t.Context(), d, at); err != nil {
		t.Fatal(err)
	}
	got, err := hooks.Delivery(t.Context(), "acme", d.Endpoint, d.Event)
	if err != nil || got.Revision != 2 || got.Attempts != 1 || got.LastStatus != 503 || got.LastError != d.LastError {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = hooks.Delivery(t.Context(), "other", d.Endpoint, d.Event)
	wantErr(t, "another seller's", err, storage.ErrNotFound)

	page, next, err := hooks.Deliveries(t.Context(), "acme", d.Endpoint, storage.Page{Limit: 2})
	if err != nil || len(page) != 2 || page[0].Event != idOf(12) || next == "" {
		t.Fatalf("got %+v, %q, %v", page, next, err)
	}
	page, next, err = hooks.Deliveries(t.Context(), "acme", d.Endpoint, storage.Page{After: next, Limit: 2})
	if err != nil || len(page) != 1 || page[0].Event != idOf(10) || next != "" {
		t.Errorf("got %+v, %q, %v", page, next, err)
	}
}

// due checks that deliveries are returned when they are due, unless they were postponed or delivered since.
func due(t *testing.T, table store.Table) {
	hooks := store.NewWebhooks(table)
	soon, later, done := delivery(10, at), delivery(11, at.Add(time.Hour)), delivery(12, at)
	for _, d := range []webhook.Delivery{soon, later, done} {
		if err := hooks.PutDelivery(t.Context(), d, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	done.Revision, done.State = 2, webhook.Delivered
	if err := hooks.PutDelivery(t.Context(), done, at); err != nil {
		t.Fatal(err)
	}
	waiting := func(now time.Time) (ids []string) {
		t.Helper()
		found, err := hooks.Due(t.Context(), now, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found {
			ids = append(ids, d.Event)
		}
		slices.Sort(ids)
		return ids
	}
	if got := waiting(at.Add(-time.Second)); len(got) != 0 {
		t.Errorf("before any is due: %v", got)
	}
	if got := waiting(at); !slices.Equal(got, []string{soon.Event}) {
		t.Errorf("got %v, want %s", got, soon.Event)
	}
	soon.Revision, soon.Due = 2, at.Add(2*time.Hour)
	if err := hooks.PutDelivery(t.Context(), soon, at); err != nil {
		t.Fatal(err)
	}
	if got := waiting(at.Add(time.Hour)); !slices.Equal(got, []string{later.Event}) {
		t.Errorf("got %v, want %s", got, later.Event)
	}
	if got := waiting(at.Add(2 * time.Hour)); !slices.Equal(got, []string{soon.Event, later.Event}) {
		t.Errorf("got %v, want both", got)
	}
}
