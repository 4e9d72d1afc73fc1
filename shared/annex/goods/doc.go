// Package goods reads the annex of a list of goods into the rows of an edition.
//
//	doc, err := file.Read(name, raw, nil)
//	profile, ok := layout.ProfileOf("cbec-retail-import")
//	reading := goods.Read(profile, doc.Name, doc.Sheets, "")
//	reading.Check(rules)
//	reading.Report(rules).WriteText(out, false)
//
// [Read] splits the rows into columns. [Reading.Check] checks them against the
// tariff and the announcement, and interprets the remarks; [Reading.Report]
// returns the result, as text and as JSON. Each step collects problems instead
// of stopping at the first.
//
// An annex of changes ("29 lines added, 1 deleted, 80 numbers now 115") is not
// a list. [ReadChanges] reads its statements and [Amendments.Apply] applies
// them to the edition that they amend. Each has to fit that edition, and the
// lines have to add up: 1,413 + 29 − 1 + 115 − 80 = 1,476.
//
// Names and remarks are kept as published, except that line breaks and runs of
// spaces within a cell become single spaces. Footnotes are kept for people to
// read: they are not rules.
package goods
