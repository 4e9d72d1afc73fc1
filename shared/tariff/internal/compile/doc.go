// Package compile reads the reviewed sources of the tariff and writes the data
// that package tariff embeds. It does not import that package, so that it builds
// even when the generated files are missing.
//
// It checks everything that lookups rely on: Files rejects a source that is not
// canonical and reports file, row and column of each problem.
package compile
