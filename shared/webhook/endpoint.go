package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/event"
	"importchecker/shared/internet"
)

// An Endpoint is a webhook of a seller.
type Endpoint struct {
	ID       string // like a submission's
	Seller   string
	URL      string
	Note     string   // written by the seller
	Types    []string // the types of event to deliver; none for all
	Secrets  []Secret // the first is in use, the others are being retired
	Revision int

	Pending   bool      // only its challenge is delivered until it is answered
	Challenge Challenge // if pending

	CreatedAt   time.Time
	Disabled    bool
	DisabledAt  time.Time
	DisabledWhy string
	LastSuccess time.Time // zero if nothing was ever delivered
	LastFailure time.Time

	Failing      int       // the number of failures in a row, without those while it rests
	FailingSince time.Time // when the first of these was; zero when the last attempt succeeded
	RestUntil    time.Time // no attempts are made until then
}

const (
	// MaxEndpoints is how many endpoints a seller may have.
	MaxEndpoints = 10

	// MaxURL is the greatest length of a URL in bytes, MaxNote that of a note in characters.
	MaxURL  = 2048
	MaxNote = 200

	// secretOverlap is how long the old secret signs beside a new one.
	secretOverlap = 24 * time.Hour
)

// rotate puts a new secret in use. The old one signs as well for a day, so that receivers can change over.
func (e *Endpoint) rotate(key string, now time.Time) {
	secrets := []Secret{{Key: key}}
	for _, s := range e.Secrets {
		if s.Until.IsZero() {
			s.Until = now.Add(secretOverlap)
		}
		if s.Until.After(now) && len(secrets) < 3 {
			secrets = append(secrets, s)
		}
	}
	e.Secrets = secrets
}

const (
	// maxRest is how long an endpoint rests at most after a failure.
	maxRest = time.Hour

	// disableAfter is how long an endpoint may fail without success before it is disabled.
	disableAfter = 24 * time.Hour
)

// The states of an endpoint.
const (
	EndpointPending  = "pending"  // it has not answered its challenge
	EndpointActive   = "active"   // events are delivered
	EndpointDisabled = "disabled" // nothing is delivered
)

// Status returns the state of an endpoint.
func (e *Endpoint) Status() string {
	switch {
	case e.Disabled:
		return EndpointDisabled
	case e.Pending:
		return EndpointPending
	}
	return EndpointActive
}

// recordAttempt records the outcome of an attempt, and reports whether the endpoint was disabled for it.
// Failures of attempts that overlap a rest do not count again.
func (e *Endpoint) recordAttempt(r result, url string, now time.Time) (disabled bool) {
	if r.ok() {
		if e.Pending && r.event == e.Challenge.Event {
			e.Prove()
		}
		e.LastSuccess, e.Failing, e.FailingSince, e.RestUntil = now, 0, time.Time{}, time.Time{}
		return false
	}
	e.LastFailure = now
	if e.FailingSince.IsZero() {
		e.FailingSince = now
	}
	if !e.RestUntil.After(now) {
		e.Failing++
		e.RestUntil = now.Add(max(min(Schedule[min(e.Failing, len(Schedule))-1], maxRest), min(r.retryAfter, maxRetryAfter)))
	}
	if e.Disabled || e.URL != url {
		return false
	}
	switch {
	case r.status == http.StatusGone:
		e.DisabledWhy = reasonGone
	case now.Sub(e.FailingSince) >= disableAfter:
		e.DisabledWhy = reasonSilent + r.failureReason()
	default:
		return false
	}
	e.Disabled, e.DisabledAt = true, now
	return true
}

// disabledEvent returns the event that tells the seller that the endpoint was disabled.
func (e *Endpoint) disabledEvent() event.Event {
	return event.Event{
		ID: event.NewID(e.DisabledAt, "webhook", e.ID, e.Revision), Type: event.WebhookDisabled, At: e.DisabledAt,
		Seller:  e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL, Why: e.DisabledWhy},
	}
}

// enable lets deliveries be made again.
func (e *Endpoint) enable() {
	e.Disabled, e.DisabledAt, e.DisabledWhy = false, time.Time{}, ""
	e.Failing, e.FailingSince, e.RestUntil = 0, time.Time{}, time.Time{}
}

// wants reports whether an event is delivered here. While a challenge can be answered, other events wait for
// it.
func (e *Endpoint) wants(ev *event.Event, now time.Time) bool {
	if e.Disabled || e.Pending && !e.Challenge.Until.After(now) {
		return false
	}
	if recipient := ev.Only(); recipient != "" {
		return recipient == e.ID
	}
	return (len(e.Types) == 0 || slices.Contains(e.Types, ev.Type))
}

// The errors of a URL.
var (
	ErrURL     = errors.New("want an absolute https URL without a user, a password or a fragment")
	ErrPort    = errors.New("want port 443, or one above 1023")
	ErrAddress = errors.New("the address is not one of the public internet")
)

// CheckURL returns an error if nothing may be delivered to a URL. Whether its name leads to a forbidden address
// is only known when connecting.
func (o Options) CheckURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil, len(s) > MaxURL, u.Opaque != "", u.Hostname() == "", u.User != nil, strings.Contains(s, "#"),
		!printable(s):
		return ErrURL
	case u.Scheme != "https" && !(o.Local && u.Scheme == "http"):
		return ErrURL
	}
	if port := u.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 || n != 443 && n <= 1023 {
			return ErrPort
		}
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		return o.checkAddr(ip)
	}
	return nil
}

func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) < 0
}

// checkAddr returns an error if nothing may be delivered to an address.
func (o Options) checkAddr(ip netip.Addr) error {
	if internet.Public(ip) || o.Local && ip.Zone() == "" && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrAddress, ip)
}
