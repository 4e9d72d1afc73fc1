// Package layout finds the list in the tables of an annex, and separates its
// rows from everything around them.
//
// A [Profile], a file in profiles/, describes the annexes of a list: the names
// of the columns, which of them a header has, how titles of sections and
// changes are worded. [Scan] finds the header, separates rows of the list from
// titles, repeated headers, totals, footnotes and page numbers, and passes each
// row ([Record]) to the reader of that kind of row ([Rows]): package goods for
// lists of goods and changes to them, package measures for lists of services.
//
//	附件
//	序号 , 税则号列   , 货品名称       , 备注
//	1    , 0402.91.00 , 浓缩但未加糖的… ,
//	12   , 0407.90.90 , 其他蛋         , 列入《进出口野生动植物种商品目录》的商品除外
//	合计 , 2          ,                ,
//	注：…
//
// A problem prevents the import; a note is for the maintainer to check. Both
// have a place: file, sheet or page, row and column ([Layout]). Nothing is
// guessed: a row that is neither a row of the list nor clearly something else
// is a problem. Two kinds of text are joined, and the report lists them: a
// row without number and code continues the previous row, and a merged cell has
// the same text in each of its rows.
package layout
