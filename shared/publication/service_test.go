package publication_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api/submitted"
	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/store"
	"importchecker/shared/store/bolt"
	"importchecker/shared/submission"
)

// measure returns a row that prohibits a service in all modes: "7493:兽医不得执业".
func measure(item int, text string) services.Measure {
	code, words, _ := strings.Cut(text, ":")
	n := fmt.Sprint(item)
	return services.Measure{
		ID: n, Item: n, ItemStatus: "stated", SectionNo: "1", Letter: "M",
		Domain:   edition.Text{EN: "Research", ZH: "科学研究和技术服务业"},
		Original: words, Basis: edition.Official, Confidence: "annex", Sources: []string{"annex"},
		Restriction: services.Restriction{
			Kind: services.Prohibited, Modes: services.ModesOf(1, 2, 4), Weight: services.Decides,
			Reach:   []services.Reach{{Code: services.Code(code), Whole: true}},
			Summary: edition.Text{EN: "barred", ZH: words}, Label: edition.Text{EN: "item " + n, ZH: "第" + n + "条"},
		},
	}
}

// negative returns a complete edition of the national list of services.
func negative(id string, from edition.Date, texts ...string) *services.Edition {
	e := &services.Edition{
		Edition: edition.Edition{
			List: services.NationalList, ID: id, Title: edition.Text{EN: "List " + id, ZH: "清单" + id},
			Issuer: edition.Text{EN: "Ministry of Commerce", ZH: "商务部"}, Document: "商务部令" + id,
			Interval: edition.Interval{From: from},
			Stated:   len(texts), Held: len(texts), Published: "gov.cn/" + id,
		},
		Short: edition.Text{EN: "national list " + id, ZH: "全国版" + id},
	}
	for i, text := range texts {
		e.Measures = append(e.Measures, measure(i+1, text))
	}
	e.SHA256 = e.Sum()
	return e
}

// TestSealServices checks that every edition of services is the same when read
// back.
func TestSealServices(t *testing.T) {
	editions := []*services.Edition{negative("2027", day(2027, 1, 1), "7493:兽医不得执业", "72:不得")}
	for _, l := range services.BuiltIn().Lists() {
		editions = append(editions, l.Editions...)
	}
	if len(editions) < 4 {
		t.Errorf("only %d editions", len(editions))
	}
	for _, e := range editions {
		sealed, err := library.Seal(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := library.Open(sealed)
		if err != nil {
			t.Fatal(err)
		}
		want := *e
		want.To = 0
		if !reflect.DeepEqual(got, &want) {
			t.Errorf("%s %s comes back as\n%+v\nwant\n%+v", e.List, e.ID, got, &want)
		}
	}
}

func TestCompareMeasures(t *testing.T) {
	first := day(2027, 1, 1)
	named := func(rows []services.Measure) (ids []string) {
		for _, m := range rows {
			ids = append(ids, m.ID)
		}
		return ids
	}
	changed := func(changes []difference.MeasureChange) (ids []string) {
		for _, c := range changes {
			ids = append(ids, c.Before.ID+">"+c.Now.ID+strings.Join(c.What, "+"))
		}
		return ids
	}
	for _, row := range []struct {
		name     string
		from, to *services.Edition
		want     string
	}{
		{"alike", negative("2024", first, "7493:甲", "7231:乙"), negative("2027", first, "7493:甲", "7231:乙"), "[] [] [] [] 2"},
		{"one more, which moves the numbers", negative("2024", first, "7493:甲", "7231:乙"),
			negative("2027", first, "48:丙", "7493:甲", "7231:乙"), "[1] [] [1>2 2>3] [] 0"},
		{"one less", negative("2024", first, "7493:甲", "7231:乙"), negative("2027", first, "7493:甲"), "[] [2] [] [] 1"},
		{"read otherwise", negative("2024", first, "7493:甲"), negative("2027", first, "749:甲"), "[] [] [] [1>1rule] 0"},
		{"other words in another edition", negative("2024", first, "7493:甲"), negative("2027", first, "7493:甲乙"),
			"[1] [1] [] [] 0"},
		{"other words in a printing of the same", negative("2024", first, "7493:甲"), negative("2024", first, "7493:甲乙"),
			"[] [] [] [1>1text] 0"},
		{"words that stand twice are no one's", negative("2024", first, "7493:甲", "7231:甲"),
			negative("2027", first, "7493:甲", "7231:甲"), "[1 2] [1 2] [] [] 0"},
	} {
		d := difference.Compare([]library.Content{row.from}, row.to)
		m := &d.Measures
		got := fmt.Sprint(named(m.Added), named(m.Removed), changed(m.Renumbered), changed(m.Changed), d.Same)
		if got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
		if d.Empty() != (len(m.Added)+len(m.Removed)+len(m.Renumbered)+len(m.Changed) == 0) {
			t.Errorf("%s: Empty is %t", row.name, d.Empty())
		}
	}
}

// TestMeasureDiffHash checks that the hash depends on every row of the
// difference.
func TestMeasureDiffHash(t *testing.T) {
	first := day(2027, 1, 1)
	seen := map[string]string{}
	for name, to := range map[string]*services.Edition{
		"as it was":     negative("2027", first, "7493:甲", "7231:乙"),
		"one more":      negative("2027", first, "7493:甲", "7231:乙", "48:丙"),
		"one less":      negative("2027", first, "7493:甲"),
		"other reading": negative("2027", first, "749:甲", "7231:乙"),
		"another day":   negative("2027", day(2027, 2, 1), "7493:甲", "7231:乙"),
	} {
		hash := difference.Compare([]library.Content{negative("2024", first, "7493:甲", "7231:乙")}, to).Hash()
		if other, twice := seen[hash]; twice {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[hash] = name
	}
}

// TestSectorRuns checks that the runs of a change of services find exactly the
// affected codes of GB/T 4754 and the submissions without a code, each once.
func TestSectorRuns(t *testing.T) {
	var every []services.Code
	var walk func(services.Code)
	walk = func(parent services.Code) {
		for _, s := range services.Children(services.GBT4754, parent) {
			every = append(every, s.Code)
			walk(s.Code)
		}
	}
	walk("")
	if len(every) != 1971 {
		t.Fatalf("%d codes", len(every))
	}
	related := func(a, b services.Code) bool { // one equals or contains the other
		alo, ahi := services.ClassesUnder(a)
		blo, bhi := services.ClassesUnder(b)
		return alo <= blo && bhi <= ahi || blo <= alo && ahi <= bhi
	}
	for _, sectors := range [][]services.Code{{"7493"}, {"72", "7493"}, {"042"}} {
		touch := redecision.Touch{Kind: submission.Service, Sectors: sectors}
		found := map[string]int{}
		for r := range touch.Runs() {
			if r.Kind != submission.Service || r.Prefix != "" {
				t.Errorf("run %+v", r)
			}
			found[r.Heading]++
		}
		for _, c := range append([]services.Code{""}, every...) {
			want := 0
			if c == "" || slices.ContainsFunc(sectors, func(s services.Code) bool { return related(s, c) }) {
				want = 1
			}
			if found[string(c)] != want {
				t.Errorf("%v: %q is in %d runs, want %d", sectors, c, found[string(c)], want)
			}
		}
	}
	n := 0
	for range (redecision.Touch{Kind: submission.Service, All: true}).Runs() {
		n++
	}
	if n != 1972 {
		t.Errorf("all services are in %d runs", n)
	}
}

// serve stores a submission of a service, decided on the current lists.
func (h *house) serve(seller, sector, asOf string) submission.Submission {
	h.t.Helper()
	request := []byte(`{"kind":"service","mode":1,"sector":` + sector + asOf + `}`)
	_, lists, err := h.library.Head(h.ctx())
	if err != nil {
		h.t.Fatal(err)
	}
	body, err := submitted.DecideAgain(nil)(lists.Checker(), request, h.today())
	if err != nil {
		h.t.Fatal(err)
	}
	var read struct {
		AsOf   string `json:"as_of"`
		Sector struct{ System, Code string }
	}
	if err := json.Unmarshal(body, &read); err != nil {
		h.t.Fatal(err)
	}
	verdicts, err := submission.VerdictsOf(body)
	if err != nil {
		h.t.Fatal(err)
	}
	sub := submission.Submission{
		ID: h.newID(), Seller: seller, Kind: submission.Service, AsOf: read.AsOf, Request: request,
		CreatedAt: h.now(), UpdatedAt: h.now(), Verdicts: verdicts,
	}
	if read.Sector.System == services.GBT4754.String() {
		sub.Code = read.Sector.Code
	}
	first := submission.Decision{ID: h.newID(), SubmissionID: sub.ID, DecidedAt: h.now(), Cause: submission.CauseSubmitted,
		Body: body}
	submission.Seal(submission.Link{}, &first)
	sub.Head = first.Link()
	if _, err := h.subs.Create(h.ctx(), sub, first, nil); err != nil {
		h.t.Fatal(err)
	}
	return sub
}

// nationally returns what the newest decision says about the national list.
func (h *house) nationally(s submission.Submission) (says string, decisions int) {
	h.t.Helper()
	all := h.decisions(s)
	return verdict(all[len(all)-1], services.National.String()), len(all)
}

// TestDecideServicesAgain publishes a list of services: affected are services
// with its codes and those without a code, and no goods. After the withdrawal
// they are decided as before.
func TestDecideServicesAgain(t *testing.T) {
	onEach(t, func(t *testing.T, table store.Table) {
		h := newHouse(t, table)
		h.worker.Answer = submitted.DecideAgain(nil)
		whole := []string{"7493:兽医服务限境内提供者", "48:不得提供土木工程建筑服务"}
		i := h.publish(negative("2024", day(2024, 4, 21), whole...))
		if i.Reach.All != true || i.Edition.Kind != submission.Service {
			t.Errorf("a fragment made whole reaches %+v as %s", i.Reach, i.Edition.Kind)
		}
		h.work()
		lawyers := h.serve("acme", `{"code":"7231"}`, "")
		group := h.serve("acme", `{"code":"749"}`, "")
		words := h.serve("acme", `{"text":"insurance"}`, "")
		cpc := h.serve("acme", `{"system":"cpc21","code":"82120"}`, "")
		past := h.serve("acme", `{"code":"7231"}`, `,"as_of":"2026-02-01"`)
		builders := h.serve("other", `{"code":"4811"}`, "")
		honey := h.submit(h.catalogue(), "other", "04090000", 0)
		if got, _ := h.nationally(builders); got != "ineligible" {
			t.Fatalf("builders are %s on the whole list", got)
		}
		before, _ := h.nationally(lawyers)
		h.pass(time.Hour)

		next := h.publish(negative("2027", day(2026, 3, 1), append(whole, "7231:境外律师事务所不得提供该项服务")...))
		if next.Reach.All || next.Counts != (difference.Counts{Added: 1, Same: 2}) {
			t.Errorf("reaches %+v, changes %+v", next.Reach, next.Counts)
		}
		h.work()
		for _, row := range []struct {
			name      string
			sub       submission.Submission
			decisions int
		}{
			{"lawyers", lawyers, 2},
			{"a group that has nothing to do with it", group, 1},
			{"words, whose candidates it does not reach", words, 1},
			{"a CPC code, which leads there", cpc, 2},
			{"of a day before the edition", past, 1},
			{"builders", builders, 1},
		} {
			if _, n := h.nationally(row.sub); n != row.decisions {
				t.Errorf("%s: %d decisions, want %d", row.name, n, row.decisions)
			}
		}
		if n := len(h.decisions(honey)); n != 1 {
			t.Errorf("honey was decided %d times", n)
		}
		if got, _ := h.nationally(lawyers); got != "ineligible" {
			t.Errorf("lawyers are %s", got)
		}
		var told []event.Event
		for _, e := range h.events("acme") {
			if e.Submission == lawyers.ID {
				told = append(told, e)
			}
		}
		want := event.Cause{
			Publication: next.Publication, Publications: []string{next.Publication}, Version: 2, Action: library.ActionPublished,
			List:    services.NationalList,
			Edition: "2027", Document: "商务部令2027", Change: event.CauseAdded, Entry: "3", Remark: "境外律师事务所不得提供该项服务",
		}
		if len(told) != 1 || told[0].Kind != submission.Service || told[0].Code != "7231" ||
			!reflect.DeepEqual(told[0].Cause, want) {
			t.Errorf("told %+v\nwant the cause %+v", told, want)
		}
		if payload, err := told[0].Payload(); err != nil ||
			!strings.Contains(string(payload), `"kind":"service","sector":"7231"`) ||
			strings.Contains(string(payload), "hs_code") {
			t.Errorf("payload %s, %v", payload, err)
		}

		h.withdraw(next)
		h.work()
		if got, n := h.nationally(lawyers); got != before || n != 3 {
			t.Errorf("after the withdrawal lawyers are %s in %d decisions, before they were %s", got, n, before)
		}
	})
}

// TestReproduceService checks that an old answer on a service can be reproduced
// after later editions.
func TestReproduceService(t *testing.T) {
	h := newHouse(t, openBolt(t, filepath.Join(t.TempDir(), bolt.FileName)))
	question := []byte(`{"kind":"service","mode":1,"sector":{"code":"7231"},"as_of":"2026-03-01"}`)
	type told struct {
		version int
		body    []byte
	}
	var past []told
	for n, texts := range [][]string{nil, {"7231:甲"}, {"7231:甲", "72:乙"}, {"48:丙"}} {
		if texts != nil {
			h.publish(negative("2024", day(2024, 4, 21), texts...))
		}
		_, lists, err := h.library.Head(h.ctx())
		if err != nil {
			t.Fatal(err)
		}
		body, err := submitted.DecideAgain(nil)(lists.Checker(), question, h.today())
		if err != nil {
			t.Fatal(err)
		}
		past = append(past, told{n, body})
	}
	library := library.New(library.BuiltIn(), h.kept) // of another process
	for _, p := range past {
		lists, err := library.At(h.ctx(), p.version)
		if err != nil {
			t.Fatal(err)
		}
		again, err := submitted.DecideAgain(nil)(lists.Checker(), question, h.today())
		if err != nil || string(again) != string(p.body) {
			t.Errorf("version %d answers otherwise: %v\n%s\nthen it was\n%s", p.version, err, again, p.body)
		}
	}
	if string(past[0].body) == string(past[1].body) || string(past[1].body) == string(past[3].body) {
		t.Error("the answer never changed")
	}
}
