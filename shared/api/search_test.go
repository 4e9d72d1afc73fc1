package api_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
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

// The level says how many digits the codes have; sisters are told apart by name.
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

// Whatever is typed is answered, or refused with a reason.
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

// A submission needs a code; who gives a name alone is told which codes come in question.
func TestSubmitByName(t *testing.T) {
	s := newService(t)
	res := s.post("/v1/submissions", `{"item": {"name": "Manuka honey 500g"}}`, as("seller-1"))
	if res.StatusCode != 400 && res.StatusCode != 422 || !strings.Contains(res.Body, "04090000 天然蜂蜜") {
		t.Errorf("%d: %s", res.StatusCode, res.Body)
	}
	check := read(t, s.post("/v1/goods/checks", `{"item": {"name": "Manuka honey 500g"}}`), 200)["channels"].([]any)
	candidates := read(t, res, res.StatusCode)["candidates"].([]any)
	for i, c := range candidates {
		for _, channel := range check {
			channel := channel.(map[string]any)
			said := channel
			for _, other := range check {
				if other := other.(map[string]any); channel["same_as"] == other["channel"] {
					said = other
				}
			}
			want := said["candidates"].([]any)[i].(map[string]any)
			got := c.(map[string]any)["verdicts"].(map[string]any)[channel["channel"].(string)]
			if c.(map[string]any)["hs_code"] != want["hs_code"] || got != want["verdict"] {
				t.Errorf("candidate %v, and a check by name says %v", c, want)
			}
		}
	}
	made := read(t, s.post("/v1/submissions?view=full",
		`{"item": {"name": "Glock 17 pistol", "hs_code": "04090000"}, "channels": ["general_trade"]}`, as("seller-1")), 201)
	plausibility, ok := made["decision"].(map[string]any)["body"].(map[string]any)["plausibility"].(map[string]any)
	if !ok || plausibility["verdict"] != "contradicts" {
		t.Errorf("a pistol as honey: %v", made)
	}
}
