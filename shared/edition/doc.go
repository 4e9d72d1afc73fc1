// Package edition places published texts in time.
//
// China's lists of goods and services are published whole, by announcement,
// and each publication is an edition: it has an issuer, a document number, a
// first day in force and, once a later edition replaces it, a first day on
// which it no longer is. An edition is in force on the half-open interval
// [Effective, Superseded): the edition of 2019 took effect on 2020-01-01 and
// was superseded on 2022-03-01, so the last day on which it answers is
// 2022-02-28.
//
// Days are civil days in China Standard Time. The day is always an argument:
// nothing here, and nothing that imports this package from within shared/,
// asks what time it is.
//
// An edition also says how much of it is held. The announcement states a row
// count; when that many rows are held the edition is Complete and an absent
// code is not on the list. Otherwise it is Partial, and an absent code is
// unknown.
//
// Every statement that the checker makes rests on a Basis, which says how
// near to the law's own text it was read.
package edition
