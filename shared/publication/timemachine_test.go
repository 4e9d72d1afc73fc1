package publication_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/publication"
	"importchecker/shared/store"
	"importchecker/shared/tariff"
)

// A history is a random sequence of imports, publications and withdrawals.
type history struct {
	*house
	random    *rand.Rand
	published []publication.Import
}

var historyCodes = []tariff.Code{"04090000", "04051000", "95061100", "95061200", "85171300", "16010010", "32151900",
	"93070090"}

// step does a random action of a maintainer.
func (y *history) step() {
	y.pass(time.Duration(1+y.random.IntN(60*24)) * time.Hour)
	if len(y.published) > 0 && y.random.IntN(4) == 0 {
		n := y.random.IntN(len(y.published))
		y.withdraw(y.published[n])
		y.published = slices.Delete(y.published, n, n+1)
		return
	}
	var texts []string
	for _, c := range historyCodes {
		if y.random.IntN(2) == 0 {
			texts = append(texts, string(c)+":"+[]string{"", "", "仅限网购保税商品", "列入《进出口野生动植物种商品目录》的商品除外"}[y.random.IntN(4)])
		}
	}
	id := []string{"2019", "2022", "2027", "2028", "a", "b"}[y.random.IntN(6)]
	from := map[string]edition.Date{"2019": day(2020, 1, 1), "2022": day(2022, 3, 1), "2027": day(2027, 1, 1),
		"2028": day(2028, 1, 1), "a": day(2024, 5, 5), "b": day(2026, 3, 15)}[id]
	e := cbec(id, from, 0, rows(texts...))
	if y.random.IntN(3) == 0 {
		e.Stated++ // partial
	}
	if y.random.IntN(8) == 0 {
		e.List, e.ID = list.Yiwu, "2"
	}
	e.Stated = max(e.Stated, 1)
	e.SHA256 = e.Sum()
	i := y.draft(e, all...)
	i, err := y.desk.Publish(y.ctx(), i.List, i.ID, i.DiffHash, "broker")
	var refused *publication.RefusedError
	switch {
	case errors.As(err, &refused): // it would leave another without days
	case err != nil:
		y.t.Fatal(err)
	default:
		y.published = append(y.published, i)
	}
}

// question returns a request about a random code on a random day, for all
// channels.
func (y *history) question() []byte {
	code := string(historyCodes[y.random.IntN(len(historyCodes))])
	code = []string{code, code + "00", code[:6], code[:4]}[y.random.IntN(4)]
	asOf := day(2019+y.random.IntN(11), 1+y.random.IntN(12), 1+y.random.IntN(28))
	return fmt.Appendf(nil, `{"as_of":"%s","item":{"hs_code":"%s","origin":"NZ"}}`, asOf, code)
}

// TestReproduced checks that old answers can be reproduced byte for byte after
// any imports, publications and withdrawals: by the number of their version,
// and by their content.
func TestReproduced(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many editions")
	onEach(t, func(t *testing.T, table store.Table) {
		y := &history{house: newHouse(t, table), random: rand.New(rand.NewPCG(13, 14))}
		type told struct {
			question, answer []byte
			version          int
		}
		var past []told
		steps := heavy(40, 12)
		for range steps {
			y.step()
			m, c, err := y.library.Head(y.ctx())
			if err != nil {
				t.Fatal(err)
			}
			for range 5 {
				q := y.question()
				body, err := answer(c.Checker(), q, y.today())
				if err != nil {
					t.Fatal(err)
				}
				past = append(past, told{q, body, m.Version})
			}
		}
		// Another process, with empty caches, whose program has other built-in
		// editions.
		kept := library.New(goods(sample.With(list.BuiltIn())), y.kept)
		changed := 0
		for _, p := range past {
			ask := func(c *eligibility.Checker) ([]byte, error) { return answer(c, p.question, y.today()) }
			c, err := kept.At(y.ctx(), p.version)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := ask(c.Checker()); err != nil || !bytes.Equal(again, p.answer) {
				t.Fatalf("version %d answers %s with\n%s, %v\nthen it was\n%s", p.version, p.question, again, err, p.answer)
			}
			version, err := kept.Reproduce(y.ctx(), p.answer, ask)
			if err != nil {
				t.Fatalf("%s, answered on version %d: %v", p.question, p.version, err)
			}
			if version < p.version {
				changed++ // an earlier version gives the same answer
			}
			if now, err := ask(eligibility.NewChecker(y.catalogue())); err == nil && !bytes.Equal(now, p.answer) {
				changed++
			}
		}
		if changed == 0 {
			t.Error("no answer ever changed")
		}
		if m, _, _ := y.library.Head(y.ctx()); m.Version < steps/3 {
			t.Errorf("only %d versions", m.Version)
		}
		forged := bytes.Replace(past[len(past)-1].answer, []byte(`"verdict":"`), []byte(`"verdict":"not `), 1)
		ask := func(c *eligibility.Checker) ([]byte, error) { return answer(c, past[len(past)-1].question, y.today()) }
		if _, err := kept.Reproduce(y.ctx(), forged, ask); !errors.Is(err, library.ErrNotReproduced) {
			t.Errorf("an answer that was never given: %v", err)
		}
	})
}

// TestConstantBetweenChanges checks on random lists that an answer only changes
// on days on which an edition begins or ends, or on which it changes without
// any lists, through the tariff or a rule.
func TestConstantBetweenChanges(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many editions")
	y := &history{house: newHouse(t, openBolt(t, t.TempDir()+"/store")), random: rand.New(rand.NewPCG(15, 16))}
	first, last := day(2016, 4, 8), day(2029, 1, 1)
	on := func(c *eligibility.Checker, code string, asOf edition.Date) string {
		body, err := answer(c, fmt.Appendf(nil, `{"as_of":"%s","item":{"hs_code":"%s"}}`, asOf, code), last)
		if err != nil {
			t.Fatal(err)
		}
		// The answer contains the day, and whether its tariff is known.
		day := asOf.String()
		return strings.NewReplacer(`"as_of":"`+day, `"as_of":"`, "in force on "+day, "in force on", "未收录 "+day,
			"未收录").Replace(string(body))
	}
	asked := []string{"04090000", "0405", "9506110000", "93070090"}
	// Rules show their effect both where nothing is listed and where everything
	// is.
	unlisted := eligibility.NewChecker(list.NewCatalogue(&list.List{ID: "none",
		Editions: []*list.Edition{cbec("none", first, 0, nil)}}))
	whole := cbec("whole", first, 0, rows("04090000", "04051000", "04052000", "04059000", "95061100", "93070090"))
	yiwu := *whole
	yiwu.List = list.Yiwu
	listed := eligibility.NewChecker(list.NewCatalogue(&list.List{ID: list.CBEC, Editions: []*list.Edition{whole}},
		&list.List{ID: list.Yiwu, Editions: []*list.Edition{&yiwu}}))
	ruled := map[string][]edition.Date{} // by code: the days on which rules change
	for _, code := range asked {
		before := ""
		for d := first; d < last; d = d.AddDays(1) {
			if now := on(unlisted, code, d) + on(listed, code, d); now != before {
				ruled[code] = append(ruled[code], d)
				before = now
			}
		}
		if n := len(ruled[code]); n < 2 || n > 30 {
			t.Fatalf("%s: the rules change on %d days", code, n)
		}
	}
	segments := 0
	for range heavy(25, 5) {
		y.step()
		c := y.catalogue()
		checker := eligibility.NewChecker(c)
		var changes []edition.Date
		for _, l := range c.Lists() {
			for _, e := range l.Editions {
				changes = append(changes, e.From, e.To)
			}
		}
		for _, code := range asked {
			days := slices.Concat(changes, ruled[code], []edition.Date{last})
			slices.Sort(days)
			days = slices.DeleteFunc(slices.Compact(days), func(d edition.Date) bool { return d < first || d > last })
			for i := 1; i < len(days); i++ {
				from, to := days[i-1], days[i].AddDays(-1)
				want := on(checker, code, from)
				for _, d := range []edition.Date{to, between(y.random, from, to)} {
					if got := on(checker, code, d); got != want {
						at := 0
						for at < min(len(got), len(want)) && got[at] == want[at] {
							at++
						}
						at = max(at-200, 0)
						t.Fatalf("%s is answered otherwise on %s than on %s, and nothing changed between\n%.600s\n%.600s", code, d, from,
							got[at:], want[at:])
					}
				}
				segments++
			}
		}
	}
	t.Logf("%d stretches of days without a change", segments)
}

func between(random *rand.Rand, from, to edition.Date) edition.Date {
	n := int(noon(to).Sub(noon(from)).Hours()) / 24
	return from.AddDays(random.IntN(n + 1))
}

// TestFutureLeavesToday checks that a future edition changes no answer for a
// day before it.
func TestFutureLeavesToday(t *testing.T) {
	y := &history{house: newHouse(t, openBolt(t, t.TempDir()+"/store")), random: rand.New(rand.NewPCG(17, 18))}
	y.publish(e22("04090000", "95061100"))
	before := eligibility.NewChecker(y.catalogue())
	y.publish(cbec("2027", day(2027, 1, 1), 0, rows("04051000")))
	after := eligibility.NewChecker(y.catalogue())
	changed := 0
	for range 300 {
		q := y.question()
		was, err := answer(before, q, y.today())
		if err != nil {
			t.Fatal(err)
		}
		is, err := answer(after, q, y.today())
		if err != nil {
			t.Fatal(err)
		}
		if same := bytes.Equal(was, is); !same && !strings.Contains(string(q), `"as_of":"202`+"7") &&
			!strings.Contains(string(q), `"as_of":"2028`) && !strings.Contains(string(q), `"as_of":"2029`) {
			t.Errorf("%s is answered otherwise", q)
		} else if !same {
			changed++
		}
	}
	if changed == 0 {
		t.Error("the edition to come changed nothing")
	}
}

// TestReproduceOutage checks that there is no answer when the shelf cannot be
// reached.
func TestReproduceOutage(t *testing.T) {
	broken := errors.New("no route to storage")
	kept := library.New(library.BuiltIn(), &flaky{Shelf: nothing{}, err: broken})
	ask := func(*eligibility.Checker) ([]byte, error) { return []byte("{}"), nil }
	if _, err := kept.Reproduce(context.Background(), []byte("{}"), ask); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
