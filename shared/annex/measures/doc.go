// Package measures reads the annex of a list of services, and turns its rows
// into measures: it determines how each is applied where that is clear, and
// what a maintainer has to decide for the others.
//
// A list of services prints three things for a measure: its number, a field and
// a sentence. To be applied it needs more: what the sentence does to a service
// (its kind), in which modes of supply, and which sectors it reaches. These
// come from three sources, in this order:
//
//	decided  columns that a maintainer added to the table: whole, part, modes, kind, weight, …
//	lent     the row with the same number and the identical text in the stored edition
//	typed    the words of the row, by the rules of this package, if only one reading is possible
//
// A rule quotes the words that it is based on ([Ground]). It gives up at the
// first sign of more than one demand: an exception, an 等 or 含 by which a text
// covers more than it names, a second clause with a demand.
//
//	境外个人不得报考拍卖师执业资格考试。      overseas_individual, mode 4: “境外个人不得报考拍卖师执业资格考试”
//	境外服务提供者须经批准，方可从事该业务。  open: approval, and what 方可 ties it to
//	除跨境交付外，境外服务提供者不得提供。    open: an exception
//
// A field reaches the division, group or class of GB/T 4754 with exactly its
// name, within the section that the list prints it under; it is not interpreted
// further.
//
// # Open rows
//
// For an open row, partial results of rules are not used. It has the weight
// unread and the modes 1, 2 and 4, and reaches every division of its section in
// part: questions about them stay undetermined, even on a complete edition.
// Since it is unknown what such a row reaches, absence from the list clears
// nothing else in the modes of the row either, until it is decided. When its
// section is unknown too, it is a problem, unless a maintainer gives the codes
// that it reaches or marks it to reach everything.
//
// # Deciding them
//
// [Reading.Table] is the list with the columns that decide, ready to be edited:
// they have what was typed; for open rows the column open names what is
// missing, and grounds quotes what was found. The edited table is imported like
// any annex of that list.
//
// # What this package does not decide
//
// It does not translate: a row without a summary is quoted. It does not
// interpret laws, and it does not decide whether a service may be supplied;
// package eligibility does.
package measures
