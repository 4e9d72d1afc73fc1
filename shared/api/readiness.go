package api

import (
	"context"
	"time"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
)

// Readiness is what can be degraded: the lists, and the store.
type Readiness struct {
	Checker func() *eligibility.Checker
	Store   func(context.Context) error // whether the store answers
}

// NewReadiness returns the route that says whether all is well. It belongs to
// the function keep-submissions, which alone can ask the store.
func NewReadiness(r Readiness) Routes {
	return Routes{"GET /readyz": route(r.ready)}
}

// storeTime is how long the store may take to say that it is there.
const storeTime = time.Second

// What may not work while the store does not answer. Checks, the tariff and
// the lists go on: they read what is in the binaries.
var storeRoutes = []string{"submissions"}

// ready answers 503 when an edition has not the hash any more that it was
// published with. A store that does not answer takes down a part alone, and is
// said in an answer of 200.
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
		word, store, degraded = "degraded", "unavailable", storeRoutes
	}
	lists := newWriter()
	lists.begin('[')
	for _, l := range listings(r.Checker()) {
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
	w.str("ruleset", r.Checker().Ruleset())
	w.key("lists")
	w.raw([]byte(lists.done()))
	w.str("store", store)
	w.end('}')
	return answer(status, w, keepNot), nil
}

func (w *writer) verified(e *edition.Edition, ok bool) {
	w.begin('{')
	w.str("id", e.List)
	w.str("edition", e.ID)
	w.editionState(e)
	w.bool("verified", ok)
	w.end('}')
}
