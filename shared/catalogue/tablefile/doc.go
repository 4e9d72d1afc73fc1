// Package tablefile reads and writes tables of goods: CSV and XLSX files as
// spreadsheets, shops and customs programs write them.
//
//	rows, done, err := tablefile.Open(file)
//	for {
//		cells, row, err := rows.Next()
//
// Text may be UTF-8, with or without a byte order mark, UTF-16 or GB18030. Cells are separated by commas,
// semicolons or tabs; any line ends are accepted, and quoted cells may contain line ends. Of a workbook the
// visible sheets are read, in the order of their tabs.
//
// Each row is read on its own: one that is damaged, too long or in another encoding is a Problem with the
// number of the row, and reading goes on. Only a few rows are in memory at a time, whatever sizes the file
// declares.
//
// This package does not know what the cells mean.
package tablefile
