package api

import (
	"context"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
)

// Readiness is what can be degraded: the lists, and the store.
type Readiness struct {
	Checker func() *eligibility.Checker
	Store   func(context.Context) error // whether the store answers

	// Lists says how current the lists are. It may be nil, where none are
	// imported.
	Lists func() library.Status
}

// NewReadiness returns the route that says whether all is well. It belongs to
// the function keep-submissions, which alone can ask the store.
func NewReadiness(r Readiness) Routes {
	return Routes{"GET /readyz": route(r.ready)}
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
func (r Readiness) ready(ctx context.Context, c *call) (Response, *problem) {
	if p := c.faults.problem(); p != nil {
		return Response{}, p
	}
	rec := note(ctx)
	status, word := 200, "ready"
	store, degraded := "ok", []string{}
	asked, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := r.Store(asked); err != nil {
		rec.failure += "store: " + err.Error() + "\n"
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
			rec.failure += "lists: " + current.Err.Error() + "\n"
		}
		word, degraded = "degraded", append(degraded, degradedLists)
	}
	lists := newWriter()
	lists.begin('[')
	for _, l := range listings(checker) {
		for _, e := range l.editions {
			err := e.verify()
			if err != nil {
				rec.failure += l.id + "/" + e.about().ID + ": " + err.Error() + "\n"
				status, word = 503, "not_ready"
			}
			lists.verified(e.about(), err == nil)
		}
	}
	lists.end(']')
	w := newWriter()
	w.begin('{')
	w.str("status", word)
	w.strings("degraded", degraded)
	w.str("ruleset", checker.Ruleset())
	w.key("lists")
	w.raw([]byte(lists.done()))
	w.str("store", store)
	if current != nil {
		w.current(current)
	}
	w.end('}')
	return answer(status, w, keepNot), nil
}

// current writes how current the lists are.
func (w *writer) current(s *library.Status) {
	w.object("published")
	w.int("version", int64(s.Version))
	w.strOrNull("publication", s.Publication)
	w.timeOrNull("confirmed_at", s.Confirmed)
	w.bool("whole", s.Whole)
	w.bool("last_look_failed", s.Err != nil)
	w.end('}')
}

func (w *writer) verified(e *edition.Edition, ok bool) {
	w.begin('{')
	w.str("id", e.List)
	w.str("edition", e.ID)
	w.editionState(e)
	w.bool("verified", ok)
	w.end('}')
}
