package api

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/publication"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// Imports is what the bringing in of lists stands on.
type Imports struct {
	Desk   *publication.Editor
	Reader publication.Reader

	// Lists returns the lists as they stand now, which an annex is read among.
	Lists func(context.Context) (library.Lists, error)

	// Keep keeps the file as it was brought in. It is called before the import
	// is stored, so that there is no import whose file is not kept. With nil no
	// file is kept.
	Keep func(ctx context.Context, o Original) error

	Now func() time.Time
}

// An Original is a file as it was brought in. Its hash is what to keep it by:
// the same file is often brought in twice.
type Original struct {
	List, Import, Name string
	SHA256             string // in hexadecimal
	Raw                []byte
}

// NewImports returns the routes of the function import-lists. Only maintainers
// of the lists reach them.
func NewImports(i Imports) Routes {
	return Routes{
		"POST /v1/lists/{list}/imports":              routeFor(maintainerScope, i.bring, importParameters...),
		"GET /v1/lists/{list}/imports":               routeFor(maintainerScope, i.list, "cursor", "limit"),
		"GET /v1/lists/{list}/imports/{id}":          routeFor(maintainerScope, i.get),
		"GET /v1/lists/{list}/imports/{id}/diff":     routeFor(maintainerScope, i.diff),
		"POST /v1/lists/{list}/imports/{id}/publish": routeFor(maintainerScope, i.publish),
		"DELETE /v1/lists/{list}/imports/{id}":       routeFor(maintainerScope, i.withdraw, "why"),
	}
}

// bring reads an annex and keeps it as a draft.
func (i Imports) bring(ctx context.Context, c *call, by string) (Response, *problem) {
	raw, p := c.file()
	if p != nil {
		return Response{}, p
	}
	r := readImportRequest(c)
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	lists, p := i.among(ctx, r.annex.List)
	if p != nil {
		return Response{}, p
	}
	r.annex.Raw, r.annex.By, r.annex.At = raw, by, i.Now().UTC().Truncate(time.Millisecond)
	read, err := i.Reader.ReadAnnex(ctx, lists, r.annex)
	if err != nil {
		return Response{}, unread(ctx, err)
	}
	if read.Input == nil {
		return Response{}, annexRefused(read)
	}
	in := *read.Input
	in.ID, in.By, in.File, in.FileSHA256, in.Source, in.Accept = i.Desk.NewID(), by, r.annex.File, hashOf(raw), r.annex.Source, r.accept
	if i.Keep != nil {
		original := Original{List: r.annex.List, Import: in.ID, Name: in.File, SHA256: in.FileSHA256, Raw: raw}
		if err := i.Keep(ctx, original); err != nil {
			return Response{}, listsRefusal(ctx, err)
		}
	}
	made, _, err := i.Desk.Draft(ctx, in)
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	noteImport(ctx, &made)
	res := answer(201, importBody(&made, read.Report), keepNot)
	res.Headers["location"] = "/v1/lists/" + made.List + "/imports/" + made.ID
	return res, nil
}

// among returns the lists to read an annex of a list among. An edition that is
// stored damaged is mended by bringing it in again, and must not stand in the
// way of that: the annex is then read among the built-in lists.
func (i Imports) among(ctx context.Context, list string) (library.Lists, *problem) {
	lists, err := i.Lists(ctx)
	switch {
	case errors.Is(err, library.ErrDamaged):
		lists = i.Desk.Library.Base()
	case err != nil:
		return lists, listsRefusal(ctx, err)
	}
	if known(lists, list) {
		return lists, nil
	}
	if builtInAlone(list) {
		return lists, newProblem(ListFixed, list)
	}
	return lists, newProblem(ListUnknown)
}

// known reports whether there is a list of that id that takes imports.
func known(lists library.Lists, id string) bool {
	_, goods := lists.Goods.List(id)
	_, of := lists.Services.List(id)
	return goods || of
}

// builtInAlone reports whether the id is that of the tariff, or of the
// provisions of law: what is part of the program.
func builtInAlone(id string) bool {
	return id == tariff.Tables()[0].Edition().List || id == services.BuiltIn().Laws().List
}

// list answers with a page of a list's imports, newest first.
func (i Imports) list(ctx context.Context, c *call, _ string) (Response, *problem) {
	limit := c.limit()
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	id := c.PathParameters["list"]
	scope := []string{"imports", id}
	after, p := c.after(scope...)
	if p != nil {
		return Response{}, p
	}
	page, next, err := i.Desk.Imports(ctx, id, storage.Page{After: after, Limit: limit})
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	if len(page) == 0 {
		if _, p := i.among(ctx, id); p != nil && p.code != ListFixed {
			return Response{}, p
		}
	}
	w := newWriter()
	w.begin('{')
	w.array("items")
	for n := range page {
		w.begin('{')
		w.imported(&page[n])
		w.end('}')
	}
	w.end(']')
	w.strOrNull("next_cursor", cursor(next, scope...))
	w.end('}')
	return answer(200, w, keepNot), nil
}

// find returns the import that the path names.
func (i Imports) find(ctx context.Context, c *call) (publication.Import, *problem) {
	list, id := c.PathParameters["list"], c.PathParameters["id"]
	if !publication.ValidName(list) || !submission.ValidID(id) {
		return publication.Import{}, newProblem(NoImport)
	}
	found, err := i.Desk.Import(ctx, list, id)
	if errors.Is(err, storage.ErrNotFound) {
		return found, newProblem(NoImport)
	}
	if err != nil {
		return found, listsRefusal(ctx, err)
	}
	return found, nil
}

// get answers with an import and what the reader of the annex said; as a page of
// text when that is what the caller would rather have.
func (i Imports) get(ctx context.Context, c *call, _ string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return Response{}, p
	}
	report, text, err := i.Desk.Report(ctx, found.List, found.ID)
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	res := answer(200, importBody(&found, report), keepNot)
	if prefersText(header(c.Request, "accept")) {
		res.Headers["content-type"], res.Body = typeText, string(text)
	}
	res.Headers["vary"] = "accept"
	return res, nil
}

// prefersText reports whether a caller would rather have text than JSON, by
// Accept (RFC 9110, 12.5.1).
func prefersText(accept string) bool {
	weights := map[string]float64{"text/plain": -1, "application/json": -1}
	others := 0.0
	for part := range strings.SplitSeq(strings.ToLower(accept), ",") {
		media, params, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			var err error
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		switch media = strings.TrimSpace(media); media {
		case "*/*":
			others = weight
		case "text/plain", "application/json":
			weights[media] = weight
		}
	}
	for media, weight := range weights {
		if weight < 0 {
			weights[media] = others
		}
	}
	return weights["text/plain"] > weights["application/json"]
}

// publish puts an import in force, when the caller repeats the hash of the
// difference that it makes.
func (i Imports) publish(ctx context.Context, c *call, by string) (Response, *problem) {
	body, p := c.body()
	if p != nil {
		return Response{}, p
	}
	var hash string
	if p := bind(body, &c.faults, func(b *binder, name string) bool { return name == "diff_hash" && (b.string(&hash) || true) }); p != nil {
		return Response{}, p
	}
	if hash == "" && !c.faults.covers("/diff_hash") {
		c.faults.add("/diff_hash", Required)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return Response{}, p
	}
	published, err := i.Desk.Publish(ctx, found.List, found.ID, hash, by)
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	noteImport(ctx, &published)
	return answer(200, importBody(&published, nil), keepNot), nil
}

// diff answers with what publishing an import would change, as it was last
// compared; of one that was published, as it was reviewed.
func (i Imports) diff(ctx context.Context, c *call, _ string) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return Response{}, p
	}
	d, err := i.Desk.Diff(ctx, found.List, found.ID)
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	lists, err := i.Lists(ctx)
	if err != nil { // they only say which edition a row was in, of several
		note(ctx).failure = err.Error()
		lists = i.Desk.Library.Base()
	}
	w := newWriter()
	w.begin('{')
	w.str("list", found.List)
	w.str("import", found.ID)
	w.str("state", string(found.State))
	w.str("diff_hash", found.DiffHash)
	w.int("compared_version", int64(found.Version))
	w.array("from")
	for n := range d.From {
		w.side(&d.From[n])
	}
	w.end(']')
	w.key("to")
	w.side(&d.To)
	w.bool("comparable", d.Comparable())
	w.counts(found.Counts)
	between := comparison{writer: w, diff: d, to: editionOfRef(&found.Edition), from: whose(d, lists)}
	between.write()
	annexes{&found}.sources(w)
	w.end('}')
	return answer(200, w, keepNot), nil
}

// maxWhy is how many characters the reason of a withdrawal may have.
const maxWhy = 500

// withdraw takes an import back.
func (i Imports) withdraw(ctx context.Context, c *call, by string) (Response, *problem) {
	why := c.parameter("why")
	if utf8.RuneCountInString(why) > maxWhy {
		c.faults.add("/query/why", TooLong, maxWhy)
	}
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	found, p := i.find(ctx, c)
	if p != nil {
		return Response{}, p
	}
	withdrawn, err := i.Desk.Withdraw(ctx, found.List, found.ID, by, why)
	if err != nil {
		return Response{}, listsRefusal(ctx, err)
	}
	noteImport(ctx, &withdrawn)
	return answer(200, importBody(&withdrawn, nil), keepNot), nil
}

// noteImport notes an import for the log.
func noteImport(ctx context.Context, i *publication.Import) {
	note(ctx).imported = i.List + "/" + i.Edition.ID + " " + i.ID + " " + string(i.State)
}

// importBody is an import, with what the reader of the annex said where that is
// given.
func importBody(i *publication.Import, report []byte) *writer {
	w := newWriter()
	w.begin('{')
	w.imported(i)
	if report != nil {
		w.report(report)
	}
	w.end('}')
	return w
}

// imported writes the members that an import has wherever it is named.
func (w *writer) imported(i *publication.Import) {
	w.str("id", i.ID)
	w.str("list", i.List)
	w.str("edition", i.Edition.ID)
	w.str("state", string(i.State))
	e := editionOfRef(&i.Edition)
	w.text("title", e.Title)
	w.text("issuer", e.Issuer)
	w.str("document", e.Document)
	w.str("published_in", e.Published)
	w.editionState(e)
	w.dateOrNull("superseded_on", e.To)
	w.broughtIn(i)
	w.int("compared_version", int64(i.Version))
	w.str("diff_hash", i.DiffHash)
	w.counts(i.Counts)
	w.reach(i.Reach)
	w.findings(i.Findings)
	w.array("accept")
	for _, code := range i.Accept {
		w.value(string(code))
	}
	w.end(']')
	w.becameOf(i)
}

// editionOfRef is the edition that a reference names, without its rows.
func editionOfRef(r *library.Ref) *edition.Edition {
	return &edition.Edition{
		List: r.List, ID: r.ID, Title: r.Title, Issuer: r.Issuer, Document: r.Document, Interval: r.Interval,
		Stated: r.Stated, Held: r.Held, Sample: r.Sample, Published: r.Published, SHA256: r.SHA256,
	}
}

// broughtIn writes where an import came from.
func (w *writer) broughtIn(i *publication.Import) {
	w.object("file")
	w.str("name", i.File)
	w.str("sha256", i.FileSHA256)
	w.some("source", i.Source)
	w.end('}')
	w.str("imported_by", i.By)
	w.time("imported_at", i.At)
}

// becameOf writes what became of an import.
func (w *writer) becameOf(i *publication.Import) {
	w.step("publication", i.Publication, "version", i.PublishedAs)
	w.strOrNull("published_by", i.PublishedBy)
	w.timeOrNull("published_at", i.PublishedAt)
	w.step("withdrawal", i.Withdrawal, "withdrawn_version", i.WithdrawnAs)
	w.strOrNull("withdrawn_by", i.WithdrawnBy)
	w.timeOrNull("withdrawn_at", i.WithdrawnAt)
	w.strOrNull("withdrawn_why", i.WithdrawnWhy)
}

// step writes what made a version of the lists, and which; null for neither.
func (w *writer) step(name, id, versionName string, version int) {
	w.strOrNull(name, id)
	if version == 0 {
		w.null(versionName)
		return
	}
	w.int(versionName, int64(version))
}

func (w *writer) counts(c difference.Counts) {
	w.object("counts")
	w.int("added", int64(c.Added))
	w.int("removed", int64(c.Removed))
	w.int("renumbered", int64(c.Renumbered))
	w.int("changed", int64(c.Changed))
	w.int("same", int64(c.Same))
	w.end('}')
}

func (w *writer) reach(r redecision.Estimate) {
	w.object("reach")
	w.int("submissions", int64(r.Submissions))
	w.bool("at_least", r.AtLeast)
	w.bool("all", r.All)
	w.end('}')
}

func (w *writer) findings(findings []publication.Finding) {
	w.array("findings")
	for _, f := range findings {
		w.begin('{')
		w.str("code", string(f.Code))
		w.bool("problem", f.Problem)
		w.bool("accepted", f.Accepted)
		w.text("text", f.Text)
		w.end('}')
	}
	w.end(']')
}
