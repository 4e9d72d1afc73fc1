package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/eligibility"
)

// An amendment makes the next decision, unless it changes nothing.
func TestAmend(t *testing.T) {
	s := newService(t)
	id := read(t, s.post("/v1/submissions", goodsBody("SKU-1", "04090000"), as("seller-1")), 201)["id"].(string)
	path := "/v1/submissions/" + id
	patch := `{"item": {"unit_price": {"amount": "200.00", "currency": "CNY"}, "quantity": 3, "facts": {"endangered_species": false}}}`
	amended := read(t, s.send("PATCH", path, patch, as("seller-1")), 200)
	decision := amended["decision"].(map[string]any)
	if decision["seq"] != 2.0 || decision["cause"] != "amended" || amended["updated_at"] == nil {
		t.Errorf("decision %v %v", decision["seq"], decision["cause"])
	}
	item := amended["request"].(map[string]any)["item"].(map[string]any)
	if item["quantity"] != 3.0 || item["ref"] != "SKU-1" || item["facts"].(map[string]any)["endangered_species"] != false {
		t.Errorf("request %v", item)
	}
	if got := read(t, s.get(path, as("seller-1")),
		200); fmt.Sprint(got["decision"].(map[string]any)["hash"]) != fmt.Sprint(decision["hash"]) {
		t.Errorf("kept %v, answered %v", got["decision"].(map[string]any)["hash"], decision["hash"])
	}
	again := read(t, s.send("PATCH", path, patch, as("seller-1")), 200)
	if again["decision"].(map[string]any)["seq"] != 2.0 {
		t.Errorf("told again: %v", again["decision"].(map[string]any)["seq"])
	}
	gone := read(t, s.send("PATCH", path, `{"item": {"quantity": null}}`, as("seller-1")), 200)
	if _, there := gone["request"].(map[string]any)["item"].(map[string]any)["quantity"]; there {
		t.Errorf("quantity is still there: %v", gone["request"])
	}
	history := read(t, s.get(path+"/decisions", as("seller-1")), 200)["items"].([]any)
	if len(history) != 3 {
		t.Errorf("%d decisions, want 3", len(history))
	}
	for _, row := range []struct {
		body string
		want int
		at   string
	}{
		{`{"item": {"hs_code": "3304"}}`, 400, "/item/hs_code"},
		{`{"mode": 1}`, 400, "/mode"},
		{`{"as_of": "2026-04-01"}`, 400, "/as_of"},
		{`{"item": {"quantity": -1}}`, 400, "/item/quantity"},
		{`{"item": {"facts": {"no_such_fact": true}}}`, 400, "/item/facts/no_such_fact"},
		{`{`, 400, ""},
	} {
		res := s.send("PATCH", path, row.body, as("seller-1"))
		if res.StatusCode != row.want || !strings.Contains(res.Body, row.at) {
			t.Errorf("%s: %d %s", row.body, res.StatusCode, res.Body)
		}
	}
	read(t, s.send("PATCH", path, patch, as("seller-2")), 404)
	read(t, s.send("PATCH", "/v1/submissions/none", patch, as("seller-1")), 404)
}

// A batch stores each item independently.
func TestSubmitMany(t *testing.T) {
	s := newService(t)
	one, other := goodsBody("SKU-1", "04090000"), goodsBody("SKU-2", "95061100")
	body := fmt.Sprintf(
		`{"items": [{"idempotency_key": "k-1", "submission": %s}, {"submission": {"item": {"hs_code": "x"}}}, {"submission": %s},
		{"idempotency_key": "two words", "submission": %s}, {}, {"idempotency_key": "k-1", "submission": %s}]}`, one, other, one, other)
	items := read(t, s.post("/v1/submissions/batch", body, as("seller-1")), 200)["items"].([]any)
	if len(items) != 6 {
		t.Fatalf("%d items", len(items))
	}
	at := func(i int, name string) map[string]any {
		t.Helper()
		member, ok := items[i].(map[string]any)[name].(map[string]any)
		if !ok {
			t.Fatalf("item %d: %v", i, items[i])
		}
		return member
	}
	if at(0, "submission")["ref"] != "SKU-1" || at(2, "submission")["ref"] != "SKU-2" {
		t.Errorf("items %v", items)
	}
	for i, code := range map[int]string{1: "invalid_request", 3: "invalid_idempotency_key", 4: "invalid_request",
		5: "idempotency_key_reused"} {
		if got := at(i, "problem")["code"]; got != code {
			t.Errorf("item %d: %v, want %s", i, got, code)
		}
	}
	again := read(t, s.post("/v1/submissions/batch",
		fmt.Sprintf(`{"items": [{"idempotency_key": "k-1", "submission": %s}]}`, one), as("seller-1")), 200)
	first := again["items"].([]any)[0].(map[string]any)
	if first["replayed"] != true || first["submission"].(map[string]any)["id"] != at(0, "submission")["id"] {
		t.Errorf("sent again: %v", first)
	}
	if n := len(read(t, s.get("/v1/submissions", as("seller-1")), 200)["items"].([]any)); n != 2 {
		t.Errorf("%d submissions are kept, want 2", n)
	}
	for _, bad := range []string{`{}`, `{"items": 1}`, `{"items": [1]}`,
		`{"items": [{"idempotency_key": 1, "submission": {}}]}`, `{"items": [], "x": 1}`,
		`{"items": [` + strings.Repeat("{},", 100) + `{}]}`} {
		if res := s.post("/v1/submissions/batch", bad, as("seller-1")); res.StatusCode != 400 {
			t.Errorf("%.60s: %d %s", bad, res.StatusCode, res.Body)
		}
	}
}

// Lists are narrowed by kind, code, words and days, and read in either order.
func TestListNarrowed(t *testing.T) {
	s := newService(t)
	for _, body := range []string{
		`{"item": {"ref": "A", "hs_code": "04090000", "name": "天然蜂蜜 Manuka"}}`,
		`{"item": {"ref": "B", "hs_code": "95061100"}}`,
		`{"kind": "service", "ref": "C", "mode": 1, "sector": {"code": "7231"}}`,
	} {
		read(t, s.post("/v1/submissions", body, as("seller-1")), 201)
	}
	for query, want := range map[string]string{
		"": "[C B A]", "sort=created_at": "[A B C]", "sort=-created_at": "[C B A]", "kind=goods": "[B A]",
		"kind=service": "[C]", "hs_code=0409": "[A]",
		"hs_code=95.06": "[B]", "q=manuka": "[A]", "q=MANUKA+蜂蜜": "[A]", "q=none": "[]", "from=2026-03-01": "[C B A]",
		"from=2026-03-02": "[]",
		"to=2026-02-28":   "[]", "to=2026-03-01": "[C B A]", "kind=goods&sort=created_at&limit=1": "[A]",
	} {
		var refs []any
		for _, item := range read(t, s.get("/v1/submissions?"+query, as("seller-1")), 200)["items"].([]any) {
			refs = append(refs, item.(map[string]any)["ref"])
		}
		if got := fmt.Sprint(refs); got != want && !(want == "[]" && len(refs) == 0) {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{"kind=goodies", "hs_code=x", "sort=ref", "from=yesterday", "to=2026-13-01"} {
		read(t, s.get("/v1/submissions?"+query, as("seller-1")), 400)
	}
}

// Whatever a decision may ask for can be told later, where the decision says that it goes.
func TestAmendTellsWhatIsAsked(t *testing.T) {
	s := newService(t)
	for _, kind := range []struct {
		service bool
		body    string
		facts   []*eligibility.FactSpec
	}{
		{false, `{"item": {"name": "Manuka honey 500g"}}`, eligibility.Vocabulary()},
		{true, `{"kind": "service", "sector": {"text": "software development"}}`, eligibility.ServiceVocabulary()},
	} {
		asked := map[string]string{}
		for _, spec := range kind.facts {
			asked[spec.At(kind.service)] = spec.Sample()
		}
		if kind.service {
			asked["/sector/code"], asked["/mode"], asked["/provider/home"] = `"6513"`, "1", `"HK"`
		} else {
			asked["/item/hs_code"], asked["/item/origin"], asked["/item/quantity"] = `"0409000000"`, `"NZ"`, "2"
			asked["/item/unit_price"], asked["/item/net_weight_g"] = `{"amount": "129.00", "currency": "CNY"}`, "500"
			asked["/buyer/spent_this_year"] = `{"amount": "1200.00", "currency": "CNY"}`
		}
		for pointer, value := range asked {
			id := read(t, s.post("/v1/submissions", kind.body, as("seller-1")), 201)["id"].(string)
			res := s.send("PATCH", "/v1/submissions/"+id, patchAt(pointer, value), as("seller-1"))
			if res.StatusCode != 200 {
				t.Errorf("%s: %d %s", pointer, res.StatusCode, res.Body)
			}
			if pointer == "/item/origin" {
				read(t, s.send("PATCH", "/v1/submissions/"+id, patchAt(pointer, `"New Zealand"`), as("seller-1")), 200)
				other := s.send("PATCH", "/v1/submissions/"+id, patchAt(pointer, `"AU"`), as("seller-1"))
				if got := faultsOf(t, other); len(got) != 1 || got[0] != "/item/origin not_allowed" {
					t.Errorf("another origin: %v", got)
				}
			}
		}
	}
}

// patchAt is a merge patch of one member.
func patchAt(pointer, value string) string {
	names := strings.Split(pointer[1:], "/")
	for _, name := range slices.Backward(names) {
		value = fmt.Sprintf(`{%q: %s}`, name, value)
	}
	return value
}

// A service is told its sector, mode and provider, and a finer sector; what would be another
// question is refused at its place.
func TestAmendService(t *testing.T) {
	s := newService(t)
	made := read(t, s.post("/v1/submissions", `{"kind": "service", "sector": {"text": "customs declaration"}}`, as("seller-1")), 201)
	path := "/v1/submissions/" + made["id"].(string)
	for _, row := range []struct {
		patch, refused string // where it is refused
	}{
		{`{"sector": {"code": null}}`, ""},                  // there is none
		{`{"sector": {"system": "w120", "code": "1"}}`, ""}, // of several sectors
		{`{"sector": {"system": "w120", "code": "10"}}`, "/sector/code not_allowed"},
		{`{"sector": {"system": "gbt4754", "code": "L"}}`, ""},
		{`{"sector": {"code": "72"}}`, ""},
		{`{"sector": {"code": "7291"}}`, ""},
		{`{"sector": {"code": "7291"}}`, ""},
		{`{"sector": {"code": "72"}}`, "/sector/code not_allowed"},
		{`{"sector": {"code": "6513"}}`, "/sector/code not_allowed"},
		{`{"sector": {"text": "something else"}}`, "/sector/text unknown_field"},
		{`{"mode": 5}`, "/mode out_of_range"},
		{`{"mode": 1}`, ""},
		{`{"mode": 1}`, ""},
		{`{"mode": 2}`, "/mode not_allowed"},
		{`{"mode": null}`, "/mode not_allowed"},
		{`{"provider": {"home": "HK"}}`, ""},
		{`{"provider": {"home": "香港"}}`, ""},
		{`{"provider": {"home": null}}`, "/provider/home not_allowed"},
		{`{"item": {"origin": "NZ"}}`, "/item unknown_field"},
		{`{"place": "ftz"}`, "/place unknown_field"},
	} {
		res := s.send("PATCH", path, row.patch, as("seller-1"))
		got := ""
		if res.StatusCode != 200 {
			got = strings.Join(faultsOf(t, res), ", ")
		}
		if got != row.refused {
			t.Errorf("%s: %d %q, want %q", row.patch, res.StatusCode, got, row.refused)
		}
	}
	now := read(t, s.get(path, as("seller-1")), 200)
	if request := now["request"].(map[string]any); request["mode"] != 1.0 ||
		fmt.Sprint(request["sector"]) != "map[code:7291 system:gbt4754]" ||
		now["decision"].(map[string]any)["seq"] != 8.0 {
		t.Errorf("told all: %v", now)
	}
}

// A code of another classification can be replaced by codes of GB/T 4754 that correspond to it;
// and a repeated request is answered as at first.
func TestAmendMappedSector(t *testing.T) {
	s := newService(t)
	body := `{"kind": "service", "mode": 1, "sector": {"system": "w120", "code": "1.A.a"}}`
	made := s.post("/v1/submissions", body, as("seller-1"), key("k"))
	path := "/v1/submissions/" + read(t, made, 201)["id"].(string)
	for code, want := range map[string]string{`"gbt4754", "code": "6513"`: "/sector/code not_allowed", `"w120", "code": "1.A.b"`: "/sector/code not_allowed",
		`"cpc21", "code": "82"`: "/sector/code not_allowed", `"gbt4754", "code": "A"`: "/sector/code not_allowed"} {
		if got := faultsOf(t, s.send("PATCH", path, `{"sector": {"system": `+code+`}}`, as("seller-1"))); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", code, got)
		}
	}
	read(t, s.send("PATCH", path, `{"sector": {"system": "gbt4754", "code": "7231"}}`, as("seller-1")), 200)
	if again := s.post("/v1/submissions", body, as("seller-1"), key("k")); again.Body != made.Body {
		t.Errorf("repeated:\n%s\nwant\n%s", again.Body, made.Body)
	}
	if code := read(t, s.get(path, as("seller-1")), 200)["sector"].(map[string]any)["code"]; code != "7231" {
		t.Errorf("amended to %v", code)
	}
}
