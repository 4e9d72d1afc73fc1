// Package annual reads the schedule of a year from the tables that customs and
// others publish, and writes it as a folder of the tariff's source.
//
// A table has one row for each ten-digit code, and a row of Chinese headers that
// identify its columns. The schedule may be in one table or in several, such as rates
// in one and supervision conditions in another; they are joined by code. Every row is
// checked, and all problems are reported at once, each with file, row and column. A
// cell that must not be blank or that must be wrong may be kept as a defect: decisions
// then say that it is unknown.
package annual
