// Package duty holds what decides which duty an origin pays beside the
// schedule: who pays the most-favoured-nation rate, what comes on top of it by
// origin, what a trade agreement takes off, and which small amounts are waived.
//
// # The ordinary rate
//
// The Tariff Law (in force since 2024-12-01) gives goods of members of the
// World Trade Organization, of countries with a treaty, and goods made in China
// the most-favoured-nation rate, and the provisional rate where the schedule
// has one (arts. 12 and 13). All others, and goods whose origin is unknown, pay
// the general rate, and no provisional rate. [TreatmentOf] says which of them
// an origin is. A list of the countries with a bilateral treaty is not held, so
// an origin outside the organization is Open: one or the other.
//
// # What comes on top
//
// A [Measure] is a duty that the origin of the goods decides: the answers to
// the tariffs of the United States, the duties on Canadian goods, the safeguard
// on beef, and duties against dumping and subsidies. [MeasuresOn] finds those
// that reach a code of an origin on a day. Some are Certain: each good of the
// code pays them, at a known rate. The others are possible: the notice that
// was read names the goods in words, and the codes beside them are our own
// reading of those words, so that they may say too much and never settle
// anything.
//
// An amendment of the tariff may bring duties by origin in ([tariff.Duty]). Each is part
// of a measure; those that are compiled in have ids as well ([IDs]), and of a measure
// that an amendment speaks of, nothing that is compiled in holds from the first of its
// days on. A duty of another id comes on top. One that is suspended is handed over as
// Idle, so that the answer can say so.
//
// For goods of the United States the duties of 2018 to 2025 are held by tariff
// line, as the US Department of Commerce summed them on 2025-03-28, with the
// part that ended on 2025-11-10 taken off. That subtraction is an inference,
// and is said to be one; source/NOTICE.md shows how it was made.
//
// # What an agreement takes off
//
// [Agreements] gives the rate under each trade agreement that is open to an
// origin. It is granted to those who show a certificate of origin, and is
// therefore stated beside the total and never in it.
//
// # What is not held
//
// Duties against dumping and subsidies other than the fifteen measures that
// were found; the lists of goods excluded from the answers to the United
// States, by item or by importer; the annexes of the Canadian duties; the rates
// of the Regional Comprehensive Economic Partnership; the countries with a
// bilateral most-favoured-nation treaty. No package above this one may take
// their absence for a duty of nothing.
package duty
