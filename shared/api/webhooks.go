package api

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/event"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// Webhooks is what the telling of sellers stands on.
type Webhooks struct {
	Desk   *webhook.Desk
	Store  webhook.Store
	Events event.Outbox
	Now    func() time.Time
}

// NewWebhooks returns the routes of the function keep-webhooks. A seller reaches
// its own webhooks and events alone.
func NewWebhooks(w Webhooks) Routes {
	return Routes{
		"POST /v1/webhooks":                 routeFor(sellerScope, w.register),
		"GET /v1/webhooks":                  routeFor(sellerScope, w.list),
		"GET /v1/webhooks/{id}":             w.one(w.get),
		"PATCH /v1/webhooks/{id}":           w.one(w.change),
		"DELETE /v1/webhooks/{id}":          w.one(w.remove),
		"POST /v1/webhooks/{id}/secret":     w.one(w.rotate),
		"GET /v1/webhooks/{id}/deliveries":  w.one(w.deliveries, "cursor", "limit"),
		"POST /v1/webhooks/{id}/deliveries": w.one(w.replay),
		"GET /v1/events":                    routeFor(sellerScope, w.events, "cursor", "limit"),
	}
}

// one makes the Handler of a route that is about one webhook of the seller's.
func (w Webhooks) one(h func(ctx context.Context, c *call, seller, id string) (Response, *problem), parameters ...string) Handler {
	return routeFor(sellerScope, func(ctx context.Context, c *call, seller string) (Response, *problem) {
		id := c.PathParameters["id"]
		if !submission.ValidID(id) {
			if p := c.faults.problem(); p != nil {
				return Response{}, p
			}
			return Response{}, newProblem(NoWebhook)
		}
		return h(ctx, c, seller, id)
	}, parameters...)
}

// webhookRequest is what a seller says of a webhook. What is not given is nil.
type webhookRequest struct {
	url, note *string
	types     *[]string
}

func (r *webhookRequest) field(b *binder, name string) bool {
	switch name {
	case "url":
		r.url = new(string)
		b.string(r.url)
	case "note":
		r.note = new(string)
		b.string(r.note)
	case "types":
		types := []string{}
		b.array(len(webhook.EventTypes()), func() {
			var t string
			b.string(&t)
			types = append(types, t)
		})
		r.types = &types
	default:
		return false
	}
	return true
}

// read reads a webhook from a body.
func (w Webhooks) read(c *call) (webhookRequest, *problem) {
	var r webhookRequest
	body, p := c.body()
	if p != nil {
		return r, p
	}
	if p := bind(body, &c.faults, r.field); p != nil {
		return r, p
	}
	w.checkURL(&c.faults, r.url)
	if note := r.note; note != nil && !c.faults.covers("/note") {
		switch {
		case utf8.RuneCountInString(*note) > webhook.MaxNote:
			c.faults.add("/note", TooLong, webhook.MaxNote)
		case !printable(*note):
			c.faults.add("/note", ControlCharacter)
		}
	}
	if r.types != nil {
		for i, t := range *r.types {
			pointer := "/types/" + strconv.Itoa(i)
			if !slices.Contains(webhook.EventTypes(), t) && !c.faults.covers(pointer) {
				c.faults.add(pointer, NotAllowed, strings.Join(webhook.EventTypes(), ", "))
			}
		}
	}
	return r, nil
}

// checkURL says what makes a URL one that nothing is delivered to.
func (w Webhooks) checkURL(f *faults, url *string) {
	if url == nil || f.covers("/url") {
		return
	}
	switch err := w.Desk.Options.CheckURL(*url); {
	case errors.Is(err, webhook.ErrPort):
		f.add("/url", URLPort)
	case errors.Is(err, webhook.ErrAddress):
		f.add("/url", URLAddress)
	case err != nil:
		f.add("/url", InvalidURL)
	}
}

// register makes a webhook. Its secret stands in this answer alone.
func (w Webhooks) register(ctx context.Context, c *call, seller string) (Response, *problem) {
	r, p := w.read(c)
	if p != nil {
		return Response{}, p
	}
	if r.url == nil {
		c.faults.add("/url", Required)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	e, err := w.Desk.Register(ctx, seller, *r.url, value(r.note), value(r.types))
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	res := answer(201, secretBody(&e), keepNot)
	res.Headers["location"] = "/v1/webhooks/" + e.ID
	return res, nil
}

// value is what a pointer leads to, or the zero value for nil.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// list answers with the seller's webhooks, oldest first.
func (w Webhooks) list(ctx context.Context, c *call, seller string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	endpoints, err := w.Store.Endpoints(ctx, seller)
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	out := newWriter()
	out.begin('{')
	out.array("items")
	for i := range endpoints {
		out.begin('{')
		out.webhook(&endpoints[i])
		out.end('}')
	}
	out.end(']')
	out.null("next_cursor")
	out.end('}')
	return answer(200, out, keepNot), nil
}

// get answers with one webhook.
func (w Webhooks) get(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	e, err := w.Store.Endpoint(ctx, seller, id)
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	return answer(200, webhookBody(&e), keepNot), nil
}

// change changes of a webhook what is given, and enables it again.
func (w Webhooks) change(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	r, p := w.read(c)
	if p != nil {
		return Response{}, p
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	e, err := w.Desk.Amend(ctx, seller, id, webhook.Amendment{URL: r.url, Note: r.note, Types: r.types})
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	return answer(200, webhookBody(&e), keepNot), nil
}

// remove removes a webhook.
func (w Webhooks) remove(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	if err := w.Desk.Remove(ctx, seller, id); err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	return Response{StatusCode: 204, Headers: map[string]string{"cache-control": keepNot}}, nil
}

// rotate gives a webhook another secret, which stands in this answer alone.
func (w Webhooks) rotate(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	if c.Body != "" { // there is nothing to say
		body, p := c.body()
		if p == nil {
			p = bind(body, &c.faults, func(*binder, string) bool { return false })
		}
		if p != nil {
			return Response{}, p
		}
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	e, err := w.Desk.Rotate(ctx, seller, id)
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	return answer(200, secretBody(&e), keepNot), nil
}

// deliveries answers with a page of what was delivered to a webhook, or is to
// be: that of the newest events first.
func (w Webhooks) deliveries(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	limit := c.limit()
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	scope := []string{"deliveries", seller, id}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	if _, err := w.Store.Endpoint(ctx, seller, id); err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	page, next, err := w.Store.Deliveries(ctx, seller, id, storage.Page{After: after, Limit: limit})
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	out := newWriter()
	out.begin('{')
	out.array("items")
	for i := range page {
		out.delivery(&page[i])
	}
	out.end(']')
	out.strOrNull("next_cursor", cursor(next, scope...))
	out.end('}')
	return answer(200, out, keepNot), nil
}

// replay has an event delivered again, or for the first time.
func (w Webhooks) replay(ctx context.Context, c *call, seller, id string) (Response, *problem) {
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	var event string
	if p := bind(body, &c.faults, func(b *binder, name string) bool { return name == "event" && (b.string(&event) || true) }); p != nil {
		return Response{}, p
	}
	if event == "" && !c.faults.covers("/event") {
		c.faults.add("/event", Required)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	e, err := w.Store.Endpoint(ctx, seller, id)
	switch {
	case err != nil:
		return Response{}, webhookRefusal(ctx, err)
	case e.Disabled:
		return Response{}, newProblem(WebhookDisabled)
	case !submission.ValidID(event):
		return Response{}, newProblem(NoEvent)
	}
	d, err := w.Desk.Replay(ctx, seller, id, event)
	if errors.Is(err, storage.ErrNotFound) { // the webhook is there
		return Response{}, newProblem(NoEvent)
	}
	if err != nil {
		return Response{}, webhookRefusal(ctx, err)
	}
	out := newWriter()
	out.delivery(&d)
	return answer(202, out, keepNot), nil
}

// events answers with a page of the seller's events, newest first, each as it is
// told.
func (w Webhooks) events(ctx context.Context, c *call, seller string) (Response, *problem) {
	limit := c.limit()
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	scope := []string{"events", seller}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	page, next, err := w.Events.Events(ctx, seller, storage.Page{After: after, Limit: limit})
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	out := newWriter()
	out.begin('{')
	out.array("items")
	for i := range page {
		payload, err := page[i].Payload()
		if err != nil {
			return Response{}, broken(ctx, err)
		}
		out.begin('{')
		out.str("id", page[i].ID)
		out.raw(payload[1:]) // its members, and the end of the object
	}
	out.end(']')
	out.strOrNull("next_cursor", cursor(next, scope...))
	out.end('}')
	return answer(200, out, keepNot), nil
}

// webhookBody is a webhook without its secret.
func webhookBody(e *webhook.Endpoint) *writer {
	w := newWriter()
	w.begin('{')
	w.webhook(e)
	w.end('}')
	return w
}

// secretBody is a webhook with its secret, and until when the one before signs
// as well.
func secretBody(e *webhook.Endpoint) *writer {
	w := newWriter()
	w.begin('{')
	w.webhook(e)
	w.str("secret", e.Secrets[0].Key)
	var until time.Time
	if len(e.Secrets) > 1 {
		until = e.Secrets[1].Until
	}
	w.timeOrNull("previous_secret_until", until)
	w.end('}')
	return w
}

// webhook writes the members that a webhook has wherever it is named.
func (w *writer) webhook(e *webhook.Endpoint) {
	w.str("id", e.ID)
	w.str("url", e.URL)
	w.str("note", e.Note)
	w.strings("types", e.Types)
	w.bool("enabled", !e.Disabled)
	w.time("created_at", e.CreatedAt)
	w.timeOrNull("disabled_at", e.DisabledAt)
	w.strOrNull("disabled_why", e.DisabledWhy)
	w.timeOrNull("last_success_at", e.LastSuccess)
	w.timeOrNull("last_failure_at", e.LastFailure)
}

// delivery writes an event on its way to a webhook.
func (w *writer) delivery(d *webhook.Delivery) {
	w.begin('{')
	w.str("id", d.Event) // of all deliveries to this webhook
	w.str("event", d.Event)
	w.str("webhook", d.Endpoint)
	w.str("state", string(d.State))
	w.time("created_at", d.CreatedAt)
	due := d.Due
	if d.State != webhook.Waiting {
		due = time.Time{}
	}
	w.timeOrNull("due_at", due)
	w.int("attempts", int64(d.Attempts))
	w.timeOrNull("last_at", d.LastAt)
	if d.LastStatus == 0 {
		w.null("last_status")
	} else {
		w.int("last_status", int64(d.LastStatus))
	}
	w.strOrNull("last_error", d.LastError)
	w.end('}')
}

// webhookRefusal turns what the desk and its store answer into a problem.
func webhookRefusal(ctx context.Context, err error) *problem {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return newProblem(NoWebhook)
	case errors.Is(err, webhook.ErrTooMany):
		return newProblem(TooManyWebhooks, webhook.MaxEndpoints)
	case errors.Is(err, storage.ErrConflict): // others keep changing it
		note(ctx).failure = err.Error()
		return newProblem(Unavailable).with("retry-after", "1")
	}
	return listsRefusal(ctx, err)
}
