package webhook

import (
	"time"

	"importchecker/shared/event"
)

// Due is the type of the event that says that deliveries are due. It is internal, and never delivered to
// sellers.
const Due = "webhooks.due"

// A State is the state of a delivery.
type State string

// The states.
const (
	Waiting   State = "waiting"   // to be attempted, or retried
	Delivered State = "delivered" // the receiver accepted it
	Failed    State = "failed"    // given up
)

// A Delivery is the delivery of one event to one endpoint.
type Delivery struct {
	Event    string // its id
	Seller   string
	Endpoint string
	State    State
	Revision int

	CreatedAt time.Time // when it was created, or replayed
	Due       time.Time // when the next attempt is due, while it waits
	Attempts  int       // the attempts since CreatedAt

	// The last attempt.
	LastAt     time.Time
	LastStatus int    // the HTTP status; 0 without a response
	LastError  string // why it failed
}

// FirstDelivery returns the delivery of an event to an endpoint before the first attempt.
func FirstDelivery(e event.Event, endpoint string, now time.Time) Delivery {
	return Delivery{Event: e.ID, Seller: e.Seller, Endpoint: endpoint, State: Waiting, Revision: 1, CreatedAt: now,
		Due: now}
}

// Schedule has the waits between attempts, as in the specification, over three days.
var Schedule = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	// claimTime is how long a worker has a delivery to itself.
	claimTime = 2 * Timeout

	// maxRetryAfter limits how far a receiver can postpone the next attempt.
	maxRetryAfter = 24 * time.Hour

	// DeliveryRetention is how long a delivery is stored.
	DeliveryRetention = 90 * 24 * time.Hour
)

// nextWait returns how long to wait after a number of attempts, and whether there is another. Jitter, from 0 to
// 1, adds up to a fifth, so that deliveries that failed together are retried apart.
func nextWait(attempts int, retryAfter time.Duration, jitter float64) (wait time.Duration, retry bool) {
	if attempts > len(Schedule) {
		return 0, false
	}
	wait = Schedule[attempts-1]
	wait += time.Duration(float64(wait) / 5 * jitter)
	return max(wait, min(retryAfter, maxRetryAfter)), true
}
