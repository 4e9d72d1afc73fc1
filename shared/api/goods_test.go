package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/tariff"
)

// A batch answers for each item like a check of that item, in the order of the
// items, and an item with errors has its problem.
func TestBatch(t *testing.T) {
	s := newService(t)
	items := []string{
		`{"ref": "a", "hs_code": "0409.00.00"}`,
		`{"ref": "b", "hs_code": "0409.0", "quantity": 0}`,
		`{"hs_code": "3304"}`,
		`7`,
		`{"ref": "e"}`,
		`{"ref": "a", "hs_code": "0409.00.00"}`, // twice the same is two answers
		`{"ref": "g", "hs_code": "99999999", "hs_code": "1", "x": 1}`,
	}
	crowded := `{"ref": "h"` + strings.Repeat(`, "x": 1`, 30) + `}`
	items = append(items, crowded)
	res := s.post("/v1/goods/checks/batch?view=full", `{"as_of": "2026-03-01", "channels": ["general_trade"], "items": [`+
		strings.Join(items, ",")+`]}`)
	read(t, res, 200)
	var got struct {
		Items []struct {
			Ref               string
			Decision, Problem json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(res.Body), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Items) != len(items) {
		t.Fatalf("%d answers", len(got.Items))
	}
	wantFaults := map[int]string{
		1: "/items/1/hs_code invalid_code, /items/1/quantity out_of_range",
		3: "/items/3 wrong_type",
		4: "/items/4/hs_code required",
		6: "/items/6/hs_code duplicate_field, /items/6/x unknown_field",
		7: strings.TrimSuffix(strings.Repeat("/items/7/x unknown_field, ", 20), ", "), // and no more
	}
	for i, answer := range got.Items {
		if want, bad := wantFaults[i]; bad {
			if faults := strings.Join(faultsOf(t, api.Response{Body: string(answer.Problem)}), ", "); faults != want ||
				answer.Decision != nil {
				t.Errorf("item %d: errors %s, want %s", i, faults, want)
			}
			continue
		}
		alone := s.post("/v1/goods/checks", `{"as_of": "2026-03-01", "channels": ["general_trade"], "item": `+items[i]+`}`)
		if string(answer.Decision) != alone.Body || answer.Problem != nil {
			t.Errorf("item %d is not answered as it is alone", i)
		}
	}
	if refs := fmt.Sprint(got.Items[0].Ref, got.Items[1].Ref, got.Items[2].Ref, got.Items[4].Ref); refs != "abe" {
		t.Errorf("refs %s", refs)
	}
}

// Goods without a code get candidates by their name and no verdict, in a check and
// in a batch; with neither they are refused.
func TestNameWithoutCode(t *testing.T) {
	s := newService(t)
	d := read(t, s.post("/v1/goods/checks", `{"item": {"ref": "SKU-1", "name": "天然蜂蜜 500g", "origin": "NZ"}}`), 200)
	item := d["item"].(map[string]any)
	if item["hs_code"] != nil || item["level"] != nil || item["name_used"] != true {
		t.Errorf("item %v", item)
	}
	channels := d["channels"].([]any)
	if got := joined(channels, "verdict"); got != "undetermined undetermined undetermined undetermined" {
		t.Errorf("verdicts %s", got)
	}
	first := channels[0].(map[string]any)
	if codes := strings.Fields(joined(first["candidates"], "hs_code")); !slices.Contains(codes, "04090000") {
		t.Errorf("candidates %v", codes)
	}
	if got := joined(first["candidates"], "verdict"); !strings.Contains(got, "conditional") {
		t.Errorf("verdicts of candidates %s", got)
	}
	if got := joined(first["reasons"], "code"); got != "code_missing" {
		t.Errorf("reasons %s", got)
	}
	if got := joined(first["missing_facts"], "fact"); got != "item.hs_code" {
		t.Errorf("missing %s", got)
	}
	// What no name of the tariff is like leads nowhere, and that is said.
	d = read(t, s.post("/v1/goods/checks", `{"channels": ["1210"], "item": {"name": "qzxqzx"}}`), 200)
	only := d["channels"].([]any)[0].(map[string]any)
	if joined(only["reasons"], "code") != "name_not_found" || only["candidates"] != nil ||
		only["verdict"] != "undetermined" {
		t.Errorf("%v", only)
	}
	// A name beside a code is not used, and the answer says so.
	d = read(t, s.post("/v1/goods/checks",
		`{"channels": ["0110"], "item": {"hs_code": "04090000", "name": "steel pipes"}}`), 200)
	if item := d["item"].(map[string]any); item["name_used"] != false {
		t.Errorf("item %v", item)
	}
	batch := read(t, s.post("/v1/goods/checks/batch",
		`{"channels": ["0110"], "items": [{"name": "honey"}, {"hs_code": "0409"}, {}]}`), 200)
	items := batch["items"].([]any)
	if items[0].(map[string]any)["decision"] == nil || items[2].(map[string]any)["problem"] == nil {
		t.Errorf("%v", items)
	}
	for _, path := range []string{"/v1/goods/checks", "/v1/submissions"} {
		if got := faultsOf(t, s.post(path, `{"item": {"ref": "SKU-1"}}`, as("seller-1"))); len(got) != 1 {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// Items that do not fit into a response have a problem that says so, the others
// their decisions.
func TestBatchFull(t *testing.T) {
	s := newService(t)
	const n = 100
	items := strings.TrimSuffix(strings.Repeat(`{"ref": "electronics", "hs_code": "85"},`, n-1), ",") +
		`, {"ref": "honey", "hs_code": "0409"}`
	res := s.post("/v1/goods/checks/batch?view=full&lang=both", `{"as_of": "2026-03-01", "items": [`+items+`]}`)
	answers := read(t, res, 200)["items"].([]any)
	if len(answers) != n || len(res.Body) > api.MaxAnswer+n<<10 {
		t.Fatalf("%d answers in %d bytes", len(answers), len(res.Body))
	}
	first, last := answers[0].(map[string]any), answers[n-2].(map[string]any)
	if first["decision"] == nil || last["problem"] == nil ||
		last["problem"].(map[string]any)["code"] != string(problem.BatchFull) {
		t.Errorf("first %v, last %v", first["problem"], last["problem"])
	}
	if honey := answers[n-1].(map[string]any); honey["ref"] != "honey" {
		t.Errorf("out of order: %v", honey["ref"])
	}
}

// An error outside the items refuses the batch.
func TestBatchEnvelope(t *testing.T) {
	s := newService(t)
	many := func(n int) string {
		return `{"channels": ["general_trade"], "items": [` +
			strings.TrimSuffix(strings.Repeat(`{"hs_code": "0409000000"},`, n), ",") + `]}`
	}
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"no items", `{}`, []string{"/items required"}},
		{"items is null", `{"items": null}`, []string{"/items wrong_type"}},
		{"items is empty", `{"items": []}`, []string{"/items too_few"}},
		{"a hundred and one", many(101), []string{"/items too_many"}},
		{"a hundred", many(100), nil},
		{"an item in the place of items", `{"item": {"hs_code": "0409"}}`,
			[]string{"/item unknown_field", "/items required"}},
		{"errors around and in the items", `{"as_of": "x", "items": [{"hs_code": 1}]}`, []string{"/as_of invalid_date"}},
		{"broken after the items", `{"items": [{"hs_code": "0409"}],`, []string{" invalid_json"}},
	} {
		res := s.post("/v1/goods/checks/batch", tt.body)
		if tt.want == nil {
			if n := len(read(t, res, 200)["items"].([]any)); n != 100 {
				t.Errorf("%s: %d answers", tt.name, n)
			}
			continue
		}
		if got := faultsOf(t, res); res.StatusCode != 400 || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %d %q, want %q", tt.name, res.StatusCode, got, tt.want)
		}
	}
}

// Equal questions have equal answers, to the byte: from another checker on the
// same lists, and however the question is written.
func TestSameAnswer(t *testing.T) {
	a := serviceOn(t, eligibility.NewChecker(list.BuiltIn()), nil)
	b := serviceOn(t, eligibility.NewChecker(list.BuiltIn()), nil)
	first := a.post("/v1/goods/checks", contractRequest)
	read(t, first, 200)
	otherwise := `{"buyer":{"spent_this_year":{"currency":"CNY","amount":"1200"}},"item":{"facts":{"endangered_species":false},"net_weight_g":5e2,` +
		`"quantity":1.0,"unit_price":{"currency":"CNY","amount":"129"},"origin":"NZ","name":"天然蜂蜜 500g","hs_code":"0409 0000","ref":"SKU-1"},` +
		`"channels":["yiwu_pilot","cbec_direct","cbec_bonded","general_trade"],"as_of":"2026-03-01"}`
	for range 3 {
		if res := b.post("/v1/goods/checks", contractRequest); res.Body != first.Body {
			t.Fatal("another checker answers otherwise")
		}
		if res := b.post("/v1/goods/checks", otherwise); res.Body != first.Body {
			t.Fatal("the same question, written otherwise, is answered otherwise")
		}
	}
	// The log and the clock have no part in it.
	b.now = b.now.AddDate(0, 1, 0)
	if res := b.post("/v1/goods/checks", contractRequest); res.Body != first.Body {
		t.Fatal("the answer depends on the clock")
	}
}

// HTML special characters, and those beyond ASCII, are not escaped.
func TestNoEscapes(t *testing.T) {
	s := newService(t)
	res := s.post("/v1/goods/checks", `{"item": {"hs_code": "0409", "ref": "<b>&\"\\\u00e9蜂蜜\u2028</b>"}}`)
	if want := `"ref":"<b>&\"\\é蜂蜜` + "\u2028" + `</b>"`; !strings.Contains(res.Body, want) {
		t.Errorf("no %s in %.200s", want, res.Body)
	}
}

// Decisions of every chapter, coarse and fine, on the lists as they are and on
// the complete sample lists, are what the contract describes: the service
// checks each answer that it gives.
func TestEveryChapter(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, thousands of checks")
	table, _ := tariff.At(edition.DateOf(start))
	const facts = `, "origin": "JP", "quantity": 3, "net_weight_g": 400, "unit_price": {"amount": "1999.99", "currency": "CNY"},
		"facts": {"used_goods": true, "dual_use": false, "volume_ml": 750, "sheets": 10, "area_m2": 0.125, "personal_use": true, "origin_prefecture": "Fukushima"}`
	for name, catalogue := range map[string]*list.Catalogue{"built in": list.BuiltIn(),
		"samples": sample.With(list.BuiltIn())} {
		s := serviceOn(t, eligibility.NewChecker(catalogue), nil)
		chapter := tariff.Code("")
		for i := range table.Len() {
			code := table.Code(i)
			if code.At(tariff.Chapter) == chapter && i%97 != 0 {
				continue
			}
			chapter = code.At(tariff.Chapter)
			for c, with := range map[tariff.Code]string{code: facts, code.At(tariff.TariffLine): "",
				code.At(tariff.Heading): facts} {
				res := s.post("/v1/goods/checks", `{"as_of": "2026-03-01", "item": {"hs_code": "`+string(c)+`"`+with+`}}`)
				if res.StatusCode != 200 {
					t.Fatalf("%s: %s: %d\n%s", name, c, res.StatusCode, s.log)
				}
			}
			if res := s.get("/v1/tariff/" + string(code)); res.StatusCode != 200 {
				t.Fatalf("%s: tariff %s: %d", name, code, res.StatusCode)
			}
		}
	}
}
