package api

import (
	"context"
	_ "embed"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Site is what the service says of itself.
type Site struct {
	Checker func() *eligibility.Checker
	Store   func(context.Context) error // whether the store answers; nil where there is none
}

// NewSite returns the routes of the function serve-site.
func NewSite(s Site) Routes {
	return Routes{
		"GET /healthz":      route(s.alive),
		"GET /readyz":       route(s.ready),
		"GET /openapi.yaml": route(s.contract),
	}
}

//go:embed openapi.yaml
var openAPI string

// contract answers with the description of this API.
func (s Site) contract(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	return tagged(c.Request, Response{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": typeYAML, "cache-control": revalidate},
		Body:       openAPI,
	}), nil
}

// alive answers as long as the process does.
func (s Site) alive(_ context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	w := newWriter()
	w.begin('{')
	w.str("status", "ok")
	w.end('}')
	return answer(200, w, keepNot), nil
}

// ready answers 200 when every edition still has the hash that it was
// published with, and the store answers; otherwise 503, naming what fails.
func (s Site) ready(ctx context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	status, word := 200, "ready"
	fails := func(what string, err error) {
		status, word = 503, "not_ready"
		note(ctx).failure += what + ": " + err.Error() + "\n"
	}
	lists := newWriter()
	lists.begin('[')
	for _, l := range listings(s.Checker().Catalogue()) {
		for _, e := range l.editions {
			err := e.verify()
			if err != nil {
				fails(l.id+"/"+e.about().ID, err)
			}
			lists.verified(e.about(), err == nil)
		}
	}
	lists.end(']')
	store := "none"
	if s.Store != nil {
		store = "ok"
		if err := s.Store(ctx); err != nil {
			fails("store", err)
			store = "unavailable"
		}
	}
	w := newWriter()
	w.begin('{')
	w.str("status", word)
	w.str("ruleset", s.Checker().Ruleset())
	w.key("lists")
	w.raw([]byte(lists.done()))
	w.str("store", store)
	w.end('}')
	return answer(status, w, keepNot), nil
}

func (w *writer) verified(e *edition.Edition, ok bool) {
	w.begin('{')
	w.str("id", e.List)
	w.str("edition", e.ID)
	w.editionState(e)
	w.bool("verified", ok)
	w.end('}')
}
