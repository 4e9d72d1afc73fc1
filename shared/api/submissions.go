package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/eligibility"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Submissions is what the keeping of submissions stands on.
type Submissions struct {
	Checker func() *eligibility.Checker
	Store   submission.Store
	NewID   func() string // as submission.NewID makes them
	Now     func() time.Time
}

// NewSubmissions returns the routes of the function keep-submissions. A seller
// reaches its own submissions alone.
func NewSubmissions(s Submissions) Routes {
	return Routes{
		"POST /v1/submissions":               s.seller(s.submit),
		"GET /v1/submissions":                s.seller(s.list, "verdict", "channel", "ref", "cursor", "limit"),
		"GET /v1/submissions/{id}":           s.seller(s.get),
		"GET /v1/submissions/{id}/decisions": s.seller(s.decisions, "cursor", "limit"),
	}
}

// How long a request may hold an idempotency key, beyond the time that it has
// left; and where it has no end. A caller whose first request was lost has to
// wait that long.
const (
	leaseBeyond  = 2 * time.Second
	leaseNoLimit = time.Minute
)

// lease is how long the key of this request is held. When it has ended, so has
// the request, one way or the other: the platform sees to that.
func lease(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return leaseNoLimit
	}
	return time.Until(deadline) + answerTime + leaseBeyond
}

// releaseTime bounds the giving back of a key, which comes out of answerTime.
const releaseTime = 200 * time.Millisecond

// seller makes the Handler of a route that only sellers may use.
func (s Submissions) seller(h func(context.Context, *call, string) (Response, *problem), parameters ...string) Handler {
	return routeFor(sellerScope, h, parameters...)
}

// submit checks an item or a service and keeps it with the answer.
func (s Submissions) submit(ctx context.Context, c *call, seller string) (Response, *problem) {
	key, p := idempotencyKey(c.Request)
	if p != nil {
		return Response{}, p
	}
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	now := s.Now()
	d, p := decideSubmission(&c.faults, body, s.Checker(), c.today(s.Now), false)
	if p != nil {
		return Response{}, p
	}
	request := jsontext.Value(body)
	if err := request.Canonicalize(); err != nil {
		return Response{}, broken(ctx, err)
	}
	var claim *submission.Claim
	if key != "" {
		sum := sha256.Sum256(request)
		held, replay, err := s.Store.Claim(ctx, seller, key, hex.EncodeToString(sum[:]), now, lease(ctx))
		if err != nil {
			return Response{}, refusal(ctx, err)
		}
		if replay != nil {
			return s.replay(ctx, seller, replay)
		}
		claim = &held
	}
	sub, first := s.begin(seller, request, d, now)
	if err := s.Store.Create(ctx, sub, first, claim); err != nil {
		if claim != nil {
			// The key is free again unless the write took place after all.
			// This is done as well as it can be: the lease ends by itself.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
			defer cancel()
			_ = s.Store.Release(ctx, *claim)
		}
		if claim == nil && errors.Is(err, storage.ErrConflict) {
			return Response{}, broken(ctx, err) // an id was given out twice
		}
		return Response{}, refusal(ctx, err)
	}
	if rec := note(ctx); d.service != nil {
		rec.decidedService(d.service)
	} else {
		rec.decided(alone, d.goods)
	}
	return created(ctx, sub, first), nil
}

// idempotencyKey reads the header, which may be absent.
func idempotencyKey(req *Request) (string, *problem) {
	key, given := lookup(req, "idempotency-key")
	if !given {
		return "", nil
	}
	key = strings.TrimSpace(key)
	if n := len(key); n >= 2 && key[0] == '"' && key[n-1] == '"' {
		key = key[1 : n-1]
	}
	if len(key) < 1 || len(key) > 255 {
		return "", newProblem(InvalidKey)
	}
	for i := range len(key) {
		if key[i] < '!' || key[i] > '~' {
			return "", newProblem(InvalidKey)
		}
	}
	return key, nil
}

// begin makes a submission with its first decision.
func (s Submissions) begin(seller string, request []byte, d *submitted, now time.Time) (submission.Submission, submission.Decision) {
	now = now.UTC().Truncate(time.Millisecond)
	sub := submission.Submission{
		ID: s.NewID(), Seller: seller, Kind: d.kind,
		Ref: d.ref, Code: d.code, AsOf: d.asOf.String(),
		Request: request, CreatedAt: now, UpdatedAt: now, Verdicts: d.verdicts,
	}
	first := submission.Decision{
		ID: s.NewID(), SubmissionID: sub.ID, DecidedAt: now, Cause: submission.CauseSubmitted, Body: []byte(d.body),
	}
	submission.Seal(submission.Link{}, &first)
	sub.Head = first.Link()
	return sub, first
}

// created answers with a submission as it was when it was made.
func created(ctx context.Context, sub submission.Submission, first submission.Decision) Response {
	note(ctx).submission = sub.ID
	res := answer(201, submissionBody(&sub, &first), keepNot)
	res.Headers["location"] = "/v1/submissions/" + sub.ID
	return res
}

// replay gives the answer that the first request with the key was given, also
// when the submission has been decided again since.
func (s Submissions) replay(ctx context.Context, seller string, r *submission.Replay) (Response, *problem) {
	sub, _, err := s.Store.Get(ctx, seller, r.SubmissionID)
	if err != nil {
		return Response{}, broken(ctx, err)
	}
	first, err := s.Store.Decision(ctx, seller, r.SubmissionID, r.Seq)
	if err != nil {
		return Response{}, refusal(ctx, err)
	}
	sub.UpdatedAt, sub.Head = sub.CreatedAt, first.Link()
	if sub.Verdicts, err = verdictsOf(first.Body); err != nil {
		return Response{}, broken(ctx, err)
	}
	res := created(ctx, sub, first)
	res.Headers["idempotent-replayed"] = "true"
	note(ctx).replayed = true
	return res, nil
}

// verdictsOf reads the verdicts back from a decision's body.
func verdictsOf(body []byte) ([]submission.ChannelVerdict, error) {
	var d struct {
		Channels []submission.ChannelVerdict
		Places   []struct{ Place, Verdict string }
	}
	err := json.Unmarshal(body, &d)
	verdicts := d.Channels
	for _, p := range d.Places {
		verdicts = append(verdicts, submission.ChannelVerdict{Channel: p.Place, Verdict: p.Verdict})
	}
	return verdicts, err
}

// get answers with one submission and its newest decision.
func (s Submissions) get(ctx context.Context, c *call, seller string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	id, p := submissionID(c)
	if p != nil {
		return Response{}, p
	}
	sub, newest, err := s.Store.Get(ctx, seller, id)
	if err != nil {
		return Response{}, refusal(ctx, err)
	}
	return answer(200, submissionBody(&sub, &newest), keepNot), nil
}

// submissionID reads the path. What cannot be an id is not found.
func submissionID(c *call) (string, *problem) {
	id := c.PathParameters["id"]
	if !submission.ValidID(id) {
		return "", newProblem(NoSubmission)
	}
	return id, nil
}

// list answers with a page of the seller's submissions, newest first.
func (s Submissions) list(ctx context.Context, c *call, seller string) (Response, *problem) {
	limit := c.limit()
	f := submission.Filter{Verdict: c.parameter("verdict"), Channel: c.parameter("channel"), Ref: c.parameter("ref")}
	if _, ok := eligibility.ParseVerdict(f.Verdict); f.Verdict != "" && !ok {
		c.faults.add("/query/verdict", NotAllowed, "eligible, conditional, ineligible, undetermined")
	}
	if _, ok := eligibility.ParseChannel(f.Channel); f.Channel != "" && !ok && !isPlace(f.Channel) {
		c.faults.add("/query/channel", UnknownChannel, channelNames()+", "+placeNames())
	}
	if utf8.RuneCountInString(f.Ref) > maxRef {
		c.faults.add("/query/ref", TooLong, maxRef)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	scope := []string{"submissions", seller, f.Verdict, f.Channel, f.Ref}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	page, next, err := s.Store.List(ctx, seller, f, storage.Page{After: after, Limit: limit})
	if err != nil {
		return Response{}, refusal(ctx, err)
	}
	w := newWriter()
	w.begin('{')
	w.array("items")
	for i := range page {
		w.begin('{')
		w.submission(&page[i])
		w.end('}')
	}
	w.end(']')
	w.strOrNull("next_cursor", cursor(next, scope...))
	w.end('}')
	return answer(200, w, keepNot), nil
}

// decisions answers with a page of a submission's history, newest first.
func (s Submissions) decisions(ctx context.Context, c *call, seller string) (Response, *problem) {
	limit := c.limit()
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	id, p := submissionID(c)
	if p != nil {
		return Response{}, p
	}
	scope := []string{"decisions", seller, id}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.array("items")
	// Decisions are large, so they are read a few at a time, until there are
	// enough of them or they fill the answer.
	for limit > 0 && w.len() < maxAnswer/4 {
		page, next, err := s.Store.Decisions(ctx, seller, id, storage.Page{After: after, Limit: min(limit, 5)})
		if err != nil {
			return Response{}, refusal(ctx, err)
		}
		for i := range page {
			w.kept(&page[i])
		}
		limit -= len(page)
		if after = next; next == "" {
			break
		}
	}
	w.end(']')
	w.strOrNull("next_cursor", cursor(after, scope...))
	w.end('}')
	return answer(200, w, keepNot), nil
}

// submissionBody is a submission with its request and one of its decisions.
func submissionBody(sub *submission.Submission, d *submission.Decision) *writer {
	w := newWriter()
	w.begin('{')
	w.submission(sub)
	w.key("request")
	w.raw(sub.Request)
	w.key("decision")
	w.kept(d)
	w.end('}')
	return w
}

// submission writes the members that a submission has wherever it is named.
func (w *writer) submission(sub *submission.Submission) {
	w.str("id", sub.ID)
	w.str("kind", sub.Kind)
	w.str("ref", sub.Ref)
	if sub.Kind == submission.Service {
		w.submittedSector(sub)
	} else {
		w.str("hs_code", sub.Code)
	}
	w.str("as_of", sub.AsOf)
	w.time("created_at", sub.CreatedAt)
	w.time("updated_at", sub.UpdatedAt)
	w.object("verdicts")
	for _, v := range sub.Verdicts {
		w.str(v.Channel, v.Verdict)
	}
	w.end('}')
}

// kept writes a decision with its place in the chain. The body stands exactly
// as it was hashed.
func (w *writer) kept(d *submission.Decision) {
	w.begin('{')
	w.str("id", d.ID)
	w.int("seq", int64(d.Seq))
	w.time("decided_at", d.DecidedAt)
	w.str("cause", d.Cause)
	w.str("prev_hash", d.PrevHash)
	w.str("hash", d.Hash)
	w.key("body")
	w.raw(d.Body)
	w.end('}')
}

// refusal turns what a store answers into a problem.
func refusal(ctx context.Context, err error) *problem {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return newProblem(NoSubmission)
	case errors.Is(err, submission.ErrKeyReused):
		return newProblem(KeyReused)
	case errors.Is(err, submission.ErrInProgress), errors.Is(err, storage.ErrConflict):
		// A conflict means that the claim passed to another request with the
		// same key and body, which is at work now or has just ended.
		return newProblem(InProgress).with("retry-after", "1")
	case errors.Is(err, storage.ErrCursor):
		return newProblemAt("/query/cursor", InvalidCursor)
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		note(ctx).failure = err.Error()
		return newProblem(Unavailable).with("retry-after", "1")
	}
	return broken(ctx, err)
}

// broken is a problem of our own making. The detail goes to the log alone.
func broken(ctx context.Context, err error) *problem {
	note(ctx).failure = err.Error()
	return newProblem(Internal)
}
