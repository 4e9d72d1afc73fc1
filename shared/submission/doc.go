// Package submission defines submissions: what sellers submitted, and the decisions that they got.
//
// A Submission is one product, or one service, that a seller asked about. It is decided when it is submitted,
// and the answer is its first Decision. When a published list changes the answer, the submission is decided
// again: the new decision is added after the old one, and nothing is overwritten. What the seller was answered
// on any day can be read back later, byte for byte.
//
//	submission 06eaea…   head: seq 2, hash 9f3a…
//	  decision 1  2026-03-01  submitted        prev 0000…  hash 41c7…
//	  decision 2  2026-07-01  list_published   prev 41c7…  hash 9f3a…
//
// # The chain
//
// Each decision has the hash of the one before, and the submission's head has the sequence number and the hash
// of the newest. With VerifyChain, anyone who has the decisions can check that none was altered, removed,
// inserted or moved, and that the newest is there. The hash is defined at Decision.Digest in enough detail to
// be computed without this package.
//
// The chain reveals tampering to anyone who kept an earlier hash; it cannot prevent it. Someone who may write
// every item can rewrite a whole chain with its head. The request is not part of the chain: the decision's body
// repeats what was decided on.
//
// # Access
//
// Submissions belong to sellers. Each method of the Store takes the seller that asks, and another seller's
// submission is not found, exactly like one that does not exist.
//
// # Repeated requests
//
// A request that is repeated because its response was lost must not create a second submission. The seller's
// idempotency key is stored together with the submission, all at once or not at all; a later request with the
// same key gets the decision of the first: see Store.Create.
//
// This package does not decide anything, does not know how items are stored, and does not read the clock: times
// and ids are passed in.
package submission
