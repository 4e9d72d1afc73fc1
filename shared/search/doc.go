// Package search finds the codes of the tariff that words about goods may mean, with
// their confidence, and asks a question that narrows them.
//
//	whisky                    2208.30
//	面膜 5片                   3304.99; 3304.9900.49, stated by the sheet
//	cotton dress              knitted or woven?
//	accessories               nothing: the word is too general
//
// # From words to subheadings
//
// A model finds the first six digits. It was learned from the names of the tariff,
// search terms of customs staff, schedules of other countries, everyday words and
// brands written for this product, and titles of goods with a known code; see package
// model and source/NOTICE.md. The title, the category and the attributes of a listing
// are read separately.
//
// A single word (tea, 茶叶) is first looked up among words of trade and the names of
// headings, singular or plural, allowing for one misspelling; package model then ranks
// the codes of its sense.
//
// # Down to ten digits
//
// Below six digits China's names decide ([Engine.Ask] with a finer Level): words that
// one line has and its siblings do not; properties such as frozen, cotton or stated by
// volume, which the query may state in either language; and the lines of known titles.
// Words that a name excludes (除外) count against the line, and a residual line (其他)
// is shown with the names of its siblings. A line of endangered species ranks first
// only if the query says so.
//
// # Confidence
//
// An item's Score is its probability. Bounds on it define high, medium and low
// confidence; Answer.HitRates has how often the first answer of each level was right,
// on goods that the model had not seen. They were measured separately for each kind of
// question: Chinese, some English words, whole English titles, titles with category or
// attributes. The probabilities for one or two words are lower than for a title: nobody
// can tell from "dress" that it is woven.
//
// # Vague questions
//
// A separate model, learned from descriptions that UK customs call too vague, sets
// Answer.Vague; the codes are then given with a warning. Words that name no goods, such
// as 配件, get no codes (Answer.Nothing).
//
// # Questions
//
// A [Question] asks for the property of the goods that divides the probability most
// evenly: material, make, wearer, state, use, packing, how the quantity is stated; or
// else for the goods themselves. Each answer has the codes that it leaves, for
// Query.Within of the next question.
//
// # Names and codes
//
// [Engine.Plausible] judges whether a name and a code go together. The judgement
// informs; it is no ground for a decision.
//
// # What this package does not decide
//
// It does not decide which code is right: that depends on the legal notes, which are
// not held, and on customs. It compares words and knows nothing of goods.
package search
