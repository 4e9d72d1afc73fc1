package webhooks

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/shape"
	"importchecker/shared/api/wire"
	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// Handlers serves the routes of webhooks and events.
type Handlers struct {
	Desk   *webhook.Desk
	Store  webhook.Store
	Events event.Outbox
	Now    func() time.Time
}

// New returns the routes of the function keep-webhooks. A seller reaches only its
// own webhooks and events.
func New(w Handlers) api.Routes {
	return api.Routes{
		"POST /v1/webhooks":                 api.RouteFor(api.SellerScope, w.register),
		"GET /v1/webhooks":                  api.RouteFor(api.SellerScope, w.list),
		"GET /v1/webhooks/{id}":             w.webhookRoute(w.get),
		"PATCH /v1/webhooks/{id}":           w.webhookRoute(w.change),
		"DELETE /v1/webhooks/{id}":          w.webhookRoute(w.remove),
		"POST /v1/webhooks/{id}/secret":     w.webhookRoute(w.rotate),
		"POST /v1/webhooks/{id}/challenge":  w.webhookRoute(w.challenge),
		"POST /v1/webhooks/{id}/test":       w.webhookRoute(w.test),
		"GET /v1/webhooks/{id}/deliveries":  w.webhookRoute(w.deliveries, "cursor", "limit"),
		"POST /v1/webhooks/{id}/deliveries": w.webhookRoute(w.replay),
		"GET /v1/events":                    api.RouteFor(api.SellerScope, w.events, "cursor", "limit"),
	}
}

// webhookRoute makes the Handler of a route that is about one webhook of the seller.
func (w Handlers) webhookRoute(h func(ctx context.Context, c *api.Call, seller, id string) (api.Response,
	*problem.Problem), parameters ...string) api.Handler {
	return api.RouteFor(api.SellerScope, func(ctx context.Context, c *api.Call, seller string) (api.Response,
		*problem.Problem) {
		id := c.PathParameters["id"]
		if !submission.ValidID(id) {
			if p := c.Faults.Problem(); p != nil {
				return api.Response{}, p
			}
			return api.Response{}, problem.New(problem.NoWebhook)
		}
		return h(ctx, c, seller, id)
	}, parameters...)
}

// webhookRequest is the body of a request to register or change a webhook. Absent
// fields are nil.
type webhookRequest struct {
	URL   *string   `json:"url"`
	Note  *string   `json:"note" validate:"omitempty,max=200,printable"`
	Types *[]string `json:"types" validate:"omitempty,dive,event_type"`
}

// replayRequest is the body of a request to deliver an event again.
type replayRequest struct {
	Event string `json:"event" validate:"required"`
}

func (r *replayRequest) field(b *bind.Binder, name string) bool {
	if name != "event" {
		return false
	}
	b.String(&r.Event)
	return true
}

// form checks the bodies of requests about webhooks.
var form = shape.New(map[string]shape.Rule{
	"event_type": shape.In(webhook.EventTypes),
})

func (r *webhookRequest) field(b *bind.Binder, name string) bool {
	switch name {
	case "url":
		r.URL = new(string)
		b.String(r.URL)
	case "note":
		r.Note = new(string)
		b.String(r.Note)
	case "types":
		types := []string{}
		b.Array(len(webhook.EventTypes()), func() {
			var t string
			b.String(&t)
			types = append(types, t)
		})
		r.Types = &types
	default:
		return false
	}
	return true
}

// read reads a webhook from a body.
func (w Handlers) read(c *api.Call) (webhookRequest, *problem.Problem) {
	var r webhookRequest
	body, p := c.ReadBody()
	if p != nil {
		return r, p
	}
	if p := bind.Read(body, &c.Faults, nil, r.field); p != nil {
		return r, p
	}
	form.Check(&c.Faults, "", r)
	w.checkURL(&c.Faults, r.URL)
	return r, nil
}

// checkURL adds a fault for a URL to which events are not delivered.
func (w Handlers) checkURL(f *problem.Faults, url *string) {
	if url == nil || f.Covers("/url") {
		return
	}
	switch err := w.Desk.Options.CheckURL(*url); {
	case errors.Is(err, webhook.ErrPort):
		f.Add("/url", problem.URLPort)
	case errors.Is(err, webhook.ErrAddress):
		f.Add("/url", problem.URLAddress)
	case err != nil:
		f.Add("/url", problem.InvalidURL)
	}
}

// register creates a webhook. Only this answer has its secret.
func (w Handlers) register(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	r, p := w.read(c)
	if p != nil {
		return api.Response{}, p
	}
	if r.URL == nil {
		form.Value(&c.Faults, "/url", r.URL, "required")
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	e, secret, err := w.Desk.Register(ctx, seller, *r.URL, valueOrZero(r.Note), valueOrZero(r.Types))
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	res := api.Answer(201, secretBody(&e, secret), api.NoStore)
	res.Headers["location"] = "/v1/webhooks/" + e.ID
	return res, nil
}

// valueOrZero returns the value that p points to, or the zero value for nil.
func valueOrZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// list answers with the seller's webhooks, oldest first.
func (w Handlers) list(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	endpoints, err := w.Store.Endpoints(ctx, seller)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	out := wire.New()
	api.WritePage(out, endpoints, "", func(e *webhook.Endpoint) {
		out.Begin('{')
		writeWebhook(out, e)
		out.End('}')
	})
	return api.Answer(200, out, api.NoStore), nil
}

// get answers with one webhook.
func (w Handlers) get(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	e, err := w.Store.Endpoint(ctx, seller, id)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return api.Answer(200, webhookBody(&e), api.NoStore), nil
}

// change changes the given fields of a webhook, and enables it again.
func (w Handlers) change(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	r, p := w.read(c)
	if p != nil {
		return api.Response{}, p
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	e, err := w.Desk.Amend(ctx, seller, id, webhook.Amendment{URL: r.URL, Note: r.Note, Types: r.Types})
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return api.Answer(200, webhookBody(&e), api.NoStore), nil
}

// remove removes a webhook.
func (w Handlers) remove(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	if err := w.Desk.Remove(ctx, seller, id); err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return api.Response{StatusCode: 204, Headers: map[string]string{"cache-control": api.NoStore}}, nil
}

// rotate gives a webhook a new secret, which only this answer has.
func (w Handlers) rotate(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	if p := readEmptyBody(c); p != nil {
		return api.Response{}, p
	}
	e, secret, err := w.Desk.Rotate(ctx, seller, id)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return api.Answer(200, secretBody(&e, secret), api.NoStore), nil
}

// readEmptyBody checks that the body is absent or an empty object.
func readEmptyBody(c *api.Call) *problem.Problem {
	if c.Body != "" {
		body, p := c.ReadBody()
		if p == nil {
			p = bind.Read(body, &c.Faults, nil, func(*bind.Binder, string) bool { return false })
		}
		if p != nil {
			return p
		}
	}
	return c.Faults.Problem()
}

// challenge sends the challenge of a webhook again.
func (w Handlers) challenge(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	if p := readEmptyBody(c); p != nil {
		return api.Response{}, p
	}
	d, err := w.Desk.Challenge(ctx, seller, id)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return accepted(&d), nil
}

// test delivers a test event.
func (w Handlers) test(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	if p := readEmptyBody(c); p != nil {
		return api.Response{}, p
	}
	d, err := w.Desk.Test(ctx, seller, id)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return accepted(&d), nil
}

// accepted returns the response 202 with a delivery, which is made in the background.
func accepted(d *webhook.Delivery) api.Response {
	out := wire.New()
	writeDelivery(out, d)
	return api.Answer(202, out, api.NoStore)
}

// deliveries answers with a page of the deliveries to a webhook, those of the newest
// events first.
func (w Handlers) deliveries(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	scope := []string{"deliveries", seller, id}
	asked, p := c.Page(scope...)
	if p != nil {
		return api.Response{}, p
	}
	if _, err := w.Store.Endpoint(ctx, seller, id); err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	page, next, err := w.Store.Deliveries(ctx, seller, id, asked)
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	out := wire.New()
	api.WritePage(out, page, api.Cursor(next, scope...), func(d *webhook.Delivery) { writeDelivery(out, d) })
	return api.Answer(200, out, api.NoStore), nil
}

// replay delivers an event to a webhook, again or for the first time.
func (w Handlers) replay(ctx context.Context, c *api.Call, seller, id string) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r replayRequest
	if p := bind.Read(body, &c.Faults, nil, r.field); p != nil {
		return api.Response{}, p
	}
	form.Check(&c.Faults, "", r)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	if _, err := w.Store.Endpoint(ctx, seller, id); err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	d, err := w.Desk.Replay(ctx, seller, id, r.Event)
	if errors.Is(err, storage.ErrNotFound) { // the webhook exists, so it is the event
		return api.Response{}, problem.New(problem.NoEvent)
	}
	if err != nil {
		return api.Response{}, webhookRefusal(ctx, err)
	}
	return accepted(&d), nil
}

// events answers with a page of the seller's events, newest first, each as it is
// delivered; without those that are for one webhook only.
func (w Handlers) events(ctx context.Context, c *api.Call, seller string) (api.Response, *problem.Problem) {
	scope := []string{"events", seller}
	asked, p := c.Page(scope...)
	if p != nil {
		return api.Response{}, p
	}
	page, next, err := w.Events.Events(ctx, seller, asked)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	out := wire.New()
	api.WritePage(out, page, api.Cursor(next, scope...), func(e *event.Event) {
		if e.Only() != "" { // it is listed with the deliveries of that webhook
			return
		}
		payload, failed := e.Payload()
		if failed != nil {
			err = failed
			return
		}
		out.Begin('{')
		out.Str("id", e.ID)
		out.Raw(payload[1:]) // its members, and the end of the object
	})
	if err != nil {
		return api.Response{}, refusal.Internal(ctx, err)
	}
	return api.Answer(200, out, api.NoStore), nil
}

// webhookBody writes a webhook without its secret.
func webhookBody(e *webhook.Endpoint) *wire.Writer {
	w := wire.New()
	w.Begin('{')
	writeWebhook(w, e)
	w.End('}')
	return w
}

// secretBody writes a webhook with its secret, and the time until which the previous
// secret also signs.
func secretBody(e *webhook.Endpoint, secret string) *wire.Writer {
	w := wire.New()
	w.Begin('{')
	writeWebhook(w, e)
	w.Str("secret", secret)
	var until time.Time
	if len(e.Secrets) > 1 {
		until = e.Secrets[1].Until
	}
	w.TimeOrNull("previous_secret_until", until)
	w.End('}')
	return w
}

// writeWebhook writes the members that a webhook has in every answer.
func writeWebhook(w *wire.Writer, e *webhook.Endpoint) {
	w.Str("id", e.ID)
	w.Str("url", e.URL)
	w.Str("note", e.Note)
	w.Strings("types", e.Types)
	w.Str("status", e.Status())
	w.TimeOrNull("challenge_until", e.Challenge.Until)
	w.Bool("enabled", !e.Disabled)
	w.Time("created_at", e.CreatedAt)
	w.TimeOrNull("disabled_at", e.DisabledAt)
	writeWhy(w, "disabled_why", e.DisabledWhy)
	w.TimeOrNull("last_success_at", e.LastSuccess)
	w.TimeOrNull("last_failure_at", e.LastFailure)
}

// writeWhy writes the reason of a failed delivery, as a code and a sentence.
func writeWhy(w *wire.Writer, name, stored string) {
	if stored == "" {
		w.Null(name)
		return
	}
	why := webhook.Why(stored)
	w.Object(name)
	w.Str("code", why.Code)
	w.Text("text", why.Text)
	w.End('}')
}

// writeDelivery writes the delivery of an event to a webhook.
func writeDelivery(w *wire.Writer, d *webhook.Delivery) {
	w.Begin('{')
	w.Str("id", d.Event) // unique among the deliveries to this webhook
	w.Str("event", d.Event)
	w.Str("webhook", d.Endpoint)
	w.Str("state", string(d.State))
	w.Time("created_at", d.CreatedAt)
	due := d.Due
	if d.State != webhook.Waiting {
		due = time.Time{}
	}
	w.TimeOrNull("due_at", due)
	w.Int("attempts", int64(d.Attempts))
	w.TimeOrNull("last_at", d.LastAt)
	if d.LastStatus == 0 {
		w.Null("last_status")
	} else {
		w.Int("last_status", int64(d.LastStatus))
	}
	writeWhy(w, "last_error", d.LastError)
	w.End('}')
}

// webhookRefusal turns an error of the desk or its store into a problem.
func webhookRefusal(ctx context.Context, err error) *problem.Problem {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return problem.New(problem.NoWebhook)
	case errors.Is(err, webhook.ErrDisabled):
		return problem.New(problem.WebhookDisabled)
	case errors.Is(err, webhook.ErrPending):
		return problem.New(problem.WebhookPending)
	case errors.Is(err, webhook.ErrProved):
		return problem.New(problem.WebhookActive)
	case errors.Is(err, webhook.ErrTooMany):
		return problem.New(problem.TooManyWebhooks, webhook.MaxEndpoints)
	case errors.Is(err, storage.ErrConflict): // concurrent requests keep changing it
		api.Note(ctx).Failure = err.Error()
		return problem.New(problem.Unavailable).With("retry-after", "1")
	}
	return refusal.ForLists(ctx, err)
}
