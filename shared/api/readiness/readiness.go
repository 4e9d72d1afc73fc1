package readiness

import (
	"context"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
)

// Handlers is what can be degraded: the lists, and the store.
type Handlers struct {
	Checker func() *eligibility.Checker
	Store   func(context.Context) error // whether the store answers

	// Lists says how current the lists are. It may be nil, where none are
	// imported.
	Lists func() library.Status
}

// New returns the route that says whether all is well. It belongs to
// the function keep-submissions, which alone can ask the store.
func New(r Handlers) api.Routes {
	return api.Routes{"GET /readyz": api.Route(r.ready)}
}

// storeTime is how long the store may take to say that it is there.
const storeTime = time.Second

// What may not work: submissions, imports, webhooks and events while the store
// does not answer; lists as they stand now, when the last look for newer ones
// failed or an edition could not be read. Checks, the tariff and the lists go on
// from what was seen last.
const (
	degradedSubmissions = "submissions"
	degradedLists       = "lists"
)

// ready answers 503 when an edition has not the hash any more that it was
// published with. A store that does not answer takes down a part alone, lists
// that could not be looked for leave older ones in use, and both are said in an
// answer of 200.
func (r Handlers) ready(ctx context.Context, c *api.Call) (api.Response, *problem.Problem) {
	if p := c.Faults.Problem(); p != nil {
		return api.Response{}, p
	}
	rec := api.Note(ctx)
	status, word := 200, "ready"
	store, degraded := "ok", []string{}
	asked, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := r.Store(asked); err != nil {
		rec.Failure += "store: " + err.Error() + "\n"
		word, store, degraded = "degraded", "unavailable", append(degraded, degradedSubmissions)
	}
	checker := r.Checker() // which may look for newer lists
	var current *library.Status
	if r.Lists != nil {
		s := r.Lists()
		current = &s
	}
	if current != nil && (current.Err != nil || !current.Whole) {
		if current.Err != nil {
			rec.Failure += "lists: " + current.Err.Error() + "\n"
		}
		word, degraded = "degraded", append(degraded, degradedLists)
	}
	lists := wire.New()
	lists.Begin('[')
	for _, l := range listing.All(checker) {
		for _, e := range l.Editions {
			err := e.Verify()
			if err != nil {
				rec.Failure += l.ID + "/" + e.About().ID + ": " + err.Error() + "\n"
				status, word = 503, "not_ready"
			}
			writeVerified(lists, e.About(), err == nil)
		}
	}
	lists.End(']')
	w := wire.New()
	w.Begin('{')
	w.Str("status", word)
	w.Strings("degraded", degraded)
	w.Str("ruleset", checker.Ruleset())
	w.Key("lists")
	w.Raw([]byte(lists.Done()))
	w.Str("store", store)
	if current != nil {
		writeCurrent(w, current)
	}
	w.End('}')
	return api.Answer(status, w, api.NoStore), nil
}

// writeCurrent writes how current the lists are.
func writeCurrent(w *wire.Writer, s *library.Status) {
	w.Object("published")
	w.Int("version", int64(s.Version))
	w.StrOrNull("publication", s.Publication)
	w.TimeOrNull("confirmed_at", s.Confirmed)
	w.Bool("whole", s.Whole)
	w.Bool("last_look_failed", s.Err != nil)
	w.End('}')
}

func writeVerified(w *wire.Writer, e *edition.Edition, ok bool) {
	w.Begin('{')
	w.Str("id", e.List)
	w.Str("edition", e.ID)
	decision.WriteEditionState(w, e)
	w.Bool("verified", ok)
	w.End('}')
}
