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

// Limits of an attempt.
const (
	Timeout = 20 * time.Second // of the whole attempt

	connectTimeout = 5 * time.Second
	maxHeader      = 16 << 10
	maxAnswer      = 4 << 10 // bytes read of the response's body
	maxErrorText   = 200     // bytes of an error shown to the seller
)

// Options say which addresses are allowed.
type Options struct {
	// Local allows loopback addresses and plain HTTP, on a developer's machine and in tests. A deployment never
	// sets it.
	Local bool
	// RootCAs are trusted instead of the system's, if not nil.
	RootCAs *x509.CertPool
}

// Client returns an HTTP client that connects only to the public internet, follows no redirects and has the
// timeout Timeout.
func (o Options) Client() *http.Client {
	dialer := &net.Dialer{
		Timeout: connectTimeout,
		// Control gets the address that is about to be connected to, after names were resolved, for each of
		// several addresses.
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
			Proxy:                  nil, // a proxy would hide the receiver's address
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
	Store   Store
	Events  Events
	Client  *http.Client // from Options.Client
	Secrets Opener
	Now     func() time.Time

	// Parallel is how many deliveries are made at the same time; DefaultParallel if not positive.
	Parallel int
	// Jitter returns a number from 0 to 1; random if nil.
	Jitter func() float64

	slow *slowEndpoints
}

// DefaultParallel is the default of Deliverer.Parallel. Deliveries mostly wait for responses.
const DefaultParallel = 32

const (
	// dueLimit is how many due deliveries are read from each shard.
	dueLimit = 250

	// pollInterval is how often newly due deliveries are read while others are in flight.
	pollInterval = 500 * time.Millisecond
)

// Run makes the deliveries that are due, and returns how many succeeded. A failed delivery is no error. Run
// ends when nothing is due and nothing in flight, or when the context is done.
//
// Deliveries are taken in turn, by seller and by endpoint, each of which has a limited share of those in
// flight, so a slow receiver delays only its own seller. Run must not be called concurrently.
func (d *Deliverer) Run(ctx context.Context) (delivered int, err error) {
	if d.slow == nil {
		d.slow = &slowEndpoints{}
	}
	r := round{Deliverer: d, queue: newQueue(), outcomes: make(chan outcome), free: d.Parallel}
	if r.free <= 0 {
		r.free = DefaultParallel
	}
	r.capacity = r.free
	return r.run(ctx)
}

// A round is one run of a Deliverer.
type round struct {
	*Deliverer
	queue          *queue
	outcomes       chan outcome
	free, capacity int // how many more can be in flight, and how many in all

	delivered int
	errs      []error
}

// An outcome is the outcome of a delivery.
type outcome struct {
	delivery  Delivery
	delivered bool
	restUntil time.Time // until when the endpoint rests; zero if it does not
	err       error
}

func (r *round) run(ctx context.Context) (int, error) {
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	if err := r.enqueueDue(ctx); err != nil {
		return 0, err
	}
	for {
		r.start(ctx)
		if r.free == r.capacity { // nothing is in flight
			if len(r.errs) > 0 || ctx.Err() != nil {
				return r.delivered, errors.Join(append(r.errs, ctx.Err())...)
			}
			parkedBefore := r.queue.parked
			if err := r.enqueueDue(ctx); err != nil {
				return r.delivered, err
			}
			if parkedBefore == 0 && r.queue.parked == 0 {
				return r.delivered, nil
			}
			continue
		}
		select {
		case e := <-r.outcomes:
			r.finish(ctx, e)
		case <-poll.C:
			if len(r.errs) == 0 && ctx.Err() == nil && r.free > 0 {
				if err := r.enqueueDue(ctx); err != nil {
					r.errs = append(r.errs, err)
				}
			}
		}
	}
}

// enqueueDue puts the due deliveries into the queue.
func (r *round) enqueueDue(ctx context.Context) error {
	due, err := r.Store.Due(ctx, r.Now(), dueLimit)
	for _, d := range due {
		r.queue.add(d)
	}
	return err
}

// start begins as many deliveries as the limits allow.
func (r *round) start(ctx context.Context) {
	for r.free > 0 && len(r.errs) == 0 && ctx.Err() == nil {
		delivery, ok := r.queue.take()
		if !ok {
			return
		}
		r.free--
		go func() {
			delivered, restUntil, err := r.try(ctx, delivery)
			r.outcomes <- outcome{delivery, delivered, restUntil, err}
		}()
	}
}

// finish records the outcome of a delivery. If its endpoint rests, the other deliveries to it are postponed.
func (r *round) finish(ctx context.Context, e outcome) {
	r.free++
	r.queue.done(e.delivery)
	if e.delivered {
		r.delivered++
	}
	if e.err != nil && !errors.Is(e.err, storage.ErrConflict) { // another worker has it
		r.errs = append(r.errs, e.err)
	}
	if e.restUntil.IsZero() || ctx.Err() != nil {
		return
	}
	for _, d := range r.queue.drop(e.delivery.Seller, e.delivery.Endpoint) {
		if err := r.putOff(ctx, d, e.restUntil); err != nil && !errors.Is(err, storage.ErrConflict) {
			r.errs = append(r.errs, err)
			return
		}
	}
}

// putOff postpones a delivery, which was not attempted, until its endpoint no longer rests.
func (d *Deliverer) putOff(ctx context.Context, delivery Delivery, until time.Time) error {
	previousDue := delivery.Due
	delivery.Due = until
	delivery.Revision++
	return d.Store.PutDelivery(ctx, delivery, previousDue)
}

// Deliver attempts a delivery, and stores the outcome. storage.ErrConflict when another worker has it.
func (d *Deliverer) Deliver(ctx context.Context, delivery Delivery) (delivered bool, err error) {
	delivered, _, err = d.try(ctx, delivery)
	return delivered, err
}

func (d *Deliverer) try(ctx context.Context, delivery Delivery) (delivered bool, restUntil time.Time, err error) {
	delivered, restUntil, err = d.deliver(ctx, delivery)
	if err != nil {
		err = fmt.Errorf("deliver event %s to webhook %s: %w", delivery.Event, delivery.Endpoint, err)
	}
	return delivered, restUntil, err
}

func (d *Deliverer) deliver(ctx context.Context, delivery Delivery) (delivered bool, restUntil time.Time, err error) {
	// Postponing it claims it until then.
	now := d.now()
	previousDue := delivery.Due
	delivery.Due = now.Add(claimTime)
	delivery.Revision++
	if err := d.Store.PutDelivery(ctx, delivery, previousDue); err != nil {
		return false, restUntil, err
	}
	endpoint, err := d.Store.Endpoint(ctx, delivery.Seller, delivery.Endpoint)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, restUntil, d.giveUp(ctx, delivery, reasonRemoved)
	case err != nil:
		return false, restUntil, err
	case endpoint.Disabled:
		return false, restUntil, d.giveUp(ctx, delivery, reasonDisabled+endpoint.DisabledWhy)
	case endpoint.Pending && !endpoint.Challenge.Until.After(now):
		return false, restUntil, d.giveUp(ctx, delivery, reasonChallengeLate)
	case endpoint.Pending && endpoint.Challenge.Event != delivery.Event:
		return false, restUntil, d.putOff(ctx, delivery, now.Add(challengeWait))
	case endpoint.RestUntil.After(now):
		return false, endpoint.RestUntil, d.putOff(ctx, delivery, endpoint.RestUntil)
	}
	event, err := d.Events.Event(ctx, delivery.Seller, delivery.Event)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, restUntil, d.giveUp(ctx, delivery, reasonNoEvent)
	case err != nil:
		return false, restUntil, err
	case event.Type == challengeType && !endpoint.Pending:
		return false, restUntil, d.giveUp(ctx, delivery, reasonChallengeOther)
	}
	keys, err := endpoint.keys(ctx, d.Secrets, now)
	switch {
	case errors.Is(err, ErrSealed):
		return false, restUntil, d.giveUp(ctx, delivery, reasonSecret)
	case err != nil:
		return false, restUntil, err // it is due again when the claim ends
	}
	begun := time.Now()
	result := d.send(ctx, endpoint, event, keys)
	if ctx.Err() != nil {
		return false, restUntil, ctx.Err() // it is due again when the claim ends
	}
	d.slow.record(endpoint.ID, time.Since(begun))
	restUntil, err = d.recordAttempt(ctx, delivery, endpoint, result, event.Type)
	return result.ok(), restUntil, err
}

// slowEndpoints remembers the endpoints whose last response was slow.
type slowEndpoints struct {
	mu   sync.Mutex
	last map[string]time.Duration
}

const (
	slowThreshold    = 5 * time.Second // a response that took this long was slow
	slowTimeout      = 5 * time.Second // the timeout of a slow endpoint
	maxSlowEndpoints = 10_000          // how many endpoints are remembered
)

func (s *slowEndpoints) record(endpoint string, took time.Duration) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if took < slowThreshold {
		delete(s.last, endpoint)
		return
	}
	if s.last == nil || len(s.last) >= maxSlowEndpoints {
		s.last = make(map[string]time.Duration)
	}
	s.last[endpoint] = took
}

// timeout returns how long an endpoint may take to respond.
func (s *slowEndpoints) timeout(endpoint string) time.Duration {
	if s == nil {
		return Timeout
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, slow := s.last[endpoint]; slow {
		return slowTimeout
	}
	return Timeout
}

func (d *Deliverer) now() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

// result is the outcome of an attempt.
type result struct {
	event      string
	status     int
	retryAfter time.Duration
	err        error
}

func (r result) ok() bool { return r.err == nil && r.status >= 200 && r.status <= 299 }

// failureReason describes to the seller why an attempt failed.
func (r result) failureReason() string {
	switch {
	case r.ok():
		return ""
	case r.err != nil:
		var timeout net.Error
		if errors.As(r.err, &timeout) && timeout.Timeout() {
			return reasonTimeout
		}
		// Do not reveal the address or the resolver.
		if errors.Is(r.err, ErrAddress) {
			return ErrAddress.Error()
		}
		if errors.As(r.err, new(*net.DNSError)) {
			return reasonUnresolved
		}
		text := r.err.Error()
		return strings.ToValidUTF8(text[:min(len(text), maxErrorText)], "")
	case r.status >= 300 && r.status <= 399:
		return reasonRedirect
	}
	return reasonStatus + strconv.Itoa(r.status)
}

// challengeType is the type of event whose response is checked.
const challengeType = event.WebhookChallenge

// send makes the request, signed with each of the keys, and checks the response to a challenge.
func (d *Deliverer) send(ctx context.Context, endpoint Endpoint, event event.Event, keys []string) result {
	if event.Type == challengeType {
		event.Webhook.Challenge = endpoint.Challenge.Token
	}
	body, err := event.Payload()
	if err != nil {
		return result{err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, d.slow.timeout(endpoint.ID))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.URL, bytes.NewReader(body))
	if err != nil {
		return result{err: err}
	}
	now := d.now()
	signature, err := sign(keys, event.ID, now, body)
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
	answer, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	r := result{event: event.ID, status: res.StatusCode, retryAfter: retryAfter(res.Header.Get("Retry-After"), now)}
	if r.ok() && event.Type == challengeType && !endpoint.Challenge.repeatedIn(answer) {
		r.err = ErrUnanswered
	}
	return r
}

// sign signs the body with each key.
func sign(keys []string, id string, now time.Time, body []byte) (string, error) {
	var signatures []string
	for _, key := range keys {
		w, err := standardwebhooks.NewWebhook(key)
		if err != nil {
			return "", err
		}
		signature, err := w.Sign(id, now, body)
		if err != nil {
			return "", err
		}
		signatures = append(signatures, signature)
	}
	return strings.Join(signatures, " "), nil
}

// retryAfter parses the header, which is a number of seconds or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return min(time.Duration(n), maxRetryAfter/time.Second) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// recordAttempt stores the outcome of an attempt, and returns until when the endpoint rests.
func (d *Deliverer) recordAttempt(ctx context.Context, delivery Delivery, endpoint Endpoint, r result,
	eventType string) (restUntil time.Time, err error) {
	previousDue := delivery.Due
	now := d.now()
	delivery.Attempts++
	delivery.Revision++
	delivery.LastAt, delivery.LastStatus, delivery.LastError = now, r.status, r.failureReason()
	wait, retry := nextWait(delivery.Attempts, r.retryAfter, d.jitter())
	switch {
	case r.ok():
		delivery.State = Delivered
	case r.status == http.StatusGone, !retry, eventType == event.WebhookTest:
		delivery.State = Failed
	default:
		delivery.Due = now.Add(wait)
	}
	if err := d.Store.PutDelivery(ctx, delivery, previousDue); err != nil {
		return restUntil, err
	}
	return d.recordOnEndpoint(ctx, endpoint, r, now)
}

func (d *Deliverer) jitter() float64 {
	if d.Jitter != nil {
		return d.Jitter()
	}
	return rand.Float64()
}

// successInterval is how often an endpoint's last success is stored, at most: all deliveries to an endpoint
// write one item.
const successInterval = time.Minute

// recordOnEndpoint stores the outcome of an attempt with the endpoint. After a failure the endpoint rests for a
// while, longer each time; it is disabled when nothing could be delivered for a day.
func (d *Deliverer) recordOnEndpoint(ctx context.Context, endpoint Endpoint, r result,
	now time.Time) (restUntil time.Time, err error) {
	if r.ok() && !endpoint.Pending && endpoint.Failing == 0 && now.Sub(endpoint.LastSuccess) < successInterval {
		return restUntil, nil
	}
	var disabled bool
	e, err := change(ctx, d.Store, endpoint.Seller, endpoint.ID, func(e *Endpoint) error {
		disabled = e.recordAttempt(r, endpoint.URL, now)
		return nil
	}, func(e Endpoint) error {
		if disabled {
			return d.Store.Disable(ctx, e, e.disabledEvent())
		}
		return d.Store.PutEndpoint(ctx, e)
	})
	if errors.Is(err, storage.ErrNotFound) || !disabled && errors.Is(err, storage.ErrConflict) {
		return restUntil, nil
	}
	return e.RestUntil, err
}

// giveUp ends a delivery without an attempt.
func (d *Deliverer) giveUp(ctx context.Context, delivery Delivery, why string) error {
	previousDue := delivery.Due
	delivery.State, delivery.LastError = Failed, why
	delivery.Revision++
	return d.Store.PutDelivery(ctx, delivery, previousDue)
}
