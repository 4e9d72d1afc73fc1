// Package dynamo is a store.Table in DynamoDB. It is the one package under
// shared/ and functions/ that knows DynamoDB's client, and what that reports is
// put into the words of package store before it leaves.
//
//   - A transaction carries a token, the same at each try. A try whose reply
//     was lost is therefore not done twice, and does not fail on conditions
//     that it made false itself.
//   - Throttling, a conflict of two transactions, a server's fault and a lost
//     connection are tried again, a bounded number of times with growing
//     pauses, and are then storage.ErrUnavailable. The context's deadline holds
//     throughout.
//   - Answers that come in parts (Query's pages, BatchGet's unprocessed keys)
//     are put together here.
//   - Reads are strongly consistent.
//
// The client is built from values, without the SDK's config package, which
// costs a function more at its start than all the rest. Credentials come from
// the environment that Lambda sets: see Environment.
//
// The calls made are GetItem, BatchGetItem, Query and TransactWriteItems. IAM
// knows no action for the last: it asks for PutItem, DeleteItem and
// ConditionCheckItem, as they stand in a transaction. Nothing here reads a whole
// table. A test of package functions holds each function's role against the
// calls that it is seen to make.
package dynamo
