// Package schedule reads the annexes of the tariff: the schedule of a year,
// from one table or from several joined by code, and the changes within a year.
//
// A table printed on pages has repeated headers, page numbers among its rows,
// and rows split by page breaks. Split rows are joined where only one way is
// possible; everything else is a problem.
//
// Problems are reported all at once, with file, row and column. A maintainer
// may accept two kinds by name: rates that are blank or cannot be read, which
// are then unknown; and codes missing from a table of conditions, which then
// have none.
package schedule
