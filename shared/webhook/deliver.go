package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"importchecker/shared/event"
	"importchecker/shared/storage"
)

// Bounds of a try.
const (
	Timeout = 20 * time.Second // all of it

	connectTimeout = 5 * time.Second
	maxHeader      = 16 << 10
	maxAnswer      = 4 << 10 // what is read of the answer's body, and thrown away
	maxWhy         = 200     // bytes of an error that a seller is shown
)

// Options say where may be delivered to.
type Options struct {
	// Local lets loopback addresses and plain HTTP be used: on a developer's
	// machine, and in tests. A deployment never sets it.
	Local bool
	// RootCAs are trusted instead of the system's; nil for those.
	RootCAs *x509.CertPool
}

// Client returns an HTTP client that connects to nothing but the public internet,
// follows no redirect and ends in Timeout.
func (o Options) Client() *http.Client {
	dialer := &net.Dialer{
		Timeout: connectTimeout,
		// Control sees the address that is about to be connected to: names are
		// resolved by then, and each of several addresses is seen.
		Control: func(network, address string, _ syscall.RawConn) error {
			if network != "tcp4" && network != "tcp6" {
				return fmt.Errorf("%w: %s", ErrAddress, network)
			}
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%w: %s", ErrAddress, address)
			}
			return o.checkAddr(at.Addr())
		},
	}
	return &http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would be connected to in the receiver's place
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
			TLSHandshakeTimeout:    connectTimeout,
			MaxResponseHeaderBytes: maxHeader,
			DisableKeepAlives:      true,
			DisableCompression:     true,
		},
	}
}

// A Deliverer makes the deliveries that are due.
type Deliverer struct {
	Store  Store
	Events Events
	Client *http.Client // as Options.Client makes it
	Now    func() time.Time

	// Parallel is how many are made at the same time; DefaultParallel when not
	// positive.
	Parallel int
	// Jitter returns a number from 0 to 1; random when nil.
	Jitter func() float64
}

// DefaultParallel is how many deliveries are made at the same time.
const DefaultParallel = 8

// batch is how many deliveries are taken at a time.
const batch = 100

// Run makes the deliveries that are due, and returns how many receivers have what
// they were sent. That a receiver did not take it is no error. It ends when
// nothing more is due, or the context is done.
func (d *Deliverer) Run(ctx context.Context) (delivered int, err error) {
	parallel := d.Parallel
	if parallel <= 0 {
		parallel = DefaultParallel
	}
	for ctx.Err() == nil {
		due, err := d.Store.Due(ctx, d.Now(), batch)
		if err != nil || len(due) == 0 {
			return delivered, err
		}
		var mu sync.Mutex
		var faults []error
		var group sync.WaitGroup
		slots := make(chan struct{}, parallel)
		for _, delivery := range due {
			slots <- struct{}{}
			group.Go(func() {
				defer func() { <-slots }()
				ok, err := d.Deliver(ctx, delivery)
				mu.Lock()
				defer mu.Unlock()
				if ok {
					delivered++
				}
				if err != nil && !errors.Is(err, storage.ErrConflict) { // another has it
					faults = append(faults, err)
				}
			})
		}
		group.Wait()
		if faults != nil {
			return delivered, errors.Join(faults...)
		}
	}
	return delivered, ctx.Err()
}

// Deliver tries a delivery, and notes what came of it. storage.ErrConflict when another
// has it.
func (d *Deliverer) Deliver(ctx context.Context, delivery Delivery) (delivered bool, err error) {
	delivered, err = d.deliver(ctx, delivery)
	if err != nil {
		return delivered, fmt.Errorf("deliver event %s to webhook %s: %w", delivery.Event, delivery.Endpoint, err)
	}
	return delivered, nil
}

func (d *Deliverer) deliver(ctx context.Context, delivery Delivery) (delivered bool, err error) {
	// Whoever puts it off has it until then.
	now := d.now()
	was := delivery.Due
	delivery.Due = now.Add(hold)
	delivery.Revision++
	if err := d.Store.PutDelivery(ctx, delivery, was); err != nil {
		return false, err
	}
	endpoint, err := d.Store.Endpoint(ctx, delivery.Seller, delivery.Endpoint)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, d.giveUp(ctx, delivery, "the webhook was removed")
	case err != nil:
		return false, err
	case endpoint.Disabled:
		return false, d.giveUp(ctx, delivery, "the webhook is disabled: "+endpoint.DisabledWhy)
	}
	event, err := d.Events.Event(ctx, delivery.Seller, delivery.Event)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, d.giveUp(ctx, delivery, "there is no such event")
	case err != nil:
		return false, err
	}
	result := d.send(ctx, endpoint, event)
	if ctx.Err() != nil {
		return false, ctx.Err() // it is due again after the hold
	}
	return result.ok(), d.note(ctx, delivery, endpoint, result)
}

func (d *Deliverer) now() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

// result is what came of a try.
type result struct {
	status     int
	retryAfter time.Duration
	err        error
}

func (r result) ok() bool { return r.err == nil && r.status >= 200 && r.status <= 299 }

// why says why a try failed, in words for the seller.
func (r result) why() string {
	switch {
	case r.ok():
		return ""
	case r.err != nil:
		var timeout net.Error
		if errors.As(r.err, &timeout) && timeout.Timeout() {
			return "no answer in time"
		}
		// Which address a name led to, and who resolved it, is nobody's business.
		if errors.Is(r.err, ErrAddress) {
			return ErrAddress.Error()
		}
		if errors.As(r.err, new(*net.DNSError)) {
			return "the host name cannot be resolved"
		}
		text := r.err.Error()
		return strings.ToValidUTF8(text[:min(len(text), maxWhy)], "")
	case r.status >= 300 && r.status <= 399:
		return "redirects are not followed"
	}
	return "status " + strconv.Itoa(r.status)
}

// send makes the request.
func (d *Deliverer) send(ctx context.Context, endpoint Endpoint, event event.Event) result {
	body, err := event.Payload()
	if err != nil {
		return result{err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.URL, bytes.NewReader(body))
	if err != nil {
		return result{err: err}
	}
	now := d.now()
	signature, err := endpoint.sign(event.ID, now, body)
	if err != nil {
		return result{err: err}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "importchecker-webhooks/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, event.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	res, err := d.Client.Do(req)
	if err != nil {
		return result{err: err}
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	return result{status: res.StatusCode, retryAfter: retryAfter(res.Header.Get("Retry-After"), now)}
}

// sign signs with every secret that is in use, or still is for a while.
func (e *Endpoint) sign(id string, now time.Time, body []byte) (string, error) {
	var signatures []string
	for _, s := range e.Secrets {
		if !s.Until.IsZero() && !s.Until.After(now) {
			continue
		}
		w, err := standardwebhooks.NewWebhook(s.Key)
		if err != nil {
			return "", err
		}
		signature, err := w.Sign(id, now, body)
		if err != nil {
			return "", err
		}
		signatures = append(signatures, signature)
	}
	if signatures == nil {
		return "", errors.New("the webhook has no secret")
	}
	return strings.Join(signatures, " "), nil
}

// retryAfter reads the header, which is a number of seconds or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return min(time.Duration(n), maxRetryAfter/time.Second) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// note keeps what came of a try.
func (d *Deliverer) note(ctx context.Context, delivery Delivery, endpoint Endpoint, r result) error {
	held := delivery.Due
	now := d.now()
	delivery.Attempts++
	delivery.Revision++
	delivery.LastAt, delivery.LastStatus, delivery.LastError = now, r.status, r.why()
	wait, again := next(delivery.Attempts, r.retryAfter, d.jitter())
	why := "" // the endpoint is disabled
	switch {
	case r.ok():
		delivery.State = Delivered
	case r.status == http.StatusGone:
		delivery.State, why = Failed, "it answered that it is gone (410)"
	case !again:
		delivery.State = Failed
		if endpoint.LastSuccess.Before(delivery.CreatedAt) {
			why = "nothing could be delivered for days; at last: " + r.why()
		}
	default:
		delivery.Due = now.Add(wait)
	}
	if err := d.Store.PutDelivery(ctx, delivery, held); err != nil {
		return err
	}
	return d.noteEndpoint(ctx, endpoint, r.ok(), why, now)
}

func (d *Deliverer) jitter() float64 {
	if d.Jitter != nil {
		return d.Jitter()
	}
	return rand.Float64()
}

// noteInterval is how often an endpoint's last success or failure is written
// down, at most: a seller who is told much has one item for it.
const noteInterval = time.Minute

// noteEndpoint keeps what came of a try with the endpoint, and disables it when
// there is a reason.
func (d *Deliverer) noteEndpoint(ctx context.Context, endpoint Endpoint, ok bool, why string, now time.Time) error {
	last := endpoint.LastFailure
	if ok {
		last = endpoint.LastSuccess
	}
	if why == "" && now.Sub(last) < noteInterval {
		return nil
	}
	_, err := change(ctx, d.Store, endpoint.Seller, endpoint.ID, func(e *Endpoint) error {
		if ok {
			e.LastSuccess = now
		} else {
			e.LastFailure = now
		}
		if why != "" && e.URL == endpoint.URL && !e.Disabled {
			e.Disabled, e.DisabledAt, e.DisabledWhy = true, now, why
		}
		return nil
	})
	if errors.Is(err, storage.ErrNotFound) || why == "" && errors.Is(err, storage.ErrConflict) {
		return nil
	}
	return err
}

// giveUp ends a delivery without a try.
func (d *Deliverer) giveUp(ctx context.Context, delivery Delivery, why string) error {
	held := delivery.Due
	delivery.State, delivery.LastError = Failed, why
	delivery.Revision++
	return d.Store.PutDelivery(ctx, delivery, held)
}
