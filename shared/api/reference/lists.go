package reference

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"importchecker/shared/api"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// lists answers with every list and its editions.
func (r Handlers) lists(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	o := listing.NewOrigins(r.Provenance)
	api.WritePage(w, listing.All(r.Checker()), "", func(l *listing.Listing) { writeListing(w, ctx, l, o) })
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// list answers with one list and its editions.
func (r Handlers) list(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	l, p := r.find(c)
	if p != nil {
		return api.Response{}, p
	}
	w := wire.New()
	writeListing(w, ctx, l, listing.NewOrigins(r.Provenance))
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// find returns the list that the path names.
func (r Handlers) find(c *api.Call) (*listing.Listing, *problem.Problem) {
	all := listing.All(r.Checker())
	i := slices.IndexFunc(all, func(l listing.Listing) bool { return l.ID == c.PathParameters["list"] })
	if i < 0 {
		return nil, problem.New(problem.ListUnknown)
	}
	return &all[i], nil
}

// current is the id by which a caller names the edition in force.
const current = "current"

// editionOf returns the edition with an id; for "current", the newest edition in force
// on a day.
func editionOf(l *listing.Listing, id string, day edition.Date) (listing.Rows, *problem.Problem) {
	if id == current {
		if e, ok := l.InForce(day); ok {
			return e, nil
		}
	}
	if e, ok := l.Find(id); ok {
		return e, nil
	}
	var ids []string
	for _, e := range l.Editions {
		ids = append(ids, e.About().ID)
	}
	return nil, problem.New(problem.EditionUnknown, id, strings.Join(ids, ", "))
}

func writeListing(w *wire.Writer, ctx context.Context, l *listing.Listing, o *listing.Origins) {
	w.Begin('{')
	w.Str("id", l.ID)
	w.Text("title", l.Title)
	if l.Note.EN != "" {
		w.Text("note", l.Note)
	}
	w.Array("editions")
	for _, e := range l.Editions {
		listing.WriteEdition(w, e, o.Of(ctx, e.About()))
	}
	w.End(']')
	w.End('}')
}

// entries answers with a page of an edition's rows: all of them, those that cover a
// code, or those that contain the words.
func (r Handlers) entries(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	limit := c.Limit()
	if c.OfferTable(entriesTable) && c.Parameter("limit") == "" {
		limit = maxTableRows
	}
	words := strings.ToLower(c.Parameter("q"))
	l, e, missing := r.edition(c)
	var runs [][2]int
	code := c.Parameter("code")
	if missing == nil {
		if code == "" {
			runs = [][2]int{{0, e.Len()}}
		} else {
			runs, code = e.Covering(&c.Faults, "/query/code", code)
		}
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	if missing != nil {
		return api.Response{}, missing
	}
	scope := []string{"entries", l.ID, e.About().ID, e.About().SHA256, code, words}
	after, p := c.After(scope...)
	if p != nil {
		return api.Response{}, p
	}
	first, _ := strconv.Atoi(after)

	o := listing.NewOrigins(r.Provenance)
	from := o.Of(ctx, e.About())
	from.Beside = sync.OnceValue(func() []listing.AnnexFile { return o.Files(ctx, l, e) })
	w := wire.New()
	var known listing.Annexes
	known.Add(from)
	w.Begin('{')
	w.Array("items")
	written, next := 0, ""
	for _, run := range runs {
		for i := max(run[0], first); i < run[1] && next == ""; i++ {
			switch {
			case words != "" && !e.Mentions(i, words):
			case written == limit:
				next = strconv.Itoa(i)
			default:
				e.Write(w, i, from)
				written++
			}
		}
	}
	w.End(']')
	w.StrOrNull("next_cursor", api.Cursor(next, scope...))
	listing.WriteImportOf(w, from)
	known.LookUp(ctx, w, o, l)
	known.Sources(w)
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// edition returns the edition that the path names.
func (r Handlers) edition(c *api.Call) (*listing.Listing, listing.Rows, *problem.Problem) {
	l, p := r.find(c)
	if p != nil {
		return nil, nil, p
	}
	e, p := editionOf(l, c.PathParameters["edition"], c.Today(r.Now))
	return l, e, p
}

// diff answers with what changed from one edition of a list to another.
func (r Handlers) diff(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	c.OfferTable(differenceTable)
	for _, name := range []string{"from", "to"} {
		if c.Parameter(name) == "" && !c.Faults.Covers("/query/"+name) {
			c.Faults.Add("/query/"+name, problem.Required)
		}
	}
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	l, p := r.find(c)
	if p != nil {
		return api.Response{}, p
	}
	from, p := editionOf(l, c.Parameter("from"), c.Today(r.Now))
	if p != nil {
		return api.Response{}, p
	}
	to, p := editionOf(l, c.Parameter("to"), c.Today(r.Now))
	if p != nil {
		return api.Response{}, p
	}
	o := listing.NewOrigins(r.Provenance)
	w := wire.New()
	w.Begin('{')
	w.Str("list", l.ID)
	w.Key("from")
	listing.WriteEdition(w, from, o.Of(ctx, from.About()))
	w.Key("to")
	listing.WriteEdition(w, to, o.Of(ctx, to.About()))
	comparable := listing.Complete(from) && listing.Complete(to)
	w.Bool("comparable", comparable)
	_, goods := from.(listing.GoodsRows)
	writeReasonUnless(w, comparable, goods)
	comparison := listing.Comparison{
		Writer: w, Diff: listing.Compare(from, to), To: to.About(),
		From: func(string, tariff.Code) *edition.Edition { return from.About() },
	}
	comparison.Write()
	var known listing.Annexes
	known.LookUp(ctx, w, o, l)
	known.Sources(w)
	w.End('}')
	return api.WithETag(c.Request, api.Answer(200, w, api.Revalidate)), nil
}

// notComparable explains why the absence of a row from an incomplete edition proves
// nothing.
var notComparable = edition.Text{
	EN: "Not all rows of both editions are held, so a row that is missing from one may still be on it. Given are only rows held of both whose remarks differ, rows absent from an edition held whole, and rows that the later edition itself is reported to have removed.",
	ZH: "两个版本并非都收录完整，某行未见于一版不代表其不在该版清单上。此处仅列出两版均收录且备注不同的行、未见于完整收录版本的行，以及据报由后一版本自行删除的行。",
}

// writeReasonUnless writes why two editions cannot be compared completely; null if
// they can.
func writeReasonUnless(w *wire.Writer, comparable, goods bool) {
	switch {
	case comparable:
		w.Null("reason")
	case goods:
		w.Text("reason", notComparable)
	default:
		w.Text("reason", listing.MeasuresNotComparable)
	}
}
