// Package list holds the published lists of goods: the rows of each edition, with
// their remarks parsed into typed conditions.
//
// The retail import list of cross-border e-commerce names the tariff lines that
// consumers may buy from abroad. It is a positive list: a line on the list may be
// imported, subject to its remark; a line that is not on it may not. So
//
//	entries := edition.Find("04090000")
//
// returns the entries for honey. If the edition is complete, no entries means "not
// listed". If it is partial, no entries means nothing: check edition.Coverage first.
//
// An edition has three kinds of entries. Listed entries are its rows. Removed entries
// are lines that a source reports as removed by it. Hints are goods that a source
// names without a code ("wigs of human hair"); they help to search and never decide.
//
// A Remark is a rule in words: "bonded online purchase only", "except goods in
// the wildlife catalogue", "at most 20 kg per person and year". ParseRemark
// parses it into Conditions. An edition with a remark that cannot be parsed is
// rejected, unless the maintainer marks the remark manual; it then gives a condition
// that quotes it.
//
// The built-in editions are compiled from source/ by go generate; see
// source/README.md for their form and each NOTICE.md for their provenance.
//
// This package makes no decisions: channels, limits and verdicts are in package
// eligibility.
package list
