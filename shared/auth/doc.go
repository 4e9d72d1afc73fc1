// Package auth says who is asking.
//
// A caller carries a JSON Web Token that an OpenID Connect provider signed:
//
//	Authorization: Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6…
//
// Verify reads it and answers with a Principal: the seller that the token
// speaks for, and what it may do. A token is believed only when all of this
// holds:
//
//   - it is one compact token of at most MaxToken bytes;
//   - its algorithm is one of Algorithms, which the code names, not the token;
//   - its key id names a key of the provider, fit for that algorithm;
//   - the signature is right;
//   - issuer is exactly ours, and audience contains ours;
//   - it has an expiry, which has not passed, and its "not before" and "issued
//     at", where given, are not to come; clocks may differ by Leeway;
//   - the claim that names the seller is there, and is a plain name.
//
// Scopes are the words of the claims "scope" or "scp" that this product knows:
// "seller" may submit and read what is its own, "maintainer" may publish
// lists. Words that it does not know are dropped.
//
// Keys come from a KeySource. Deployed, that is Remote: the provider's
// published key set, kept for an hour, fetched again when a token names a key
// that is not in it (that is how providers rotate keys), but not more often
// than once in ten seconds, whatever tokens are thrown at it. When the provider
// cannot be reached the keys at hand serve on for a day; with none at hand
// every token is denied, and the log says why. On a developer's machine it is a
// DevKey, kept in a file, whose tokens are checked by this same code.
//
// Authorizer puts a Verifier behind API Gateway's question and answer.
//
// This package does not decide whether a seller may see a submission: the
// store keeps each seller's own apart. Nor does it know routes: API Gateway
// asks only where template.yaml says so.
package auth
