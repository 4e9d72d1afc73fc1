package event

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"importchecker/shared/library"
	"importchecker/shared/submission"
)

// DecisionChanged is the type of the event that a submission was decided
// otherwise: a verdict, a tax or a condition is not what it was.
const DecisionChanged = "decision.changed"

// DecisionReworded is the type of the event that a submission has a new decision
// that comes to the same: other reasons, or another basis, for the same verdicts,
// taxes and conditions.
const DecisionReworded = "decision.reworded"

// WebhookDisabled is the type of the event that nothing is delivered to a webhook
// any more.
const WebhookDisabled = "webhook.disabled"

// WebhookTest is the type of the event that a seller asks for to see that events
// arrive at a webhook. Only that webhook is told.
const WebhookTest = "webhook.test"

// WebhookChallenge is the type of the event that asks a webhook to show that it is
// the seller's. Only that webhook is told.
const WebhookChallenge = "webhook.challenge"

// Source is who events are from, on a bus that has those of others, too.
const Source = "import-checker"

// An Event tells a seller that a submission was decided otherwise because the
// lists changed. There is exactly one for each decision that was added so, with
// an id that depends on nothing but the publication, the submission and the
// decision's number: whoever is told of it twice can tell.
type Event struct {
	ID   string
	Type string
	At   time.Time // when the publication was due to be acted on

	Seller     string
	Submission string
	Kind       string // submission.Goods or submission.Service
	Ref        string // the seller's own
	Code       string // of a service, of GB/T 4754; blank where it was asked about otherwise
	AsOf       string // the day that the new decision is about
	Decision   string // id of the new decision
	Seq        int    // its number
	Old, New   []submission.Verdict
	Changes    []Change // what is otherwise, by channel or place
	Cause      Cause

	Webhook Webhook // of an event about a webhook, in the place of the submission

	SentAt time.Time // when it was handed on; zero until then
}

// A Change is what is otherwise of a channel, or of a place.
type Change struct {
	Channel string
	What    []string // of the Changed constants
}

// What can be otherwise. A DecisionChanged event has one of the first three.
const (
	ChangedVerdict    = "verdict"
	ChangedTax        = "tax"
	ChangedConditions = "conditions" // what bars, or is a condition
	ChangedQuestions  = "questions"  // the facts and lists that are missing
	ChangedBasis      = "basis"
	ChangedReasons    = "reasons" // other reasons, or other words quoted
)

// A Webhook is what an event says of one.
type Webhook struct {
	ID  string
	URL string
	Why string // it was disabled

	// Challenge is what the webhook has to repeat. It is told to the webhook, and
	// not stored with the event.
	Challenge string
}

// Only returns the id of the webhook that alone is told of the event; blank when
// all of the seller's are.
func (e *Event) Only() string {
	if e.Type == WebhookTest || e.Type == WebhookChallenge {
		return e.Webhook.ID
	}
	return ""
}

// A Cause is what of the lists made the difference.
type Cause struct {
	Publication string
	// Publications are that one and those after it that made a difference to the
	// submission as well, when several came close together.
	Publications []string
	Version      int
	Action       library.Action
	List         string
	Edition      string // in force on the day; of a withdrawal, the one withdrawn when none is
	Document     string

	// Change is one of the Cause constants. All but CauseList name an entry.
	Change string
	Entry  string // its id in the edition
	Code   string
	Was    string // the code before, when it was renumbered, or became another
	Remark string // the entry's, or of one that was removed what it had been
}

// The changes that cause a decision to change.
const (
	CauseAdded      = "added"
	CauseRemoved    = "removed"
	CauseRenumbered = "renumbered"
	CauseChanged    = "changed"
	// CauseList: no entry for the code differs, but what it means that there is
	// none: the edition is held whole now, or no longer.
	CauseList = "list"
)

// eventID returns the id of an event: that of a moment, like any other, with
// the hash of what it is about in the place of random bytes.
func NewID(at time.Time, publication, submissionID string, seq int) string {
	return derivedID(at, "importchecker/event/1", publication, submissionID, seq)
}

// decisionID returns the id of the decision that an event tells of.
func DecisionID(at time.Time, publication, submissionID string, seq int) string {
	return derivedID(at, "importchecker/decision-id/1", publication, submissionID, seq)
}

func derivedID(at time.Time, purpose, publication, submissionID string, seq int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%d", purpose, publication, submissionID, seq))
	return submission.NewID(at, [10]byte(sum[:10]))
}

// eventDocument is an event as it is told: the form that the Standard Webhooks
// specification recommends. Its id travels beside it.
type eventDocument struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

// webhookDocument is the data of an event about a webhook.
type webhookDocument struct {
	ID      string           `json:"id"`
	Seller  string           `json:"seller"`
	Webhook webhookReference `json:"webhook"`
	Why     string           `json:"why,omitempty"`

	Challenge string `json:"challenge,omitempty"`
}

type webhookReference struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

type dataDocument struct {
	ID         string            `json:"id"`
	Submission string            `json:"submission"`
	Seller     string            `json:"seller"`
	Ref        string            `json:"ref"`
	Kind       string            `json:"kind"`
	HSCode     string            `json:"hs_code,omitempty"`
	Sector     string            `json:"sector,omitempty"`
	AsOf       string            `json:"as_of"`
	Decision   decisionReference `json:"decision"`
	Old        verdictsDocument  `json:"old_verdicts"`
	New        verdictsDocument  `json:"new_verdicts"`
	Changes    changesDocument   `json:"changes"`
	Cause      causeDocument     `json:"cause"`
}

type decisionReference struct {
	ID  string `json:"id"`
	Seq int    `json:"seq"`
}

// verdictsDocument is verdicts by channel, or by place, in their order.
type verdictsDocument []submission.Verdict

// MarshalJSON implements json.Marshaler.
func (v verdictsDocument) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, c := range v {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(c.Where)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(c.Verdict)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// changesDocument is what is otherwise, by channel or place.
type changesDocument []Change

// MarshalJSON implements json.Marshaler.
func (c changesDocument) MarshalJSON() ([]byte, error) {
	what := make(map[string][]string, len(c))
	for _, change := range c {
		what[change.Channel] = change.What
	}
	return json.Marshal(what)
}

type causeDocument struct {
	Publication  string         `json:"publication"`
	Publications []string       `json:"publications"`
	Version      int            `json:"version"`
	Action       library.Action `json:"action"`
	List         string         `json:"list"`
	Edition      string         `json:"edition"`
	Document     string         `json:"document"`
	Change       string         `json:"change"`
	Entry        string         `json:"entry,omitempty"`
	HSCode       string         `json:"hs_code,omitempty"`
	Was          string         `json:"was,omitempty"`
	Remark       string         `json:"remark,omitempty"`
}

// Payload returns the event as it is told: JSON, the same at each try.
func (e *Event) Payload() ([]byte, error) {
	doc := eventDocument{Type: e.Type, Timestamp: e.At.UTC(), Data: e.data()}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// data is what the event says beside its type and time.
func (e *Event) data() any {
	if e.Webhook.ID != "" {
		return webhookDocument{e.ID, e.Seller, webhookReference{e.Webhook.ID, e.Webhook.URL}, e.Webhook.Why,
			e.Webhook.Challenge}
	}
	doc := dataDocument{
		ID: e.ID, Submission: e.Submission, Seller: e.Seller, Ref: e.Ref, Kind: e.Kind, AsOf: e.AsOf,
		Decision: decisionReference{e.Decision, e.Seq}, Old: verdictsDocument(e.Old), New: verdictsDocument(e.New),
		Changes: changesDocument(e.Changes),
		Cause: causeDocument{
			e.Cause.Publication, e.Cause.publications(), e.Cause.Version, e.Cause.Action, e.Cause.List, e.Cause.Edition,
			e.Cause.Document,
			e.Cause.Change, e.Cause.Entry, e.Cause.Code, e.Cause.Was, e.Cause.Remark,
		},
	}
	if e.Kind == submission.Service {
		doc.Sector = e.Code
	} else {
		doc.HSCode = e.Code
	}
	return doc
}

// publications names every publication that made a difference.
func (c *Cause) publications() []string {
	if len(c.Publications) == 0 {
		return []string{c.Publication}
	}
	return c.Publications
}

// Detail returns the event as it stands on a bus: its payload, with its id before
// the rest.
func (e *Event) Detail() ([]byte, error) {
	payload, err := e.Payload()
	if err != nil {
		return nil, err
	}
	id, err := json.Marshal(e.ID)
	if err != nil {
		return nil, err
	}
	return append(append(append([]byte(`{"id":`), id...), ','), payload[1:]...), nil
}
