// Package webhook delivers events to sellers' webhooks, for example when a submission was decided differently.
//
// A seller registers an Endpoint, an HTTPS URL, and is shown its secret once. The secret is stored sealed, and
// only the function that delivers can open it. Deliveries follow the Standard Webhooks specification, 1.0.0: a
// POST of
//
//	webhook-id: 06eae7xs01je5thzasevz1rsv4
//	webhook-timestamp: 1772331034
//	webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
//
//	{"type":"decision.changed","timestamp":"2026-03-01T02:10:04Z","data":{…}}
//
// signed with HMAC-SHA256 over id, timestamp and body, joined by full stops. Any library of the specification
// verifies it. The id is the event's: it is the same in each attempt, so that receivers can detect repeats.
//
// # Challenges
//
// An endpoint is pending until it has proved that it is the seller's: it is sent an event webhook.challenge,
// signed like any other, and has to return its token in the response. Nothing else is delivered before, so that
// nobody can use this program to send requests to others; events wait for up to a day. With a new URL it is
// challenged again. An endpoint stored before challenges were introduced is not pending.
//
// # Deliveries
//
// An event becomes one Delivery for each of the seller's endpoints (Fanout). A Deliverer makes the deliveries
// that are due, several at a time. A status from 200 to 299 is success; anything else, redirects included, is a
// failure and retried as Schedule says, over three days, and not sooner than the receiver asks with
// Retry-After. 410 disables the endpoint at once. So does a delivery that was given up if nothing was delivered
// to the endpoint since it was created. A seller sees the deliveries with their outcome, can enable the
// endpoint again, and can replay any event. Test sends an event to one endpoint, once, to try it.
//
// A delivery is made at least once. A worker claims it by postponing when it is due; if the worker dies, it is
// due again after that.
//
// # Forbidden addresses
//
// A URL comes from a seller, so it must not lead to a network that only this program can reach. The address is
// checked when connecting, after names were resolved: no private, loopback, link-local (where clouds have their
// metadata), shared, reserved or multicast addresses, including IPv4 addresses inside IPv6 ones. Proxies of the
// environment are not used, redirects are not followed, only the beginning of the response is read, and an
// attempt ends after Timeout.
//
// This package does not create events of decisions (package publication does), and does not know how endpoints
// and deliveries are stored (package store does).
package webhook
