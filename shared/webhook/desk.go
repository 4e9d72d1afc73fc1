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

// A Desk is where sellers see to their endpoints.
type Desk struct {
	Store   Store
	Events  Events
	Options Options
	NewID   func() string   // as submission.NewID makes them
	Random  func() [32]byte // for secrets and challenges, from a source that cannot be guessed
	Secrets Sealer
	Now     func() time.Time
}

// Events is where the events are kept that are delivered.
type Events interface {
	// Event returns an event of a seller's; storage.ErrNotFound when there
	// is none.
	Event(ctx context.Context, seller, id string) (event.Event, error)
}

// EventTypes are the types of event that there are.
func EventTypes() []string {
	return []string{event.DecisionChanged, event.DecisionReworded, event.WebhookDisabled}
}

// The faults of what a seller asks for.
var (
	ErrNote = errors.New("the note is too long, or is not text")
	ErrType = errors.New("there is no such type of event")
)

// Register makes an endpoint, and returns it with its secret, which cannot be had
// again. It is pending until it has answered its challenge, which is delivered like
// any event.
func (d *Desk) Register(ctx context.Context, seller, url, note string, types []string) (e Endpoint, secret string,
	err error) {
	e = Endpoint{ID: d.NewID(), Seller: seller, URL: url, Note: note, Types: types, Revision: 1, CreatedAt: d.now()}
	secret = NewSecret(d.Random())
	e.rotate(secret, e.CreatedAt)
	told := e.challenge(d.NewID(), d.Random(), e.CreatedAt)
	if err = d.check(&e); err == nil {
		err = e.seal(ctx, d.Secrets)
	}
	if err == nil {
		err = d.Store.AddEndpoint(ctx, e, MaxEndpoints, told)
	}
	if err != nil {
		return Endpoint{}, "", fmt.Errorf("register webhook: %w", err)
	}
	return e, secret, nil
}

// change changes an endpoint. Secrets of it that were stored before there were
// seals are sealed.
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

// maxTries bounds how often a change is made again because another came first.
const maxTries = 5

// change changes an endpoint, whoever else changes it at the same time.
// It is stored with put, which is PutEndpoint when it is nil.
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

// An Amendment is what is changed of an endpoint; what is nil stays as it is.
type Amendment struct {
	URL, Note *string
	Types     *[]string
}

// Change gives an endpoint another URL, note or choice of events, as Amend does.
func (d *Desk) Change(ctx context.Context, seller, id, url, note string, types []string) (Endpoint, error) {
	return d.Amend(ctx, seller, id, Amendment{&url, &note, &types})
}

// Amend changes of an endpoint what is given, and enables it again when it was
// disabled. One with another URL, and one that was disabled before it had answered,
// is challenged.
func (d *Desk) Amend(ctx context.Context, seller, id string, a Amendment) (Endpoint, error) {
	var told event.Event
	e, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		told = event.Event{}
		ask := a.URL != nil && *a.URL != e.URL || e.Pending && e.Disabled
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
		if ask {
			told = e.challenge(d.NewID(), d.Random(), d.now())
		}
		return d.check(e)
	}, func(e Endpoint) error {
		if told.ID != "" {
			return d.Store.Tell(ctx, e, told)
		}
		return d.Store.PutEndpoint(ctx, e)
	})
	if err != nil {
		return Endpoint{}, fmt.Errorf("change webhook %s: %w", id, err)
	}
	return e, nil
}

// Rotate gives an endpoint another secret, and returns both. The one before signs
// as well for a day.
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

// Remove removes an endpoint. What was to be delivered there is not.
func (d *Desk) Remove(ctx context.Context, seller, id string) error {
	if _, err := d.Store.Endpoint(ctx, seller, id); err != nil {
		return fmt.Errorf("remove webhook %s: %w", id, err)
	}
	if err := d.Store.RemoveEndpoint(ctx, seller, id); err != nil {
		return fmt.Errorf("remove webhook %s: %w", id, err)
	}
	return nil
}

// Replay has an event delivered to an endpoint again, or for the first time.
// ErrDisabled or ErrPending when nothing is delivered to it.
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
		err = e.open()
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
		again := Delivery{Event: event, Seller: seller, Endpoint: id, State: Waiting, CreatedAt: now, Due: now, Revision: 1}
		old, err := d.Store.Delivery(ctx, seller, id, event)
		switch {
		case err == nil:
			again.Revision = old.Revision + 1
		case !errors.Is(err, storage.ErrNotFound):
			return Delivery{}, err
		}
		if err := d.Store.PutDelivery(ctx, again, old.Due); !errors.Is(err, storage.ErrConflict) {
			return again, err
		}
	}
	return Delivery{}, storage.ErrConflict
}

// Why an endpoint is not told of what is asked for.
var (
	ErrDisabled = errors.New("the webhook is disabled")
	ErrPending  = errors.New("the webhook has not answered its challenge")
	ErrProved   = errors.New("the webhook has answered its challenge")
)

// open returns why nothing is delivered to an endpoint.
func (e *Endpoint) open() error {
	switch e.Status() {
	case EndpointDisabled:
		return ErrDisabled
	case EndpointPending:
		return ErrPending
	}
	return nil
}

// Challenge has an endpoint that is pending challenged again, at once. The challenge
// before can no longer be answered. ErrProved when it is not pending.
func (d *Desk) Challenge(ctx context.Context, seller, id string) (Delivery, error) {
	var told event.Event
	_, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		if !e.Pending {
			return ErrProved
		}
		told = e.challenge(d.NewID(), d.Random(), d.now())
		return nil
	}, func(e Endpoint) error { return d.Store.Tell(ctx, e, told) })
	if err != nil {
		return Delivery{}, fmt.Errorf("challenge webhook %s: %w", id, err)
	}
	return FirstDelivery(told, id, told.At), nil
}

// Test has an event delivered to an endpoint that is about nothing but that it
// arrives. It is tried once, and at once, also when the endpoint is left alone for
// now. ErrDisabled or ErrPending when nothing is delivered to the endpoint.
func (d *Desk) Test(ctx context.Context, seller, id string) (Delivery, error) {
	var told event.Event
	_, err := d.change(ctx, seller, id, func(e *Endpoint) error {
		if err := e.open(); err != nil {
			return err
		}
		e.RestUntil = time.Time{}
		told = event.Event{ID: d.NewID(), Type: event.WebhookTest, At: d.now(), Seller: seller,
			Webhook: event.Webhook{ID: id, URL: e.URL}}
		return nil
	}, func(e Endpoint) error { return d.Store.Tell(ctx, e, told) })
	if err != nil {
		return Delivery{}, fmt.Errorf("test webhook %s: %w", id, err)
	}
	return FirstDelivery(told, id, told.At), nil
}

// A Fanout makes deliveries of events. It is a event.Publisher.
type Fanout struct {
	Store Store
	Now   func() time.Time
}

var _ event.Publisher = (*Fanout)(nil)

// Publish makes a delivery for each endpoint of the seller's that wants the
// event, or for the one that alone is told. Those that were made before stay as
// they are.
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
