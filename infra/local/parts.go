package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/eligibility"
	"importchecker/shared/store"
	"importchecker/shared/submission"
)

// parts is what the functions are built from.
type parts struct {
	checker func() *eligibility.Checker
	table   store.Table
	now     func() time.Time
}

// authorizeFolder is the function that answers for tokens and has no routes.
const authorizeFolder = "functions/authorize"

// siteFolder is the function that also answers for all unknown paths.
const siteFolder = "functions/serve-site"

// routes returns the routes of each function, by its folder: made by the same
// constructors as in the function's main.
func (p parts) routes() map[string]api.Routes {
	return map[string]api.Routes{
		"functions/check-goods": api.NewGoods(api.Goods{Checker: p.checker, Now: p.now}),
		"functions/keep-submissions": api.NewSubmissions(api.Submissions{
			Checker: p.checker, Store: store.New(p.table), NewID: p.newID, Now: p.now}),
		"functions/read-reference": api.NewReference(api.Reference{Checker: p.checker, Now: p.now}),
		siteFolder:                 api.NewSite(api.Site{Checker: p.checker, Store: p.ping}),
	}
}

// handlers returns the handler of each function, by its folder.
func (p parts) handlers(log *slog.Logger) map[string]handler {
	routes := p.routes()
	handlers := make(map[string]handler, len(routes))
	var all []api.Routes
	for folder, r := range routes {
		handlers[folder] = api.Serve(r, log, p.now)
		all = append(all, r)
	}
	// Knowing all routes, it can tell a wrong method from an unknown path.
	handlers[siteFolder] = api.Serve(api.Merge(all...), log, p.now)
	return handlers
}

func (p parts) newID() string {
	var random [10]byte
	rand.Read(random[:])
	return submission.NewID(p.now(), random)
}

// ping reports whether the table answers.
func (p parts) ping(ctx context.Context) error {
	_, _, err := p.table.Get(ctx, store.Key{PK: "PING", SK: "PING"})
	return err
}
