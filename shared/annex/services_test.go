package annex_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/annex/measures"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/publication"
	"importchecker/shared/services"
)

func services2024(name string, raw []byte) publication.Annex {
	return publication.Annex{List: services.NationalList, Edition: "2024", File: name, Raw: raw}
}

// TestServicesOfEveryFormat reads 71 measures, of which none can be typed, as a
// complete edition of open rows.
func TestServicesOfEveryFormat(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	var want string
	for _, name := range []string{"services.csv", "services.xlsx", "services-gb18030.csv", "services.docx",
		"services.html", "services.pdf"} {
		t.Run(name, func(t *testing.T) {
			got := readAnnex(t, builtIn(), services2024(name, fixture(t, name)))
			if got.Problems > 0 || got.Input == nil {
				t.Fatalf("%d problems\n%s", got.Problems, got.Text)
			}
			e := got.Input.Content.(*services.Edition)
			if e.Coverage() != edition.Complete || e.Held != 71 || e.Verify() != nil || e.Short.EN != "National list 2024" ||
				len(e.Sections) == 0 {
				t.Errorf("got %+v", e.Edition)
			}
			var rows strings.Builder
			for i := range e.Measures {
				m := &e.Measures[i]
				fmt.Fprintln(&rows, m.ID, m.SectionNo, m.Letter, m.Domain, m.Original, m.Restriction, m.Note)
				if m.Basis != edition.Official || m.Confidence != "annex" || m.ItemStatus != "stated" || m.Original == "" ||
					!strings.HasPrefix(m.Sources[0], "annex:") {
					t.Fatalf("got %+v", m)
				}
			}
			if want == "" {
				want = rows.String()
			}
			if rows.String() != want {
				t.Errorf("its rows differ from those of the first format")
			}
			if p := got.Input.Places; len(p) != 71 || p[70].Entry != "71" || p[70].Row == 0 || name == "services.pdf" &&
				!strings.HasPrefix(p[70].Sheet, "page ") {
				t.Errorf("got %d places, %+v", len(p), p)
			}
			var report measures.Report
			if err := json.Unmarshal(got.Report, &report); err != nil || report.States[measures.Open] != 71 ||
				report.Coverage != "complete" || !strings.Contains(report.Table, "grounds") {
				t.Errorf("got %v, %v", err, report.States)
			}
			again := readAnnex(t, builtIn(), services2024("table.csv", []byte(report.Table)))
			if again.Problems > 0 || len(again.Input.Content.(*services.Edition).Measures) != 71 {
				t.Errorf("the table that the report offers is refused:\n%s", again.Text)
			}
		})
	}
}

// ask answers a question about a class of the national list.
func ask(checker *eligibility.Checker, class services.Code, mode services.Mode,
	activity string) eligibility.PlaceDecision {
	d := &eligibility.ServiceDeclaration{
		AsOf: edition.NewDate(2026, 3, 1), Places: []services.Place{services.National}, Mode: mode,
		Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: class},
	}
	if activity != "" {
		d.Facts.SetString(eligibility.ServiceActivity, activity)
	}
	return checker.Service(d).Places[0]
}

// TestOpenRowsClearNothing asks about every class in every mode: a complete
// list with open rows allows nothing, not even under conditions. Once its rows
// are decided it does both, which shows that the test is effective.
func TestOpenRowsClearNothing(t *testing.T) {
	t.Parallel()
	norace.SkipUnderRace(t, "one goroutine, a whole list many times")
	read := readAnnex(t, builtIn(), services2024("services.csv", fixture(t, "services.csv")))
	e := read.Input.Content.(*services.Edition)
	settled := *e
	settled.Measures = slices.Clone(e.Measures)
	for i := range settled.Measures {
		settled.Measures[i].Weight = services.Adds
	}
	ofOpen, ofSettled := map[eligibility.Verdict]int{}, map[eligibility.Verdict]int{}
	for of, counts := range map[*services.Edition]map[eligibility.Verdict]int{e: ofOpen, &settled: ofSettled} {
		checker := eligibility.NewChecker(list.BuiltIn()).WithServices(services.BuiltIn().With(of))
		for i := range services.Classes() {
			for _, mode := range []services.Mode{services.CrossBorder, services.ConsumptionAbroad, services.NaturalPersons} {
				for _, activity := range []string{"", services.NoActivity, "customs_declaration"} {
					counts[ask(checker, services.ClassAt(i), mode, activity).Verdict]++
				}
			}
		}
	}
	if n := ofOpen[eligibility.Eligible] + ofOpen[eligibility.Conditional]; n != 0 { // a law may prohibit
		t.Errorf("open rows let %d questions through: %v", n, ofOpen)
	}
	if ofSettled[eligibility.Eligible] == 0 || ofSettled[eligibility.Conditional] == 0 {
		t.Errorf("settled rows let nothing through: %v", ofSettled)
	}
}

// TestSettledRows checks that a maintainer's decisions, and only they,
// determine the answers.
func TestSettledRows(t *testing.T) {
	t.Parallel()
	const table = "序号,门类,领域,特别管理措施,whole,part,modes,kind,weight,summary_en\n" +
		"1,教育,甲,虚构措施一,8341,,1;2;4,prohibited,decides,No such teaching\n" +
		"2,教育,乙,虚构措施二,8342,,1,licence,decides,A licence\n" +
		"3,教育,丙,虚构措施三,,8391,4,,unread,\n"
	a := services2024("a.csv", []byte(table))
	a.Announced.Stated = 3
	got := readAnnex(t, builtIn(), a)
	if got.Problems > 0 {
		t.Fatalf("got\n%s", got.Text)
	}
	checker := eligibility.NewChecker(list.BuiltIn()).WithServices(
		services.BuiltIn().With(got.Input.Content.(*services.Edition)))
	for _, row := range []struct {
		class services.Code
		mode  services.Mode
		want  eligibility.Verdict
	}{
		{"8341", services.CrossBorder, eligibility.Ineligible},
		{"8341", services.NaturalPersons, eligibility.Ineligible},
		{"8342", services.CrossBorder, eligibility.Conditional},
		{"8342", services.NaturalPersons, eligibility.Undetermined}, // row 3 is unread, in this mode
		{"8391", services.NaturalPersons, eligibility.Undetermined},
		{"8391", services.CrossBorder, eligibility.Conditional}, // no row touches it in this mode; a law has conditions
	} {
		got := ask(checker, row.class, row.mode, "")
		if got.Verdict != row.want {
			t.Errorf("%s in mode %d: got %s, want %s", row.class, row.mode, got.Verdict, row.want)
		}
	}
}

// TestRefusedServices checks that a maintainer's decisions are validated like
// built-in rows, and that problems name their row.
func TestRefusedServices(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, table, says string }{
		{"a kind", "1,教育,甲,,8341,1,forbidden,decides,,", `a.csv: row 2, column kind: "forbidden" is not a kind`},
		{"a weight", "1,教育,甲,,8341,1,licence,perhaps,,", `row 2, column weight: "perhaps" is not a weight`},
		{"mode 3", "1,教育,甲,,8341,3,licence,decides,,", "row 2, column modes: \"3\": want 1, 2 and 4"},
		{"a code", "1,教育,甲,,9999,1,licence,decides,,", `row 2, column part: "9999" is not a division`},
		{"a section as a code", "1,教育,甲,,P,1,licence,decides,,", `row 2, column part: "P" is not a division`},
		{"an activity", "1,教育,甲,,8341,1,licence,decides,teaching,", `"teaching" is not in activities.csv`},
		{"a section that is not there", "1,教学,甲,,,,,,,", `row 2, column section: "教学" is no section`},
		{"a gap", "2,教育,甲,,,,,,,", "2 follows 0"},
		{"no text", "1,教育,,,,,,,,", "row 2, column 特别管理措施: blank"},
	} {
		a := services2024("a.csv", []byte("序号,门类,特别管理措施,whole,part,modes,kind,weight,activities,note\n"+row.table+"\n"))
		a.Announced.Stated = 1
		got := readAnnex(t, builtIn(), a)
		if got.Problems == 0 || got.Input != nil || !strings.Contains(string(got.Text), row.says) {
			t.Errorf("%s: %d problems, want %q\n%s", row.name, got.Problems, row.says, got.Text)
		}
	}
	a := services2024("services.csv", fixture(t, "services.csv"))
	a.Announced.Stated = 70
	if got := readAnnex(t, builtIn(), a); got.Problems == 0 ||
		!strings.Contains(string(got.Text), "holds 71 rows, but the announcement states 70") {
		t.Errorf("another count:\n%s", got.Text)
	}
	a.Rules.Partial = true
	if got := readAnnex(t, builtIn(), a); got.Problems > 0 || got.Input.Content.About().Coverage() != edition.Partial {
		t.Errorf("wanted in part: %d problems\n%s", got.Problems, got.Text)
	}
}

// TestStored checks that what is read survives storage, in every field.
func TestStored(t *testing.T) {
	t.Parallel()
	const table = "序号,门类,特别管理措施,whole,part,modes,kind,activities\n1,教育,甲,8341,8342,1,licence,\n2,金融,乙,,,,,\n3,租赁和商务服务业,丙,,7297,1;4,presence,customs_declaration\n"
	a := services2024("a.csv", []byte(table))
	a.Announced.Stated, a.Rules.ManualAll = 3, true
	for _, c := range []library.Content{readAnnex(t, builtIn(), a).Input.Content,
		edition2019(t, "goods.csv").Input.Content} {
		sealed, err := library.Seal(c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := library.Open(sealed)
		if err != nil || back.Sum() != c.Sum() {
			t.Errorf("got %v", err)
		}
	}
}

// TestLentThroughTheLists checks that an edition imported again from the
// original annex keeps the decisions on identical rows.
func TestLentThroughTheLists(t *testing.T) {
	t.Parallel()
	const decided = "序号,门类,特别管理措施,whole,modes,kind,summary_en\n1,教育,虚构措施一,8341,1,licence,A licence\n2,教育,虚构措施二,,,,\n"
	const bareRows = "序号,门类,特别管理措施\n1,教育,虚构措施一\n2,教育,虚构措施二\n"
	a := services2024("a.csv", []byte(decided))
	a.Announced.Stated = 2
	lists := builtIn().With(readAnnex(t, builtIn(), a).Input.Content)
	a.Raw = []byte(bareRows)
	e := readAnnex(t, lists, a).Input.Content.(*services.Edition)
	if m := e.Measures[0]; m.Kind != services.Licence || m.Summary.EN != "A licence" || m.Weight == services.Unread ||
		e.Measures[1].Weight != services.Unread {
		t.Errorf("got %+v", e.Measures)
	}
}

// TestLostServices checks that an annex without rows of the stored edition is
// refused, unless the maintainer accepts that.
func TestLostServices(t *testing.T) {
	t.Parallel()
	a := services2024("a.csv", []byte("序号,门类,特别管理措施\n1,教育,虚构措施一\n2,教育,虚构措施二\n3,教育,虚构措施三\n"))
	a.Announced.Stated = 3
	lists := builtIn().With(readAnnex(t, builtIn(), a).Input.Content)
	a.Raw, a.Announced.Stated = []byte("序号,门类,特别管理措施\n1,教育,虚构措施一\n2,教育,虚构措施二\n"), 2
	a.Rules.Accept = []publication.FindingCode{publication.TitleOther}
	read := readAnnex(t, lists, a)
	if read.Input != nil || read.Problems != 1 || !strings.Contains(string(read.Text), "该版现有的1行不在文件中") {
		t.Errorf("%d problems: %s", read.Problems, read.Text)
	}
	a.Rules.Accept = []publication.FindingCode{publication.RowsLost}
	if read := readAnnex(t, lists, a); read.Input == nil {
		t.Errorf("refused though accepted: %s", read.Text)
	}
}
