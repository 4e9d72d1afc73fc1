package webhook

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/event"
	"importchecker/shared/storage"
)

// ErrTooMany: the seller has the greatest number of endpoints already.
var ErrTooMany = errors.New("too many endpoints")

// A Store stores endpoints and deliveries, by seller.
type Store interface {
	// Endpoints returns a seller's endpoints, oldest first.
	Endpoints(ctx context.Context, seller string) ([]Endpoint, error)

	// Endpoint returns an endpoint; storage.ErrNotFound when the seller has none with the id.
	Endpoint(ctx context.Context, seller, id string) (Endpoint, error)

	// AddEndpoint stores a new endpoint with an event for it, as PutEndpointAndEvent does. ErrTooMany when the
	// seller has most endpoints already, even if many are added at once.
	AddEndpoint(ctx context.Context, e Endpoint, most int, ev event.Event) error

	// Disable stores the next revision of an endpoint with the event that announces it, all at once or not at
	// all. storage.ErrConflict as in PutEndpoint.
	Disable(ctx context.Context, e Endpoint, ev event.Event) error

	// PutEndpointAndEvent stores the next revision of an endpoint with an event for it alone, and the delivery
	// of that event, all at once or not at all. storage.ErrConflict as in PutEndpoint.
	PutEndpointAndEvent(ctx context.Context, e Endpoint, ev event.Event) error

	// PutEndpoint stores the next revision of an endpoint, or with revision 1 a new one. storage.ErrConflict
	// when the revision before it is not the stored one.
	PutEndpoint(ctx context.Context, e Endpoint) error

	// RemoveEndpoint removes an endpoint. It is no error if there is none.
	RemoveEndpoint(ctx context.Context, seller, id string) error

	// Delivery returns a delivery; storage.ErrNotFound when there is none.
	Delivery(ctx context.Context, seller, endpoint, event string) (Delivery, error)

	// Deliveries returns the deliveries to an endpoint, those of the newest events first, and the cursor of the
	// next page.
	Deliveries(ctx context.Context, seller, endpoint string, p storage.Page) (page []Delivery, next string, err error)

	// PutDelivery stores the next revision of a delivery, or with revision 1 a new one; previousDue is when it was due
	// before, or zero. storage.ErrConflict when the revision before it is not the stored one.
	PutDelivery(ctx context.Context, d Delivery, previousDue time.Time) error

	// Due returns due deliveries, at most limit of each shard, the longest overdue first. A seller's deliveries
	// are all in one shard.
	Due(ctx context.Context, now time.Time, limit int) ([]Delivery, error)
}
