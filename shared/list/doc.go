// Package list holds the published lists of goods: what each edition names,
// with the remark beside every entry read as typed conditions.
//
// The retail import list of cross-border e-commerce names tariff lines that
// consumers may buy from abroad. It is a positive list: a line that is on it
// may come, subject to its remark; a line that is not on it may not. So
//
//	entries := edition.Find("04090000")
//
// answers for honey, and where the edition is complete an empty answer means
// "not listed". Where it is partial an empty answer means nothing at all:
// compare edition.Coverage before reading it.
//
// Three kinds of statement stand side by side in an edition. Listed entries
// are rows of it. Removed entries are lines that a source reports as taken out
// by it. Hints are goods that a source names without a code ("wigs of human
// hair"); they help a person to search and never decide anything.
//
// A Remark is a rule in words: "bonded online purchase only", "except goods in
// the wildlife catalogue", "at most 20 kg per person and year". ParseRemark
// reads it into Conditions. A remark that cannot be read stops the edition,
// unless the maintainer marks it manual; then it yields a condition that
// quotes it.
//
// The built-in editions are compiled from source/ by go generate; see
// source/README.md for their form and each NOTICE.md for their provenance.
//
// This package does not decide: it says what is written. Channels, limits and
// verdicts belong to package eligibility.
package list
