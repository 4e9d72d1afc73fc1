// Package tables has the form that every format of an annex is converted to: a
// [Sheet] of rows and cells, with their positions in the file and how they were
// merged. It reads the one format that is plain text, CSV.
//
// It also has the bounds on what is read; every format respects them.
package tables
