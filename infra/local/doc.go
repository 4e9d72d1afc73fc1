// Command local runs the whole product on one machine:
//
//	go run ./infra/local
//
// It needs Go and nothing else. It prints where it listens, development tokens for
// a seller and for a maintainer of the lists, and example requests. What sellers
// submit, and what maintainers bring in and publish, is kept in a file, survives a
// restart, and what was acknowledged survives even a power cut. Ctrl-C stops it.
//
//	-addr 127.0.0.1:3000   where to listen
//	-data .local           the folder that keeps all of it, and the key of the tokens
//	-seller dev-seller     whom the printed token speaks for
//	-maintainer dev-maintainer  whom the maintainer's token speaks for
//	-sample-lists          add invented editions of the lists, to see complete ones at
//	                       work, and let such be published
//	-dynamodb URL          keep submissions at a DynamoDB endpoint instead of in a file;
//	                       the table is made there when it is absent
//	-table import-checker  the name of that table
//	-issuer URL            have people sign in to the page at this OpenID Connect issuer, as
//	                       deployed, by the code flow with PKCE; the printed tokens go on working
//	-client-id, -audience  the page's id there, and whom the issuer's tokens are for
//	-metrics NAMESPACE     write the metrics, too, that CloudWatch would read from the log
//
// It is not another program beside the deployed one. Routes, and who may call
// them, are read from template.yaml; each is answered by the handlers that the
// function named there is built from; each HTTP request becomes the event that
// API Gateway would make of it (payload format 2.0); tokens are verified by the
// deployed authorizer's code, with a key of this machine in the issuer's place;
// the table, with -dynamodb, is the template's.
//
// What works in the background does so here as well, in loops in the place of the
// table's stream, the schedules and the bus: submissions are decided again when a
// list is published, sellers' webhooks are delivered, and tried again. In the data
// folder stand annexes/, the files that were brought in, and events.jsonl, the
// events as they would be put on the bus, one a line.
//
// What is not the same as deployed:
//
//   - What is published is answered from at once; deployed it takes up to a
//     minute.
//   - What webhooks are signed with is sealed with a key in the data folder,
//     webhook-key, and not with one that only a function can use.
//   - Webhooks may be at addresses of this machine, and without encryption.
//     Deployed, they may not.
//   - A refused request is answered in the form of every other problem, where
//     API Gateway has its own short text. The statuses are the same: 401
//     without a token, 403 with one that is not believed.
//   - There is no throttling, and no cache of the authorizer's answers.
//   - Functions share one process, and so one copy of the lists.
package main
