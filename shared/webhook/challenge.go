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

// A Challenge is what an endpoint has to answer to show that it is the seller's: a
// POST, signed like any other, whose answer has to repeat the token. It is the token
// of one URL, and stands in no answer of the API.
type Challenge struct {
	Event string // that it is delivered with
	Token string
	Until time.Time // when it is no longer accepted
}

// challengeTime is how long a challenge can be answered.
const challengeTime = 24 * time.Hour

// untilProved is how long the deliveries to an endpoint wait, each time, that has
// its challenge still to answer.
const untilProved = 5 * time.Minute

// ErrUnanswered is what is wrong with an answer that does not repeat the challenge.
var ErrUnanswered = errors.New("the answer does not repeat the challenge")

// challenge has an endpoint prove that it is the seller's, and returns the event
// that asks it to.
func (e *Endpoint) challenge(id string, random [32]byte, now time.Time) event.Event {
	e.enable()
	e.Pending = true
	e.Challenge = Challenge{Event: id, Token: base64.RawURLEncoding.EncodeToString(random[:]),
		Until: now.Add(challengeTime)}
	return event.Event{ID: id, Type: event.WebhookChallenge, At: now, Seller: e.Seller,
		Webhook: event.Webhook{ID: e.ID, URL: e.URL}}
}

// Prove takes it that an endpoint is the seller's.
func (e *Endpoint) Prove() { e.Pending, e.Challenge = false, Challenge{} }

// answers reports whether what an endpoint answered repeats the challenge: as all of
// it, or as the member "challenge" of an object. What sends back whatever it gets
// does not pass.
func (c *Challenge) answers(body []byte) bool {
	var object struct {
		Challenge string `json:"challenge"`
	}
	given := bytes.TrimSpace(body)
	if json.Unmarshal(given, &object) == nil {
		given = []byte(object.Challenge)
	}
	return c.Token != "" && subtle.ConstantTimeCompare(given, []byte(c.Token)) == 1
}
