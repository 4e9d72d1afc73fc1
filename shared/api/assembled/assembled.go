// Package assembled combines the routes of all functions, for the local server and the
// tests, which serve them in one process. A deployed function makes only its own.
package assembled

import (
	"context"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/catalogues"
	"importchecker/shared/api/feedback"
	"importchecker/shared/api/goods"
	"importchecker/shared/api/imports"
	"importchecker/shared/api/readiness"
	"importchecker/shared/api/reference"
	"importchecker/shared/api/search"
	"importchecker/shared/api/services"
	"importchecker/shared/api/site"
	"importchecker/shared/api/submissions"
	"importchecker/shared/api/webhooks"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/page"
	"importchecker/shared/publication"
	"importchecker/shared/search/learned"
	"importchecker/shared/store"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
)

// Parts are the dependencies of the routes.
type Parts struct {
	Checker     func() *eligibility.Checker
	Names       *byname.Search
	Live        *library.Live
	Publication *publication.Editor
	Reader      publication.Reader
	Lists       func(context.Context) (library.Lists, error) // the current lists
	Keep        func(context.Context, imports.Original) error
	Origins     *publication.Origins

	Table       store.Table
	Submissions submission.Store
	Ping        func(context.Context) error
	Webhooks    *webhook.Desk
	Files       *files.Folder // of catalogues
	SignIn      page.SignIn

	NewID func() string
	Now   func() time.Time
}

// Routes returns the routes of each function that answers requests, by the folder of
// the function.
func Routes(p Parts) map[string]api.Routes {
	publications := store.NewPublications(p.Table)
	return map[string]api.Routes{
		"functions/check-goods":    goods.New(goods.Handlers{Checker: p.Checker, Names: p.Names, Now: p.Now}),
		"functions/check-services": services.New(services.Handlers{Checker: p.Checker, Now: p.Now}),
		"functions/import-lists": imports.New(imports.Handlers{
			Desk: p.Publication, Reader: p.Reader, Lists: p.Lists, Keep: p.Keep, Jobs: publications, Now: p.Now}),
		"functions/keep-catalogues": catalogues.New(catalogues.Handlers{
			Store: store.NewCatalogues(p.Table), Files: p.Files, FirstDay: p.Checker().FirstDay, NewID: p.NewID, Now: p.Now}),
		"functions/keep-feedback": feedback.New(feedback.Handlers{Store: store.NewFeedback(p.Table), NewID: p.NewID,
			Now: p.Now}),
		"functions/keep-submissions": api.Merge(
			submissions.New(submissions.Handlers{Checker: p.Checker, Names: p.Names, Store: p.Submissions, NewID: p.NewID,
				Now: p.Now}),
			readiness.New(readiness.Handlers{Checker: p.Checker, Store: p.Ping, Lists: p.Live.Status, Now: p.Now})),
		"functions/keep-webhooks": webhooks.New(webhooks.Handlers{
			Desk: p.Webhooks, Store: p.Webhooks.Store, Events: publications, Now: p.Now}),
		"functions/read-reference": reference.New(reference.Handlers{Checker: p.Checker, Now: p.Now,
			Provenance: p.Origins.Of}),
		"functions/search-tariff": search.New(search.Handlers{Checker: p.Checker, Words: learned.Engine(), Now: p.Now}),
		"functions/serve-site":    site.New(p.SignIn),
	}
}
