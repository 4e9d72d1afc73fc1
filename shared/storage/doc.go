// Package storage says what every store of the product has in common: the
// errors that it answers with, and the pages that it answers in.
//
// The interfaces of stores stand with those who use them: packages submission,
// library, redecision, publication, event and webhook. Package store implements
// them.
package storage
