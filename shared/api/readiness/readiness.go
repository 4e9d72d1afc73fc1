package readiness

import (
	"context"
	"errors"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/decision"
	"importchecker/shared/api/listing"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/wire"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/storage"
)

// Handlers serves the readiness check.
type Handlers struct {
	Checker func() *eligibility.Checker
	Store   func(context.Context) error // nil if the store answers

	// Lists returns how current the lists are. It may be nil, where none are
	// imported.
	Lists func() library.Status

	// Now is the clock, for editions that end soon. It may be nil.
	Now func() time.Time
}

// New returns the route of the readiness check. It belongs to the function
// keep-submissions, the only one that may ask the store.
func New(r Handlers) api.Routes {
	return api.Routes{"GET /readyz": api.Route(r.ready)}
}

// storeTime is how long the readiness check waits for the store.
const storeTime = time.Second

// The parts that can be degraded: submissions, imports, webhooks and events while the
// store does not answer; lists, when the last look for newer ones failed or an edition
// could not be read. Checks, the tariff and the lists then use what was read last.
const (
	degradedSubmissions = "submissions"
	degradedLists       = "lists"
	// degradedTariff: the newest tariff has ended, and answers are indications.
	degradedTariff = "tariff"
)

// ready answers 503 when an edition no longer has the hash that it was published
// with. While the store does not answer, or newer lists could not be looked for, it
// answers 200 with the parts that are degraded.
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
		word, store, degraded = "degraded", storeWord(err), append(degraded, degradedSubmissions)
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
	due := r.due(checker)
	for _, d := range due {
		if d.left <= 0 {
			word, degraded = "degraded", append(degraded, degradedTariff)
		}
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
	writeDue(w, due)
	if current != nil {
		writeCurrent(w, current)
	}
	w.End('}')
	return api.Answer(status, w, api.NoStore), nil
}

// storeWord returns the state of a store that failed.
func storeWord(err error) string {
	if errors.Is(err, storage.ErrFull) {
		return "full"
	}
	return "unavailable"
}

// due is a list whose newest edition ends soon, or has ended.
type due struct {
	list, edition string
	ends          edition.Date // the first day on which it is no longer in force
	left          int
}

// due returns the lists whose next edition is due. The tariff is the only built-in
// list whose editions end.
func (r Handlers) due(checker *eligibility.Checker) (all []due) {
	if r.Now == nil {
		return nil
	}
	today := edition.DateOf(r.Now())
	for _, l := range listing.All(checker) {
		if left, ends := l.DaysLeft(today); ends && left <= listing.DueDays {
			newest := l.Editions[len(l.Editions)-1].About()
			all = append(all, due{list: l.ID, edition: newest.ID, ends: newest.To, left: left})
		}
	}
	return all
}

// writeDue writes the lists that need their next edition, and when.
func writeDue(w *wire.Writer, all []due) {
	w.Array("due")
	for _, d := range all {
		w.Begin('{')
		w.Str("list", d.list)
		w.Str("edition", d.edition)
		w.Date("next_from", d.ends)
		w.Int("days_left", int64(d.left))
		text := edition.Text{
			EN: "The next edition is due: it takes effect on " + d.ends.String() + " and is not held.",
			ZH: "下一版自 " + d.ends.String() + " 起施行，尚未收录，请尽快导入。",
		}
		if d.left <= 0 {
			text = edition.Text{
				EN: "The newest edition held ended before " + d.ends.String() +
					": no verdict rests on it any more, and answers give an indication.",
				ZH: "所收录的最新版自 " + d.ends.String() + " 起失效，不再据此作出结论，答复仅供参考。",
			}
		}
		w.Text("text", text)
		w.End('}')
	}
	w.End(']')
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
