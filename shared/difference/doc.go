// Package difference compares editions of a list: which rows were added,
// removed, renumbered, changed.
//
// Rows of goods are identified by category and code, and rows of services by
// their words. A Diff has a Hash, which a maintainer repeats to publish what
// was reviewed, and a storage format (Marshal).
package difference
