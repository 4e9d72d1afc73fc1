// Package eligibility decides whether goods may enter China, by which channel,
// on which conditions and at what tax, and cites the published texts that say so.
//
// A seller declares an item:
//
//	checker := eligibility.NewChecker(list.BuiltIn())
//	decision := checker.Goods(&eligibility.GoodsDeclaration{
//		AsOf: edition.NewDate(2026, 3, 1),
//		Item: eligibility.Item{Code: "04090000", Origin: "NZ"},
//	})
//
// and gets one ChannelDecision for each channel: ordinary import (general
// trade, supervision mode 0110), the two modes of cross-border e-commerce
// (1210 bonded, 9610 direct purchase), and the Yiwu pilot. The channels are decided
// independently, so that they can be compared.
//
// To decide many declarations one after another, pass a Memory to GoodsIn: it takes
// a fifth of the time, and each decision is valid until the next one.
//
// # Verdicts
//
// A verdict is eligible, conditional, ineligible or undetermined. Rules never set
// it: every rule adds a Reason with an Effect, and the verdict follows from the
// effects alone.
//
//	any reason bars                        ineligible
//	else any needs a fact or a list row    undetermined
//	else any states a condition            conditional
//	else any permits                       eligible
//	else                                   undetermined
//
// So silence is never clearance: a line that nothing permits stays
// undetermined. A line that a partial list does not name is undetermined too
// (list_incomplete); its reasons give the earlier editions that named the line,
// goods that a source names without a code, the answer for general trade, and the
// annex that would decide.
//
// The Basis of a verdict is the weakest among its decisive reasons. A basis weaker
// than official has a reason of its own.
//
// # Order
//
// All reasons are collected, in this order: the code in the tariff of the day; what
// is prohibited outright; the list in force and its remarks; place, channel and
// limits; documents; requirements of other authorities for families of goods
// (package regime); tax. The same declaration on the same editions gives the same
// reasons in the same order.
//
// A code with several declarable lines under it is decided for each of them. When
// the verdicts agree, so does the verdict on the code, and a reason that holds for
// some of the lines names them. When they differ, the code is too coarse and the
// candidates are listed, each with its verdict.
//
// # Facts
//
// What the tariff and the lists do not say about the goods comes from the caller, as
// facts of a fixed vocabulary (Vocabulary). No fact is assumed. An unknown fact that
// decides whether a rule bars the goods leaves the verdict undetermined. An unknown
// fact that the importer can control, such as the place of origin, the platform or
// the size of the order, is a condition. Both are listed under the missing facts.
//
// A fact that was given and changed nothing is listed in Decision.Unused: the
// declaration is decided again without it, and compared. Missing facts are those
// that could still change the verdict, the most decisive first. No fact makes up for
// a missing row of a list or a missing text, and the reason says so.
//
// Reasons that a channel has for every item, such as the days for returns, decide
// nothing. A decision does not repeat them: Standing returns their codes, and About
// their sentences and citations.
//
// # Money
//
// Amounts are fen. Each tax is rounded once, half up, and the next tax is
// computed on the rounded one, as on a duty bill. A tax that cannot be computed is
// unknown, with the reason; a blank rate is unknown and never zero. A price of zero
// is not a value.
//
// The duty depends on the origin (package duty). The status of a total is computed
// when it is the amount due; at least, when additional duties may be due that are
// not held, or no origin is stated; at most, when the general rate applies unless a
// treaty that is not held says otherwise. Rates with a certificate of origin are
// given beside the total, and its notes qualify it.
//
// # Indications
//
// When an edition that decides is not held there is an Indication: the answer of the
// channel on the last day of the newest tariff, or that the previous edition of a
// list named the line. It is never a verdict.
//
// # What this package does not decide
//
// NotChecked lists it: whether the code is the right one for the product, how
// customs values it, labels, trade marks, sanctions, duties by origin that are
// not held, rules of origin. READINGS.md lists the places where a text leaves a
// choice, and the choice made.
package eligibility
