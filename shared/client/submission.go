package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// A Submission is a product that a seller has submitted, with its newest decision. If it has only a
// name, HSCode is blank, and the Candidates of its decision are the codes that the name may mean;
// Amend can add the code.
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

// Submit submits a product. A key that is not blank makes the request idempotent: the same
// key with the same product returns the same submission.
func (c *Client) Submit(ctx context.Context, key string, q GoodsCheck) (*Submission, error) {
	s := new(Submission)
	var header http.Header
	if key != "" {
		header = http.Header{"Idempotency-Key": {key}}
	}
	_, err := c.doWith(ctx, http.MethodPost, "/v1/submissions", nil, header, q, s)
	return s, err
}

// Submission returns one of the seller's submissions.
func (c *Client) Submission(ctx context.Context, id string) (*Submission, error) {
	s := new(Submission)
	return s, c.Get(ctx, "/v1/submissions/"+url.PathEscape(id), nil, s)
}

// Submissions returns the seller's submissions, newest first; the query may have verdict,
// channel or ref.
func (c *Client) Submissions(ctx context.Context, query url.Values) iter.Seq2[Submission, error] {
	return pages[Submission](ctx, c, "/v1/submissions", query)
}

// Amend adds to the item of a submission, such as its code if it has none, and returns the
// submission with a new decision.
func (c *Client) Amend(ctx context.Context, id string, item Item) (*Submission, error) {
	s := new(Submission)
	_, err := c.do(ctx, http.MethodPatch, "/v1/submissions/"+url.PathEscape(id), nil, map[string]any{"item": item}, s)
	return s, err
}

// A StoredDecision is one of the decisions of a submission, with the hash of the one before
// it.
type StoredDecision struct {
	Seq       int             `json:"seq"`
	DecidedAt time.Time       `json:"decided_at"`
	PrevHash  string          `json:"prev_hash"`
	Hash      string          `json:"hash"`
	Body      json.RawMessage `json:"body"`
}

// Decisions returns the decisions of a submission, newest first.
func (c *Client) Decisions(ctx context.Context, id string) iter.Seq2[StoredDecision, error] {
	return pages[StoredDecision](ctx, c, "/v1/submissions/"+url.PathEscape(id)+"/decisions", nil)
}

// A BatchItem is the answer for one product of a batch: a decision, as JSON, or a problem.
type BatchItem struct {
	Ref      string          `json:"ref"`
	Decision json.RawMessage `json:"decision"`
	Problem  *Problem        `json:"problem"`
}

// CheckBatch checks up to a hundred products, in their order. Nothing is stored.
func (c *Client) CheckBatch(ctx context.Context, channels []string, items []Item) ([]BatchItem, error) {
	in := map[string]any{"items": items}
	if len(channels) > 0 {
		in["channels"] = channels
	}
	var out struct {
		Items []BatchItem `json:"items"`
	}
	_, err := c.do(ctx, http.MethodPost, "/v1/goods/checks/batch", nil, in, &out)
	return out.Items, err
}

// A Webhook is an address to which events are delivered. Only the answer that created it
// has its Secret.
type Webhook struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Status string `json:"status"`
	Secret string `json:"secret"`
}

// RegisterWebhook registers an address for events of changed decisions, which are delivered
// after it has answered a challenge.
func (c *Client) RegisterWebhook(ctx context.Context, address string) (*Webhook, error) {
	w := new(Webhook)
	_, err := c.do(ctx, http.MethodPost, "/v1/webhooks", nil, map[string]string{"url": address}, w)
	return w, err
}

// Webhooks returns the seller's webhooks.
func (c *Client) Webhooks(ctx context.Context) iter.Seq2[Webhook, error] {
	return pages[Webhook](ctx, c, "/v1/webhooks", nil)
}
