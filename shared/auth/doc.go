// Package auth authenticates callers.
//
// A caller sends a JSON Web Token that an OpenID Connect provider signed:
//
//	Authorization: Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6…
//
// Verify returns the Principal of a token: its seller, and what it may do. A token
// is valid only if all of this holds:
//
//   - it is one compact token of at most MaxToken bytes;
//   - its algorithm is one of Algorithms, which the code names, not the token;
//   - its key id names a key of the provider that fits the algorithm;
//   - the signature is right;
//   - the issuer is the configured one, and the audience contains the configured one;
//   - it has an expiry, which has not passed, and its "not before" and "issued
//     at", where given, are not in the future; clocks may differ by Leeway;
//   - the claim for the seller is present, and is a plain name.
//
// Scopes are the words of the claims "scope" or "scp" that this product knows:
// "seller" may submit and read its own submissions, "maintainer" may publish
// lists. Other words are ignored.
//
// Keys come from a KeySource. Deployed, that is Remote: the provider's published
// key set, cached for an hour, and fetched again when a token names a key that is
// not in it (as after a key rotation), but at most once in ten seconds. While the
// provider cannot be reached, the cached keys remain valid for a day; without
// keys every token is denied, and the log says why. On a developer's machine it
// is a DevKey, stored in a file, whose tokens are verified by the same code.
//
// Authorizer makes a Lambda authorizer of API Gateway of a Verifier.
//
// This package does not decide whether a seller may see a submission: the store
// separates the data of sellers. Nor does it know routes: template.yaml says for
// which routes API Gateway asks.
package auth
