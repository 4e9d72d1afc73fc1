package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
)

// Words find sectors, best first; an empty result is no error.
func TestSearchSectors(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct{ query, first, system string }{
		{"q=" + url.QueryEscape("律师及相关法律服务"), "7231", "gbt4754"},
		{"q=Lawyers+and+related+legal+services", "7231", "gbt4754"},
		{"q=insurance", "68", "gbt4754"},
		{"q=legal+services&system=w120", "1.A.a", "w120"},
		{"q=notary&system=cpc21", "", ""},
		{"q=zzzz", "", ""},
		{"q=7231", "", ""}, // a code is no word
	} {
		d := read(t, s.get("/v1/sectors?"+tt.query), 200)
		items := d["items"].([]any)
		if tt.first == "" {
			if len(items) != 0 && tt.query != "q=notary&system=cpc21" {
				t.Errorf("%s: %v", tt.query, items)
			}
			continue
		}
		first := items[0].(map[string]any)
		if first["code"] != tt.first || first["system"] != tt.system || first["score"] != 1000.0 {
			t.Errorf("%s: %v", tt.query, first)
		}
		last := 1001.0
		for _, item := range items {
			score := item.(map[string]any)["score"].(float64)
			if score > last {
				t.Errorf("%s: %v after %v", tt.query, score, last)
			}
			last = score
		}
	}
	if n := len(read(t, s.get("/v1/sectors?q=service&limit=3"), 200)["items"].([]any)); n != 3 {
		t.Errorf("%d items, want 3", n)
	}
	for query, want := range map[string][]string{
		"":                              {"/query/q required"},
		"q=":                            {"/query/q required"},
		"q=%20":                         {"/query/q required"},
		"q=%0a":                         {"/query/q control_character"},
		"q=" + strings.Repeat("x", 501): {"/query/q too_long"},
		"q=a&q=b":                       {"/query/q repeated_parameter"},
		"q=a&limit=101":                 {"/query/limit out_of_range"},
		"q=a&system=isic4":              {"/query/system not_allowed"},
		"code=1":                        {"/query/code unknown_parameter", "/query/q required"},
	} {
		if got := faultsOf(t, s.get("/v1/sectors?"+query)); !slices.Equal(got, want) {
			t.Errorf("%.40s: %q, want %q", query, got, want)
		}
	}
}

// A sector has its parents and children, in each classification.
func TestSector(t *testing.T) {
	s := newService(t)
	for _, tt := range []struct{ target, code, parents, children string }{
		{"7231", "7231", "L 72 723", ""},
		{"l7231", "7231", "L 72 723", ""},
		{"723", "723", "L 72", "7231 7232 7239"},
		{"t", "T", "", "97"},
		{"1.a.A?system=w120", "1.A.a", "1", ""},
		{"7?system=w120", "7", "",
			"7.A.a 7.A.b 7.A.c 7.A.d 7.B.a 7.B.b 7.B.c 7.B.d 7.B.e 7.B.f 7.B.g 7.B.h 7.B.i 7.B.j 7.B.k 7.B.l 7.C"},
		{"821?system=cpc21", "821", "8 82", "8211 8212 8213 8219"},
	} {
		d := read(t, s.get("/v1/sectors/"+tt.target), 200)
		if d["code"] != tt.code || joined(d["parents"], "code") != tt.parents ||
			joined(d["children"], "code") != tt.children {
			t.Errorf("%s: %v, parents %s, children %s", tt.target, d["code"], joined(d["parents"], "code"),
				joined(d["children"], "code"))
		}
	}
	for target, want := range map[string]string{
		"9999": "sector_unknown", "M7231": "sector_unknown", "Z": "sector_unknown", "2.C.z?system=w120": "sector_unknown",
		"59999?system=cpc21": "sector_unknown",
	} {
		if p := read(t, s.get("/v1/sectors/"+target), 404); p["code"] != want {
			t.Errorf("%s: %v", target, p["code"])
		}
	}
	for target, want := range map[string][]string{
		"0409.00.00":         {"/path/code invalid_sector_code"},
		"7":                  {"/path/code invalid_sector_code"},
		"01111?system=cpc21": {"/path/code invalid_sector_code"},
		"7231?system=hs":     {"/query/system not_allowed"},
		"x!?as_of=2026-02-29&other=1": {"/query/other unknown_parameter", "/query/as_of invalid_date",
			"/path/code invalid_sector_code"},
		"%E4%B8%83?system=w120&system=w1": {"/query/system repeated_parameter", "/path/code invalid_sector_code"},
	} {
		if got := faultsOf(t, s.get("/v1/sectors/"+target)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// Links say whether they are official, and are symmetric.
func TestSectorLinks(t *testing.T) {
	s := newService(t)
	links := func(target string) map[string]string {
		m := map[string]string{}
		for _, l := range read(t, s.get("/v1/sectors/"+target), 200)["links"].([]any) {
			link := l.(map[string]any)
			m[fmt.Sprint(link["system"], " own ", link["own_mapping"])] = joined(link["codes"], "code")
		}
		return m
	}
	class := links("7231")
	if class["isic4 own false"] != "6910" || class["w120 own true"] != "1.A.a" ||
		!strings.Contains(class["cpc21 own true"], "82130") || len(class) != 3 {
		t.Errorf("7231: %v", class)
	}
	if group := links("723"); group["isic4 own false"] != "6910" {
		t.Errorf("723: %v", group)
	}
	if back := links("1.A.a?system=w120"); back["gbt4754 own true"] != "7231 7232 7239" || len(back) != 1 {
		t.Errorf("1.A.a: %v", back)
	}
	if back := links("82130?system=cpc21"); back["isic4 own false"] != "6910" ||
		!strings.Contains(back["gbt4754 own true"], "7231") || len(back) != 2 {
		t.Errorf("82130: %v", back)
	}
}

// editionOfServices is an edition of the national list for tests, with its
// hash: a prohibition for each code.
func editionOfServices(id string, from, to edition.Date, stated int, codes ...string) *services.Edition {
	e := &services.Edition{}
	e.List, e.ID, e.Document, e.From, e.To, e.Stated, e.Held = services.NationalList, id, "No. "+id, from, to, stated,
		len(codes)
	for i, code := range codes {
		words, whole := strings.CutSuffix(code, "!") // another reading of the same words
		e.Measures = append(e.Measures, services.Measure{
			ID: fmt.Sprint(i + 1), Item: fmt.Sprint(i + 1), ItemStatus: "stated", Original: "禁止" + words,
			Basis: edition.Official, Confidence: "annex",
			Restriction: services.Restriction{
				Kind: services.Prohibited, Modes: services.ModesOf(services.CrossBorder), Weight: services.Decides,
				Reach:   []services.Reach{{Code: services.Code(words), Whole: !whole}},
				Summary: edition.Text{EN: "Prohibited: " + words, ZH: "禁止" + words},
				Label:   edition.Text{EN: "item", ZH: "条"},
			}})
	}
	e.SHA256 = e.Sum()
	return e
}

// withNational is a service on a national list of these editions.
func withNational(t *testing.T, editions ...*services.Edition) *service {
	catalogue := services.NewCatalogue(services.BuiltIn().Laws(),
		&services.List{ID: services.NationalList, Editions: editions})
	return serviceOn(t, eligibility.NewChecker(list.BuiltIn()).WithServices(catalogue), nil)
}

// Only a complete edition can say that none of its measures touches a sector, and only
// for codes of GB/T 4754.
func TestServiceStandings(t *testing.T) {
	for _, tt := range []struct {
		code, partial, complete string
	}{
		{"7231", "listed", "listed"},
		{"723", "listed", "listed"}, // a class under it
		{"L", "listed", "listed"},
		{"7239", "unknown", "not_listed"},
		{"A", "unknown", "not_listed"},
		{"1.A.a?system=w120", "listed", "listed"},
		{"1.F.a?system=w120", "unknown", "unknown"}, // by a mapping of ours
		{"1?system=w120", "unknown", "unknown"},     // by no mapping
	} {
		for stated, want := range map[int]string{71: tt.partial, 1: tt.complete} {
			s := withNational(t, editionOfServices("2024", 20240421, 0, stated, "7231"))
			lists := read(t, s.get("/v1/sectors/"+tt.code), 200)["lists"].([]any)
			national := lists[0].(map[string]any)
			if national["status"] != want || (want == "listed") != (len(national["entries"].([]any)) == 1) {
				t.Errorf("%s, %d rows stated: %v, want %s", tt.code, stated, national, want)
			}
			if status := lists[1].(map[string]any)["status"]; status != "no_edition_in_force" {
				t.Errorf("%s: the list that is not there: %v", tt.code, status)
			}
		}
	}
	s := withNational(t, editionOfServices("2024", 20240421, 0, 1, "7231"))
	for day, want := range map[string]string{"2024-04-20": "no_edition_in_force", "2024-04-21": "listed"} {
		d := read(t, s.get("/v1/sectors/7231?as_of="+day), 200)
		if got := d["lists"].([]any)[0].(map[string]any)["status"]; got != want || d["as_of"] != day {
			t.Errorf("%s: %v, want %s", day, got, want)
		}
	}
}

// The lists include those of services, each with all its rows, and the provisions of
// law.
func TestListsOfServices(t *testing.T) {
	s := newService(t)
	all := read(t, s.get("/v1/lists"), 200)["items"].([]any)
	ids := joined(all, "id")
	for _, id := range []string{services.NationalList, services.FTZList, services.HainanList, services.LawList} {
		if !strings.Contains(ids, id) {
			t.Errorf("no %s in %s", id, ids)
		}
	}
	catalogue := services.BuiltIn()
	for _, l := range catalogue.Lists() {
		for _, e := range l.Editions {
			var want []string
			for i := range e.Measures {
				want = append(want, e.Measures[i].ID)
			}
			target := "/v1/lists/" + l.ID + "/editions/" + e.ID + "/entries"
			if got := s.pages(target + "?limit=2"); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", target, got, want)
			}
			registered(t, s.get(target+"?limit=100").Body)
			d := read(t, s.get("/v1/lists/"+l.ID), 200)["editions"].([]any)[0].(map[string]any)
			if d["coverage"] != "partial" || d["rows"] != float64(len(want)) || d["stated_rows"] != float64(e.Stated) {
				t.Errorf("%s: %v", l.ID, d)
			}
		}
	}
	laws := catalogue.Laws()
	target := "/v1/lists/" + services.LawList + "/editions/" + laws.ID + "/entries"
	if got := s.pages(target + "?limit=7"); len(got) != len(laws.Provisions) {
		t.Errorf("%d provisions, want %d", len(got), len(laws.Provisions))
	}
	registered(t, s.get(target+"?limit=100").Body)
	if note := read(t, s.get("/v1/lists/"+services.LawList), 200)["note"]; note == nil {
		t.Error("the provisions of law pass for a list")
	}
	// A published list needs no note.
	if note := read(t, s.get("/v1/lists/"+services.NationalList), 200)["note"]; note != nil {
		t.Errorf("note %v", note)
	}
}

// Rows filtered by a sector are those that touch it, or a class under it, as a
// scan of all rows finds them.
func TestEntriesBySector(t *testing.T) {
	s := newService(t)
	l, _ := services.BuiltIn().List(services.HainanList)
	e := l.Editions[0]
	for _, code := range []services.Code{"E", "47", "4710", "55", "5511", "5512", "68", "6110", "T", "9999", "F"} {
		var want []string
		for i := range e.Measures {
			for _, reach := range e.Measures[i].Reach {
				sector, ok := services.Lookup(services.GBT4754, code)
				of, _ := services.Lookup(services.GBT4754, reach.Code)
				if ok && (reach.Code.Contains(code) || code.Contains(reach.Code) || sector.Level == services.Section &&
					of.Letter == code) {
					want = append(want, e.Measures[i].ID)
					break
				}
			}
		}
		if got := s.pages("/v1/lists/" + l.ID + "/editions/2021/entries?limit=1&code=" + string(code)); !slices.Equal(got,
			want) {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if got := s.pages("/v1/lists/" + l.ID + "/editions/2021/entries?q=TOBACCO"); !slices.Equal(got, []string{"4"}) {
		t.Errorf("words: %v", got)
	}
	for query, want := range map[string][]string{
		"code=0409.00.00":   {"/query/code invalid_sector_code"},
		"limit=0&code=72-3": {"/query/limit out_of_range", "/query/code invalid_sector_code"},
	} {
		if got := faultsOf(t, s.get("/v1/lists/"+l.ID+"/editions/2021/entries?"+query)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	read(t, s.get("/v1/lists/"+l.ID+"/editions/1999/entries"), 404)
}

// Editions of services are compared by the words of their rows, and a difference does
// not report a row as absent from an incomplete edition.
func TestDiffOfServices(t *testing.T) {
	before, after := []string{"7231", "7232", "7239"}, []string{"6110", "7231", "7232!"}
	for _, tt := range []struct {
		name                    string
		beforeStated, stated    int
		comparable              bool
		added, removed, changed string
	}{
		{"both complete", 3, 3, true, "1", "3", "2"},
		{"the earlier one is partial", 9, 3, false, "", "3", "2"},
		{"the later one is partial", 3, 9, false, "1", "", "2"},
		{"both partial", 9, 9, false, "", "", "2"},
	} {
		s := withNational(t,
			editionOfServices("2024", 20240421, 20250101, tt.beforeStated, before...),
			editionOfServices("2025", 20250101, 0, tt.stated, after...))
		d := read(t, s.get("/v1/lists/"+services.NationalList+"/diff?from=2024&to=2025"), 200)
		if d["comparable"] != tt.comparable || (d["reason"] == nil) != tt.comparable {
			t.Errorf("%s: comparable %v, reason %v", tt.name, d["comparable"], d["reason"])
		}
		changed := ""
		for _, c := range d["changed"].([]any) {
			change := c.(map[string]any)
			changed += joined(change["from"], "id")
			if joined(change["to"], "id") != "3" {
				t.Errorf("%s: changed to %v", tt.name, change["to"])
			}
		}
		if added, removed := joined(d["added"], "id"), joined(d["removed"], "id"); added != tt.added ||
			removed != tt.removed || changed != tt.changed {
			t.Errorf("%s: added %q, removed %q, changed %q", tt.name, added, removed, changed)
		}
	}
	d := read(t, newService(t).get("/v1/lists/"+services.LawList+"/diff?from=2026-06&to=2026-06"), 200)
	if len(d["added"].([]any))+len(d["removed"].([]any))+len(d["changed"].([]any)) != 0 {
		t.Error("the provisions of law differ from themselves")
	}
}

// The tag of the answer about a sector changes with the answer.
func TestSectorTags(t *testing.T) {
	a := withNational(t, editionOfServices("2024", 20240421, 0, 71, "7231"))
	b := withNational(t, editionOfServices("2024", 20240421, 0, 71, "7231!"))
	tag := func(s *service, target string) string { return s.get(target).Headers["etag"] }
	if tag(a, "/v1/sectors/7231?as_of=2026-03-01") == tag(b, "/v1/sectors/7231?as_of=2026-03-01") {
		t.Error("the tag does not know the rows")
	}
	if tag(a, "/v1/sectors/7231?as_of=2026-03-01") == tag(a, "/v1/sectors/7231?as_of=2026-03-02") {
		t.Error("the tag does not know the day")
	}
}
