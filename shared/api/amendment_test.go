package api_test

import (
	"net/url"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/annex"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/event"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/store"
	"importchecker/shared/tariff"
)

// provisional is a code with a provisional rate below its most-favoured-nation rate,
// and without consumption tax.
func provisional(t *tariff.Table) string {
	for i := range t.Len() {
		l := t.Line(i)
		if l.Provisional != nil && l.MFN != nil && l.Consumption != nil && l.Consumption.Text == "0%" &&
			len(l.MFN.Cases) == 1 &&
			len(l.Provisional.Cases) == 1 && l.MFN.Cases[0].Specific+l.Provisional.Cases[0].Specific == 0 {
			return string(l.Code)
		}
	}
	return ""
}

// TestWhisky imports the change of 2026 from its announcement into the year without it,
// which gives the built-in tariff.
func TestWhisky(t *testing.T) {
	was := tariff.Tables()[0]
	parts := was.Parts()
	first := parts.Amendments[0]
	parts.Amendments = nil
	bare, err := parts.Table()
	if err != nil {
		t.Fatal(err)
	}
	lists := library.BuiltIn()
	lists.Tariff = tariff.NewCatalogue(bare)
	got, err := annex.Reader{}.ReadAnnex(t.Context(), lists, publication.Annex{
		List: tariff.List, Edition: "2026-02", Amends: "2026", File: "whisky.csv",
		Raw:       []byte("税则号列,商品名称,暂定税率\n2208.30.00,威士忌酒,5\n"),
		Announced: publication.Announcement{Document: first.Document, Effective: first.Effective, Published: "税委会"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Problems > 0 {
		t.Fatalf("%s", got.Text)
	}
	now := got.Input.Content.(*tariff.Table)
	for _, day := range []edition.Date{first.Effective.AddDays(-1), first.Effective, 20261231} {
		for i := range was.Len() {
			if a, b := was.LineOn(i, day), now.LineOn(i, day); rate(a.Provisional) != rate(b.Provisional) {
				t.Errorf("%s on %s: %s, compiled in %s", a.Code, day, rate(b.Provisional), rate(a.Provisional))
			}
		}
	}
	if a := now.AmendmentsOn(first.Code, first.Effective); len(a) != 1 || a[0].Document != first.Document ||
		a[0].Rate.Text != first.Rate.Text {
		t.Errorf("amended by %+v", a)
	}
}

func rate(r *tariff.Rate) string {
	if r == nil {
		return "none"
	}
	return r.Text
}

// TestAmendment imports the changes of an announcement within a year, which apply from its
// day, with its document, and to nothing else.
func TestAmendment(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, a whole tariff several times")
	onEachTable(t, func(t *testing.T, table store.Table) {
		s := serviceOf(t, eligibility.NewChecker(list.BuiltIn()), store.New(table), table)
		s.reader = annex.Reader{}
		s.at("2026-06-01", 10, 0)
		const honey, skis, whisky, pram = "0409000000", "9506110000", "2208300000", "8715000000"
		fish := provisional(tariff.Tables()[0])
		subs := map[string]string{}
		for _, code := range []string{honey, skis, fish, pram} {
			subs[code] = s.submitted(code, "")
		}
		bring := func(annexed string, more string) decoded {
			q := url.Values{"edition": {"2026-07"}, "amends": {"2026"}, "effective": {"2026-07-01"},
				"document":  {"示例公告2026年第9号"},
				"published": {"example"}, "filename": {"annex.csv"}}
			return read(t, s.post("/v1/lists/cn-tariff/imports?"+q.Encode()+more, annexed, maintainer, asFile), 201)
		}
		refused := func(annexed, want string) {
			t.Helper()
			q := "edition=2026-07&amends=2026&effective=2026-07-01&document=x&published=x"
			res := s.post("/v1/lists/cn-tariff/imports?"+q, annexed, maintainer, asFile)
			if res.StatusCode != 422 || !strings.Contains(res.Body, want) {
				t.Errorf("%s: %d %.900s\nwant %s", annexed, res.StatusCode, res.Body, want)
			}
		}
		refused("税则号列,最惠国税率\n04090001,5", "is not in the schedule of 2026")
		refused("税则号列,最惠国税率\n409000000,5", "want eight or ten digits")
		refused("税则号列,最惠国税率\n04090000,五", "neither a percentage")
		refused("税则号列,最惠国税率\n04090000,取消", "a rate that cannot be withdrawn")
		refused("税则号列,最惠国税率\n04090000,\n", "changes nothing")
		refused("税则号列,监管条件\n04090000,A%", "a supervision condition that is not known")
		refused("税则号列,最惠国税率\n04090000,5\n0409000000,6", "is changed twice")

		made := bring("税则号列,最惠国税率,暂定税率,监管条件\n04090000,10,,\n22083000,,取消,\n"+fish+",,取消,\n8715000000,,,4x\n", "")
		id := made["id"].(string)
		if report := made["report"].(map[string]any); report["amendments"] != 4.0 || made["superseded_on"] != "2027-01-01" {
			t.Errorf("%v amendments until %v", report["amendments"], made["superseded_on"])
		}
		if c := made["counts"].(map[string]any); c["changed"] != 4.0 || c["added"] != 0.0 || c["same"] != 12026.0 {
			t.Errorf("counts %v", c)
		}
		s.put(tariff.List, id)
		s.work()
		s.at("2026-06-30", 23, 59)
		if d := read(t, s.get("/v1/tariff/"+honey), 200); d["rates"].(map[string]any)["mfn"] != "15%" ||
			len(d["amendments"].([]any)) != 0 {
			t.Errorf("the day before: %v, %v", d["rates"], d["amendments"])
		}
		s.at("2026-07-01", 0, 2)
		s.work()
		s.work()
		d := read(t, s.get("/v1/tariff/"+honey), 200)
		amended, _ := d["amendments"].([]any)
		if d["rates"].(map[string]any)["mfn"] != "10%" || len(amended) != 1 ||
			amended[0].(map[string]any)["document"] != "示例公告2026年第9号" ||
			amended[0].(map[string]any)["basis"] != "official" {
			t.Errorf("on the day: %v, %v", d["rates"], amended)
		}
		if d := read(t, s.get("/v1/tariff/"+whisky), 200); d["rates"].(map[string]any)["provisional"] != nil {
			t.Errorf("whisky: %v", d["rates"])
		}
		for code, want := range map[string]int{honey: 2, skis: 1, fish: 2, pram: 2} {
			if n, _, _ := s.decided(subs[code]); n != want {
				t.Errorf("%s: %d decisions, want %d", code, n, want)
			}
		}
		if n, verdict, _ := s.decided(subs[pram]); verdict != "conditional" {
			t.Errorf("prams, under a licence now: %s, after %d decisions", verdict, n)
		}
		for _, e := range s.eventsOf("acme") {
			if e.Cause.Change != event.CauseChanged || e.Cause.Document != "中华人民共和国进出口税则（2026）；示例公告2026年第9号" ||
				e.Cause.Edition != "2026-07" {
				t.Errorf("%s: %+v", e.Code, e.Cause)
			}
		}

		// A change of the edition that it follows would be lost in it, and is refused; of
		// itself it takes another printing, and a later change of it stands after it.
		early := url.Values{"edition": {"2026-06"}, "amends": {"2026"}, "effective": {"2026-06-15"}, "document": {"x"},
			"published": {"x"}}
		if res := s.post("/v1/lists/cn-tariff/imports?"+early.Encode(), "税则号列,最惠国税率\n04090000,5", maintainer,
			asFile); res.StatusCode != 422 ||
			!strings.Contains(res.Body, "edition 2026-07 follows it on 2026-07-01") {
			t.Errorf("amending what is followed: %d %s", res.StatusCode, res.Body)
		}
		again := bring("税则号列,最惠国税率,暂定税率,监管条件\n04090000,10,,\n22083000,,取消,\n"+fish+",,取消,\n8715000000,,,4x\n", "")
		if again["superseded_on"] != "2027-01-01" || again["counts"].(map[string]any)["changed"] != 0.0 {
			t.Errorf("brought in again: until %v, %v", again["superseded_on"], again["counts"])
		}
		late := url.Values{"edition": {"2026-10"}, "amends": {"2026-07"}, "effective": {"2026-10-01"},
			"document": {"示例公告2026年第12号"}, "published": {"x"}}
		next := read(t, s.post("/v1/lists/cn-tariff/imports?"+late.Encode(), "税则号列,增值税率\n04090000,6", maintainer, asFile),
			201)
		s.put(tariff.List, next["id"].(string))
		d = read(t, s.get("/v1/tariff/"+honey+"?as_of=2026-10-01"), 200)
		if rates := d["rates"].(map[string]any); rates["mfn"] != "10%" || rates["vat"] != "6%" ||
			len(d["amendments"].([]any)) != 2 {
			t.Errorf("both changes: %v, %v", rates, d["amendments"])
		}
		if res := s.send("DELETE", "/v1/lists/cn-tariff/imports/"+id, "", maintainer); res.StatusCode != 409 ||
			!strings.Contains(res.Body, "Edition 2026-10 amends") {
			t.Errorf("withdrawing what is amended: %d %s", res.StatusCode, res.Body)
		}
		read(t, s.send("DELETE", "/v1/lists/cn-tariff/imports/"+next["id"].(string)+"?why=a+mistake", "", maintainer), 200)
		s.refresh()
		if d = read(t, s.get("/v1/tariff/"+honey+"?as_of=2026-12-31"),
			200); d["edition"].(map[string]any)["edition"] != "2026-07" {
			t.Errorf("the later one withdrawn: %v", d["edition"])
		}

		// Withdrawn, the year stands as before.
		read(t, s.send("DELETE", "/v1/lists/cn-tariff/imports/"+id+"?why=a+mistake", "", maintainer), 200)
		s.refresh()
		s.work()
		for code, want := range map[string]int{honey: 3, skis: 1, fish: 3, pram: 3} {
			if n, _, edition := s.decided(subs[code]); n != want || edition != "2026" {
				t.Errorf("%s after the withdrawal: %d decisions, on %s", code, n, edition)
			}
		}
	})
}

// amendedTwice returns a service with a change of the tariff and another that amends
// it, and the import of the first.
func amendedTwice(t *testing.T) (s *service, id string) {
	t.Helper()
	s = newService(t)
	s.reader = annex.Reader{}
	var ids []string
	for _, q := range []string{"edition=2026-07&amends=2026&effective=2026-07-01",
		"edition=2026-10&amends=2026-07&effective=2026-10-01"} {
		made := read(t, s.post("/v1/lists/cn-tariff/imports?document=x"+q[8:15]+"&published=x&"+q, "税则号列,最惠国税率\n04090000,1"+
			q[14:15], maintainer, asFile), 201)
		ids = append(ids, made["id"].(string))
		s.put(tariff.List, made["id"].(string))
	}
	return s, ids[0]
}
