// Package gateway emulates API Gateway's HTTP API: it serves HTTP, and invokes functions with events (payload
// format 2.0).
//
// Routes, and whether they need the authorizer, are read from template.yaml, so that it serves what is
// deployed. A handler is a function's code in this process, or its program run by package host.
//
// It differs from the deployment in a few ways: a refused request gets a problem document, where API Gateway
// has a short text, with the same status (401 without a token, 403 with an invalid one); nothing is throttled,
// and the authorizer's answers are not cached.
package gateway
