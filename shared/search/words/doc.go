// Package words splits texts about goods into terms, so that two texts can be
// compared: a seller's title with a name of the tariff.
//
// # Folding
//
// A text is first normalized ([Fold]): compatibility and width forms (ＭＬ becomes
// ml), lower case, no accents, simplified characters (紅酒 becomes 红酒), no symbols.
// simplified.txt has the pairs of characters, taken from OpenCC 1.1
// (TSCharacters.txt, Apache License 2.0): those of the basic plane, and the first
// simplified character if there are several.
//
// # Terms
//
// A Latin word gives its stem, the pair of it and the word before, its pieces of
// three to five letters, its consonants (labels write crm for cream) and, if it is
// longer, its first four letters (labels are cut off). English stems are those of
// github.com/blevesearch/snowballstem.
//
// Chinese is not segmented into words: each run of characters gives its single
// characters and its sequences of two, three and four, so that spaces in a title do
// not matter.
//
// Of a number only its unit is kept (500g, 20片).
package words
