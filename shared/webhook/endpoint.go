package webhook

import (
	"encoding/base64"
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

// A Secret signs what is delivered.
type Secret struct {
	Key   string    // whsec_ and base64
	Until time.Time // when it is no longer used; zero for the one in use
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

	secretPrefix = "whsec_"
)

// NewSecret writes random bytes, which the caller draws, as the specification
// writes secrets.
func NewSecret(random [32]byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(random[:])
}

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

// noteTry notes what came of a try, and reports whether the endpoint was disabled
// for it. A try that began before the endpoint was left alone says nothing new.
func (e *Endpoint) noteTry(r result, url string, now time.Time) (disabled bool) {
	if r.ok() {
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
		e.DisabledWhy = "it answered that it is gone (410)"
	case now.Sub(e.FailingSince) >= silence:
		e.DisabledWhy = "nothing could be delivered for a day; at last: " + r.why()
	default:
		return false
	}
	e.Disabled, e.DisabledAt = true, now
	return true
}

// disabledEvent tells the seller that the endpoint was disabled.
func (e *Endpoint) disabledEvent() event.Event {
	return event.Event{
		ID: event.NewID(e.DisabledAt, "webhook", e.ID, e.Revision), Type: event.WebhookDisabled, At: e.DisabledAt, Seller: e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL, Why: e.DisabledWhy},
	}
}

// enable has deliveries made again.
func (e *Endpoint) enable() {
	e.Disabled, e.DisabledAt, e.DisabledWhy = false, time.Time{}, ""
	e.Failing, e.FailingSince, e.RestUntil = 0, time.Time{}, time.Time{}
}

// wants reports whether events of a type are delivered here.
func (e *Endpoint) wants(eventType string) bool {
	return !e.Disabled && (len(e.Types) == 0 || slices.Contains(e.Types, eventType))
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
	case err != nil, len(s) > MaxURL, u.Opaque != "", u.Hostname() == "", u.User != nil, strings.Contains(s, "#"), !printable(s):
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

// forbidden are the networks that are not the public internet, beside those that
// netip knows by name: IANA's registries of special-purpose addresses.
var forbidden = func() []netip.Prefix {
	var list []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8",       // this network (RFC 791)
		"100.64.0.0/10",   // shared address space (RFC 6598)
		"192.0.0.0/24",    // IETF protocol assignments (RFC 6890)
		"192.0.2.0/24",    // documentation (RFC 5737)
		"192.31.196.0/24", // AS112 (RFC 7535)
		"192.52.193.0/24", // AMT (RFC 7450)
		"192.88.99.0/24",  // 6to4 relays, deprecated (RFC 7526)
		"192.175.48.0/24", // AS112 (RFC 7534)
		"198.18.0.0/15",   // benchmarks (RFC 2544)
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved (RFC 1112), and the broadcast address
		"::/96",           // unspecified, loopback, and IPv4-compatible addresses
		"64:ff9b:1::/48",  // local translation (RFC 8215)
		"100::/64",        // discard only (RFC 6666)
		"2001::/23",       // IETF protocol assignments, Teredo among them
		"2001:db8::/32",   // documentation
		"3fff::/20",       // documentation (RFC 9637)
		"5f00::/16",       // segment routing (RFC 9602)
		"fec0::/10",       // site-local, deprecated (RFC 3879)
	} {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}()

// Networks of IPv6 whose addresses have one of IPv4 in them.
var (
	translated = netip.MustParsePrefix("64:ff9b::/96") // the last four bytes (RFC 6052)
	sixToFour  = netip.MustParsePrefix("2002::/16")    // bytes two to five (RFC 3056)
)

// checkAddr returns what makes an address one that nothing is delivered to.
func (o Options) checkAddr(ip netip.Addr) error {
	if ip.Zone() != "" {
		return fmt.Errorf("%w: %s", ErrAddress, ip)
	}
	bare := ip.Unmap()
	if o.Local && bare.IsLoopback() {
		return nil
	}
	if !bare.IsGlobalUnicast() || bare.IsPrivate() || slices.ContainsFunc(forbidden, func(p netip.Prefix) bool { return p.Contains(bare) }) {
		return fmt.Errorf("%w: %s", ErrAddress, ip)
	}
	b := bare.As16()
	switch {
	case bare.Is4():
		return nil
	case translated.Contains(bare):
		return o.checkAddr(netip.AddrFrom4([4]byte(b[12:16])))
	case sixToFour.Contains(bare):
		return o.checkAddr(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return nil
}
