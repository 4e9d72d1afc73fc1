package api_test

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/eligibility"
)

func (s *service) searched(query string) decoded {
	s.t.Helper()
	return read(s.t, s.get("/v1/tariff?"+query), 200)
}

// A person gets from words to a line of ten digits in two steps at most, whichever
// answers are given.
func TestSearchTwoSteps(t *testing.T) {
	s := newService(t)
	for _, words := range []string{"Manuka honey 500g", "面膜", "茶叶", "cotton dress", "leather shoes", "红酒", "whisky",
		"laptop", "奶粉", "shampoo"} {
		for first := range 3 {
			d := s.searched("q=" + url.QueryEscape(words))
			for step := range 2 {
				question, asked := d["question"].(map[string]any)
				if !asked {
					break
				}
				answers := question["answers"].([]any)
				if len(answers) < 2 {
					t.Fatalf("%s: %d answers", words, len(answers))
				}
				chosen := answers[0]
				if step == 0 {
					chosen = answers[min(first, len(answers)-1)]
				}
				d = read(t, s.get(chosen.(map[string]any)["href"].(string)), 200)
			}
			if d["level"] != "declarable_code" {
				d = s.searched("q=" + url.QueryEscape(words) + "&level=10&within=" +
					d["items"].([]any)[0].(map[string]any)["hs_code"].(string))
			}
			items := d["items"].([]any)
			if len(items) == 0 || len(items[0].(map[string]any)["hs_code"].(string)) != 10 {
				t.Errorf("%s, answer %d: %v", words, first, items)
			}
		}
	}
}

// The level is the number of digits of the codes; siblings have different names.
func TestSearchLevels(t *testing.T) {
	s := newService(t)
	for level, digits := range map[string]int{"": 6, "6": 6, "8": 8, "10": 10} {
		query := "q=%E9%9D%A2%E8%86%9C"
		if level != "" {
			query += "&level=" + level
		}
		for _, item := range s.searched(query)["items"].([]any) {
			if code := item.(map[string]any)["hs_code"].(string); len(code) != digits {
				t.Errorf("level %q: %s", level, code)
			}
		}
	}
	var names []string
	for _, item := range s.searched("q=%E9%9D%A2%E8%86%9C&level=10&within=330499")["items"].([]any) {
		names = append(names, item.(map[string]any)["name_zh"].(string))
	}
	slices.Sort(names)
	if len(names) < 3 || len(slices.Compact(names)) != len(names) {
		t.Errorf("sisters have the names %q", names)
	}
}

// Every text is answered, or refused with a reason.
func TestSearchStrangeWords(t *testing.T) {
	s := newService(t)
	for _, words := range []string{"🍷", "🍷 wine 🍷", "\u202ewine\u202c", "نبيذ", "ﷺ", "wıne", "ｗｉｎｅ", "а", "’", "%", "--",
		"' OR 1=1", "<script>", strings.Repeat("茶", 600),
		strings.Repeat("a b ", 499), "1234567890123", "0409", "x̷̢̛͎w̸i̶n̴e", "\u200bwine\ufeff"} {
		d := s.searched("q=" + url.QueryEscape(words))
		if _, ok := d["items"].([]any); !ok {
			t.Errorf("%q: %v", words, d)
		}
	}
	for query, want := range map[string]string{
		"q=" + strings.Repeat("x", 10_000):               "/query/q too_long",
		"q=" + url.QueryEscape("wine\x00"):               "/query/q control_character",
		"q=" + url.QueryEscape("wine\x1b[31m"):           "/query/q control_character",
		"q=%20":                                          "/query/q required",
		"q=wine&level=7":                                 "/query/level not_allowed",
		"q=wine&limit=0":                                 "/query/limit out_of_range",
		"q=wine&within=abc":                              "/query/within invalid_code",
		"q=wine&category=" + strings.Repeat("x", 501):    "/query/category too_long",
		"q=wine&attributes=" + strings.Repeat("x", 8001): "/query/attributes too_long",
		"q=wine&format=xml":                              "/query/format not_allowed",
		"category=Shoes":                                 "/query/q required",
		"q=wine&sort=up":                                 "/query/sort unknown_parameter",
		"q=wine&q=beer":                                  "/query/q repeated_parameter",
		"q=wine&as_of=yesterday":                         "/query/as_of invalid_date",
	} {
		faults := faultsOf(t, s.get("/v1/tariff?"+query))
		if !slices.Contains(faults, want) {
			t.Errorf("%.40s: got %v, want %s", query, faults, want)
		}
	}
}

// Goods with only a name are stored with their candidate codes, as in the answer of a check, and are
// decided once an amendment adds the code.
func TestSubmitByName(t *testing.T) {
	s := newService(t)
	body := `{"item": {"ref": "SKU-1", "name": "Manuka honey 500g"}}`
	check := read(t, s.post("/v1/goods/checks", body), 200)
	res := s.post("/v1/submissions", body, as("seller-1"), key("k-1"))
	made := read(t, res, 201)
	path := "/v1/submissions/" + made["id"].(string)
	if !reflect.DeepEqual(made["decision"].(map[string]any)["body"], map[string]any(check)) || made["hs_code"] != nil ||
		res.Headers["location"] != path {
		t.Errorf("made %v, a check answers %v", made, check)
	}
	for query, want := range map[string]int{
		"": 1, "q=manuka": 1, "verdict=undetermined": 1, "ref=SKU-1": 1, "hs_code=0409": 0, "verdict=eligible": 0,
	} {
		if got := read(t, s.get("/v1/submissions?"+query, as("seller-1")), 200)["items"].([]any); len(got) != want {
			t.Errorf("%s: %d submissions, want %d", query, len(got), want)
		}
	}
	told := read(t, s.send("PATCH", path, `{"item": {"hs_code": "0409"}}`, as("seller-1")), 200)
	if d := told["decision"].(map[string]any); told["hs_code"] != "0409" || d["seq"] != 2.0 || d["cause"] != "amended" {
		t.Errorf("told of its heading: %v", told)
	}
	finer := read(t, s.send("PATCH", path, `{"item": {"hs_code": "0409.00.00"}}`, as("seller-1")), 200)
	if finer["hs_code"] != "04090000" || strings.Contains(fmt.Sprint(finer["verdicts"]), "general_trade:undetermined") {
		t.Errorf("told of its line: %v", finer)
	}
	for _, patch := range []string{`{"item": {"hs_code": "33049900"}}`, `{"item": {"hs_code": null}}`,
		`{"item": {"hs_code": "0409"}}`, `{"item": {"hs_code": "x"}}`} {
		if got := faultsOf(t, s.send("PATCH", path, patch, as("seller-1"))); len(got) != 1 ||
			!strings.HasPrefix(got[0], "/item/hs_code ") {
			t.Errorf("%s: %v", patch, got)
		}
	}
	if got := read(t, s.get("/v1/submissions?hs_code=04090000", as("seller-1")), 200)["items"].([]any); len(got) != 1 {
		t.Errorf("by its code %v", got)
	}
	if again := s.post("/v1/submissions", body, as("seller-1"), key("k-1")); again.Body != res.Body {
		t.Errorf("sent again: %s, want %s", again.Body, res.Body)
	}
	if n := len(read(t, s.get(path+"/decisions", as("seller-1")), 200)["items"].([]any)); n != 3 {
		t.Errorf("%d decisions, want 3", n)
	}
}

// In a batch, goods with only a name have the verdicts of each candidate code.
func TestBatchByName(t *testing.T) {
	s := newService(t)
	body := `{"items": [{"idempotency_key": "k-1", "submission": {"item": {"name": "Manuka honey 500g"}}},
		{"submission": {"item": {"ref": "none"}}}, {"submission": {"item": {"hs_code": "04090000", "name": "honey"}}}]}`
	items := read(t, s.post("/v1/submissions/batch", body, as("seller-1")), 200)["items"].([]any)
	named := items[0].(map[string]any)
	candidates := named["candidates"].([]any)
	first := candidates[0].(map[string]any)
	if first["hs_code"] != "04090000" || len(first["verdicts"].(map[string]any)) != len(eligibility.Channels()) {
		t.Errorf("candidates %v", candidates)
	}
	if items[1].(map[string]any)["problem"] == nil || items[2].(map[string]any)["candidates"] != nil {
		t.Errorf("%v", items)
	}
	again := read(t, s.post("/v1/submissions/batch", body, as("seller-1")), 200)["items"].([]any)[0].(map[string]any)
	if again["replayed"] != true || !reflect.DeepEqual(again["candidates"], named["candidates"]) {
		t.Errorf("again %v", again)
	}
}

// The answer says that a name contradicts its code.
func TestSubmitContradicting(t *testing.T) {
	s := newService(t)
	made := read(t, s.post("/v1/submissions?view=full",
		`{"item": {"name": "Glock 17 pistol", "hs_code": "04090000"}, "channels": ["general_trade"]}`, as("seller-1")), 201)
	plausibility, ok := made["decision"].(map[string]any)["body"].(map[string]any)["plausibility"].(map[string]any)
	if !ok || plausibility["verdict"] != "contradicts" {
		t.Errorf("a pistol as honey: %v", made)
	}
}
