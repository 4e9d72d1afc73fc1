// Package edition has the editions of published texts, and the days on which they
// are in force.
//
// China's lists of goods and services are published as a whole, by announcement,
// and each publication is an edition: it has an issuer, a document number, a
// first day in force and, once a later edition replaces it, a first day on
// which it is no longer in force. An edition is in force on the half-open interval
// [Effective, Superseded): the edition of 2019 took effect on 2020-01-01 and
// was superseded on 2022-03-01, so that its last day in force is 2022-02-28.
//
// Days are civil days in China Standard Time. The day is always an argument:
// this package never reads the clock.
//
// An edition also has the number of rows that are held. The announcement states a row
// count. When that many rows are held, the edition is Complete, and a code without a
// row is not on the list. Otherwise it is Partial, and the code is unknown.
//
// Every statement of the checker has a Basis, which says how reliable its source is.
package edition
