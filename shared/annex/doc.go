// Package annex makes an edition of the annex of an announcement: of the file
// as it was published, and of what the announcement says beside it.
//
// Its rooms, in the order in which a file goes through them:
//
//	fetch      takes the file from an official address
//	confined   reads it in a process of its own, under limits
//	file       tells its format; xlsx, docx, htmltable and pdf read one each: packed unpacks
//	           what xlsx and docx read, office turns the old Office into the new, and
//	           program bounds what the programs of poppler and LibreOffice may take
//	tables     what all of them become, and how much of it there may be
//	layout     finds the list in the tables, by the profile of its annexes
//	goods      rows of a list of goods, and changes to one
//	measures   rows of a list of services
//	chinese    says in Chinese what all of them say in English
//
// None of them knows this package, and none that comes earlier knows a later one,
// save that fetch asks file what it got.
//
// A whole list, of goods or of services, becomes an edition; an annex of
// changes is applied to the edition that it changes:
//
//	Annex{List: "cbec-retail-import", Edition: "2019", Raw: …}                 1,413 rows
//	Annex{List: "cbec-retail-import", Edition: "2022", Amends: "2019", Raw: …} 1,413 + 29 − 1 + 115 − 80 = 1,476
//	Annex{List: "cn-services-negative-national", Edition: "2024", Raw: …}      71 measures
//
// [Reader] does so for whoever has the bytes and the lists that stand, and
// implements publication.Reader. The import command, which has files and a
// source tree, shares the steps: [ProfileOf] chooses how the annex is laid out,
// [Goods] and [Services] read and check it, and give the two files that an
// edition is kept in. An edition is always made by reading those files back, so
// that what is imported has passed the checks of what is compiled in.
//
// # What may be left out
//
// Of an edition that is held, whatever the announcement says is known: only the
// file is needed. Of a new one everything is, but for the day on which it ends;
// each field that is missing is named, all at once ([Reader.ReadAnnex]).
//
// # Bounds
//
// A file has at most [MaxFile] bytes; what is packed in it, its rows, columns,
// sheets and nesting are bounded by package tables. A reader that breaks down
// over a file is a refusal of the file.
//
// # What this package does not decide
//
// How an edition stands among the others (days that overlap, a document number
// used twice, a number of rows that jumps) is looked at by publication.Desk,
// which lets a maintainer accept some of it. Nothing is stored here, nothing is
// fetched, and nobody is asked for the time.
package annex
