// Package measures reads the annex of a list of services, and makes measures of its rows:
// it says of each how it is applied, as far as that is plain, and what a
// maintainer has to decide of the rest.
//
// A list of services prints three things of a measure: its number, a field and
// a sentence. To be applied it needs more: what the sentence does to a service
// (its kind), in which modes of supply, and which sectors it reaches. That comes
// from three places, in this order:
//
//	decided  columns that a maintainer added to the table: whole, part, modes, kind, weight, …
//	lent     the row of the same number, with the very same text, of the edition that was held
//	typed    the words of the row, by the rules of this package, where they allow one reading only
//
// A rule quotes the words that it rests on ([Ground]). It gives up at the first
// sign of more than one demand: an exception, an 等 or 含 by which a text means
// more than it names, a second clause that demands something.
//
//	境外个人不得报考拍卖师执业资格考试。      overseas_individual, mode 4: “境外个人不得报考拍卖师执业资格考试”
//	境外服务提供者须经批准，方可从事该业务。  open: approval, and what 方可 ties it to
//	除跨境交付外，境外服务提供者不得提供。    open: an exception
//
// A field reaches the division, group or class of GB/T 4754 that has exactly
// its name, within the section that the list prints it under; nothing else is
// read into it.
//
// # Open rows
//
// Of an open row nothing that a rule guessed in part is used. It has the weight
// unread, the modes 1, 2 and 4, and reaches every division of its section in
// part: whatever is asked about them stays undetermined, also on an edition that
// is complete. Since nobody has read what such a row reaches, the silence of the
// list clears nothing else either, in the modes of the row, until it is settled. When its section is unknown too, it is
// a problem, unless a maintainer says which codes it reaches or marks it to reach everything.
//
// # Settling them
//
// [Reading.Table] is the list again with the columns that decide, ready to be
// edited: what is typed stands in them, of what is open the column open names
// what is missing, and grounds quotes what was found. Brought in again, it is
// read as any annex of that list.
//
// # What this package does not decide
//
// It translates nothing: without a summary a row is quoted. It does not read
// laws into a row, and it does not say whether a service may be supplied;
// package eligibility does.
package measures
