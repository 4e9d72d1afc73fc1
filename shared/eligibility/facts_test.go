package eligibility_test

import (
	"fmt"
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

// factValues returns the values that a fact is tested with.
func factValues(spec *eligibility.FactSpec) map[string]func(*eligibility.Facts) {
	key, _ := eligibility.ParseFact(spec.Name)
	values := map[string]func(*eligibility.Facts){}
	switch spec.Kind {
	case eligibility.Bool:
		for _, v := range []bool{true, false} {
			values[fmt.Sprint(v)] = func(f *eligibility.Facts) { f.SetBool(key, v) }
		}
	case eligibility.Number:
		for _, v := range []int64{0, 1, 500_000} {
			values[fmt.Sprint(v)] = func(f *eligibility.Facts) { f.SetMilli(key, v) }
		}
	case eligibility.String:
		for _, v := range append([]string{"Fukushima", "Hokkaido", "Niigata"}, spec.Values...) {
			if len(spec.Values) > 0 && !slices.Contains(spec.Values, v) {
				continue
			}
			values[v] = func(f *eligibility.Facts) { f.SetString(key, v) }
		}
	}
	return values
}

// sampleLines returns some lines of every chapter.
func sampleLines(table *tariff.Table, perChapter int) []tariff.Line {
	var lines []tariff.Line
	count := map[tariff.Code]int{}
	for i := 0; i < table.Len(); i += 7 {
		line := table.LineOn(i, today)
		if c := line.Code.At(tariff.Chapter); count[c] < perChapter {
			count[c]++
			lines = append(lines, line)
		}
	}
	return lines
}

// rank orders verdicts from the worst to the best for the goods.
var rank = map[eligibility.Verdict]int{
	eligibility.Ineligible: 0, eligibility.Undetermined: 1, eligibility.Conditional: 2, eligibility.Eligible: 3,
}

// TestEveryFactActsOrIsNamed gives every fact with every value for lines of all
// chapters, and checks that in each channel the decision differs from the one without
// it, or the fact is listed as unused.
func TestEveryFactActsOrIsNamed(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	table, _ := tariff.At(today)
	perChapter := 3
	if testing.Short() {
		perChapter = 2
	}
	lines := sampleLines(table, perChapter)
	for name, checker := range map[string]*eligibility.Checker{
		"held": eligibility.NewChecker(list.BuiltIn()), "samples": eligibility.NewChecker(sample.With(list.BuiltIn())),
	} {
		used := map[string]int{}
		for _, line := range lines {
			item := eligibility.Item{Code: line.Code, Origin: "JP"}
			bare := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: item})
			for _, spec := range eligibility.Vocabulary() {
				for value, set := range factValues(spec) {
					with := item
					set(&with.Facts)
					d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: with})
					unused := slices.ContainsFunc(d.Unused, func(u eligibility.UnusedFact) bool { return u.Fact.Spec() == spec })
					differs := false
					for i := range d.Channels {
						if channelText(&d.Channels[i]) != channelText(&bare.Channels[i]) {
							differs = true
							used[spec.Name+" "+string(d.Channels[i].Channel)]++
						} else if !unused && !slices.ContainsFunc(d.Channels[i].Unused,
							func(k eligibility.FactKey) bool { return k.Spec() == spec }) {
							t.Errorf("%s: %s %s=%s: changes nothing in %s and is not named", name, line.Code, spec.Name, value,
								d.Channels[i].Channel)
						}
					}
					if differs == unused {
						t.Errorf("%s: %s %s=%s: differs %v, named unused %v", name, line.Code, spec.Name, value, differs, unused)
					}
				}
			}
		}
		for _, spec := range eligibility.Vocabulary() {
			for _, c := range eligibility.Channels() {
				t.Logf("%s: %s acts %d times in %s", name, spec.Name, used[spec.Name+" "+string(c)], c)
			}
		}
	}
}

// fieldValues has a value for each field of a declaration.
var fieldValues = map[eligibility.FactKey]func(*eligibility.GoodsDeclaration){
	eligibility.FactOrigin:        func(d *eligibility.GoodsDeclaration) { d.Item.Origin = "US" },
	eligibility.FactUnitPrice:     func(d *eligibility.GoodsDeclaration) { d.Item.UnitPrice = yuan(300) },
	eligibility.FactQuantity:      func(d *eligibility.GoodsDeclaration) { d.Item.Quantity = 2 },
	eligibility.FactNetWeight:     func(d *eligibility.GoodsDeclaration) { d.Item.NetWeightG = 250 },
	eligibility.FactSpentThisYear: func(d *eligibility.GoodsDeclaration) { d.SpentThisYear = yuan(100) },
}

func yuan(n int64) *money.Amount {
	a := money.Yuan(n)
	return &a
}

// TestEveryFieldActsOrIsNamed gives each field alone and with all the others, and checks
// that the decision differs from the one without it, or the field is listed as unused.
func TestEveryFieldActsOrIsNamed(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	table, _ := tariff.At(today)
	used := map[string]int{}
	for name, checker := range map[string]*eligibility.Checker{
		"held": eligibility.NewChecker(list.BuiltIn()), "samples": eligibility.NewChecker(sample.With(list.BuiltIn())),
	} {
		for _, line := range sampleLines(table, 6) {
			for _, code := range []tariff.Code{line.Code, line.Code.At(tariff.Subheading)} {
				for key, tell := range fieldValues {
					for _, others := range []bool{false, true} {
						for _, channels := range [][]eligibility.ChannelID{nil, {eligibility.CBECDirect}} {
							without := eligibility.GoodsDeclaration{AsOf: today, Channels: channels, Item: eligibility.Item{Code: code}}
							for other, tellOther := range fieldValues {
								if others && other != key {
									tellOther(&without)
								}
							}
							with := without
							tell(&with)
							fieldActs(t, name, checker, key, &without, &with, used)
						}
					}
				}
			}
		}
	}
	for key := range fieldValues {
		if used[key.String()+" true"] == 0 || used[key.String()+" false"] == 0 {
			t.Errorf("%s: acts %d times, and %d times not", key, used[key.String()+" true"], used[key.String()+" false"])
		}
	}
}

func fieldActs(t *testing.T, name string, checker *eligibility.Checker, key eligibility.FactKey, without,
	with *eligibility.GoodsDeclaration, used map[string]int) {
	t.Helper()
	a, b := checker.Goods(without), checker.Goods(with)
	unused := slices.ContainsFunc(b.Unused, func(u eligibility.UnusedFact) bool { return u.Fact == key })
	for i := range b.Channels {
		before, after := &a.Channels[i], &b.Channels[i]
		acts := channelText(before) != channelText(after) || reasonFacts(before) != reasonFacts(after)
		used[fmt.Sprint(key, " ", acts)]++
		if named := unused || slices.Contains(b.Channels[i].Unused, key); named == acts {
			t.Errorf("%s: %s %s in %s of %d: acts %v, named unused %v\n%s\n%s", name, with.Item.Code, key, b.Channels[i].Channel,
				len(b.Channels),
				acts, named, channelText(&a.Channels[i]), channelText(&b.Channels[i]))
		}
	}
}

// reasonFacts returns the facts of the reasons of a decision, and why there is no tax.
func reasonFacts(c *eligibility.ChannelDecision) string {
	var facts []string
	for i := range c.Reasons {
		facts = append(facts, c.Reasons[i].Fact.String())
	}
	return fmt.Sprint(facts, c.Tax.Why)
}

// channelText returns the decision of a channel as one string.
func channelText(c *eligibility.ChannelDecision) string {
	return c.Verdict.String() + c.Basis.String() + describe(c) + fmt.Sprint(c.Tax.Missing)
}

// adverse has the facts whose value can only make the verdict worse.
var adverse = map[eligibility.FactKey]bool{
	eligibility.EndangeredSpecies: true, eligibility.DualUse: true, eligibility.UsedGoods: true,
	eligibility.GeneticallyModified: true,
	eligibility.EmergencySuspension: true, eligibility.ExcludedClass: true, eligibility.SolidWaste: true,
	eligibility.ContainsSoil: true,
	eligibility.CovertDevice: true, eligibility.ImitationGun: true, eligibility.SatelliteReceiver: true,
	eligibility.HazardousChemical: true,
	eligibility.NewChemical:       true, eligibility.RadioTransmitter: true, eligibility.CommercialEncryption: true,
	eligibility.MedicalDevice: true,
	eligibility.Medicine:      true, eligibility.Publication: true, eligibility.ECigarettePart: true,
	eligibility.NuclearUse: true, eligibility.AnimalOrigin: true,
	eligibility.MarketAccess: false, eligibility.PlantRegistered: false, eligibility.PersonalUse: false,
	eligibility.SoldOnPlatform: false,
	eligibility.SoldInYiwuMall: false, eligibility.NamedGoods: false, eligibility.PilotCity: false,
	eligibility.CarrierSendsData: false,
	eligibility.FinishedCraft:    false, eligibility.DogOrCat: false, eligibility.Cosmetic: true,
	eligibility.ForAnimals:         true,
	eligibility.BiologicalMaterial: true, eligibility.ForFood: true, eligibility.FoodContact: true,
	eligibility.ForSowing:      true,
	eligibility.LiveWildAnimal: true, eligibility.PublicNetwork: true, eligibility.CCCCatalogue: true,
	eligibility.SpecialEquipment:    true,
	eligibility.MeasuringInstrument: true, eligibility.CombustionEngine: true, eligibility.CulturalRelic: true,
	eligibility.MeatProduct: true,
	eligibility.EggProduct:  true, eligibility.ElephantIvory: true, eligibility.PoliceEquipment: true,
}

// adverseOthers has string and number facts and fields that can only make the verdict worse.
var adverseOthers = map[string]func(*eligibility.GoodsDeclaration){
	"prefecture": func(d *eligibility.GoodsDeclaration) {
		d.Item.Origin = "JP"
		d.Item.Facts.SetString(eligibility.OriginPrefecture, "Fukushima")
	},
	"processing": func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetString(eligibility.Processing, "fresh") },
	"food class": func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetString(eligibility.FoodClass, "health_food") },
	"place": func(d *eligibility.GoodsDeclaration) {
		d.Item.Facts.SetString(eligibility.PilotAreaName, "阿拉山口")
	},
	"bought":   func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetMilli(eligibility.BoughtThisYearG, 1e9) },
	"volume":   func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetMilli(eligibility.VolumeML, 0) },
	"sheets":   func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetMilli(eligibility.Sheets, 0) },
	"area":     func(d *eligibility.GoodsDeclaration) { d.Item.Facts.SetMilli(eligibility.AreaM2, 0) },
	"origin":   func(d *eligibility.GoodsDeclaration) { d.Item.Origin = "JP" },
	"price":    func(d *eligibility.GoodsDeclaration) { d.Item.UnitPrice = yuan(30_000) },
	"no price": func(d *eligibility.GoodsDeclaration) { d.Item.UnitPrice = yuan(0) },
	"quantity": func(d *eligibility.GoodsDeclaration) {
		d.Item.UnitPrice, d.Item.Quantity = yuan(3_000), 2
	},
	"weight": func(d *eligibility.GoodsDeclaration) { d.Item.NetWeightG = 100_000 },
	"spent":  func(d *eligibility.GoodsDeclaration) { d.SpentThisYear = yuan(26_001) },
}

// TestBadFactsHelpNobody checks that adverse facts never improve a verdict.
func TestBadFactsHelpNobody(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	table, _ := tariff.At(today)
	step := 7
	if testing.Short() {
		step = 53
	}
	checker := eligibility.NewChecker(sample.With(list.BuiltIn()))
	for i := 0; i < table.Len(); i += step {
		item := eligibility.Item{Code: table.Code(i), Origin: "NZ"}
		bare := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: item})
		helps := func(what string, d *eligibility.Decision) {
			for j := range d.Channels {
				if rank[d.Channels[j].Verdict] > rank[bare.Channels[j].Verdict] {
					t.Errorf("%s: %s makes %s %s, from %s", item.Code, what, d.Channels[j].Channel, d.Channels[j].Verdict,
						bare.Channels[j].Verdict)
				}
			}
		}
		for key, value := range adverse {
			with := item
			with.Facts.SetBool(key, value)
			helps(fmt.Sprint(key, "=", value), checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: with}))
		}
		for what, tell := range adverseOthers {
			with := eligibility.GoodsDeclaration{AsOf: today, Item: item}
			tell(&with)
			helps(what, checker.Goods(&with))
		}
	}
}

// TestEveryFactIsTriedAgainst checks that the test above covers all facts.
func TestEveryFactIsTriedAgainst(t *testing.T) {
	others := map[string]bool{"origin_prefecture": true, "processing": true, "food_class": true, "pilot_area": true,
		"bought_this_year_g": true,
		"volume_ml":          true, "sheets": true, "area_m2": true}
	for _, spec := range eligibility.Vocabulary() {
		key, _ := eligibility.ParseFact(spec.Name)
		if _, ok := adverse[key]; !ok && !others[spec.Name] {
			t.Errorf("%s is not tried", spec.Name)
		}
	}
}

// TestMissingFactsCouldMatter checks that each missing fact changes the decision when it
// is given, and that no fact given is listed as missing.
func TestMissingFactsCouldMatter(t *testing.T) {
	table, _ := tariff.At(today)
	checker := eligibility.NewChecker(sample.With(list.BuiltIn()))
	for _, line := range sampleLines(table, 3) {
		item := eligibility.Item{Code: line.Code, Origin: "JP"}
		bare := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: item})
		for i := range bare.Channels {
			for _, key := range bare.Channels[i].Missing {
				spec := key.Spec()
				if strings.Contains(spec.Name, ".") {
					continue // a field of its own
				}
				asksAgain(t, checker, item, key, bare.Channels[i].Channel)
				changes := false
				for _, set := range factValues(spec) {
					with := item
					set(&with.Facts)
					d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: with})
					changes = changes || channelText(&d.Channels[i]) != channelText(&bare.Channels[i])
				}
				if !changes {
					t.Errorf("%s %s asks for %s, which changes nothing", line.Code, bare.Channels[i].Channel, key)
				}
			}
		}
	}
}

// asksAgain reports an error if a given fact is still listed as missing, unless it is an
// unknown name.
func asksAgain(t *testing.T, checker *eligibility.Checker, item eligibility.Item, key eligibility.FactKey,
	channel eligibility.ChannelID) {
	t.Helper()
	if key == eligibility.PilotAreaName {
		return
	}
	for value, set := range factValues(key.Spec()) {
		with := item
		set(&with.Facts)
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Channels: []eligibility.ChannelID{channel}, Item: with})
		if slices.Contains(d.Channels[0].Missing, key) {
			t.Errorf("%s %s: %s=%s is told, and asked for", item.Code, channel, key, value)
		}
	}
}

// TestMostDecisiveFirst checks that decisive facts come before those that only bar, and
// that a fact which lifts one of several conditions is not listed as missing.
func TestMostDecisiveFirst(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for _, c := range []struct {
		code tariff.Code
		want []string
	}{
		// the used goods decide; the CCC catalogue lifts one of two conditions
		{"8708100000", []string{"used_goods", "ccc_catalogue"}},
		// inspection is asked anyway
		{"0409000000", []string{"market_access", "plant_registered", "item.origin"}},
		{"9506110000", nil},
	} {
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today,
			Channels: []eligibility.ChannelID{eligibility.GeneralTrade}, Item: eligibility.Item{Code: c.code}})
		var got []string
		for _, k := range d.Channels[0].Missing {
			got = append(got, k.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: asks for %v, want %v", c.code, got, c.want)
		}
	}
}

// TestEveryFactIsDescribed checks that every fact has a question, a pointer, an example
// and the goods that it matters for.
func TestEveryFactIsDescribed(t *testing.T) {
	for _, spec := range eligibility.Vocabulary() {
		for _, text := range []edition.Text{spec.Question, spec.Matters} {
			if text.EN == "" || text.ZH == "" {
				t.Errorf("%s: %+v", spec.Name, text)
			}
		}
		if spec.At(false) != "/item/facts/"+spec.Name || spec.Sample() == "" {
			t.Errorf("%s goes to %s, for example %s", spec.Name, spec.At(false), spec.Sample())
		}
	}
}
