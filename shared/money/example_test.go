package money_test

import (
	"fmt"

	"importchecker/shared/money"
)

// Duty of 15 per cent on 129.00, then 70 per cent of an amount of five fen:
// each result is rounded once, half up, to the fen.
func ExampleMulDiv() {
	price, err := money.Parse("129.00")
	duty, ok := money.MulDiv(price, 15, 100)
	fmt.Println(duty, ok, err)

	seventy, _ := money.MulDiv(5, 70, 100)
	fmt.Println(seventy)
	// Output:
	// 19.35 true <nil>
	// 0.04
}
