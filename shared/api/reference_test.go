package api_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"importchecker/shared/api"
	"importchecker/shared/api/problem"
	"importchecker/shared/api/readiness"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/services"
	"importchecker/shared/storage"
	"importchecker/shared/tariff"
)

// made returns an edition for tests, with its hash.
func made(id string, from, to edition.Date, stated int, entries ...list.Entry) *list.Edition {
	e := &list.Edition{Entries: entries}
	e.List, e.ID, e.Document = list.CBEC, id, "No. "+id
	e.From, e.To, e.Stated = from, to, stated
	for _, row := range entries {
		if row.Kind == list.Listed {
			e.Held++
		}
	}
	e.SHA256 = e.Sum()
	return e
}

func listed(code tariff.Code, remark string) list.Entry {
	return list.Entry{ID: string(code), Kind: list.Listed, Code: code, NameZH: "货品", NameEN: "Goods", Remark: remark,
		Basis: edition.Official}
}

func named(name string, e list.Entry) list.Entry {
	e.NameZH = name
	return e
}

func removed(code tariff.Code) list.Entry {
	return list.Entry{ID: "-" + string(code), Kind: list.Removed, Code: code, Basis: edition.Reported}
}

// withEditions returns a service with a retail list of these editions.
func withEditions(t *testing.T, editions ...*list.Edition) *service {
	l := &list.List{ID: list.CBEC, Title: edition.Text{EN: "Retail", ZH: "零售"}, Editions: editions}
	return serviceOn(t, eligibility.NewChecker(list.NewCatalogue(l, &list.List{ID: list.Yiwu})), nil)
}

// Only a complete edition can say that a code is not listed.
func TestStandings(t *testing.T) {
	rows := []list.Entry{listed("04090000", ""), listed("190190", ""), removed("33049900"), listed("85", "")}
	for _, tt := range []struct {
		code, partial, complete string
	}{
		{"04090000", "listed", "listed"},
		{"0409000000", "listed", "listed"},     // finer than the list: the line answers
		{"0409", "lines_named", "lines_named"}, // coarser
		{"04", "lines_named", "lines_named"},   //
		{"19019000", "listed", "listed"},       // under a subheading that is listed whole
		{"8517130000", "listed", "listed"},     // under a chapter that is listed whole
		{"33049900", "removed", "removed"},     // taken out
		{"3304990099", "removed", "removed"},   // a line of it
		{"3304", "lines_named", "lines_named"}, // the entries say that it was taken out
		{"04041000", "unknown", "not_listed"},  // a sibling
		{"0404", "unknown", "not_listed"},      //
		{"040410", "unknown", "not_listed"},
	} {
		for stated, want := range map[int]string{1476: tt.partial, 3: tt.complete} {
			s := withEditions(t, made("2022", 20220301, 0, stated, rows...))
			d := read(t, s.get("/v1/tariff/"+tt.code+"?as_of=2026-03-01"), 200)
			lists := d["lists"].([]any)
			if got := lists[0].(map[string]any)["status"]; got != want {
				t.Errorf("%s, %d rows stated: %v, want %s", tt.code, stated, got, want)
			}
			if got := lists[1].(map[string]any)["status"]; got != "no_edition_in_force" {
				t.Errorf("%s: the list without editions: %v", tt.code, got)
			}
		}
	}
}

// Rows filtered by a code are those of the code, of the codes above it and of the
// codes under it, as a scan of all rows finds them.
func TestEntriesByCode(t *testing.T) {
	e := made("2022", 20220301, 0, 1476,
		listed("0402", ""), listed("04029100", ""), listed("04029900", ""), removed("04029900"), listed("0409", ""),
		listed("04090000", ""), listed("85", ""))
	e.Hints = []list.Entry{{ID: "h", Kind: list.Hint, NameEN: "Wigs", Basis: edition.Reported}}
	s := withEditions(t, e)
	all := append(slices.Clone(e.Entries), e.Hints...)
	for _, code := range []tariff.Code{"04", "0402", "040291", "04029100", "0402910000", "04029900", "0409", "0409000000",
		"85", "8517130000", "03", "99", "040299"} {
		var want []string
		for _, row := range all {
			if row.Code != "" && (row.Code.Contains(code) || code.Contains(row.Code)) {
				want = append(want, row.ID)
			}
		}
		if got := s.pages("/v1/lists/cbec-retail-import/editions/2022/entries?limit=2&code=" +
			string(code)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if got := s.pages("/v1/lists/cbec-retail-import/editions/2022/entries?limit=3"); len(got) != len(all) ||
		got[len(got)-1] != "h" {
		t.Errorf("all: %v", got)
	}
	if got := s.pages("/v1/lists/cbec-retail-import/editions/2022/entries?q=wIgS"); !slices.Equal(got, []string{"h"}) {
		t.Errorf("words: %v", got)
	}
}

// pages returns the ids of all items, page by page.
func (s *service) pages(target string) []string {
	s.t.Helper()
	var ids []string
	sep := "?"
	if strings.Contains(target, "?") {
		sep = "&"
	}
	for cursor := ""; ; {
		page := read(s.t, s.get(target+cursor), 200)
		for _, item := range page["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"].(string))
		}
		next, more := page["next_cursor"].(string)
		if !more {
			return ids
		}
		cursor = sep + "cursor=" + next
	}
}

// The tariff is a list like the others.
func TestTariffEntries(t *testing.T) {
	s := newService(t)
	table, _ := tariff.At(edition.NewDate(2026, 3, 1))
	for _, code := range []tariff.Code{"01", "0409", "33049900", "9804"} {
		lo, hi := table.Range(code)
		var want []string
		for i := lo; i < hi; i++ {
			want = append(want, string(table.Code(i)))
		}
		if got := s.pages("/v1/lists/cn-tariff/editions/2026/entries?limit=7&code=" + string(code)); !slices.Equal(got,
			want) {
			t.Errorf("%s: %d rows, want %d", code, len(got), len(want))
		}
	}
	words := s.pages("/v1/lists/cn-tariff/editions/2026/entries?limit=100&q=%E8%9C%82%E8%9C%9C") // 蜂蜜
	if !slices.Contains(words, "0409000000") {
		t.Errorf("honey: %v", words)
	}
	// The same cursor means the same place, and no other filter's.
	page := read(t, s.get("/v1/lists/cn-tariff/editions/2026/entries?limit=1&code=04"), 200)
	next := page["next_cursor"].(string)
	read(t, s.get("/v1/lists/cn-tariff/editions/2026/entries?code=04&cursor="+next), 200)
	read(t, s.get("/v1/lists/cn-tariff/editions/2026/entries?code=05&cursor="+next), 400)
	read(t, s.get("/v1/lists/cbec-retail-import/editions/2022/entries?code=04&cursor="+next), 400)
}

// A difference does not report a row as absent from an incomplete edition.
func TestDiff(t *testing.T) {
	before := []list.Entry{
		named("牛奶", listed("04020000", "")), named("蜂蜜", listed("04090000", "")), named("乳清", listed("04041000", "")),
		named("面霜", listed("33049900", "old remark")), named("旧名", listed("95030000", "")),
	}
	after := []list.Entry{
		removed("04020000"), named("乳清", listed("04049000", "")), named("蜂蜜", listed("04090000", "")),
		named("面霜", listed("33049900", "new remark")), named("手机", listed("85171300", "")),
		named("新名", listed("95030000", "")),
	}
	for _, tt := range []struct {
		name                                string
		beforeStated, stated                int
		comparable                          bool
		added, removed, renumbered, changed string
	}{
		{"both complete", 5, 5, true, "85171300", "04020000", "04041000>04049000", "33049900 [remark] 95030000 [name]"},
		{"the earlier one is partial", 9, 5, false, "", "04020000 04041000", "", "33049900 [remark]"},
		{"the later one is partial, and says itself what it took out", 5, 9, false, "04049000 85171300", "-04020000", "",
			"33049900 [remark]"},
		{"both partial", 9, 9, false, "", "-04020000", "", "33049900 [remark]"},
	} {
		s := withEditions(t,
			made("2019", 20200101, 20220301, tt.beforeStated, before...),
			made("2022", 20220301, 0, tt.stated, after...))
		d := read(t, s.get("/v1/lists/cbec-retail-import/diff?from=2019&to=2022"), 200)
		if d["comparable"] != tt.comparable || (d["reason"] == nil) != tt.comparable {
			t.Errorf("%s: comparable %v, reason %v", tt.name, d["comparable"], d["reason"])
		}
		for member, want := range map[string]string{"added": tt.added, "removed": tt.removed} {
			if got := joined(d[member], "id"); got != want {
				t.Errorf("%s: %s %q, want %q", tt.name, member, got, want)
			}
		}
		if got := d.renumbered(); got != tt.renumbered {
			t.Errorf("%s: renumbered %q, want %q", tt.name, got, tt.renumbered)
		}
		if got := d.changed(); got != tt.changed {
			t.Errorf("%s: changed %q, want %q", tt.name, got, tt.changed)
		}
	}
	before, after = before[:3], after[:3]
	// Backwards: what the later edition took out is no statement of the earlier.
	s := withEditions(t, made("2019", 20200101, 20220301, 9, before...), made("2022", 20220301, 0, 9, after...))
	d := read(t, s.get("/v1/lists/cbec-retail-import/diff?from=2022&to=2019"), 200)
	if joined(d["removed"], "id") != "" || joined(d["added"], "id") != "" {
		t.Errorf("backwards: %v %v", d["removed"], d["added"])
	}
	// An edition does not differ from itself.
	d = read(t, newService(t).get("/v1/lists/cn-tariff/diff?from=2026&to=2026"), 200)
	if d["comparable"] != true || len(d["added"].([]any))+len(d["removed"].([]any))+len(d["changed"].([]any)) != 0 {
		t.Errorf("the tariff differs from itself")
	}
}

// renumbered returns the codes of renumbered rows, before and now.
func (d decoded) renumbered() string {
	var out []string
	for _, item := range d["renumbered"].([]any) {
		r := item.(map[string]any)
		out = append(out, fmt.Sprintf("%v>%v", r["from"].(map[string]any)["hs_code"], r["to"].(map[string]any)["hs_code"]))
	}
	return strings.Join(out, " ")
}

// changed returns the codes of changed rows, and what has changed.
func (d decoded) changed() string {
	var out []string
	for _, item := range d["changed"].([]any) {
		c := item.(map[string]any)
		out = append(out, fmt.Sprintf("%v %v", c["hs_code"], c["what"]))
	}
	return strings.Join(out, " ")
}

func joined(items any, member string) string {
	var out []string
	for _, item := range items.([]any) {
		out = append(out, fmt.Sprint(item.(map[string]any)[member]))
	}
	return strings.Join(out, " ")
}

// The comparison of lists does not compare rates, so there may be only one built-in tariff.
func TestOneTariffIsHeld(t *testing.T) {
	if n := len(tariff.Tables()); n != 1 {
		t.Errorf("%d editions of the tariff: let compare look at rates before this test goes", n)
	}
}

// An answer that the caller already has is not sent again.
func TestNotModified(t *testing.T) {
	s := newService(t)
	for _, target := range []string{
		"/v1/tariff/04090000?as_of=2026-03-01", "/v1/lists", "/v1/lists/cn-tariff",
		"/v1/lists/cn-tariff/editions/2026/entries?code=0409", "/v1/lists/cbec-retail-import/diff?from=2019&to=2022",
		"/openapi.yaml",
		"/v1/lists/cn-services-negative-hainan", "/v1/lists/cn-services-negative-hainan/editions/2021/entries?code=47",
		"/v1/sectors/7231?as_of=2026-03-01", "/v1/sectors?q=insurance",
	} {
		first := s.get(target)
		tag := first.Headers["etag"]
		if first.StatusCode != 200 || !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) ||
			first.Headers["cache-control"] != api.Revalidate {
			t.Fatalf("%s: %d %v", target, first.StatusCode, first.Headers)
		}
		for _, tt := range []struct {
			ifNoneMatch string
			want        int
		}{
			{tag, 304},
			{"W/" + tag, 304},
			{"*", 304},
			{`"other", ` + tag, 304},
			{`"other",W/` + tag + `,"third"`, 304},
			{`"other"`, 200},
			{strings.Trim(tag, `"`), 200}, // not a tag
			{"", 200},
		} {
			res := s.get(target, withHeader("if-none-match", tt.ifNoneMatch))
			if res.StatusCode != tt.want || res.Headers["etag"] != tag {
				t.Errorf("%s, If-None-Match %s: %d %v", target, tt.ifNoneMatch, res.StatusCode, res.Headers)
			}
			if tt.want == 304 && (res.Body != "" || res.Headers["content-type"] != "") {
				t.Errorf("%s: 304 with a body", target)
			}
		}
	}
	// What changes the answer changes the tag: the day, the rows held.
	tag := func(s *service, target string) string { return s.get(target).Headers["etag"] }
	if tag(s, "/v1/tariff/2208300000?as_of=2026-02-01") == tag(s, "/v1/tariff/2208300000?as_of=2026-02-02") {
		t.Error("the tag does not know the day")
	}
	a := withEditions(t, made("2022", 20220301, 0, 9, listed("04090000", "")))
	b := withEditions(t, made("2022", 20220301, 0, 9, listed("04090000", "x")))
	if tag(a, "/v1/tariff/04090000?as_of=2026-03-01") == tag(b, "/v1/tariff/04090000?as_of=2026-03-01") {
		t.Error("the tag does not know the rows")
	}
	// A problem has no tag.
	if res := s.get("/v1/tariff/99?as_of=2026-03-01", withHeader("if-none-match", "*")); res.StatusCode != 404 {
		t.Errorf("a code that is not there: %d", res.StatusCode)
	}
}

// The day before an amendment took effect, and the day itself.
func TestTariffOnADay(t *testing.T) {
	s := newService(t)
	for day, want := range map[string]int{"2026-02-01": 0, "2026-02-02": 1} {
		d := read(t, s.get("/v1/tariff/2208300000?as_of="+day), 200)
		if n := len(d["amendments"].([]any)); n != want {
			t.Errorf("%s: %d amendments, want %d", day, n, want)
		}
	}
	for day, want := range map[string]int{"2025-12-31": 404, "2026-01-01": 200, "2026-12-31": 200, "2027-01-01": 200} {
		if res := s.get("/v1/tariff/2208300000?as_of=" + day); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", day, res.StatusCode, want)
		}
	}
	// After the last edition that is held, what it said on its last day is an indication.
	after := read(t, s.get("/v1/tariff/2208300000?as_of=2027-01-02"), 200)
	told, _ := after["indication"].(map[string]any)
	if after["as_of"] != "2027-01-02" || told["edition"] != "2026" || told["day"] != "2026-12-31" ||
		len(after["amendments"].([]any)) != 1 {
		t.Errorf("after the last edition: %v, of %v", after["indication"], after["as_of"])
	}
	if held := read(t, s.get("/v1/tariff/2208300000?as_of=2026-12-31"), 200); held["indication"] != nil {
		t.Errorf("on its last day: %v", held["indication"])
	}
	// The day is echoed, and is today when left out.
	if d := read(t, s.get("/v1/tariff/22.08"), 200); d["as_of"] != "2026-03-01" || d["hs_code"] != "2208" {
		t.Errorf("%v %v", d["as_of"], d["hs_code"])
	}
}

// The problem of an unknown code names similar codes.
func TestUnknownCode(t *testing.T) {
	s := newService(t)
	p := read(t, s.get("/v1/tariff/0409000077"), 404)
	if p["code"] != string(problem.CodeUnknown) || len(p["known"].([]any)) != 0 ||
		joined(p["candidates"], "hs_code") != "0409000000" {
		t.Errorf("%v", p)
	}
}

// An edition that does not match its hash makes the service not ready; a store
// that does not answer degrades it.
func TestNotReady(t *testing.T) {
	tampered := made("2022", 20220301, 0, 9, listed("04090000", ""))
	tampered.Entries[0].Remark = "nothing more"
	broken := eligibility.NewChecker(list.NewCatalogue(&list.List{ID: list.CBEC, Editions: []*list.Edition{tampered}}))
	whole := eligibility.NewChecker(list.BuiltIn())
	national, _ := services.BuiltIn().List(services.NationalList)
	altered := *national.Editions[0]
	altered.Measures = slices.Clone(altered.Measures)
	altered.Measures[0].Summary.ZH = "无"
	laws := *services.BuiltIn().Laws()
	laws.Provisions = laws.Provisions[1:]
	brokenService := whole.WithServices(services.BuiltIn().With(&altered))
	brokenLaws := whole.WithServices(services.NewCatalogue(&laws, services.BuiltIn().Lists()...))
	up := func(context.Context) error { return nil }
	down := func(context.Context) error { return errors.New("dial tcp 10.0.0.1: refused") }
	full := func(context.Context) error { return fmt.Errorf("%w: no room", storage.ErrFull) }
	silent := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for _, test := range []struct {
		name     string
		checker  *eligibility.Checker
		store    func(context.Context) error
		status   int
		word     string
		degraded int
		log      string
	}{
		{"all is well", whole, up, 200, "ready", 0, ""},
		{"the store is down", whole, down, 200, "degraded", 1, "10.0.0.1"},
		{"the disk is full", whole, full, 200, "degraded", 1, "no room"},
		{"the store says nothing", whole, silent, 200, "degraded", 1, "deadline exceeded"},
		{"an edition was changed", broken, up, 503, "not_ready", 0, "cbec-retail-import/2022"},
		{"both", broken, down, 503, "not_ready", 1, "cbec-retail-import/2022"},
		{"a list of services was changed", brokenService, up, 503, "not_ready", 0, "cn-services-negative-national/2024"},
		{"the provisions of law were changed", brokenLaws, up, 503, "not_ready", 0, "cn-services-law/2026-06"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log strings.Builder
			serve := api.Serve(readiness.New(readiness.Handlers{Checker: func() *eligibility.Checker { return test.checker },
				Store: test.store}),
				slog.New(slog.NewJSONHandler(&log, nil)), time.Now, nil)
			res, _ := serve(t.Context(), api.Request{RouteKey: "GET /readyz"})
			contract(t).check(t, "GET", "/readyz", &res)
			d := read(t, res, test.status)
			if d["status"] != test.word || len(d["degraded"].([]any)) != test.degraded ||
				(d["store"] == "ok") != (test.degraded == 0) || (d["store"] == "full") != (test.log == "no room") ||
				strings.Contains(res.Body, "10.0.0.1") {
				t.Errorf("%s", res.Body)
			}
			if test.checker == broken && !strings.HasPrefix(joined(d["lists"], "verified"), "true false true") {
				t.Errorf("verified: %s", joined(d["lists"], "verified"))
			}
			if !strings.Contains(log.String(), test.log) {
				t.Errorf("log %s", log.String())
			}
		})
	}
}

// TestNextTariffIsDue checks that the next schedule is due from December on, and that
// the tariff is degraded once the newest has ended.
func TestNextTariffIsDue(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for _, test := range []struct {
		now  time.Time // in UTC, eight hours behind China
		word string
		due  string
	}{
		{time.Date(2026, 11, 30, 15, 59, 0, 0, time.UTC), "ready", "[]"},
		{time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC), "ready", "cn-tariff 2026 2027-01-01 31"},
		{time.Date(2026, 12, 31, 15, 59, 0, 0, time.UTC), "ready", "cn-tariff 2026 2027-01-01 1"},
		{time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC), "degraded", "cn-tariff 2026 2027-01-01 0"},
		{time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), "degraded", "cn-tariff 2026 2027-01-01 -1"},
	} {
		serve := api.Serve(readiness.New(readiness.Handlers{
			Checker: func() *eligibility.Checker { return checker }, Now: func() time.Time { return test.now },
			Store: func(context.Context) error { return nil },
		}), slog.New(slog.DiscardHandler), time.Now, nil)
		res, _ := serve(t.Context(), api.Request{RouteKey: "GET /readyz"})
		contract(t).check(t, "GET", "/readyz", &res)
		d := read(t, res, 200)
		got := "[]"
		for _, v := range d["due"].([]any) {
			m := v.(map[string]any)
			got = fmt.Sprint(m["list"], " ", m["edition"], " ", m["next_from"], " ", m["days_left"])
		}
		if d["status"] != test.word || got != test.due || (len(d["degraded"].([]any)) > 0) != (test.word == "degraded") {
			t.Errorf("%s: %s %s, want %s %s: %s", test.now, d["status"], got, test.word, test.due, res.Body)
		}
	}
}

// The answer says how current the lists are. If looking for newer ones fails, the
// service is degraded and uses the last ones.
func TestReadinessOfLists(t *testing.T) {
	confirmed := time.Date(2026, 3, 1, 1, 59, 0, 0, time.UTC)
	checker := eligibility.NewChecker(list.BuiltIn())
	up := func(context.Context) error { return nil }
	down := func(context.Context) error { return errors.New("refused") }
	for _, test := range []struct {
		name   string
		status library.Status
		store  func(context.Context) error
		word   string
		want   string
		failed bool
	}{
		{"current", library.Status{Version: 3, Publication: "p", Confirmed: confirmed, Whole: true}, up, "ready", "[]",
			false},
		{"the last look failed", library.Status{Version: 3, Publication: "p", Confirmed: confirmed, Whole: true,
			Err: errors.New("dial tcp 10.0.0.1")}, up, "degraded", "[lists]", true},
		{"an edition could not be read", library.Status{Version: 3, Publication: "p", Err: storage.ErrDamaged}, up,
			"degraded", "[lists]", true},
		{"never seen, and the store is down", library.Status{Whole: true, Err: errors.New("refused")}, down, "degraded",
			"[submissions lists]", true},
	} {
		var log strings.Builder
		serve := api.Serve(readiness.New(readiness.Handlers{
			Checker: func() *eligibility.Checker { return checker }, Store: test.store,
			Lists: func() library.Status { return test.status },
		}), slog.New(slog.NewJSONHandler(&log, nil)), time.Now, nil)
		res, _ := serve(t.Context(), api.Request{RouteKey: "GET /readyz"})
		contract(t).check(t, "GET", "/readyz", &res)
		d := read(t, res, 200)
		published := d["published"].(map[string]any)
		if d["status"] != test.word || fmt.Sprint(d["degraded"]) != test.want ||
			published["last_look_failed"] != test.failed ||
			published["whole"] != test.status.Whole || published["version"] != float64(test.status.Version) {
			t.Errorf("%s: %s", test.name, res.Body)
		}
		if at := published["confirmed_at"]; (at == nil) != test.status.Confirmed.IsZero() || at != nil &&
			at != "2026-03-01T01:59:00Z" {
			t.Errorf("%s: confirmed at %v", test.name, at)
		}
		if err := test.status.Err; err != nil &&
			(!strings.Contains(log.String(), err.Error()) || strings.Contains(res.Body, err.Error())) {
			t.Errorf("%s: %s\n%s", test.name, log.String(), res.Body)
		}
	}
}
