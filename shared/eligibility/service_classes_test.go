package eligibility_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/services/sample"
)

// crossBorder has the modes that the lists cover.
var crossBorder = []services.Mode{services.CrossBorder, services.ConsumptionAbroad, services.NaturalPersons}

// everyClass calls f with the decision on each of the 1,381 classes in each
// mode, for all places, with the given facts.
func everyClass(checker *eligibility.Checker, day edition.Date, facts eligibility.ServiceFacts,
	f func(services.Code, services.Mode, *eligibility.ServiceDecision)) {
	everyNthClass(1, checker, "", day, facts, f)
}

// everyNthClass does the same for each nth class, and for all classes that a row touches:
// a row about the activity, unless it is blank.
func everyNthClass(n int, checker *eligibility.Checker, activity string, day edition.Date,
	facts eligibility.ServiceFacts, f func(services.Code, services.Mode, *eligibility.ServiceDecision)) {
	for i := range services.Classes() {
		class := services.ClassAt(i)
		if i%n != 0 && !touched(checker.Services(), class, activity) {
			continue
		}
		for _, mode := range crossBorder {
			f(class, mode, checker.Service(&eligibility.ServiceDeclaration{
				AsOf: day, Mode: mode, Facts: facts,
				Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: class},
			}))
		}
	}
}

func touched(c *services.Catalogue, class services.Code, activity string) bool {
	by := func(r *services.Restriction) bool {
		_, ok := r.Touches(class)
		return ok && (activity == "" || r.About(activity))
	}
	for i := range c.Laws().Provisions {
		if by(&c.Laws().Provisions[i].Restriction) {
			return true
		}
	}
	for _, l := range c.Lists() {
		for i := range l.Editions[0].Measures {
			if by(&l.Editions[0].Measures[i].Restriction) {
				return true
			}
		}
	}
	return false
}

// answeredBy returns what decided a definite answer, or what is missing for one.
func answeredBy(p *eligibility.PlaceDecision) string {
	decisive := eligibility.Condition
	switch p.Verdict {
	case eligibility.Ineligible:
		decisive = eligibility.Bars
	case eligibility.Undetermined:
		held := "open: nothing held"
		for i := range p.Reasons {
			switch r := &p.Reasons[i]; {
			case r.Fact == eligibility.ServiceActivity, r.Fact == eligibility.ChineseNational,
				r.Fact == eligibility.OverseasIndividual:
				return "open: a fact is missing"
			case r.Effect == eligibility.Condition, r.Code == eligibility.WordingNotHeld, r.Code == eligibility.WordingNotRead,
				r.Code == eligibility.LawRevised:
				held = "open: something is held, short of an answer"
			}
		}
		if held == "open: nothing held" && len(p.Known) > 0 {
			return "open: something is reported"
		}
		return held
	}
	// The list decides when one of its rows applies.
	for i := range p.Reasons {
		if r := &p.Reasons[i]; r.Effect == decisive && r.Basis != edition.Law && r.Fact == eligibility.NoFact {
			return "list: " + p.Verdict.String()
		}
	}
	return "law: " + p.Verdict.String()
}

// TestAllClasses decides every class of GB/T 4754-2017 in modes 1, 2 and 4 at
// all places, by its code alone, and compares the number of each verdict. It shows the
// effect of a change of rules or rows, which the commit must explain.
func TestAllClasses(t *testing.T) {
	got := map[string]int{}
	determinate := map[string]map[services.Code]bool{"national": {}, "ftz": {}, "hainan": {}}
	everyClass(eligibility.NewChecker(list.BuiltIn()), today, eligibility.ServiceFacts{},
		func(class services.Code, mode services.Mode, d *eligibility.ServiceDecision) {
			for i := range d.Places {
				p := &d.Places[i]
				got[fmt.Sprintf("%s %d %s", p.Place, mode, answeredBy(p))]++
				if p.Verdict != eligibility.Undetermined {
					determinate[p.Place.String()][class] = true
				}
			}
		})
	want := map[string]int{
		"national 1 law: ineligible":                             4,
		"national 1 open: a fact is missing":                     256,
		"national 1 open: nothing held":                          1042,
		"national 1 open: something is held, short of an answer": 79,
		"national 2 open: a fact is missing":                     25,
		"national 2 open: nothing held":                          1351,
		"national 2 open: something is reported":                 5,
		"national 4 open: a fact is missing":                     294,
		"national 4 open: nothing held":                          985,
		"national 4 open: something is held, short of an answer": 102,

		"ftz 1 law: ineligible":                             4,
		"ftz 1 open: a fact is missing":                     256,
		"ftz 1 open: nothing held":                          1042,
		"ftz 1 open: something is held, short of an answer": 79,
		"ftz 2 open: a fact is missing":                     25,
		"ftz 2 open: nothing held":                          1351,
		"ftz 2 open: something is reported":                 5,
		"ftz 4 open: a fact is missing":                     291,
		"ftz 4 open: nothing held":                          985,
		"ftz 4 open: something is held, short of an answer": 104,
		"ftz 4 open: something is reported":                 1,

		"hainan 1 law: ineligible":                             1,
		"hainan 1 list: conditional":                           4,
		"hainan 1 list: ineligible":                            49,
		"hainan 1 open: a fact is missing":                     248,
		"hainan 1 open: nothing held":                          1039,
		"hainan 1 open: something is held, short of an answer": 40,
		"hainan 2 open: a fact is missing":                     25,
		"hainan 2 open: nothing held":                          1351,
		"hainan 2 open: something is reported":                 5,
		"hainan 4 list: ineligible":                            44,
		"hainan 4 open: a fact is missing":                     280,
		"hainan 4 open: nothing held":                          983,
		"hainan 4 open: something is held, short of an answer": 71,
		"hainan 4 open: something is reported":                 3,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("answers over all classes:\n got %s\nwant %s", counts(got), counts(want))
	}
	for place, want := range map[string]int{"national": 4, "ftz": 4, "hainan": 54} {
		if n := len(determinate[place]); n != want {
			t.Errorf("%s: a determinate answer in some mode for %d classes, want %d", place, n, want)
		}
	}
}

func counts(m map[string]int) string {
	var lines []string
	for k, n := range m {
		lines = append(lines, fmt.Sprintf("%q: %d,", k, n))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestNoFalseServiceClearance guards against the worst bug, false clearance: on partial
// lists nothing is eligible, whatever the caller says; a conditional answer cites a row
// that addresses overseas providers and covers the class or the activity declared; and
// whatever a row bars is barred.
func TestNoFalseServiceClearance(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	catalogue := services.BuiltIn()
	checker := eligibility.NewChecker(list.BuiltIn())
	says := map[string]eligibility.ServiceFacts{"nothing": {}}
	for _, key := range []string{services.NoActivity, "unheard_of"} {
		var f eligibility.ServiceFacts
		f.SetString(eligibility.ServiceActivity, key)
		f.SetBool(eligibility.ChineseNational, true)
		says[key] = f
	}
	for _, a := range services.Activities() {
		var f eligibility.ServiceFacts
		f.SetString(eligibility.ServiceActivity, a.Key)
		f.SetBool(eligibility.ChineseNational, true)
		says[a.Key] = f
	}
	for said, facts := range says {
		n, activity := 1, ""
		if said != "nothing" {
			n = 75
		}
		if _, ok := services.FindActivity(said); ok {
			activity = said
		}
		everyNthClass(n, checker, activity, today, facts,
			func(class services.Code, mode services.Mode, d *eligibility.ServiceDecision) {
				for i := range d.Places {
					p := &d.Places[i]
					if p.Verdict == eligibility.Eligible {
						t.Errorf("%s %s %d, saying %s: eligible on a list of which %d of %d rows are held", p.Place, class, mode, said,
							p.Edition.Held, p.Edition.Stated)
					}
					if p.Verdict == eligibility.Conditional &&
						!anyRowCovers(catalogue, p.Place, class, mode, said, services.Decides) {
						t.Errorf("%s %s %d, saying %s: conditional without a row that decides", p.Place, class, mode, said)
					}
					for j := range p.Reasons {
						if r := &p.Reasons[j]; r.Effect == eligibility.Permits {
							t.Errorf("%s %s %d, saying %s: %s permits on a partial list", p.Place, class, mode, said, r.Code)
						}
					}
				}
			})
	}
}

// anyRowCovers reports whether a row of the list or a provision of that weight covers the whole
// class or the activity given. It does not share code with the package under test.
func anyRowCovers(c *services.Catalogue, place services.Place, class services.Code, mode services.Mode, said string,
	weight services.Weight) bool {
	fits := func(r *services.Restriction) bool {
		if r.Weight != weight || !slices.Contains(r.Modes.List(), mode) {
			return false
		}
		for _, reach := range r.Reach {
			if reach.Whole && strings.HasPrefix(string(class), string(reach.Code)) {
				return true
			}
		}
		return slices.Contains(r.Activities, said)
	}
	l, _ := c.List(place.List())
	for _, e := range l.Editions {
		for i := range e.Measures {
			if fits(&e.Measures[i].Restriction) {
				return true
			}
		}
	}
	for i := range c.Laws().Provisions {
		if fits(&c.Laws().Provisions[i].Restriction) {
			return true
		}
	}
	return false
}

// TestCompleteListsLeaveNothingOpen checks that on a complete edition a class is
// undetermined only for a missing fact, a law revised since, an opening reported
// against a bar of law, or an area that the notes except.
func TestCompleteListsLeaveNothingOpen(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn()).WithServices(sample.With(services.BuiltIn()))
	everyClass(checker, today, eligibility.ServiceFacts{},
		func(class services.Code, mode services.Mode, d *eligibility.ServiceDecision) {
			for i := range d.Places {
				p := &d.Places[i]
				if p.Basis == edition.Sample || p.Verdict == eligibility.Ineligible {
					continue
				}
				for j := range p.Reasons {
					switch r := &p.Reasons[j]; {
					case r.Effect == eligibility.NeedsFact, r.Code == eligibility.LeftToExistingRules,
						r.Code == eligibility.LawRevised, r.Code == eligibility.WordingNotHeld,
						r.Code == eligibility.BarOpenedInPart:
					case r.Effect == eligibility.NeedsList:
						t.Errorf("%s %s %d: %s on a complete list", p.Place, class, mode, r.Code)
					}
				}
			}
		})
}

// TestEveryServiceReasonIsComplete checks that every reason has a sentence in both
// languages without placeholders, a basis, an effect, and a citation.
func TestEveryServiceReasonIsComplete(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	documented := map[eligibility.ReasonCode]bool{}
	for _, code := range eligibility.ServiceReasonCodes() {
		if documented[code] {
			t.Errorf("%s stands twice in the documentation", code)
		}
		documented[code] = true
	}
	for _, doc := range eligibility.ServiceReasonDocs() {
		if !documented[doc.Code] || doc.Pattern.EN == string(doc.Code) || doc.Pattern.EN == "" || doc.Pattern.ZH == "" {
			t.Errorf("%s: %+v", doc.Code, doc)
		}
	}
	seen := map[eligibility.ReasonCode]bool{}
	check := func(name string, d *eligibility.ServiceDecision) {
		for _, p := range d.Places {
			if p.Verdict.String() == "" || p.Basis.String() == "" || len(p.Reasons) == 0 {
				t.Fatalf("%s %s: %+v", name, p.Place, p)
			}
			for i := range p.Reasons {
				r := &p.Reasons[i]
				if err := checkComplete(r); err != nil {
					t.Fatalf("%s %s: %v", name, p.Place, err)
				}
				if strings.Contains(r.Text().ZH, "税号") {
					t.Fatalf("%s speaks of tariff lines: %s", r.Code, r.Text().ZH)
				}
				if !documented[r.Code] {
					t.Fatalf("%s is not documented", r.Code)
				}
				seen[r.Code] = true
				for _, c := range r.Citations {
					for _, id := range strings.Split(c.Source, ";") {
						if _, ok := services.FindSource(id); !ok && c.List == "" {
							t.Fatalf("%s cites the source %q, which is not in sources.csv", r.Code, id)
						}
					}
				}
			}
		}
	}
	var expert eligibility.ServiceFacts
	expert.SetString(eligibility.ServiceActivity, "auctioneer")
	expert.SetString(eligibility.ServiceActivity, services.NoActivity)
	expert.SetBool(eligibility.ChineseNational, true)
	held := eligibility.NewChecker(list.BuiltIn())
	for name, checker := range map[string]*eligibility.Checker{
		"held": held, "samples": held.WithServices(sample.With(services.BuiltIn())),
		"unread": held.WithServices(services.BuiltIn().With(unreadEdition())),
	} {
		for _, day := range []edition.Date{services.LastChecked.AddDays(91), today, edition.NewDate(2023, 6, 1),
			edition.NewDate(2019, 1, 1)} {
			for _, facts := range []eligibility.ServiceFacts{{}, expert} {
				n := 7 // each seventh class, and all classes that a row touches
				if day > services.LastChecked {
					n = 400
				}
				everyNthClass(n, checker, "", day, facts,
					func(class services.Code, mode services.Mode, d *eligibility.ServiceDecision) {
						check(fmt.Sprintf("%s %s %d", name, class, mode), d)
					})
			}
		}
		for _, q := range []eligibility.SectorQuestion{
			{}, {Text: "律师"}, {Text: "法律服务"}, {System: services.GBT4754, Code: "9999"}, {System: services.GBT4754, Code: "J"},
			{System: services.GBT4754, Code: "8411"},
			{System: services.GBT4754, Code: "72"}, {System: services.W120, Code: "1.A.a"},
			{System: services.W120, Code: "11.A.b"},
			{System: services.W120, Code: "2"}, {System: services.CPC21, Code: "821"}, {System: services.CPC21, Code: "71"},
		} {
			for mode := services.Mode(0); mode <= services.NaturalPersons; mode++ {
				for _, home := range []string{"", "HK", "US", "CN"} {
					d := checker.Service(&eligibility.ServiceDeclaration{AsOf: today, Mode: mode, Sector: q, ProviderHome: home})
					check(fmt.Sprintf("%s %+v %d", name, q, mode), d)
				}
			}
		}
	}
	for code := range documented {
		if !seen[code] {
			t.Errorf("%s is documented and given nowhere", code)
		}
	}
}

// TestCodesAreOfOneKind checks that a reason code used for goods and services has the
// same meaning for both.
func TestCodesAreOfOneKind(t *testing.T) {
	shared := map[eligibility.ReasonCode]bool{
		eligibility.NoEditionInForce: true, eligibility.ListIncomplete: true,
		eligibility.RestsOnReported: true, eligibility.RestsOnSample: true,
	}
	goods := map[eligibility.ReasonCode]bool{}
	for _, code := range eligibility.ReasonCodes() {
		goods[code] = true
	}
	for _, code := range eligibility.ServiceReasonCodes() {
		if goods[code] != shared[code] {
			t.Errorf("%s: of goods %t, shared %t", code, goods[code], shared[code])
		}
	}
}

// TestSameServiceSameAnswer checks that the decision depends only on the declaration and
// the editions, and that the decision on a coarse code agrees with those on its classes.
func TestSameServiceSameAnswer(t *testing.T) {
	a, b := eligibility.NewChecker(list.BuiltIn()), eligibility.NewChecker(list.BuiltIn())
	for _, code := range []services.Code{"A", "F", "51", "723", "7231", "C", "874", "5521"} {
		for _, mode := range crossBorder {
			d := &eligibility.ServiceDeclaration{AsOf: today, Mode: mode,
				Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: code}}
			x, y := a.Service(d), b.Service(d)
			if renderService(x) != renderService(y) {
				t.Errorf("%s %d: two answers\n%s\n%s", code, mode, renderService(x), renderService(y))
			}
			for i := range x.Places {
				verdicts := map[eligibility.Verdict]bool{}
				for lo, hi := services.ClassesUnder(code); lo < hi; lo++ {
					one := *d
					one.Sector.Code = services.ClassAt(lo)
					verdicts[a.Service(&one).Places[i].Verdict] = true
				}
				want := eligibility.Undetermined
				if len(verdicts) == 1 {
					for v := range verdicts {
						want = v
					}
				}
				if got := x.Places[i].Verdict; got != want {
					t.Errorf("%s %s %d: %s, of its classes %s", x.Places[i].Place, code, mode, got, want)
				}
			}
		}
	}
}

func renderService(d *eligibility.ServiceDecision) string {
	var b strings.Builder
	for i := range d.Places {
		fmt.Fprintf(&b, "%s %s %s\n%s", d.Places[i].Place, d.Places[i].Verdict, d.Places[i].Basis,
			describePlace(&d.Places[i]))
	}
	for _, e := range d.Lists {
		fmt.Fprintf(&b, "%s %s %s\n", e.List, e.ID, e.SHA256)
	}
	return b.String()
}

// TestPlacesAreAnsweredAlone checks that each place has the same answer whether asked
// about alone or with others.
func TestPlacesAreAnsweredAlone(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for _, code := range []services.Code{"5193", "72", "7297", "6110"} {
		d := eligibility.ServiceDeclaration{AsOf: today, Mode: services.CrossBorder,
			Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: code}}
		all := checker.Service(&d)
		if len(all.Places) != len(services.Places()) {
			t.Fatalf("%s: %d places", code, len(all.Places))
		}
		for i, place := range services.Places() {
			one := d
			one.Places = []services.Place{place}
			if x, y := describePlace(&all.Places[i]), describePlace(&checker.Service(&one).Places[0]); x != y {
				t.Errorf("%s %s: together\n%s\nalone\n%s", place, code, x, y)
			}
		}
	}
}

// TestServiceAnswerIsConstantBetweenDates decides for every day of several years, and
// checks that decisions change only on the days of lists and laws.
func TestServiceAnswerIsConstantBetweenDates(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	checker := eligibility.NewChecker(list.BuiltIn())
	changes := map[edition.Date]bool{shanghaiDay: true}
	for _, l := range checker.Services().Lists() {
		for _, e := range l.Editions {
			changes[e.From], changes[e.To] = true, true
		}
	}
	for _, p := range checker.Services().Laws().Provisions {
		changes[p.From], changes[p.To], changes[p.Revised] = true, true, true
	}
	for _, code := range []services.Code{"0421", "5522", "7231", "7484"} {
		for _, mode := range crossBorder {
			before := ""
			for day := edition.NewDate(2018, 10, 1); day < edition.NewDate(2026, 12, 1); day = day.AddDays(1) {
				got := renderService(checker.Service(&eligibility.ServiceDeclaration{AsOf: day, Mode: mode,
					Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: code}}))
				if before != "" && got != before && !changes[day] {
					t.Errorf("%s %d: the answer changes on %s\n%s\n%s", code, mode, day, before, got)
				}
				before = got
			}
		}
	}
}

var shanghaiDay = edition.NewDate(2018, 11, 1)

// FuzzService checks that any words, code, mode and fact have an answer.
func FuzzService(f *testing.F) {
	f.Add("律师", "7231", uint8(1), uint8(4), "legal_services", "HK", int32(20260301))
	f.Add("legal services in China", "", uint8(0), uint8(0), "none", "", int32(20240421))
	f.Add("", "1.A.a", uint8(2), uint8(1), "", "US", int32(20210826))
	f.Add("", "53", uint8(3), uint8(2), "\x00", "CN", int32(0))
	held := eligibility.NewChecker(list.BuiltIn())
	samples := held.WithServices(sample.With(services.BuiltIn()))
	f.Fuzz(func(t *testing.T, words, code string, system, mode uint8, activity, home string, day int32) {
		d := eligibility.ServiceDeclaration{
			AsOf: edition.Date(day), Mode: services.Mode(mode % 5), ProviderHome: home,
			Sector: eligibility.SectorQuestion{System: services.System(system % 5), Code: services.Code(code), Text: words},
		}
		if parsed, err := services.ParseCode(d.Sector.System, code); err == nil {
			d.Sector.Code = parsed
		}
		d.Facts.SetString(eligibility.ServiceActivity, activity)
		for _, checker := range []*eligibility.Checker{held, samples} {
			for _, p := range checker.Service(&d).Places {
				if p.Verdict.String() == "" || len(p.Reasons) == 0 {
					t.Fatalf("%+v: %+v", d, p)
				}
				for i := range p.Reasons {
					if text := p.Reasons[i].Text(); utf8.ValidString(words+code+home) && (text.EN == "" || text.ZH == "") {
						t.Fatalf("%+v: %s has no words", d, p.Reasons[i].Code)
					}
				}
			}
		}
	})
}

func BenchmarkService(b *testing.B) {
	held := eligibility.NewChecker(list.BuiltIn())
	samples := held.WithServices(sample.With(services.BuiltIn()))
	gbt := func(code services.Code) eligibility.SectorQuestion {
		return eligibility.SectorQuestion{System: services.GBT4754, Code: code}
	}
	one := []services.Place{services.National}
	for _, c := range []struct {
		name    string
		checker *eligibility.Checker
		d       eligibility.ServiceDeclaration
	}{
		{"nothing held", held, eligibility.ServiceDeclaration{Places: one, Mode: 1, Sector: gbt("6110")}},
		{"by law", held, eligibility.ServiceDeclaration{Places: one, Mode: 4, Sector: gbt("7231"), ProviderHome: "HK"}},
		{"by list", held, eligibility.ServiceDeclaration{Places: []services.Place{services.Hainan}, Mode: 1,
			Sector: gbt("5193")}},
		{"complete list", samples, eligibility.ServiceDeclaration{Places: one, Mode: 1, Sector: gbt("7294")}},
		{"three places", held, eligibility.ServiceDeclaration{Mode: 4, Sector: gbt("7297")}},
		{"a division of 48 classes", held, eligibility.ServiceDeclaration{Places: one, Mode: 1, Sector: gbt("72")}},
		{"a section of 609 classes", held, eligibility.ServiceDeclaration{Places: one, Mode: 1, Sector: gbt("C")}},
		{"words", held, eligibility.ServiceDeclaration{Places: one, Mode: 1,
			Sector: eligibility.SectorQuestion{Text: "法律服务"}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.d.AsOf = today
			b.ReportAllocs()
			for b.Loop() {
				c.checker.Service(&c.d)
			}
		})
	}
}

// unreadEdition returns a complete list of one row whose text was not read as a rule.
func unreadEdition() *services.Edition {
	e := &services.Edition{
		Edition: edition.Edition{
			List: services.NationalList, ID: "2024", Document: "D", Stated: 1, Held: 1,
			Interval: edition.Interval{From: edition.NewDate(2024, 4, 21)},
		},
		Short: edition.Text{EN: "List", ZH: "清单"},
		Measures: []services.Measure{{
			ID: "1", Item: "1", Letter: "M", Original: "兽医服务另有规定。", Basis: edition.Official,
			Restriction: services.Restriction{
				Kind: services.Other, Weight: services.Unread, Modes: services.ModesOf(1, 2, 4),
				Reach:   []services.Reach{{Code: "74"}},
				Summary: edition.Text{EN: "its text", ZH: "其条文"}, Label: edition.Text{EN: "List, item 1", ZH: "清单第1条"},
			},
		}},
	}
	e.SHA256 = e.Sum()
	return e
}

// TestUnreadRowClearsNothing checks that a complete list with a row that was not read as
// a rule clears nothing: neither the classes that the row is assumed to touch nor, since
// these are not certain, any others. Once the row is read, others are cleared again.
func TestUnreadRowClearsNothing(t *testing.T) {
	read := unreadEdition()
	read.Measures[0].Weight = services.Decides
	for _, row := range []struct {
		name    string
		edition *services.Edition
		code    services.Code
		verdict eligibility.Verdict
		said    eligibility.ReasonCode
	}{
		{"touched", unreadEdition(), "7484", eligibility.Undetermined, eligibility.WordingNotRead},
		{"not touched", unreadEdition(), "7111", eligibility.Undetermined, eligibility.RowsNotRead},
		{"not touched by a row that was read", read, "7111", eligibility.Eligible, eligibility.EqualTreatment},
	} {
		checker := eligibility.NewChecker(list.BuiltIn()).WithServices(services.BuiltIn().With(row.edition))
		d := checker.Service(&eligibility.ServiceDeclaration{
			AsOf: edition.NewDate(2026, 3, 1), Mode: services.CrossBorder, Places: []services.Place{services.National},
			Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: row.code},
		})
		p := &d.Places[0]
		if p.Verdict != row.verdict || !slices.ContainsFunc(p.Reasons,
			func(r eligibility.Reason) bool { return r.Code == row.said }) {
			t.Errorf("%s: %s, want %s because of %s", row.name, p.Verdict, row.verdict, row.said)
		}
	}
}
