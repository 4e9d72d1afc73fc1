// Package model ranks the subheadings of the tariff for a question: a title, and
// optionally its category and attributes, which are read separately.
//
// Three models and a count give evidence, and a fourth model weighs it:
//
//   - linear: a linear classifier per subheading over all terms, learned from titles,
//     words of customs staff and everyday words;
//   - folded: all texts about a subheading (names, search terms, lines of other
//     countries' schedules), concatenated and compared by BM25;
//   - near: single texts, compared by cosine, which vote for their subheadings;
//   - the frequency of a code in listings, by language and within its heading;
//   - the weights of the evidence, by logistic regression over the candidates of each
//     question, separately for each kind of question.
//
// The codes need not be of the tariff: package services builds models of its sectors, with
// the folded part only.
//
// For a single word, the codes of its sense in trade ([Sense]) come first.
//
// All weights have eight bits and are searched in place; see package matrix.
// infra/search writes the bytes of a model, and [Read] only locates its parts, so that a
// program with a model that is not used pays for no more than its size.
package model
