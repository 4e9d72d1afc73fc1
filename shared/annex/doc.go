// Package annex makes an edition from the annex of an announcement: from the
// file as published, and from what the announcement says about it.
//
// Its packages, in the order in which a file passes through them:
//
//	fetch      downloads the file from an official address
//	confined   reads it in a separate process, under limits
//	file       detects its format; xlsx, docx, htmltable and pdf read one each: packed unpacks
//	           what xlsx and docx read, office converts the formats of old Office versions, and
//	           program limits the resources of the programs of poppler and LibreOffice
//	tables     the form that all formats are converted to, and the bounds of it
//	layout     finds the list in the tables, by the profile of its annexes
//	goods      reads rows of a list of goods, and changes to one
//	measures   reads rows of a list of services
//	schedule   reads the tariff of a year, and changes to it
//	chinese    translates the sentences of all of them
//
// None of them imports this package, and none imports a later one, except that
// fetch uses file to detect the format.
//
// The annex of a whole list, of goods or of services, becomes an edition; an
// annex of changes is applied to the edition that it amends:
//
//	Annex{List: "cbec-retail-import", Edition: "2019", Raw: …}                 1,413 rows
//	Annex{List: "cbec-retail-import", Edition: "2022", Amends: "2019", Raw: …} 1,413 + 29 − 1 + 115 − 80 = 1,476
//	Annex{List: "cn-services-negative-national", Edition: "2024", Raw: …}      71 measures
//
// [Reader] implements publication.Reader: it has the bytes and the lists in
// force. The import command, which has files and a source tree, shares the
// steps: [ProfileOf] chooses the layout of the annex, and [Goods] and
// [Services] read it, check it, and write the two files of an edition. An
// edition is always made by reading those files back, so that an import passes
// the same checks as a built-in edition.
//
// # What may be omitted
//
// For a stored edition only the file is required: the rest is taken from that
// edition. For a new one everything but its last day is required; the error
// names all missing fields at once ([Reader.ReadAnnex]).
//
// # Bounds
//
// A file has at most [MaxFile] bytes; package tables bounds the unpacked size,
// rows, columns, sheets and nesting. When a reader panics on a file, the file
// is refused.
//
// # What this package does not decide
//
// publication.Editor checks an edition against the others (overlapping days, a
// document number used twice, a jump in the number of rows), and lets a
// maintainer accept some of these findings. This package stores nothing,
// fetches nothing, and does not read the clock.
package annex
