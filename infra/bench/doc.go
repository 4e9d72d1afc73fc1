// Command bench sets the product beside what one would use in its place: a
// policy engine (OPA), an expression language (CEL) and a database (SQLite).
//
//	cd infra/bench && go run .
//
// Each of the four decides general trade for the same tariff lines, from the
// same data: the verdict, the codes of the reasons that weigh, and duty,
// consumption tax and VAT to the fen. Their rules are written by hand in the
// language of each (trade.rego, cel.go, trade.sql). Before anything is timed,
// every answer is compared with the product's; one difference ends the run.
//
// What is timed is one decision, with what each lets one prepare beforehand
// prepared: OPA's query, CEL's programs, SQLite's statement. The four take turns
// in rounds, so that a noisy machine is noisy for all of them. The product also
// gives citations, sentences and missing facts, which the others are not asked
// for.
//
//	-lines 5000   how many plain lines
//	-rounds 9     how often each takes its turn
//
// A plain line has percentages for its taxes and no duty by origin; it is asked
// about for goods from the United Kingdom, of which no agreement and no
// additional duty is held. The other channels are left out: their remarks,
// limits and places would have to be written out four times.
//
// It is a module of its own, so that none of these engines is a dependency of
// the product.
package main
