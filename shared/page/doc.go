// Package page holds the web page of the import checker and serves it: one
// document, a style sheet and a few JavaScript modules, embedded in the program.
//
// The page stands on the public API alone, as any client may. Its address holds
// the whole question behind the number sign, so that a link gives the other
// person the same question on the same day, the back button undoes a step, and
// the server never learns from an address who asks what.
//
// # Why there is no build step
//
// The files in files/ are what the browser runs. JavaScript modules, CSS grid
// and subgrid, Intl and the native controls are in every browser now, and they
// stay: a page written on them needs no bundler, whose versions would have to be
// kept building for as long as the product lives. A Go team can change a text or
// a rule of the page with an editor and `go run ./infra/local`, and that works in
// five years as it does today. The price is a request for each module, which
// HTTP/2 and modulepreload make cheap, and names that are not shortened, which
// gzip makes cheap. Two libraries are kept beside our own files, as published by
// npm: preact 11.2.0, which turns a description of the page into the least change
// of the document, and htm 3.1.1, which lets that description be written as HTML.
// Their licences are in licences/.
//
// # What is served
//
//	GET /                        the document, with the entity tag of the version
//	GET /page/{version}/{file}   a file of that version, which may be kept for ever
//
// The version is the hash of all files, so that no browser mixes the files of
// two deployments. Nothing is loaded from another host; the content security
// policy allows neither inline scripts nor inline styles.
//
// # What this package does not do
//
// It decides nothing and knows no list. Every sentence about goods, services and
// law comes from the API; files/words.js has the words around them, and files/codes.js
// what its codes mean in a few words, each in
// English and Chinese.
package page
