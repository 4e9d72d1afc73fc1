package webhook

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/storage"
)

// ErrTooMany says that the seller has as many endpoints as may be.
var ErrTooMany = errors.New("too many endpoints")

// A Store keeps endpoints and deliveries, of each seller its own.
type Store interface {
	// Endpoints returns a seller's endpoints, oldest first.
	Endpoints(ctx context.Context, seller string) ([]Endpoint, error)

	// Endpoint returns an endpoint; storage.ErrNotFound when the seller has none with
	// the id.
	Endpoint(ctx context.Context, seller, id string) (Endpoint, error)

	// AddEndpoint stores a new endpoint with an event that it alone is told of, as
	// Tell does, unless the seller has as many as may be already: ErrTooMany then,
	// also when many are added at once.
	AddEndpoint(ctx context.Context, e Endpoint, most int, told event.Event) error

	// Disable stores the next revision of an endpoint with the event that tells
	// of it, all at once or not at all. storage.ErrConflict as in PutEndpoint.
	Disable(ctx context.Context, e Endpoint, told event.Event) error

	// Tell stores the next revision of an endpoint with an event that it alone is
	// told of, and the delivery of that event, all at once or not at all.
	// storage.ErrConflict as in PutEndpoint.
	Tell(ctx context.Context, e Endpoint, told event.Event) error

	// PutEndpoint stores the next revision of an endpoint, or with revision 1 a
	// new one. storage.ErrConflict when the one before it is not what is stored.
	PutEndpoint(ctx context.Context, e Endpoint) error

	// RemoveEndpoint removes an endpoint. That there is none is no error.
	RemoveEndpoint(ctx context.Context, seller, id string) error

	// Delivery returns a delivery; storage.ErrNotFound when there is none.
	Delivery(ctx context.Context, seller, endpoint, event string) (Delivery, error)

	// Deliveries returns the deliveries to an endpoint, those of the newest
	// events first, and the cursor of the page that follows.
	Deliveries(ctx context.Context, seller, endpoint string, p storage.Page) (page []Delivery, next string, err error)

	// PutDelivery stores the next revision of a delivery, or with revision 1 a
	// new one; was is when it was due before, or zero. storage.ErrConflict when the one
	// before it is not what is stored.
	PutDelivery(ctx context.Context, d Delivery, was time.Time) error

	// Due returns deliveries that are due, so many of each of its shelves, the
	// longest first. A seller's are all in one.
	Due(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
}
