// Package packing compresses decisions for storage.
//
// Decisions have much in common: reasons, sentences, documents and names of
// fields. A dictionary has the phrases that they share, and a sample of
// decisions in which each phrase is replaced by a number of two bytes. A
// decision is shortened in the same way, and compressed with DEFLATE
// (compress/flate) as if it followed the sample.
//
// Dictionaries are numbered, and never change: a text can only be unpacked with
// the dictionary that it was packed with. When the form of the answers changes,
// a new dictionary is made with the next number, and Pack uses it from then on:
//
//	go run ./infra/dictionary
//
// writes dictionaries/<n>.bin from decisions on codes of the tariff and classes
// of services, and prints what is to be changed here by hand. TestFrozen has
// the SHA-256 of each. An outdated dictionary still works, but compresses less.
//
// Hashes and chains are made of the decision itself, not of its packed form.
package packing
