// Package submission is what a seller hands in and what was answered, kept.
//
// A Submission is one product, or one service, that a seller asked about. It
// is checked when it comes in, and the answer is its first Decision. When a
// published list changes what the answer would be, the submission is decided
// again: the new decision is added after the old one, and nothing is ever
// rewritten. What the seller was told on a day can be read back on any later
// day, byte for byte.
//
//	submission 06eaea…   head: seq 2, hash 9f3a…
//	  decision 1  2026-03-01  submitted        prev 0000…  hash 41c7…
//	  decision 2  2026-07-01  list_published   prev 41c7…  hash 9f3a…
//
// # The chain
//
// Each decision carries the hash of the one before, and the submission's head
// carries the sequence number and the hash of the newest. Whoever holds the
// decisions can therefore see, with VerifyChain, that none was altered, taken
// out, put in or moved, and that the newest is still there. The hash is
// defined at Decision.Digest in enough detail to be computed without this
// package.
//
// The chain shows tampering to whoever kept an earlier hash; it cannot prevent
// it. Someone who may write every item can rewrite the whole of a chain with
// its head. The request is not part of the chain: the decision's body repeats
// what was decided upon.
//
// # Who sees what
//
// Submissions belong to sellers. Each question that the Store answers names
// the seller that asks, and another seller's submission is not found, in the
// same words as one that does not exist.
//
// # Asked twice
//
// A request that is sent again because its answer was lost must not make a
// second submission. The seller's idempotency key is stored together with the
// submission, all at once or not at all; whoever comes second with a key finds
// what the first one made, and answers with that: see Store.Create.
//
// This package does not decide anything, does not know how items are stored,
// and does not ask for the time: clocks and ids are handed in.
package submission
