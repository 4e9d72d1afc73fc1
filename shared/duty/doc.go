// Package duty decides which duty goods of an origin pay: who pays the
// most-favoured-nation rate, which additional duties an origin pays, which rates
// trade agreements give, and which articles of law say so.
//
// # The ordinary rate
//
// The Tariff Law (in force since 2024-12-01) gives goods of members of the
// World Trade Organization, of countries with a treaty, and goods made in China
// the most-favoured-nation rate, and the provisional rate if the schedule has one
// (arts. 12 and 13). All others, and goods of unknown origin, pay the general
// rate, and no provisional rate. [TreatmentOf] returns the treatment of an origin.
// The countries with a bilateral treaty are not held, so an origin outside the
// organization is Open: either rate may apply.
//
// # Additional duties
//
// A [Measure] is a duty that depends on the origin of the goods: the responses to
// the tariffs of the United States, the duties on Canadian goods, the safeguard
// on beef, and duties against dumping and subsidies. [MeasuresOn] finds the measures
// for a code, an origin and a day. Some are Certain: all goods of the code pay them,
// at a known rate. The others are possible: the notice names the goods in words, and
// the codes are our reading of those words, which may be too wide, so that they never
// decide.
//
// An amendment of the tariff may add duties by origin ([tariff.Duty]). Each is part of
// a measure. When its measure is also compiled in ([IDs]), the amendment replaces all
// that is compiled in of it, from the first day of the amendment's duties. A duty that
// is suspended on the day is returned as Suspended, so that decisions can say so.
//
// For goods of the United States the duties of 2018 to 2025 are held by tariff
// line, as the US Department of Commerce summed them on 2025-03-28, less the
// part that ended on 2025-11-10. The subtraction is an inference of ours and is
// declared as one; source/NOTICE.md shows how it was made.
//
// # Agreements
//
// [Agreements] returns the rates under the trade agreements that are open to an
// origin. They need a certificate of origin, and are therefore given beside the
// total and never included in it.
//
// # What is not held
//
// Duties against dumping and subsidies other than the fifteen measures that
// were found; the lists of goods excluded from the responses to the United
// States, by item or by importer; the annexes of the Canadian duties; the rates
// of the Regional Comprehensive Economic Partnership; the countries with a
// bilateral most-favoured-nation treaty. Other packages must not treat their
// absence as a duty of zero.
package duty
