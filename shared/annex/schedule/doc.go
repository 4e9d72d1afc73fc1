// Package schedule reads the annexes of the tariff: the schedule of a year, from
// one table or from several that are joined by code, and the changes within a year.
//
// A table that was printed on pages has its headers again and again, numbers of pages
// among its rows, and rows that the end of a page cuts. What belongs together is put
// together where nothing else is possible; everything else is a problem.
//
// What is wrong is reported with file, row and column, all of it at once. Two
// things a maintainer may accept by name: rates that are blank or cannot be read,
// which then answer that they are unknown; and codes that a table of conditions
// leaves out, which then have none.
package schedule
