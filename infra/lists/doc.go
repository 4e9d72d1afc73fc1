// Command lists brings published lists into the source tree.
//
//	go run ./infra/lists import -list cbec-retail-import -edition 2022 annex.csv
//
// reads the annex of an announcement, checks all of it, says what it found and
// how it differs from what was held, and only then writes the edition's folder
// below shared/list/source and compiles it into shared/list/table.go. With
// -dry-run it writes nothing. Run it with -help for the whole story.
//
// Package annex has the rules of reading and checking; here are the flags, the
// files and the report.
package main
