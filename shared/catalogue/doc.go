// Package catalogue checks whole catalogues: tables with a product in each row.
//
//	税号,品名,原产国,单价
//	0409.00.00,天然蜂蜜 500g,新西兰,129.00
//
// The columns are recognised by their headings, in Chinese or English, or named
// by the caller (Columns). Each row is asked as one goods check, in all channels
// that were asked for, and the result has the caller's columns with the answers
// beside them: per channel the verdict, its basis, the codes of the reasons
// that decide, one sentence, the facts that are missing, and the tax.
//
// A row that is wrong gets its problems and stops nothing. A code that has lost
// its zero in a spreadsheet is such a problem: nothing is decided on a guess. A
// row with a name and no code gets candidates and no verdict.
//
// The Tally of a catalogue counts verdicts and reasons by channel, and Settle
// says which facts or lists would settle most of what is undetermined.
//
// Rows are decided by several workers and written in their order, a few hundred
// at a time, so the memory does not grow with the catalogue.
//
// This package decides nothing itself (package eligibility does), and does not
// know where files come from or go to.
package catalogue
