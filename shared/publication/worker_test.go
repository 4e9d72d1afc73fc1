package publication_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/redecision"
	"importchecker/shared/storage"
	"importchecker/shared/store"
	"importchecker/shared/submission"
	"importchecker/shared/tariff"
)

// e22 returns the complete edition of 2022, which the tests below begin with.
func e22(texts ...string) *list.Edition {
	return cbec("2022", day(2022, 3, 1), 0, rows(texts...))
}

// TestDecideAgain follows one publication: which submissions are decided again,
// and what the seller is told.
func TestDecideAgain(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(e22("04090000", "04051000", "95061100"))
		c := h.catalogue()
		honey := h.submit(c, "acme", "04090000", 0)
		finer := h.submit(c, "acme", "0409000000", 0)
		coarser := h.submit(c, "acme", "0405", 0)
		butter := h.submit(c, "acme", "04051000", 0)
		skis := h.submit(c, "other", "95061100", 0)
		unlisted := h.submit(c, "other", "95061200", 0)
		past := h.submit(c, "other", "04090000", day(2022, 2, 1)) // before the edition
		h.pass(time.Hour)

		i := h.publish(e22("04090000:仅限网购保税商品", "04051000", "04059000", "95061200"))
		h.work()
		for _, row := range []struct {
			name            string
			sub             submission.Submission
			bonded, direct  string // "" when not decided again
			change, entry   string
			code, was, mark string
		}{
			{"honey, bonded only now", honey, "conditional", "ineligible", event.CauseChanged, "3", "04090000", "", "仅限网购保税商品"},
			{"a code under it", finer, "conditional", "ineligible", event.CauseChanged, "3", "04090000", "", "仅限网购保税商品"},
			{"a heading, of which another line is listed", coarser, "undetermined", "ineligible", event.CauseAdded, "2",
				"04059000", "", ""},
			{"butter, as before", butter, "", "", "", "", "", "", ""},
			{"skis, no longer listed", skis, "ineligible", "ineligible", event.CauseRemoved, "3", "95061100", "", ""},
			{"ski fastenings, listed now", unlisted, "conditional", "conditional", event.CauseAdded, "4", "95061200", "", ""},
			{"honey, of a day before the edition", past, "", "", "", "", "", "", ""},
		} {
			decisions := h.decisions(row.sub)
			var mine []event.Event
			for _, e := range h.events(row.sub.Seller) {
				if e.Submission == row.sub.ID {
					mine = append(mine, e)
				}
			}
			if row.bonded == "" {
				if len(decisions) != 1 || len(mine) != 0 {
					t.Errorf("%s: %d decisions, events %+v", row.name, len(decisions), mine)
				}
				continue
			}
			if len(decisions) != 2 || len(mine) != 1 {
				t.Errorf("%s: %d decisions, %d events", row.name, len(decisions), len(mine))
				continue
			}
			d, e := decisions[1], mine[0]
			if got := verdict(d, "cbec_bonded") + " " + verdict(d, "cbec_direct"); d.Cause != submission.CauseListPublished ||
				got != row.bonded+" "+row.direct {
				t.Errorf("%s: decided %s because of %s, want %s %s", row.name, got, d.Cause, row.bonded, row.direct)
			}
			want := event.Cause{
				Publication: i.Publication, Publications: []string{i.Publication}, Version: 2, Action: library.ActionPublished,
				List: list.CBEC, Edition: "2022", Document: "公告2022",
				Change: row.change, Entry: row.entry, Code: row.code, Was: row.was, Remark: row.mark,
			}
			if !reflect.DeepEqual(e.Cause, want) {
				t.Errorf("%s: caused by %+v\nwant %+v", row.name, e.Cause, want)
			}
			if weighty := slices.ContainsFunc(e.Changes, func(c event.Change) bool {
				return slices.Contains(c.What, event.ChangedVerdict) || slices.Contains(c.What, event.ChangedConditions)
			}); !weighty || e.Type != event.DecisionChanged {
				t.Errorf("%s: %s, with changes %+v", row.name, e.Type, e.Changes)
			}
			if e.Decision != d.ID || e.Seq != 2 || e.Ref != row.sub.Ref || e.Code != row.sub.Code || e.AsOf != "2026-03-01" ||
				!slices.Equal(e.Old, row.sub.Verdicts) || e.New[0].Verdict != verdict(d, e.New[0].Where) {
				t.Errorf("%s: told %+v", row.name, e)
			}
		}
		// Only what is due later is left, and repeating the work adds nothing.
		h.pass(3 * time.Minute)
		h.work()
		if open, err := h.kept.OpenJobs(h.ctx()); err != nil || len(open) != 0 {
			t.Errorf("open jobs %+v, %v", open, err)
		}
		if n := len(h.events("acme")) + len(h.events("other")); n != 5 {
			t.Errorf("%d events", n)
		}

		// After the withdrawal, it is decided as before.
		h.withdraw(i)
		h.work()
		for _, sub := range []submission.Submission{honey, finer, coarser, skis, unlisted} {
			decisions := h.decisions(sub)
			if len(decisions) != 3 || verdict(decisions[2], "cbec_bonded") != verdict(decisions[0], "cbec_bonded") {
				t.Errorf("%s after the withdrawal: %d decisions", sub.Code, len(decisions))
			}
		}
		told := h.events("acme")
		if last := told[len(told)-1]; last.Cause.Action != library.ActionWithdrawn || last.Cause.Edition != "2022" {
			t.Errorf("told of the withdrawal: %+v", last)
		}
	})
}

// TestPayload pins the payload of events.
func TestPayload(t *testing.T) {
	e := event.Event{
		ID: "06eae", Type: event.DecisionChanged, At: start, Seller: "acme", Submission: "06eaf", Kind: submission.Goods,
		Ref: "SKU <1>", Code: "04090000", AsOf: "2026-03-01",
		Decision: "06eb0", Seq: 2, Old: []submission.Verdict{{Where: "cbec_direct", Verdict: "conditional"}},
		New: []submission.Verdict{{Where: "cbec_direct", Verdict: "ineligible"}},
		Cause: event.Cause{Publication: "p", Version: 2, Action: library.ActionPublished, List: list.CBEC, Edition: "2022",
			Document: "公告2022年第7号", Change: event.CauseChanged, Entry: "44", Code: "04090000", Remark: "仅限网购保税商品"},
	}
	const want = `{"type":"decision.changed","timestamp":"2026-03-01T02:00:00Z","data":{"id":"06eae","submission":"06eaf","seller":"acme","ref":"SKU <1>","kind":"goods","hs_code":"04090000","as_of":"2026-03-01",` +
		`"decision":{"id":"06eb0","seq":2},"old_verdicts":{"cbec_direct":"conditional"},"new_verdicts":{"cbec_direct":"ineligible"},` +
		`"changes":{},"cause":{"publication":"p","publications":["p"],"version":2,"action":"published","list":"cbec-retail-import","edition":"2022","document":"公告2022年第7号","change":"changed","entry":"44","hs_code":"04090000","remark":"仅限网购保税商品"}}}`
	got, err := e.Payload()
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

// TestRenumbered checks the events for goods listed under a new code, for
// submissions with the old code and with the new one.
func TestRenumbered(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	named := func(code string) *list.Edition {
		e := e22("04090000", code)
		for i := range e.Entries {
			if string(e.Entries[i].Code) == code {
				e.Entries[i].NameZH = "智能手机"
			}
		}
		e.SHA256 = e.Sum()
		return e
	}
	h.begin(named("85171410"))
	old, new := h.submit(h.catalogue(), "acme", "85171410", 0), h.submit(h.catalogue(), "acme", "85171300", 0)
	h.publish(named("85171300"))
	h.work()
	told := map[string]event.Cause{}
	for _, e := range h.events("acme") {
		told[e.Submission] = e.Cause
	}
	for _, sub := range []submission.Submission{old, new} {
		if c := told[sub.ID]; c.Change != event.CauseRenumbered || c.Code != "85171300" || c.Was != "85171410" {
			t.Errorf("%s is told %+v", sub.Code, c)
		}
	}
}

// TestFragmentMadeWhole checks that when an official annex replaces a fragment,
// codes that are not on it are not listed.
func TestFragmentMadeWhole(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		c := h.catalogue()
		honey, odd, chapter := h.submit(c, "acme", "04090000", 0), h.submit(c, "acme", "99999999", day(2023, 1, 1)),
			h.submit(c, "acme", "93", 0)
		h.publish(e22("04051000"))
		h.work()
		for _, sub := range []submission.Submission{honey, odd} {
			if d := h.decisions(sub); len(d) != 2 || verdict(d[1], "cbec_bonded") != "ineligible" {
				t.Errorf("%s: %d decisions, the last %s", sub.Code, len(d), verdict(d[len(d)-1], "cbec_bonded"))
			}
		}
		for _, e := range h.events("acme") {
			if e.Submission == chapter.ID {
				continue // it contains a row that the fragment reported as removed
			}
			if e.Cause.Change != event.CauseList || e.Cause.Document != "公告2022" || e.Cause.Entry != "" {
				t.Errorf("told %+v", e.Cause)
			}
		}
		if d := h.decisions(chapter); len(d) != 2 {
			t.Errorf("a chapter: %d decisions", len(d))
		}
	})
}

// TestFutureEdition checks that a future edition decides requests for its days
// at once, and requests without a day on its first day.
func TestFutureEdition(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	c := h.catalogue()
	dated, undated := h.submit(c, "acme", "04090000", day(2027, 2, 1)), h.submit(c, "acme", "04090000", 0)
	h.publish(cbec("2027", day(2027, 1, 1), day(2027, 7, 1), rows("95061100")))
	h.work()
	h.pass(time.Hour)
	h.work()
	if d, u := h.decisions(dated), h.decisions(undated); len(d) != 2 || verdict(d[1], "cbec_bonded") != "ineligible" ||
		len(u) != 1 {
		t.Errorf("at once: %d decisions of a day to come, %d of today", len(d), len(u))
	}
	h.clock.Store(int64(time.Date(2026, 12, 31, 15, 59, 59, 0, time.UTC).Sub(start))) // a second before midnight in China
	h.work()
	if u := h.decisions(undated); len(u) != 1 {
		t.Errorf("on the day before: %d decisions", len(u))
	}
	h.until(day(2027, 1, 1))
	h.work()
	if d, u := h.decisions(dated), h.decisions(undated); len(d) != 2 || len(u) != 2 ||
		verdict(u[1], "cbec_bonded") != "ineligible" {
		t.Errorf("on the first day: %d and %d decisions", len(d), len(u))
	}
	h.until(day(2027, 7, 1))
	h.work()
	u := h.decisions(undated)
	if len(u) != 3 || verdict(u[2], "cbec_bonded") != "undetermined" {
		t.Errorf("on the day when it has ended: %d decisions", len(u))
	}
	told := h.events("acme")
	if len(told) != 3 || told[1].AsOf != "2027-01-01" ||
		!told[1].At.Equal(time.Date(2026, 12, 31, 16, 1, 0, 0, time.UTC)) || told[2].Cause.Change != event.CauseList {
		t.Errorf("told %+v", told)
	}
}

// TestSettle checks that submissions stored by a function that had not seen the
// publication are found after settling.
func TestSettle(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.publish(e22("04090000", "04051000"))
	h.pass(time.Hour)
	h.work()
	stale := h.catalogue()
	early := h.submit(stale, "acme", "04090000", 0)
	h.pass(time.Hour)
	h.publish(e22("04051000"))
	h.work()
	h.pass(20 * time.Second)
	late := h.submit(stale, "acme", "04090000", 0)
	h.work()
	if n := len(h.decisions(late)); n != 1 {
		t.Errorf("%d decisions before the news has travelled", n)
	}
	h.pass(2 * time.Minute)
	h.work()
	for name, sub := range map[string]submission.Submission{"early": early, "late": late} {
		if d := h.decisions(sub); len(d) != 2 || verdict(d[1], "cbec_bonded") != "ineligible" {
			t.Errorf("%s: %d decisions", name, len(d))
		}
	}
	if n := len(h.events("acme")); n != 2 {
		t.Errorf("%d events", n)
	}
}

// TestWithdrawnBeforeDecided checks that a job decides on the current lists
// when they changed before it was done.
func TestWithdrawnBeforeDecided(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	sub := h.submit(h.catalogue(), "acme", "04090000", 0)
	h.withdraw(h.publish(e22("04051000")))
	h.work()
	h.pass(time.Hour)
	h.work()
	if d, e := h.decisions(sub), h.events("acme"); len(d) != 1 || len(e) != 0 {
		t.Errorf("%d decisions, events %+v", len(d), e)
	}
}

// meddling runs a function between reading and writing.
type meddling struct {
	redecision.Store
	before func(sub submission.Submission)
}

func (m *meddling) AppendChanged(ctx context.Context, sub submission.Submission, d submission.Decision,
	verdicts []submission.Verdict, version int, e event.Event) error {
	if f := m.before; f != nil {
		m.before = nil
		f(sub)
	}
	return m.Store.AppendChanged(ctx, sub, d, verdicts, version, e)
}

// TestMovedMeanwhile checks that a worker does not write decisions on lists
// that were withdrawn meanwhile.
func TestMovedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(e22("04090000"))
		sub := h.submit(h.catalogue(), "acme", "04090000", 0)
		i := h.publish(e22("04051000"))
		h.worker.Store = &meddling{Store: h.kept, before: func(submission.Submission) {
			h.withdraw(i)
			other := *h.worker
			other.Store = h.kept
			if _, err := other.Run(h.ctx(), 1); err != nil {
				t.Error(err)
			}
		}}
		h.work()
		if d, e := h.decisions(sub), h.events("acme"); len(d) != 1 || len(e) != 0 {
			t.Errorf("%d decisions, events %+v", len(d), e)
		}
	})
}

// TestDecidedMeanwhile checks that there is one decision when another worker
// was faster.
func TestDecidedMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(e22("04090000"))
		sub := h.submit(h.catalogue(), "acme", "04090000", 0)
		h.publish(e22("04051000"))
		h.worker.Store = &meddling{Store: h.kept, before: func(submission.Submission) {
			other := *h.worker
			other.Store = h.kept
			if _, err := other.Run(h.ctx(), 1); err != nil {
				t.Error(err)
			}
		}}
		h.work()
		if d, e := h.decisions(sub), h.events("acme"); len(d) != 2 || len(e) != 1 {
			t.Errorf("%d decisions, events %+v", len(d), e)
		}
	})
}

// TestUndecidable checks that a submission that cannot be decided is reported,
// and does not prevent others.
func TestUndecidable(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	bad, good := h.submit(h.catalogue(), "acme", "04090000", 0), h.submit(h.catalogue(), "acme", "04090000", 0)
	i := h.publish(e22("04051000"))
	h.worker.Answer = func(c *eligibility.Checker, request []byte, today edition.Date) ([]byte, error) {
		if string(request) == string(bad.Request) {
			return nil, errors.New("no such request any more")
		}
		return answer(c, request, today)
	}
	h.work()
	if b, g := h.decisions(bad), h.decisions(good); len(b) != 1 || len(g) != 2 {
		t.Errorf("%d and %d decisions", len(b), len(g))
	}
	progress, err := h.kept.Progress(h.ctx(), i.Publication)
	if err != nil || len(progress) != 1 || progress[0].Failed != 1 || progress[0].Examined != 2 ||
		progress[0].Changed != 1 ||
		len(progress[0].Failures) != 1 || !strings.Contains(progress[0].Failures[0], bad.ID) {
		t.Errorf("progress %+v, %v", progress, err)
	}
}

// TestOutage checks that a job stays open when storage cannot be reached.
func TestOutage(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	sub := h.submit(h.catalogue(), "acme", "04090000", 0)
	h.publish(e22("04051000"))
	h.worker.Store = &unreachable{h.kept}
	if done, err := h.worker.Run(h.ctx(), 1); done || !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("got %t, %v", done, err)
	}
	h.worker.Store = h.kept
	h.work()
	if n := len(h.decisions(sub)); n != 2 {
		t.Errorf("%d decisions", n)
	}
}

type unreachable struct{ redecision.Store }

func (*unreachable) AppendChanged(context.Context, submission.Submission, submission.Decision,
	[]submission.Verdict, int, event.Event) error {
	return fmt.Errorf("append: %w", storage.ErrUnavailable)
}

// TestDeadline checks that a worker saves its progress before its deadline.
func TestDeadline(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	h.submit(h.catalogue(), "acme", "04090000", 0)
	h.publish(e22("04051000"))
	ctx, cancel := context.WithTimeout(h.ctx(), time.Minute)
	defer cancel()
	h.worker.Spare = time.Hour
	if done, err := h.worker.Run(ctx, 1); done || err != nil {
		t.Errorf("got %t, %v", done, err)
	}
	h.worker.Spare = time.Second
	if done, err := h.worker.Run(ctx, 1); !done || err != nil {
		t.Errorf("got %t, %v", done, err)
	}
}

// TestTasksOutOfOrder checks that tasks that are done, not due, or of an
// unknown job have no effect.
func TestTasksOutOfOrder(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	sub := h.submit(h.catalogue(), "acme", "04090000", 0)
	i := h.publish(e22("04051000"))
	tasks, err := h.worker.Tasks(h.ctx())
	if err != nil || len(tasks) != 1 {
		t.Fatalf("tasks %v, %v", tasks, err)
	}
	early := redecision.Task{Job: i.Publication + "-settle"}
	for _, task := range []redecision.Task{early, tasks[0], tasks[0], early, tasks[0]} {
		p, err := h.worker.Do(h.ctx(), task)
		if err != nil || p.Done != (task == tasks[0]) {
			t.Errorf("%+v: %+v, %v", task, p, err)
		}
	}
	if _, err := h.worker.Do(h.ctx(), redecision.Task{Job: "nothing"}); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if d, e := h.decisions(sub), h.events("acme"); len(d) != 2 || len(e) != 1 {
		t.Errorf("%d decisions, %d events", len(d), len(e))
	}
}

// TestSignificant checks which differences of answers are significant.
func TestSignificant(t *testing.T) {
	ask := func(e *list.Edition, code string, on edition.Date) string {
		body, err := answer(eligibility.NewChecker(list.BuiltIn().With(e)), request(code, on, ""), on)
		if err != nil {
			t.Fatal(err)
		}
		text, err := redecision.Significant(body)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	on := day(2027, 2, 1)
	base := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "95061100"))
	edit := func(f func(*list.Edition)) *list.Edition {
		e := cbec("2027", day(2027, 1, 1), 0, rows("04090000", "95061100"))
		f(e)
		e.SHA256 = e.Sum()
		return e
	}
	for _, row := range []struct {
		name string
		e    *list.Edition
		code string
		same bool
	}{
		{"itself", base, "04090000", true},
		{"another id", edit(func(e *list.Edition) { e.ID = "other" }), "04090000", true},
		{"another title", edit(func(e *list.Edition) { e.Title.EN = "Other" }), "04090000", true},
		{"another document", edit(func(e *list.Edition) { e.Document = "other" }), "04090000", true},
		{"another serial number", edit(func(e *list.Edition) { e.Entries[0].ID = "99" }), "04090000", true},
		{"another row", edit(func(e *list.Edition) { e.Entries[1].NameZH = "其他" }), "04090000", true},
		{"another name", edit(func(e *list.Edition) { e.Entries[0].NameZH = "蜜" }), "04090000", false},
		{"a remark", edit(func(e *list.Edition) { e.Entries[0].Conditions = list.ManualRemark("见注释") }), "04090000", false},
		{"another basis",
			edit(func(e *list.Edition) { e.Entries[0].Basis = edition.Reported; e.Entries[0].Sources = []string{"S01"} }),
			"04090000", false},
		{"not listed", edit(func(e *list.Edition) { e.Entries = e.Entries[1:]; e.Held, e.Stated = 1, 1 }), "04090000", false},
		{"not listed on either", edit(func(e *list.Edition) { e.Held, e.Stated = 3, 3 }), "95061200", true},
		{"not listed, and unknown", edit(func(e *list.Edition) { e.Stated = 3 }), "95061200", false},
	} {
		if same := ask(row.e, row.code, on) == ask(base, row.code, on); same != row.same {
			t.Errorf("%s: the same answer is %t, want %t", row.name, same, row.same)
		}
	}
	if _, err := redecision.Significant([]byte("{")); err == nil {
		t.Error("what is no decision was read")
	}
}

// TestTouchedIsEnough compares Touched with deciding everything, on random
// lists: every code whose answer changes on some day is affected.
func TestTouchedIsEnough(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, thousands of decisions")
	random := rand.New(rand.NewPCG(5, 6))
	remarks := []string{"", "", "", "仅限网购保税商品", "列入《进出口野生动植物种商品目录》的商品除外", "每人每年不超过20千克"}
	few := []tariff.Code{"04090000", "04051000", "04059000", "95061100", "95061200", "85171300", "85171410", "16010010",
		"0409", "950611"}
	asked := append([]tariff.Code{"0409000000", "04", "95", "9506", "040590", "04100010", "8517", "85171310", "01012100",
		"99999999"}, few...)
	days := []edition.Date{day(2021, 1, 1), day(2022, 3, 1), day(2025, 6, 1), day(2026, 3, 1), day(2026, 12, 31),
		day(2027, 1, 1), day(2027, 8, 1), day(2028, 2, 1)}
	edition := func() *list.Edition {
		var texts []string
		for _, c := range few {
			if random.IntN(2) == 0 {
				texts = append(texts, string(c)+":"+remarks[random.IntN(len(remarks))])
			}
		}
		id := []string{"2019", "2022", "2022", "2026", "2027"}[random.IntN(5)]
		e := cbec(id, map[string]edition.Date{"2019": day(2020, 1, 1), "2022": day(2022, 3, 1), "2026": day(2026, 3, 1),
			"2027": day(2027, 1, 1)}[id], 0, rows(texts...))
		switch {
		case id == "2019":
			e.To = day(2022, 3, 1)
		case random.IntN(4) == 0:
			e.To = e.From.AddDays(200)
		}
		e.Stated += random.IntN(2)
		e.SHA256 = e.Sum()
		return e
	}
	touched, differed := 0, 0
	for range heavy(60, 10) {
		before := list.BuiltIn()
		for range random.IntN(3) {
			before = before.With(edition())
		}
		after := before.With(edition())
		touch := redecision.Touched(goods(before), goods(after), list.CBEC)
		old, new := eligibility.NewChecker(before), eligibility.NewChecker(after)
		for _, code := range asked {
			for _, on := range days {
				was, is := comesTo(t, old, code, on), comesTo(t, new, code, on)
				if touch.Has(code) {
					touched++
				}
				if was == is {
					continue
				}
				if differed++; !touch.Has(code) {
					t.Fatalf("%s on %s is answered otherwise, and not reached by %+v\nwas %s\nis  %s", code, on, touch, was, is)
				}
			}
		}
	}
	if differed < heavy(500, 50) || touched < differed {
		t.Errorf("%d answers differed, %d were reached", differed, touched)
	}
	t.Logf("%d answers differed, %d were reached", differed, touched)
}

func comesTo(t *testing.T, c *eligibility.Checker, code tariff.Code, on edition.Date) string {
	t.Helper()
	body, err := answer(c, request(string(code), on, ""), on)
	if err != nil {
		t.Fatal(err)
	}
	text, err := redecision.Significant(body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRelay(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.begin(e22("04090000"))
		var want []string
		for range 5 {
			h.submit(h.catalogue(), "acme", "04090000", 0)
		}
		h.publish(e22("04051000"))
		h.work()
		for _, e := range h.events("acme") {
			want = append(want, e.ID)
		}
		p := &recorder{refuse: map[string]bool{want[1]: true}}
		relay := event.Relay{Outbox: h.kept, Publisher: p, Now: h.now}
		if n, err := relay.Run(h.ctx()); n != 4 || err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("sent %d, %v", n, err)
		}
		p.refuse = nil
		if n, err := relay.Run(h.ctx()); n != 1 || err != nil {
			t.Errorf("sent %d, %v", n, err)
		}
		if n, err := relay.Run(h.ctx()); n != 0 || err != nil {
			t.Errorf("sent %d, %v", n, err)
		}
		slices.Sort(p.got)
		slices.Sort(want)
		if !slices.Equal(p.got, want) {
			t.Errorf("got %v, want %v", p.got, want)
		}
		for _, e := range h.events("acme") {
			if e.SentAt.IsZero() {
				t.Errorf("event %s is not noted as sent", e.ID)
			}
		}
	})
}

// recorder is a publisher that records ids.
type recorder struct {
	got    []string
	refuse map[string]bool
}

func (r *recorder) Publish(_ context.Context, e event.Event) error {
	if r.refuse[e.ID] {
		return errors.New("refused")
	}
	r.got = append(r.got, e.ID)
	return nil
}

// TestEventOnTheWire checks the JSON of an event.
func TestEventOnTheWire(t *testing.T) {
	h := newHouse(t, openBolt(t, t.TempDir()+"/store"))
	h.begin(e22("04090000"))
	h.submit(h.catalogue(), "acme", "04090000", 0)
	h.publish(e22("04051000"))
	h.work()
	e := h.events("acme")[0]
	text, err := e.Payload()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Type string
		Data map[string]any
	}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"cbec_bonded": "ineligible", "cbec_direct": "ineligible"}
	if read.Type != "decision.changed" || !reflect.DeepEqual(read.Data["new_verdicts"], want) {
		t.Errorf("got %s", text)
	}
}
