// Package library loads the lists in force and makes the checker that answers
// from them: the built-in lists, with the editions that a maintainer published.
//
// # Editions
//
// There are three kinds of lists: the tariff, goods, services. What is specific
// to a kind is in one value, in a file of its own.
//
// An edition is stored whole, once, by the hash of its content (Edition.Sum),
// in a versioned format (Seal), and is never changed or deleted. Reading it
// verifies that hash and the hash of the stored text: a damaged edition is an
// error that names it, and is never used for an answer.
//
// # The manifest
//
// The Manifest names the published editions, with their hashes and the days on
// which they are in force. Each publication and each withdrawal creates the
// next version. A catalogue consists of the built-in lists and the editions of
// the manifest:
//
//   - an edition with the id of a built-in one replaces it: for example a complete annex
//     replaces the built-in fragment of it;
//   - any other ends the previous edition on its first day, and is in force from then on:
//     one published in June and in force from January is used in June for days from
//     January, and never for earlier days;
//   - a withdrawn one is removed, and no longer ends the previous one.
//
// Every version is kept, with the built-in editions that it is based on, so an
// old answer can be reproduced byte for byte: see Library.Reproduce.
//
// # Live
//
// Functions answer from Live. It has a catalogue ready, and checks for a newer
// version during a request when half a minute has passed; only one check runs
// at a time, and it delays the request by at most 150 ms. When storage cannot
// be reached, or an edition is damaged, the last good lists stay in use, and
// Status says how old they are and why. A process that starts without having
// loaded any good lists answers that the list is incomplete on the days of the
// edition that it cannot read; it does not fall back to an older edition.
package library
