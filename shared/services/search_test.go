package services_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"importchecker/shared/services"
)

// TestMisspeltWithNumber checks that a misspelt word before a number is replaced once.
func TestMisspeltWithNumber(t *testing.T) {
	for query, want := range map[string]services.Code{
		"kindergarden2 zzz": "8310", "kindergarden2": "8310", "translaton2 london": "7294",
	} {
		var codes []services.Code
		for _, c := range services.Search(query, 5, services.GBT4754) {
			codes = append(codes, c.Sector.Code)
		}
		if !slices.Contains(codes, want) {
			t.Errorf("%s: %q", query, codes)
		}
	}
}

// A sector is found once, even if the query has both of its names.
func TestSearchNamesOnce(t *testing.T) {
	var codes []services.Code
	for _, c := range services.Search("博物馆 museum", 20, services.GBT4754) {
		if slices.Contains(codes, c.Sector.Code) {
			t.Errorf("%s twice", c.Sector.Code)
		}
		codes = append(codes, c.Sector.Code)
	}
	if len(codes) == 0 || !strings.HasPrefix(string(codes[0]), "885") {
		t.Errorf("%q", codes)
	}
}

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		words  string
		first  services.Code
		exact  bool
		reason string
	}{
		{"律师及相关法律服务", "7231", true, "the name"},
		{"法律服务", "723", true, "the name of a group"},
		{"Legal services", "723", true, "our translation"},
		{"LEGAL   services!", "723", true, "case and punctuation do not count"},
		{"legal service", "723", true, "nor does the plural"},
		{"律师", "7231", false, "a word of every day, which is more than to begin a name"},
		{"快递", "6020", false, "likewise"},
		{"快递服", "6020", false, "the name begins so, one character more"},
		{"农林牧渔业", "A", true, "punctuation within the name does not count"},
		{"专利代理", "7520", false, ""},
		{"报关", "7297", false, "the best of three classes"},
		{"報關", "7297", false, "in traditional characters"},
		{"網路遊戲", "6422", false, "and in the words of Taiwan"},
		{"custms broker", "7297", false, "misspelt"},
		{"a good customs broker in Shanghai", "7297", false, "among others"},
		{"patent agency", "7520", false, "an activity that the law names within the class"},
		{"兽医", "7493", false, ""},
		{"insurance", "68", true, ""},
		{"growing of rice", "0111", false, "by the title of its ISIC class, where there is no English name"},
		{"会计 accounting", "7241", false, "both languages"},
		{"museum", "885", true, ""},
		{"hote", "6110", false, "a word misspelt, rather than the beginning of one"},
		{"p2p lending", "6635", false, "a number that is no quantity"},
	} {
		got := services.Search(c.words, 5, services.GBT4754)
		if len(got) == 0 || got[0].Sector.Code != c.first || (got[0].Score == services.Exact) != c.exact {
			t.Errorf("%q: got %v, want %s, exact %t (%s)", c.words, brief(got), c.first, c.exact, c.reason)
		}
	}
	for _, words := range []string{"", "  ", "!?", "xyzzy", "𐍈", "\xff\xfe"} {
		if got := services.Search(words, 5); len(got) != 0 {
			t.Errorf("%q: %v", words, brief(got))
		}
	}
	if got := services.Search("legal services", 0); got != nil {
		t.Errorf("no limit: %v", brief(got))
	}
}

// TestWordsOfEveryDay searches for the words of testdata/words.csv and wants one of the
// classes that they mean, or a code under or above one, among the first three results for
// nine in ten of them; for six in ten of the set unseen, for which no word was added.
func TestWordsOfEveryDay(t *testing.T) {
	file, err := os.Open("testdata/words.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	right, all := map[string]int{}, map[string]int{}
	for _, row := range rows[1:] {
		word, codes, set := row[0], strings.Split(row[1], ";"), row[2]
		language := "en"
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			language = "zh"
		}
		found := services.Search(word, 3, services.GBT4754)
		ok := slices.ContainsFunc(found, func(c services.Candidate) bool {
			return slices.ContainsFunc(codes, func(want string) bool {
				got := string(c.Sector.Code)
				return strings.HasPrefix(got, want) || len(got) >= 3 && strings.HasPrefix(want, got)
			})
		})
		for _, key := range []string{set, set + " " + language} {
			all[key]++
			if ok {
				right[key]++
			}
		}
		if !ok {
			t.Logf("%q: got %v, want one of %v", word, brief(found), codes)
		}
	}
	for key, n := range all {
		t.Logf("%s: %d of %d", key, right[key], n)
		percent := 90
		if strings.HasPrefix(key, "unseen") {
			percent = 60
		}
		if right[key]*100 < n*percent {
			t.Errorf("%s: %d of %d words have the right class in the first three", key, right[key], n)
		}
	}
	if all["asked"] != 131 || all["everyday"] < 140 {
		t.Errorf("%v words", all)
	}
}

// TestActivityByItsWords checks that words that name an activity within a class find it.
func TestActivityByItsWords(t *testing.T) {
	for words, want := range map[string]string{
		"报关": "customs_declaration", "customs broker": "customs_declaration", "auctioneer": "auctioneer",
		"兽医":   "licensed_veterinarian",
		"市场调查": "statistical_survey", "law firm": "legal_services", "验船": "ship_survey", "casino": "gambling", "hotel": "",
	} {
		found := services.Search(words, 1, services.GBT4754)
		if len(found) == 0 || found[0].Activity != want {
			t.Errorf("%q: %+v, want the activity %q", words, found, want)
		}
	}
}

func brief(candidates []services.Candidate) []string {
	var out []string
	for _, c := range candidates {
		out = append(out, c.Sector.System.String()+" "+string(c.Sector.Code))
	}
	return out
}

// TestEveryNameFindsItself searches for every name of each classification.
func TestEveryNameFindsItself(t *testing.T) {
	check := func(system services.System, code services.Code, name string) {
		t.Helper()
		if name == "" {
			return
		}
		found := services.Search(name, 40, system)
		if !slices.ContainsFunc(found, func(c services.Candidate) bool {
			return c.Sector.Code == code &&
				c.Score == services.Exact
		}) {
			t.Errorf("%s %s is not found by its name %q: %v", system, code, name, brief(found))
		}
	}
	for _, r := range records(t, "gbt4754.csv") {
		if r["name_zh"] == "三维（3D)打印技术推广服务" {
			continue // a mixed name is searched by halves
		}
		check(services.GBT4754, services.Code(r["code"]), r["name_zh"])
		check(services.GBT4754, services.Code(r["code"]), r["name_en"])
	}
	for i, r := range records(t, "cpc21_services.csv") {
		if i%7 == 0 && len(strings.Fields(r["title_en"])) <= 12 {
			check(services.CPC21, services.Code(r["code"]), r["title_en"])
		}
	}
	for _, r := range records(t, "w120.csv") {
		check(services.W120, services.Code(r["w120_code"]), r["sector_en"])
	}
}

// TestSearchOrder checks that results are sorted, best first and the broader before the
// finer, without repetitions, deterministic, and that a smaller limit gives a prefix.
func TestSearchOrder(t *testing.T) {
	for _, words := range []string{"服务", "services", "transport", "其他", "教育 training", "software"} {
		long, short := services.Search(words, 50), services.Search(words, 10)
		if !slices.EqualFunc(long[:min(10, len(long))], short, same) {
			t.Errorf("%q: %v is not the beginning of %v", words, brief(short), brief(long))
		}
		if !slices.EqualFunc(long, services.Search(words, 50), same) {
			t.Errorf("%q: two answers", words)
		}
		seen := map[string]bool{}
		for i, c := range long {
			key := c.Sector.System.String() + string(c.Sector.Code)
			if seen[key] || c.Score < 1 || c.Score > services.Exact {
				t.Errorf("%q: %s twice, or with %d", words, key, c.Score)
			}
			seen[key] = true
			if i > 0 && long[i-1].Score < c.Score {
				t.Errorf("%q: %d stands before %d", words, long[i-1].Score, c.Score)
			}
		}
	}
}

func same(a, b services.Candidate) bool {
	return a.Sector.System == b.Sector.System && a.Sector.Code == b.Sector.Code && a.Score == b.Score
}

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		words string
		want  services.Code // blank: not the name of one sector
	}{
		{"教育", "P"},               // section, and division 83 alike: the wider
		{"住宅房屋建筑", "471"},         // group and its only class
		{"律师", ""},                // begins a name
		{"Legal services", "723"}, //
		{"Other services n.e.c.", "829"},
		{"", ""},
		{"法律", ""},
	} {
		s, ok := services.Named(c.words)
		if ok != (c.want != "") || s.Code != c.want {
			t.Errorf("%q: %q, want %q", c.words, s.Code, c.want)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"律师", "legal services", "", "\xff", "a 律b师c", strings.Repeat("服务", 300),
		strings.Repeat("s ", 900), "3D打印"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, words string, limit int) {
		got := services.Search(words, limit)
		if len(got) > max(limit, 0) {
			t.Fatalf("%d candidates, at most %d wanted", len(got), limit)
		}
		for _, c := range got {
			if c.Score < 1 || c.Score > services.Exact || c.Sector.Code == "" || !utf8.ValidString(c.Sector.NameZH) {
				t.Fatalf("%q: %+v", words, c)
			}
		}
		services.Named(words)
	})
}

// BenchmarkSearch searches for every thirteenth name of GB/T 4754 and some
// sentences, and reports the time of the slowest.
func BenchmarkSearch(b *testing.B) {
	queries := []string{
		"报关", "legal services", "consulting on the construction of railway bridges and tunnels in China",
		"境外个人从事证券投资期货交易咨询业务的服务机构", strings.Repeat("服务", 40), strings.Repeat("other service of the ", 40),
	}
	for i, r := range records(b, "gbt4754.csv") {
		if i%13 == 0 {
			queries = append(queries, r["name_zh"], r["name_en"])
		}
	}
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		services.Search(queries[i%len(queries)], 20)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// TestBroadWordsNameNoActivity checks that a word for a whole trade does not name an
// activity within it that is barred or asked about.
func TestBroadWordsNameNoActivity(t *testing.T) {
	for _, words := range []string{
		"shipping", "海运", "airline", "航空公司", "express delivery", "快递", "accounting", "记账", "fund management", "基金",
		"architect",
		"real estate agent", "publishing", "出版", "auction house", "insurance", "保险", "transport", "data processing",
		"clinical trial",
	} {
		found := services.Search(words, 1, services.GBT4754)
		if len(found) == 0 || found[0].Activity != "" {
			t.Errorf("%q: %+v", words, found)
		}
	}
	for words, want := range map[string]string{
		"telemedicine": "telemedicine", "trademark registration": "trademark_agency", "专利代理": "patent_agency",
		"auditor":      "statutory_audit",
		"ship captain": "master_of_chinese_ship", "property valuation": "real_estate_appraiser", "online casino": "gambling",
		"international arbitration": "arbitration",
	} {
		if found := services.Search(words, 1, services.GBT4754); len(found) == 0 || found[0].Activity != want {
			t.Errorf("%q: %+v, want %s", words, found, want)
		}
	}
}
