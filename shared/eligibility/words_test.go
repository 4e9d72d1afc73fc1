package eligibility_test

import (
	"strings"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

// everyWord calls f with each sentence of a decision.
func everyWord(d *eligibility.Decision, f func(what string, text edition.Text)) {
	f("summary", d.Summary())
	for i := range d.Unused {
		f("unused "+d.Unused[i].Fact.String(), d.Unused[i].Why)
	}
	for i := range d.Channels {
		c := &d.Channels[i]
		f("summary of a channel", c.Summary())
		for j := range c.Reasons {
			f(string(c.Reasons[j].Code), c.Reasons[j].Text())
			if _, authority, ok := c.Reasons[j].Needs(); ok {
				f("authority of "+string(c.Reasons[j].Code), authority)
			}
		}
		for j := range c.Tax.Notes {
			f("note "+string(c.Tax.Notes[j].Code), c.Tax.Notes[j].Text())
		}
		for _, why := range c.Tax.Why {
			f("why no tax", why)
		}
		for j := range c.Tax.Lines {
			f("why no "+string(c.Tax.Lines[j].Kind), c.Tax.Lines[j].Why)
		}
		for _, a := range c.Tax.Agreements {
			f("agreement", a.Agreement.Name)
			f("note on an agreement", a.Agreement.Note)
		}
		if c.Indication.Of != "" {
			f("indication", c.Indication.Text())
		}
		for _, k := range c.Missing {
			f("question "+k.String(), k.Spec().Question)
		}
	}
}

// TestChineseOfEveryFact gives every fact with every value for lines of all chapters, of
// several origins and on several days, and checks that no Chinese sentence has an English
// word or one of our codes.
func TestChineseOfEveryFact(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	table, _ := tariff.At(today)
	seen := map[string]bool{}
	check := func(d *eligibility.Decision, item *eligibility.Item) {
		everyWord(d, func(what string, text edition.Text) {
			zh := text.ZH
			if what == string(eligibility.PilotAreaUnknown) {
				_, zh, _ = strings.Cut(zh, "”") // the place as the caller wrote it
				zh = strings.ReplaceAll(zh, "（B型）", "")
			}
			if latin.MatchString(letter.ReplaceAllString(zh, "")) && !seen[what] {
				seen[what] = true
				t.Errorf("%s %s: %s: %s", item.Code, item.Origin, what, text.ZH)
			}
			if (text.EN == "") != (text.ZH == "") {
				t.Errorf("%s: %s: %+v", item.Code, what, text)
			}
		})
	}
	price := money.Yuan(120)
	days := []edition.Date{today, edition.NewDate(2019, 6, 1), edition.NewDate(2027, 2, 1)}
	origins := []string{"US", "KP", "CA", "TW", "JP", "", "ZM", "FR"}
	n := 0
	for _, checker := range []*eligibility.Checker{eligibility.NewChecker(list.BuiltIn()),
		eligibility.NewChecker(sample.With(list.BuiltIn()))} {
		for _, line := range sampleLines(table, 2) {
			for _, spec := range eligibility.Vocabulary() {
				for _, set := range factValues(spec) {
					item := eligibility.Item{Code: line.Code, Origin: origins[n%len(origins)], UnitPrice: &price, Quantity: 1,
						NetWeightG: 100}
					if n%5 == 0 {
						item.Code = line.Code.At(tariff.TariffLine)
					}
					set(&item.Facts)
					check(checker.Goods(&eligibility.GoodsDeclaration{AsOf: days[n%len(days)], Item: item}), &item)
					n++
				}
			}
		}
	}
	t.Logf("%d decisions", n)
}
