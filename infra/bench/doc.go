// Command bench compares the product with alternatives: a policy engine (OPA), an expression language (CEL) and
// a database (SQLite).
//
//	cd infra/bench && go run .
//
// Each of the four decides general trade for the same tariff lines, from the same data: the verdict, the codes
// of the reasons that decide, and duty, consumption tax and VAT to the fen. The rules of the others are
// hand-written in the language of each (trade.rego, cel.go, trade.sql). Before timing, every answer is compared
// with the product's; any difference ends the run.
//
// One decision is timed, after all possible preparation: OPA's query, CEL's programs, SQLite's statement. The
// four take turns in rounds, so that noise of the machine affects all of them. The product also gives
// citations, sentences and missing facts, which the others do not have to.
//
//	-lines 5000   how many plain lines
//	-rounds 9     how many rounds
//
// A plain line has percentages for its taxes and no duty by origin; it is asked about for goods from the United
// Kingdom, for which there is no agreement and no additional duty. The other channels are left out: their
// remarks, limits and places would have to be written four times.
//
// It is a separate module, so that the product does not depend on these engines.
package main
