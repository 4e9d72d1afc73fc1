package api_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"importchecker/infra/norace"
	"importchecker/shared/annex"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/list"
	"importchecker/shared/store"
)

const dutyHeads = "措施编号,措施种类,原产地,除外原产地,税则号列,除外税号,加征税率,起始日期,终止日期,暂停起始日期,暂停终止日期,说明\n"

// taxed is the tax of honey for 100 yuan in general trade, of an origin on a day, as
// its lines and the codes of its notes.
func (s *service) taxed(origin, day string) (lines string, notes map[string]map[string]any) {
	s.t.Helper()
	d := read(s.t, s.post("/v1/goods/checks", `{"as_of": "`+day+`", "channels": ["general_trade"], "item": {"hs_code": "0409000000", "origin": "`+
		origin+`", "unit_price": {"amount": "100.00", "currency": "CNY"}, "quantity": 1}}`), 200)
	tax := d["channels"].([]any)[0].(map[string]any)["tax"].(map[string]any)
	for _, l := range tax["lines"].([]any) {
		l := l.(map[string]any)
		lines += fmt.Sprintf("%s %s %v; ", l["kind"], l["rate"], l["amount"])
	}
	notes = map[string]map[string]any{}
	all, _ := tax["notes"].([]any)
	for _, n := range all {
		n := n.(map[string]any)
		notes[n["code"].(string)] = n
	}
	return lines, notes
}

// TestDutiesByOrigin imports duties by origin, which apply from their days, to their goods
// and origins, with their document, and can be suspended; and withdraws them.
func TestDutiesByOrigin(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff several times")
	onEachTable(t, func(t *testing.T, table store.Table) {
		s := serviceOf(t, eligibility.NewChecker(list.BuiltIn()), store.New(table), table)
		s.reader = annex.Reader{}
		s.at("2026-06-01", 10, 0)
		subs := map[string]string{}
		for _, origin := range []string{"NZ", "US", "AU"} {
			body := `{"item": {"hs_code": "0409000000", "origin": "` + origin +
				`", "unit_price": {"amount": "100.00", "currency": "CNY"}, "quantity": 1}, "channels": ["general_trade"]}`
			subs[origin] = read(t, s.post("/v1/submissions", body, as("acme")), 201)["id"].(string)
		}
		before, _ := s.taxed("US", "2026-07-15")
		q := url.Values{"edition": {"2026-07"}, "amends": {"2026"}, "effective": {"2026-07-01"},
			"document": {"示例公告2026年第9号"}, "published": {"example"}, "filename": {"duties.csv"}}
		path := "/v1/lists/cn-tariff/imports?" + q.Encode()
		made := read(t, s.post(path, dutyHeads+
			"us-all-goods,加征关税,美国,,所有商品,0410,20%,,,2026-09-01,2026-09-30,\n"+
			"nz-honey,加征关税,NZ,,0409,,5,2026-08-01,2026-12-31,,,\n", maintainer, asFile), 201)
		id := made["id"].(string)
		notes := fmt.Sprint(made["report"].(map[string]any)["notes"])
		if !strings.Contains(notes, "us-all-goods: takes the place of") || !strings.Contains(notes, "nz-honey: is new") {
			t.Errorf("notes %s", notes)
		}
		diff := read(t, s.get("/v1/lists/cn-tariff/imports/"+id+"/diff", maintainer), 200)["tariff"].(map[string]any)
		for _, d := range diff["duties"].([]any) {
			d := d.(map[string]any)
			us := d["measure"] == "us-all-goods"
			if d["submissions"] != 3.0 || us && (d["change"] != "other" || len(d["before"].([]any)) != 3) ||
				!us && (d["change"] != "set" || !strings.Contains(fmt.Sprint(d["now"]), "5% on goods of 0409 of New Zealand from 2026-08-01 to 2026-12-31")) {
				t.Errorf("difference: %v", d)
			}
		}
		s.put("cn-tariff", id)
		s.work()
		for _, c := range []struct{ origin, day, lines, note string }{
			{"US", "2026-06-30", before, "duty_on_top_included"},
			{"US", "2026-07-01", "duty 15% 15.00; additional_duty 30% 30.00; additional_duty 20% 20.00; ", "duty_on_top_included"},
			{"US", "2026-09-01", "duty 15% 15.00; additional_duty 30% 30.00; ", "duty_on_top_suspended"},
			{"US", "2026-10-01", "additional_duty 20% 20.00; ", "duty_on_top_included"},
			{"NZ", "2026-07-31", "duty 15% 15.00; consumption", ""},
			{"NZ", "2026-08-01", "additional_duty 5% 5.00; ", "duty_on_top_included"},
			{"AU", "2026-08-01", "duty 15% 15.00; consumption", ""},
		} {
			lines, notes := s.taxed(c.origin, c.day)
			if !strings.Contains(lines, c.lines) || c.note != "" && notes[c.note] == nil {
				t.Errorf("%s on %s: %s %v, want %s with %s", c.origin, c.day, lines, notes, c.lines, c.note)
			}
		}
		var listed []string
		for _, d := range read(t, s.get("/v1/tariff/04090000?as_of=2026-09-01"), 200)["duties_by_origin"].([]any) {
			d := d.(map[string]any)
			listed = append(listed, fmt.Sprintf("%v %v %v %v %v %v", d["measure"], d["origins"], d["rate"], d["suspended"], d["superseded_on"],
				d["basis"]))
		}
		if want := []string{"us-since-2018 [US] 30% false <nil> reported", "us-all-goods [US] 20% true <nil> official",
			"nz-honey [NZ] 5% false 2027-01-01 official"}; !slices.Equal(listed, want) {
			t.Errorf("the tariff lists %q, want %q", listed, want)
		}
		_, said := s.taxed("NZ", "2026-08-01")
		if n := said["duty_on_top_included"]; n["basis"] != "official" || !strings.Contains(fmt.Sprint(n), "示例公告2026年第9号") {
			t.Errorf("cited as %v", n)
		}

		// Decided again on the days of the duties, once each.
		for _, c := range []struct {
			day  string
			want map[string]int
		}{
			{"2026-07-01", map[string]int{"US": 2, "NZ": 1, "AU": 1}}, {"2026-08-01", map[string]int{"US": 2, "NZ": 2, "AU": 1}},
			{"2026-09-01", map[string]int{"US": 3, "NZ": 2, "AU": 1}}, {"2026-10-01", map[string]int{"US": 4, "NZ": 2, "AU": 1}},
		} {
			s.at(c.day, 0, 2)
			s.work()
			s.work()
			for origin, want := range c.want {
				if n, _, _ := s.decided(subs[origin]); n != want {
					t.Errorf("%s: %s has %d decisions, want %d", c.day, origin, n, want)
				}
			}
		}
		for _, e := range s.eventsOf("acme") {
			if c := e.Cause; c.Edition != "2026-07" || c.Change != event.CauseChanged ||
				c.Entry != "us-all-goods" && c.Entry != "nz-honey" {
				t.Errorf("caused by %+v", c)
			}
		}

		// Another edition ends one measure, and leaves the other as it is.
		q = url.Values{"edition": {"2026-11"}, "amends": {"2026-07"}, "effective": {"2026-11-01"}, "document": {"示例公告2026年第11号"},
			"published": {"example"}}
		end := read(t, s.post("/v1/lists/cn-tariff/imports?"+q.Encode(), dutyHeads+"us-all-goods,,,,,,取消,,,,,\n", maintainer,
			asFile), 201)
		s.put("cn-tariff", end["id"].(string))
		if lines, _ := s.taxed("US", "2026-11-01"); strings.Contains(lines, "20%") || strings.Contains(lines, "10%") {
			t.Errorf("ended: %s", lines)
		}
		if lines, _ := s.taxed("NZ", "2026-11-01"); !strings.Contains(lines, "additional_duty 5%") {
			t.Errorf("left as it is: %s", lines)
		}
		read(t, s.send("DELETE", "/v1/lists/cn-tariff/imports/"+end["id"].(string)+"?why=a+mistake", "", maintainer), 200)
		read(t, s.send("DELETE", "/v1/lists/cn-tariff/imports/"+id+"?why=a+mistake", "", maintainer), 200)
		s.refresh()
		s.work()
		if lines, _ := s.taxed("US", "2026-07-15"); lines != before {
			t.Errorf("withdrawn: %s, before %s", lines, before)
		}
		if n, _, _ := s.decided(subs["NZ"]); n != 3 {
			t.Errorf("NZ after the withdrawal: %d decisions", n)
		}
	})
}

// cited is what a sentence in Chinese quotes.
var cited = regexp.MustCompile(`“[^”]*”`)

// TestDutiesRefused checks that all unreadable parts are reported at once, with their places.
func TestDutiesRefused(t *testing.T) {
	s := newService(t)
	s.reader = annex.Reader{}
	path := "/v1/lists/cn-tariff/imports?edition=2026-07&amends=2026&effective=2026-07-01&document=x&published=x&filename=d.csv"
	for row, want := range map[string]string{
		"US All,加征关税,美国,,所有商品,,10,,,,,":                      "want the id of a measure",
		"x,关税,美国,,所有商品,,10,,,,,":                             "want 加征关税",
		"x,加征关税,亚特兰蒂斯,,所有商品,,10,,,,,":                        "is no country or region",
		"x,加征关税,,,所有商品,,10,,,,,":                             "say which origins",
		"x,加征关税,美国,,,,10,,,,,":                               "say which codes",
		"x,加征关税,美国,,409,,10,,,,,":                            "want a code of two to ten digits",
		"x,加征关税,美国,,04099999,,10,,,,,":                       "04099999 is not in the schedule of 2026",
		"x,加征关税,美国,,0409,,,,,,,":                             "say the rate",
		"x,加征关税,美国,,0409,,5元/千克,,,,,":                        "want a percentage above zero",
		"x,加征关税,美国,,0409,,0,,,,,":                            "want a percentage above zero",
		"x,加征关税,美国,,0409,,10,明天,,,,":                         "want a day",
		"x,加征关税,美国,,0409,,10,,2026-06-30,,,":                 "before the first day",
		"x,加征关税,美国,,0409,,10,,,,2026-08-01,":                 "a last day of the suspension",
		"x,加征关税,美国,,0409,,10,,,2026-08-02,2026-08-01,":       "before the first day",
		"x,加征关税,美国,,0409,,10,,2026-12-31,2027-02-01,,":       "the suspension is on no day",
		"x,,,,,,取消,,,,,":                                     "is not held, and cannot end",
		"us-all-goods,加征关税,,,,,取消,,,,,":                      "ends as a whole",
		"x,加征关税,美国,,0409,,10,,,,,\nx,加征关税,欧盟、美国,,04,,5,,,,,": "two rows reach the same goods",
		"x,加征关税,美国,,0409,,10,,,,,\nx,反倾销税,日本,,04,,5,,,,,":    "is of two kinds",
		"x,加征关税,美国,,0409,,10,,,,,,示例企业":                      "stands under no header",
	} {
		res := s.post(path, dutyHeads+row+"\n", maintainer, asFile)
		if res.StatusCode != 422 || !strings.Contains(res.Body, want) || !strings.Contains(res.Body, "row 2") &&
			!strings.Contains(res.Body, "row 3") {
			t.Errorf("%s: %d, no %q in %.700s", row, res.StatusCode, want, res.Body)
		}
		report, _ := read(t, res, 422)["report"].(map[string]any)
		for _, p := range report["problems"].([]any) {
			zh, _ := p.(map[string]any)["text_zh"].(string)
			says := cited.ReplaceAllString(zh, "")
			if !strings.ContainsFunc(says, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %q is said in no Chinese", row, zh)
			}
		}
	}
	res := s.post(path, "措施编号,措施种类,原产地,税则号列,企业名称,加征税率\nx,反倾销税,日本,0409,示例,10\n", maintainer, asFile)
	if res.StatusCode != 422 || !strings.Contains(res.Body, "is no column of duties by origin") {
		t.Errorf("a column that may narrow it: %d %.500s", res.StatusCode, res.Body)
	}
	res = s.post(path, dutyHeads+"x,反倾销税,日本,,0409,,,,,,,按企业征收7%至12%\n", maintainer, asFile)
	if made := read(t, res, 201); made["counts"].(map[string]any)["changed"] != 1.0 {
		t.Errorf("a rate by producer: %v", made["counts"])
	}
}
