// Package annex reads the annex of an announcement, as it was published, into
// the rows of an edition.
//
// An annex is a table. Its columns are the serial number (序号), the tariff line
// (税则号列), the name of the goods (货品名称) and the remark (备注); above it stand a
// title and the header, below it footnotes and sometimes a total:
//
//	附件
//	序号 , 税则号列   , 货品名称       , 备注
//	1    , 0402.91.00 , 浓缩但未加糖的… ,
//	12   , 0407.90.90 , 其他蛋         , 列入《进出口野生动植物种商品目录》的商品除外
//	合计 , 2          ,                ,
//	注：…
//
// It is read in three steps, each of which collects what is wrong instead of
// stopping at it. A reader of a format makes a [Sheet]: cells with the row
// numbers that a person sees ([ReadCSV]). [Read] finds the header and tells rows
// of the list from everything around them. [Reading.Check] holds the rows
// against the tariff and against what the announcement states, and reads the
// remarks. Another format is another function that makes a Sheet.
//
// What stops an edition is a problem; what a maintainer should look at is a
// note. Nothing is guessed: a row that is neither a row of the list nor plainly
// something else is a problem.
//
// Names and remarks are kept as published, save that a line break or a run of
// spaces within a cell is set as one line. Footnotes are kept to be read by a
// person: they are no rules here.
//
// An annex of changes ("29 lines added, 1 removed") is not a list and is not
// read by this package; its rows are not as many as the announcement states.
package annex
