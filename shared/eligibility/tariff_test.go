package eligibility_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

var today = edition.NewDate(2026, 3, 1)

// everyLine calls f with the decision on each declarable code.
func everyLine(t *testing.T, checker *eligibility.Checker, item func(tariff.Line) eligibility.Item,
	f func(tariff.Line, *eligibility.Decision)) {
	t.Helper()
	table, ok := tariff.At(today)
	if !ok {
		t.Fatal("no tariff for", today)
	}
	for i := range table.Len() {
		line := table.LineOn(i, today)
		f(line, checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: item(line)}))
	}
}

func codeAlone(l tariff.Line) eligibility.Item { return eligibility.Item{Code: l.Code} }

// TestWholeTariff decides every code of the tariff by its number alone, and compares the
// number of each verdict. It shows the effect of a change of rules or data, which the
// commit must explain.
func TestWholeTariff(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	got := map[string]int{}
	checker := eligibility.NewChecker(list.BuiltIn())
	everyLine(t, checker, codeAlone, func(_ tariff.Line, d *eligibility.Decision) {
		for _, c := range d.Channels {
			got[fmt.Sprintf("%s %s", c.Channel, c.Verdict)]++
		}
	})
	want := map[string]int{
		"general_trade eligible": 2023, "general_trade conditional": 9008, "general_trade ineligible": 276,
		"general_trade undetermined": 723,
		"cbec_bonded conditional":    16, "cbec_bonded ineligible": 443, "cbec_bonded undetermined": 11571,
		"cbec_direct conditional": 16, "cbec_direct ineligible": 1416, "cbec_direct undetermined": 10598,
		"yiwu_pilot ineligible": 278, "yiwu_pilot undetermined": 11752,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("verdicts over all codes:\n got %v\nwant %v", got, want)
	}
}

// TestEligibleBySilence counts the codes that are eligible in general trade only because
// the tariff states nothing: declared as new, and without a condition of the schedule or
// of another law that is held. A family added to source/regimes.txt reduces the count.
func TestEligibleBySilence(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	n := 0
	declaredNew := func(l tariff.Line) eligibility.Item {
		item := eligibility.Item{Code: l.Code}
		item.Facts.SetBool(eligibility.UsedGoods, false)
		return item
	}
	everyLine(t, eligibility.NewChecker(list.BuiltIn()), declaredNew, func(_ tariff.Line, d *eligibility.Decision) {
		if d.Channels[0].Verdict == eligibility.Eligible {
			n++
		}
	})
	if want := 2032; n != want {
		t.Errorf("%d codes are eligible by silence, want %d", n, want)
	}
}

// TestNoFalseClearance guards against the worst bug, false clearance: a list admits only
// lines that it names, and general trade clears only lines without any import condition
// in the schedule.
func TestNoFalseClearance(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	catalogue := list.BuiltIn()
	checker := eligibility.NewChecker(catalogue)
	cbec, _ := catalogue.List(list.CBEC)
	current := cbec.InForce(nil, today)[0]
	knowsAll := func(l tariff.Line) eligibility.Item {
		price := money.Yuan(10)
		item := eligibility.Item{Code: l.Code, Origin: "NZ", UnitPrice: &price, Quantity: 1, NetWeightG: 1000}
		for _, k := range []eligibility.FactKey{eligibility.PersonalUse, eligibility.SoldOnPlatform, eligibility.PilotCity,
			eligibility.MarketAccess, eligibility.NamedGoods, eligibility.SoldInYiwuMall} {
			item.Facts.SetBool(k, true)
		}
		for _, k := range []eligibility.FactKey{eligibility.UsedGoods, eligibility.EndangeredSpecies, eligibility.DualUse,
			eligibility.GeneticallyModified, eligibility.ExcludedClass} {
			item.Facts.SetBool(k, false)
		}
		return item
	}
	everyLine(t, checker, knowsAll, func(l tariff.Line, d *eligibility.Decision) {
		for _, c := range d.Channels {
			lets := c.Verdict == eligibility.Eligible || c.Verdict == eligibility.Conditional
			switch c.Channel {
			case eligibility.GeneralTrade:
				if c.Verdict == eligibility.Eligible && hasImportLetter(l) {
					t.Errorf("%s: eligible by general trade with supervision %q, inspection %q", l.Code, l.Supervision,
						l.InspectionImport)
				}
			case eligibility.YiwuPilot:
				if lets {
					t.Errorf("%s: %s by the Yiwu pilot, of whose list no row is held", l.Code, c.Verdict)
				}
			default:
				if found := current.Find(l.Code); lets && (len(found) == 0 || found[0].Kind != list.Listed) {
					t.Errorf("%s: %s by %s without a row of the list", l.Code, c.Verdict, c.Channel)
				}
			}
			if lets && strings.Contains(l.Supervision, "9") {
				t.Errorf("%s: %s by %s although its import is prohibited", l.Code, c.Verdict, c.Channel)
			}
		}
	})
}

// hasImportLetter reports whether a line has a letter that applies to imports, other than
// 6, since the goods are new. It does not share code with the package under test.
func hasImportLetter(l tariff.Line) bool {
	const importLetters = "0127 9abcdefhkmnqrstvADFIJKLMOPQRSUXYZ"
	if strings.ContainsAny(l.Supervision, strings.ReplaceAll(importLetters, " ", "")) || l.InspectionImport != "" {
		return strings.Trim(l.Supervision, "6v") != "" || l.InspectionImport != ""
	}
	return false
}

// TestEveryReasonIsComplete checks that every reason has a sentence in both languages
// without placeholders, a basis, an effect, and a citation.
func TestEveryReasonIsComplete(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	documented := map[eligibility.ReasonCode]bool{}
	for _, code := range eligibility.ReasonCodes() {
		if documented[code] {
			t.Errorf("%s stands twice in the documentation", code)
		}
		documented[code] = true
	}
	for name, catalogue := range map[string]*list.Catalogue{"held": list.BuiltIn(),
		"samples": sample.With(list.BuiltIn())} {
		everyLine(t, eligibility.NewChecker(catalogue), codeAlone, func(l tariff.Line, d *eligibility.Decision) {
			for _, c := range d.Channels {
				if c.Verdict.String() == "" || c.Basis.String() == "" || len(c.Reasons) == 0 {
					t.Fatalf("%s %s %s: %+v", name, l.Code, c.Channel, c)
				}
				for i := range c.Reasons {
					if err := errors.Join(checkComplete(&c.Reasons[i]), checkChinese(&c.Reasons[i])); err != nil {
						t.Fatalf("%s %s %s: %v", name, l.Code, c.Channel, err)
					}
					if code := c.Reasons[i].Code; slices.Contains(slices.Collect(eligibility.Standing(c.Channel, today)), code) {
						t.Fatalf("%s %s %s: %s is said of every item already", name, l.Code, c.Channel, code)
					}
					if !documented[c.Reasons[i].Code] {
						t.Fatalf("%s is not documented", c.Reasons[i].Code)
					}
				}
			}
		})
	}
}

func checkComplete(r *eligibility.Reason) error {
	text := r.Text()
	switch {
	case r.Effect.String() == "" || r.Basis.String() == "":
		return fmt.Errorf("%s has effect %q and basis %q", r.Code, r.Effect, r.Basis)
	case text.EN == string(r.Code) || text.EN == "" || text.ZH == "":
		return fmt.Errorf("%s:%s has no sentence", r.Code, r.Effect)
	case strings.ContainsAny(text.EN+text.ZH, "{}"):
		return fmt.Errorf("%s: %q is not filled in", r.Code, text)
	case len(r.Citations) == 0 && r.Code != eligibility.RestsOnReported && r.Code != eligibility.RestsOnTranscribed &&
		r.Code != eligibility.RestsOnSample:
		return fmt.Errorf("%s cites nothing", r.Code)
	}
	for _, c := range r.Citations {
		if c.Document == "" && c.List == "" && !(c.Summarised && c.Source != "") {
			return fmt.Errorf("%s cites no document", r.Code)
		}
	}
	return nil
}

// checkChinese returns an error for a document or quote without Chinese characters,
// which must be a paraphrase.
func checkChinese(r *eligibility.Reason) error {
	for _, c := range r.Citations {
		if c.Document != "" && !chinese(c.Document) || c.Quote != "" && !chinese(c.Quote) && c.List != "cn-tariff" {
			return fmt.Errorf("%s cites %q, %q", r.Code, c.Document, c.Quote)
		}
	}
	return nil
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// TestSameQuestionSameAnswer checks that the decision depends only on the declaration
// and the editions.
func TestSameQuestionSameAnswer(t *testing.T) {
	a, b := eligibility.NewChecker(list.BuiltIn()), eligibility.NewChecker(list.BuiltIn())
	for _, code := range []tariff.Code{"04090000", "33049900", "22", "04031000", "93070090"} {
		d := &eligibility.GoodsDeclaration{AsOf: today, Item: eligibility.Item{Code: code}}
		if x, y := fmt.Sprintf("%+v", render(a.Goods(d))), fmt.Sprintf("%+v", render(b.Goods(d))); x != y {
			t.Errorf("%s: two answers\n%s\n%s", code, x, y)
		}
	}
}

func render(d *eligibility.Decision) string {
	var b strings.Builder
	for i := range d.Channels {
		fmt.Fprintf(&b, "%s %s %s\n%s%v\n", d.Channels[i].Channel, d.Channels[i].Verdict, d.Channels[i].Basis,
			describe(&d.Channels[i]), d.Channels[i].Candidates)
	}
	return b.String()
}

// TestAnswerIsConstantBetweenDates decides for every day from the first to the end of
// the tariff held, and checks that decisions change only on the days of instruments.
func TestAnswerIsConstantBetweenDates(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	checker := eligibility.NewChecker(list.BuiltIn())
	changes := map[edition.Date]bool{}
	for _, day := range []string{
		"2016-04-16", "2019-01-01", "2020-01-01", "2021-01-01", "2021-03-18", "2021-05-01", "2021-10-20", "2022-01-01",
		"2022-03-01",
		"2023-01-01", "2023-08-01", "2023-09-01", "2024-12-01", "2025-06-29", "2025-11-19", "2026-01-01", "2026-02-02",
		"2026-05-01", "2026-06-01", "2026-08-15",
	} {
		d, err := edition.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		changes[d] = true
	}
	for _, code := range []tariff.Code{"04090000", "04011000", "2208300000", "03021410", "95061100", "93070090",
		"85434000", "30041011", "04022100"} {
		price := money.Yuan(129)
		item := eligibility.Item{Code: code, Origin: "JP", UnitPrice: &price, Quantity: 1}
		item.Facts.SetString(eligibility.OriginPrefecture, "Hokkaido")
		before := ""
		for day := checker.FirstDay(); day < edition.NewDate(2027, 1, 1); day = day.AddDays(1) {
			got := withoutDay(render(checker.Goods(&eligibility.GoodsDeclaration{AsOf: day, Item: item})), day)
			if before != "" && got != before && !changes[day] {
				t.Errorf("%s: the answer changes on %s\n%s\n%s", code, day, before, got)
			}
			before = got
		}
	}
}

// withoutDay removes the day asked about from sentences.
func withoutDay(s string, day edition.Date) string {
	return strings.ReplaceAll(s, "in force on "+day.String(), "in force on that day")
}

// BenchmarkGoods decides for all four channels, with a reused Memory and with a new one
// for each decision.
func BenchmarkGoods(b *testing.B) {
	checker := eligibility.NewChecker(list.BuiltIn())
	samples := eligibility.NewChecker(sample.With(list.BuiltIn()))
	price, spent := money.Yuan(129), money.Yuan(1200)
	item := eligibility.Item{Code: "04090000", Origin: "NZ", UnitPrice: &price, Quantity: 1, NetWeightG: 500}
	for _, c := range []struct {
		name    string
		checker *eligibility.Checker
		item    eligibility.Item
	}{
		{"partial lists", checker, item},
		{"complete lists", samples, item},
		{"row held", checker, eligibility.Item{Code: "95061100", UnitPrice: &price, Quantity: 1}},
		{"nine codes under the line", checker, eligibility.Item{Code: "33049900", UnitPrice: &price, Quantity: 1,
			NetWeightG: 50}},
	} {
		d := &eligibility.GoodsDeclaration{AsOf: today, Item: c.item, SpentThisYear: &spent}
		b.Run(c.name, func(b *testing.B) {
			var m eligibility.Memory
			b.ReportAllocs()
			for b.Loop() {
				c.checker.GoodsIn(&m, d)
			}
		})
		b.Run(c.name+", kept", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.checker.Goods(d)
			}
		})
	}
}

// TestMemory checks that a decision made in a reused Memory equals one made in a new
// Memory.
func TestMemory(t *testing.T) {
	checkers := []*eligibility.Checker{eligibility.NewChecker(list.BuiltIn()),
		eligibility.NewChecker(sample.With(list.BuiltIn()))}
	table, _ := tariff.At(today)
	random := rand.New(rand.NewPCG(7, 8))
	origins := []string{"", "NZ", "US", "JP", "KP"}
	var used eligibility.Memory
	for range 1500 {
		code := table.Code(random.IntN(table.Len()))
		price := money.Amount(random.IntN(700_000))
		d := &eligibility.GoodsDeclaration{AsOf: []edition.Date{today, 20190401, 20270301}[random.IntN(3)]}
		d.Item = eligibility.Item{Code: code[:[]int{6, 8, 10, 10, 10}[random.IntN(5)]],
			Origin: origins[random.IntN(len(origins))], UnitPrice: &price, Quantity: 1}
		d.Item.Facts.SetBool(eligibility.FactKey(1+random.IntN(30)), random.IntN(2) == 0)
		if random.IntN(3) == 0 {
			d.Channels = eligibility.Channels()[random.IntN(4):]
		}
		c := checkers[random.IntN(2)]
		if want, got := fmt.Sprintf("%+v", c.Goods(d)), fmt.Sprintf("%+v", c.GoodsIn(&used, d)); want != got {
			t.Fatalf("%s of %q on %s, %v is decided otherwise in memory that was used", d.Item.Code, d.Item.Origin, d.AsOf,
				d.Channels)
		}
	}
}
