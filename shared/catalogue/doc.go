// Package catalogue checks whole catalogues: tables with a product in each row.
//
//	税号,品名,原产国,单价
//	0409.00.00,天然蜂蜜 500g,新西兰,129.00
//
// The columns are recognised by their headings, in Chinese or English, or named by the caller (Columns). Each
// row is decided as one goods check, in all requested channels. The result has the caller's columns, followed
// for each channel by the verdict, its basis, the codes of the reasons that decide, a sentence, the missing
// facts, and the tax.
//
// A row that cannot be decided gets its problems, and the check goes on. A code that has lost its zero in a
// spreadsheet is such a problem: nothing is decided on a guess. A row with a name and no code gets candidates
// and no verdict.
//
// The Tally of a catalogue counts verdicts and reasons by channel, and Settle ranks the facts and lists that
// would settle most of the undetermined answers.
//
// Rows are decided by several workers and written in order, a few hundred at a time, so memory does not grow
// with the catalogue.
//
// This package does not decide anything itself (package eligibility does), and does not know where files are
// stored.
package catalogue
