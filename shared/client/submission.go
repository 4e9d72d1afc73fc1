package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// A Submission is a product that a seller has handed in, with its newest decision. One with a name
// alone has a blank HSCode; the Candidates of its decision are what the name may mean, and Amend
// tells which it is.
type Submission struct {
	ID        string            `json:"id"`
	Ref       string            `json:"ref"`
	HSCode    string            `json:"hs_code"`
	Name      string            `json:"name"`
	AsOf      string            `json:"as_of"`
	CreatedAt time.Time         `json:"created_at"`
	UpdatedAt time.Time         `json:"updated_at"`
	Verdicts  map[string]string `json:"verdicts"` // by channel
	Decision  json.RawMessage   `json:"decision"`
}

// Submit hands a product in. A key that is not blank makes a repetition harmless: the
// same key with the same product answers with the same submission.
func (c *Client) Submit(ctx context.Context, key string, q GoodsCheck) (*Submission, error) {
	s := new(Submission)
	var header http.Header
	if key != "" {
		header = http.Header{"Idempotency-Key": {key}}
	}
	_, err := c.askWith(ctx, http.MethodPost, "/v1/submissions", nil, header, q, s)
	return s, err
}

// Submission returns one of the seller's submissions.
func (c *Client) Submission(ctx context.Context, id string) (*Submission, error) {
	s := new(Submission)
	return s, c.Get(ctx, "/v1/submissions/"+url.PathEscape(id), nil, s)
}

// Submissions gives the seller's submissions, newest first; the query may say verdict,
// channel or ref.
func (c *Client) Submissions(ctx context.Context, query url.Values) iter.Seq2[Submission, error] {
	return pages[Submission](ctx, c, "/v1/submissions", query)
}

// Amend answers what a submission was asked for, such as its code where it has none, and has it
// decided again.
func (c *Client) Amend(ctx context.Context, id string, item Item) (*Submission, error) {
	s := new(Submission)
	_, err := c.ask(ctx, http.MethodPatch, "/v1/submissions/"+url.PathEscape(id), nil, map[string]any{"item": item}, s)
	return s, err
}

// A KeptDecision is one of the decisions of a submission; each has the hash of the one
// before it.
type KeptDecision struct {
	Seq       int             `json:"seq"`
	DecidedAt time.Time       `json:"decided_at"`
	PrevHash  string          `json:"prev_hash"`
	Hash      string          `json:"hash"`
	Body      json.RawMessage `json:"body"`
}

// Decisions gives the decisions of a submission, newest first.
func (c *Client) Decisions(ctx context.Context, id string) iter.Seq2[KeptDecision, error] {
	return pages[KeptDecision](ctx, c, "/v1/submissions/"+url.PathEscape(id)+"/decisions", nil)
}

// A BatchItem is the answer about one of many products: a decision, as JSON, or why
// there is none.
type BatchItem struct {
	Ref      string          `json:"ref"`
	Decision json.RawMessage `json:"decision"`
	Problem  *Problem        `json:"problem"`
}

// CheckBatch asks about up to a hundred products, in order. Nothing is stored.
func (c *Client) CheckBatch(ctx context.Context, channels []string, items []Item) ([]BatchItem, error) {
	in := map[string]any{"items": items}
	if len(channels) > 0 {
		in["channels"] = channels
	}
	var out struct {
		Items []BatchItem `json:"items"`
	}
	_, err := c.ask(ctx, http.MethodPost, "/v1/goods/checks/batch", nil, in, &out)
	return out.Items, err
}

// A Webhook is an address that is told of what happens. Secret is there once, in the
// answer that made it.
type Webhook struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Status string `json:"status"`
	Secret string `json:"secret"`
}

// RegisterWebhook has an address told of changed decisions, once it has answered a
// challenge.
func (c *Client) RegisterWebhook(ctx context.Context, address string) (*Webhook, error) {
	w := new(Webhook)
	_, err := c.ask(ctx, http.MethodPost, "/v1/webhooks", nil, map[string]string{"url": address}, w)
	return w, err
}

// Webhooks gives the seller's webhooks.
func (c *Client) Webhooks(ctx context.Context) iter.Seq2[Webhook, error] {
	return pages[Webhook](ctx, c, "/v1/webhooks", nil)
}
