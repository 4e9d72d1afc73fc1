package services_test

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/services"
	"importchecker/shared/services/compile"
	"importchecker/shared/services/sample"
)

// TestEditions pins the rows, stated counts, days and coverage of the editions.
func TestEditions(t *testing.T) {
	c := services.BuiltIn()
	if len(c.Lists()) != 3 {
		t.Fatalf("%d lists", len(c.Lists()))
	}
	for _, want := range []struct {
		place              services.Place
		id                 string
		from               edition.Date
		held, stated       int
		official, reported int
		sections, items    int
	}{
		{services.National, "2024", edition.NewDate(2024, 4, 21), 11, 71, 1, 10, 1, 15},
		{services.FTZ, "2024", edition.NewDate(2024, 4, 21), 2, 68, 0, 2, 0, 0},
		{services.Hainan, "2021", edition.NewDate(2021, 8, 26), 9, 70, 2, 7, 11, 70},
	} {
		l, ok := c.List(want.place.List())
		if !ok || len(l.Editions) != 1 {
			t.Errorf("%s: %d editions", want.place, len(l.Editions))
			continue
		}
		e := l.Editions[0]
		bases := map[edition.Basis]int{}
		for _, m := range e.Measures {
			bases[m.Basis]++
		}
		items := 0
		for _, s := range e.Sections {
			items += s.Items
		}
		if e.ID != want.id || e.From != want.from || e.To != 0 || e.Held != want.held || len(e.Measures) != want.held ||
			e.Stated != want.stated ||
			bases[edition.Official] != want.official || bases[edition.Reported] != want.reported ||
			len(e.Sections) != want.sections || items != want.items {
			t.Errorf("%s: %+v, bases %v, %d items in %d sections", want.place, e.Edition, bases, items, len(e.Sections))
		}
		if e.Coverage() != edition.Partial {
			t.Errorf("%s is %s: an absent sector would read as not on the list", want.place, e.Coverage())
		}
		if _, ok := l.At(want.from.AddDays(-1)); ok {
			t.Errorf("%s answers before its first day", want.place)
		}
		for _, day := range []edition.Date{want.from, want.from.AddDays(1)} {
			if got, ok := l.At(day); !ok || got != e {
				t.Errorf("%s does not answer on %s", want.place, day)
			}
		}
		if _, ok := l.Edition(want.id); !ok {
			t.Errorf("%s: edition %s is not found", want.place, want.id)
		}
	}
	if n := c.Laws().Held; n != 216 {
		t.Errorf("%d rows of law, want 216", n)
	}
	if c.Laws().Coverage() != edition.Partial {
		t.Error("the laws are said to be held whole")
	}
	if err := c.Verify(); err != nil {
		t.Error(err)
	}
	if err := sample.With(c).Verify(); err != nil {
		t.Error(err)
	}
}

// TestVerifyNotices changes each field of a row, which Verify must report.
func TestVerifyNotices(t *testing.T) {
	l, _ := services.BuiltIn().List(services.HainanList)
	for name, change := range map[string]func(*services.Edition){
		"count":    func(e *services.Edition) { e.Stated = e.Held },
		"sample":   func(e *services.Edition) { e.Sample = true },
		"day":      func(e *services.Edition) { e.From++ },
		"row":      func(e *services.Edition) { e.Measures = e.Measures[1:] },
		"kind":     func(e *services.Edition) { e.Measures[1].Kind = services.Licence },
		"modes":    func(e *services.Edition) { e.Measures[1].Modes = services.ModesOf(services.CrossBorder) },
		"weight":   func(e *services.Edition) { e.Measures[4].Weight = services.Unread },
		"basis":    func(e *services.Edition) { e.Measures[4].Basis = edition.Official },
		"summary":  func(e *services.Edition) { e.Measures[4].Summary.ZH += "。" },
		"sections": func(e *services.Edition) { e.Sections = nil },
	} {
		e := *l.Editions[0]
		e.Measures = append([]services.Measure(nil), e.Measures...)
		change(&e)
		if e.Verify() == nil {
			t.Errorf("a change of %s goes unnoticed", name)
		}
	}
	laws := *services.BuiltIn().Laws()
	laws.Provisions = append([]services.Provision(nil), laws.Provisions...)
	laws.Provisions[5].Revised = laws.Provisions[5].To - 1
	if laws.Verify() == nil {
		t.Error("a change of a provision goes unnoticed")
	}
	ended := *l.Editions[0]
	ended.To = edition.NewDate(2027, 1, 1)
	if err := ended.Verify(); err != nil {
		t.Errorf("an edition that ends is another: %v", err)
	}
}

// TestReachOracle compares the classes that every row of every list, and every
// reading of law, touches with a scan of the CSV.
func TestReachOracle(t *testing.T) {
	naive := func(r map[string]string, class string) (whole, touches bool) {
		for _, c := range strings.Split(r["whole"], ";") {
			if c != "" && strings.HasPrefix(class, c) {
				whole, touches = true, true
			}
		}
		for _, c := range strings.Split(r["part"], ";") {
			touches = touches || c != "" && strings.HasPrefix(class, c)
		}
		return whole, touches
	}
	compare := func(name string, r *services.Restriction, row map[string]string) {
		t.Helper()
		reached := 0
		for i := range services.Classes() {
			class := services.ClassAt(i)
			whole, touches := r.Touches(class)
			wantWhole, want := naive(row, string(class))
			if whole != wantWhole || touches != want {
				t.Errorf("%s, class %s: whole %t, touches %t; want %t, %t", name, class, whole, touches, wantWhole, want)
			}
			if touches {
				reached++
			}
		}
		if reached == 0 {
			t.Errorf("%s reaches no class", name)
		}
		for mode := services.CrossBorder; mode <= services.NaturalPersons; mode++ {
			if got, want := r.Modes.Has(mode), strings.Contains(row["modes"], string('0'+rune(mode))); got != want {
				t.Errorf("%s: mode %d %t, want %t", name, mode, got, want)
			}
		}
		if r.Kind.String() != row["kind"] || r.Weight.String() != row["weight"] {
			t.Errorf("%s: %s, %s; want %s, %s", name, r.Kind, r.Weight, row["kind"], row["weight"])
		}
	}
	c := services.BuiltIn()
	rows := 0
	for _, l := range c.Lists() {
		for _, e := range l.Editions {
			for _, row := range records(t, e.List+"/"+e.ID+"/list.csv") {
				m, ok := e.Measure(row["id"])
				if !ok {
					t.Errorf("%s %s: row %s is lost", e.List, e.ID, row["id"])
					continue
				}
				rows++
				compare(e.List+" "+m.ID, &m.Restriction, row)
				if m.Summary.ZH != row["summary_zh"] || m.Summary.EN != row["summary_en"] || m.Basis.String() != row["basis"] ||
					m.Item != row["item"] || m.Note != row["note"] {
					t.Errorf("%s %s: %+v, want %v", e.List, m.ID, m, row)
				}
				for _, id := range m.Laws {
					if !strings.Contains(row["laws"], id) {
						t.Errorf("%s %s: law %s", e.List, m.ID, id)
					}
				}
			}
		}
	}
	if rows != 22 {
		t.Errorf("%d rows of lists, want 22", rows)
	}
	laws := map[string]map[string]string{}
	for _, row := range records(t, "law/law_basis.csv") {
		laws[row["basis_id"]] = row
	}
	readings := records(t, "law/readings.csv")
	if len(readings) != len(c.Laws().Provisions) {
		t.Fatalf("%d readings, %d provisions", len(readings), len(c.Laws().Provisions))
	}
	for i, row := range readings {
		p := &c.Laws().Provisions[i]
		if !strings.HasPrefix(p.ID, row["basis_id"]) {
			t.Fatalf("%s stands where %s should", p.ID, row["basis_id"])
		}
		compare(p.ID, &p.Restriction, row)
		law := laws[row["basis_id"]]
		if p.Law.ZH != law["law_zh"] || p.Articles != either(row["articles"], law["articles"]) ||
			p.Summary.EN != either(row["summary_en"], law["summary_en"]) || p.Version != law["version_date_of_copy"] {
			t.Errorf("%s: %+v, want %v", p.ID, p, law)
		}
		if p.Person.String() != row["person"] || !strings.HasPrefix(p.Permit.EN, row["permit_en"]) ||
			strings.Contains(p.Permit.EN, "customary") != (row["permit_name"] == "customary") ||
			p.DayAssumed != (row["day_from"] == "assumed") || p.Authority.ZH != row["authority_zh"] ||
			p.Exception.EN != row["exception_en"] || row["in_force"] == "" || p.From.String() != row["in_force"] {
			t.Errorf("%s: %+v, want %v", p.ID, p, row)
		}
		if p.From < p.Adopted || p.To != 0 && p.To <= p.From || p.Revised != 0 && p.Revised <= p.Adopted {
			t.Errorf("%s: adopted %s, answers from %s to %s, revised %s", p.ID, p.Adopted, p.From, p.To, p.Revised)
		}
	}
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// TestRowsAreWellMade lints the texts of every row.
func TestRowsAreWellMade(t *testing.T) {
	lint := func(name string, r *services.Restriction) {
		t.Helper()
		if r.Label.EN == "" || r.Label.ZH == "" || r.Summary.EN == "" || r.Summary.ZH == "" {
			t.Errorf("%s has no words: %+v", name, r)
		}
		part := false
		for _, reach := range r.Reach {
			part = part || !reach.Whole
		}
		if part && r.Weight != services.Unread && r.Weight != services.Informs &&
			(len(r.Activities) == 0 || r.Activity.EN == "" || r.If.ZH == "") {
			t.Errorf("%s touches classes in part without an activity", name)
		}
		for _, s := range []string{r.Label.EN, r.Summary.EN, r.If.EN, r.Activity.EN} {
			if strings.ContainsAny(s, "{}") || strings.Contains(s, "..") {
				t.Errorf("%s: %q", name, s)
			}
		}
		for _, s := range []string{r.Summary.ZH, r.If.ZH, r.Activity.ZH} {
			if strings.HasSuffix(s, "。") {
				t.Errorf("%s: %q ends its own sentence", name, s)
			}
		}
	}
	for _, l := range sample.With(services.BuiltIn()).Lists() {
		for _, e := range l.Editions {
			for i := range e.Measures {
				m := &e.Measures[i]
				lint(l.ID+" "+e.ID+" "+m.ID, &m.Restriction)
				if e.Sample != (m.Basis == edition.Sample) || !e.Sample && len(m.Sources) == 0 || m.Quote() == "" {
					t.Errorf("%s %s %s: basis %s, sources %v", l.ID, e.ID, m.ID, m.Basis, m.Sources)
				}
				for _, s := range m.Sources {
					if _, ok := services.FindSource(s); !ok {
						t.Errorf("%s %s: no source %s", l.ID, m.ID, s)
					}
				}
			}
		}
	}
	laws := services.BuiltIn().Laws()
	seen := map[string]bool{}
	for i := range laws.Provisions {
		p := &laws.Provisions[i]
		lint(p.ID, &p.Restriction)
		if seen[p.ID] || p.Document == "" || !strings.HasPrefix(p.Document, p.Label.ZH) {
			t.Errorf("%s: document %q", p.ID, p.Document)
		}
		seen[p.ID] = true
		needs := p.Kind == services.Licence || p.Kind == services.Partner || p.Kind == services.Presence ||
			p.Kind == services.Qualification
		if needs && (p.Weight == services.Decides || p.Weight == services.Adds) &&
			(p.Permit.EN == "" || p.Authority.EN == "") {
			t.Errorf("%s asks for something, and does not say what and of whom", p.ID)
		}
		if p.Person == 0 || p.Basis != edition.Law && p.Basis != edition.Reported || p.Basis == edition.Reported &&
			!strings.Contains(p.Summary.ZH, "据报道") {
			t.Errorf("%s: person %s, basis %s: %s", p.ID, p.Person, p.Basis, p.Summary.ZH)
		}
	}
	used := map[string]bool{}
	for i := range laws.Provisions {
		for _, a := range laws.Provisions[i].Activities {
			used[a] = true
		}
	}
	for _, l := range services.BuiltIn().Lists() {
		for i := range l.Editions[0].Measures {
			for _, a := range l.Editions[0].Measures[i].Activities {
				used[a] = true
			}
		}
	}
	for _, a := range services.Activities() {
		if !used[a.Key] && !tellsApart(used, &a) {
			t.Errorf("activity %s is named nowhere", a.Key)
		}
		if found, ok := services.FindActivity(a.Key); !ok || found.Name != a.Name || found.PartOf != a.PartOf {
			t.Errorf("activity %s is not found", a.Key)
		}
	}
	c := services.BuiltIn()
	if !c.KnowsActivity("tobacco_trade") || !c.KnowsActivity(services.NoActivity) || c.KnowsActivity("tobaco") ||
		c.KnowsActivity("") || c.KnowsActivity("item-8") {
		t.Error("the wrong activities are known")
	}
	if !sample.With(c).KnowsActivity("item-8") {
		t.Error("a row without an activity of its own is not known by its number")
	}
}

// tellsApart reports whether an activity that no row names distinguishes activities
// that rows name: as a broader one, as a part, or as one that excludes them.
func tellsApart(used map[string]bool, a *services.Activity) bool {
	for key := range used {
		if services.Within(key, a.Key) || services.Within(a.Key, key) || slices.Contains(a.Excludes, key) {
			return true
		}
	}
	return false
}

// TestReports checks that each report is complete, has a place and a source, and
// says that it is reported rather than read.
func TestReports(t *testing.T) {
	leaks := []string{"per recall", "recall", "unknown", "cut", "notes"}
	for _, r := range services.Reports() {
		if r.Text.EN == "" || r.Text.ZH == "" || len(r.Reach) == 0 || r.Modes == 0 || r.Day == "" || len(r.Sources) == 0 ||
			len(r.Places) == 0 {
			t.Errorf("%s: %+v", r.ID, r)
		}
		ofLaw := len(r.Sources) == 1 && r.Sources[0] == "S-LAWDB"
		if r.Basis != edition.Reported && !(r.Basis == edition.Law && ofLaw) {
			t.Errorf("%s is %s: it would say more than its sources do", r.ID, r.Basis)
		}
		for _, word := range leaks {
			if strings.Contains(r.Text.EN, word) {
				t.Errorf("%s tells a working note: %s", r.ID, r.Text.EN)
			}
		}
		if strings.HasSuffix(r.Text.ZH, "。") || !strings.HasSuffix(r.Text.EN, ".") {
			t.Errorf("%s: %q, %q", r.ID, r.Text.EN, r.Text.ZH)
		}
	}
	all := services.Reports()
	i := slices.IndexFunc(all, func(r services.Report) bool { return r.ID == "R03-ftz" })
	if customs := &all[i]; !customs.Touches("7297") || customs.Touches("7298") || customs.At(services.National) ||
		customs.State != services.Removed {
		t.Errorf("the report about customs declaration: %+v", all[i])
	}
}

// TestMeasuresAsRead pins the reading of every row of the lists beside the sentence
// that its source quotes. 不得从事 is a prohibition; 境外个人不得 is about overseas
// individuals and not about nationality; 外国 is not 境外.
func TestMeasuresAsRead(t *testing.T) {
	want := map[string]string{
		"national 1":    "licence overseas 境外个人、境外渔业船舶",
		"national 5":    "overseas_individual overseas 境外个人不得",
		"national 10":   "presence foreign 外国船舶检验机构未在中国设立验船公司，不得",
		"national 46":   "prohibited overseas 不得从事报关业务",
		"national 60":   "overseas_individual overseas 境外个人不得",
		"national s6-a": "other overseas 境外个人开立证券、期货账户",
		"national s6-b": "overseas_individual overseas 境外个人从事",
		"national s7-a": "overseas_individual overseas 境外个人参加",
		"national s8-a": "overseas_individual overseas 境外个人参加",
		"national s8-b": "overseas_individual overseas 境外个人参加",
		"national s8-c": "overseas_individual overseas 境外个人参加",
		"ftz s6-a":      "other overseas 境外个人",
		"ftz s11-a":     "ratio overseas 中方人员比例",
		"hainan 1":      "licence overseas 未经中国政府批准",
		"hainan 2":      "prohibited overseas 不得提供建筑",
		"hainan 3":      "presence overseas 不得直接销售",
		"hainan 4":      "prohibited overseas 不得从事烟叶",
		"hainan s4-a":   "prohibited overseas 不得经营或者变相经营国内水路运输",
		"hainan s4-b":   "other foreign 外国籍船舶须申请引航",
		"hainan s5-a":   "licence overseas 须取得许可",
		"hainan s6-a":   "presence overseas 在中国设立的保险公司",
		"hainan s8-a":   "partner overseas 须与中国专业机构合作",
	}
	for _, place := range services.Places() {
		l, _ := services.BuiltIn().List(place.List())
		for i := range l.Editions[0].Measures {
			m := &l.Editions[0].Measures[i]
			id := place.String() + " " + m.ID
			kind, words, _ := strings.Cut(want[id], " ")
			person, words, _ := strings.Cut(words, " ")
			if m.Kind.String() != kind || m.Addressee().String() != person || words == "" ||
				!strings.Contains(m.Summary.ZH, words) {
				t.Errorf("%s: %s %s %q, want %q", id, m.Kind, m.Addressee(), m.Summary.ZH, want[id])
			}
			delete(want, id)
		}
	}
	if len(want) > 0 {
		t.Errorf("no rows %v", want)
	}
}

func TestAreas(t *testing.T) {
	for _, c := range []struct {
		class services.Code
		place services.Place
		want  string
	}{
		{"6621", services.National, "financial_prudence"},
		{"6621", services.Hainan, "financial_prudence"},
		{"8840", services.National, "cultural_relics"},
		{"8840", services.Hainan, ""}, // not in the part of its notes that was read
		{"7340", services.Hainan, "human_genetic_resources"},
		{"5611", services.FTZ, "air_traffic_rights"},
		{"6110", services.National, ""},
		{"9221", services.National, "government_functions"},
	} {
		a, ok := services.AreaOf(c.class, c.place)
		if ok != (c.want != "") || ok && a.Key != c.want {
			t.Errorf("%s %s: %v, want %q", c.place, c.class, a, c.want)
		}
	}
}

// TestWith checks that an edition replaces the one with its id, or those in force
// from its first day on.
func TestWith(t *testing.T) {
	c := services.BuiltIn()
	l, _ := c.List(services.NationalList)
	whole := *l.Editions[0]
	whole.Document = "the annex"
	replaced, _ := c.With(&whole).List(services.NationalList)
	if len(replaced.Editions) != 1 || replaced.Editions[0].Document != "the annex" {
		t.Errorf("the annex does not take the fragment's place: %+v", replaced.Editions)
	}
	next := whole
	next.ID, next.From = "2027", edition.NewDate(2027, 1, 1)
	both, _ := c.With(&next).List(services.NationalList)
	if len(both.Editions) != 2 || both.Editions[0].To != next.From || l.Editions[0].To != 0 {
		t.Errorf("the next edition does not end the last: %+v", both.Editions)
	}
	for day, want := range map[edition.Date]string{next.From.AddDays(-1): "2024", next.From: "2027"} {
		if e, ok := both.At(day); !ok || e.ID != want {
			t.Errorf("%s: %v, want %s", day, e, want)
		}
	}
	other := next
	other.List = "cn-services-negative-somewhere"
	if got := c.With(&other); len(got.Lists()) != 4 || got.Laws() != c.Laws() {
		t.Error("a new list is not added beside the others")
	}
	for _, place := range services.Places() {
		l, _ := sample.With(c).List(place.List())
		if e, ok := l.At(edition.NewDate(2026, 3, 1)); !ok || !e.Sample || e.Coverage() != edition.Complete {
			t.Errorf("%s: the sample is not in force, or not complete: %+v", place, e)
		}
	}
}

// TestGenerated checks that the generated files are up to date with source/.
func TestGenerated(t *testing.T) {
	files, err := compile.Files(os.DirFS("source"))
	if err != nil {
		t.Fatal(err)
	}
	if files["sample/table.go"], err = compile.Editions(os.DirFS("sample/source"), "sample"); err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what go generate ./shared/services/... writes", name)
		}
	}
}

// TestLawsReviewed checks that every law whose articles mention overseas or foreign
// persons was reviewed, and either has provisions or the reason why it has none.
func TestLawsReviewed(t *testing.T) {
	basis := map[string]string{}
	for _, row := range records(t, "law/law_basis.csv") {
		basis[row["basis_id"]] = row["law_zh"]
	}
	laws, articles := records(t, "law/reviewed.csv"), 0
	for _, row := range laws {
		n, err := strconv.Atoi(row["articles"])
		if articles += n; err != nil || n == 0 {
			t.Errorf("%s: %q articles", row["law"], row["articles"])
		}
		if (row["yields"] == "yes") != (row["provisions"] != "") || (row["yields"] == "no") != (row["why"] != "") {
			t.Errorf("%s: %s, provisions %q, why %q", row["law"], row["yields"], row["provisions"], row["why"])
		}
		if row["provisions"] == "" {
			continue
		}
		for id := range strings.SplitSeq(row["provisions"], ";") {
			if basis[id] == "" {
				t.Errorf("%s names %s, which is not held", row["law"], id)
			}
		}
	}
	if len(laws) != 365 || articles != 1572 {
		t.Errorf("%d laws with %d articles, want 365 with 1572", len(laws), articles)
	}
	for id, name := range basis {
		for _, row := range laws {
			if strings.Contains("；"+name+"；", "；"+row["law"]+"；") && !strings.Contains(";"+row["provisions"]+";", ";"+id+";") {
				t.Errorf("%s is of %s, whose row does not name it", id, row["law"])
			}
		}
	}
}
