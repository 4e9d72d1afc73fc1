// Package library says which lists are in force, and answers from them: the
// lists that are compiled in, with the editions that a maintainer published.
//
// # Editions
//
// Lists are of three kinds: the tariff, goods, services. What is particular to a
// kind stands in one value, in a file of its own.
//
// An edition is stored whole, once, by the hash of its content (Edition.Sum), in
// a versioned form (Seal), and is never changed or dropped. Reading it verifies
// that hash and the hash of the stored text: what is damaged is an error that
// names it, and never an answer.
//
// # The manifest
//
// The Manifest names the published editions: which, by which hash, from which
// day to which. Each publication and each withdrawal makes the next version. A
// catalogue is the built-in lists with the editions of the manifest:
//
//   - an edition with the id of a built-in one takes its place: the annex of an
//     edition of which a fragment was held;
//   - any other ends what it follows on its first day, and answers from then on:
//     one that is published in June and in force from January answers in June
//     for days from January, and for none before;
//   - a withdrawn one falls away, and what it had ended no longer ends.
//
// Every version is kept, with the built-in editions below it, so an old answer
// can be given again, byte for byte: see Library.Reproduce.
//
// # Live
//
// Live is what functions answer from. It has a catalogue ready and looks for a
// newer version when half a minute has passed, while a request is answered; one
// look at a time, for at most 150 ms of that request's time. When storage cannot
// be reached, or an edition is damaged, the last good lists go on answering and
// Status says how old they are and why. A process that begins without having
// seen anything good answers that the list is incomplete on the days of the
// edition that it cannot read, and not from an older one.
package library
