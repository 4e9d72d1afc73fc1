// Package publication makes lists live: it keeps the editions that a maintainer
// brings in, puts them in force, answers from them, and decides again what they
// change.
//
// The built-in lists are fragments. A maintainer who has the official annex
// makes the product complete without a new release:
//
//	import ── draft ──(repeat the diff's hash)── published ── withdrawn
//	            │                                    │            │
//	            └ nobody is answered from it         └ a job decides again what it touches
//
// # Editions
//
// An edition is stored whole, once, by the hash of its content (Edition.Sum), in
// a versioned form (Seal), and is never changed or dropped. Reading it verifies
// that hash and the hash of the stored text: what is damaged is an error that
// names it, and never an answer.
//
// # The manifest
//
// The Manifest names the editions that stand: which, by which hash, from which
// day to which. A publication and a withdrawal make the next version of it, in
// one transaction with the import that they are about and the jobs that follow.
// A catalogue is the built-in lists with the editions of the manifest:
//
//   - an edition with the id of a built-in one takes its place: the annex of an
//     edition of which a fragment was held;
//   - any other ends what it follows on its first day, and answers from then on:
//     one that is published in June and in force from January answers in June
//     for days from January, and for none before;
//   - a withdrawn one falls away, and what it had ended no longer ends.
//
// Every version is kept, with the built-in editions that it stood on. An old
// answer can be given again, byte for byte: see Library.Reproduce.
//
// # Live
//
// Live is what functions answer from. It holds a catalogue ready and looks for a
// newer version when half a minute has passed, while a request is answered; one
// look at a time, for at most 150 ms of that request's time. When storage cannot
// be reached, or an edition is damaged, the last good lists go on answering and
// Status says how old they are and why. A process that begins without having
// seen anything good answers that the list is incomplete on the days of the
// edition that it cannot read, and not from an older one.
//
// # What is reviewed is what is published
//
// A Diff is how an edition differs from those in whose place it comes: rows
// added, removed, renumbered, changed. Its Hash is to be repeated to publish it.
// When another publication has changed what it would do, that is refused, with
// the difference as it is now. Findings are what a check of the edition among
// the others has found: days that overlap or that none covers, a document number
// that another edition has, a number of rows that jumps. Some of them a
// maintainer may accept, by name.
//
// # Decided again
//
// A Touch is what a change of the lists can reach: codes, those under them and
// above them; or all, when what it means to be absent has changed, as when a
// fragment becomes whole. Touched compares the days, not the editions: what is
// printed again, with other serial numbers, touches nothing. A Worker goes
// through the index by code, and asks each request again, as it was stored:
//
//   - on the lists before the publication and after it. When both answers come
//     to the same (Significant says what counts), the publication is not what
//     this submission is about, and it is left alone;
//   - then on the lists of now. When that is not what the newest decision says,
//     it is added as the next decision, with the cause list_published, and with
//     one event decision.changed that names the entry and the document.
//
// Decision and event are one transaction, on the condition that the submission
// is as it was read and that the lists are still those decided on. So it does
// not matter how many workers there are, when they die, or how often and in
// which order they are told: each is there once. A part of a job whose worker
// has died is done again from the last note, and finds done what was done.
//
// A request that says which day it is about is asked about that day. Another is
// asked about the day on which it is decided again; an edition that is in force
// from a later day has a job on that day as well.
//
// # Told
//
// Events stay in the Outbox until a Relay has handed them on: at least once each,
// with an id that is always the same.
//
// This package does not read annexes (package annex does), does not decide
// (package eligibility does), does not know how things are stored (package store
// does), and does not ask for the time.
package publication
