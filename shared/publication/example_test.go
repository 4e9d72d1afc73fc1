package publication_test

import (
	"fmt"

	"importchecker/shared/difference"
	"importchecker/shared/edition"
	"importchecker/shared/library"
	"importchecker/shared/list"
	"importchecker/shared/redecision"
	"importchecker/shared/services"
	"importchecker/shared/tariff"
)

// Compare shows what would change, and which codes it affects, before
// publishing.
func ExampleCompare() {
	held := cbec("2022", edition.NewDate(2022, 3, 1), 0, rows("04090000", "95061100"))
	next := cbec("2027", edition.NewDate(2027, 1, 1), 0, rows("04090000:仅限网购保税商品", "04051000"))
	before := library.Lists{
		Tariff:   tariff.BuiltIn(),
		Goods:    list.NewCatalogue(&list.List{ID: list.CBEC, Editions: []*list.Edition{held}}),
		Services: services.BuiltIn(),
	}

	diff := difference.Compare(difference.Replaced(before, next), next)
	fmt.Println("added", diff.Added[0].Code)
	fmt.Println("removed", diff.Removed[0].Code)
	fmt.Println("changed", diff.Changed[0].Now.Code, diff.Changed[0].What)

	touch := redecision.Touched(before, before.With(next), list.CBEC)
	fmt.Println("reaches", touch.Codes)
	fmt.Println(touch.Has("0409"), touch.Has("0409000010"), touch.Has("04100010"))
	// Output:
	// added 04051000
	// removed 95061100
	// changed 04090000 [remark rule]
	// reaches [04051000 04090000 95061100]
	// true true false
}

// An edition is stored and read back by the hash of its content.
func ExampleSeal() {
	e := cbec("2027", edition.NewDate(2027, 1, 1), 0, rows("04090000"))
	sealed, err := library.Seal(e)
	fmt.Println(sealed.SHA256 == e.Sum(), err)

	sealed.Packed[len(sealed.Packed)-1] ^= 1 // flip a bit
	_, err = library.Open(sealed)
	fmt.Println(err != nil)
	// Output:
	// true <nil>
	// true
}
