// Package words takes texts about goods apart into terms, so that two texts can
// be compared: a seller's title with a name of the tariff.
//
// # Folding
//
// First a text is put into one form ([Fold]): width and compatibility forms
// (ＭＬ is ml), lower case, no accents, traditional characters simplified (紅酒
// is 红酒), signs and pictures left out. simplified.txt has the pairs of
// characters, taken from OpenCC 1.1 (TSCharacters.txt, Apache License 2.0), those
// of the basic plane, the first where it gives several.
//
// # Terms
//
// A Latin word gives its stem, the pair that it makes with the word before, its
// pieces of three to five letters, its bones (what is left without vowels: labels
// write crm for cream) and, when longer, its first four letters (labels are cut
// off). English stems are those of github.com/blevesearch/snowballstem.
//
// Chinese is not cut into words: each run of characters gives its single
// characters and what stands in two, three and four in a row, so that it does not
// matter whether a title is written with spaces or without.
//
// A number says how much, not what; its unit is kept (500g, 20片).
package words
