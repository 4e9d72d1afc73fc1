// Package eventbridge hands events on to Amazon EventBridge, on a bus of the
// application's own, where whoever runs the application can have rules for them:
//
//	source       import-checker
//	detail-type  decision.changed
//	detail       {"id":"06eae7xs01je5thzasevz1rsv4","type":"decision.changed","timestamp":"2026-03-01T02:10:04Z","data":{…}}
//
// The detail is what a webhook is sent, with the event's id before it. That id is
// the same each time an event is handed on; EventBridge's own is not, so it is by
// ours that a consumer tells what it has seen.
//
// A second kind of event, webhooks.due, says nothing but that there are
// deliveries to be made: it wakes the function that makes them.
//
// An answer of 200 can hold entries that were refused: each is looked at. What is
// refused for now is put again a few times, and is then an error, so that the
// event stays in the outbox.
//
// The client is built from values, without the SDK's config package.
package eventbridge
