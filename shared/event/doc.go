// Package event is what sellers are told: that a submission was decided
// otherwise, and what of the lists made the difference.
//
// Events stay in the Outbox until a Relay has handed them on: at least once each,
// with an id that is always the same. Package eventbridge hands them on to
// Amazon EventBridge, package webhook to the sellers' own addresses.
package event
