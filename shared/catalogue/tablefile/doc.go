// Package tablefile reads and writes tables of goods: CSV and XLSX files as
// spreadsheets, shops and customs programs write them.
//
//	rows, done, err := tablefile.Open(file)
//	for {
//		cells, row, err := rows.Next()
//
// Text may be UTF-8, with or without a byte order mark, UTF-16 or GB18030; its
// cells are parted by commas, semicolons or tabs; its lines may end in any way,
// and cells in quotation marks may hold line ends. Of a workbook the sheets
// that are not hidden are read, in the order of their tabs.
//
// A row is read on its own: one that is damaged, too long or in another
// encoding is a Problem with the number of the row, and the next row is read as
// usual. No more than a few rows are in memory at a time, whatever the file says
// of itself.
//
// This package does not know what the cells mean.
package tablefile
