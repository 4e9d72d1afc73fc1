// Package shared has the packages of the product. This page lists them in reading order;
// the doc.go of each says what it does and what it does not. Imports point upwards on
// this page: a package imports only packages listed before it.
//
// # Data
//
//	edition     a published text in time: document, days, coverage, basis, hash; lists of editions
//	money       amounts of renminbi, exact
//	country     countries and regions, by code and by name
//	tariff      the codes of goods, from chapter to declarable code, and their rates
//	list        the published lists of goods; remarks as typed conditions
//	regime      what other authorities require of families of goods
//	place       where retail imports may be made
//	duty        duties and agreement rates by origin, beside the schedule
//	search/words  the normal form in which texts about goods and services are compared
//	search/model  codes ranked by the texts about them; search/matrix has its numbers
//	services    the negative lists of services, the laws beside them, classifications
//
// # Decisions
//
//	eligibility  the heart: decides declarations; every reason has its source
//	search       finds codes of the tariff for words; it decides nothing
//
// Package eligibility has some fifty files and stays one package: the rules for goods and
// for services use one vocabulary of reasons, facts and instruments, write to one
// answer, and are weighed together. Divided, it would have to export all of that, and
// any package could write a verdict. Its files are named after what they decide: tax_,
// service_, mail. Package store has a file for each kind of item, since all share the
// same keys.
//
// # Lists that change
//
//	annex        reads published annexes into editions: formats, layout, remarks, measures, schedules
//	library      the lists in force: compiled-in and published ones
//	difference   the differences between editions
//	publication  the maintainer's side: import, check, compare, publish, withdraw
//	redecision   decides stored submissions again when a list changes
//	event        notifies sellers of changed decisions; event/eventbridge puts events on a bus
//
// # Storage
//
//	submission   submissions with their chains of decisions
//	storage      errors, pages and pauses that all stores have in common
//	packing      compresses decisions with numbered dictionaries
//	store        the single table: keys, attributes, conditions; on bolt and on DynamoDB
//	s3           objects of a bucket, by signed requests
//	archive      imported annexes
//	internet     whether an address is on the public internet
//	webhook      delivers events to sellers' addresses
//	catalogue    checks whole catalogues row by row, and their jobs
//	feedback     readers' feedback on answers
//
// # HTTP
//
// A request passes through these packages from top to bottom.
//
//	auth             verifies tokens
//	api              the transport: routes, calls, answers, records, metrics
//	api/bind         reads JSON bodies, and reports all their errors
//	api/shape        validates values by struct tags; one table from tag to problem
//	api/question     the requests of checks: goods, batches, services
//	api/submitted    decides the requests of submissions, without HTTP
//	api/byname       finds candidate codes for a name without a code
//	api/goods, api/services, api/search, api/reference, api/submissions, api/catalogues,
//	api/imports, api/webhooks, api/feedback, api/readiness, api/site
//	                 the routes, one package for each resource
//	api/assembled    the routes of all functions
//	api/decision     decisions as JSON
//	api/listing      lists, editions and rows as JSON
//	api/problem      problem documents: codes, titles, details
//	api/refusal      maps errors of the domain and of stores to problems
//	api/wire, api/table, api/accept, api/language
//	                 JSON, CSV, and content negotiation
//	page             the web page
//	client           the Go client of the API
//
// # Functions
//
//	deployed     the log, the table and the lists of a deployed function
//	background   the functions that run in the background
//	metric       log lines that CloudWatch turns into metrics
package shared
