// Package shared has the packages of the product, and here the order to read them in.
// Each says in its doc.go what it decides and what it does not. Imports point
// upwards in this page: what comes first knows nothing of what comes later.
//
// # What is known, and in what form
//
//	edition     a published text in time: document, days, coverage, basis, hash; lists of editions
//	money       amounts of renminbi, exact
//	country     countries and regions, by code and by name
//	tariff      the codes of goods, from chapter to declarable code, and their rates
//	list        the published lists of goods; remarks as typed conditions
//	regime      what other authorities ask of families of goods
//	place       where retail imports may be made
//	duty        which duty an origin pays beside the schedule
//	search/words  texts about goods or services in the one form in which they are compared
//	search/model  codes ranked by what is written of them; search/matrix has its numbers
//	services    the negative lists of services, the laws beside them, classifications
//
// # What is decided
//
//	eligibility  the heart: a declaration in, a decision out, every reason with its source
//	search       from words to codes of the tariff; it decides nothing
//
// Package eligibility has some fifty files and is one package: its rules, of goods
// and of services, add to answers that no other package can write to, with one
// vocabulary of reasons, facts and instruments, and are weighed in one place. Cut
// anywhere, it would export all of that, and anyone could write a verdict. Its files are named for what they decide: tax_, service_, mail.
// Package store has a file for each thing that is kept, on keys that all share.
//
// # Lists that change
//
//	annex        an annex as published becomes an edition: formats, layout, remarks, measures, schedules
//	library      the lists in force: those compiled in, with those that were published
//	difference   what changed from one edition to another
//	publication  the maintainer's side: import, check, compare, publish, withdraw
//	redecision   stored submissions, decided again when a list changes
//	event        what sellers are told of that; event/eventbridge hands it on
//
// # What is kept
//
//	submission   what a seller handed in, with its chain of decisions
//	storage      errors and pages that every store has in common
//	packing      decisions, compressed against numbered dictionaries
//	store        the one table: keys, attributes, conditions; bolt and dynamo hold it
//	s3           objects of a bucket, by signed requests
//	archive      annexes as they were brought in
//	internet     which addresses are of the public internet
//	webhook      events on their way to sellers' addresses
//	catalogue    whole catalogues, checked row by row, and their jobs
//	feedback     what readers say of answers
//
// # HTTP
//
// A request goes from top to bottom here.
//
//	auth             whose token it is
//	api              the transport: routes, calls, answers, records, metrics
//	api/bind         a JSON body, token by token, with all that is wrong in it
//	api/shape        what values look like: tags, one table from tag to problem
//	api/question     what a check asks, of goods, of a batch, of a service
//	api/submitted    what a submission asks, decided without HTTP
//	api/byname       what a name may mean, for checks without a code
//	api/goods, api/services, api/search, api/reference, api/submissions, api/catalogues,
//	api/imports, api/webhooks, api/feedback, api/readiness, api/site
//	                 the routes, one package for each thing that they are about
//	api/assembled    the routes of all functions together
//	api/decision     decisions as JSON
//	api/listing      lists, editions and rows as JSON
//	api/problem      what goes wrong: codes, sentences, documents
//	api/refusal      errors of the domain and of stores, as problems
//	api/wire, api/table, api/accept, api/language
//	                 JSON, CSV, and what the caller would rather have
//	page             the web page
//	client           the same API, asked from Go
//
// # What functions begin with
//
//	deployed     the log, the table and the lists of a deployed function
//	background   functions that nobody waits for
//	metric       the lines that CloudWatch makes metrics of
package shared
