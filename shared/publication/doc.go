// Package publication is the maintainer's side of the lists: an annex is
// imported, checked, compared, published, withdrawn.
//
// The built-in lists are fragments. A maintainer who has the official annex
// makes the product complete without a new release:
//
//	import ── draft ──(repeat the diff's hash)── published ── withdrawn
//	            │                                    │            │
//	            └ nobody is answered from it         └ jobs decide again what it touches
//
// # What is reviewed is what is published
//
// The Editor compares a draft with the editions in whose place it comes, and the
// hash of that difference is to be repeated to publish it. When another
// publication has changed what the draft would do, that is refused, with the
// difference as it is now. Findings are what a check of the edition among the
// others has found: days that overlap or that none covers, a document number that
// another edition has, a number of rows that jumps. Some of them a maintainer may
// accept, by name.
//
// A publication and a withdrawal make the next version of the manifest, in one
// transaction with the import that they are about and the jobs that follow.
//
// # Around it
//
//	library      the manifest, the editions, and what answers from them
//	difference   how editions differ
//	redecision   the jobs, and the workers that decide again what they touch
//	event        what sellers are told
//
// This package does not read annexes (a Reader does, which is handed to it), does
// not decide (package eligibility does), does not know how things are stored
// (package store does), and does not ask for the time.
package publication
