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
// Serve makes a function of Routes; the Lambda runtime and the local server call
// it. openapi.yaml is the contract; tests check every answer against it, and fail
// for a route, a header or a field that it does not describe.
//
// A handler's deadline is 0.8 s before that of the function, so that a request
// that waits for the store in vain is answered with 503 and not killed. "Today" is
// the day on which the gateway received the request, which is in the event.
//
// # From a body to a question
//
// A binder reads a body token by token and collects its errors: unknown and
// repeated fields, wrong types, unknown facts. Validation tags on the request types
// then bound lengths and ranges, and the domain packages parse their values: codes,
// days, amounts. The caller gets all errors at once, each with a JSON pointer:
//
//	/item/hs_code               invalid_code
//	/item/unit_price/amount     invalid_amount
//	/item/facts/colour          unknown_fact
//	/query/dry_run              unknown_parameter
//
// A check of a service is read in the same way. A submission is a check of either
// kind, and its field kind says which fields it takes.
//
// Only invalid syntax ends the reading. null is not accepted: a caller leaves out
// an unknown field. A number is read by its value: a quantity may be 2, 2.0 or 2e0.
//
// An annex is a file of any media type; the query describes it, and is checked in
// the same way. A publication.Reader reads it, which is a parameter because readers
// of spreadsheets and documents are large, and the functions that check do not link
// them. The problems of an annex are reported with their places in the file,
// together with the reader's report.
//
// # From an answer to a body
//
// A writer appends answers to one buffer, member by member, so equal answers have
// equal bytes. Money is a string with two decimals, days are ISO 8601, arrays are
// never null.
//
// # Problems
//
// Errors are answered with a problem document (RFC 9457). Its codes are in package
// problem: some are problems, which have a status; the others are errors within a
// request. Each has a sentence in English and Chinese. The internal detail of a
// failure goes to the log, under the correlation id, and never to the caller.
//
// # Logs and metrics
//
// There is one log line for each request, and one for each decision of a batch:
// ids, verdicts, reason codes, editions, durations. They never contain what a
// caller sent. Metrics, where they are on, are additional lines; see Metrics.
//
// # Callers
//
// The checks and the reference routes are public. Submissions, webhooks and events
// belong to the seller that the authorizer established; those of another seller
// are answered as if they did not exist. Maintainers, whose tokens have another
// scope, import lists.
//
// # Origin of an edition
//
// An edition that a maintainer imported is shown with the import: who imported
// which file, by its hash, and when it was published; and each of its rows with its
// place in the file. A source that is such a file is shown with the document that
// it belongs to only where the import says so: an edition that amends another has
// rows from the other's file. When this cannot be read, the rest of the answer is
// complete.
//
// This package decides nothing about goods or services, stores nothing, verifies no
// token, and does not read the clock: checker, store, clock and id generator are
// parameters.
package api
