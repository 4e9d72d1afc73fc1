// Package compile reads the reviewed sources of the tariff and writes the form
// that package tariff embeds. It imports nothing of that package, so that it
// still builds when the generated files are missing.
//
// Everything is checked here, once, so that a lookup need not: Files refuses a
// source that is not canonical and names file, row and column of each problem.
package compile
