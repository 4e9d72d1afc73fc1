package eligibility_test

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/eligibility"
	"importchecker/shared/list"
	"importchecker/shared/services"
)

// A foreign company asks whether it may offer payment services to users in
// China from abroad. By law it needs an institution in China. The list is partial and
// may prohibit the service, so that this is needed at least.
func ExampleChecker_Service() {
	checker := eligibility.NewChecker(list.BuiltIn())
	decision := checker.Service(&eligibility.ServiceDeclaration{
		AsOf:         edition.NewDate(2026, 3, 1),
		Places:       []services.Place{services.National},
		Mode:         services.CrossBorder,
		Sector:       eligibility.SectorQuestion{System: services.GBT4754, Code: "6930"},
		ProviderHome: "SG",
	})
	fmt.Println(decision.Sector.Sector.NameEN)
	answer := decision.Places[0]
	fmt.Println(answer.Place, answer.Verdict, answer.Basis)
	for i := range answer.Reasons {
		r := &answer.Reasons[i]
		fmt.Println("-", r.Code, r.Effect, r.Basis)
	}
	fmt.Println(answer.Reasons[0].Citations[0].Document)
	// Output:
	// Payment services by non-financial institutions
	// national undetermined reported
	// - presence_required condition law
	// - presence_required condition law
	// - law_needs_at_least needs_list reported
	// - left_to_existing_rules informs official
	// - treaty_may_give_more informs official
	// - rests_on_reported informs reported
	// 《非银行支付机构监督管理条例》第2条（2023-12-09 文本）
}

// The same question for all places: customs declaration is barred by the national
// list, was reportedly removed for the zones, and is reportedly not on Hainan's list.
// Those lists are partial, so that nothing is cleared there.
func ExampleChecker_Service_compare() {
	checker := eligibility.NewChecker(list.BuiltIn())
	d := &eligibility.ServiceDeclaration{
		AsOf:   edition.NewDate(2026, 3, 1),
		Mode:   services.NaturalPersons,
		Sector: eligibility.SectorQuestion{System: services.GBT4754, Code: "7297"},
	}
	d.Facts.SetString(eligibility.ServiceActivity, "customs_declaration")
	for _, p := range checker.Service(d).Places {
		fmt.Println(p.Place, p.Verdict, p.Basis)
		for _, k := range p.Known {
			if k.State != services.ByLaw {
				fmt.Println(" ", k.State, k.Citation.Entry, k.Day)
			}
		}
	}
	// Output:
	// national ineligible reported
	//   listed 46 2024-04-21
	// ftz undetermined reported
	//   removed R03-ftz 2024-03-23
	// hainan undetermined reported
	//   not_listed R03-hainan 2024-04
}
