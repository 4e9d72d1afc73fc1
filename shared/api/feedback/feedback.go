package feedback

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
	"importchecker/shared/edition"
	"importchecker/shared/feedback"
	"importchecker/shared/storage"
)

// Handlers serves the routes of feedback.
type Handlers struct {
	Store feedback.Store
	NewID func() string
	Now   func() time.Time
}

// New returns the routes of the function keep-feedback.
func New(h Handlers) api.Routes {
	return api.Routes{
		"POST /v1/feedback": api.Route(h.add),
		"GET /v1/feedback":  api.RouteFor(api.MaintainerScope, h.list, "cursor", "limit"),
	}
}

// request is the body of a request to add feedback.
type request struct {
	View    string `json:"view" validate:"required,view"`
	Useful  *bool  `json:"useful" validate:"required"`
	Subject string `json:"subject" validate:"omitempty,max=64,subject"`
	Amiss   string `json:"amiss" validate:"omitempty,amiss"`
}

func (r *request) field(b *bind.Binder, name string) bool {
	switch name {
	case "view":
		b.String(&r.View)
	case "useful":
		var useful bool
		if b.Bool(&useful) {
			r.Useful = &useful
		}
	case "subject":
		b.String(&r.Subject)
	case "amiss":
		b.String(&r.Amiss)
	default:
		return false
	}
	return true
}

// form checks the bodies of requests to add feedback.
var form = shape.New(map[string]shape.Rule{
	"view":  shape.In(feedback.Views),
	"amiss": shape.In(feedback.Failings),
	"not_useful": {Code: problem.Misfit, Args: func(shape.Error) []any {
		return []any{edition.Text{
			EN: "nothing is amiss with an answer that was useful",
			ZH: "已表示有用，不应另填问题"}}
	}},
	"subject": {Holds: func(s, _ string) bool { return feedback.ValidSubject(s) }, Code: problem.Misfit,
		Args: func(shape.Error) []any {
			return []any{edition.Text{
				EN: "a subject is a code or the id of a list: letters, digits, points, hyphens and underscores",
				ZH: "应为税号、行业代码或清单编号，由字母、数字、点、连字符和下划线组成"}}
		}},
},
	shape.Struct{Type: request{}, Check: checkAmiss},
)

// checkAmiss reports a failing of an answer that was useful.
func checkAmiss(value any, report func(goName, jsonName, tag, parameter string)) {
	if r := value.(request); r.Useful != nil && *r.Useful && r.Amiss != "" {
		report("Amiss", "amiss", "not_useful", "")
	}
}

// add stores feedback on an answer.
func (h Handlers) add(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r request
	if p := bind.Read(body, &c.Faults, nil, r.field); p != nil {
		return api.Response{}, p
	}
	form.Check(&c.Faults, "", r)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	o := feedback.Opinion{
		ID: h.NewID(), At: h.Now().UTC().Truncate(time.Millisecond), View: r.View, Subject: r.Subject, Useful: *r.Useful,
		Amiss: r.Amiss,
	}
	if err := h.Store.Add(ctx, o); err != nil {
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	w := wire.In(c.Language())
	writeOpinion(w, &o)
	return api.Answer(201, w, api.NoStore), nil
}

// list answers with a page of the feedback, newest first.
func (h Handlers) list(ctx context.Context, c *api.Call, _ string) (api.Response, *problem.Problem) {
	limit := c.Limit()
	after, p := c.After("feedback")
	if p != nil {
		return api.Response{}, p
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	page, next, err := h.Store.Opinions(ctx, storage.Page{After: after, Limit: limit})
	switch {
	case errors.Is(err, storage.ErrCursor):
		return api.Response{}, problem.At("/query/cursor", problem.InvalidCursor)
	case err != nil:
		return api.Response{}, refusal.ForSubmissions(ctx, err)
	}
	w := wire.In(c.Language())
	api.WritePage(w, page, api.Cursor(next, "feedback"), func(o *feedback.Opinion) {
		if h.Now().Before(o.ExpiresAt()) {
			writeOpinion(w, o)
		}
	})
	return api.Answer(200, w, api.NoStore), nil
}

func writeOpinion(w *wire.Writer, o *feedback.Opinion) {
	w.Begin('{')
	w.Str("id", o.ID)
	w.Time("created_at", o.At)
	w.Str("view", o.View)
	w.NonEmpty("subject", o.Subject)
	w.Bool("useful", o.Useful)
	w.NonEmpty("amiss", o.Amiss)
	w.Time("expires_at", o.ExpiresAt())
	w.End('}')
}
