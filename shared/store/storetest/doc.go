// Package storetest is two contracts as tests: that of store.Table, which each
// database calls RunTable for, and that of submission.Store, which each calls
// Run for. Both take a function that opens an empty one; the function sees to
// closing it.
//
// The clock is fixed and the ids are counted, so a failure can be repeated.
package storetest
