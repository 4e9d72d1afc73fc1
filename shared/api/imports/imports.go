package imports

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/accept"
	"importchecker/shared/api/bind"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/refusal"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
)

// Handlers serves the routes of imports.
type Handlers struct {
	Desk   *publication.Editor
	Reader publication.Reader

	// Lists returns the current lists, with which an annex is read.
	Lists func(context.Context) (library.Lists, error)

	// Keep archives the imported file. It is called before the import is stored, so
	// that every import has its file. With nil no file is archived.
	Keep func(ctx context.Context, o Original) error

	Jobs Jobs
	Now  func() time.Time
}

// An Original is an imported file. It is archived by its hash, because the same file
// is often imported twice.
type Original struct {
	List, Import, Name string
	SHA256             string // in hexadecimal
	Raw                []byte
}

// New returns the routes of the function import-lists. Only maintainers of the
// lists reach them.
func New(i Handlers) api.Routes {
	return api.Routes{
		"POST /v1/lists/{list}/imports":              api.RouteFor(api.MaintainerScope, i.create, importParameters...),
		"GET /v1/lists/{list}/imports":               api.RouteFor(api.MaintainerScope, i.list, "cursor", "limit"),
		"GET /v1/lists/{list}/imports/{id}":          api.RouteFor(api.MaintainerScope, i.get),
		"GET /v1/lists/{list}/imports/{id}/diff":     api.RouteFor(api.MaintainerScope, i.diff),
		"POST /v1/lists/{list}/imports/{id}/publish": api.RouteFor(api.MaintainerScope, i.publish),
		"DELETE /v1/lists/{list}/imports/{id}":       api.RouteFor(api.MaintainerScope, i.withdraw, "why"),
		"GET /v1/redecisions":                        api.RouteFor(api.MaintainerScope, i.redecisions),
	}
}

// create reads an annex and stores it as a draft.
func (i Handlers) create(ctx context.Context, c *api.Call, by string) (api.Response, *problem.Problem) {
	raw, p := c.ReadFile()
	if p != nil {
		return api.Response{}, p
	}
	r := readImportRequest(c)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	lists, p := i.listsWith(ctx, r.annex.List)
	if p != nil {
		return api.Response{}, p
	}
	r.annex.Raw, r.annex.By, r.annex.At = raw, by, i.Now().UTC().Truncate(time.Millisecond)
	read, err := i.Reader.ReadAnnex(ctx, lists, r.annex)
	if err != nil {
		return api.Response{}, readerProblem(ctx, err)
	}
	if read.Input == nil {
		return api.Response{}, annexRefused(read)
	}
	in := *read.Input
	in.ID, in.By, in.File, in.FileSHA256, in.Source, in.Accept = i.Desk.NewID(), by, r.annex.File, hashOf(raw),
		r.annex.Source, r.accept
	if i.Keep != nil {
		original := Original{List: r.annex.List, Import: in.ID, Name: in.File, SHA256: in.FileSHA256, Raw: raw}
		if err := i.Keep(ctx, original); err != nil {
			return api.Response{}, refusal.ForLists(ctx, err)
		}
	}
	made, _, err := i.Desk.Draft(ctx, in)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	noteImport(ctx, &made)
	res := api.Answer(201, importBody(&made, read.Report), api.NoStore)
	res.Headers["location"] = "/v1/lists/" + made.List + "/imports/" + made.ID
	return res, nil
}

// listsWith returns the lists with which an annex of a list is read. A damaged stored
// edition is repaired by importing it again, so it must not prevent an import: the
// annex is then read with the built-in lists.
func (i Handlers) listsWith(ctx context.Context, list string) (library.Lists, *problem.Problem) {
	lists, err := i.Lists(ctx)
	switch {
	case errors.Is(err, storage.ErrDamaged):
		lists = i.Desk.Library.Base()
	case err != nil:
		return lists, refusal.ForLists(ctx, err)
	}
	if _, known := lists.Title(list); known {
		return lists, nil
	}
	if listing.IsBuiltInOnly(list) {
		return lists, problem.New(problem.ListFixed, list)
	}
	return lists, problem.New(problem.ListUnknown)
}

// list answers with a page of a list's imports, newest first.
func (i Handlers) list(ctx context.Context, c *api.Call, _ string) (api.Response, *problem.Problem) {
	id := c.PathParameters["list"]
	scope := []string{"imports", id}
	asked, p := c.Page(scope...)
	if p != nil {
		return api.Response{}, p
	}
	page, next, err := i.Desk.Imports(ctx, id, asked)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	if len(page) == 0 {
		if _, p := i.listsWith(ctx, id); p != nil && p.Code != problem.ListFixed {
			return api.Response{}, p
		}
	}
	w := wire.New()
	api.WritePage(w, page, api.Cursor(next, scope...), func(i *publication.Import) {
		w.Begin('{')
		writeImported(w, i)
		w.End('}')
	})
	return api.Answer(200, w, api.NoStore), nil
}

// find returns the import that the path names.
func (i Handlers) find(ctx context.Context, c *api.Call) (publication.Import, *problem.Problem) {
	list, id := c.PathParameters["list"], c.PathParameters["id"]
	if !publication.ValidName(list) || !submission.ValidID(id) {
		return publication.Import{}, problem.New(problem.NoImport)
	}
	found, err := i.Desk.Import(ctx, list, id)
	if errors.Is(err, storage.ErrNotFound) {
		return found, problem.New(problem.NoImport)
	}
	if err != nil {
		return found, refusal.ForLists(ctx, err)
	}
	return found, nil
}

// get answers with an import and the report of the reader of its annex; as plain text
// when the caller prefers that.
func (i Handlers) get(ctx context.Context, c *api.Call, _ string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return api.Response{}, p
	}
	report, text, err := i.Desk.Report(ctx, found.List, found.ID)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	res := api.Answer(200, importBody(&found, report), api.NoStore)
	if accept.Choose(api.Header(c.Request, "accept"), "application/json", "text/plain") == "text/plain" {
		res.Headers["content-type"], res.Body = api.TypeText, string(text)
	}
	res.Headers["vary"] = "accept"
	return res, nil
}

// publish puts an import in force, if the caller sends the hash of the current
// difference.
func (i Handlers) publish(ctx context.Context, c *api.Call, by string) (api.Response, *problem.Problem) {
	body, p := c.ReadBody()
	if p != nil {
		return api.Response{}, p
	}
	var r publishRequest
	if p := bind.Read(body, &c.Faults, nil, r.field); p != nil {
		return api.Response{}, p
	}
	form.Check(&c.Faults, "", r)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return api.Response{}, p
	}
	published, err := i.Desk.Publish(ctx, found.List, found.ID, r.DiffHash, by, r.codes...)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	noteImport(ctx, &published)
	return api.Answer(200, importBody(&published, nil), api.NoStore), nil
}

// diff answers with what publishing an import would change, as of the last comparison;
// for a published import, as it was reviewed.
func (i Handlers) diff(ctx context.Context, c *api.Call, _ string) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return api.Response{}, p
	}
	d, err := i.Desk.Diff(ctx, found.List, found.ID)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	lists, err := i.Lists(ctx)
	if err != nil { // they only tell in which of several editions a row was
		api.Note(ctx).Failure = err.Error()
		lists = i.Desk.Library.Base()
	}
	w := wire.New()
	w.Begin('{')
	w.Str("list", found.List)
	w.Str("import", found.ID)
	w.Str("state", string(found.State))
	w.Str("diff_hash", found.DiffHash)
	w.Int("compared_version", int64(found.Version))
	w.Array("from")
	for n := range d.From {
		listing.WriteSide(w, &d.From[n])
	}
	w.End(']')
	w.Key("to")
	listing.WriteSide(w, &d.To)
	w.Bool("comparable", d.Comparable())
	refusal.WriteCounts(w, found.Counts)
	comparison := listing.Comparison{Writer: w, Diff: d, To: editionOfRef(&found.Edition),
		From: listing.EditionBefore(d, lists)}
	comparison.Write()
	listing.Annexes{&found}.Sources(w)
	w.End('}')
	return api.Answer(200, w, api.NoStore), nil
}

// maxWhy is the largest length of the reason of a withdrawal, in characters.
const maxWhy = 500

// withdraw withdraws an import.
func (i Handlers) withdraw(ctx context.Context, c *api.Call, by string) (api.Response, *problem.Problem) {
	why := c.Text("why", maxWhy)
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return api.Response{}, p
	}
	withdrawn, err := i.Desk.Withdraw(ctx, found.List, found.ID, by, why)
	if err != nil {
		return api.Response{}, refusal.ForLists(ctx, err)
	}
	noteImport(ctx, &withdrawn)
	return api.Answer(200, importBody(&withdrawn, nil), api.NoStore), nil
}

// noteImport notes an import for the log.
func noteImport(ctx context.Context, i *publication.Import) {
	api.Note(ctx).Imported = i.List + "/" + i.Edition.ID + " " + i.ID + " " + string(i.State)
}

// importBody writes an import, with the report of the reader of its annex if it is
// not nil.
func importBody(i *publication.Import, report []byte) *wire.Writer {
	w := wire.New()
	w.Begin('{')
	writeImported(w, i)
	if report != nil {
		writeReport(w, report)
	}
	w.End('}')
	return w
}

// writeImported writes the members that an import has in every answer.
func writeImported(w *wire.Writer, i *publication.Import) {
	w.Str("id", i.ID)
	w.Str("list", i.List)
	w.Str("edition", i.Edition.ID)
	w.Str("state", string(i.State))
	e := editionOfRef(&i.Edition)
	w.Text("title", e.Title)
	w.Text("issuer", e.Issuer)
	w.Str("document", e.Document)
	w.Str("published_in", e.Published)
	decision.WriteEditionState(w, e)
	w.DateOrNull("superseded_on", e.To)
	listing.WriteImportFile(w, i)
	w.Int("compared_version", int64(i.Version))
	w.Str("diff_hash", i.DiffHash)
	refusal.WriteCounts(w, i.Counts)
	refusal.WriteReach(w, i.Reach)
	refusal.WriteFindings(w, i.Findings)
	w.Array("accept")
	for _, code := range i.Accept {
		w.Value(string(code))
	}
	w.End(']')
	writeHistory(w, i)
}

// editionOfRef returns the edition that a reference names, without its rows.
func editionOfRef(r *library.Ref) *edition.Edition {
	return &edition.Edition{
		List: r.List, ID: r.ID, Title: r.Title, Issuer: r.Issuer, Document: r.Document, Interval: r.Interval,
		Stated: r.Stated, Held: r.Held, Sample: r.Sample, Published: r.Published, SHA256: r.SHA256,
	}
}

// writeHistory writes when and by whom an import was published and withdrawn.
func writeHistory(w *wire.Writer, i *publication.Import) {
	listing.WriteStep(w, "publication", i.Publication, "version", i.PublishedAs)
	w.StrOrNull("published_by", i.PublishedBy)
	w.TimeOrNull("published_at", i.PublishedAt)
	listing.WriteStep(w, "withdrawal", i.Withdrawal, "withdrawn_version", i.WithdrawnAs)
	w.StrOrNull("withdrawn_by", i.WithdrawnBy)
	w.TimeOrNull("withdrawn_at", i.WithdrawnAt)
	w.StrOrNull("withdrawn_why", i.WithdrawnWhy)
}
