package webhook

import (
	"time"

	"importchecker/shared/event"
)

// Due is the type of the event that says that there are deliveries to make. It is
// for whoever makes them, and no seller is told of it.
const Due = "webhooks.due"

// A State is what has become of a delivery.
type State string

// The states.
const (
	Waiting   State = "waiting"   // to be tried, or tried again
	Delivered State = "delivered" // the receiver has it
	Failed    State = "failed"    // given up
)

// A Delivery is one event on its way to one endpoint.
type Delivery struct {
	Event    string // its id
	Seller   string
	Endpoint string
	State    State
	Revision int

	CreatedAt time.Time // when it was made, or asked for again
	Due       time.Time // when it is tried next, while it waits
	Attempts  int       // how often it was tried, since CreatedAt

	// What came of the last try.
	LastAt     time.Time
	LastStatus int    // the HTTP status; 0 when there was no answer
	LastError  string // why it failed
}

// FirstDelivery is the delivery of an event to an endpoint before it was tried.
func FirstDelivery(e event.Event, endpoint string, now time.Time) Delivery {
	return Delivery{Event: e.ID, Seller: e.Seller, Endpoint: endpoint, State: Waiting, Revision: 1, CreatedAt: now,
		Due: now}
}

// Schedule is how long after a try that failed the next one is made: that of the
// specification, over three days.
var Schedule = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	// hold is how long a worker has a delivery to itself.
	hold = 2 * Timeout

	// maxRetryAfter is how far a receiver can put off the next try.
	maxRetryAfter = 24 * time.Hour

	// KeptFor is how long a delivery can be looked at.
	KeptFor = 90 * 24 * time.Hour
)

// next returns how long to wait after a number of tries, and whether there is to
// be another. Jitter, from 0 to 1, spreads it over a fifth, so that what failed
// together is not tried together.
func next(attempts int, retryAfter time.Duration, jitter float64) (wait time.Duration, again bool) {
	if attempts > len(Schedule) {
		return 0, false
	}
	wait = Schedule[attempts-1]
	wait += time.Duration(float64(wait) / 5 * jitter)
	return max(wait, min(retryAfter, maxRetryAfter)), true
}
