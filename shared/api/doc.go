// Package api turns gateway events into questions, and answers into responses.
//
// A request comes from API Gateway's HTTP API as one event. Its route key names
// a Handler in the Routes of the function that is deployed for it:
//
//	check-goods       POST /v1/goods/checks, POST /v1/goods/checks/batch
//	check-services    POST /v1/services/checks, GET /v1/sectors, GET /v1/sectors/{code}
//	search-tariff     GET /v1/tariff
//	read-reference    GET /v1/tariff/{code}, GET /v1/lists …
//	keep-submissions  POST /v1/submissions, GET /v1/submissions …, GET /readyz
//	import-lists      POST, GET, DELETE /v1/lists/{list}/imports …
//	keep-webhooks     POST, GET, PATCH, DELETE /v1/webhooks …, GET /v1/events
//	keep-feedback     POST, GET /v1/feedback
//	serve-site        GET /healthz, GET /openapi.yaml
//
// Serve makes of Routes the function that the Lambda runtime calls, and that
// the local server calls just so. openapi.yaml is the contract; tests hold
// every answer against it, and refuse a route, a header or a field that it
// does not describe.
//
// A handler's time ends 0.8 s before the function's, so that what waits
// in vain for the store is answered 503 and not killed. By "today" a caller
// means the day when the gateway took the request, which the event says.
//
// # From a body to a question
//
// A body is read token by token by a binder, which knows the fields that have
// a place and collects what is wrong: unknown and repeated fields, wrong types,
// unknown facts. Tags on the request types then bound lengths and ranges, and
// the domain reads its own values: codes, days, amounts. Nothing stops at the
// first error, so the caller gets all of them, each with a JSON pointer:
//
//	/item/hs_code               invalid_code
//	/item/unit_price/amount     invalid_amount
//	/item/facts/colour          unknown_fact
//	/query/dry_run              unknown_parameter
//
// A check of a service is read in the same way. A submission is a check of one
// kind or the other, and its field kind says which fields have a place in it.
//
// Only broken syntax ends the reading. null is not accepted: a field that is
// not known is left out. A number is what it says, however it is written: a
// quantity may be 2, 2.0 or 2e0.
//
// An annex is a file, of whatever media type; what is said of it is in the query,
// and is bound in the same way. Reading it is for a publication.Reader, which is
// handed in: readers of spreadsheets and documents are large, and the functions
// that check do not link them. What is wrong with an annex is a problem like any
// other, with its place in the file, and comes with the reader's report.
//
// # From an answer to a body
//
// Answers are appended to one buffer by a writer, member by member, so their
// order and every byte follow from the answer alone. Money is a string with
// two places, days are ISO 8601, arrays are never null.
//
// # Problems
//
// What goes wrong is a problem document (RFC 9457). Code is the vocabulary:
// some codes are problems, which have a status; the others are errors within a
// request. Each has its sentence in English and Chinese in sentence.go. The
// inner detail of a failure goes to the log, under the correlation id, and
// never to the caller.
//
// # What is told of a request
//
// One line of log for each request, and for each decision of a batch: ids,
// verdicts, reason codes, editions, durations. What a caller sent is not in it.
// Metrics, where they are on, are lines beside it; see Metrics.
//
// # Who asks
//
// The checks and the reference routes are open. Submissions, webhooks and events
// belong to the seller that the authorizer established; another seller's are not
// found, in the same words as those that do not exist. Lists are brought in by
// maintainers, whose tokens carry another scope.
//
// # Where an edition came from
//
// An edition that a maintainer brought in is named with the import: who brought
// which file, by its hash, and when it was published; each of its rows with its
// place in the file. A source that is such a file is named with the document
// that it belongs to only where the import says so: an edition that changes
// another has rows of the other's file. That this cannot be read for now takes
// nothing else away from an answer.
//
// This package decides nothing about goods or services, stores nothing itself, verifies no
// token, and does not ask for the time: the checker, the store, the clock and
// the ids are handed in.
package api
