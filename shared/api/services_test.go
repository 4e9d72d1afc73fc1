package api_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"importchecker/infra/norace"
	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/submitted"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
	sampleservices "importchecker/shared/services/sample"
)

// serviceQuestion is the request that the contract shows, with every field.
const serviceQuestion = `{"as_of": "2026-03-01", "ref": "SVC-1", "place": "ftz", "compare": true, "mode": 4,
 "sector": {"system": "gbt4754", "code": "7231"}, "provider": {"home": "HK"}, "facts": {"activity": "legal_services", "chinese_national": false}}`

// withSamples returns a service with the invented complete lists of services.
func withSamples(t *testing.T) *service {
	return serviceOn(t, eligibility.NewChecker(list.BuiltIn()).WithServices(sampleservices.With(services.BuiltIn())), nil)
}

// Each error of the body of a check of a service is reported with its place. A
// submission of a service has the same body, and the same errors.
func TestServiceBodyErrors(t *testing.T) {
	with := func(fields string) string { return `{"sector": {"code": "7231"}` + fields + `}` }
	sector := func(fields string) string { return `{"sector": {` + fields + `}}` }
	// A submission says its kind, first or last.
	submitted := func(body string) []string {
		if inner, ok := strings.CutPrefix(body, "{"); ok {
			separator := ", "
			if strings.HasPrefix(inner, "}") {
				separator = ""
			}
			return []string{`{"kind": "service"` + separator + inner, strings.TrimSuffix(body, "}") + separator +
				`"kind": "service"}`}
		}
		return nil
	}
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"every field", serviceQuestion, nil},
		{"a sector alone", with(``), nil},
		{"nothing", `{}`, []string{"/sector required"}},
		{"an array", `[]`, []string{" wrong_type"}},
		{"sector is null", `{"sector": null}`, []string{"/sector wrong_type"}},
		{"sector is a string", `{"sector": "7231"}`, []string{"/sector wrong_type"}},
		{"sector is empty", sector(``), []string{"/sector exactly_one"}},
		{"a system alone", sector(`"system": "w120"`), []string{"/sector exactly_one"}},
		{"code and words", sector(`"code": "7231", "text": "legal"`), []string{"/sector exactly_one"}},
		{"code is a number", sector(`"code": 7231`), []string{"/sector/code wrong_type"}},
		{"code is empty", sector(`"code": ""`), []string{"/sector/code required"}},
		{"code is blank", sector(`"code": "  "`), []string{"/sector/code invalid_sector_code"}},
		{"code of one digit", sector(`"code": "7"`), []string{"/sector/code invalid_sector_code"}},
		{"code of five digits", sector(`"code": "72310"`), []string{"/sector/code invalid_sector_code"}},
		{"code of a tariff", sector(`"code": "0409.00.00"`), []string{"/sector/code invalid_sector_code"}},
		{"digits that are not ASCII", sector(`"code": "７２３１"`), []string{"/sector/code invalid_sector_code"}},
		{"code with its letter, which is small", sector(`"code": " l7231 "`), nil},
		{"code with another's letter", sector(`"code": "M7231"`), nil}, // that there is none is the answer
		{"a code that does not exist", sector(`"code": "9999"`), nil},
		{"a section that does not exist", sector(`"code": "Z"`), nil},
		{"a code of W/120", sector(`"system": "w120", "code": "1.A.a."`), nil},
		{"a code of W/120 that does not exist", sector(`"system": "w120", "code": "1.A.z"`), nil},
		{"a code of W/120 with a digit in a letter's place", sector(`"system": "w120", "code": "1.1"`),
			[]string{"/sector/code invalid_sector_code"}},
		{"a code of CPC", sector(`"system": "cpc21", "code": "82130"`), nil},
		{"a code of CPC for goods", sector(`"system": "cpc21", "code": "01111"`),
			[]string{"/sector/code invalid_sector_code"}},
		{"an unknown system", sector(`"system": "isic4", "code": "6910"`), []string{"/sector/system not_allowed"}},
		{"a system that is blank", sector(`"system": "", "code": "6910"`), []string{"/sector/system not_allowed"}},
		{"a system that is null", sector(`"system": null, "code": "6910"`), []string{"/sector/system wrong_type"}},
		{"words", sector(`"text": "法律服务"`), nil},
		{"words of the system that they are looked up in", sector(`"system": "gbt4754", "text": "法律服务"`), nil},
		{"words of another system", sector(`"system": "w120", "text": "legal"`), []string{"/sector/system not_allowed"}},
		{"no words", sector(`"text": ""`), []string{"/sector/text required"}},
		{"blank words", sector(`"text": " \t"`), []string{"/sector/text control_character"}},
		{"only spaces", sector(`"text": "  "`), []string{"/sector/text required"}},
		{"too many words", sector(`"text": "` + strings.Repeat("字", 501) + `"`), []string{"/sector/text too_long"}},
		{"as many as may be", sector(`"text": "` + strings.Repeat("字", 500) + `"`), nil},
		{"an unknown place", with(`, "place": "shanghai"`), []string{"/place not_allowed"}},
		{"a place in capitals", with(`, "place": "FTZ"`), []string{"/place not_allowed"}},
		{"a place that is a list", with(`, "place": ["ftz"]`), []string{"/place wrong_type"}},
		{"compare is a word", with(`, "compare": "true"`), []string{"/compare wrong_type"}},
		{"mode 0", with(`, "mode": 0`), []string{"/mode out_of_range"}},
		{"mode 5", with(`, "mode": 5`), []string{"/mode out_of_range"}},
		{"mode 3 as a decimal", with(`, "mode": 3.0`), nil},
		{"mode in quotes", with(`, "mode": "1"`), []string{"/mode wrong_type"}},
		{"half a mode", with(`, "mode": 1.5`), []string{"/mode wrong_type"}},
		{"mode is null", with(`, "mode": null`), []string{"/mode wrong_type"}},
		{"provider is empty", with(`, "provider": {}`), nil},
		{"home that is no country", with(`, "provider": {"home": "hkx"}`), []string{"/provider/home unknown_country"}},
		{"home is blank", with(`, "provider": {"home": ""}`), []string{"/provider/home unknown_country"}},
		{"more of the provider", with(`, "provider": {"home": "HK", "name": "x"}`), []string{"/provider/name unknown_field"}},
		{"facts is an array", with(`, "facts": []`), []string{"/facts wrong_type"}},
		{"an unknown fact", with(`, "facts": {"colour": 1}`), []string{"/facts/colour unknown_fact"}},
		{"a fact of goods", with(`, "facts": {"used_goods": true}`), []string{"/facts/used_goods unknown_fact"}},
		{"a field is no fact", with(`, "facts": {"mode": 1}`), []string{"/facts/mode unknown_fact"}},
		{"a fact twice", with(`, "facts": {"chinese_national": true, "chinese_national": true}`),
			[]string{"/facts/chinese_national duplicate_field"}},
		{"an activity that no row names", with(`, "facts": {"activity": "juggling"}`),
			[]string{"/facts/activity not_allowed"}},
		{"an activity that is blank", with(`, "facts": {"activity": ""}`), []string{"/facts/activity required"}},
		{"no activity of those named", with(`, "facts": {"activity": "none"}`), nil},
		{"an activity too long", with(`, "facts": {"activity": "` + strings.Repeat("x", 201) + `"}`),
			[]string{"/facts/activity too_long"}},
		{"a nationality in words", with(`, "facts": {"chinese_national": "yes"}`),
			[]string{"/facts/chinese_national wrong_type"}},
		{"no such day", with(`, "as_of": "2025-02-29"`), []string{"/as_of invalid_date"}},
		{"the day before any list", with(`, "as_of": "2018-10-31"`), []string{"/as_of as_of_before_first_edition"}},
		{"the day of the first list known", with(`, "as_of": "2018-11-01"`), nil},
		{"a ref too long", with(`, "ref": "` + strings.Repeat("长", 129) + `"`), []string{"/ref too_long"}},
		{"fields of goods", with(`, "item": {"hs_code": "0409"}, "channels": ["general_trade"]`),
			[]string{"/item unknown_field", "/channels unknown_field"}},
		{"a field twice", with(`, "mode": 1, "mode": 1`), []string{"/mode duplicate_field"}},
		{"everything at once",
			`{"x": 1, "mode": 9, "place": "x", "sector": {"system": "x", "text": "", "y": 2}, "provider": {"home": "x"}, "as_of": "x"}`,
			[]string{"/x unknown_field", "/sector/y unknown_field", "/as_of invalid_date", "/place not_allowed",
				"/mode out_of_range",
				"/sector/system not_allowed", "/sector/text required", "/provider/home unknown_country"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newService(t)
			bodies := map[string][]string{"/v1/services/checks": {tt.body}, "/v1/submissions": submitted(tt.body)}
			for target, all := range bodies {
				for _, body := range all {
					res := s.post(target, body, as("seller-1"))
					if tt.want != nil {
						if got := faultsOf(t, res); res.StatusCode != 400 || !slices.Equal(got, tt.want) {
							t.Errorf("%s: status %d, errors %q, want %q", target, res.StatusCode, got, tt.want)
						}
						continue
					}
					if res.StatusCode/100 != 2 {
						t.Fatalf("%s: status %d\n%s", target, res.StatusCode, res.Body)
					}
					schema := map[string]string{"/v1/services/checks": "ServiceCheckRequest",
						"/v1/submissions": "SubmissionRequest"}[target]
					if err := contract(t).validate("/components/schemas/"+schema, body); err != nil {
						t.Errorf("%s: accepted, but not as described: %v", target, err)
					}
				}
			}
		})
	}
}

// The kind belongs to submissions, and says which fields have a place there.
func TestKinds(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"goods that say so", `{"kind": "goods", "item": {"hs_code": "0409"}}`, nil},
		{"a service that says so last", `{"sector": {"code": "7231"}, "kind": "service"}`, nil},
		{"a service that says nothing", `{"sector": {"code": "7231"}}`, []string{"/sector unknown_field", "/item required"}},
		{"goods that say service", `{"kind": "service", "item": {"hs_code": "0409"}}`,
			[]string{"/item unknown_field", "/sector required"}},
		{"a service that says goods", `{"kind": "goods", "sector": {"code": "7231"}}`,
			[]string{"/sector unknown_field", "/item required"}},
		{"another kind", `{"kind": "services", "sector": {"code": 1}, "x": 1}`, []string{"/kind not_allowed"}},
		{"no kind", `{"kind": null, "sector": {"code": "7231"}}`, []string{"/kind wrong_type"}},
		{"both kinds", `{"kind": "service", "sector": {"code": "7231"}, "kind": "goods"}`, []string{"/kind duplicate_field"}},
		{"a kind within", `{"item": {"hs_code": "0409", "kind": "service"}}`, []string{"/item/kind unknown_field"}},
		{"broken before the kind", `{"sector": {, "kind": "service"}`, []string{"/sector invalid_json"}},
		{"broken after the kind", `{"kind": "service", "sector": {"code": "7231"}`, []string{" invalid_json"}},
	} {
		res := s.post("/v1/submissions", tt.body, as("seller-1"))
		if tt.want == nil {
			read(t, res, 201)
		} else if got := faultsOf(t, res); res.StatusCode != 400 || !slices.Equal(got, tt.want) {
			t.Errorf("%s: status %d, errors %q, want %q", tt.name, res.StatusCode, got, tt.want)
		}
	}
	for _, target := range []string{"/v1/goods/checks", "/v1/services/checks"} {
		body := `{"kind": "goods", "item": {"hs_code": "0409"}}`
		if target == "/v1/services/checks" {
			body = `{"kind": "service", "sector": {"code": "7231"}}`
		}
		if got := faultsOf(t, s.post(target, body)); !slices.Equal(got, []string{"/kind unknown_field"}) {
			t.Errorf("%s: %q", target, got)
		}
	}
}

// placesOf lists the places of a decision with a member of each.
func placesOf(d decoded, member string) string { return joined(d["places"], member) }

// The answer has one place if the request names one; all of them, in their order, if
// it names none, or compares them.
func TestPlaces(t *testing.T) {
	s := newService(t)
	for body, want := range map[string]string{
		`{"sector": {"code": "4710"}, "mode": 1}`:                                       "national ftz hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "compare": true}`:                      "national ftz hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "compare": false}`:                     "national ftz hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "place": "hainan"}`:                    "hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "place": "hainan", "compare": false}`:  "hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "place": "hainan", "compare": true}`:   "national ftz hainan",
		`{"sector": {"code": "4710"}, "mode": 1, "compare": true, "place": "national"}`: "national ftz hainan",
	} {
		d := read(t, s.post("/v1/services/checks", body), 200)
		if got := placesOf(d, "place"); got != want {
			t.Errorf("%s: %s", body, got)
		}
	}
	// Side by side, each is answered as it is alone.
	all := read(t, s.post("/v1/services/checks", `{"sector": {"code": "7231"}, "mode": 4, "compare": true}`),
		200)["places"].([]any)
	for i, place := range []string{"national", "ftz", "hainan"} {
		alone := read(t, s.post("/v1/services/checks", `{"sector": {"code": "7231"}, "mode": 4, "place": "`+place+`"}`),
			200)["places"].([]any)
		a, _ := json.Marshal(all[i])
		b, _ := json.Marshal(alone[0])
		if string(a) != string(b) {
			t.Errorf("%s:\n%s\nalone\n%s", place, a, b)
		}
	}
}

// The day before each edition, and the day itself.
func TestServiceDays(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct{ day, place, edition string }{
		{"2018-11-01", "ftz", "<nil>"},
		{"2021-08-25", "hainan", "<nil>"},
		{"2021-08-26", "hainan", "2021"},
		{"2024-04-20", "national", "<nil>"},
		{"2024-04-21", "national", "2024"},
		{"2024-04-20", "ftz", "<nil>"},
		{"2024-04-21", "ftz", "2024"},
	} {
		d := read(t, s.post("/v1/services/checks", `{"sector": {"code": "6110"}, "mode": 1, "place": "`+tt.place+
			`", "as_of": "`+tt.day+`"}`), 200)
		if got := placesOf(d, "edition"); got != tt.edition || d["as_of"] != tt.day ||
			placesOf(d, "verdict") != "undetermined" {
			t.Errorf("%s on %s: edition %s, %v", tt.place, tt.day, got, d["places"])
		}
	}
	// Today is in China, and the gateway's.
	d := read(t, s.post("/v1/services/checks", `{"sector": {"code": "6110"}}`), 200)
	if d["as_of"] != "2026-03-01" || d["mode"] != nil {
		t.Errorf("as_of %v, mode %v", d["as_of"], d["mode"])
	}
}

// Equal questions have equal answers, to the byte: from another checker on the
// same lists, and however the question is written.
func TestSameServiceAnswer(t *testing.T) {
	a, b := newService(t), newService(t)
	first := a.post("/v1/services/checks", serviceQuestion)
	if d := read(t, first, 200); d["ref"] != "SVC-1" || d["ruleset"] != eligibility.ServiceRuleset {
		t.Errorf("ref %v, ruleset %v", d["ref"], d["ruleset"])
	}
	otherwise := `{"facts":{"chinese_national":false,"activity":"legal_services"},"provider":{"home":"HK"},"sector":{"code":"L7231"},` +
		`"mode":4e0,"ref":"\u0053VC-1","as_of":"2026-03-01"}`
	b.now = b.now.AddDate(0, 1, 0)
	for range 3 {
		for _, body := range []string{serviceQuestion, otherwise} {
			if res := b.post("/v1/services/checks", body); res.Body != first.Body {
				t.Fatalf("answered otherwise\n%s\n%s", res.Body, first.Body)
			}
		}
	}
}

// A caller who is asked for the activity can give one of those named together with
// none, and is not asked again.
func TestActivitiesAreAskedByName(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, thousands of checks")
	asked := 0
	for name, s := range map[string]*service{"built in": newService(t), "samples": withSamples(t)} {
		for i := range services.Classes() {
			class := services.ClassAt(i)
			for _, mode := range []string{"1", "4"} {
				body := `{"sector": {"code": "` + string(class) + `"}, "mode": ` + mode + `, "place": "national"`
				place := read(t, s.post("/v1/services/checks", body+"}"), 200)["places"].([]any)[0].(map[string]any)
				for _, m := range place["missing_facts"].([]any) {
					fact := m.(map[string]any)
					if fact["fact"] != "activity" {
						continue
					}
					asked++
					values := fact["values"].([]any)
					if len(values) < 2 || values[len(values)-1] != "none" || len(fact["meanings"].([]any)) != len(values) {
						t.Fatalf("%s: %s, mode %s: %v", name, class, mode, fact)
					}
					for _, value := range values {
						again := read(t, s.post("/v1/services/checks", body+`, "facts": {"activity": ["`+value.(string)+`", "none"]}}`),
							200)
						if text, _ := json.Marshal(again["places"].([]any)[0].(map[string]any)["missing_facts"]); strings.Contains(
							string(text), `"activity"`) {
							t.Errorf("%s: %s, mode %s, %s: asked again: %s", name, class, mode, value, text)
						}
					}
				}
			}
		}
	}
	if asked < 50 {
		t.Errorf("asked %d times", asked)
	}
}

// The activity is a set: a string, or an array of strings in any order, which must be
// known. Activities that are not given are open, and an additional one lifts no bar.
func TestActivityIsASet(t *testing.T) {
	s := newService(t)
	ask := func(activity string) string {
		return placesOf(read(t, s.post("/v1/services/checks",
			`{"sector": {"code": "8730"}, "mode": 4, "place": "national", "as_of": "2026-03-01", "facts": {"activity": `+
				activity+`}}`), 200), "verdict")
	}
	for activity, want := range map[string]string{
		`"film_shooting_alone"`:                           "ineligible",
		`["film_shooting_alone"]`:                         "ineligible",
		`["film_shooting_alone", "wildlife_field_study"]`: "ineligible",
		`["wildlife_field_study", "film_shooting_alone"]`: "ineligible",
		`["film_shooting_alone", "none"]`:                 "ineligible",
		`"wildlife_field_study"`:                          "undetermined",
		`"film_shooting"`:                                 "undetermined",
		`["film_shooting", "none"]`:                       "undetermined",
		`[]`:                                              "undetermined",
	} {
		if got := ask(activity); got != want {
			t.Errorf("%s: %s, want %s", activity, got, want)
		}
	}
	res := s.post("/v1/services/checks",
		`{"sector": {"code": "8730"}, "mode": 4, "facts": {"activity": ["film_coproduction", "tobaco", 3]}}`)
	for _, pointer := range []string{`"/facts/activity/1"`, `"/facts/activity/2"`} {
		if res.StatusCode != 400 || !strings.Contains(res.Body, pointer) {
			t.Errorf("%d, want 400 with %s: %s", res.StatusCode, pointer, res.Body)
		}
	}
}

// Codes of every level and classification, on the lists as they are and on
// complete ones, are answered as the contract describes: the service checks
// each answer. Every source that an answer names is in its register.
func TestEverySector(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, thousands of checks")
	for name, s := range map[string]*service{"built in": newService(t), "samples": withSamples(t)} {
		largest := 0
		ask := func(system services.System, code services.Code, rest string) {
			t.Helper()
			res := s.post("/v1/services/checks", `{"sector": {"system": "`+system.String()+`", "code": "`+string(code)+`"}`+rest+
				`}`)
			if res.StatusCode != 200 {
				t.Fatalf("%s: %s %s: %d\n%s", name, system, code, res.StatusCode, s.log)
			}
			largest = max(largest, len(res.Body))
			registered(t, res.Body)
		}
		for _, system := range services.Systems() {
			n := 0
			var walk func(code services.Code)
			walk = func(code services.Code) {
				for _, child := range services.Children(system, code) {
					n++
					if coarse := child.Level <= services.Division; coarse || n%7 == 0 {
						for i, rest := range []string{`, "mode": 1`, `, "mode": 2, "facts": {"activity": "none"}`,
							`, "mode": 4, "provider": {"home": "NZ"}`, ``} {
							if coarse || (n+i)%3 == 0 {
								ask(system, child.Code, rest)
							}
						}
						res := s.get("/v1/sectors/" + string(child.Code) + "?system=" + system.String())
						if res.StatusCode != 200 {
							t.Fatalf("%s: sector %s %s: %d\n%s", name, system, child.Code, res.StatusCode, res.Body)
						}
						registered(t, res.Body)
					}
					walk(child.Code)
				}
			}
			walk("")
			t.Logf("%s, %s: %d codes", name, system, n)
		}
		t.Logf("%s: the largest answer has %d bytes", name, largest)
		if largest > api.MaxAnswer/10 {
			t.Errorf("%s: an answer of %d bytes", name, largest)
		}
	}
}

// registered fails if the register lacks a source of a citation.
func registered(t *testing.T, body string) {
	t.Helper()
	var doc struct {
		Sources []struct{ ID, Title, Where string }
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	for _, s := range doc.Sources {
		if s.Title == "" && s.Where == "" {
			t.Errorf("source %q is not in a register", s.ID)
		}
	}
}

// No id is in both registers of sources.
func TestRegistersAreApart(t *testing.T) {
	for _, l := range services.BuiltIn().Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				for _, id := range e.Measures[i].Sources {
					if _, ok := list.FindSource(id); ok {
						t.Errorf("%s is a source of goods too", id)
					}
				}
			}
		}
	}
	for _, l := range list.BuiltIn().Lists() {
		for _, e := range l.Editions {
			for i := range e.Entries {
				for _, id := range e.Entries[i].Sources {
					if _, ok := services.FindSource(id); ok {
						t.Errorf("%s is a source of services too", id)
					}
				}
			}
		}
	}
}

// The log has the decision, and nothing that was sent.
func TestLogOfAService(t *testing.T) {
	s := newService(t)
	s.post("/v1/submissions", `{"kind": "service", "ref": "SECRET-REF", "mode": 1, "sector": {"text": "SECRET-WORDS"}}`,
		as("SECRET-SELLER"))
	s.post("/v1/services/checks", `{"mode": 1, "place": "hainan", "sector": {"code": "4710"}}`)
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 2 || strings.Contains(s.log.String(), "SECRET") {
		t.Fatalf("%d lines\n%s", len(lines), s.log)
	}
	for i, want := range []string{`"verdicts":"national=undetermined ftz=undetermined hainan=undetermined"`,
		`"verdicts":"hainan=ineligible"`} {
		if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], `"reasons":"`) {
			t.Errorf("no %s in %s", want, lines[i])
		}
	}
	if want := `"editions":"cn-services-negative-hainan/2021 cn-services-law/`; !strings.Contains(lines[1], want) {
		t.Errorf("no %s in %s", want, lines[1])
	}
}

// A stored request is decided again with the current lists.
func TestDecideAgain(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	samples := checker.WithServices(sampleservices.With(services.BuiltIn()))
	today := edition.DateOf(start)
	s := newService(t)
	for _, tt := range []struct{ name, target, body, kind string }{
		{"goods", "/v1/goods/checks", goodsBody("SKU-1", "0409000000"), ""},
		{"a service", "/v1/services/checks", serviceQuestion, `, "kind": "service"}`},
		{"a service in words", "/v1/services/checks", `{"sector": {"text": "insurance"}, "mode": 1}`, `, "kind": "service"}`},
	} {
		stored := tt.body
		if tt.kind != "" {
			stored = strings.TrimSuffix(strings.TrimSpace(stored), "}") + tt.kind
		}
		body, err := submitted.DecideAgain(nil)(checker, []byte(stored), today)
		if want := s.post(tt.target+"?lang=both", tt.body).Body; err != nil || string(body) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.name, err, body, want)
		}
	}
	// On other lists the answer is another, and an activity that was named by
	// a list since withdrawn is borne.
	for _, request := range []string{
		`{"kind": "service", "sector": {"code": "6110"}, "mode": 1, "place": "national"}`,
		`{"kind": "service", "sector": {"code": "6110"}, "mode": 1, "place": "national", "facts": {"activity": "named-by-a-list-withdrawn"}}`,
	} {
		before, err := submitted.DecideAgain(nil)(checker, []byte(request), today)
		if err != nil || !strings.Contains(string(before), `"verdict":"undetermined"`) {
			t.Errorf("%v: %s", err, before)
		}
		after, err := submitted.DecideAgain(nil)(samples, []byte(request), today)
		if err != nil || !strings.Contains(string(after), `"basis":"sample"`) {
			t.Errorf("%v: %s", err, after)
		}
	}
	if _, err := submitted.DecideAgain(nil)(checker, []byte(`{"kind": "service", "mode": 7}`), today); err == nil ||
		!strings.Contains(err.Error(), "/mode out_of_range") {
		t.Errorf("%v", err)
	}
}

// No body makes the service fail, and every answer conforms to the contract.
func FuzzServiceCheck(f *testing.F) {
	checker := eligibility.NewChecker(list.BuiltIn())
	typed := withHeader("content-type", "application/json")
	for _, seed := range []string{
		serviceQuestion,
		`{"sector": {"text": "律师 legal"}, "mode": 1, "compare": true}`,
		`{"sector": {"system": "w120", "code": "1.A.a"}, "place": "hainan", "mode": 2}`,
		`{"sector": {"system": "cpc21", "code": "8"}, "mode": 3, "provider": {"home": "CN"}}`,
		`{"as_of": "2018-10-31", "mode": 1e300, "sector": {"code": "L", "text": "\ud800\udc00"}, "facts": {"activity": "none", "x": []}}`,
		`{"kind": "service", "sector": {"code": "C"}, "kind": "goods"}`,
		"\ufeff{}", `{"sector"`, `[]`, "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := serviceOn(t, checker, nil)
		res := s.post("/v1/services/checks", body, typed)
		if res.StatusCode != 200 && res.StatusCode != 400 {
			t.Errorf("status %d\n%s", res.StatusCode, s.log)
		}
		if !utf8.ValidString(res.Body) || !json.Valid([]byte(res.Body)) {
			t.Errorf("answer is not JSON: %q", res.Body)
		}
		if again := s.post("/v1/services/checks", body, typed); again.Body != res.Body {
			t.Error("two answers to one question")
		}
		// A submission of it is refused or decided alike, whatever its kind.
		var faults problem.Faults
		if d, p := submitted.Decide(&faults, []byte(body), checker, nil, edition.DateOf(start),
			false); (d == nil) == (p == nil) {
			t.Errorf("a decision %v and a problem %v", d, p)
		}
	})
}
