// Package eventbridge forwards events to Amazon EventBridge, on a bus of the
// application's own, where its operator can set up rules for them:
//
//	source       import-checker
//	detail-type  decision.changed
//	detail       {"id":"06eae7xs01je5thzasevz1rsv4","type":"decision.changed","timestamp":"2026-03-01T02:10:04Z","data":{…}}
//
// The detail is what a webhook is sent, with the event's id before it. That id
// is the same each time an event is forwarded; EventBridge's own is not, so
// consumers recognize repeated events by ours.
//
// A second kind of event, webhooks.due, only says that there are deliveries to
// be made: it wakes the function that makes them.
//
// A response with status 200 can contain entries that were refused, so each is
// checked. A temporarily refused entry is put again a few times; then it is an
// error, so that the event stays in the outbox.
//
// The client is built from values, without the SDK's config package.
package eventbridge
