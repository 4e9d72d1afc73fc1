// Package tables has the form that every format of an annex is turned into: a
// [Sheet] of rows and cells, which says where each stands in the file and how it
// was merged. It reads the one format that is plain text, CSV.
//
// The bounds of what is read stand here, too; every format keeps to them.
package tables
