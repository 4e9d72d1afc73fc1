package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// What is told later makes the next decision; what changes nothing makes none.
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

// A batch keeps each item on its own.
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
