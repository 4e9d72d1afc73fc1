// Command check asks whether goods or services may enter China, from a terminal:
//
//	check 0409.00.00 --origin NZ --price 129
//	check "Manuka honey 500g"
//	check --service 7297 --mode 1
//	check catalogue.csv -o result.xlsx
//
// Without --server it answers by itself, from the built-in lists; with it, the server at that address answers,
// from the lists published there. Install it with go install ./infra/check.
package main
