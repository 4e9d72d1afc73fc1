// Package money holds amounts of renminbi and computes with them exactly.
//
// An Amount is a whole number of fen. Rates and quotients are applied in
// integers with a 128-bit intermediate, and each result is rounded once, half
// away from zero, to the fen: 15 per cent of 129.00 is 19.35, and 70 per cent
// of 0.05 is 0.04. No floating point is used.
package money
