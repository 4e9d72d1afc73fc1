package edition_test

import (
	"fmt"

	"importchecker/shared/edition"
)

// The list of 2019 was superseded on 1 March 2022.
func ExampleInterval_Contains() {
	list2019 := edition.Interval{From: edition.NewDate(2020, 1, 1), To: edition.NewDate(2022, 3, 1)}
	for _, day := range []string{"2022-02-28", "2022-03-01"} {
		d, err := edition.ParseDate(day)
		fmt.Println(d, list2019.Contains(d), err)
	}
	// Output:
	// 2022-02-28 true <nil>
	// 2022-03-01 false <nil>
}

// A code without a row is absent from the list only if all rows are held.
func ExampleEdition_Coverage() {
	e := edition.Edition{Stated: 1476, Held: 8}
	fmt.Println(e.Coverage())
	e.Held = 1476
	fmt.Println(e.Coverage())
	// Output:
	// partial
	// complete
}
