// Package tariff holds the codes under which goods enter China, from chapter
// to declarable code, and what the annual schedule says of each.
//
// # Codes
//
// The Harmonized System, kept by the World Customs Organization and shared by
// nearly every country, sorts all goods into chapters of two digits:
//
//	04          dairy produce, eggs, honey
//
// Two more digits make a heading (品目):
//
//	0403        yogurt, buttermilk, kephir, …
//	0409        natural honey
//
// and two more a subheading (子目). Up to here the digits mean the same
// everywhere; the present edition is HS 2022.
//
//	0403.20     yogurt
//	0409.00     natural honey; 00, because the heading is not divided
//
// China adds two digits for its tariff lines (税则号列), to which rates and
// most published lists refer:
//
//	0403.20.10  yogurt, at most sweetened, flavoured, or with fruit, nuts or cocoa
//	0409.00.00  natural honey, not divided here either
//
// and customs two more, for what a declaration must tell apart though the
// rate may be the same. These ten digits are what is declared:
//
//	0409000000  natural honey
//	0101210010  horses for breeding, endangered wild ones
//	0101210090  horses for breeding, others
//
// A code lies under another when it begins with it, so a [Code] is text whose
// zeros count: 409 is not 0409. People write dots and spaces into codes, and
// [ParseCode] takes them out; it never pads. A code at any [Level] is asked
// about alike: [Table.Range] gives the lines under it, [Table.Node] its name,
// [Table.Children] the next level down.
//
// The five levels of 2026 have 97 chapters, 1,231 headings, 5,615 subheadings,
// 8,978 tariff lines and 12,030 declarable codes. Chapter 77 is reserved and has
// no lines. Chapter 98 is China's own and has no English names.
//
// # Time
//
// The schedule is published for a calendar year and is in force on [1 January,
// 1 January). [Catalogue.At] gives the [Table] of a day; for a day of a year that
// is not held there is none, and it would be wrong to answer from another one. What
// the last one said, of which [Catalogue.Before] gives the table, is an indication
// at most. Within the year, announcements change single rates and conditions:
// [Table.Lookup] and [Table.Line] give what was published on the first day,
// [Table.LineOn] what stands on a given day, and [Table.AmendmentsOn] what made the
// difference and on whose word. An edition may bring duties by origin as well, which no
// year ends: [Table.Standing] gives them with those of the editions before.
//
// [BuiltIn] has the years that are compiled in, each a folder of source/. A
// maintainer publishes others without a release: such a table is kept as [Parts],
// the same records with the values that they refer to, and [Parts.Table] puts it
// together again, once everything that a lookup takes for granted was checked.
//
// The HS is revised every few years and the national digits every year, so
// that codes go stale. [Table.Lineage] says where a code that is no longer
// held stood, and where to look for it today; [Table.Predecessors] looks the
// other way.
//
// # Rates
//
// A [Rate] is the text of the schedule and its reading. Most are a share of
// the dutiable value; some are an amount per unit, or both together; some
// depend on the value of one unit:
//
//	15%
//	0.8元/千克
//	20%+0.912元/升
//	完税价大于等于10000元：15%，完税价小于10000元：0。
//
// Shares are in parts per million, so that 6.5% is 65000. Amounts and
// thresholds are in hundred-millionths of a yuan, because one threshold, that
// of beer, has eight decimals. [Rate] says which case a value equal to the
// threshold falls into and which unit the threshold is counted in.
//
// A blank is a nil rate and means unknown, never zero: the consumption tax on
// cigarettes is blank. A provisional rate is the exception, being blank where
// there is none. A text that cannot be right, such as a threshold of zero, has
// a Defect and no cases.
//
// # Letters
//
// Line.Supervision is a string of supervision conditions, one character each:
// "AB" asks for inspection and quarantine on import (A) and for an electronic
// ledger on export (B). Their order means nothing and their case does: x and X
// differ. [SupervisionOf] explains them, and [InspectionOf] the classes of
// inspection in Line.InspectionImport and Line.InspectionExport.
//
// # Sources
//
// source/ holds the rows as they were found, and source/NOTICE.md says from
// where, under what licence, and how far to trust them. The generator refuses
// sources that are not canonical and writes table.go and data/, which are
// embedded sorted and are searched in place: nothing is parsed at start and a
// lookup allocates nothing. [Table.Verify] checks that the data are the ones
// that were written.
//
// # What this package does not decide
//
// It does not classify goods: which code a product belongs under is a matter
// of the legal notes, which are not held. It does not say which of the rates
// applies to an origin, and holds no rates of trade agreements. Of the duties that come
// on top of the schedule it keeps those that amendments brought in. It does not say what a supervision
// condition means for a given import. It computes no tax. It knows no notices
// that the amendments do not list.
package tariff
