// Package storage has what all stores of the product share: the errors that they return and the pages that they
// answer in.
//
// The interfaces of stores are in the packages that use them: submission, library, redecision, publication,
// event and webhook. Package store implements them.
package storage
