// Package tariff holds the customs codes of China, from chapter to declarable
// code, with the rates and conditions of the annual schedule.
//
// # Codes
//
// The Harmonized System, maintained by the World Customs Organization and used by
// nearly every country, classifies all goods into chapters of two digits:
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
// China adds two digits for its tariff lines (税则号列), which rates and most
// published lists refer to:
//
//	0403.20.10  yogurt, at most sweetened, flavoured, or with fruit, nuts or cocoa
//	0409.00.00  natural honey, not divided here either
//
// and customs adds two more, for goods that declarations must distinguish even at
// the same rate. Declarations use these ten digits:
//
//	0409000000  natural honey
//	0101210010  horses for breeding, endangered wild ones
//	0101210090  horses for breeding, others
//
// A code lies under another when it begins with it, so a [Code] is text and its
// zeros matter: 409 is not 0409. [ParseCode] removes dots and spaces; it never
// pads. The methods are the same for every [Level]: [Table.Range] returns the lines
// under a code, [Table.Node] its name, [Table.Children] the codes of the next level.
//
// The five levels of 2026 have 97 chapters, 1,231 headings, 5,615 subheadings,
// 8,978 tariff lines and 12,030 declarable codes. Chapter 77 is reserved and has
// no lines. Chapter 98 is China's own and has no English names.
//
// # Time
//
// The schedule is published for a calendar year and is in force on [1 January,
// 1 January). [Catalogue.At] returns the [Table] of a day. For a day of a year that
// is not held there is none, and another year must not be used instead; the table
// before it, from [Catalogue.Before], gives an indication at most. Within the year,
// announcements change single rates and conditions: [Table.Lookup] and [Table.Line]
// return a line as published on the first day, [Table.LineOn] the line with the rates
// in force on a day, and [Table.AmendmentsOn] the amendments with their documents. An
// edition may also add duties by origin, which do not end with the year:
// [Table.AccumulatedDuties] returns them with those of the earlier editions.
//
// [BuiltIn] has the years that are compiled in, each from a folder of source/. A
// maintainer publishes other years without a release. Such a table is stored as
// [Parts]: the same records with the values that they refer to. [Parts.Table]
// validates them and returns the table.
//
// The HS is revised every few years and the national digits every year, so that
// codes become outdated. [Table.Lineage] returns the earlier editions that had a code
// and its candidates in the current one; [Table.Predecessors] goes the other way.
//
// # Rates
//
// A [Rate] is the text of the schedule and its parsed form. Most rates are a share of
// the dutiable value; some are an amount per unit, or both added; some depend on the
// value of one unit:
//
//	15%
//	0.8元/千克
//	20%+0.912元/升
//	完税价大于等于10000元：15%，完税价小于10000元：0。
//
// Shares are in parts per million, so that 6.5% is 65000. Amounts and
// thresholds are in hundred-millionths of a yuan, because one threshold, that
// of beer, has eight decimals. [Rate] says which case applies to a value equal to the
// threshold, and the unit of the threshold.
//
// A blank cell is a nil rate and means unknown, never zero: the consumption tax on
// cigarettes is blank. The exception is the provisional rate, where nil means that
// there is none. A text that must be wrong, such as a threshold of zero, has a Defect
// and no cases.
//
// # Letters
//
// Line.Supervision is a string of supervision conditions, one character each:
// "AB" requires inspection and quarantine on import (A) and an electronic ledger on
// export (B). Their order has no meaning, but their case has: x and X differ.
// [SupervisionOf] describes them, and [InspectionOf] the inspection classes in
// Line.InspectionImport and Line.InspectionExport.
//
// # Sources
//
// source/ has the rows as found; source/NOTICE.md gives their origin, licence and
// reliability. The generator rejects sources that are not canonical and writes
// table.go and data/. The data are embedded sorted and searched in place: nothing is
// parsed at start and a lookup allocates nothing. [Table.Verify] checks the data
// against their hash.
//
// # What this package does not decide
//
// It does not classify goods: the code of a product depends on the legal notes, which
// are not held. It does not say which of the rates applies to an origin, and has no
// rates of trade agreements. Of the additional duties it has only those that
// amendments added. It does not say what a supervision condition means for a given
// import. It computes no tax. It has no notices besides those listed as amendments.
package tariff
