package eligibility_test

import (
	"fmt"
	"strings"
	"testing"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/money"
	"importchecker/shared/tariff"
)

func ExampleDecision_Summary() {
	price := money.Amount(12900)
	d := eligibility.NewChecker(list.BuiltIn()).Goods(&eligibility.GoodsDeclaration{
		AsOf: edition.NewDate(2026, 3, 1),
		Item: eligibility.Item{Code: "04090000", Origin: "NZ", UnitPrice: &price, Quantity: 1},
	})
	fmt.Println(d.Summary().EN)
	fmt.Println(d.Summary().ZH)
	// Output:
	// General trade: allowed on 4 conditions; duties and taxes 32.70. Bonded retail (1210), Direct purchase (9610): undecided: 8 of 1,476 list rows are held; if allowed, to pay 8.13. Yiwu pilot: undecided: 0 of 35 list rows are held.
	// 一般贸易：满足 4 项条件后可以进口；税款合计 32.70 元。网购保税（1210）、直购进口（9610）：无法判定：清单 1476 行中仅收录 8 行；如可进口，税款合计 8.13 元。义乌试点：无法判定：清单 35 行中仅收录 0 行。
}

// TestSummaries checks that every decision has a summary in both languages, the Chinese
// one without English words, and with the reason when the goods are barred.
func TestSummaries(t *testing.T) {
	checker, day := eligibility.NewChecker(list.BuiltIn()), edition.NewDate(2026, 3, 1)
	table, _ := tariff.At(day)
	for i := 0; i < table.Len(); i += 37 {
		d := checker.Goods(&eligibility.GoodsDeclaration{AsOf: day,
			Item: eligibility.Item{Code: table.Code(i), Origin: "JP"}})
		whole := d.Summary()
		if whole.EN == "" || whole.ZH == "" || strings.ContainsAny(whole.ZH, "abcdefghijklmnopqrstuvwxyz") {
			t.Fatalf("%s: summary %q", table.Code(i), whole)
		}
		for j := range d.Channels {
			c := &d.Channels[j]
			s := c.Summary()
			if s.EN == "" || s.ZH == "" {
				t.Errorf("%s %s: no summary", table.Code(i), c.Channel)
			}
			if c.Verdict == eligibility.Ineligible && strings.HasSuffix(s.EN, "not allowed.") {
				t.Errorf("%s %s: %q does not say why", table.Code(i), c.Channel, s.EN)
			}
		}
	}
}

// TestNameAgainstCode checks that a summary begins with the warning that the name does
// not go with the code, and does not mention that it does.
func TestNameAgainstCode(t *testing.T) {
	d := eligibility.NewChecker(list.BuiltIn()).Goods(&eligibility.GoodsDeclaration{
		AsOf: edition.NewDate(2026, 3, 1), Channels: []eligibility.ChannelID{eligibility.GeneralTrade},
		Item: eligibility.Item{Code: "04090000", Name: "iPhone 15", Origin: "NZ"},
	})
	plain := d.Summary()
	for verdict, want := range map[string]edition.Text{
		"agrees": {}, "doubtful": {},
		eligibility.Contradicts: {
			EN: "Check the code: the name does not match 04090000 but rather 8517130000, and what follows is for the code given. ",
			ZH: "请核对编码：商品名称与 04090000 不符，更接近 8517130000，以下结论仅针对所给编码。"},
	} {
		d.Plausibility = &eligibility.Plausibility{Verdict: verdict, Better: []eligibility.BetterCode{{Code: "8517130000"}}}
		if got := d.Summary(); got.EN != want.EN+plain.EN || got.ZH != want.ZH+plain.ZH {
			t.Errorf("%s: %+v", verdict, got)
		}
	}
}
