package search

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"importchecker/shared/tariff"
)

func table(t testing.TB) *tariff.Table {
	t.Helper()
	return tariff.Tables()[0]
}

// open maps the model of the deployed product.
var open = sync.OnceValues(func() (*Engine, error) { return Open("learned/layer/words.bin") })

func engine(t testing.TB) *Engine {
	t.Helper()
	e, err := open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func find(t testing.TB, words string, level tariff.Level) Answer {
	return engine(t).Ask(table(t), &Query{Words: words, Level: level, Limit: 10})
}

// Everyday words find their subheading.
func TestEverydayWords(t *testing.T) {
	file, err := os.Open("testdata/everyday.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words, codes, ok := strings.Cut(lines.Text(), " ; ")
		if !ok || strings.HasPrefix(words, "#") {
			continue
		}
		want, depth := strings.Fields(codes), 1
		if want[0] == "3" {
			want, depth = want[1:], 3
		}
		a := find(t, words, tariff.Subheading)
		var got []string
		for _, item := range a.Items[:min(depth, len(a.Items))] {
			got = append(got, string(item.Code))
		}
		if !slices.ContainsFunc(want, func(w string) bool { return slices.Contains(got, w) }) {
			t.Errorf("%s: got %v, want one of %v", words, got, want)
		}
	}
}

// Words that name no goods get a question or guidance, and no codes.
func TestNamesNothing(t *testing.T) {
	for _, words := range []string{"accessories", "配件", "gift", "spare parts", "商品", "礼品", "goods", "other items", "日用品"} {
		a := find(t, words, tariff.Subheading)
		if !a.Vague || !a.Nothing || len(a.Items) > 0 {
			t.Errorf("%s: vague %v, %d items", words, a.Vague, len(a.Items))
		}
	}
	for _, words := range []string{"whisky", "面膜", "leather handbag", "Manuka honey 500g", "红酒"} {
		if a := find(t, words, tariff.Subheading); a.Nothing {
			t.Errorf("%s names nothing", words)
		}
	}
}

// A person gets from words to a ten-digit line in two steps at most.
func TestTwoSteps(t *testing.T) {
	for _, test := range []struct {
		words, line string
		choose      []string // ids of the answers, in order
	}{
		{"Manuka honey 500g", "0409000000", nil},
		{"面膜 5片", "3304990049", nil},
		{"面霜 50g", "3304990029", nil},
		{"爽肤水 200毫升", "3304990039", nil},
	} {
		a := find(t, test.words, tariff.Declarable)
		if len(a.Items) == 0 || string(a.Items[0].Code) != test.line {
			t.Errorf("%s: got %v, want %s", test.words, a.Items, test.line)
		}
	}
	a := find(t, "面膜", tariff.Subheading)
	if a.Question == nil {
		t.Fatal("no question about 面膜")
	}
	for range 2 {
		if a.Question == nil {
			break
		}
		a = engine(t).Ask(table(t), &Query{Words: "面膜", Within: a.Question.Answers[0].Codes, Level: tariff.Declarable,
			Limit: 3})
	}
	if len(a.Items) == 0 || a.Items[0].Code.Level() != tariff.Declarable {
		t.Errorf("two answers lead to %v", a.Items)
	}
}

// Each answer keeps some of the codes that the question was about, and no two
// answers the same one.
func TestAnswersNarrow(t *testing.T) {
	for _, words := range []string{"cotton dress", "frozen fish", "pistol parts", "chair", "连衣裙", "鞋", "茶叶"} {
		a := find(t, words, tariff.Subheading)
		if a.Question == nil {
			t.Errorf("%s: no question", words)
			continue
		}
		seen := map[tariff.Code]bool{}
		for _, choice := range a.Question.Answers {
			for _, c := range choice.Codes {
				if seen[c] {
					t.Errorf("%s: %s is left by two answers", words, c)
				}
				seen[c] = true
			}
			narrowed := engine(t).Ask(table(t), &Query{Words: words, Within: choice.Codes, Level: tariff.Subheading, Limit: 50})
			for _, item := range narrowed.Items {
				if !slices.ContainsFunc(choice.Codes, func(c tariff.Code) bool {
					return c.Contains(item.Code) ||
						item.Code.Contains(c)
				}) {
					t.Errorf("%s, %s: %s is not among %v", words, choice.ID, item.Code, choice.Codes)
				}
			}
		}
	}
}

// A query that is a code finds the code.
func TestCodeAsWords(t *testing.T) {
	for _, test := range []struct{ words, first string }{
		{"0409.00.00", "040900"}, {"330499", "330499"}, {"2208300000", "220830"},
	} {
		if a := find(t, test.words, tariff.Subheading); len(a.Items) == 0 || string(a.Items[0].Code) != test.first {
			t.Errorf("%s: got %v, want %s", test.words, a.Items, test.first)
		}
	}
	if a := find(t, "9504 pieces of 1234567890 whisky", tariff.Subheading); len(a.Items) == 0 {
		t.Error("words with numbers in them are taken for a code")
	}
}

// The same query has the same answer, also when there are concurrent queries.
func TestDeterministic(t *testing.T) {
	want := find(t, "stainless steel insulated bottle 500ml", tariff.Subheading)
	for range 3 {
		got := find(t, "stainless steel insulated bottle 500ml", tariff.Subheading)
		if len(got.Items) != len(want.Items) || got.Items[0].Code != want.Items[0].Code ||
			got.Items[0].Score != want.Items[0].Score {
			t.Fatal("another answer to the same words")
		}
	}
}

func FuzzAsk(f *testing.F) {
	for _, s := range []string{"whisky", "面膜", "紅酒 500ml", "🍷🍷", "\u202eevil\u202c", "ﷺ", strings.Repeat("honey ", 2000),
		"\x00\xff", "١٢٣", "a.b.c.%&'’", "．．500ｍｌ"} {
		f.Add(s, "", "")
	}
	f.Add("shoes", "Shoes > Women's", `{"Material": "PU"}`)
	f.Fuzz(func(t *testing.T, words, category, attributes string) {
		a := engine(t).Ask(table(t), &Query{Words: words, Category: category, Attributes: attributes,
			Level: tariff.Declarable, Limit: 5})
		for _, item := range a.Items {
			if item.Score < 0 || item.Score > 1 || item.Code.Level() != tariff.Declarable {
				t.Errorf("%+v", item)
			}
			for _, m := range item.Matched {
				if !utf8.ValidString(m) {
					t.Errorf("%q is cut", m)
				}
			}
		}
	})
}

func BenchmarkAsk(b *testing.B) {
	for _, q := range []Query{
		{Words: "whisky"},
		{Words: "面膜 补水 保湿 5片"},
		{Words: "Luxury Jewelry Set Accessories Gold Color Crystal Stud Earrings Statement Necklace for Women",
			Category:   "Jewelry & Accessories > Fashion Jewelry > Jewelry Sets",
			Attributes: `{"Material":"Alloy","Type":"Jewelry Set"}`},
		{Words: strings.Repeat("Luxury Jewelry Set Accessories 纯银项链 ", 200)},
	} {
		q.Level, q.Limit = tariff.Subheading, 10
		b.Run(q.Words[:min(12, len(q.Words))], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				engine(b).Ask(table(b), &q)
			}
		})
	}
}

// A misspelt word is corrected, but not within another word.
func TestCorrect(t *testing.T) {
	for title, want := range map[string]string{
		"red lipstik": "red lipstick", "superlipstik lipstik": "superlipstik lipstick", "red lipstick": "red lipstick",
	} {
		if got := engine(t).Model().Correct(title); got.Folded != want {
			t.Errorf("%q: %q, want %q", title, got.Folded, want)
		}
	}
}

// TestLinesInEnglish checks that English words, misspelt or not, find the lines below six digits, whose
// names are only in Chinese, and that lines of special goods come last.
func TestLinesInEnglish(t *testing.T) {
	e, err := open()
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]tariff.Code{
		"wireless mouse": "84716072", "mechanical keyboard": "84716071", "electric toothbrush": "85098030",
		"baby diapers": "96190011", "vitamin c gummies": "21069090", "lipstik red": "33041000",
		"sungalsses polarized": "90041000",
	} {
		a := e.Ask(table(t), &Query{Words: words, Level: tariff.TariffLine, Limit: 3})
		if len(a.Items) == 0 || a.Items[0].Code != want {
			t.Errorf("%s: %+v, want %s", words, a.Items, want)
		}
	}
}
