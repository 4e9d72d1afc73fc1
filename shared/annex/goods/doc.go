// Package goods reads the annex of a list of goods into the rows of an edition.
//
//	doc, err := file.Read(name, raw, nil)
//	profile, ok := layout.ProfileOf("cbec-retail-import")
//	reading := goods.Read(profile, doc.Name, doc.Sheets, "")
//	reading.Check(rules)
//	reading.Report(rules).WriteText(out, false)
//
// [Read] takes the rows apart. [Reading.Check] holds them against the tariff and
// against what the announcement states, and reads the remarks; [Reading.Report]
// says all of it, as text and as JSON. Each step collects what is wrong instead of
// stopping at it.
//
// An annex of changes ("29 lines added, 1 deleted, 80 numbers now 115") is no
// list. [ReadChanges] reads its statements and [Amendments.Apply] applies
// them to the edition that they change. Each has to fit it, and the lines have to
// add up: 1,413 + 29 − 1 + 115 − 80 = 1,476.
//
// Names and remarks are kept as published, save that a line break or a run of
// spaces within a cell is set as one line. Footnotes are kept to be read by a
// person: they are no rules here.
package goods
