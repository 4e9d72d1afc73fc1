// Package publication implements the maintainer's side of the lists: it
// imports, checks, compares, publishes and withdraws annexes.
//
// The built-in lists are fragments. A maintainer who has the official annex can
// complete them without a new release:
//
//	import ── draft ──(repeat the diff's hash)── published ── withdrawn
//	            │                                    │            │
//	            └ answers do not use it              └ jobs decide affected submissions again
//
// # Only what was reviewed is published
//
// The Editor compares a draft with the editions that it would replace. To
// publish the draft, a maintainer repeats the hash of that difference. When
// another publication has changed the difference since, publishing is refused,
// with the difference as it is now. Findings are the results of checking the
// edition against the others: overlapping or uncovered days, a document number
// that another edition has, a jump in the number of rows. A maintainer may
// accept some of them, by name.
//
// A publication or withdrawal creates the next version of the manifest, in one
// transaction with the import concerned and the jobs that follow.
//
// # Related packages
//
//	library      the manifest, the editions, and the checker made of them
//	difference   how editions differ
//	redecision   the jobs, and the workers that decide affected submissions again
//	event        notifications to sellers
//
// This package does not read annexes (a Reader is passed in), does not decide
// (package eligibility does), does not know the storage (package store does),
// and does not read the clock.
package publication
