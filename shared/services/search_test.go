package services_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"importchecker/shared/services"
)

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		words  string
		first  services.Code // the best, or one of the best
		score  int
		reason string
	}{
		{"律师及相关法律服务", "7231", services.Exact, "the name"},
		{"法律服务", "723", services.Exact, "the name of a group"},
		{"Legal services", "723", services.Exact, "our translation"},
		{"LEGAL   services!", "723", services.Exact, "case and punctuation do not count"},
		{"legal service", "723", services.Exact, "nor does the plural"},
		{"律师", "7231", 893, "the name begins so, seven characters more"},
		{"快递", "602", 898, "of group and class the coarser first"},
		{"农林牧渔业", "A", services.Exact, "punctuation within the name does not count"},
		{"专利代理", "7520", 900, "an activity that the law names within the class"},
		{"报关", "5821", 900, "likewise, in three classes"},
		{"patent agency", "7520", 900, "likewise in English"},
		{"兽医", "7493", 898, ""},
		{"insurance", "68", services.Exact, ""},
		{"growing of rice", "0111", 600, "by the title of its ISIC class, where there is no English name"},
		{"会计 accounting", "7241", 893, "the better of the two counts"},
		{"museum", "885", services.Exact, ""},
		{"hote", "611", 710, "the beginning of a word"},
	} {
		got := services.Search(c.words, 5, services.GBT4754)
		if len(got) == 0 || got[0].Sector.Code != c.first || got[0].Score != c.score {
			t.Errorf("%q: got %v, want %s with %d (%s)", c.words, brief(got), c.first, c.score, c.reason)
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

func brief(candidates []services.Candidate) []string {
	var out []string
	for _, c := range candidates {
		out = append(out, c.Sector.System.String()+" "+string(c.Sector.Code))
	}
	return out
}

// TestEveryNameFindsItself, in each classification.
func TestEveryNameFindsItself(t *testing.T) {
	check := func(system services.System, code services.Code, name string) {
		t.Helper()
		if name == "" {
			return
		}
		found := services.Search(name, 40, system)
		if !slices.ContainsFunc(found, func(c services.Candidate) bool { return c.Sector.Code == code && c.Score == services.Exact }) {
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

// TestSearchOrder: best first, the coarser before the finer, each once, the
// same every time, and a shorter list is the beginning of a longer one.
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
	for _, s := range []string{"律师", "legal services", "", "\xff", "a 律b师c", strings.Repeat("服务", 300), strings.Repeat("s ", 900), "3D打印"} {
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

// BenchmarkSearch asks for every thirteenth name of GB/T 4754 and some
// sentences, and reports how long the slowest took.
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
