package submissions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/language"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/submitted"
	"importchecker/shared/api/table"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// Handlers serves the routes of submissions.
type Handlers struct {
	Checker func() *eligibility.Checker
	Names   question.Names // finds and judges codes by names; may be nil
	Store   submission.Store
	NewID   func() string // as submission.NewID makes them
	Now     func() time.Time
}

// New returns the routes of the function keep-submissions. A seller reaches only
// its own submissions.
func New(s Handlers) api.Routes {
	return api.Routes{
		"POST /v1/submissions":       s.seller(s.submit, api.ViewParameter),
		"POST /v1/submissions/batch": s.seller(s.batch),
		"PATCH /v1/submissions/{id}": s.seller(s.amend, api.ViewParameter),
		"GET /v1/submissions": s.seller(s.list, "verdict", "channel", "ref", "kind", "hs_code", "q", "from",
			"to", "sort", "cursor", "limit", api.FormatParameter),
		"GET /v1/submissions/{id}":           s.seller(s.get, api.ViewParameter),
		"GET /v1/submissions/{id}/decisions": s.seller(s.decisions, "cursor", "limit", api.ViewParameter),
	}
}

// seller makes the Handler of a route that only sellers may use.
func (s Handlers) seller(h func(context.Context, *api.Call, string) (api.Response, *problem.Problem),
	parameters ...string) api.Handler {
	return api.RouteFor(api.SellerScope, h, parameters...)
}

// submit decides an item or a service and stores it with the decision.
func (s Handlers) submit(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	view := c.View(api.Full)
	key, p := idempotencyKey(c.Request)
	if p != nil {
		return api.Response{}, p
	}
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	k, p := s.keep(ctx, &c.Faults, seller, key, body, c.Today(s.Now))
	if p != nil {
		return api.Response{}, p
	}
	if k.replay != nil {
		return s.replay(ctx, seller, k, view)
	}
	noteDecided(ctx, k.decided)
	return created(ctx, k.submission, k.first, view), nil
}

// stored is a submission that was just stored, or, with replay, the submission that
// the same request made before.
type stored struct {
	submission submission.Submission
	first      submission.Decision
	decided    *submitted.Decided
	replay     *submission.Replay
}

// keep decides a request and stores it with the decision.
func (s Handlers) keep(ctx context.Context, f *problem.Faults, seller, key string, body []byte,
	today edition.Date) (*stored, *problem.Problem) {
	now := s.Now()
	d, p := submitted.Decide(f, body, s.Checker(), s.Names, today, false)
	if p != nil {
		return nil, p
	}
	request := jsontext.Value(body)
	if err := request.Canonicalize(); err != nil {
		return nil, refusal.Internal(ctx, err)
	}
	var idempotency *submission.Key
	if key != "" {
		sum := sha256.Sum256(request)
		idempotency = &submission.Key{Key: key, BodyHash: hex.EncodeToString(sum[:])}
	}
	sub, first := s.newSubmission(seller, request, d, now)
	replay, err := s.Store.Create(ctx, sub, first, idempotency)
	if err != nil {
		return nil, refusal.ForSubmissions(ctx, err)
	}
	return &stored{sub, first, d, replay}, nil
}

// noteDecided notes a decision for the log and the metrics.
func noteDecided(ctx context.Context, d *submitted.Decided) {
	if rec := api.Note(ctx); d.Service != nil {
		rec.DecidedService(d.Service)
	} else {
		rec.Decided(api.NotInBatch, d.Goods)
	}
}

// idempotencyKey reads the header Idempotency-Key, which may be absent.
func idempotencyKey(req *api.Request) (string, *problem.Problem) {
	key, given := api.Lookup(req, "idempotency-key")
	if !given {
		return "", nil
	}
	key = strings.TrimSpace(key)
	if n := len(key); n >= 2 && key[0] == '"' && key[n-1] == '"' {
		key = key[1 : n-1]
	}
	if !validKey(key) {
		return "", problem.New(problem.InvalidKey)
	}
	return key, nil
}

// validKey reports whether an idempotency key is valid: 1 to 255 visible ASCII
// characters.
func validKey(key string) bool {
	invisible := func(r rune) bool { return r < '!' || r > '~' }
	return len(key) >= 1 && len(key) <= 255 && strings.IndexFunc(key, invisible) < 0
}

// newSubmission makes a submission with its first decision.
func (s Handlers) newSubmission(seller string, request []byte, d *submitted.Decided,
	now time.Time) (submission.Submission, submission.Decision) {
	now = now.UTC().Truncate(time.Millisecond)
	sub := submission.Submission{
		ID: s.NewID(), Seller: seller, Kind: d.Kind,
		Ref: d.Ref, Code: d.Code, AsOf: d.AsOf.String(),
		Request: request, CreatedAt: now, UpdatedAt: now, Verdicts: d.Verdicts,
	}
	first := submission.Decision{
		ID: s.NewID(), SubmissionID: sub.ID, DecidedAt: now, Cause: submission.CauseSubmitted, Body: []byte(d.Body),
	}
	submission.Seal(submission.Link{}, &first)
	sub.Head = first.Link()
	return sub, first
}

// created returns the response 201 with a submission as it was created.
func created(ctx context.Context, sub submission.Submission, first submission.Decision, view api.View) api.Response {
	api.Note(ctx).Submission = sub.ID
	res := api.Answer(201, submissionBody(&sub, &first, view), api.NoStore)
	res.Headers["location"] = "/v1/submissions/" + sub.ID
	return res
}

// replay answers as the first request with the same key was answered, even if the
// submission has been decided again since.
func (s Handlers) replay(ctx context.Context, seller string, k *stored, view api.View) (api.Response,
	*problem.Problem) {
	sub, first, p := s.asCreated(ctx, seller, k)
	if p != nil {
		return api.Response{}, p
	}
	res := created(ctx, sub, first, view)
	res.Headers["idempotent-replayed"] = "true"
	api.Note(ctx).Replayed = true
	return res, nil
}

// asCreated returns a submission as it was created, with its first decision. Its request is
// the repeated one, even if the submission has been amended since.
func (s Handlers) asCreated(ctx context.Context, seller string, k *stored) (submission.Submission, submission.Decision,
	*problem.Problem) {
	r := k.replay
	sub, _, err := s.Store.Get(ctx, seller, r.SubmissionID)
	if err != nil {
		return sub, submission.Decision{}, refusal.ForSubmissions(ctx, err)
	}
	first, err := s.Store.Decision(ctx, seller, r.SubmissionID, r.Seq)
	if err != nil {
		return sub, first, refusal.ForSubmissions(ctx, err)
	}
	sub.UpdatedAt, sub.Head, sub.Request = sub.CreatedAt, first.Link(), k.submission.Request
	sub.Code = k.submission.Code
	if sub.Verdicts, err = submission.VerdictsOf(first.Body); err != nil {
		return sub, first, refusal.Internal(ctx, err)
	}
	return sub, first, nil
}

// get answers with one submission and its newest decision.
func (s Handlers) get(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	view := c.View(api.Full)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	id, p := submissionID(c)
	if p != nil {
		return api.Response{}, p
	}
	sub, newest, err := s.Store.Get(ctx, seller, id)
	if err != nil {
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	failures, err := s.Store.Failures(ctx, seller, id, id)
	if err != nil {
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	return api.Answer(200, submissionBodyWith(&sub, &newest, failures, view), api.NoStore), nil
}

// submissionID reads the id in the path. An invalid id is not found.
func submissionID(c *api.Call) (string, *problem.Problem) {
	id := c.PathParameters["id"]
	if !submission.ValidID(id) {
		return "", problem.New(problem.NoSubmission)
	}
	return id, nil
}

// listTable is the table of a page of submissions.
var listTable = table.Table{
	Rows: []table.Rows{{Path: "items"}},
	Columns: append([]table.Column{
		table.Col("id"), table.Col("kind"), table.Col("ref"), table.Col("hs_code"), {Name: "sector", Path: "sector.code"},
		table.Col("as_of"),
		table.Col("created_at"), table.Col("updated_at")}, verdictColumns()...),
}

// verdictColumns returns one column for each channel and each place.
func verdictColumns() (columns []table.Column) {
	for _, channel := range eligibility.Channels() {
		columns = append(columns, table.Column{Name: string(channel), Path: "verdicts." + string(channel)})
	}
	for _, place := range services.Places() {
		columns = append(columns, table.Column{Name: place.String(), Path: "verdicts." + place.String()})
	}
	return columns
}

// maxWords is the largest length of the parameter q of a list, in characters.
const maxWords = 200

// list answers with a page of the seller's submissions, newest first unless sort says
// otherwise.
func (s Handlers) list(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	limit := c.Limit()
	c.OfferTable(listTable)
	f := submission.Filter{
		Verdict: c.Checked(question.Form, "verdict", "verdict"),
		Channel: c.Checked(question.Form, "channel", "channel_or_place"),
		Ref:     c.Checked(question.Form, "ref", "max=128"),
		Kind:    c.OneOf("kind", submission.Goods, submission.Service),
		Words:   c.Text("q", maxWords),
		From:    c.Date("from"),
		To:      c.Date("to"),

		OldestFirst: c.OneOf("sort", "created_at", "-created_at") == "created_at",
	}
	if code, err := tariff.ParseCode(c.Checked(question.Form, "hs_code", "customs_code")); err == nil {
		f.Code = string(code)
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	scope := []string{"submissions", seller, f.Verdict, f.Channel, f.Ref, f.Kind, f.Code, f.Words, f.From.String(),
		f.To.String(), strconv.FormatBool(f.OldestFirst)}
	after, p := c.After(scope...)
	if p != nil {
		return api.Response{}, p
	}
	page, next, err := s.Store.List(ctx, seller, f, storage.Page{After: after, Limit: limit})
	if err != nil {
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	failures, err := s.failures(ctx, seller, page)
	if err != nil {
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	w := wire.New()
	api.WritePage(w, page, api.Cursor(next, scope...), func(l *submission.Listed) {
		w.Begin('{')
		writeListed(w, l)
		writeFailure(w, failures, l.ID, l.UpdatedAt)
		w.End('}')
	})
	return api.Answer(200, w, api.NoStore), nil
}

// decisions answers with a page of a submission's history, newest first. Without a
// choice of language the texts are in both languages, so that the hashes can be
// verified.
func (s Handlers) decisions(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	limit, view := c.Limit(), c.View(api.Full)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	id, p := submissionID(c)
	if p != nil {
		return api.Response{}, p
	}
	scope := []string{"decisions", seller, id}
	after, p := c.After(scope...)
	if p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	w.Begin('{')
	w.Array("items")
	// Decisions are large, so they are read a few at a time, until there are
	// enough of them or the answer is large enough.
	for limit > 0 && w.Len() < api.MaxAnswer/4 {
		page, next, err := s.Store.Decisions(ctx, seller, id, storage.Page{After: after, Limit: min(limit, 5)})
		if err != nil {
			return api.Response{}, refusal.ForSubmissions(ctx, err)
		}
		for i := range page {
			writeDecision(w, &page[i], view)
		}
		limit -= len(page)
		if after = next; next == "" {
			break
		}
	}
	w.End(']')
	w.StrOrNull("next_cursor", api.Cursor(after, scope...))
	w.End('}')
	res := api.Answer(200, w, api.NoStore)
	if !c.ChoosesLanguage() { // keep the bodies as they were hashed
		res.Headers["content-language"] = language.Both.Header()
	}
	return res, nil
}

// submissionBody writes a submission with its request and one of its decisions.
func submissionBody(sub *submission.Submission, d *submission.Decision, view api.View) *wire.Writer {
	return submissionBodyWith(sub, d, nil, view)
}

// submissionBodyWith is submissionBody with the failures to decide the submission
// again.
func submissionBodyWith(sub *submission.Submission, d *submission.Decision, failures map[string]submission.Failure,
	view api.View) *wire.Writer {
	w := wire.New()
	w.Begin('{')
	listed := sub.Listed()
	writeListed(w, &listed)
	writeFailure(w, failures, sub.ID, sub.UpdatedAt)
	w.Key("request")
	w.Raw(sub.Request)
	w.Key("decision")
	writeDecision(w, d, view)
	w.End('}')
	return w
}

// writeListed writes the members that a submission has in every answer.
func writeListed(w *wire.Writer, l *submission.Listed) {
	w.Str("id", l.ID)
	w.Str("kind", l.Kind)
	w.Str("ref", l.Ref)
	if l.Kind == submission.Service {
		writeSector(w, l)
	} else {
		w.StrOrNull("hs_code", l.Code)
		w.NonEmpty("name", l.Name)
	}
	w.Str("as_of", l.AsOf)
	w.Time("created_at", l.CreatedAt)
	w.Time("updated_at", l.UpdatedAt)
	w.Object("verdicts")
	for _, v := range l.Verdicts {
		w.Str(v.Where, v.Verdict)
	}
	w.End('}')
}

// failures returns the failures to decide submissions of a page again, by id.
func (s Handlers) failures(ctx context.Context, seller string, page []submission.Listed) (map[string]submission.Failure,
	error) {
	if len(page) == 0 {
		return nil, nil
	}
	first, last := page[0].ID, page[len(page)-1].ID
	return s.Store.Failures(ctx, seller, min(first, last), max(first, last))
}

// writeFailure writes the failure to decide a submission again, unless it has been
// decided since.
func writeFailure(w *wire.Writer, failures map[string]submission.Failure, id string, updated time.Time) {
	f, ok := failures[id]
	if !ok || updated.After(f.At) {
		return
	}
	w.Object("decision_failed")
	w.Str("why", f.Why)
	w.Str("list", f.List)
	w.Str("publication", f.Publication)
	w.Time("since", f.Since)
	w.Time("last_at", f.At)
	w.End('}')
}

// writeDecision writes a decision with its position in the chain. In the full view and
// in both languages, the body is exactly what was hashed.
func writeDecision(w *wire.Writer, d *submission.Decision, view api.View) {
	w.Begin('{')
	w.Str("id", d.ID)
	w.Int("seq", int64(d.Seq))
	w.Time("decided_at", d.DecidedAt)
	w.Str("cause", d.Cause)
	w.Str("prev_hash", d.PrevHash)
	w.Str("hash", d.Hash)
	w.Key("body")
	if view == api.Summary {
		w.Raw(decision.Summarise(d.Body))
	} else {
		w.Raw(d.Body)
	}
	w.End('}')
}

// writeSector writes the sector of a submission: the code of GB/T 4754 that was
// decided, or else the sector that was asked about.
func writeSector(w *wire.Writer, l *submission.Listed) {
	w.Object("sector")
	switch {
	case l.Code != "":
		w.Str("system", services.GBT4754.String())
		w.Str("code", l.Code)
	case l.Sector != "":
		system, ok := services.ParseSystem(l.System)
		if !ok {
			system = services.GBT4754
		}
		code, err := services.ParseCode(system, l.Sector)
		if err != nil {
			code = services.Code(l.Sector)
		}
		w.Str("system", system.String())
		w.Str("code", string(code))
	default:
		w.Str("system", services.GBT4754.String())
		w.Null("code")
	}
	w.NonEmpty("text", l.Name)
	w.End('}')
}
