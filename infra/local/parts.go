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

// parts is what the functions are built from.
type parts struct {
	table   store.Table
	alone   bool            // no other program uses the table
	base    library.Lists   // that published editions come on top of
	samples bool            // invented editions may be published
	files   archive.Archive // keeps annexes
	sheets  *files.Folder   // keeps catalogues
	events  event.Publisher
	secrets *seal.Key // of webhooks
	now     func() time.Time
	log     *slog.Logger
	signIn  issuer

	live  *library.Live
	desk  *publication.Editor
	names *byname.Search
	bells map[string]chan struct{} // of those who work in the background, by folder
}

// newParts puts together what several functions share.
func newParts(p parts) *parts {
	kept := store.NewPublications(p.table)
	editions := library.New(p.base, kept)
	p.live = library.NewLive(editions, p.now)
	p.desk = &publication.Editor{Library: editions, Store: kept, NewID: p.newID, Now: p.now, Samples: p.samples}
	p.names = byname.New(learned.Engine())
	p.bells = make(map[string]chan struct{})
	for _, folder := range backgroundFolders {
		p.bells[folder] = make(chan struct{}, 1)
	}
	p.sheets.Arrived = p.arrived
	return &p
}

// authorizeFolder is the function that answers for tokens and has no routes.
const authorizeFolder = "functions/authorize"

// importFolder is the function that changes lists, webhooksFolder the one that can
// have an event delivered again.
const (
	importFolder   = "functions/import-lists"
	webhooksFolder = "functions/keep-webhooks"
)

// anywhere is where webhooks may be: receivers on this machine, too, and without
// encryption.
var anywhere = webhook.Options{Local: true}

// routes returns the routes of each function, by its folder.
func (p *parts) routes() map[string]api.Routes {
	timed := store.Timed(p.table, p.now, api.NoteStored)
	subs, hooks, kept := store.New(timed), store.NewWebhooks(timed), store.NewPublications(timed)
	return assembled.Routes(assembled.Parts{
		Checker: p.live.Checker, Names: p.names, Live: p.live, Publication: p.desk, Reader: annex.Reader{Open: confined.Read},
		Lists: p.lists, Keep: p.keep, Origins: publication.NewOrigins(p.live, kept), Table: timed, Submissions: subs,
		Ping: subs.Ping,
		Webhooks: &webhook.Desk{
			Store: hooks, Events: kept, Options: anywhere, NewID: p.newID, Random: random, Secrets: p.secrets, Now: p.now},
		Files: p.sheets, SignIn: p.signIn.page(), NewID: p.newID, Now: p.now,
	})
}

// arrived puts the job in line whose file was put, as the bucket's news does.
func (p *parts) arrived(ctx context.Context, key string) {
	id, ok := strings.CutSuffix(strings.TrimPrefix(key, "catalogues/"), "/"+job.Upload)
	if !ok {
		return
	}
	if err := p.catalogues().Arrived(ctx, id); err != nil {
		p.log.Error("a catalogue could not be put in line", "error", err.Error())
	}
	p.ring()
}

// catalogues is who checks catalogues: with one processor fewer than there are, so
// that questions are answered meanwhile.
func (p *parts) catalogues() *worker.Worker {
	return &worker.Worker{
		Store: store.NewCatalogues(p.table), Files: p.sheets, Now: p.now, Folder: os.TempDir(),
		Candidates: p.names.Candidates,
		Parallel:   max(1, runtime.GOMAXPROCS(0)-1),
		Checker:    func(context.Context) (*eligibility.Checker, error) { return p.live.Checker(), nil },
	}
}

// lists returns the lists as they stand now.
func (p *parts) lists(ctx context.Context) (library.Lists, error) {
	_, lists, err := p.desk.Library.Head(ctx)
	return lists, err
}

// keep keeps a file that a maintainer brings in.
func (p *parts) keep(ctx context.Context, o imports.Original) error {
	return p.files.Keep(ctx, o.List, o.SHA256, o.Raw)
}

// handlers returns the handler of each function, by its folder.
func (p *parts) handlers(metrics *api.Metrics) map[string]gateway.Handler {
	handlers := map[string]gateway.Handler{}
	for folder, routes := range p.routes() {
		handlers[folder] = gateway.Handler(api.Serve(routes, p.log, p.now, metrics))
	}
	for _, folder := range []string{importFolder, webhooksFolder} {
		handlers[folder] = p.afterwards(handlers[folder])
	}
	return handlers
}

// afterwards has the lists looked at again after each change, and those who work
// in the background look for work: as deployed, the first takes up to a minute.
func (p *parts) afterwards(h gateway.Handler) gateway.Handler {
	return func(ctx context.Context, r api.Request) (api.Response, error) {
		res, err := h(ctx, r)
		if !strings.HasPrefix(r.RouteKey, http.MethodGet) && res.StatusCode < 300 {
			if err := p.live.Refresh(ctx); err != nil {
				p.log.Warn("the lists could not be looked at", "error", err.Error())
			}
			p.ring()
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
