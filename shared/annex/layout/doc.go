// Package layout finds the list in the tables of an annex, and tells its rows
// from everything around them.
//
// A [Profile], a file below profiles/, says how the annexes of a list look: what
// the columns are called, which of them a header names, how titles of sections
// and changes are worded. [Scan] finds the header, tells rows of the list from
// titles, repeated headers, totals, footnotes and page numbers, and hands each
// row ([Record]) to what reads rows of that kind ([Rows]): package goods for
// lists of goods and the changes to them, package measures for lists of services.
//
//	附件
//	序号 , 税则号列   , 货品名称       , 备注
//	1    , 0402.91.00 , 浓缩但未加糖的… ,
//	12   , 0407.90.90 , 其他蛋         , 列入《进出口野生动植物种商品目录》的商品除外
//	合计 , 2          ,                ,
//	注：…
//
// What stops an edition is a problem; what a maintainer should look at is a
// note. Both say where: file, sheet or page, row and column ([Layout]). Nothing is
// guessed: a row that is neither a row of the list nor plainly something else is
// a problem. Two things are put together, and the report lists them: a row that
// has neither number nor code runs on from the row above, and a cell that was
// merged over several rows has the same text in each.
package layout
