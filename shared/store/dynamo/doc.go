// Package dynamo implements store.Table in DynamoDB. It is the only package under shared/ and functions/ that
// uses DynamoDB's client, and it translates the client's errors to those of packages store and storage.
//
//   - A transaction carries a token, the same in each attempt. An attempt whose reply was lost is therefore
//     not applied twice, and does not fail on conditions that it made false itself.
//   - Throttling, conflicting transactions, server errors and lost connections are retried a limited number
//     of times with growing pauses, and then become storage.ErrUnavailable. The context's deadline applies
//     throughout.
//   - Partial responses (Query's pages, BatchGet's unprocessed keys) are completed here.
//   - Reads are strongly consistent.
//
// The client is built without the SDK's config package, which would take more of a function's start than
// everything else. Credentials come from the environment that Lambda sets: see Environment.
//
// It calls GetItem, BatchGetItem, Query and TransactWriteItems. IAM has no action for the last: it requires
// PutItem, DeleteItem and ConditionCheckItem, according to the transaction. Nothing here scans a table. A test
// of package functions compares each function's role with the calls that it makes.
package dynamo
