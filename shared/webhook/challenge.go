package webhook

import (
	"bytes"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"importchecker/shared/event"
)

// A Challenge is sent to an endpoint to prove that it is the seller's: a POST, signed like any other, whose
// response must repeat the token. The token is for one URL, and never shown by the API.
type Challenge struct {
	Event string // the event that carries it
	Token string
	Until time.Time // when it expires
}

// challengeTime is how long a challenge can be answered.
const challengeTime = 24 * time.Hour

// challengeWait is how long a delivery is postponed while its endpoint is pending.
const challengeWait = 5 * time.Minute

// ErrUnanswered: the response does not repeat the challenge.
var ErrUnanswered = errors.New("the answer does not repeat the challenge")

// challenge makes an endpoint pending, and returns the event with its new challenge.
func (e *Endpoint) challenge(id string, random [32]byte, now time.Time) event.Event {
	e.enable()
	e.Pending = true
	e.Challenge = Challenge{Event: id, Token: base64.RawURLEncoding.EncodeToString(random[:]),
		Until: now.Add(challengeTime)}
	return event.Event{ID: id, Type: event.WebhookChallenge, At: now, Seller: e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL}}
}

// Prove marks an endpoint as the seller's.
func (e *Endpoint) Prove() { e.Pending, e.Challenge = false, Challenge{} }

// repeatedIn reports whether the body of a response repeats the challenge: as the whole text, or as the member
// "challenge" of an object. A server that echoes the request does not pass.
func (c *Challenge) repeatedIn(body []byte) bool {
	var object struct {
		Challenge string `json:"challenge"`
	}
	answer := bytes.TrimSpace(body)
	if json.Unmarshal(answer, &object) == nil {
		answer = []byte(object.Challenge)
	}
	return c.Token != "" && subtle.ConstantTimeCompare(answer, []byte(c.Token)) == 1
}
