package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"strings"
	"time"

	"importchecker/infra/gateway"
	"importchecker/shared/annex"
	"importchecker/shared/annex/confined"
	"importchecker/shared/api"
	"importchecker/shared/api/assembled"
	"importchecker/shared/api/byname"
	"importchecker/shared/api/imports"
	"importchecker/shared/archive"
	"importchecker/shared/catalogue/files"
	"importchecker/shared/catalogue/job"
	"importchecker/shared/catalogue/worker"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/search/learned"
	"importchecker/shared/store"
	"importchecker/shared/submission"
	"importchecker/shared/webhook"
	"importchecker/shared/webhook/seal"
)

// parts has what the functions are built from.
type parts struct {
	table     store.Table
	exclusive bool            // no other program uses the table
	base      library.Lists   // the lists to which published editions are added
	samples   bool            // whether invented editions may be published
	files     archive.Archive // stores annexes
	sheets    *files.Folder   // stores catalogues
	events    event.Publisher
	secrets   *seal.Key // of webhooks
	now       func() time.Time
	log       *slog.Logger
	signIn    issuer

	live    *library.Live
	editor  *publication.Editor
	names   *byname.Search
	wakeups map[string]chan struct{} // wake the background tasks, by folder
}

// newParts creates what several functions share.
func newParts(p parts) *parts {
	publications := store.NewPublications(p.table)
	editions := library.New(p.base, publications)
	p.live = library.NewLive(editions, p.now)
	p.editor = &publication.Editor{Library: editions, Store: publications, NewID: p.newID, Now: p.now, Samples: p.samples}
	p.names = byname.New(learned.Engine())
	p.wakeups = make(map[string]chan struct{})
	for _, folder := range backgroundFolders {
		p.wakeups[folder] = make(chan struct{}, 1)
	}
	p.sheets.Arrived = p.arrived
	return &p
}

// authorizeFolder is the authorizer, which has no routes.
const authorizeFolder = "functions/authorize"

// importFolder is the function that changes lists, webhooksFolder the one that can replay events.
const (
	importFolder   = "functions/import-lists"
	webhooksFolder = "functions/keep-webhooks"
)

// localWebhooks allows webhooks on this machine, and plain HTTP.
var localWebhooks = webhook.Options{Local: true}

// routes returns the routes of each function, by its folder.
func (p *parts) routes() map[string]api.Routes {
	timed := store.Timed(p.table, p.now, api.NoteStoreCall)
	subs, hooks, publications := store.New(timed), store.NewWebhooks(timed), store.NewPublications(timed)
	return assembled.Routes(assembled.Parts{
		Checker: p.live.Checker, Names: p.names, Live: p.live, Publication: p.editor,
		Reader: annex.Reader{Open: confined.Read}, Lists: p.lists, Keep: p.archive,
		Origins: publication.NewOrigins(p.live, publications), Table: timed, Submissions: subs, Ping: subs.Ping,
		Webhooks: &webhook.Desk{
			Store: hooks, Events: publications, Options: localWebhooks, NewID: p.newID, Random: random,
			Secrets: p.secrets, Now: p.now},
		Files: p.sheets, SignIn: p.signIn.page(), NewID: p.newID, Now: p.now,
	})
}

// arrived puts a catalogue's job in line when its file was put, as the bucket's event does.
func (p *parts) arrived(ctx context.Context, key string) {
	id, ok := strings.CutSuffix(strings.TrimPrefix(key, "catalogues/"), "/"+job.Upload)
	if !ok {
		return
	}
	if err := p.catalogues().Arrived(ctx, id); err != nil {
		p.log.Error("a catalogue could not be put in line", "error", err.Error())
	}
	p.wake()
}

// catalogues returns the worker that checks catalogues. It leaves one processor free for requests.
func (p *parts) catalogues() *worker.Worker {
	return &worker.Worker{
		Store: store.NewCatalogues(p.table), Files: p.sheets, Now: p.now, Folder: os.TempDir(),
		Candidates: p.names.Candidates,
		Parallel:   max(1, runtime.GOMAXPROCS(0)-1),
		Checker:    func(context.Context) (*eligibility.Checker, error) { return p.live.Checker(), nil },
	}
}

// lists returns the lists in force now.
func (p *parts) lists(ctx context.Context) (library.Lists, error) {
	_, lists, err := p.editor.Library.Head(ctx)
	return lists, err
}

// archive stores the file of an import.
func (p *parts) archive(ctx context.Context, o imports.Original) error {
	return p.files.Keep(ctx, o.List, o.SHA256, o.Raw)
}

// handlers returns the handler of each function, by its folder.
func (p *parts) handlers(metrics *api.Metrics) map[string]gateway.Handler {
	handlers := map[string]gateway.Handler{}
	for folder, routes := range p.routes() {
		handlers[folder] = gateway.Handler(api.Serve(routes, p.log, p.now, metrics))
	}
	for _, folder := range []string{importFolder, webhooksFolder} {
		handlers[folder] = p.afterChange(handlers[folder])
	}
	return handlers
}

// afterChange refreshes the lists and wakes the background tasks after each change. Deployed, the refresh takes
// up to a minute.
func (p *parts) afterChange(h gateway.Handler) gateway.Handler {
	return func(ctx context.Context, r api.Request) (api.Response, error) {
		res, err := h(ctx, r)
		if !strings.HasPrefix(r.RouteKey, http.MethodGet) && res.StatusCode < 300 {
			if err := p.live.Refresh(ctx); err != nil {
				p.log.Warn("the lists could not be looked at", "error", err.Error())
			}
			p.wake()
		}
		return res, err
	}
}

func (p *parts) newID() string {
	var random [10]byte
	rand.Read(random[:])
	return submission.NewID(p.now(), random)
}

func random() (secret [32]byte) {
	rand.Read(secret[:])
	return secret
}
