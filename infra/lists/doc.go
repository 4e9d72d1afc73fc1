// Command lists imports published lists into the source tree or into a service.
//
//	go run ./infra/lists import -list cbec-retail-import -edition 2019 annex.xlsx
//	go run ./infra/lists import -list cbec-retail-import -edition 2022 -amends 2019 changes.pdf
//
// reads the annex of an announcement, checks all of it, reports what it found and how it differs from the
// edition held before, and only then writes the edition's folder below shared/list/source and compiles it into
// shared/list/table.go. The annex is a file, or is fetched from an official address with -from. With -dry-run
// nothing is written; with -json the report is JSON.
//
//	go run ./infra/lists import -list cn-services-negative-national -edition 2024 annex.docx
//
// does the same for a list of services, below shared/services, and
//
//	go run ./infra/lists read annex.docx >table.csv
//
// writes such a list as a table in which a maintainer decides what its rows require. Run either with -help for
// details.
//
//	CHECKER_API=https://… CHECKER_TOKEN=… go run ./infra/lists bring -list cn-tariff -edition 2027 … schedule.zip
//
// uploads an annex to a running service and prints its report and what it would change. A second call publishes
// it when it repeats the hash of the difference.
//
// Package annex and those below it read annexes and make editions; this package has the flags, the files and
// the reports.
package main
