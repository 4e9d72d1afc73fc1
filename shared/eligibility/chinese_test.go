package eligibility_test

import (
	"regexp"
	"testing"

	"importchecker/infra/norace"
	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
	"importchecker/shared/tariff"
)

// letter is a supervision condition or an inspection class, in Chinese quotes.
var (
	letter = regexp.MustCompile(`“[A-Za-z0-9]”`)
	latin  = regexp.MustCompile(`[A-Za-z]`)
)

// TestChineseIsChinese checks that no Chinese sentence has an English word or one of our
// codes, and that letters of the tariff are quoted and explained.
func TestChineseIsChinese(t *testing.T) {
	norace.SkipUnderRace(t, "one goroutine, many thousand decisions")
	seen := map[string]bool{}
	check := func(what, zh string) {
		if latin.MatchString(letter.ReplaceAllString(zh, "")) && !seen[what] {
			seen[what] = true
			t.Errorf("%s: %s", what, zh)
		}
	}
	for _, checker := range []*eligibility.Checker{eligibility.NewChecker(list.BuiltIn()),
		eligibility.NewChecker(sample.With(list.BuiltIn()))} {
		everyLine(t, checker, func(l tariff.Line) eligibility.Item {
			i := eligibility.Item{Code: l.Code, Origin: "JP"}
			i.Facts.SetString(eligibility.OriginPrefecture, "Hokkaido")
			i.Facts.SetBool(eligibility.UsedGoods, true)
			return i
		}, func(l tariff.Line, d *eligibility.Decision) {
			for i := range d.Unused {
				check("unused "+d.Unused[i].Fact.String(), d.Unused[i].Why.ZH)
			}
			for _, c := range d.Channels {
				for i := range c.Reasons {
					check(string(c.Reasons[i].Code), c.Reasons[i].Text().ZH)
				}
			}
		})
	}
	for _, spec := range eligibility.Vocabulary() {
		check(spec.Name, spec.Question.ZH+spec.Matters.ZH)
	}
}

// TestLettersAreExplained checks that inspection classes are given with their names.
func TestLettersAreExplained(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for _, c := range []struct {
		code   tariff.Code
		reason eligibility.ReasonCode
		want   edition.Text
	}{
		{"0409000000", eligibility.InspectionRequired, edition.Text{
			EN: "Inspection and quarantine at the border (supervision condition A): class P (entry quarantine of animals, plants and their products), R (sanitary inspection of imported food).",
			ZH: "须经检验检疫（监管条件“A”），类别：“P”（进境动植物、动植物产品检疫）、“R”（进口食品卫生监督检验）。"}},
		{"8516101000", eligibility.EntryVerificationRequired, edition.Text{
			EN: "Entry verification of goods under compulsory certification, CCC (inspection class L): the certificate, or the proof that none is needed.",
			ZH: "民用商品入境验证（检验检疫类别“L”）：验核强制性产品认证证书或者免于认证的证明。"}},
	} {
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today, Item: eligibility.Item{Code: c.code}})
		found := false
		for i := range d.Channels[0].Reasons {
			if r := &d.Channels[0].Reasons[i]; r.Code == c.reason {
				found = true
				if r.Text() != c.want {
					t.Errorf("%s: got %+v\nwant %+v", c.code, r.Text(), c.want)
				}
			}
		}
		if !found {
			t.Errorf("%s has no %s", c.code, c.reason)
		}
	}
}

// TestCoarseCodesAskForTheProperty checks that the reason for a coarse code names the
// property by which its lines differ.
func TestCoarseCodesAskForTheProperty(t *testing.T) {
	checker := eligibility.NewChecker(list.BuiltIn())
	for code, want := range map[tariff.Code]edition.Text{
		"33049900": {
			EN: "33049900 covers 9 lines with different answers; give the finer code. They differ by: mercury; listed wild species; how the label states the content (weight, volume, pieces).",
			ZH: "33049900 项下有 9 个税号，结论不一，请提供更细的编码。区别在于：是否含汞；是否含濒危物种；包装标注方式（重量、体积、片或张）。"},
	} {
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: today,
			Channels: []eligibility.ChannelID{eligibility.GeneralTrade}, Item: eligibility.Item{Code: code}})
		if got := d.Channels[0].Reasons[0].Text(); got != want {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	}
}
