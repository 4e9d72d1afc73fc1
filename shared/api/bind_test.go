package api_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"importchecker/shared/eligibility"
	"importchecker/shared/list"
)

// Each error of a body is reported with its place.
func TestBodyErrors(t *testing.T) {
	const maxDepth = 32
	deep := strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)
	item := func(fields string) string { return `{"item": {"hs_code": "04090000"` + fields + `}}` }
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"blank", " \n", []string{" empty_body"}},
		{"not JSON", `hello`, []string{" invalid_json"}},
		{"cut short", `{"item": {"hs_code"`, []string{"/item/hs_code invalid_json"}},
		{"trailing comma", `{"item": {},}`, []string{" invalid_json"}},
		{"a second value", item(``) + `[]`, []string{" invalid_json"}},
		{"trailing bytes", item(``) + `}`, []string{" invalid_json"}},
		{"byte order mark", "\ufeff" + item(``), []string{" invalid_json"}},
		{"half a surrogate pair", item(`, "name": "\ud83d"`), []string{"/item/name invalid_json"}},
		{"deep", `{"x": ` + deep + `}`, []string{"/x" + strings.Repeat("/0", maxDepth-1) + " too_deep"}},
		{"an array", `[]`, []string{" wrong_type", "/item required"}},
		{"null", `null`, []string{" wrong_type", "/item required"}},
		{"no item", `{}`, []string{"/item required"}},
		{"item is null", `{"item": null}`, []string{"/item wrong_type"}},
		{"item is a string", `{"item": "04090000"}`, []string{"/item wrong_type"}},
		{"item is empty", `{"item": {}}`, []string{"/item/hs_code required"}},
		{"code is empty", `{"item": {"hs_code": ""}}`, []string{"/item/hs_code required"}},
		{"code is a number", `{"item": {"hs_code": 4090000}}`, []string{"/item/hs_code wrong_type"}},
		{"code with letters", `{"item": {"hs_code": "0409A000"}}`, []string{"/item/hs_code invalid_code"}},
		{"code lost its zero", `{"item": {"hs_code": "4090000"}}`, []string{"/item/hs_code invalid_code"}},
		{"eleven digits", `{"item": {"hs_code": "04090000001"}}`, []string{"/item/hs_code invalid_code"}},
		{"digits that are not ASCII", `{"item": {"hs_code": "０４０９"}}`, []string{"/item/hs_code invalid_code"}},
		{"unknown fields at every level",
			`{"x": {"y": [1]}, "item": {"hs_code": "0409", "x": 1, "unit_price": {"amount": "1", "currency": "CNY", "x": 2}}, "buyer": {"x": 3}}`,
			[]string{"/x unknown_field", "/item/x unknown_field", "/item/unit_price/x unknown_field", "/buyer/x unknown_field"}},
		{"a name that a pointer escapes", `{"item": {"hs_code": "0409"}, "a/b~c": 1}`, []string{"/a~1b~0c unknown_field"}},
		{"names differ in case", `{"item": {"hs_code": "0409"}, "As_Of": "2026-03-01"}`, []string{"/As_Of unknown_field"}},
		{"a field twice", `{"as_of": "2026-03-01", "as_of": "2026-03-02", "item": {"hs_code": "0409"}}`,
			[]string{"/as_of duplicate_field"}},
		{"a fact twice", item(`, "facts": {"dual_use": true, "dual_use": false}`),
			[]string{"/item/facts/dual_use duplicate_field"}},
		{"ref too long", item(`, "ref": "` + strings.Repeat("长", 129) + `"`), []string{"/item/ref too_long"}},
		{"ref as long as may be", item(`, "ref": "` + strings.Repeat("长", 128) + `"`), nil},
		{"name too long", item(`, "name": "` + strings.Repeat("n", 501) + `"`), []string{"/item/name too_long"}},
		{"a line break in the name", item(`, "name": "a\nb"`), []string{"/item/name control_character"}},
		{"origin that is no country", item(`, "origin": "nzx"`), []string{"/item/origin unknown_country"}},
		{"origin is blank", item(`, "origin": ""`), []string{"/item/origin unknown_country"}},
		{"origin that ISO leaves to users", item(`, "origin": "XK"`), []string{"/item/origin unknown_country"}},
		{"quantity 0", item(`, "quantity": 0`), []string{"/item/quantity out_of_range"}},
		{"quantity below 0", item(`, "quantity": -1`), []string{"/item/quantity out_of_range"}},
		{"quantity too large", item(`, "quantity": 1000001`), []string{"/item/quantity out_of_range"}},
		{"quantity larger than an integer", item(`, "quantity": 1e300`), []string{"/item/quantity out_of_range"}},
		{"quantity at its bound, with decimals", item(`, "quantity": 1000000.0`), nil},
		{"half a piece", item(`, "quantity": 0.5`), []string{"/item/quantity wrong_type"}},
		{"quantity in quotes", item(`, "quantity": "1"`), []string{"/item/quantity wrong_type"}},
		{"weight 0", item(`, "net_weight_g": 0`), []string{"/item/net_weight_g out_of_range"}},
		{"weight too large", item(`, "net_weight_g": 100000001`), []string{"/item/net_weight_g out_of_range"}},
		{"price is a number", item(`, "unit_price": 129.00`), []string{"/item/unit_price wrong_type"}},
		{"amount is a number", item(`, "unit_price": {"amount": 129.00, "currency": "CNY"}`),
			[]string{"/item/unit_price/amount wrong_type"}},
		{"amount is missing", item(`, "unit_price": {"currency": "CNY"}`), []string{"/item/unit_price/amount required"}},
		{"currency is missing", item(`, "unit_price": {"amount": "1"}`), []string{"/item/unit_price/currency required"}},
		{"amount below 0", item(`, "unit_price": {"amount": "-1.00", "currency": "CNY"}`),
			[]string{"/item/unit_price/amount invalid_amount"}},
		{"amount with three places", item(`, "unit_price": {"amount": "1.000", "currency": "CNY"}`),
			[]string{"/item/unit_price/amount invalid_amount"}},
		{"amount with an exponent", item(`, "unit_price": {"amount": "1e3", "currency": "CNY"}`),
			[]string{"/item/unit_price/amount invalid_amount"}},
		{"amount at its bound", item(`, "unit_price": {"amount": "100000000.00", "currency": "CNY"}`), nil},
		{"amount too large", item(`, "unit_price": {"amount": "100000000.01", "currency": "CNY"}`),
			[]string{"/item/unit_price/amount out_of_range"}},
		{"amount far too large", item(`, "unit_price": {"amount": "` + strings.Repeat("9", 40) + `", "currency": "CNY"}`),
			[]string{"/item/unit_price/amount out_of_range"}},
		{"an order that is too large",
			item(`, "quantity": 1000000, "unit_price": {"amount": "100000000.00", "currency": "CNY"}`),
			[]string{"/item/quantity out_of_range"}},
		{"dollars", item(`, "unit_price": {"amount": "1", "currency": "USD"}`),
			[]string{"/item/unit_price/currency currency_unsupported"}},
		{"small letters", item(`, "unit_price": {"amount": "1", "currency": "cny"}`),
			[]string{"/item/unit_price/currency currency_unsupported"}},
		{"spent is too large",
			`{"item": {"hs_code": "0409"}, "buyer": {"spent_this_year": {"amount": "100000001", "currency": "CNY"}}}`,
			[]string{"/buyer/spent_this_year/amount out_of_range"}},
		{"buyer is empty", `{"item": {"hs_code": "0409"}, "buyer": {}}`, nil},
		{"no such day", `{"as_of": "2026-02-29", "item": {"hs_code": "0409"}}`, []string{"/as_of invalid_date"}},
		{"a time of day", `{"as_of": "2026-03-01T00:00:00Z", "item": {"hs_code": "0409"}}`, []string{"/as_of invalid_date"}},
		{"year 10000", `{"as_of": "10000-01-01", "item": {"hs_code": "0409"}}`, []string{"/as_of invalid_date"}},
		{"the day before the first edition", `{"as_of": "2016-04-07", "item": {"hs_code": "0409"}}`,
			[]string{"/as_of as_of_before_first_edition"}},
		{"the day of the first edition", `{"as_of": "2016-04-08", "item": {"hs_code": "0409"}}`, nil},
		{"no channels", `{"channels": [], "item": {"hs_code": "0409"}}`, []string{"/channels too_few"}},
		{"channels is null", `{"channels": null, "item": {"hs_code": "0409"}}`, []string{"/channels wrong_type"}},
		{"an unknown channel", `{"channels": ["general_trade", "air"], "item": {"hs_code": "0409"}}`,
			[]string{"/channels/1 unknown_channel"}},
		{"a channel twice", `{"channels": ["cbec_direct", "cbec_direct"], "item": {"hs_code": "0409"}}`,
			[]string{"/channels repeated"}},
		{"channels of other types", `{"channels": [1, {}, "cbec_direct"], "item": {"hs_code": "0409"}}`,
			[]string{"/channels/0 wrong_type", "/channels/1 wrong_type"}},
		{"facts is an array", item(`, "facts": []`), []string{"/item/facts wrong_type"}},
		{"an unknown fact", item(`, "facts": {"colour": {"a": [1, 2]}}`), []string{"/item/facts/colour unknown_fact"}},
		{"a field is no fact", item(`, "facts": {"item.origin": "NZ"}`), []string{"/item/facts/item.origin unknown_fact"}},
		{"a fact is null", item(`, "facts": {"dual_use": null}`), []string{"/item/facts/dual_use wrong_type"}},
		{"a fact below 0", item(`, "facts": {"volume_ml": -0.5}`), []string{"/item/facts/volume_ml out_of_range"}},
		{"a fact too large", item(`, "facts": {"volume_ml": 1000000000.001}`),
			[]string{"/item/facts/volume_ml out_of_range"}},
		{"a fact at its bound", item(`, "facts": {"volume_ml": 1000000000}`), nil},
		{"a fact with four decimals", item(`, "facts": {"area_m2": 0.1234}`), []string{"/item/facts/area_m2 wrong_type"}},
		{"a fact of other values", item(`, "facts": {"processing": "boiled"}`),
			[]string{"/item/facts/processing not_allowed"}},
		{"a fact that is blank", item(`, "facts": {"origin_prefecture": ""}`),
			[]string{"/item/facts/origin_prefecture required"}},
		{"a fact too long", item(`, "facts": {"origin_prefecture": "` + strings.Repeat("x", 201) + `"}`),
			[]string{"/item/facts/origin_prefecture too_long"}},
		{"a fact with a bell", item(`, "facts": {"origin_prefecture": "a\u0007"}`),
			[]string{"/item/facts/origin_prefecture control_character"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newService(t)
			for _, target := range []string{"/v1/goods/checks", "/v1/submissions"} {
				res := s.post(target, tt.body, as("seller-1"))
				if tt.want == nil {
					if res.StatusCode/100 != 2 {
						t.Fatalf("%s: status %d\n%s", target, res.StatusCode, res.Body)
					}
					if err := contract(t).validate("/components/schemas/CheckRequest", tt.body); err != nil {
						t.Errorf("accepted, but not as described: %v", err)
					}
					continue
				}
				if got := faultsOf(t, res); res.StatusCode != 400 || !slices.Equal(got, tt.want) {
					t.Errorf("%s: status %d, errors %q, want %q", target, res.StatusCode, got, tt.want)
				}
			}
		})
	}
}

// A body with many errors is answered with the first hundred, and their number.
func TestManyErrors(t *testing.T) {
	s := newService(t)
	var b strings.Builder
	b.WriteString(`{"item": {"hs_code": "0409"}`)
	for range 20_000 {
		b.WriteString(`, "x": 1`)
	}
	b.WriteString(`}`)
	res := s.post("/v1/goods/checks", b.String())
	p := read(t, res, 400)
	if n := len(p["errors"].([]any)); n != 100 {
		t.Errorf("%d errors", n)
	}
	if detail := p["detail"].(string); !strings.Contains(detail, "20000") {
		t.Errorf("detail %q", detail)
	}
}

// Errors say what a newcomer needs to know next, in words of the domain and never
// in those of a parser.
func TestHelp(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct {
		path, body, en, zh string
	}{
		{"/v1/goods/checks", `{"item": {"hs_code": "4090000"}}`, "taken the zero of 04090000", "04090000 开头的零"},
		{"/v1/goods/checks", `{"item": {"hs_code": "409000000"}}`, "taken the zero of 0409000000", "0409000000"},
		{"/v1/goods/checks", `{"item": {"hs_code": "123"}}`, "taken the zero of 0123", "0123"},
		{"/v1/goods/checks", `{"item": {"hs_code": "12345678901"}}`, "has 2, 4, 6, 8 or 10 digits", "2、4、6、8 或 10 位"},
		{"/v1/goods/checks", `{"hs_code": "04090000", "item": {"hs_code": "0409"}}`, "belongs at /item/hs_code",
			"应写在 /item/hs_code"},
		{"/v1/goods/checks", `{"item": {"hsCode": "04090000"}}`, "belongs at /item/hs_code", "应写在 /item/hs_code"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409", "endangered_species": false}}`,
			"belongs at /item/facts/endangered_species", "/item/facts/"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409", "facts": {"origin": "NZ"}}}`, "belongs at /item/origin",
			"/item/origin"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409", "as_of": "2026-03-01"}}`, "belongs at /as_of", "/as_of"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409", "price": "1"}}`, "belongs at /item/unit_price",
			"/item/unit_price"},
		{"/v1/goods/checks/batch", `{"items": [], "hs_code": "0409"}`, "belongs at /items/0/hs_code", "/items/0/hs_code"},
		{"/v1/services/checks", `{"sector": {"code": "7231"}, "system": "gbt4754"}`, "belongs at /sector/system",
			"/sector/system"},
		{"/v1/services/checks", `{"sector": {"code": "7231"}, "home": "HK"}`, "belongs at /provider/home", "/provider/home"},
		{"/v1/goods/checks", `{"item": {"colour": 1, "hs_code": "0409"}}`, "There is no such field here.", "此处没有这个字段。"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409"},}`, "at byte 28: ',' is not expected there", "此处不应出现 ','"},
		{"/v1/goods/checks", `{"item": {"hs_code": "0409`, "the text ends too early", "内容提前结束"},
		{"/v1/goods/checks", `{"item": {"hs_code": 'x'}}`, "'\\'' is not expected there", "此处不应出现"},
		{"/v1/goods/checks", `{"item": {"hs_code": tru}}`, "is not expected there", "此处不应出现"},
		{"/v1/goods/checks", `{} {}`, "something follows the value", "值之后还有多余内容"},
		{"/v1/goods/checks", `{"item": {"hs_code": 409}}`, "The value is a number; it must be a string.", "得到数字，应为字符串"},
	} {
		// Whatever is wrong with them, the words are of one language.
		for _, l := range []struct {
			want string
			o    []option
		}{{tt.en, nil}, {tt.zh, []option{inChinese}}} {
			var p struct{ Errors []struct{ Detail string } }
			res := s.post(tt.path, tt.body, l.o...)
			if err := json.Unmarshal([]byte(res.Body), &p); err != nil || res.StatusCode != 400 {
				t.Errorf("%s: %d, %v", tt.body, res.StatusCode, err)
				continue
			}
			found := false
			for _, e := range p.Errors {
				found = found || strings.Contains(e.Detail, l.want)
				if strings.Contains(e.Detail, "invalid character") || strings.Contains(e.Detail, "jsontext") ||
					strings.Contains(e.Detail, "EOF") {
					t.Errorf("%s: a parser's words: %s", tt.body, e.Detail)
				}
			}
			if !found {
				t.Errorf("%s: no error says %q: %v", tt.body, l.want, p.Errors)
			}
		}
	}
}

// Common variants of values are accepted.
func TestUnderstood(t *testing.T) {
	s := newService(t)
	plain := s.post("/v1/goods/checks",
		`{"channels": ["general_trade", "cbec_bonded", "cbec_direct"], "item": {"hs_code": "04090000", "origin": "NZ"}}`)
	for _, body := range []string{
		`{"channels": ["0110", "1210", "9610"], "item": {"hs_code": "04090000", "origin": "NZ"}}`,
		`{"channels": ["general_trade", "1210", "cbec_direct"], "item": {"hs_code": "0409.00.00", "origin": "nz"}}`,
		`{"channels": ["general_trade", "1210", "cbec_direct"], "item": {"hs_code": "0409 0000", "origin": "新西兰"}}`,
	} {
		if res := s.post("/v1/goods/checks", body); res.StatusCode != 200 || res.Body != plain.Body {
			t.Errorf("%s: %d %.300s", body, res.StatusCode, res.Body)
		}
	}
	if got := faultsOf(t, s.post("/v1/goods/checks",
		`{"channels": ["1210", "cbec_bonded"], "item": {"hs_code": "0409"}}`)); !slices.Equal(got,
		[]string{"/channels repeated"}) {
		t.Errorf("got %v", got)
	}
}

// No body makes the service fail, and every answer conforms to the contract.
func FuzzCheck(f *testing.F) {
	checker := eligibility.NewChecker(list.BuiltIn())
	typed := withHeader("content-type", "application/json")
	for _, seed := range []string{
		contractRequest,
		`{"items": [{"hs_code": "0409"}, null, {"hs_code": 4}], "channels": ["yiwu_pilot"]}`,
		`{"as_of": "2026-02-29", "item": {"unit_price": {"amount": "1e9", "currency": "USD"}, "facts": {"volume_ml": 1e-3}}}`,
		`{"a": {"a": [[[[1.0E+2, "\ud800\udc00", null, true]]]]}, "a": 1}`,
		"\ufeff{}", `{"item"`, `[]`, "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := serviceOn(t, checker, nil)
		for _, target := range []string{"/v1/goods/checks", "/v1/goods/checks/batch"} {
			res := s.post(target, body, typed)
			if res.StatusCode != 200 && res.StatusCode != 400 {
				t.Errorf("%s: status %d\n%s", target, res.StatusCode, s.log)
			}
			if !utf8.ValidString(res.Body) || !json.Valid([]byte(res.Body)) {
				t.Errorf("%s: answer is not JSON: %q", target, res.Body)
			}
			if again := s.post(target, body, typed); again.Body != res.Body {
				t.Errorf("%s: two answers to one question", target)
			}
		}
	})
}
