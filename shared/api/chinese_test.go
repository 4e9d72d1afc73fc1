package api_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/tariff"
)

// An answer in Chinese has no English sentence: over codes of every chapter and several
// origins and days, over every row of every list, over sectors in each mode. What has an
// English name by its own field, and how a source or a document calls itself, stands as
// it is.
func TestChineseAnswersHaveNoEnglish(t *testing.T) {
	s := newService(t)
	look := newEnglish(t)
	look.goods(s)
	look.lists(s)
	look.services(s)
	if look.read < 1500 {
		t.Errorf("%d answers and rows were read", look.read)
	}
}

// english looks for English in answers that are to be in Chinese.
type english struct {
	*testing.T
	read int
	told map[string]bool
}

func newEnglish(t *testing.T) *english { return &english{T: t, told: map[string]bool{}} }

var (
	threeWords = regexp.MustCompile(`[A-Za-z][A-Za-z']*(,? [A-Za-z][A-Za-z']*){2}`)
	address    = regexp.MustCompile(`\(?(https?://|github:|GitHub )\S+( v[0-9.]+)?|\S+/\S+`)

	// Fields that are in English by what they are, or are called as their source calls itself.
	ownEnglish = []string{"name_en", "type", "matched", "sources", "document", "text_en"}
)

// in checks a value of an answer.
func (e *english) in(at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if !slices.Contains(ownEnglish, name) {
				e.in(at+"."+name, inner)
			}
		}
	case []any:
		for _, inner := range v {
			e.in(at, inner)
		}
	case string:
		found := threeWords.FindString(address.ReplaceAllString(v, " "))
		if found != "" && !e.told[at+found] {
			e.told[at+found] = true
			e.Errorf("%s: %q", at, v)
		}
	}
}

// page checks an answer and returns it.
func (e *english) page(s *service, at, method, target, body string) map[string]any {
	e.Helper()
	res := s.send(method, target, body, inChinese)
	if res.StatusCode != 200 {
		e.Fatalf("%s: %d %s", target, res.StatusCode, res.Body)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(res.Body), &answer); err != nil {
		e.Fatal(err)
	}
	e.in(at, answer)
	items, _ := answer["items"].([]any)
	e.read += max(1, len(items))
	return answer
}

func (e *english) goods(s *service) {
	table, _ := tariff.At(edition.DateOf(start))
	origins := []string{"JP", "NZ", "US", "KP", "TW", "HK", "AU"}
	for day, step := range map[string]int{"2026-03-01": 11, "2017-05-01": 301, "2020-01-01": 301, "2026-11-27": 101} {
		var items []string
		ask := func() {
			if len(items) > 0 {
				e.page(s, "check", "POST", "/v1/goods/checks/batch", `{"as_of":"`+day+`","items":[`+strings.Join(items, ",")+`]}`)
			}
			items = items[:0]
		}
		for i := 0; i < table.Len(); i += step {
			code := string(table.Code(i))
			if i/step%7 == 0 {
				code = code[:6]
			}
			items = append(items, fmt.Sprintf(`{"hs_code":"%s","origin":"%s",
				"unit_price":{"amount":"300.00","currency":"CNY"},"quantity":1}`, code, origins[i/step%len(origins)]))
			if i/step%9 == 0 {
				e.page(s, "tariff", "GET", "/v1/tariff/"+code+"?as_of=2026-03-01", "")
			}
			if len(items) == 100 {
				ask()
			}
		}
		ask()
	}
}

func (e *english) lists(s *service) {
	for _, l := range e.page(s, "lists", "GET", "/v1/lists", "")["items"].([]any) {
		id := l.(map[string]any)["id"].(string)
		if id == tariff.List {
			continue
		}
		list := e.page(s, "list", "GET", "/v1/lists/"+id, "")
		for _, ed := range list["editions"].([]any) {
			target := "/v1/lists/" + id + "/editions/" + ed.(map[string]any)["edition"].(string) + "/entries?limit=100"
			for cursor := ""; ; {
				page := e.page(s, "entries", "GET", target+cursor, "")
				next, _ := page["next_cursor"].(string)
				if next == "" {
					break
				}
				cursor = "&cursor=" + next
			}
		}
	}
}

func (e *english) services(s *service) {
	for _, code := range []string{"7297", "7231", "8321", "5612", "6311", "8610", "6632", "6712", "7241", "8710", "9011",
		"5411", "6550", "8425", "7452", "0412", "J", "R"} {
		e.page(s, "sector", "GET", "/v1/sectors/"+code, "")
		for mode := range 4 {
			e.page(s, "service", "POST", "/v1/services/checks",
				fmt.Sprintf(`{"as_of":"2026-11-27","mode":%d,"sector":{"code":"%s"}}`, mode+1, code))
		}
	}
}
