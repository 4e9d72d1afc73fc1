// Package eligibility decides whether goods may enter China, by which channel,
// on which conditions and at what tax, and says which published text says so.
//
// A seller declares an item:
//
//	checker := eligibility.NewChecker(list.BuiltIn())
//	decision := checker.Goods(&eligibility.GoodsDeclaration{
//		AsOf: edition.NewDate(2026, 3, 1),
//		Item: eligibility.Item{Code: "04090000", Origin: "NZ"},
//	})
//
// and gets one ChannelDecision for each way in: ordinary import (general
// trade, supervision mode 0110), the two modes of cross-border e-commerce
// (1210 bonded, 9610 direct purchase), and the Yiwu pilot. Each is answered on
// its own, so that they can be compared.
//
// Who decides many declarations one after another gives GoodsIn a Memory, which
// takes a fifth of the time; each decision is gone with the next.
//
// # Verdicts
//
// A verdict is eligible, conditional, ineligible or undetermined. It is never
// set by a rule: every rule adds a Reason with an Effect, and the verdict
// follows from the effects alone.
//
//	any reason bars                        ineligible
//	else any needs a fact, or a list's row undetermined
//	else any states a condition            conditional
//	else any permits                       eligible
//	else                                   undetermined
//
// So silence is never clearance: a line that nothing permits stays
// undetermined. A partial list leaves a line that it does not name
// undetermined too (list_incomplete), and tells what is known short of a
// decision: the editions that named the line before, goods that a source names
// without a code, what general trade would ask and cost, and which annex would
// settle it.
//
// The Basis of a verdict is the weakest among the reasons that decided it. One
// that is less than official is said in words.
//
// # Order
//
// Reasons are collected, all of them, in this order: the code in the tariff of
// the day; what is prohibited outright; the list in force and its remarks;
// place, channel and limits; documents; what other authorities ask, by families
// of goods (package regime); tax. The same declaration on the same
// editions gives the same reasons in the same order.
//
// A code with several declarable lines under it is decided for each of them.
// When they agree that is the answer, and a reason that holds for some only
// names them; when they differ the code is too coarse and the candidates are
// given with their verdicts.
//
// # Facts
//
// What the tariff and the lists cannot know comes from the caller, in a fixed
// vocabulary (Vocabulary). No fact is assumed. A fact about the goods that
// decides whether a rule bars them is a missing fact and leaves the verdict
// undetermined. A fact that the importer can see to, such as the place of
// origin, the platform or the size of the order, is a condition; it is listed
// under the missing facts as well, so that it is asked.
//
// A fact that is told is used, or Decision.Unused names it: the declaration is
// decided without it as well, and compared. Missing facts are those that could
// still change the verdict, the most decisive first. Where a row of a list or a
// text is missing, no fact makes up for it, and the reason says so.
//
// What a channel says of every item alike, such as the days for returns, decides
// nothing. A decision does not repeat it: Standing has the codes, and About the
// sentences with their sources.
//
// # Money
//
// Amounts are fen. Each tax is rounded once, half up, and the next tax is
// computed on the rounded one, as on a duty bill. What cannot be computed is
// unknown, with the reason; a blank rate is unknown and never zero. A price of
// zero is no value.
//
// Which duty is due depends on the origin (package duty). A total is computed
// when it is known to be what is due; at least, when duties on top may be due
// that are not held, or no origin is stated; at most, when the general rate
// applies but for a treaty that is not held. What a certificate of origin takes
// off stands beside the total, and what else is to be known of it in its notes.
//
// # Short of a decision
//
// Where an edition that decides is not held there is an Indication: what the
// channel answered on the last day of the newest tariff, or that the edition
// before of a list named the line. It is never a verdict.
//
// # What this package does not decide
//
// NotChecked lists it: whether the code is the right one for the product, how
// customs values it, labels, trade marks, sanctions, duties by origin that are
// not held, rules of origin. READINGS.md has each place where a text leaves a choice,
// and what was chosen.
package eligibility
