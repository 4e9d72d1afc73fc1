// Command local runs the whole product on one machine:
//
//	go run ./infra/local
//
// It needs only Go. It prints its address, development tokens for a seller and for a maintainer of the lists,
// and example requests. Submissions, imports and publications are stored in a file; they survive a restart, and
// acknowledged writes survive even a power cut. Ctrl-C stops it.
//
//	-addr 127.0.0.1:3000   address to listen on
//	-data .local           the folder for all data, and the key of the tokens
//	-seller dev-seller     the seller of the printed token
//	-maintainer dev-maintainer  the maintainer of the other token
//	-sample-lists          add invented editions of the lists, to show complete ones,
//	                       and allow such to be published
//	-dynamodb URL          store submissions at a DynamoDB endpoint instead of in a file;
//	                       the table is created there if it does not exist
//	-table import-checker  the name of that table
//	-issuer URL            let users sign in to the page at this OpenID Connect issuer, as
//	                       deployed, by the code flow with PKCE; the printed tokens still work
//	-client-id, -audience  the page's client id there, and the audience of the tokens
//	-metrics NAMESPACE     write the metrics that CloudWatch would read from the log
//
// It runs the same code as the deployment. Routes and their authorization are read from template.yaml; each is
// handled by the handlers of the function named there; each HTTP request is converted to the event that API
// Gateway would send (payload format 2.0); tokens are verified by the deployed authorizer's code, with a key of
// this machine instead of the issuer's; the table, with -dynamodb, is the template's.
//
// Background functions run in loops, instead of being woken by the table's stream, schedules and the bus:
// submissions are decided again when a list is published, and webhooks are delivered and retried. The data
// folder has annexes/, the imported files, and events.jsonl, the events as they would be put on the bus, one a
// line.
//
// It differs from the deployment in a few ways:
//
//   - Publications take effect at once; deployed this takes up to a minute.
//   - The secrets of webhooks are sealed with a key in the data folder, webhook-key, instead of one that only
//     one function can use.
//   - Webhooks may have addresses of this machine, and plain HTTP. Deployed, they may not.
//   - A refused request gets a problem document, where API Gateway has its own short text. The statuses are
//     the same: 401 without a token, 403 with an invalid one.
//   - There is no throttling, and no cache of the authorizer's answers.
//   - Functions share one process, and so one copy of the lists.
package main
