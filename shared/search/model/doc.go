// Package model ranks the subheadings of the tariff for a question: a title, and
// where given its category and attributes, each read for itself.
//
// Three models and a count give evidence, and a fourth model weighs it:
//
//   - linear: one separator per subheading over all terms, learned from titles,
//     customs staff's words and everyday words;
//   - folded: all that is written of a subheading (names, search terms, lines of
//     other countries' schedules), as one text, compared by BM25;
//   - near: single texts, compared by cosine, which speak for their subheadings;
//   - how usual a code is among listings, by language and within its heading;
//   - the weights of the evidence, by logistic regression over the candidates of each
//     question, for each kind of question by itself.
//
// The parts do not ask what a code is of. Package services writes and asks models of its sectors, which
// are found by what is written of them alone.
//
// A bare word is asked otherwise than a title: what it means in trade ([Sense]) stands first.
//
// All weights are in eight bits, and are searched where they lie; see package
// matrix. infra/search writes a model's bytes. [Read] finds the parts: a
// program that holds a model and does not ask it pays for no more than its size.
package model
