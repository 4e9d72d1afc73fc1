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
// otherwise: a verdict, a tax or a condition differs.
const DecisionChanged = "decision.changed"

// DecisionReworded is the type of the event that a submission has a new
// decision with the same verdicts, taxes and conditions, but other reasons, or
// another basis.
const DecisionReworded = "decision.reworded"

// WebhookDisabled is the type of the event that a webhook no longer gets
// deliveries.
const WebhookDisabled = "webhook.disabled"

// WebhookTest is the type of the test event that a seller can request for a
// webhook. Only that webhook gets it.
const WebhookTest = "webhook.test"

// WebhookChallenge is the type of the event by which a webhook proves that it
// is the seller's. Only that webhook gets it.
const WebhookChallenge = "webhook.challenge"

// Source is the source of the events, on a bus with events of other sources.
const Source = "import-checker"

// An Event tells a seller that a submission was decided otherwise because the
// lists changed. There is exactly one for each decision added for that reason.
// Its id depends only on the publication, the submission and the decision's
// number, so a recipient can recognize a repeated event.
type Event struct {
	ID   string
	Type string
	At   time.Time // when the job of the publication was due

	Seller     string
	Submission string
	Kind       string // submission.Goods or submission.Service
	Ref        string // the seller's own reference
	Code       string // HS code, or of a service the code of GB/T 4754; blank when it was asked otherwise
	AsOf       string // the day of the new decision
	Decision   string // id of the new decision
	Seq        int    // its sequence number
	Old, New   []submission.Verdict
	Changes    []Change // what differs, by channel or place
	Cause      Cause

	Webhook Webhook // for events about a webhook, instead of the submission

	SentAt time.Time // when it was forwarded; zero until then
}

// A Change is what differs for a channel or a place.
type Change struct {
	Channel string
	What    []string // one or more of the Changed constants
}

// The values of Change.What. A DecisionChanged event has one of the first
// three.
const (
	ChangedVerdict    = "verdict"
	ChangedTax        = "tax"
	ChangedConditions = "conditions" // reasons that bar, or are conditions
	ChangedQuestions  = "questions"  // facts and lists that are missing
	ChangedBasis      = "basis"
	ChangedReasons    = "reasons" // other reasons, or other quotations
)

// A Webhook is a webhook that an event is about.
type Webhook struct {
	ID  string
	URL string
	Why string // why it was disabled

	// Challenge is what the webhook has to repeat. It is sent to the webhook,
	// and not stored with the event.
	Challenge string
}

// Only returns the id of the only webhook that gets the event; blank when all
// of the seller's webhooks do.
func (e *Event) Only() string {
	if e.Type == WebhookTest || e.Type == WebhookChallenge {
		return e.Webhook.ID
	}
	return ""
}

// A Cause is the change of the lists that made the difference.
type Cause struct {
	Publication string
	// Publications are Publication and later ones that made a difference to the
	// submission as well, when several followed closely.
	Publications []string
	Version      int
	Action       library.Action
	List         string
	Edition      string // in force on the day; after a withdrawal without successor, the one withdrawn
	Document     string

	// Change is one of the Cause constants. All but CauseList name an entry.
	Change string
	Entry  string // id of the entry in the edition
	Code   string
	Was    string // the previous code, when it was renumbered or succeeded
	Remark string // the remark of the entry; of a removed entry, its last one
}

// The values of Cause.Change.
const (
	CauseAdded      = "added"
	CauseRemoved    = "removed"
	CauseRenumbered = "renumbered"
	CauseChanged    = "changed"
	// CauseList means that no entry for the code differs, but the meaning of
	// its absence: the edition has become complete, or is no longer.
	CauseList = "list"
)

// NewID returns the id of an event: like any other id of that time, with a hash
// of what the event is about instead of random bytes.
func NewID(at time.Time, publication, submissionID string, seq int) string {
	return derivedID(at, "importchecker/event/1", publication, submissionID, seq)
}

// DecisionID returns the id of the decision that an event reports.
func DecisionID(at time.Time, publication, submissionID string, seq int) string {
	return derivedID(at, "importchecker/decision-id/1", publication, submissionID, seq)
}

func derivedID(at time.Time, purpose, publication, submissionID string, seq int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%d", purpose, publication, submissionID, seq))
	return submission.NewID(at, [10]byte(sum[:10]))
}

// An eventDocument is the payload of an event: the form that the Standard
// Webhooks specification recommends. Its id is sent beside it.
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

// verdictsDocument are verdicts by channel, or by place, in their order.
type verdictsDocument []submission.Verdict

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

// changesDocument are the changes, by channel or place.
type changesDocument []Change

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

// Payload returns the payload of the event: JSON, the same at each try.
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

// data returns the data of the payload.
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

// publications returns every publication that made a difference.
func (c *Cause) publications() []string {
	if len(c.Publications) == 0 {
		return []string{c.Publication}
	}
	return c.Publications
}

// Detail returns the event as it is put on a bus: its payload, with its id
// before the other members.
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
