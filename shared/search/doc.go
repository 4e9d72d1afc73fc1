// Package search finds the codes of the tariff that words about goods may mean,
// says how sure it is, and asks the question that narrows them.
//
//	whisky                    2208.30
//	面膜 5片                   3304.99; 3304.9900.49, stated by the sheet
//	cotton dress              knitted or woven?
//	accessories               nothing: too wide a word
//
// # From words to subheadings
//
// The first six digits are found by a model, learned from the tariff's own names,
// the search terms of customs staff, schedules of other countries, everyday words
// and brands written for this product, and titles of goods with a known code;
// package model says how, and source/NOTICE.md from what. The title, the
// category and the attributes of a listing are read each for itself.
//
// A bare word (tea, 茶叶) is looked up first among words of trade and the names of headings,
// singular or plural, with one slip of the keys; package model orders the codes within.
//
// # Down to ten digits
//
// Below six digits China's names decide ([Engine.Ask] with a finer Level): words that a
// line has and its sisters do not; properties such as frozen, cotton or
// stated by volume, which the query may state in either language; and what titles
// were declared under before. What a name excludes (除外) speaks against the
// line, and a line for the rest (其他) is shown with the names of its sisters. A
// line of endangered species is put first for those alone who say so.
//
// # How sure
//
// An item's Score is the share of belief in it. It is called high, medium or low
// by bounds that were set so that first answers of that level were right as often as
// Answer.HitRates says, on goods that the model had not seen, for each kind of
// question by itself: Chinese, some English words, whole English titles, titles
// with category or attributes. A bare word or two is believed less than a title:
// of a dress alone, nobody can say that it is woven.
//
// # What is too vague
//
// A model of its own, learned from descriptions that UK customs call too vague,
// says so in Answer.Vague; the codes are then given with a warning. Words
// that name nothing, such as 配件, are given no codes (Answer.Nothing).
//
// # Questions
//
// [Question] is the property of the goods that divides the belief most evenly:
// material, make, wearer, state, use, packing, how the quantity is stated; or else
// the goods themselves. Each answer says which codes it leaves, and a Query Within
// these asks on.
//
// # Names and codes
//
// [Engine.Plausible] says whether a name and a code go together. It informs; it is no
// ground for a decision.
//
// # What this package does not decide
//
// Which code is the right one: that is a matter of the legal notes, which are not
// held, and of customs. It knows words, not goods.
package search
