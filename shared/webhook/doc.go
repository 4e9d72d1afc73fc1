// Package webhook tells sellers, at addresses of their own, that a submission was
// decided otherwise.
//
// A seller registers an Endpoint, an HTTPS URL, and is given its secret once: it is
// stored sealed, and only who delivers can open it. What
// is delivered follows the Standard Webhooks specification, 1.0.0: a POST of
//
//	webhook-id: 06eae7xs01je5thzasevz1rsv4
//	webhook-timestamp: 1772331034
//	webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
//
//	{"type":"decision.changed","timestamp":"2026-03-01T02:10:04Z","data":{…}}
//
// signed with HMAC-SHA256 over id, timestamp and body, joined by full stops. Any
// of the specification's libraries verifies it. The id is the event's: it is the
// same at each try, and tells a receiver what it has seen before.
//
// # Challenges
//
// An endpoint is pending until it has shown that it is the seller's: it is sent an
// event webhook.challenge, signed like any other, and has to repeat its token in the
// answer. Nothing else is delivered before, so that nobody can have this program
// call on others; events wait for up to a day. With another URL it is challenged
// anew. An endpoint that was stored before there were challenges is not pending.
//
// # Deliveries
//
// An event becomes one Delivery for each of the seller's endpoints (Fanout). A
// Deliverer takes the deliveries that are due, several at a time. A status from
// 200 to 299 is success; anything else, a redirect included, is not, and is tried
// again as Schedule says, over three days, and not sooner than the receiver asks
// by Retry-After. 410 disables the endpoint at once. So does a delivery that was
// given up when nothing has been delivered there since it was made. A seller sees
// the deliveries with what came of them, enables the endpoint again, and has any
// event replayed. A Test is an event that one endpoint alone is told of, once, to see
// that it arrives.
//
// A delivery is made at least once. A worker holds it for a while by putting off
// when it is due; when the worker dies, it is due again after that.
//
// # Where nothing is delivered
//
// A URL is a seller's, so it must not lead where only this program can go. The
// address is checked when it is connected to, after names were resolved: nothing
// private, loopback, link-local (where clouds keep their metadata), shared,
// reserved or multicast, IPv4 addresses inside IPv6 ones included. Proxies of the
// environment are not used, redirects not followed, little of the answer is read,
// and all of it ends in Timeout.
//
// This package does not make events (package publication does), and does not know
// how things are stored (package store does).
package webhook
