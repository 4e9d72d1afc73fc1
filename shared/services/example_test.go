package services_test

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/services"
)

func ExampleLookup() {
	s, _ := services.Lookup(services.GBT4754, "7231")
	fmt.Println(s.Code, s.Level, s.NameZH, "|", s.NameEN, "| under", s.Parent, "in", s.Letter, "| ISIC", s.ISIC())
	for _, child := range services.Children(services.GBT4754, "723") {
		fmt.Println(child.Code, child.NameZH)
	}
	// Output:
	// 7231 class 律师及相关法律服务 | Lawyers and related legal services | under 723 in L | ISIC [6910]
	// 7231 律师及相关法律服务
	// 7232 公证服务
	// 7239 其他法律服务
}

func ExampleSector_GBT() {
	w120, _ := services.Lookup(services.W120, "1.A.a")
	cpc, _ := services.Lookup(services.CPC21, "82120")
	fmt.Println(w120.NameEN, w120.GBT()) // our own mapping
	fmt.Println(cpc.NameEN, cpc.GBT())   // all that share ISIC 6910
	// Output:
	// Legal services [7231 7232 7239]
	// Legal advisory and representation services concerning other fields of law [7231 7232 7239]
}

func ExampleSearch() {
	for _, words := range []string{"律师", "patent agency"} {
		best := services.Search(words, 1, services.GBT4754)[0]
		fmt.Println(words, "→", best.Sector.Code, best.Sector.NameZH)
	}
	// Output:
	// 律师 → 7231 律师及相关法律服务
	// patent agency → 7520 知识产权服务
}

func ExampleList_At() {
	list, _ := services.BuiltIn().List(services.Hainan.List())
	e, _ := list.At(edition.NewDate(2026, 3, 1))
	fmt.Println(e.Title.EN)
	fmt.Printf("%s, %s: %d of %d measures\n", e.Document, e.Coverage(), e.Held, e.Stated)
	for i := range e.Measures {
		m := &e.Measures[i]
		if whole, ok := m.Touches("4710"); ok {
			fmt.Println(m.Label.EN, "|", m.Kind, m.Modes.List(), "whole:", whole, "|", m.Basis)
		}
	}
	// Output:
	// Special Administrative Measures (Negative List) for Cross-Border Trade in Services in Hainan Free Trade Port (2021 edition)
	// 商务部令2021年第3号, partial: 9 of 70 measures
	// Hainan list 2021, item 2 (number inferred) | prohibited [1 4] whole: true | official
}
