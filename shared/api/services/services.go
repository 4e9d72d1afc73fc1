package services

import (
	"context"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/question"
	"importchecker/shared/api/wire"
	"importchecker/shared/eligibility"
)

// Handlers serves the checks of services and the look-up of sectors.
type Handlers struct {
	Checker func() *eligibility.Checker
	Now     func() time.Time
}

// New returns the routes of the function check-services. Nothing is stored.
func New(s Handlers) api.Routes {
	return api.Routes{
		"POST /v1/services/checks": api.Route(s.check, api.ViewParameter),
		"GET /v1/sectors":          api.Route(s.sectors, "q", "system", "limit", api.FormatParameter),
		"GET /v1/sectors/{code}":   api.Route(s.sector, "system", "as_of"),
	}
}

// check answers with the decision on a service, for one place or for all of them.
func (s Handlers) check(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	view := c.View(api.Full)
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r question.Service
	if p := bind.Read(body, &c.Faults, question.ServicePlace, r.Field); p != nil {
		return api.Response{}, p
	}
	checker := s.Checker()
	d, p := r.Decide(&c.Faults, checker, c.Today(s.Now))
	if p != nil {
		return api.Response{}, p
	}
	api.Note(ctx).DecidedService(d)
	w := wire.In(c.Language())
	if view == api.Summary {
		decision.WriteServiceSummary(w, d)
	} else {
		decision.WriteService(w, d, checker.Services())
	}
	return api.Answer(200, w, api.NoStore), nil
}
