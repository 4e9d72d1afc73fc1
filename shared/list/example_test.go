package list_test

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/list"
)

// The entry and conditions of the list of 2016 for eggs in shell.
func ExampleEdition_Find() {
	l, _ := list.BuiltIn().List(list.CBEC)
	for _, e := range l.InForce(nil, edition.NewDate(2016, 4, 8)) {
		for _, entry := range e.Find("0407909000") { // as declared, finer than the list
			fmt.Println(e.Document, entry.ID, entry.Code, entry.NameZH)
			for _, c := range entry.Conditions {
				fmt.Println(c.Kind, c.Text)
			}
		}
	}
	// Output:
	// 公告2016年第40号 12 04079090 其他蛋
	// no_listed_species 列入《进出口野生动植物种商品目录》的商品除外
}

// A code without a row is not listed if the edition is complete, and unknown
// otherwise.
func Example_coverage() {
	fragment := &list.Edition{
		Edition: edition.Edition{ID: "fragment", Stated: 2, Held: 1},
		Entries: []list.Entry{{ID: "1", Kind: list.Listed, Code: "04090000"}},
	}
	whole := &list.Edition{
		Edition: edition.Edition{ID: "whole", Stated: 1, Held: 1},
		Entries: fragment.Entries,
	}
	for _, e := range []*list.Edition{fragment, whole} {
		switch {
		case len(e.Find("04051000")) > 0:
			fmt.Println(e.ID, "lists butter")
		case e.Coverage() == edition.Complete:
			fmt.Println(e.ID, "does not list butter")
		default:
			fmt.Printf("%s may list butter: %d of %d rows are held\n", e.ID, e.Held, e.Stated)
		}
	}
	// Output:
	// fragment may list butter: 1 of 2 rows are held
	// whole does not list butter
}

// The lines of dairy produce in the second batch of 2016.
func ExampleEdition_Under() {
	l, _ := list.BuiltIn().List(list.CBEC)
	e, _ := l.Edition("2016-2")
	for _, entry := range e.Under("0402") {
		fmt.Println(entry.Code.Dotted(), entry.NameEN)
	}
	// Output:
	// 0402.10.00 Milk and cream in solid form, fat below 1.5%
	// 0402.21.00 Milk and cream in solid form, fat over 1.5%, not sweetened
	// 0402.29.00 Milk and cream in solid form, fat over 1.5%, sweetened
}

// A remark is parsed into conditions.
func ExampleParseRemark() {
	conditions, err := list.ParseRemark("列入《进出口野生动植物种商品目录》的商品除外；每人每年限购2千克，食糖合并计算")
	for _, c := range conditions {
		fmt.Printf("%s: %d g, %q\n", c.Kind, c.Grams, c.Group)
	}
	fmt.Println(err)

	_, err = list.ParseRemark("见注释")
	fmt.Println(err)
	// Output:
	// no_listed_species: 0 g, ""
	// weight_per_year: 2000 g, "食糖"
	// <nil>
	// remark clause "见注释" cannot be read as a rule
}
