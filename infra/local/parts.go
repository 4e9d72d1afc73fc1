package main

import (
	"crypto/rand"
	"log/slog"
	"time"

	"importchecker/infra/gateway"
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
	kept := store.New(store.Timed(p.table, p.now, api.NoteStored))
	return map[string]api.Routes{
		"functions/check-goods":    api.NewGoods(api.Goods{Checker: p.checker, Now: p.now}),
		"functions/check-services": api.NewServices(api.Services{Checker: p.checker, Now: p.now}),
		"functions/keep-submissions": api.Merge(
			api.NewSubmissions(api.Submissions{Checker: p.checker, Store: kept, NewID: p.newID, Now: p.now}),
			api.NewReadiness(api.Readiness{Checker: p.checker, Store: kept.Ping})),
		"functions/read-reference": api.NewReference(api.Reference{Checker: p.checker, Now: p.now}),
		siteFolder:                 api.NewSite(),
	}
}

// handlers returns the handler of each function, by its folder.
func (p parts) handlers(log *slog.Logger, metrics *api.Metrics) map[string]gateway.Handler {
	handlers := map[string]gateway.Handler{}
	for folder, routes := range p.routes() {
		handlers[folder] = gateway.Handler(api.Serve(routes, log, p.now, metrics))
	}
	return handlers
}

func (p parts) newID() string {
	var random [10]byte
	rand.Read(random[:])
	return submission.NewID(p.now(), random)
}
