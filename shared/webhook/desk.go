package webhook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"importchecker/shared/event"
	"importchecker/shared/storage"
)

// A Desk manages sellers' endpoints.
type Desk struct {
	Store   Store
	Events  Events
	Options Options
	NewID   func() string   // as submission.NewID
	Random  func() [32]byte // from a cryptographic source, for secrets and challenges
	Secrets Sealer
	Now     func() time.Time
}

// Events returns the events to be delivered.
type Events interface {
	// Event returns an event of a seller; storage.ErrNotFound when there is none.
	Event(ctx context.Context, seller, id string) (event.Event, error)
}

// EventTypes returns the types of event that an endpoint can select.
func EventTypes() []string {
	return []string{event.DecisionChanged, event.DecisionReworded, event.WebhookDisabled}
}

// The errors of what a seller enters.
var (
	ErrNote = errors.New("the note is too long, or is not text")
	ErrType = errors.New("there is no such type of event")
)

// Register creates an endpoint, and returns it with its secret, which cannot be retrieved later. It is pending
// until it has answered its challenge, which is delivered like any event.
func (d *Desk) Register(ctx context.Context, seller, url, note string, types []string) (e Endpoint, secret string,
	err error) {
	e = Endpoint{ID: d.NewID(), Seller: seller, URL: url, Note: note, Types: types, Revision: 1, CreatedAt: d.now()}
	secret = NewSecret(d.Random())
	e.rotate(secret, e.CreatedAt)
	challenge := e.challenge(d.NewID(), d.Random(), e.CreatedAt)
	if err = d.check(&e); err == nil {
		err = e.seal(ctx, d.Secrets)
	}
	if err == nil {
		err = d.Store.AddEndpoint(ctx, e, MaxEndpoints, challenge)
	}
	if err != nil {
		return Endpoint{}, "", fmt.Errorf("register webhook: %w", err)
	}
	return e, secret, nil
}

// change changes an endpoint, and seals its secrets that were stored unsealed.
func (d *Desk) change(ctx context.Context, seller, id string, f func(*Endpoint) error,
	put func(Endpoint) error) (Endpoint, error) {
	return change(ctx, d.Store, seller, id, func(e *Endpoint) error {
		if err := f(e); err != nil {
			return err
		}
		return e.seal(ctx, d.Secrets)
	}, put)
}

func (d *Desk) now() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

func (d *Desk) check(e *Endpoint) error {
	if err := d.Options.CheckURL(e.URL); err != nil {
		return err
	}
	if !utf8.ValidString(e.Note) || utf8.RuneCountInString(e.Note) > MaxNote {
		return ErrNote
	}
	for _, t := range e.Types {
		if !slices.Contains(EventTypes(), t) {
			return fmt.Errorf("%w: %s", ErrType, t)
		}
	}
	return nil
}

// maxTries is how often a change is tried when another came first.
const maxTries = 5

// change applies f to an endpoint and stores it with put, or with PutEndpoint if put is nil. It retries when
// the endpoint was changed concurrently.
func change(ctx context.Context, s Store, seller, id string, f func(*Endpoint) error,
	put func(Endpoint) error) (Endpoint, error) {
	if put == nil {
		put = func(e Endpoint) error { return s.PutEndpoint(ctx, e) }
	}
	for range maxTries {
		e, err := s.Endpoint(ctx, seller, id)
		if err != nil {
			return Endpoint{}, err
		}
		if err := f(&e); err != nil {
			return Endpoint{}, err
		}
		e.Revision++
		if err := put(e); !errors.Is(err, storage.ErrConflict) {
			return e, err
		}
	}
	return Endpoint{}, storage.ErrConflict
}

// An Amendment has the changes of an endpoint; nil fields stay as they are.
type Amendment struct {
	URL, Note *string
	Types     *[]string
}

// Change replaces the URL, the note and the event types of an endpoint, as Amend does.
func (d *Desk) Change(ctx context.Context, seller, id, url, note string, types []string) (Endpoint, error) {
	return d.Amend(ctx, seller, id, Amendment{&url, &note, &types})
}

// Amend changes the given fields of an endpoint, and enables it if it was disabled. It is challenged if the URL
// changes, or if it was disabled while pending.
func (d *Desk) Amend(ctx context.Context, seller, id string, a Amendment) (Endpoint, error) {
	var challenge event.Event
	e, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		challenge = event.Event{}
		needsChallenge := a.URL != nil && *a.URL != e.URL || e.Pending && e.Disabled
		if a.URL != nil {
			e.URL = *a.URL
		}
		if a.Note != nil {
			e.Note = *a.Note
		}
		if a.Types != nil {
			e.Types = *a.Types
		}
		e.enable()
		if needsChallenge {
			challenge = e.challenge(d.NewID(), d.Random(), d.now())
		}
		return d.check(e)
	}, func(e Endpoint) error {
		if challenge.ID != "" {
			return d.Store.PutEndpointAndEvent(ctx, e, challenge)
		}
		return d.Store.PutEndpoint(ctx, e)
	})
	if err != nil {
		return Endpoint{}, fmt.Errorf("change webhook %s: %w", id, err)
	}
	return e, nil
}

// Rotate gives an endpoint a new secret, and returns both. The old one signs as well for a day.
func (d *Desk) Rotate(ctx context.Context, seller, id string) (e Endpoint, secret string, err error) {
	secret = NewSecret(d.Random())
	e, err = d.change(ctx, seller, id, func(e *Endpoint) error {
		e.rotate(secret, d.now())
		return nil
	}, nil)
	if err != nil {
		return Endpoint{}, "", fmt.Errorf("rotate secret of webhook %s: %w", id, err)
	}
	return e, secret, nil
}

// Remove removes an endpoint. Its waiting deliveries are not made.
func (d *Desk) Remove(ctx context.Context, seller, id string) error {
	if _, err := d.Store.Endpoint(ctx, seller, id); err != nil {
		return fmt.Errorf("remove webhook %s: %w", id, err)
	}
	if err := d.Store.RemoveEndpoint(ctx, seller, id); err != nil {
		return fmt.Errorf("remove webhook %s: %w", id, err)
	}
	return nil
}

// Replay delivers an event to an endpoint again, or for the first time. ErrDisabled or ErrPending when the
// endpoint is not active.
func (d *Desk) Replay(ctx context.Context, seller, id, event string) (Delivery, error) {
	delivery, err := d.replay(ctx, seller, id, event)
	if err != nil {
		return Delivery{}, fmt.Errorf("replay event %s to webhook %s: %w", event, id, err)
	}
	return delivery, nil
}

func (d *Desk) replay(ctx context.Context, seller, id, event string) (Delivery, error) {
	e, err := d.Store.Endpoint(ctx, seller, id)
	if err == nil {
		err = e.checkActive()
	}
	if err != nil {
		return Delivery{}, err
	}
	if _, err := d.Events.Event(ctx, seller, event); errors.Is(err, storage.ErrNotFound) {
		return Delivery{}, storage.ErrNotFound
	} else if err != nil {
		return Delivery{}, err
	}
	for range maxTries {
		now := d.now()
		delivery := Delivery{
			Event: event, Seller: seller, Endpoint: id, State: Waiting, CreatedAt: now, Due: now, Revision: 1,
		}
		old, err := d.Store.Delivery(ctx, seller, id, event)
		switch {
		case err == nil:
			delivery.Revision = old.Revision + 1
		case !errors.Is(err, storage.ErrNotFound):
			return Delivery{}, err
		}
		if err := d.Store.PutDelivery(ctx, delivery, old.Due); !errors.Is(err, storage.ErrConflict) {
			return delivery, err
		}
	}
	return Delivery{}, storage.ErrConflict
}

// The errors for an endpoint in the wrong state.
var (
	ErrDisabled = errors.New("the webhook is disabled")
	ErrPending  = errors.New("the webhook has not answered its challenge")
	ErrProved   = errors.New("the webhook has answered its challenge")
)

// checkActive returns an error unless events are delivered to the endpoint.
func (e *Endpoint) checkActive() error {
	switch e.Status() {
	case EndpointDisabled:
		return ErrDisabled
	case EndpointPending:
		return ErrPending
	}
	return nil
}

// Challenge sends a pending endpoint a new challenge at once. The challenge before becomes invalid. ErrProved
// when the endpoint is not pending.
func (d *Desk) Challenge(ctx context.Context, seller, id string) (Delivery, error) {
	var challenge event.Event
	_, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		if !e.Pending {
			return ErrProved
		}
		challenge = e.challenge(d.NewID(), d.Random(), d.now())
		return nil
	}, func(e Endpoint) error { return d.Store.PutEndpointAndEvent(ctx, e, challenge) })
	if err != nil {
		return Delivery{}, fmt.Errorf("challenge webhook %s: %w", id, err)
	}
	return FirstDelivery(challenge, id, challenge.At), nil
}

// Test delivers a test event to an endpoint. It is attempted once, at once, even while the endpoint rests.
// ErrDisabled or ErrPending when the endpoint is not active.
func (d *Desk) Test(ctx context.Context, seller, id string) (Delivery, error) {
	var test event.Event
	_, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		if err := e.checkActive(); err != nil {
			return err
		}
		e.RestUntil = time.Time{}
		test = event.Event{ID: d.NewID(), Type: event.WebhookTest, At: d.now(), Seller: seller,
			Webhook: event.Webhook{ID: id, URL: e.URL}}
		return nil
	}, func(e Endpoint) error { return d.Store.PutEndpointAndEvent(ctx, e, test) })
	if err != nil {
		return Delivery{}, fmt.Errorf("test webhook %s: %w", id, err)
	}
	return FirstDelivery(test, id, test.At), nil
}

// A Fanout makes deliveries of events. It implements event.Publisher.
type Fanout struct {
	Store Store
	Now   func() time.Time
}

var _ event.Publisher = (*Fanout)(nil)

// Publish makes a delivery for each of the seller's endpoints that wants the event, or only for the one that
// the event is for. Existing deliveries stay as they are.
func (f *Fanout) Publish(ctx context.Context, e event.Event) error {
	endpoints, err := f.Store.Endpoints(ctx, e.Seller)
	if err != nil {
		return fmt.Errorf("webhooks of seller %s: %w", e.Seller, err)
	}
	now := f.Now().UTC().Truncate(time.Millisecond)
	for i := range endpoints {
		if !endpoints[i].wants(&e, now) {
			continue
		}
		d := FirstDelivery(e, endpoints[i].ID, now)
		if err := f.Store.PutDelivery(ctx, d, time.Time{}); err != nil && !errors.Is(err, storage.ErrConflict) {
			return fmt.Errorf("event %s to webhook %s: %w", e.ID, d.Endpoint, err)
		}
	}
	return nil
}
