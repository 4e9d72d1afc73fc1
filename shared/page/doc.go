// Package page serves the web page of the import checker: one document, a style
// sheet and a few JavaScript modules, embedded in the program.
//
// The page uses only the public API, like any client. The fragment of its address
// has the whole question, so that a link reproduces the question with its day, the
// back button undoes a step, and the server never sees the question in an address.
//
// # Why there is no build step
//
// The browser runs the files in files/ as they are. All browsers have JavaScript
// modules, CSS grid and subgrid, Intl and the native controls, so that the page
// needs no bundler, which would have to be maintained for as long as the product
// lives. A Go team can change a text or a rule of the page with an editor and
// `go run ./infra/local`. The cost is a request for each module, which HTTP/2 and
// modulepreload make cheap, and unminified names, which gzip makes cheap. Two
// libraries are included, as published by npm: preact 11.2.0, which updates the
// document from a description of the page, and htm 3.1.1, with which that
// description is written as HTML. Their licences are in licences/.
//
// # What is served
//
//	GET /                        the document, with the entity tag of the version
//	GET /page/{version}/{file}   a file of that version, which may be cached for ever
//
// The version is the hash of all files, so that no browser mixes the files of
// two deployments. Nothing is loaded from another host; the content security
// policy allows neither inline scripts nor inline styles.
//
// # What this package does not do
//
// It decides nothing and knows no list. Every sentence about goods, services and
// law comes from the API; files/words.js has the other texts of the page, and
// files/codes.js short texts for the codes of the API, each in English and Chinese.
package page
