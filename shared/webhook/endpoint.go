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

// An Endpoint is where a seller is told of events.
type Endpoint struct {
	ID       string // made like a submission's
	Seller   string
	URL      string
	Note     string   // the seller's own words
	Types    []string // events to be told of; none for all
	Secrets  []Secret // the first is the one in use, others are being given up
	Revision int

	Pending   bool      // nothing but its challenge is delivered until that was answered
	Challenge Challenge // of one that is pending

	CreatedAt   time.Time
	Disabled    bool
	DisabledAt  time.Time
	DisabledWhy string
	LastSuccess time.Time // zero when nothing was ever delivered
	LastFailure time.Time

	Failing      int       // how often in a row it was tried in vain, and then left alone
	FailingSince time.Time // when the first of these was; zero when the last try did not fail
	RestUntil    time.Time // until when it is left alone
}

const (
	// MaxEndpoints is how many endpoints a seller may have.
	MaxEndpoints = 10

	// MaxURL is how many bytes a URL may have, MaxNote how many characters a
	// note.
	MaxURL  = 2048
	MaxNote = 200

	// overlap is how long both secrets sign after a new one was made.
	overlap = 24 * time.Hour
)

// rotate puts a new secret in use. The one before signs as well for a day, so
// that receivers can change over.
func (e *Endpoint) rotate(key string, now time.Time) {
	kept := []Secret{{Key: key}}
	for _, s := range e.Secrets {
		if s.Until.IsZero() {
			s.Until = now.Add(overlap)
		}
		if s.Until.After(now) && len(kept) < 3 {
			kept = append(kept, s)
		}
	}
	e.Secrets = kept
}

const (
	// maxRest is how long an endpoint is left alone, at most, after a try that
	// failed.
	maxRest = time.Hour

	// silence is after how long without any success an endpoint that fails is
	// disabled.
	silence = 24 * time.Hour
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

// noteTry notes what came of a try, and reports whether the endpoint was disabled
// for it. A try that began before the endpoint was left alone says nothing new.
func (e *Endpoint) noteTry(r result, url string, now time.Time) (disabled bool) {
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
		e.DisabledWhy = saidGone
	case now.Sub(e.FailingSince) >= silence:
		e.DisabledWhy = saidSilent + r.why()
	default:
		return false
	}
	e.Disabled, e.DisabledAt = true, now
	return true
}

// disabledEvent tells the seller that the endpoint was disabled.
func (e *Endpoint) disabledEvent() event.Event {
	return event.Event{
		ID: event.NewID(e.DisabledAt, "webhook", e.ID, e.Revision), Type: event.WebhookDisabled, At: e.DisabledAt,
		Seller:  e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL, Why: e.DisabledWhy},
	}
}

// enable has deliveries made again.
func (e *Endpoint) enable() {
	e.Disabled, e.DisabledAt, e.DisabledWhy = false, time.Time{}, ""
	e.Failing, e.FailingSince, e.RestUntil = 0, time.Time{}, time.Time{}
}

// wants reports whether an event is delivered here. While a challenge can be
// answered, events are to wait for it.
func (e *Endpoint) wants(told *event.Event, now time.Time) bool {
	if e.Disabled || e.Pending && !e.Challenge.Until.After(now) {
		return false
	}
	if only := told.Only(); only != "" {
		return only == e.ID
	}
	return (len(e.Types) == 0 || slices.Contains(e.Types, told.Type))
}

// The faults of a URL.
var (
	ErrURL     = errors.New("want an absolute https URL without a user, a password or a fragment")
	ErrPort    = errors.New("want port 443, or one above 1023")
	ErrAddress = errors.New("the address is not one of the public internet")
)

// CheckURL returns what makes a URL one that nothing is delivered to. That a name
// leads nowhere forbidden can only be seen when it is connected to.
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

// checkAddr returns what makes an address one that nothing is delivered to.
func (o Options) checkAddr(ip netip.Addr) error {
	if internet.Public(ip) || o.Local && ip.Zone() == "" && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrAddress, ip)
}
