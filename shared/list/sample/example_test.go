package sample_test

import (
	"fmt"

	"importchecker/shared/edition"
	"importchecker/shared/list"
	"importchecker/shared/list/sample"
)

// On a complete list, here an invented one, a code without a row is not listed.
func ExampleWith() {
	l, _ := sample.With(list.BuiltIn()).List(list.CBEC)
	for _, e := range l.InForce(nil, edition.NewDate(2026, 3, 1)) {
		fmt.Println(e.Document, e.Coverage())
		for _, entry := range e.Find("04051000") {
			fmt.Println(entry.Basis, entry.NameEN, entry.Conditions[0].Kind)
		}
		fmt.Println(len(e.Find("93070090")))
	}
	// Output:
	// SAMPLE (示例，非官方文件) complete
	// sample SAMPLE: Dairy produce; derived from milk, butter bonded_only
	// 0
}
