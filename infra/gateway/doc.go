// Package gateway stands in for API Gateway's HTTP API: it takes HTTP on one
// side, and has functions answer events (payload format 2.0) on the other.
//
// Routes, and which of them ask the authorizer, are read from template.yaml,
// so that what is served here is what is deployed. A handler may be a
// function's code in this process, or its program run by package host.
//
// What is not as deployed: a refused request is answered in the form of the
// API's other problems, where API Gateway has a short text of its own, with
// the same status (401 without a token, 403 with one that is not believed);
// nothing is throttled, and the authorizer's answers are not kept.
package gateway
