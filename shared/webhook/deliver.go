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
	maxAnswer      = 4 << 10 // what is read of the answer's body
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
	Store   Store
	Events  Events
	Client  *http.Client // as Options.Client makes it
	Secrets Opener
	Now     func() time.Time

	// Parallel is how many are made at the same time; DefaultParallel when not
	// positive.
	Parallel int
	// Jitter returns a number from 0 to 1; random when nil.
	Jitter func() float64

	slow *slowness
}

// DefaultParallel is how many deliveries are made at the same time: they mostly
// wait.
const DefaultParallel = 32

const (
	// window is how many deliveries that are due are looked at, of each shelf.
	window = 250

	// lookAgain is how often there is a look for what has become due while
	// receivers take their time.
	lookAgain = 500 * time.Millisecond
)

// Run makes the deliveries that are due, and returns how many receivers have what
// they were sent. That a receiver did not take it is no error. It ends when
// nothing more is due and nothing on its way, or when the context is done.
//
// Deliveries are taken in turn, by seller and by endpoint, each of which has a
// share of those that are on their way at once. So receivers that take their time
// hold up what is theirs, and nobody else's. Run is for one at a time.
func (d *Deliverer) Run(ctx context.Context) (delivered int, err error) {
	if d.slow == nil {
		d.slow = &slowness{}
	}
	r := round{Deliverer: d, queue: newQueue(), ended: make(chan ending), free: d.Parallel}
	if r.free <= 0 {
		r.free = DefaultParallel
	}
	r.all = r.free
	return r.run(ctx)
}

// A round is one run of a Deliverer.
type round struct {
	*Deliverer
	queue     *queue
	ended     chan ending
	free, all int // how many more can be on their way, and how many at all

	delivered int
	faults    []error
}

// An ending is what came of a delivery.
type ending struct {
	delivery  Delivery
	delivered bool
	resting   time.Time // until when the endpoint is left alone; zero when it is not
	err       error
}

func (r *round) run(ctx context.Context) (int, error) {
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	if err := r.look(ctx); err != nil {
		return 0, err
	}
	for {
		r.start(ctx)
		if r.free == r.all { // nothing is on its way
			if len(r.faults) > 0 || ctx.Err() != nil {
				return r.delivered, errors.Join(append(r.faults, ctx.Err())...)
			}
			before := r.queue.parked
			if err := r.look(ctx); err != nil {
				return r.delivered, err
			}
			if before == 0 && r.queue.parked == 0 {
				return r.delivered, nil
			}
			continue
		}
		select {
		case e := <-r.ended:
			r.end(ctx, e)
		case <-look.C:
			if len(r.faults) == 0 && ctx.Err() == nil && r.free > 0 {
				if err := r.look(ctx); err != nil {
					r.faults = append(r.faults, err)
				}
			}
		}
	}
}

// look puts what is due into the queue.
func (r *round) look(ctx context.Context) error {
	due, err := r.Store.Due(ctx, r.Now(), window)
	for _, d := range due {
		r.queue.add(d)
	}
	return err
}

// start sends as many deliveries on their way as may be.
func (r *round) start(ctx context.Context) {
	for r.free > 0 && len(r.faults) == 0 && ctx.Err() == nil {
		delivery, ok := r.queue.take()
		if !ok {
			return
		}
		r.free--
		go func() {
			delivered, resting, err := r.try(ctx, delivery)
			r.ended <- ending{delivery, delivered, resting, err}
		}()
	}
}

// end notes what came of a delivery. What else waits for an endpoint that is to be
// left alone is put off.
func (r *round) end(ctx context.Context, e ending) {
	r.free++
	r.queue.done(e.delivery)
	if e.delivered {
		r.delivered++
	}
	if e.err != nil && !errors.Is(e.err, storage.ErrConflict) { // another has it
		r.faults = append(r.faults, e.err)
	}
	if e.resting.IsZero() || ctx.Err() != nil {
		return
	}
	for _, d := range r.queue.drop(e.delivery.Seller, e.delivery.Endpoint) {
		if err := r.putOff(ctx, d, e.resting); err != nil && !errors.Is(err, storage.ErrConflict) {
			r.faults = append(r.faults, err)
			return
		}
	}
}

// putOff has a delivery wait until its endpoint is no longer left alone. It was
// not tried.
func (d *Deliverer) putOff(ctx context.Context, delivery Delivery, until time.Time) error {
	was := delivery.Due
	delivery.Due = until
	delivery.Revision++
	return d.Store.PutDelivery(ctx, delivery, was)
}

// Deliver tries a delivery, and notes what came of it. storage.ErrConflict when another
// has it.
func (d *Deliverer) Deliver(ctx context.Context, delivery Delivery) (delivered bool, err error) {
	delivered, _, err = d.try(ctx, delivery)
	return delivered, err
}

func (d *Deliverer) try(ctx context.Context, delivery Delivery) (delivered bool, resting time.Time, err error) {
	delivered, resting, err = d.deliver(ctx, delivery)
	if err != nil {
		err = fmt.Errorf("deliver event %s to webhook %s: %w", delivery.Event, delivery.Endpoint, err)
	}
	return delivered, resting, err
}

func (d *Deliverer) deliver(ctx context.Context, delivery Delivery) (delivered bool, resting time.Time, err error) {
	// Whoever puts it off has it until then.
	now := d.now()
	was := delivery.Due
	delivery.Due = now.Add(hold)
	delivery.Revision++
	if err := d.Store.PutDelivery(ctx, delivery, was); err != nil {
		return false, resting, err
	}
	endpoint, err := d.Store.Endpoint(ctx, delivery.Seller, delivery.Endpoint)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, resting, d.giveUp(ctx, delivery, saidRemoved)
	case err != nil:
		return false, resting, err
	case endpoint.Disabled:
		return false, resting, d.giveUp(ctx, delivery, saidDisabled+endpoint.DisabledWhy)
	case endpoint.Pending && !endpoint.Challenge.Until.After(now):
		return false, resting, d.giveUp(ctx, delivery, saidChallengeLate)
	case endpoint.Pending && endpoint.Challenge.Event != delivery.Event:
		return false, resting, d.putOff(ctx, delivery, now.Add(untilProved))
	case endpoint.RestUntil.After(now):
		return false, endpoint.RestUntil, d.putOff(ctx, delivery, endpoint.RestUntil)
	}
	event, err := d.Events.Event(ctx, delivery.Seller, delivery.Event)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, resting, d.giveUp(ctx, delivery, saidNoEvent)
	case err != nil:
		return false, resting, err
	case event.Type == challengeType && !endpoint.Pending:
		return false, resting, d.giveUp(ctx, delivery, saidChallengeOther)
	}
	keys, err := endpoint.keys(ctx, d.Secrets, now)
	switch {
	case errors.Is(err, ErrSealed):
		return false, resting, d.giveUp(ctx, delivery, saidSecret)
	case err != nil:
		return false, resting, err // it is due again after the hold
	}
	begun := time.Now()
	result := d.send(ctx, endpoint, event, keys)
	if ctx.Err() != nil {
		return false, resting, ctx.Err() // it is due again after the hold
	}
	d.slow.note(endpoint.ID, time.Since(begun))
	resting, err = d.note(ctx, delivery, endpoint, result, event.Type)
	return result.ok(), resting, err
}

// A slowness knows which endpoints took their time when they last answered.
type slowness struct {
	mu   sync.Mutex
	last map[string]time.Duration
}

const (
	slowFrom      = 5 * time.Second // an answer that took so long was slow
	shortPatience = 5 * time.Second // how long the next one may take
	maxSlow       = 10_000          // how many endpoints are known
)

func (s *slowness) note(endpoint string, took time.Duration) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if took < slowFrom {
		delete(s.last, endpoint)
		return
	}
	if s.last == nil || len(s.last) >= maxSlow {
		s.last = make(map[string]time.Duration)
	}
	s.last[endpoint] = took
}

// patience is how long an endpoint may take to answer.
func (s *slowness) patience(endpoint string) time.Duration {
	if s == nil {
		return Timeout
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, slow := s.last[endpoint]; slow {
		return shortPatience
	}
	return Timeout
}

func (d *Deliverer) now() time.Time { return d.Now().UTC().Truncate(time.Millisecond) }

// result is what came of a try.
type result struct {
	event      string
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
			return saidTimeout
		}
		// Which address a name led to, and who resolved it, is nobody's business.
		if errors.Is(r.err, ErrAddress) {
			return ErrAddress.Error()
		}
		if errors.As(r.err, new(*net.DNSError)) {
			return saidUnresolved
		}
		text := r.err.Error()
		return strings.ToValidUTF8(text[:min(len(text), maxWhy)], "")
	case r.status >= 300 && r.status <= 399:
		return saidRedirect
	}
	return saidStatus + strconv.Itoa(r.status)
}

// challengeType is the type of event that asks for a certain answer.
const challengeType = event.WebhookChallenge

// send makes the request, signed with each of the keys. A challenge has to be
// repeated in the answer.
func (d *Deliverer) send(ctx context.Context, endpoint Endpoint, event event.Event, keys []string) result {
	if event.Type == challengeType {
		event.Webhook.Challenge = endpoint.Challenge.Token
	}
	body, err := event.Payload()
	if err != nil {
		return result{err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, d.slow.patience(endpoint.ID))
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
	if r.ok() && event.Type == challengeType && !endpoint.Challenge.answers(answer) {
		r.err = ErrUnanswered
	}
	return r
}

// sign signs with every key.
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

// note keeps what came of a try, and returns until when the endpoint is left alone.
func (d *Deliverer) note(ctx context.Context, delivery Delivery, endpoint Endpoint, r result,
	eventType string) (resting time.Time, err error) {
	held := delivery.Due
	now := d.now()
	delivery.Attempts++
	delivery.Revision++
	delivery.LastAt, delivery.LastStatus, delivery.LastError = now, r.status, r.why()
	wait, again := next(delivery.Attempts, r.retryAfter, d.jitter())
	switch {
	case r.ok():
		delivery.State = Delivered
	case r.status == http.StatusGone, !again, eventType == event.WebhookTest:
		delivery.State = Failed
	default:
		delivery.Due = now.Add(wait)
	}
	if err := d.Store.PutDelivery(ctx, delivery, held); err != nil {
		return resting, err
	}
	return d.noteEndpoint(ctx, endpoint, r, now)
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

// noteEndpoint keeps what came of a try with the endpoint. After one that failed it
// is left alone for a while, which grows with each; and it is disabled when
// nothing could be delivered for a day.
func (d *Deliverer) noteEndpoint(ctx context.Context, endpoint Endpoint, r result, now time.Time) (resting time.Time,
	err error) {
	if r.ok() && !endpoint.Pending && endpoint.Failing == 0 && now.Sub(endpoint.LastSuccess) < noteInterval {
		return resting, nil
	}
	var disabled bool
	e, err := change(ctx, d.Store, endpoint.Seller, endpoint.ID, func(e *Endpoint) error {
		disabled = e.noteTry(r, endpoint.URL, now)
		return nil
	}, func(e Endpoint) error {
		if disabled {
			return d.Store.Disable(ctx, e, e.disabledEvent())
		}
		return d.Store.PutEndpoint(ctx, e)
	})
	if errors.Is(err, storage.ErrNotFound) || !disabled && errors.Is(err, storage.ErrConflict) {
		return resting, nil
	}
	return e.RestUntil, err
}

// giveUp ends a delivery without a try.
func (d *Deliverer) giveUp(ctx context.Context, delivery Delivery, why string) error {
	held := delivery.Due
	delivery.State, delivery.LastError = Failed, why
	delivery.Revision++
	return d.Store.PutDelivery(ctx, delivery, held)
}
