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
// It is read in steps, each of which collects what is wrong instead of stopping
// at it. A reader of a format makes a [Sheet] of every table: package file tells
// the format from the content and calls the one that it is for. A [Profile], a
// file below profiles/, says how the annexes of a list are laid out.
// [Profile.Read] finds the header and tells rows of the list from everything
// around them; [Reading.Check] holds the rows against the tariff and against
// what the announcement states, and reads the remarks; [Reading.Report] says all
// of it, as text and as JSON.
//
//	doc, err := file.Read(name, raw, nil)
//	profile, ok := annex.ProfileOf("cbec-retail-import")
//	reading := profile.Read(doc.Name, doc.Sheets, "")
//	reading.Check(rules)
//	reading.Report(rules).WriteText(out, false)
//
// An annex of changes ("29 lines added, 1 deleted, 80 numbers now 115") is no
// list. [Profile.ReadChanges] reads its statements and [Amendments.Apply] applies
// them to the edition that they change. Each has to fit it, and the lines have to
// add up: 1,413 + 29 − 1 + 115 − 80 = 1,476. A list of services is read by
// [Profile.ReadMeasures]; package reading of services says what its measures
// restrict, and package intake makes editions of either.
//
// What stops an edition is a problem; what a maintainer should look at is a
// note. Both say where: file, sheet or page, row and column. Nothing is guessed:
// a row that is neither a row of the list nor plainly something else is a
// problem. Two things are put together, and the report lists them: a row that
// has neither number nor code runs on from the row above, and a cell that was
// merged over several rows has the same text in each.
//
// Names and remarks are kept as published, save that a line break or a run of
// spaces within a cell is set as one line. Footnotes are kept to be read by a
// person: they are no rules here.
package annex
