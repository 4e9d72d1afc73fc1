// Package event notifies sellers that a submission was decided otherwise, and
// which change of the lists made the difference.
//
// Events stay in the Outbox until a Relay has forwarded them: each at least
// once, with a stable id. Package eventbridge forwards them to Amazon
// EventBridge, package webhook to the sellers' own addresses.
package event
