// Package webhooks has the routes of a seller's webhooks and events.
package webhooks
