// Package packing compresses decisions to be stored.
//
// Decisions repeat each other: the same reasons, sentences, documents and names of
// fields. A dictionary has the phrases that they have in common, and a sample of
// decisions in which each phrase stands as a number of two bytes. A decision is
// shortened in the same way, and compressed with DEFLATE (compress/flate) as if it
// followed the sample.
//
// Dictionaries are numbered, and are never changed: what was packed with one can
// only be unpacked with it. When the answers' shape changes, a new one is made
// with the next number, and Pack uses it from then on:
//
//	go run ./infra/dictionary
//
// writes dictionaries/<n>.bin from decisions on codes of the tariff and classes of
// services, and says what is to be changed here by hand. TestFrozen holds the
// SHA-256 of each. With an old dictionary packing goes on to work, and packs less.
//
// What is hashed, and chained, is the decision itself and not its packed form.
package packing
